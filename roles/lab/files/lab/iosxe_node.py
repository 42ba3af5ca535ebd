# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A node that is an IOS-XE twin: its startup configuration and the way to it."""
from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Interface

from . import frr
from .topology import Node, Topology
from .twin_node import TwinKind

TWIN_PASSWORD = "iosxe_password"
RELEASE = "17.12"
IGP_INSTANCE = {"ospf": "1", "isis": "lab"}


def devices(topology: Topology, node: Node) -> dict[str, str]:
    """The Linux device of each interface: the first is the management's."""
    names = ["mgmt0", *(f"to-{neighbor}" for _link, neighbor, _address in topology.links_of(node.name)), *(["eth0"] if node.at else [])]
    return {f"GigabitEthernet{number}": name for number, name in enumerate(names, 1)}


def startup(topology: Topology, node: Node, management: str) -> str:
    """What an operator would have typed before this collection comes: addresses, the IGP, an archive."""
    blocks = [[f"version {RELEASE}"], [f"hostname {node.name}"], ["archive", " path flash:archive", " maximum 14"], ["ipv6 unicast-routing"]]
    routed = frr.routes_igp(topology, node)
    if node.loopback_ipv4:
        blocks.append(["interface Loopback0", *_address(f"{node.loopback_ipv4}/32"), f" ipv6 address {node.loopback_ipv6.upper()}/128",
                       *(_igp(topology.igp) if routed else [])])
    blocks.append(["interface GigabitEthernet1", *_address(management)])
    for number, (link, _neighbor, address) in enumerate(topology.links_of(node.name), 2):
        blocks.append([f"interface GigabitEthernet{number}", *_address(address), " ipv6 enable", *_link(topology.igp, node, link.cost)])
    if node.at:
        blocks.append(["interface GigabitEthernet2", " ip address dhcp", " ipv6 address autoconfig default"])
        blocks.append([f"ip route {address} 255.255.255.255 GigabitEthernet2 dhcp" for address in _anycast_ipv4(topology)])
    blocks += _routers(topology.igp, node) if routed else []
    return "".join("\n".join(block) + "\n!\n" for block in blocks) + "end\n"


def _anycast_ipv4(topology: Topology) -> list[str]:
    """IOS opens no session to what only the default route leads to, and a moving machine has no gateway that could be written down."""
    domain = topology.inventory_vars.get("all", {}).get("virtual_appliance_domain", {})
    return [address["ipv4"] for address in domain.get("anycast_addresses", ()) if "ipv4" in address]


def _address(text: str) -> list[str]:
    interface = IPv4Interface(text)
    return [f" ip address {interface.ip} {interface.netmask}"]


def _igp(igp: str) -> list[str]:
    if igp == "isis":
        return [" ip router isis lab", " ipv6 router isis lab"]
    return [" ip ospf 1 area 0", " ipv6 ospf 1 area 0"]


def _link(igp: str, node: Node, cost: int) -> Iterator[str]:
    if igp == "none":
        return
    if igp == "isis":
        yield from [*_igp(igp), " isis circuit-type level-2-only", " isis network point-to-point", f" isis metric {cost}", " isis hello-multiplier 4",
                    " isis hello-interval 1"]
        return
    ipv6_cost = frr.NO_TRANSIT if node.role == "route_server" else cost
    for protocol, own in (("ip", cost), ("ipv6", ipv6_cost)):
        yield from [f" {protocol} ospf network point-to-point", f" {protocol} ospf dead-interval 4", f" {protocol} ospf hello-interval 1",
                    f" {protocol} ospf retransmit-interval 1", f" {protocol} ospf 1 area 0", f" {protocol} ospf cost {own}"]


def _routers(igp: str, node: Node) -> list[list[str]]:
    if igp == "isis":
        return [["router isis lab", f" net {frr.network_entity(node)}", " is-type level-2-only", " metric-style wide", " lsp-gen-interval 1",
                 " spf-interval 1 10 50"]]
    spf = " timers throttle spf 10 50 200"
    return [["router ospf 1", f" router-id {node.loopback_ipv4}", spf], ["ipv6 router ospf 1", f" router-id {node.loopback_ipv4}", spf]]


IOSXE = TwinKind(
    "IOS-XE", "lab.iosxe", ("asyncssh",), 22, TWIN_PASSWORD, startup, devices,
    {"ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": "cisco.ios.ios", "ansible_become": True,
     "ansible_become_method": "ansible.netcommon.enable"}, "startup-config")
