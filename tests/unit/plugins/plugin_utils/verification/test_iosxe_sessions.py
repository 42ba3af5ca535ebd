# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IOS-XE says of its sessions, prefixes and routes, read: recorded output where there is some, else the command references' format."""
from __future__ import annotations

import os
import re
from ipaddress import ip_network
from pathlib import Path

import pytest

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe import sessions
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe.show_neighbors import neighbors, seconds
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe.show_routes import (
    bgp_announcements, bgp_prefixes, interface_addresses, route, routes)

SHARED = Path(os.environ.get("VA_SHARED", Path(__file__).parents[6] / "shared"))
RECORDED = SHARED / "recorded" / "iosxe"
recorded = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded outputs (../shared/recorded/iosxe) are not at hand")

NEIGHBORS = """\
BGP neighbor is *10.1.1.11,  remote AS 65000, internal link
 Member of peer-group VA-web-4 for session parameters
 Belongs to the subnet range group: 10.1.0.0/16
 BFD is configured. BFD peer is Up. Using BFD to detect fast fallover (multi-hop)
  BGP version 4, remote router ID 10.1.1.11
  BGP state = Established, up for 1d02h
  Last read 00:00:08, last write 00:00:38, hold time is 9, keepalive interval is 3 seconds

 For address family: IPv4 Unicast
  Session: 10.1.1.11
  VA-web-4 peer-group member
  Inbound soft reconfiguration allowed
                                 Sent       Rcvd
  Prefix activity:               ----       ----
    Prefixes Current:               1          3 (Consumes 240 bytes)
    Prefixes Total:                 1          3
  Connections established 2; dropped 1
  Last reset 1d02h, due to BGP Notification received of session 1, hold time expired
Connection state is ESTAB, I/O status: 1, unread input bytes: 0
Local host: 10.255.0.1, Local port: 179
Foreign host: 10.1.1.11, Foreign port: 47459

BGP neighbor is 10.255.1.11,  remote AS 65000, internal link
  BGP version 4, remote router ID 0.0.0.0
  BGP state = Idle, down for 00:00:31
  Last reset never
  No active TCP connection
"""
NEIGHBORS_6 = """\
BGP neighbor is *2001:DB8:1::11,  remote AS 65000, internal link
  BGP version 4, remote router ID 10.1.1.11
  BGP state = Established, up for 00:03:16

 For address family: IPv6 Unicast
  Inbound soft reconfiguration allowed
    Prefixes Current:               0          1 (Consumes 104 bytes)
Local host: 2001:DB8:FF::1, Local port: 179
"""
SUMMARY = "BGP router identifier 10.255.1.1, local AS number 65000\nBGP table version is 7, main routing table version 7\n"
RUNNING = "hostname rs1\n!\nrouter bgp 65000\n bgp router-id 10.255.1.1\n!\nend\n"
TABLE = """\
BGP table version is 8, local router ID is 10.255.1.1
Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,
              r RIB-failure, S Stale, m multipath, b backup-path, f RT-Filter,
Origin codes: i - IGP, e - EGP, ? - incomplete

     Network          Next Hop            Metric LocPrf Weight Path
 *>i  192.0.2.8/29     10.1.1.11                0    100      0 i
 *>i  192.0.2.0        10.1.1.11                0    100      0 i
 * i  203.0.113.128/25 10.1.1.11                0    100      0 i
 * i                   10.1.1.12                0    100      0 i

Total number of prefixes 3
"""
TABLE_6 = """\
     Network          Next Hop            Metric LocPrf Weight Path
 *>i  2001:DB8:100:1::/64
                      2001:DB8:1::11           0    100      0 i
 *>   2001:DB8:100:2::/64
                      2001:DB8:1::11
                                               0             0 64512 64999 i
"""
TABLE_OF_EBGP = """\
     Network          Next Hop            Metric LocPrf Weight Path
 *    192.0.2.8/29     10.1.1.11                0             0 64512 64512 i
 *    203.0.113.0      10.1.1.99                              0 ?
"""
IPV4_INTERFACES = """\
GigabitEthernet1 is up, line protocol is up
  Internet address is 10.254.0.1/30
  Secondary address 10.254.1.1/30
GigabitEthernet2 is administratively down, line protocol is down
Loopback6500 is up, line protocol is up
  Internet address is 10.255.0.1/32
"""
IPV6_INTERFACES = """\
GigabitEthernet1 is up, line protocol is up
  IPv6 is enabled, link-local address is FE80::A8BB:CCFF:FE00:200
    2001:DB8:FE::1, subnet is 2001:DB8:FE::/64 [EUI]
"""
OSPF_ROUTE = """\
Routing entry for 10.255.0.1/32
  Known via "ospf 1", distance 110, metric 21, type intra area
  Last update from 10.254.0.5 on GigabitEthernet2, 00:02:10 ago
  Routing Descriptor Blocks:
    10.254.0.9, from 10.255.1.2, 00:02:10 ago, via GigabitEthernet3
      Route metric is 21, traffic share count is 1
  * 10.254.0.5, from 10.255.1.1, 00:02:10 ago, via GigabitEthernet2
      Route metric is 21, traffic share count is 1
"""
CONNECTED_ROUTE = """\
Routing entry for 10.255.0.1/32
  Known via "connected", distance 0, metric 0 (connected, via interface)
  Routing Descriptor Blocks:
  * directly connected, via Loopback6500
      Route metric is 0, traffic share count is 1
"""
IPV6_ROUTE = """\
Routing entry for 2001:DB8:FF::1/128
  Known via "ospf 1", distance 110, metric 11, type intra area
  Route count is 1/1, share count 0
  Routing paths:
    FE80::A8BB:CCFF:FE00:100, GigabitEthernet1
      Last updated 00:01:12 ago
"""
INSIDE = """\
Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area

Gateway of last resort is 10.254.0.1 to network 0.0.0.0

      192.0.2.0/24 is variably subnetted, 2 subnets, 2 masks
B        192.0.2.8/29 [200/0] via 10.1.1.11, 00:01:00
O E1     192.0.2.16/28 [110/30] via 10.254.0.5, 00:01:00, GigabitEthernet1
                       [110/30] via 10.254.0.9, 00:01:00, GigabitEthernet2
      198.51.100.0/32 is subnetted, 1 subnets
B        198.51.100.7 [200/0] via 10.2.1.11, 00:01:00
"""
INSIDE_6 = """\
IPv6 Routing Table - default - 4 entries
Codes: C - Connected, L - Local, S - Static, U - Per-user Static route
B   2001:DB8:100:1::/64 [200/0]
     via 2001:DB8:1::11
L   FF00::/8 [0/0]
     via Null0, receive
"""


def read(**answers):
    said = {"neighbors 4": NEIGHBORS, "neighbors 6": NEIGHBORS_6, "summary 4": SUMMARY, **answers}
    return sessions.facts(Reading(RUNNING, "17.12.1", "abc", said))


def test_a_dynamic_session_is_told_with_its_group_its_addresses_and_bfd():
    session = read()["sessions"][0]
    assert (session["peer"], session["group"], session["dynamic"], session["established"], session["local_address"], session["bfd"],
            session["uptime_seconds"], session["accepted_count"], session["sent_count"], session["keeps_received"]) == (
        "10.1.1.11", "VA-web-4", True, True, "10.255.0.1", "up", 26 * 3600, 3, 1, [4])


def test_a_session_that_is_down_is_told_too():
    session = read()["sessions"][1]
    assert (session["peer"], session["established"], session["state"], session["bfd"], session["local_address"], session["dynamic"]) == (
        "10.255.1.11", False, "Idle", "none", None, False)


def test_an_ipv6_session_is_told_in_the_form_that_python_writes():
    session = read()["sessions"][2]
    assert (session["peer"], session["local_address"], session["keeps_received"]) == ("2001:db8:1::11", "2001:db8:ff::1", [6])


def test_why_a_session_was_reset_is_told_in_the_devices_words():
    assert [session["last_reset"] for session in read()["sessions"]] == [
        "BGP Notification received of session 1, hold time expired", None, None]


def test_a_neighbor_of_both_families_is_one_session():
    both = NEIGHBORS_6.replace("*2001:DB8:1::11", "10.1.1.11")
    session = read(**{"neighbors 6": both})["sessions"][0]
    assert (session["keeps_received"], session["accepted_count"], len(read(**{"neighbors 6": both})["sessions"])) == ([4, 6], 4, 2)


def test_the_asn_is_that_of_the_configuration_and_dots_are_read():
    assert (read()["asn"], read()["router_id"], read()["speaks_bgp"]) == (65000, "10.255.1.1", True)
    assert sessions.facts(Reading("router bgp 65001.10\nend\n", "17.12.1", "abc"))["asn"] == 65001 * 65536 + 10


def test_a_device_without_bgp_has_neither_sessions_nor_an_asn():
    facts = sessions.facts(Reading("hostname rs1\nend\n", "17.12.1", "abc", {name: None for name in sessions.BASE}))
    assert (facts["sessions"], facts["asn"], facts["speaks_bgp"], facts["router_id"]) == ([], None, False, None)


def test_only_neighbors_whose_announcements_are_kept_are_asked_for_them():
    assert sorted(sessions.prefix_queries(read()).values()) == [
        "show bgp ipv4 unicast neighbors 10.1.1.11 received-routes", "show bgp ipv4 unicast neighbors 10.1.1.11 routes",
        "show bgp ipv6 unicast neighbors 2001:db8:1::11 received-routes", "show bgp ipv6 unicast neighbors 2001:db8:1::11 routes"]


def test_refused_is_what_was_received_and_is_not_in_the_table():
    within = "\n".join(line for line in TABLE.splitlines() if "203.0.113" not in line)
    answers = {"received 4 10.1.1.11": TABLE, "accepted 4 10.1.1.11": within, "received 6 2001:db8:1::11": TABLE_6}
    found = {session["peer"]: session for session in sessions.with_prefixes(read(), answers)["sessions"]}
    assert (found["10.1.1.11"]["accepted"], found["10.1.1.11"]["refused"]) == (["192.0.2.0/24", "192.0.2.8/29"], ["203.0.113.128/25"])
    assert (found["2001:db8:1::11"]["accepted"], found["2001:db8:1::11"]["refused"]) == ([], ["2001:db8:100:1::/64", "2001:db8:100:2::/64"])
    assert found["10.1.1.11"]["announced"]["192.0.2.8/29"] == {"next_hop": "10.1.1.11", "as_path": ""}


def test_next_hop_and_path_of_a_row_are_told_also_where_it_goes_on_in_the_next_lines():
    assert bgp_announcements(TABLE_6) == {"2001:db8:100:1::/64": {"next_hop": "2001:db8:1::11", "as_path": ""},
                                          "2001:db8:100:2::/64": {"next_hop": "2001:db8:1::11", "as_path": "64512 64999"}}
    assert bgp_announcements(TABLE_OF_EBGP) == {"192.0.2.8/29": {"next_hop": "10.1.1.11", "as_path": "64512 64512"},
                                                "203.0.113.0/24": {"next_hop": "10.1.1.99", "as_path": ""}}


def test_only_a_neighbor_that_is_configured_is_asked_for_what_it_was_told():
    fixed = NEIGHBORS.replace("is *10.1.1.11", "is 10.1.1.11").replace(" Belongs to the subnet range group: 10.1.0.0/16\n", "")
    found = read(**{"neighbors 4": fixed})
    assert sessions.prefix_queries(found)["advertised 4 10.1.1.11"] == "show bgp ipv4 unicast neighbors 10.1.1.11 advertised-routes"
    told = sessions.with_prefixes(found, {"advertised 4 10.1.1.11": TABLE})["sessions"][0]
    assert told["advertised"] == ["192.0.2.0/24", "192.0.2.8/29", "203.0.113.128/25"]


@pytest.mark.parametrize("options, authenticated", [
    ("Option Flags: nagle, path mtu capable, md5, Retrans timeout", True), ("Option Flags: nagle, path mtu capable", False), ("", None)])
def test_whether_a_session_has_md5_is_told_by_its_option_flags(options, authenticated):
    text = NEIGHBORS.replace("Foreign host: 10.1.1.11, Foreign port: 47459\n", f"Foreign host: 10.1.1.11, Foreign port: 47459\n{options}\n")
    assert read(**{"neighbors 4": text})["sessions"][0]["authenticated"] is authenticated


def test_interfaces_are_told_with_lengths_and_link_local_addresses():
    assert interface_addresses(IPV4_INTERFACES, IPV6_INTERFACES) == {
        "GigabitEthernet1": ["10.254.0.1/30", "10.254.1.1/30", "fe80::a8bb:ccff:fe00:200/64", "2001:db8:fe::1/64"],
        "GigabitEthernet2": [], "Loopback6500": ["10.255.0.1/32"]}


@pytest.mark.parametrize("text, protocol, metric, hops", [
    (OSPF_ROUTE, "ospf", 21, [("10.254.0.9", "GigabitEthernet3"), ("10.254.0.5", "GigabitEthernet2")]),
    (CONNECTED_ROUTE, "connected", 0, [(None, "Loopback6500")]),
    (IPV6_ROUTE, "ospf", 11, [("fe80::a8bb:ccff:fe00:100", "GigabitEthernet1")]),
])
def test_a_route_is_told_with_each_of_its_next_hops(text, protocol, metric, hops):
    found = route(text)
    assert (found["protocol"], found["metric"], [(hop["address"], hop["interface"]) for hop in found["nexthops"]]) == (protocol, metric, hops)


@pytest.mark.parametrize("text", ["", "% Network not in table\n", "% Route not found\n"])
def test_no_route_is_none(text):
    assert route(text) is None


def test_the_next_hops_of_each_prefix_of_a_block_are_told_and_nothing_outside_of_it():
    assert routes(INSIDE, ip_network("192.0.2.0/24")) == {"192.0.2.8/29": ["10.1.1.11"], "192.0.2.16/28": ["10.254.0.5", "10.254.0.9"]}
    assert routes(INSIDE, ip_network("198.51.100.0/24")) == {"198.51.100.7/32": ["10.2.1.11"]}
    assert routes(INSIDE_6, ip_network("2001:db8:100::/48")) == {"2001:db8:100:1::/64": ["2001:db8:1::11"]}


def test_the_block_is_asked_for_by_its_mask_and_an_ipv6_one_by_its_length():
    asked = sessions.queries(["2001:db8:ff::1"], ["192.0.2.0/24", "2001:db8:100::/48"])
    assert [asked[name] for name in ("to 2001:db8:ff::1", "inside 192.0.2.0/24", "inside 2001:db8:100::/48")] == [
        "show ipv6 route 2001:db8:ff::1", "show ip route 192.0.2.0 255.255.255.0 longer-prefixes", "show ipv6 route 2001:db8:100::/48 longer-prefixes"]


@pytest.mark.parametrize("age, expected", [("00:48:36", 2916), ("1d02h", 93600), ("2w3d", 17 * 86400), ("1y04w", (365 + 28) * 86400)])
def test_an_age_is_read_as_seconds(age, expected):
    assert seconds(age) == expected


@recorded
@pytest.mark.parametrize("path", sorted(RECORDED.glob("*/*/show_ip_bgp_all_neighbor.txt")), ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}")
def test_each_recorded_neighbor_is_read(path):
    text = path.read_text()
    found = list(neighbors(text, 4))
    assert [session["peer"] for session in found] == [peer.lower() for peer in re.findall(r"^BGP neighbor is \*?([\w.:]+),", text, re.MULTILINE)]
    assert [session["established"] for session in found] == [state == "Established" for state in re.findall(r"BGP state = (\w+)", text)]
    counts = [int(number) for number in re.findall(r"^ +Prefixes Current: +\d+ +(\d+)", text, re.MULTILINE)]
    assert [session["accepted_count"] for session in found if session["accepted_count"]] == [number for number in counts if number]
    assert all(session["peer_asn"] and session["peer_router_id"] and session["local_address"] for session in found if session["established"])


@recorded
@pytest.mark.parametrize("path", sorted(RECORDED.glob("*/*/show_ip_bgp_all.txt")), ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}")
def test_each_recorded_table_is_read_to_its_last_network(path):
    text = path.read_text()
    networks = [line[6:].split()[0] for line in text.splitlines() if re.match(r" [ *>rSi]{4} \d", line)]
    assert networks and len(bgp_prefixes(text)) == len(set(networks))
