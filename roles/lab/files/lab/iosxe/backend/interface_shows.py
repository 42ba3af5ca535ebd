# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`show ip interface`, `show ipv6 interface` and the brief of both in IOS's words, as far as they tell the state and the addresses. Pure.

Formats: ntc-templates cisco_ios show_ip_interface_brief and show_ip_interface; Cisco IOS IPv6 Command Reference, show ipv6 interface.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface, ip_interface
from typing import Any

from .tree import Interface
from .words import shown


@dataclass(frozen=True)
class Link:
    """A Linux device as it is: whether it is up, and its addresses."""

    up: bool = False
    ipv4: tuple[IPv4Interface, ...] = ()
    ipv6: tuple[IPv6Interface, ...] = ()


DOWN = Link()


def links(present: Iterable[Mapping[str, Any]]) -> dict[str, Link]:
    """By device, of what `ip -j addr` tells."""
    return {device["ifname"]: Link({"UP", "LOWER_UP"} <= set(device["flags"]), *(
        tuple(ip_interface(f"{info['local']}/{info['prefixlen']}") for info in device["addr_info"] if info["family"] == family)
        for family in ("inet", "inet6"))) for device in present}


def brief(interfaces: Sequence[Interface], links: Mapping[str, Link]) -> str:
    lines = [f"{'Interface':<23}{'IP-Address':<16}OK? Method Status                Protocol"]
    for one in interfaces:
        link = links.get(one.device, DOWN)
        given = [str(address.ip) for address in link.ipv4] if 4 in one.dynamic else []
        address = next(iter([*(str(address.ip) for address in one.ipv4), *given]), "unassigned")
        status = "up" if one.up else "administratively down"
        method = "DHCP" if 4 in one.dynamic else "NVRAM" if one.ipv4 else "unset"
        lines.append(f"{one.name:<23}{address:<16}YES {method:<7}{status:<22}{'up' if one.up and link.up else 'down':<8}")
    return "\n".join(lines) + "\n"


def ipv4(interfaces: Sequence[Interface], links: Mapping[str, Link]) -> str:
    return "".join(f"{line}\n" for one in interfaces for line in _ipv4(one, links.get(one.device, DOWN)))


def _ipv4(one: Interface, link: Link) -> Iterator[str]:
    yield _state(one, link)
    addresses = one.ipv4 or (list(link.ipv4) if 4 in one.dynamic else [])
    if not addresses:
        yield "  Internet address will be negotiated using DHCP" if 4 in one.dynamic else "  Internet protocol processing disabled"
        return
    yield f"  Internet address is {addresses[0]}"
    yield "  Broadcast address is 255.255.255.255"
    yield f"  Address determined by {'DHCP' if 4 in one.dynamic else 'non-volatile memory'}"
    yield from (f"  Secondary address {address}" for address in addresses[1:])


def ipv6(interfaces: Sequence[Interface], links: Mapping[str, Link]) -> str:
    """Interfaces without IPv6 are left out."""
    return "".join(f"{line}\n" for one in interfaces for line in _ipv6(one, links.get(one.device, DOWN)))


def _ipv6(one: Interface, link: Link) -> Iterator[str]:
    if not one.ipv6 and 6 not in one.dynamic and not one.ipv6_enabled:
        return
    yield _state(one, link)
    local = next((address for address in link.ipv6 if address.ip.is_link_local), None)
    if local is not None:
        yield f"  IPv6 is enabled, link-local address is {shown(str(local.ip))} "
    yield "  No Virtual link-local address(es):"
    held = [address for address in one.ipv6 or link.ipv6 if not address.ip.is_link_local]
    if held:
        yield "  Global unicast address(es):"
    for address in held:
        yield f"    {shown(str(address.ip))}, subnet is {shown(str(address.network))} "


def _state(one: Interface, link: Link) -> str:
    return f"{one.name} is {'up' if one.up else 'administratively down'}, line protocol is {'up' if one.up and link.up else 'down'}"
