# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the IGP of a device forbids: none to carry the anycast addresses, lo0.0 in it, hellos towards appliances, costs that do not fit."""
from __future__ import annotations

import ipaddress
from typing import Iterator

from ...faults import Fault
from ...state.model import Injection, RouteServerState
from ...statements import Line
from .loopback import handed_over
from .names import LOOPBACK, OSPF
from .surroundings import Surroundings

HIGHEST = {"intra_area": 65535, "external_1": 16777214, "isis": 16777214}
EVERY_INTERFACE = "all"


def of(state: RouteServerState, around: Surroundings) -> Iterator[Fault]:
    for family in sorted({injection.family for injection in state.injections}):
        yield from _process(state, family, around)
        yield from _loopback(state, family, around)
    for injection in state.injections:
        yield from _method(injection)
    yield from _interfaces(state, around)


def _protocol(state: RouteServerState, family: int) -> str:
    return "isis" if state.igp.protocol == "isis" else OSPF[family]


def _process(state: RouteServerState, family: int, around: Surroundings) -> Iterator[Fault]:
    protocol = _protocol(state, family)
    if not around.under("protocols", protocol):
        yield Fault("domain.igp", f"'protocols {protocol}' is missing on the device, so nothing carries the IPv{family} anycast addresses",
                    "configure the IGP on the device first, or correct domain.igp")
    elif protocol == "isis" and ("wide-metrics-only",) not in around.under("protocols", "isis", "level", str(state.igp.level)):
        yield Fault("domain.igp", f"'protocols isis level {state.igp.level} wide-metrics-only' is missing on the device: narrow metrics end at 63, and with "
                    "them what is exported is worth less than any internal route", "write it there, on every router of the level")


def _loopback(state: RouteServerState, family: int, around: Surroundings) -> Iterator[Fault]:
    """An interface in the IGP announces every address that it has (vendor facts 3), the anycast addresses at lo0.0's own metric."""
    protocol = _protocol(state, family)
    inside = around.under("protocols", protocol)
    named = [_interface(line) for line in inside]
    group = next((source[2] for line, source in around.inherited.items() if line[1:3] == ("protocols", protocol) and _interface(source) == LOOPBACK), "")
    if EVERY_INTERFACE in named:
        yield Fault("device", f"'interface all' stands in 'protocols {protocol}', which takes {LOOPBACK} in too and would announce the anycast "
                    "addresses at its metric", "name the interfaces one by one")
    elif group:
        yield Fault("device", f"the configuration group {group} puts {LOOPBACK} into 'protocols {protocol}', so the anycast addresses would be announced at "
                    "its metric, whatever their own", f"take {LOOPBACK} out of the group")
    elif LOOPBACK in named and protocol == "ospf" and not handed_over(state):
        yield Fault("device", f"{LOOPBACK} is in OSPF, so the anycast addresses would be announced at its metric, whatever their own",
                    f"replace it by the addresses ('interface {state.loopback.get(4, 'ADDRESS')} passive'), or write anycast_interface: {LOOPBACK}, and the "
                    "collection does so and puts it back on removal")
    elif LOOPBACK in named and protocol != "ospf":
        yield Fault("device", f"{LOOPBACK} is in {'IS-IS' if protocol == 'isis' else 'OSPFv3'}, so the anycast addresses would be announced at its metric, "
                    "whatever their own", f"take it out and announce the device's own address by an export policy ('protocols {protocol} export')")


def _interface(line: Line) -> str:
    return line[line.index("interface") + 1] if "interface" in line[:-1] else ""


def _method(injection: Injection) -> Iterator[Fault]:
    """OSPFv3 takes interfaces by name only (vendor facts 3)."""
    if injection.family == 6 and injection.method == "intra_area":
        yield Fault("domain.igp.injection.ipv6", "Junos has one OSPFv3 cost for all addresses of an interface, so two anycast addresses cannot have two",
                    "write external_1", injection.method)
    if injection.cost > HIGHEST[injection.method]:
        yield Fault("domain.cost_plan", f"the cost {injection.cost} of {injection.name} is above {HIGHEST[injection.method]}", "plan lower costs")


def _interfaces(state: RouteServerState, around: Surroundings) -> Iterator[Fault]:
    """A route server answers locally for every anycast address that it owns (routing facts): no appliance may live behind one that owns several."""
    names = sorted({injection.name for injection in state.injections})
    ranges = [(group, ipaddress.ip_network(block)) for group in state.groups for block in group.ranges]
    for interface, addresses in around.addresses.items():
        for address in addresses if interface != LOOPBACK else ():
            for group, block in ranges:
                if address.version != block.version or not address.network.overlaps(block):
                    continue
                if _speaks(interface, address, around):
                    yield Fault("domain.pools", f"the device runs an IGP on {interface} ({address}), which lies in {block} of pool {group.pool}: no "
                                "link-state protocol may run towards appliances", "make the interface passive, or take the subnet out of the pool")
                elif len(names) > 1:
                    yield Fault("domain.pools", f"{interface} ({address}) lies in {block} of pool {group.pool}, and this route server carries the addresses "
                                f"{', '.join(names)}: it would answer for both, and the second session of an appliance never comes up",
                                "move these appliances behind a fabric router, or give each address route servers of its own (route_servers[].addresses)")


def _speaks(interface: str, address: ipaddress.IPv4Interface | ipaddress.IPv6Interface, around: Surroundings) -> bool:
    """Whether a link-state protocol says hello on an interface: it is in one, by name or address, and not passive or disabled."""
    for protocol in (OSPF[address.version], "isis"):
        lines = [line for line in around.under("protocols", protocol) if "interface" in line[:-1]]
        own = [line[line.index("interface") + 2:] for line in lines if line[line.index("interface") + 1] in (interface, str(address.ip))]
        if own and not any(rest[:1] in (("passive",), ("disable",)) for rest in own):
            return True
    return False
