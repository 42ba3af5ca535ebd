# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Junos's logical interfaces: their addresses, and the Linux devices that stand for them. Pure.

`lo0.0` is the namespace's own `lo`: FRR's OSPFv2 announces its addresses as stubs of cost 0 and takes another cost for each address, as Junos does
(`interface ADDRESS` below an area; vendor facts 3).
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface

from ...twin_frr import Interface as TwinInterface
from ...twin_frr import Notes
from .statements import Statements

LOOPBACK, LOOPBACK_DEVICE = "lo0.0", "lo"
QUIET = ("description", "mtu", "speed", "link-mode", "gigether-options", "ether-options", "hold-time", "traps", "no-traps", "bandwidth", "vlan-tagging",
         "encapsulation")
DYNAMIC = {"inet": (4, ("dhcp", "dhcp-client")), "inet6": (6, ("dhcpv6-client",))}


@dataclass
class Interface(TwinInterface):
    """A logical interface of Junos. `primary`: the IPv4 address that is marked so, or the first; `entity`: its ISO address."""

    primary: str = ""
    entity: str = ""


def interfaces(top: Statements, devices: Mapping[str, str], notes: Notes) -> dict[str, Interface]:
    """By Junos's names, lo0.0 always among them. `devices` gives the device of each physical one, whose unit 0 is meant; any other is noted."""
    found = {LOOPBACK: Interface(LOOPBACK, LOOPBACK_DEVICE, loopback=True)}
    for physical, statements in top.each("interfaces"):
        for word in QUIET:
            statements.drop(word)
        disabled = statements.has("disable")
        for unit, below in statements.each("unit"):
            name = f"{physical}.{unit}"
            device = LOOPBACK_DEVICE if name == LOOPBACK else devices.get(physical, "") if unit == "0" else ""
            if device:
                interface = Interface(name, device, name == LOOPBACK, not disabled and not below.has("disable"))
                _addresses(interface, below)
                found[name] = interface
            elif below.at("family"):
                notes.add(f"interfaces {physical} unit {unit}", "no device of this namespace stands for it")
                statements.drop("unit", unit)
    return found


def _addresses(interface: Interface, below: Statements) -> None:
    for word in QUIET:
        below.drop(word)
    for family, (version, words) in DYNAMIC.items():
        statements = below.at("family", family)
        for word in words:
            if statements.at(word):
                interface.dynamic.add(version)
                statements.drop(word)
        statements.drop("mtu")
        for text, marks in statements.each("address"):
            if version == 4:
                interface.ipv4.append(IPv4Interface(text))
                if marks.has("primary") or not interface.primary:
                    interface.primary = str(IPv4Interface(text).ip)
            else:
                interface.ipv6.append(IPv6Interface(text))
                marks.has("primary")
            marks.has("preferred")
    below.at("family", "iso")
    interface.entity = below.value("family", "iso", "address")
