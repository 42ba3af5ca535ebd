# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interfaces and BFD sessions in Junos's XML. Pure: from `ip -j addr` and FRR's JSON to elements.

Names: public `show interfaces terse | display xml` of 12.1X47 and 20.4, where an address of lo0 stands without its length; `show bfd session extensive`'s
element names and the empty `session-interface` of a multihop session as public recordings' parsers describe them.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from ipaddress import ip_interface
from typing import Any

from lxml import etree

from .interfaces import LOOPBACK, Interface
from .replies import JSON, put, put_all

STATES = {"up": "Up", "down": "Down", "init": "Init", "shutdown": "AdminDown"}


def interfaces(found: Iterable[Interface], present: Iterable[Mapping[str, Any]], wanted: str = "") -> etree._Element:
    """`wanted`: the name of a physical or a logical interface; all without."""
    reply = etree.Element("interface-information", style="terse")
    devices = {device["ifname"]: device for device in present}
    for one in found:
        physical = one.name.rpartition(".")[0]
        if wanted not in ("", one.name, physical):
            continue
        device = devices.get(one.device, {"flags": (), "addr_info": ()})
        states = {"admin-status": "up" if one.up else "down", "oper-status": "up" if one.up and {"UP", "LOWER_UP"} <= set(device["flags"]) else "down"}
        above = reply
        if wanted != one.name:
            above = put(reply, "physical-interface")
            put_all(above, {"name": physical, **states})
        logical = put(above, "logical-interface")
        put_all(logical, {"name": one.name, **states})
        put(logical, "filter-information")
        _families(logical, one, device["addr_info"])
    return reply


def _families(logical: etree._Element, one: Interface, told: Sequence[Mapping[str, Any]]) -> None:
    for family, word in (("inet", "inet"), ("inet6", "inet6")):
        addresses = [ip_interface(f"{info['local']}/{info['prefixlen']}") for info in told if info["family"] == family]
        addresses = [address for address in addresses if not address.ip.is_loopback and (family == "inet6" or not address.ip.is_link_local)]
        if not addresses:
            continue
        element = put(logical, "address-family")
        put(element, "address-family-name", word)
        for address in addresses:
            local = put(element, "interface-address")
            put(local, "ifa-local", address.ip if one.name == LOOPBACK else address)
            if one.name == LOOPBACK and family == "inet":
                put(local, "ifa-destination", "0/0")


def bfd(peers: Iterable[JSON], name: Callable[[str], str], detail: bool) -> etree._Element:
    reply = etree.Element("bfd-session-information", **({"style": "detail"} if detail else {}))
    peers = list(peers)
    for one in peers:
        state = STATES.get(one["status"], one["status"])
        multiplier = one.get("remote-detect-multiplier", one.get("detect-multiplier", 3))
        detection = max(one.get("receive-interval", 0), one.get("remote-transmit-interval", 0)) * multiplier if state == "Up" else 0
        transmission = max(one.get("transmit-interval", 0), one.get("remote-receive-interval", 0) if state == "Up" else 0)
        session = put(reply, "bfd-session")
        put_all(session, {"session-neighbor": one["peer"], "session-state": state,
                          "session-interface": "" if one.get("multihop") else name(one.get("interface", "")),
                          "session-detection-time": f"{detection / 1000:.3f}",
                          "session-transmission-interval": f"{transmission / 1000:.3f}", "session-adaptive-multiplier": one.get("detect-multiplier", 3)})
        if detail:
            put(put(session, "bfd-client"), "client-name", "BGP")
            put_all(session, {"local-diagnostic": "None" if one.get("diagnostic") == "ok" else one.get("diagnostic"), "remote-state": state,
                              "session-type": "Multi hop BFD" if one.get("multihop") else "Single hop BFD"})
    put_all(reply, {"sessions": len(peers), "clients": len(peers)})
    return reply
