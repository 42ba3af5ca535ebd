# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FRR's answers become Junos's XML with the names that devices have been seen to give; a lab's Junos node starts from the plan."""
from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from lab import LabError, inventory, junos_node, load
from lab.topology import parse
from lab.twin_node import refuse_unfit
from lab.twins import kinds_of

pytest.importorskip("lxml", reason="lxml, which the Junos twin imports, is not installed")
from lab.junos.backend import replies  # noqa: E402
from lab.junos.backend.answer import Answers  # noqa: E402
from lab.junos.backend.translate import translate  # noqa: E402
from lxml import etree  # noqa: E402

TOPOLOGIES = Path(junos_node.__file__).resolve().parent.parent / "topologies"
SHARED = Path(os.environ.get("VA_SHARED", Path(__file__).resolve().parents[4] / "shared"))
RECORDED = sorted((SHARED / "recorded/junos").glob("*/*/show_bgp_neighbor_*_json.txt"))
CONFIGURATION = """set interfaces ge-0/0/0 unit 0 family inet address 10.1.1.1/24
set interfaces lo0 unit 0 family inet address 10.255.1.1/32
set policy-options policy-statement WEB-IN then accept
set routing-options autonomous-system 65000
set routing-options static route 0.0.0.0/0 discard
set routing-options static route 0.0.0.0/0 no-install
set protocols bgp group WEB type internal
set protocols bgp group WEB import WEB-IN
set protocols bgp group WEB dynamic-neighbor APPS allow 10.1.0.0/16
set protocols bgp group WEB dynamic-neighbor APPS authentication-key web-key
set protocols bgp group FAB type internal
set protocols bgp group FAB neighbor 10.255.1.11 description dc1-f1
"""
DYNAMIC = {"remoteAs": 65000, "localAs": 65000, "nbrInternalLink": True, "peerGroup": "WEB.APPS", "peerSubnetRangeGroup": "10.1.0.0/16",
           "remoteRouterId": "192.0.2.9", "localRouterId": "10.255.1.1", "bgpState": "Established", "bgpTimerUpMsec": 196000, "bgpTimerHoldTimeMsecs": 9000,
           "bgpTimerKeepAliveIntervalMsecs": 3000, "hostLocal": "10.255.0.1", "portLocal": 179, "portForeign": 49214,
           "addressFamilyInfo": {"ipv4Unicast": {"acceptedPrefixCounter": 1, "sentPrefixCounter": 4}}, "messageStats": {"totalRecv": 9, "totalSent": 7},
           "connectionsDropped": 2, "peerBfdInfo": {"status": "Up"}}
DOWN = {"remoteAs": 65000, "localAs": 65000, "nbrInternalLink": True, "bgpState": "Active", "lastResetTimerMsecs": 44000,
        "lastNotificationReason": "Hold Timer Expired", "addressFamilyInfo": {"ipv4Unicast": {}}}
PATH = {"valid": True, "bestpath": True, "peerId": "10.1.1.11", "path": "65101", "origin": "IGP", "locPrf": 100, "metric": 0,
        "nexthops": [{"ip": "10.1.1.11", "used": True}]}
RECEIVED = {"nextHop": "10.1.1.11", "path": "65101", "bgpOriginCode": "i", "locPrf": 100, "metric": 7}
RECEIVED6 = {"nextHopGlobal": "2001:db8:1:1::11", "path": "", "bgpOriginCode": "i", "locPrf": 100, "metric": 0}
SAID = {
    "show bgp neighbors": {"10.1.1.11": DYNAMIC, "10.255.1.11": DOWN},
    "show bgp ipv4 unicast": {"routes": {"192.0.2.9/32": [PATH], "198.51.100.0/24": [PATH | {"valid": False, "bestpath": False}]}},
    "show ip route": {
        "10.1.1.0/24": [{"prefix": "10.1.1.0/24", "protocol": "connected", "selected": True, "distance": 0, "uptime": "00:01:05",
                         "nexthops": [{"interfaceName": "eth1", "directlyConnected": True}]}],
        "10.255.1.1/32": [{"prefix": "10.255.1.1/32", "protocol": "connected", "selected": True, "distance": 0, "uptime": "00:01:05",
                           "nexthops": [{"interfaceName": "lo"}]}],
        "192.0.2.9/32": [{"prefix": "192.0.2.9/32", "protocol": "bgp", "selected": True, "distance": 170, "uptime": "1d02h03m",
                          "nexthops": [{"ip": "10.1.1.11", "interfaceName": "eth1"}]}]},
    "show bgp ipv4 unicast neighbors 10.1.1.11 received-routes": {"receivedRoutes": {"192.0.2.9/32": RECEIVED, "203.0.113.0/24": RECEIVED}},
    "show bgp ipv4 unicast neighbors 10.1.1.11 filtered-routes": {"receivedRoutes": {"203.0.113.0/24": RECEIVED}},
    "show bgp ipv4 unicast neighbors 10.1.1.11 advertised-routes": {"advertisedRoutes": {"0.0.0.0/0": RECEIVED | {"nextHop": "0.0.0.0", "path": ""}}},
    "show bgp ipv6 unicast neighbors 2001:db8:1:1::11 received-routes": {"receivedRoutes": {"2001:db8:100:1::/64": RECEIVED6}},
    "show bfd peers": [{"multihop": True, "peer": "10.1.1.11", "status": "up", "receive-interval": 300, "transmit-interval": 300, "detect-multiplier": 3,
                        "remote-receive-interval": 300, "remote-transmit-interval": 500, "remote-detect-multiplier": 3, "diagnostic": "ok"}],
}
ADDRESSES = [{"ifname": "eth1", "flags": ["UP", "LOWER_UP"], "addr_info": [{"family": "inet", "local": "10.1.1.1", "prefixlen": 24}]},
             {"ifname": "lo", "flags": ["UP", "LOWER_UP"], "addr_info": [{"family": "inet", "local": "127.0.0.1", "prefixlen": 8},
                                                                         {"family": "inet", "local": "10.255.1.1", "prefixlen": 32}]}]


def vtysh(*commands: str) -> str:
    return "\n".join(json.dumps(SAID.get(command.removesuffix(" json"), {})) for command in commands)


def asked(rpc: str) -> etree._Element | None:
    return Answers(translate(CONFIGURATION, {"ge-0/0/0": "eth1"}), vtysh, lambda: ADDRESSES).answer(etree.fromstring(rpc))


def texts(element: etree._Element, *names: str) -> list[str | None]:
    return [element.findtext(name) for name in names]


def test_the_summary_counts_neighbors_and_prefixes():
    reply = asked("<get-bgp-summary-information/>")
    assert texts(reply, "group-count", "peer-count", "down-peer-count", "unconfigured-peer-count") == ["2", "2", "1", "1"]
    peer = reply.find("bgp-peer[peer-address='10.1.1.11']")
    assert texts(peer, "peer-as", "flap-count", "elapsed-time", "peer-state") == ["65000", "2", "3:16", "Established"]
    assert peer.find("elapsed-time").get("seconds") == "196"
    assert texts(peer.find("bgp-rib"), "name", "active-prefix-count", "received-prefix-count", "accepted-prefix-count") == ["inet.0", "1", "2", "1"]
    down = reply.find("bgp-peer[peer-address='10.255.1.11']")
    assert texts(down, "peer-state", "elapsed-time", "description", "bgp-rib") == ["Active", "44", "dc1-f1", None]


def test_a_neighbor_has_the_names_of_a_recorded_one():
    peer = asked("<get-bgp-neighbor-information><neighbor-address>10.1.1.11</neighbor-address></get-bgp-neighbor-information>").find("bgp-peer")
    assert texts(peer, "peer-address", "local-address", "peer-group", "peer-type", "peer-id", "active-holdtime", "last-error") == [
        "10.1.1.11+49214", "10.255.0.1+179", "WEB", "Internal", "192.0.2.9", "9", "None"]
    assert texts(peer, "bgp-bfd/bfd-configuration-state", "bgp-bfd/bfd-operational-state", "bgp-option-information/import-policy") == ["disabled", "up",
                                                                                                                                       "WEB-IN"]
    assert texts(peer.find("bgp-rib"), "name", "received-prefix-count", "advertised-prefix-count") == ["inet.0", "2", "4"]
    assert peer.findtext("local-interface-name") == "ge-0/0/0.0"
    other = asked("<get-bgp-neighbor-information><neighbor-address>10.255.1.11</neighbor-address></get-bgp-neighbor-information>").find("bgp-peer")
    assert texts(other, "peer-address", "last-error", "peer-id") == ["10.255.1.11", "Hold Timer Expired Error", None]


@pytest.mark.skipif(not RECORDED, reason=f"no recordings of Junos below {SHARED}: set VA_SHARED to the folder that holds recorded/junos")
def test_every_name_and_its_place_is_a_recorded_one():
    recorded: set[str] = set()

    def walk(value, place):
        for item in value if isinstance(value, list) else [value]:
            for name, below in item.items() if isinstance(item, dict) else ():
                if name not in ("attributes", "data"):
                    recorded.add(f"{place}/{name}")
                    walk(below, f"{place}/{name}")
    for path in RECORDED:
        walk(json.JSONDecoder().raw_decode(path.read_text())[0], "")
    reply = asked("<get-bgp-neighbor-information/>")
    tree = etree.ElementTree(reply)
    ours = {re.sub(r"\[\d+\]", "", tree.getelementpath(element)) for element in reply.iter()} - {"."}
    assert len(ours) > 30 and {f"/bgp-information/{path}" for path in ours} <= recorded


def test_a_route_in_detail_names_its_own_next_hop():
    reply = asked("<get-route-information><destination>192.0.2.9</destination><table>inet.0</table><active-path/><detail/></get-route-information>")
    assert texts(reply.find("route-table"), "table-name", "hidden-route-count") == ["inet.0", "1"]
    entry = reply.find("route-table/rt/rt-entry")
    assert texts(entry.getparent(), "rt-destination", "rt-prefix-length") == ["192.0.2.9", "32"]
    assert texts(entry, "active-tag", "protocol-name", "preference", "preference2", "gateway", "nh/to", "nh/via", "protocol-nh/to", "as-path", "age") == [
        "*", "BGP", "170", "-101", "10.1.1.11", "10.1.1.11", "ge-0/0/0.0", "10.1.1.11", "65101 I", "1d 02:03:00"]


@pytest.mark.parametrize("options, found", [
    ("<table>inet.0</table>", ["0.0.0.0/0", "10.1.1.0/24", "10.1.1.1/32", "10.255.1.1/32", "192.0.2.9/32"]),
    ("<protocol>local</protocol>", ["10.1.1.1/32"]), ("<protocol>static</protocol>", ["0.0.0.0/0"]), ("<hidden/>", ["198.51.100.0/24"]),
    ("<destination>10.1.1.7</destination>", ["10.1.1.0/24"]), ("<destination>10.0.0.0/8</destination>", ["10.1.1.0/24", "10.1.1.1/32", "10.255.1.1/32"]),
    ("<destination>10.0.0.0/8</destination><exact/>", []), ("<destination>172.16.0.1</destination>", ["0.0.0.0/0"]),
    ("<receive-protocol-name>bgp</receive-protocol-name><peer>10.1.1.11</peer>", ["192.0.2.9/32"]),
    ("<receive-protocol-name>bgp</receive-protocol-name><peer>10.1.1.11</peer><hidden/>", ["203.0.113.0/24"]),
    ("<receive-protocol-name>bgp</receive-protocol-name><peer>10.1.1.11</peer><all/>", ["192.0.2.9/32", "203.0.113.0/24"]),
    ("<receive-protocol-name>bgp</receive-protocol-name><peer>2001:db8:1:1::11</peer>", ["2001:db8:100:1::/64"]),
    ("<advertising-protocol-name>bgp</advertising-protocol-name><neighbor>10.1.1.11</neighbor>", ["0.0.0.0/0"]),
])
def test_the_routes_that_are_asked_for_are_shown(options, found):
    reply = asked(f"<get-route-information>{options}</get-route-information>")
    assert [element.text for element in reply.iter("rt-destination")] == found


def test_a_route_that_is_told_is_the_routers_own():
    told = "<advertising-protocol-name>bgp</advertising-protocol-name><neighbor>10.1.1.11</neighbor>"
    entry = asked(f"<get-route-information>{told}</get-route-information>").find("route-table/rt/rt-entry")
    assert texts(entry, "active-tag", "protocol-name", "nh/to", "med", "as-path") == ["*", "BGP", "Self", "7", "I"]


def test_a_multihop_bfd_session_has_no_interface():
    session = asked("<get-bfd-session-information><detail/></get-bfd-session-information>").find("bfd-session")
    assert texts(session, "session-neighbor", "session-state", "session-interface", "session-detection-time", "session-transmission-interval",
                 "bfd-client/client-name", "session-type") == ["10.1.1.11", "Up", "", "1.500", "0.300", "BGP", "Multi hop BFD"]


def test_interfaces_have_their_addresses_lo0s_without_a_length():
    reply = asked("<get-interface-information><terse/></get-interface-information>")
    assert {logical.findtext("name"): [local.text for local in logical.iter("ifa-local")] for logical in reply.iter("logical-interface")} == {
        "lo0.0": ["10.255.1.1"], "ge-0/0/0.0": ["10.1.1.1/24"]}
    one = asked("<get-interface-information><terse/><interface-name>ge-0/0/0.0</interface-name></get-interface-information>")
    assert [child.tag for child in one] == ["logical-interface"]


def test_a_foreign_rpc_is_not_answered():
    assert asked("<get-chassis-inventory/>") is None


@pytest.mark.parametrize("seconds, session, route", [(44, "44", "00:00:44"), (196, "3:16", "00:03:16"), (31567, "8:46:07", "08:46:07"),
                                                     (549967, "6d 8:46:07", "6d 08:46:07"), (21685301, "35w5d 23:41:41", "35w5d 23:41:41")])
def test_times_stand_as_devices_print_them(seconds, session, route):
    assert (replies.elapsed(seconds), replies.age(seconds)) == (session, route)


# -- the lab's node ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, count", [("two_sites_junos_servers", 2), ("three_vendors", 2)])
def test_a_start_of_a_twin_means_to_frr_what_the_plan_says(name, count):
    topology = load(TOPOLOGIES / f"{name}.yml")
    twins = [node for node in topology.nodes if node.vendor == "junos"]
    assert len(twins) == count
    for node in twins:
        translation = translate(junos_node.startup(topology, node, "198.18.0.10/24"), junos_node.devices(topology, node))
        assert translation.untranslated == () and translation.hostname == node.name
        lines = {" / ".join(line) for line in translation.lines}
        if node.role == "route_server":
            assert {f"router ospf / ospf router-id {node.loopback_ipv4}", f"interface lo / ip ospf area 0.0.0.0 {node.loopback_ipv4}",
                    "router ospf6 / redistribute connected route-map ospf3-6-direct-LAB-LOOPBACK"} <= lines
            for link, neighbor, address in topology.links_of(node.name):
                interface = next(one for one in translation.interfaces if one.device == f"to-{neighbor}")
                assert (interface.addresses, f"interface to-{neighbor} / ip ospf cost {link.cost}" in lines) == ([address], True)
                assert f"interface to-{neighbor} / ipv6 ospf6 cost 65535" in lines
        else:
            assert next(one for one in translation.interfaces if one.device == "eth0").dynamic == {4, 6}


def test_an_isis_twin_has_the_plans_net_and_only_its_own_loopback():
    source = dict(load(TOPOLOGIES / "three_servers_isis_ebgp.yml").source)
    source["nodes"] = {name: node | ({"vendor": "junos"} if name == "rs1" else {}) for name, node in source["nodes"].items()}
    topology = parse(source)
    translation = translate(junos_node.startup(topology, topology.node("rs1"), "198.18.0.10/24"), junos_node.devices(topology, topology.node("rs1")))
    assert translation.untranslated == ()
    assert ("router isis JUNOS", "net 49.0001.0102.5500.3001.00") in translation.lines
    assert ("router isis JUNOS", "redistribute ipv4 connected level-2 route-map isis-4-direct-LAB-LOOPBACK") in translation.lines
    assert not any(line[0] == "interface lo" for line in translation.lines)


def test_three_vendors_share_two_anycast_addresses():
    topology = load(TOPOLOGIES / "three_vendors.yml")
    for role in ("route_server", "appliance"):
        assert {node.vendor for node in topology.with_role(role)} == {"frr", "iosxe", "junos"}
    domain = topology.inventory_vars["all"]["virtual_appliance_domain"]
    assert len(domain["anycast_addresses"]) == 2 and domain["igp"]["injection"] == {"ipv4": "intra_area", "ipv6": "external_1"}
    assert {server["name"]: server["router_id"] for server in domain["route_servers"]} == {
        node.name: node.loopback_ipv4 for node in topology.with_role("route_server")}
    assert [kind.title for kind in kinds_of(topology)] == ["IOS-XE", "Junos"]


def test_the_inventory_leads_to_a_twin_without_its_password():
    topology = load(TOPOLOGIES / "three_vendors.yml")
    addresses = {node.name: f"198.18.0.{10 + index}" for index, node in enumerate(topology.nodes)}
    hosts = inventory.inventory(topology, addresses, Path("keys"))["all"]["children"]["route_servers"]["hosts"]
    assert hosts["rs3"]["ansible_connection"] == "ansible.netcommon.netconf" and hosts["rs3"]["ansible_network_os"] == "junipernetworks.junos.junos"
    assert "lookup(" in hosts["rs3"]["ansible_password"] and "junos_password" in hosts["rs3"]["ansible_password"]
    assert "ansible_become" not in hosts["rs3"] and hosts["rs2"]["ansible_become"] is True and "ansible_connection" not in hosts["rs1"]


def test_a_python_without_what_a_twin_imports_is_refused():
    with pytest.raises(LabError, match="has no asyncssh, which the Junos twins"):
        refuse_unfit("false", [junos_node.JUNOS])
