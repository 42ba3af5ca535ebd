# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Linux addresses that a translation wants, as batches for ip(8). Pure.

FRR is told of an interface before its address comes, and after its address went: an anycast address is never announced at another cost than its own.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import ip_interface
from typing import Any

from .translation import Interface, Translation


def forgotten(wanted: Translation, present: Sequence[Mapping[str, Any]], made: str) -> list[str]:
    """Away with the addresses that are no more, and with the devices that the twin made, whose names begin with `made`.

    `present`: what `ip -j addr` tells.
    """
    by_device = {interface.device: interface for interface in wanted.interfaces}
    lines = []
    for device in present:
        name = device["ifname"]
        if made and name.startswith(made) and name not in by_device:
            lines.append(f"link del {name}")
        elif name in by_device:
            interface = by_device[name]
            lines += [f"addr del {address} dev {name}" for address in _held(device, interface) if address not in interface.addresses]
    return lines


def devices(wanted: Translation, present: Sequence[Mapping[str, Any]]) -> list[str]:
    """The loopbacks that are missing and the states: before FRR is told of them, as ospfd may overlook an interface that comes after its lines."""
    there = {device["ifname"]: device for device in present}
    lines = []
    for interface in wanted.interfaces:
        device = there.get(interface.device)
        if device is None and not interface.loopback:
            continue
        if device is None:
            lines.append(f"link add {interface.device} type bridge")
        if device is None or ("UP" in device["flags"]) != interface.up:
            lines.append(f"link set {interface.device} {'up' if interface.up else 'down'}")
    return lines


def addressing(wanted: Translation, present: Sequence[Mapping[str, Any]]) -> list[str]:
    """The addresses that are missing."""
    there = {device["ifname"]: device for device in present}
    lines = []
    for interface in wanted.interfaces:
        device = there.get(interface.device)
        if device is None:
            continue
        held = _held(device, interface)
        lines += [f"addr add {address} dev {interface.device}{' nodad' if ':' in address else ''}" for address in interface.addresses if address not in held]
    return lines


def _held(device: Mapping[str, Any], interface: Interface) -> list[str]:
    """The device's addresses of the families that the configuration gives, without the link-local ones and the host's own that the kernel makes."""
    found = []
    for info in device.get("addr_info", []):
        address = str(ip_interface(f"{info['local']}/{info['prefixlen']}"))
        kernels = (ip_interface(address).ip.is_link_local or ip_interface(address).ip.is_loopback) and address not in interface.addresses
        if (4 if info["family"] == "inet" else 6) not in interface.dynamic and not kernels:
            found.append(address)
    return found
