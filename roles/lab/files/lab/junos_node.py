# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A node that is a Junos twin: its startup configuration and the way to it."""
from __future__ import annotations

from collections.abc import Iterator

from . import frr
from .topology import Link, Node, Topology
from .twin_node import TwinKind

RELEASE = "23.4R2.13"
TWIN_PASSWORD = "junos_password"
OWN_POLICY = "LAB-LOOPBACK"
SPF = {"delay": 50, "holddown": 2000}  # the shortest that Junos takes (Junos 24.4 schema)


def devices(topology: Topology, node: Node) -> dict[str, str]:
    """The Linux device of each physical interface: fxp0 is the management's."""
    names = [*(f"to-{neighbor}" for _link, neighbor, _address in topology.links_of(node.name)), *(["eth0"] if node.at else [])]
    return {"fxp0": "mgmt0"} | {f"ge-0/0/{number}": name for number, name in enumerate(names)}


def startup(topology: Topology, node: Node, management: str) -> str:
    """What an operator would have set before this collection comes: addresses, the IGP, NETCONF.

    The unique loopback is in OSPF by its address, and goes into OSPFv3 and IS-IS by a policy: `interface lo0.0` would announce every address of lo0, the
    anycast ones that come among them, at lo0's own metric (vendor facts 3).
    """
    lines = [f"version {RELEASE}", f"system host-name {node.name}", "system services netconf ssh", f"interfaces fxp0 unit 0 family inet address {management}"]
    if node.loopback_ipv4:
        lines += [f"interfaces lo0 unit 0 family inet address {node.loopback_ipv4}/32", f"interfaces lo0 unit 0 family inet6 address {node.loopback_ipv6}/128",
                  f"routing-options router-id {node.loopback_ipv4}"]
    for number, (_link, _neighbor, address) in enumerate(topology.links_of(node.name)):
        lines += [f"interfaces ge-0/0/{number} unit 0 family inet address {address}", f"interfaces ge-0/0/{number} unit 0 family inet6"]
    if node.at:
        lines += ["interfaces ge-0/0/0 unit 0 family inet dhcp", "interfaces ge-0/0/0 unit 0 family inet6 dhcpv6-client client-type autoconfig"]
    if frr.routes_igp(topology, node):
        lines += _isis(topology, node) if topology.igp == "isis" else _ospf(topology, node)
    return "".join(f"set {line}\n" for line in lines)


def _own_policy(node: Node, families: tuple[str, ...]) -> Iterator[str]:
    for family in families:
        prefix = f"{node.loopback_ipv4}/32" if family == "inet" else f"{node.loopback_ipv6}/128"
        head = f"policy-options policy-statement {OWN_POLICY} term {family}"
        yield from (f"{head} from protocol direct", f"{head} from route-filter {prefix} exact", f"{head} then metric 1", f"{head} then external type 1",
                    f"{head} then accept")


def _ospf(topology: Topology, node: Node) -> Iterator[str]:
    """Its own OSPFv3 costs keep transit away from a route server, whose external routes stay."""
    yield from _own_policy(node, ("inet6",))
    yield f"protocols ospf area 0.0.0.0 interface {node.loopback_ipv4} passive"
    yield f"protocols ospf3 export {OWN_POLICY}"
    for protocol in ("ospf", "ospf3"):
        yield from (f"protocols {protocol} spf-options {word} {value}" for word, value in SPF.items())
        for number, (link, _neighbor, _address) in enumerate(topology.links_of(node.name)):
            cost = frr.NO_TRANSIT if protocol == "ospf3" and node.role == "route_server" else link.cost
            head = f"protocols {protocol} area 0.0.0.0 interface ge-0/0/{number}.0"
            yield from (f"{head} interface-type p2p", f"{head} metric {cost}", f"{head} hello-interval 1", f"{head} dead-interval 4",
                        f"{head} retransmit-interval 1")


def _isis(topology: Topology, node: Node) -> Iterator[str]:
    yield from _own_policy(node, ("inet", "inet6"))
    yield f"interfaces lo0 unit 0 family iso address {frr.network_entity(node)}"
    yield f"protocols isis export {OWN_POLICY}"
    yield "protocols isis level 1 disable"
    yield "protocols isis level 2 wide-metrics-only"
    yield from (f"protocols isis spf-options {word} {value}" for word, value in SPF.items())
    for number, (link, _neighbor, _address) in enumerate(topology.links_of(node.name)):
        yield f"interfaces ge-0/0/{number} unit 0 family iso"
        yield from _isis_link(f"protocols isis interface ge-0/0/{number}.0", link)


def _isis_link(head: str, link: Link) -> Iterator[str]:
    yield from (f"{head} point-to-point", f"{head} level 2 metric {link.cost}", f"{head} level 2 hello-interval 1", f"{head} level 2 hold-time 4")


JUNOS = TwinKind(
    "Junos", "lab.junos", ("asyncssh", "lxml", "junoscfg"), 830, TWIN_PASSWORD, startup, devices,
    {"ansible_connection": "ansible.netcommon.netconf", "ansible_network_os": "junipernetworks.junos.junos"}, "committed.set")
