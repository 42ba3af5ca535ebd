# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IOS's interfaces: their addresses, and the Linux devices that stand for them. Pure.

A Loopback becomes a bridge without ports, named as on IOS: OSPFv3 and IS-IS of FRR have one cost a device, so addresses on `lo` could not differ.
"""
from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Interface, IPv6Interface

from ...twin_frr import Notes
from .tree import Interface, Node

QUIET = ("description ", "negotiation ", "no mop ", "no ip address", "no shutdown", "speed ", "duplex ", "mtu ", "bandwidth ", "cdp ", "no cdp ",
         "load-interval ", "ip tcp adjust-mss ",
         "no ip redirects", "no ip unreachables", "no ip proxy-arp", "no ipv6 redirects", "ipv6 nd ", "no switchport",
         "logging event ", "no keepalive", "arp timeout ", "ip mtu ", "ipv6 mtu ")
ROUTED = ("ip ospf ", "ipv6 ospf ", "ospfv3 ", "ip router isis", "ipv6 router isis", "isis ", "bfd interval ")


def interfaces(top: list[Node], devices: Mapping[str, str], notes: Notes) -> dict[str, Interface]:
    """By IOS's names; `devices` gives the Linux device of each that is no Loopback. One without a device is noted and left out."""
    found: dict[str, Interface] = {}
    for node in top:
        if node.words[0] != "interface" or len(node.words) != 2:
            continue
        name = node.words[1]
        loopback = name.startswith("Loopback")
        if not loopback and name not in devices:
            if any(one.text.startswith(("ip address ", "ipv6 address ", *ROUTED)) for one in node.below):
                notes.add(node.text, "no device of this namespace stands for it")
            continue
        if any(one.text.startswith(("vrf forwarding ", "ip vrf forwarding ")) for one in node.below):
            notes.add(node.text, "the global table is modelled, this interface is in a VRF")
            continue
        found[name] = _interface(node, Interface(name, name if loopback else devices[name], loopback), notes)
    return found


def _interface(node: Node, interface: Interface, notes: Notes) -> Interface:
    for one in node.below:
        words, text = one.words, one.text
        if text == "shutdown":
            interface.up = False
        elif text.startswith("ip address "):
            _ipv4(interface, words[2:], f"{node.text} / {text}", notes)
        elif text.startswith("ipv6 address "):
            _ipv6(interface, words[2:], f"{node.text} / {text}", notes)
        elif text == "ipv6 enable":
            interface.ipv6_enabled = True
        elif text.startswith(ROUTED):
            interface.lines.append(text)
        elif not text.startswith(QUIET):
            notes.add(f"{node.text} / {text}")
    return interface


def _ipv4(interface: Interface, words: list[str], where: str, notes: Notes) -> None:
    if words[0] == "dhcp":
        interface.dynamic.add(4)
    elif len(words) >= 2 and words[2:] in ([], ["secondary"]):
        interface.ipv4.append(IPv4Interface(f"{words[0]}/{words[1]}"))
    else:
        notes.add(where)


def _ipv6(interface: Interface, words: list[str], where: str, notes: Notes) -> None:
    if words[0] in ("autoconfig", "dhcp"):
        interface.dynamic.add(6)
    elif len(words) == 1 and "/" in words[0]:
        interface.ipv6.append(IPv6Interface(words[0]))
    elif words[1:] == ["link-local"]:
        interface.ipv6.append(IPv6Interface(f"{words[0]}/64"))
    else:
        notes.add(where)
