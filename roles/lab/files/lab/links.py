# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wires of a lab, as batches for ip(8). Pure, but for the last step of each.

All access subnets and the appliances' far ends live in one namespace, the hypervisor: a bridge for each router and pool.
Moving an appliance is giving its far end another bridge; its own eth0 need not notice.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Interface

from .frr import SECOND_LOOPBACK, has_second_loopback
from .topology import Node, Topology

HYPERVISOR = "hv"


def bridge_name(topology: Topology, router: str, pool: str) -> str:
    return f"b{_access_index(topology)[router, pool]}"


def _access_index(topology: Topology) -> dict[tuple[str, str], int]:
    pairs = [(node.name, subnet.pool) for node in topology.nodes for subnet in node.access]
    return {pair: index for index, pair in enumerate(pairs)}


def management(lab: str, bridge_address: IPv4Interface, nodes: Iterable[Node]) -> Iterator[str]:
    yield f"link add {lab} type bridge forward_delay 0"
    yield f"addr add {bridge_address} dev {lab}"
    for index, node in enumerate(nodes):
        port = f"{lab}-{index}"
        yield f"link add mgmt0 netns {lab}-{node.name} type veth peer name {port}"
        yield f"link set {port} master {lab} up"
    yield f"link set {lab} up"


def wires(lab: str, topology: Topology) -> Iterator[str]:
    hypervisor = f"{lab}-{HYPERVISOR}"
    for link in topology.links:
        yield f"link add to-{link.b} netns {lab}-{link.a} type veth peer name to-{link.a} netns {lab}-{link.b}"
    for (router, pool), index in _access_index(topology).items():
        yield f"link add acc-{pool} netns {lab}-{router} type veth peer name r{index} netns {hypervisor}"
    for node in topology.with_role("appliance"):
        if node.at:
            yield f"link add eth0 netns {lab}-{node.name} type veth peer name {node.name} netns {hypervisor}"


def switches(topology: Topology) -> Iterator[str]:
    """The inside of the hypervisor; a router's port is always up, whether an appliance is there or not."""
    for index in _access_index(topology).values():
        yield f"link add b{index} type bridge forward_delay 0 mcast_snooping 0"
        yield f"link set b{index} up"
        yield f"link set r{index} master b{index} up"
    for node in topology.with_role("appliance"):
        if node.at:
            yield f"link set {node.name} master {bridge_name(topology, node.at, node.pool)} up"


def interfaces(topology: Topology, node: Node, management_address: str) -> Iterator[str]:
    """The inside of a node: everything up, the addresses that are not FRR's to set."""
    yield f"addr add {management_address} dev mgmt0"
    yield "link set mgmt0 addrgenmode none"
    yield "link set mgmt0 up"
    own = ([SECOND_LOOPBACK] if has_second_loopback(topology, node) else []) + list(node.loopbacks)
    for name in own if node.vendor == "frr" else []:  # a twin makes its Loopbacks itself
        yield f"link add {name} type bridge"
        yield f"link set {name} up"
    for _link, neighbor, _address in topology.links_of(node.name):
        yield f"link set to-{neighbor} up"
    for subnet in node.access:
        yield f"link set acc-{subnet.pool} up"
    if node.at:
        yield "link set eth0 up"
        yield from placement(topology, node, node.at, node.pool)


def addresses_at(topology: Topology, node: Node, router: str, pool: str) -> tuple[str, str]:
    """Host 11 is .11 and ::11: the digits stay, though one family reads them as hexadecimal."""
    subnet = topology.access_subnet(router, pool)
    return str(subnet.ipv4[node.host]), str(subnet.ipv6[int(str(node.host), 16)])


def placement(topology: Topology, node: Node, router: str, pool: str) -> Iterator[str]:
    """Addresses and default routes of an appliance in that subnet, as a DHCP client would set them."""
    subnet = topology.access_subnet(router, pool)
    ipv4, ipv6 = addresses_at(topology, node, router, pool)
    yield f"addr add {ipv4}/{subnet.ipv4.prefixlen} dev eth0"
    yield f"addr add {ipv6}/{subnet.ipv6.prefixlen} dev eth0 nodad"
    yield f"route replace default via {subnet.gateway_ipv4} dev eth0"
    yield f"route replace ::/0 via {subnet.gateway_ipv6} dev eth0"


def management_addresses(network: IPv4Interface, nodes: Iterable[Node]) -> Mapping[str, str]:
    return {node.name: str(network.ip + 9 + index) for index, node in enumerate(nodes)}
