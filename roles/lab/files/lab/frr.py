# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a node's /etc/frr. Pure."""
from __future__ import annotations

from collections.abc import Iterator

from .topology import Link, Node, Subnet, Topology

SECOND_LOOPBACK = "lo1"
ALWAYS = ("bgpd", "bfdd")
IGP_DAEMONS = {"ospf": ("ospfd", "ospf6d"), "isis": ("isisd",), "none": ()}
NO_TRANSIT = 65535


def routes_igp(topology: Topology, node: Node) -> bool:
    return node.role != "appliance" and bool(node.loopback_ipv4) and topology.igp != "none"


def daemons(topology: Topology, node: Node) -> tuple[str, ...]:
    return ALWAYS + (IGP_DAEMONS[topology.igp] if routes_igp(topology, node) else ())


def daemons_file(topology: Topology, node: Node) -> str:
    lines = [f"{daemon}=yes" for daemon in daemons(topology, node)]
    lines += ["vtysh_enable=yes", 'watchfrr_options="--min-restart-interval=1 --max-restart-interval=2"']
    lines += [f'{daemon}_options="-A 127.0.0.1"' for daemon in ("staticd", *daemons(topology, node)) if daemon != "ospf6d"]
    lines += ['zebra_options="-A 127.0.0.1 -s 90000000"', 'ospf6d_options="-A ::1"']
    return "\n".join(lines) + "\n"


def configuration(topology: Topology, node: Node) -> str:
    blocks = [_head(node)]
    if routes_igp(topology, node):
        blocks += _interfaces(topology, node)
        blocks += _ospf(node) if topology.igp == "ospf" else _isis(node)
    if node.role == "fabric":
        blocks.append(_bgp(topology, node))
    return "".join("\n".join(block) + "\n!\n" for block in blocks)


def _head(node: Node) -> list[str]:
    head = [
        "frr defaults traditional",
        f"hostname {node.name}",
        "log file /var/log/frr/frr.log informational",
        "service integrated-vtysh-config",
    ]
    return head + ([f"ip router-id {node.loopback_ipv4}"] if node.loopback_ipv4 else [])


def has_second_loopback(topology: Topology, node: Node) -> bool:
    """OSPFv3 has one cost an interface, so a route server keeps its unique IPv6 address off lo, where the anycast addresses are."""
    return node.role == "route_server" and topology.igp == "ospf" and routes_igp(topology, node)


def _interfaces(topology: Topology, node: Node) -> list[list[str]]:
    igp = topology.igp
    blocks = list(_loopbacks(topology, node))
    blocks += [_fabric_interface(igp, node, link, neighbor, address) for link, neighbor, address in topology.links_of(node.name)]
    return blocks + [_access_interface(igp, subnet) for subnet in node.access]


def _loopbacks(topology: Topology, node: Node) -> Iterator[list[str]]:
    ipv4, ipv6 = f" ip address {node.loopback_ipv4}/32", f" ipv6 address {node.loopback_ipv6}/128"
    if not has_second_loopback(topology, node):
        yield ["interface lo", ipv4, ipv6, *_stub(topology.igp)]
    else:
        yield ["interface lo", ipv4, f" ip ospf area 0.0.0.0 {node.loopback_ipv4}"]
        yield [f"interface {SECOND_LOOPBACK}", ipv6, " ipv6 ospf6 area 0.0.0.0", " ipv6 ospf6 passive"]


def _stub(igp: str) -> list[str]:
    if igp == "isis":
        return [" ip router isis lab", " ipv6 router isis lab", " isis passive"]
    return [" ip ospf area 0.0.0.0", " ip ospf passive", " ipv6 ospf6 area 0.0.0.0", " ipv6 ospf6 passive"]


def _fabric_interface(igp: str, node: Node, link: Link, neighbor: str, address: str) -> list[str]:
    """OSPFv3's stub-router bit would take a route server's external routes with it, so its own costs keep transit away."""
    lines = [f"interface to-{neighbor}", f" ip address {address}"]
    if igp == "isis":
        return lines + [
            " ip router isis lab",
            " ipv6 router isis lab",
            " isis network point-to-point",
            " isis circuit-type level-2-only",
            " isis hello-interval 1",
            " isis hello-multiplier 4",
            f" isis metric {link.cost}",
        ]
    ipv6_cost = NO_TRANSIT if node.role == "route_server" else link.cost
    for protocol, cost in (("ip ospf", link.cost), ("ipv6 ospf6", ipv6_cost)):
        lines += [
            f" {protocol} area 0.0.0.0",
            f" {protocol} network point-to-point",
            f" {protocol} hello-interval 1",
            f" {protocol} dead-interval 4",
            f" {protocol} retransmit-interval 1",
            f" {protocol} cost {cost}",
        ]
    return lines


def _access_interface(igp: str, subnet: Subnet) -> list[str]:
    return [
        f"interface acc-{subnet.pool}",
        f" ip address {subnet.gateway_ipv4}/{subnet.ipv4.prefixlen}",
        f" ipv6 address {subnet.gateway_ipv6}/{subnet.ipv6.prefixlen}",
        *_stub(igp),
    ]


def _ospf(node: Node) -> list[list[str]]:
    timers = [" timers throttle spf 10 50 200", " timers lsa min-arrival 0"]
    return [
        ["router ospf", f" ospf router-id {node.loopback_ipv4}", *timers, " timers throttle lsa all 50"],
        ["router ospf6", f" ospf6 router-id {node.loopback_ipv4}", *timers],
    ]


def network_entity(node: Node) -> str:
    digits = "".join(f"{int(byte):03d}" for byte in node.loopback_ipv4.split("."))
    return f"49.0001.{'.'.join(digits[start:start + 4] for start in (0, 4, 8))}.00"


def _isis(node: Node) -> list[list[str]]:
    return [[
        "router isis lab",
        f" net {network_entity(node)}",
        " is-type level-2-only",
        " metric-style wide",
        " lsp-gen-interval 1",
        " spf-delay-ietf init-delay 10 short-delay 50 long-delay 200 holddown 1000 time-to-learn 500",
    ]]


def _bgp(topology: Topology, node: Node) -> list[str]:
    """IBGP with every route server's own address, a session a family, no word of reflection."""
    servers = [server for server in topology.with_role("route_server") if server.loopback_ipv4]
    lines = [f"router bgp {topology.asn}", f" bgp router-id {node.loopback_ipv4}", " no bgp default ipv4-unicast"]
    for server in servers:
        for address, source in _sessions(node, server):
            lines += [
                f" neighbor {address} remote-as {topology.asn}",
                f" neighbor {address} description {server.name}",
                f" neighbor {address} update-source {source}",
                f" neighbor {address} timers 3 9",
                f" neighbor {address} timers connect 1",
            ]
    for index, family in enumerate(("ipv4 unicast", "ipv6 unicast")):
        lines.append(f" address-family {family}")
        lines += [f"  neighbor {_sessions(node, server)[index][0]} activate" for server in servers]
        lines.append(" exit-address-family")
    return lines


def _sessions(node: Node, server: Node) -> tuple[tuple[str, str], tuple[str, str]]:
    return (server.loopback_ipv4, node.loopback_ipv4), (server.loopback_ipv6, node.loopback_ipv6)
