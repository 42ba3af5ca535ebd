# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a topology becomes: FRR's files, wires, an inventory."""
from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from lab import frr, inventory, links, load
from lab.cli import TOPOLOGIES

BROUGHT = sorted(path.stem for path in TOPOLOGIES.glob("*.yml"))


def brought(name):
    return load(TOPOLOGIES / f"{name}.yml")


def block(text, head):
    """The lines of one block of a configuration."""
    blocks = [part.strip().splitlines() for part in text.split("\n!\n") if part.strip()]
    return next(([line.strip() for line in lines[1:]] for lines in blocks if lines[0] == head), None)


def configuration(topology, name):
    return frr.configuration(topology, topology.node(name))


@pytest.mark.parametrize("name", BROUGHT)
def test_every_topology_of_the_role_is_sound(name):
    assert brought(name).nodes


@pytest.mark.parametrize("name", ["two_sites", "three_servers_isis_ebgp"])
def test_the_domain_of_a_topology_names_its_nodes_as_they_are(name):
    topology = brought(name)
    domain = topology.inventory_vars["all"]["virtual_appliance_domain"]
    servers = {(one["name"], one["router_id"], one["ipv6"]) for one in domain["route_servers"]}
    peers = {(one["name"], one["ipv4"], one["ipv6"]) for one in domain["fabric_peers"]}
    assert servers == {(node.name, node.loopback_ipv4, node.loopback_ipv6) for node in topology.with_role("route_server")}
    assert peers == {(node.name, node.loopback_ipv4, node.loopback_ipv6) for node in topology.with_role("fabric")}
    subnets = {pool["name"]: [ip_network(subnet) for subnet in pool["subnets"]] for pool in domain["pools"]}
    for appliance in topology.with_role("appliance"):
        assert appliance.vars["appliance_pool"] == appliance.pool
        for router in topology.with_role("fabric"):
            for address in map(ip_address, links.addresses_at(topology, appliance, router.name, appliance.pool)):
                assert any(address in subnet for subnet in subnets[appliance.pool])


def test_no_ipv6_transit_crosses_an_ospf_route_server():
    topology = brought("two_sites")
    assert "ipv6 ospf6 cost 65535" in block(configuration(topology, "rs1"), "interface to-dc1-f1")
    assert "ip ospf cost 10" in block(configuration(topology, "rs1"), "interface to-dc1-f1")
    assert "ipv6 ospf6 cost 10" in block(configuration(topology, "dc1-f1"), "interface to-rs1")


def test_an_isis_route_server_has_a_device_for_each_anycast_address():
    topology = brought("three_servers_isis_ebgp")
    text = configuration(topology, "rs1")
    assert {"ip address 10.255.3.1/32", "ip router isis lab", "ipv6 router isis lab", "isis passive"} <= set(block(text, "interface lo"))
    assert "net 49.0001.0102.5500.3001.00" in block(text, "router isis lab")
    made = list(links.interfaces(topology, topology.node("rs1"), "198.19.0.1/24"))
    assert {"link add any-a type bridge", "link add any-b type bridge"} <= set(made)
    assert not any("lo1" in command for command in made)


@pytest.mark.parametrize("name", ["two_sites", "three_servers_isis_ebgp"])
def test_no_link_state_protocol_runs_towards_appliances(name):
    topology = brought(name)
    quiet = {"ospf": {"ip ospf passive", "ipv6 ospf6 passive"}, "isis": {"isis passive"}}[topology.igp]
    for router in topology.with_role("fabric"):
        for pool in ("web", "edge"):
            assert quiet <= set(block(configuration(topology, router.name), f"interface acc-{pool}"))


def test_appliances_and_route_servers_come_without_bgp():
    topology = brought("two_sites")
    assert [node.name for node in topology.nodes if "router bgp" in frr.configuration(topology, node)] == [
        node.name for node in topology.with_role("fabric")]
    assert "router ospf" not in configuration(topology, "web1")


def test_an_appliance_has_one_host_number_in_every_subnet():
    topology = brought("two_sites")
    web1 = topology.node("web1")
    assert links.addresses_at(topology, web1, "dc1-f1", "web") == ("10.1.1.11", "2001:db8:1:1::11")
    assert links.addresses_at(topology, web1, "dc2-f2", "web") == ("10.1.4.11", "2001:db8:1:4::11")


def test_the_inventory_has_the_groups_and_what_differs_by_host():
    topology = brought("two_sites")
    addresses = {node.name: f"198.18.0.{10 + index}" for index, node in enumerate(topology.nodes)}
    content = inventory.inventory(topology, addresses, Path("keys"))["all"]
    assert {group: sorted(found["hosts"]) for group, found in content["children"].items()} == {
        "fabric": ["dc1-f1", "dc1-f2", "dc2-f1", "dc2-f2"], "route_servers": ["rs1", "rs2"], "appliances": ["edge1", "edge2", "web1", "web2"]}
    web1 = content["children"]["appliances"]["hosts"]["web1"]
    assert (web1["ansible_host"], web1["appliance_pool"]) == (addresses["web1"], "web")
    assert content["vars"]["virtual_appliance_domain"]["asn"] == 65000
    assert "StrictHostKeyChecking=yes" in content["vars"]["ansible_ssh_common_args"]
