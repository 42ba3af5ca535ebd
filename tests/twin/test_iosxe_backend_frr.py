# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend of an IOS-XE twin on real FRR daemons: every change leads FRR to just what a start with the new configuration gives, and two twins talk BGP."""
from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until
from ansible_collections.virtual_appliance.routing.tests.twin.backend_changes import ends_where_a_start_would, sends_nothing_again, swapped, without
from ansible_collections.virtual_appliance.routing.tests.twin.frr_machine import NEEDS_FRR, Machine, linked
from lab.iosxe.backend import FrrBackend

pytestmark = NEEDS_FRR
SERVER = Path(__file__).with_name("iosxe_backend_server.cfg").read_text()
DEVICES = {"GigabitEthernet1": "eth1"}
APPLIANCE = Path(__file__).with_name("iosxe_backend_appliance.cfg").read_text()


@pytest.fixture(scope="module")
def machine():
    with closing(Machine(FrrBackend, DEVICES)) as one:
        yield one


CHANGES = {
    "another key": swapped(("password web-key", "password 0 other-key")),
    "other timers": swapped(("timers 3 9 3", "timers 10 30")),
    "a range less": without("listen range 10.1"),
    "a range more": swapped((" bgp listen limit", " bgp listen range 10.5.0.0/16 peer-group WEB\n bgp listen limit")),
    "a group less": without("peer-group WEB$", "neighbor WEB "),
    "another AS for a group": swapped(("neighbor WEB remote-as 65000", "neighbor WEB remote-as 65101 alternate-as 65102 65103")),
    "other bounds": swapped(("192.0.2.0/24 ge 29", "192.0.2.0/24 ge 28")),
    "other numbers of a list": swapped(("WEB seq 10", "WEB seq 15")),
    "an entry before": swapped(("ip prefix-list WEB seq 10", "ip prefix-list WEB seq 5 deny 192.0.2.128/25 le 32\nip prefix-list WEB seq 10")),
    "an undefined list": without("^ip prefix-list WEB "),
    "a permit that denies": swapped(("route-map WEB-IN permit 10", "route-map WEB-IN deny 10")),
    "other attributes": swapped((" set community none\n", " set community 65000:7\n set origin igp\n"), ("set local-preference 100", "set metric 5")),
    "no filter": without("route-map WEB-IN in", "^route-map WEB-IN", "match ip address prefix-list WEB$", "next-hop peer", "community none"),
    "another AS path list": swapped(("access-list 10 permit ^$", "access-list 10 permit ^65000$\nip as-path access-list 10 permit ^$")),
    "no AS path list": without("as-path"),
    "slower BFD": swapped(("min-tx 300 min-rx 300", "min-tx 500 min-rx 750")),
    "no BFD": without("fall-over", "bfd map", "bfd-template", "interval min"),
    "another cost": swapped(("ip ospf cost 100", "ip ospf cost 200"), ("ipv6 ospf cost 100", "ipv6 ospf cost 300")),
    "no OSPFv3": without("ipv6 ospf", "ipv6 router ospf", "^ router-id 10.255.1.3"),
    "no IGP": without("ospf", "^ router-id", "redistribute", "EXT", "set metric"),
    "IS-IS beside": lambda text: text.replace("interface Loopback0\n", "interface Loopback0\n ip router isis\n isis metric 50\n")
    + "router isis\n net 49.0001.0102.5500.1001.00\n is-type level-2-only\n metric-style wide\n redistribute connected route-map EXT\n",
    "no BGP": lambda text: text[:text.index("router bgp")],
    "another own AS": swapped(("router bgp 65000", "router bgp 65009")),
    "a member becomes its own": swapped(("neighbor 10.255.1.12 peer-group FABRIC", "neighbor 10.255.1.12 remote-as 65000")),
    "a member with another filter": swapped((" neighbor 10.255.1.12 activate", " neighbor 10.255.1.12 activate\n  neighbor 10.255.1.12 route-map WEB-IN out")),
    "a family less": without("2001:DB8:1::/48", "WEB6"),
    "a limit": swapped(("maximum-prefix 20", "maximum-prefix 30 90 warning-only")),
    "networks and routes": swapped((" address-family ipv4\n", " address-family ipv4\n  network 192.0.2.0\n  redistribute connected route-map EXT\n"),
                                   ("ip as-path", "ip route 203.0.113.0 255.255.255.0 Null0\nip as-path")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_ends_where_a_start_would(machine, name):
    ends_where_a_start_would(machine, SERVER, CHANGES[name](SERVER))


def test_what_stays_is_not_sent_again_also_by_a_new_twin(machine):
    sends_nothing_again(machine, SERVER)
    assert "BGP router identifier 10.255.1.1" in machine.backend.show("show ip bgp summary")


def test_a_loopback_comes_and_goes_with_its_addresses(machine):
    machine.backend.apply(SERVER)
    assert {("Loopback6500", "10.255.0.1/32"), ("Loopback6500", "2001:db8:ff::1/128")} <= machine.addresses()
    machine.backend.apply(re.sub(r"interface Loopback6500\n( .*\n)+", "", SERVER))
    assert not any(device == "Loopback6500" for device, _address in machine.addresses())


@pytest.fixture(scope="module")
def pair():
    with linked(FrrBackend, DEVICES) as (one, other):
        one.backend.apply(SERVER)
        other.backend.apply(APPLIANCE)
        yield one.backend, other.backend


def test_two_twins_exchange_what_the_filters_let_through(pair):
    server, appliance = pair
    until(lambda: re.search(r"^\*10\.1\.1\.11 .* 1$", server.show("show ip bgp summary"), re.M), "the IPv4 session and its prefix")
    until(lambda: re.search(r"^\*2001:DB8:1::11 .* 1$", server.show("show bgp ipv6 unicast summary"), re.M), "the IPv6 session and its prefix")
    assert "Dynamically created neighbors: 1, Subnet ranges: 1" in server.show("show ip bgp summary")
    assert re.search(r"^ \*>i  192\.0\.2\.9/32     10\.1\.1\.11 +0    100      0 i$", server.show("show ip bgp"), re.M)
    received = server.show("show ip bgp neighbors 10.1.1.11 received-routes")
    assert "203.0.113.1/32" in received and "Total number of prefixes 2 " in received
    assert "203.0.113.1" not in server.show("show ip bgp neighbors 10.1.1.11 routes")
    assert "B        192.0.2.9 [200/0] via 10.1.1.11" in server.show("show ip route")
    assert 'Known via "bgp 65000", distance 200, metric 0, type internal' in server.show("show ip route 192.0.2.9")
    told = server.show("sh ip bgp nei 10.1.1.11")
    assert "BGP neighbor is *10.1.1.11,  remote AS 65000, internal link\n Member of peer-group WEB for session parameters\n" in told
    assert "hold time is 9, keepalive interval is 3 seconds" in told
    until(lambda: "(Link ID) Network/subnet number: 10.255.0.1" in appliance.show("show ip ospf database router"), "the anycast address in OSPF")
    assert re.search(r"number: 10\.255\.0\.1\n.*255\.255\.255\.255\n.*\n       TOS 0 Metrics: 100\n", appliance.show("show ip ospf database router"))
    until(lambda: "FULL/  -" in appliance.show("show ip ospf neighbor"), "the adjacency")
    until(lambda: "Link State ID: 10.255.0.9 (External Network Number )" in appliance.show("show ip ospf database external"), "the redistributed address")
    assert "Metric Type: 1 (Comparable directly to link state metric)" in appliance.show("show ip ospf database external")
    until(lambda: "O E1     10.255.0.9/32 [110/" in appliance.show("show ip route"), "the external route")


def test_a_filter_acts_when_the_session_is_cleared(pair):
    server, _appliance = pair
    until(lambda: "192.0.2.9" in server.show("show ip bgp"), "the prefix")
    server.apply(SERVER.replace("permit 192.0.2.0/24 ge 29", "permit 192.0.2.0/24 ge 29 le 30"))
    assert "192.0.2.9" in server.show("show ip bgp")
    assert server.show("clear ip bgp * soft in") == ""
    until(lambda: "192.0.2.9" not in server.show("show ip bgp"), "the prefix goes")
    server.apply(SERVER)
    server.show("clear ip bgp peer-group WEB soft in")
    until(lambda: "192.0.2.9" in server.show("show ip bgp"), "the prefix is back")


def test_a_hard_clear_ends_the_session(pair):
    server, _appliance = pair
    until(lambda: "*10.1.1.11" in server.show("show ip bgp summary"), "the session")
    server.show("clear ip bgp 10.1.1.11")
    until(lambda: "*10.1.1.11" not in server.show("show ip bgp summary"), "the dynamic neighbor goes")
