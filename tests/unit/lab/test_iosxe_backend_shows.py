# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FRR's answers become lines as devices have been seen to print them; a lab's IOS-XE node starts from the plan."""
from __future__ import annotations

import json
from pathlib import Path

import pytest
from lab import LabError, inventory, iosxe_node, load
from lab.iosxe.backend import bgp_shows, igp_shows, route_shows, words
from lab.iosxe.backend.show import answer, fits
from lab.iosxe.backend.translate import translate
from lab.topology import parse
from lab.twin_frr.words import frr_seconds
from lab.twin_node import refuse_unfit

TOPOLOGIES = Path(iosxe_node.__file__).resolve().parent.parent / "topologies"
TWINS = {"two_sites_iosxe_servers": {"rs1", "rs2"}, "two_sites_iosxe_mixed": {"rs2", "web1", "edge1"}}
PEER = {"remoteAs": 520, "version": 4, "msgRcvd": 19, "msgSent": 21, "inq": 0, "outq": 0, "peerUptimeMsec": 196000, "pfxRcd": 8, "state": "Established"}
SUMMARY = {"routerId": "10.0.0.23", "as": 520, "tableVersion": 9, "peers": {"172.16.100.1": PEER | {"dynamicPeer": True}}}


def test_a_dynamic_neighbor_and_its_footer_stand_as_on_a_device():
    """The lines of an IOS device's `show ip bgp summary` in a public repository."""
    text = bgp_shows.summary(SUMMARY, {"LEAF": ["172.16.100.0/24"]}, 100)
    assert text == (
        "BGP router identifier 10.0.0.23, local AS number 520\n"
        "BGP table version is 10, main routing table version 10\n"
        "\n"
        "Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd\n"
        "*172.16.100.1   4          520      19      21       10    0    0 00:03:16        8\n"
        "* Dynamically created based on a listen range command\n"
        "Dynamically created neighbors: 1, Subnet ranges: 1\n"
        "\n"
        "BGP peergroup LEAF listen range group members: \n"
        "  172.16.100.0/24 \n"
        "\n"
        "Total dynamically created neighbors: 1/(100 max), Subnet ranges: 1\n")


def test_a_long_neighbor_takes_a_line_of_its_own():
    text = bgp_shows.summary(SUMMARY | {"peers": {"2001:db8:0:21::1": PEER, "2001:db8::1": PEER | {"state": "Idle", "peerUptimeMsec": 0}}}, {}, 100)
    assert "\n2001:DB8:0:21::1\n                4          520      19      21       10    0    0 00:03:16        8\n" in text
    assert text.endswith("\n2001:DB8::1     4          520      19      21        1    0    0 never    Idle\n")


def test_the_table_has_the_recorded_columns():
    """Recorded: ios_bgp_path_select_8, low_igp_metric_8, show ip bgp all."""
    path = {"valid": True, "bestpath": True, "pathFrom": "internal", "metric": 0, "locPrf": 100, "weight": 0, "path": "65001", "origin": "IGP"}
    routes = {"192.168.122.0/24": [path | {"bestpath": False, "nexthops": [{"ip": "10.11.11.1"}]}, path | {"nexthops": [{"ip": "10.12.21.1"}]}],
              "192.168.123.4/32": [{"valid": True, "bestpath": True, "pathFrom": "external", "peerId": "(unspec)", "metric": 0, "weight": 32768, "path": "",
                                    "origin": "IGP", "nexthops": [{"ip": "0.0.0.0"}]}]}
    text = bgp_shows.table({"tableVersion": 5, "routerId": "192.168.123.4", "routes": routes})
    assert text.startswith("BGP table version is 6, local router ID is 192.168.123.4\n")
    assert text.endswith(
        "     Network          Next Hop            Metric LocPrf Weight Path\n"
        " *>i  192.168.122.0    10.12.21.1               0    100      0 65001 i\n"
        " * i                   10.11.11.1               0    100      0 65001 i\n"
        " *>   192.168.123.4/32 0.0.0.0                  0         32768 i\n")


def test_an_ospf_neighbor_stands_as_recorded():
    """Recorded: ios_bgp_path_select_8, low_igp_metric_8, show ip ospf neighbor."""
    session = {"nbrPriority": 1, "nbrState": "Full/Backup", "routerDeadIntervalTimerDueMsec": 36500, "ifaceAddress": "10.20.2.1", "ifaceName": "eth2:10.20.2.2"}
    answer = {"neighbors": {"192.168.123.3": [session]}}
    assert igp_shows.neighbors(answer, {"eth2": "GigabitEthernet2"}.get).splitlines()[1] == (
        "192.168.123.3     1   FULL/BDR        00:00:36    10.20.2.1       GigabitEthernet2")


def test_the_route_table_groups_subnets_as_on_a_device():
    def route(protocol, **more):
        return [{"protocol": protocol, "selected": True, "distance": 110, "metric": 50, "uptime": "01:24:41", **more}]
    answer = {"10.0.3.0/24": route("connected", nexthops=[{"interfaceName": "eth1"}]),
              "10.255.0.9/32": route("ospf", nexthops=[{"ip": "10.0.3.3", "interfaceName": "eth1"}]),
              "192.0.2.9/32": route("bgp", nexthops=[{"ip": "10.0.3.9", "interfaceName": "eth1"}])}
    interfaces = translate("interface GigabitEthernet1\n ip address 10.0.3.19 255.255.255.0\n", {"GigabitEthernet1": "eth1"}).interfaces
    text = route_shows.ipv4_table(answer, route_shows.Context(interfaces, "65000", {"10.255.0.9/32": "N E1"}, lambda prefix: {}))
    assert text.split("Gateway of last resort is not set\n\n")[1] == (
        "      10.0.0.0/8 is variably subnetted, 3 subnets, 2 masks\n"
        "C        10.0.3.0/24 is directly connected, GigabitEthernet1\n"
        "L        10.0.3.19/32 is directly connected, GigabitEthernet1\n"
        "O E1     10.255.0.9/32 [110/50] via 10.0.3.3, 01:24:41, GigabitEthernet1\n"
        "      192.0.2.0/32 is subnetted, 1 subnets\n"
        "B        192.0.2.9 [110/50] via 10.0.3.9, 01:24:41\n")


@pytest.mark.parametrize("seconds, text", [(0, "00:00:00"), (7309, "02:01:49"), (93600, "1d02h"), (1123200, "1w6d"), (32000000, "1y00w")])
def test_times_shrink_to_two_units(seconds, text):
    assert words.uptime(seconds) == text


@pytest.mark.parametrize("text, seconds", [("00:01:05", 65), ("1d02h03m", 93780), ("02w5d07h", 1666800)])
def test_frr_times_are_read(text, seconds):
    assert frr_seconds(text) == seconds


def test_commands_may_be_shortened_and_foreign_ones_are_not_answered():
    translation = translate("router bgp 65000\n bgp router-id 10.0.0.1\n", {})
    asked = []

    def vtysh(command):
        asked.append(command)
        return json.dumps(SUMMARY | {"peers": {}})
    assert "local AS number 520" in answer("sh ip bgp sum", translation, vtysh, dict)
    assert asked == ["show bgp ipv4 unicast summary json"]
    assert answer("show ip eigrp neighbors", translation, vtysh, dict) is None
    assert answer("clear counters", translation, vtysh, dict) is None
    assert answer("clear ip bgp 10.0.0.1 soft in", translation, vtysh, dict) == "" and asked[-1] == "clear bgp ipv4 unicast 10.0.0.1 soft in"
    assert answer("clear bgp ipv6 unicast peer-group G in", translation, vtysh, dict) == "" and asked[-1] == "clear bgp ipv6 unicast peer-group G soft in"
    assert answer("clear ip bgp *", translation, vtysh, dict) == "" and asked[-1] == "clear bgp *"
    assert answer("show ip bgp summary", translate("hostname x\n", {}), vtysh, dict) == "% BGP not active\n"
    assert not fits(["s"], "show")


@pytest.mark.parametrize("name", TWINS)
def test_a_start_of_a_twin_means_to_frr_what_the_plan_says(name):
    topology = load(TOPOLOGIES / f"{name}.yml")
    twins = [node for node in topology.nodes if node.vendor == "iosxe"]
    assert {node.name for node in twins} == TWINS[name]
    for node in twins:
        text = iosxe_node.startup(topology, node, "198.18.0.10/24")
        translation = translate(text, iosxe_node.devices(topology, node))
        assert translation.untranslated == () and translation.hostname == node.name
        lines = {" / ".join(line) for line in translation.lines}
        if node.role == "route_server":
            assert {"router ospf / ospf router-id " + node.loopback_ipv4, "interface Loopback0 / ip ospf area 0.0.0.0"} <= lines
            for link, neighbor, address in topology.links_of(node.name):
                interface = next(one for one in translation.interfaces if one.device == f"to-{neighbor}")
                assert (interface.addresses, f"interface to-{neighbor} / ip ospf cost {link.cost}" in lines) == ([address], True)
        else:
            assert next(one for one in translation.interfaces if one.device == "eth0").dynamic == {4, 6}


def test_an_isis_twin_has_the_plans_net():
    source = dict(load(TOPOLOGIES / "three_servers_isis_ebgp.yml").source)
    source["nodes"] = {name: node | ({"vendor": "iosxe"} if name == "rs1" else {}) for name, node in source["nodes"].items()}
    topology = parse(source)
    translation = translate(iosxe_node.startup(topology, topology.node("rs1"), "198.18.0.10/24"), iosxe_node.devices(topology, topology.node("rs1")))
    assert translation.untranslated == ()
    assert ("router isis lab", "net 49.0001.0102.5500.3001.00") in translation.lines


def test_the_inventory_leads_to_a_twin_without_its_password():
    topology = load(TOPOLOGIES / "two_sites_iosxe_mixed.yml")
    addresses = {node.name: f"198.18.0.{10 + index}" for index, node in enumerate(topology.nodes)}
    hosts = inventory.inventory(topology, addresses, Path("keys"))["all"]["children"]["route_servers"]["hosts"]
    assert hosts["rs2"]["ansible_connection"] == "ansible.netcommon.network_cli"
    assert hosts["rs2"]["ansible_network_os"] == "cisco.ios.ios" and "lookup(" in hosts["rs2"]["ansible_password"]
    assert "ansible_connection" not in hosts["rs1"]


def test_a_fabric_router_is_no_twin():
    source = dict(load(TOPOLOGIES / "two_sites.yml").source)
    source["nodes"] = {name: node | ({"vendor": "iosxe"} if name == "dc1-f1" else {}) for name, node in source["nodes"].items()}
    with pytest.raises(LabError, match="nodes.dc1-f1.vendor: iosxe is not known here"):
        parse(source)


def test_a_python_without_asyncssh_is_refused():
    with pytest.raises(LabError, match="has no asyncssh"):
        refuse_unfit("false", [iosxe_node.IOSXE])
