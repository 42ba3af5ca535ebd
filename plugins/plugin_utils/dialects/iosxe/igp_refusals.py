# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the IGP of a device forbids: no process, or several, to carry the anycast addresses; somebody else's policy; hellos towards appliances."""
from __future__ import annotations

import ipaddress
import re
from typing import AbstractSet, Iterator

from ...faults import Fault
from ...state.model import RouteServerState
from ...statements import Line, Statements
from .surroundings import Surroundings, isis_router

NARROW = 63
DEFAULT_COST = 1
DEFAULT_METRIC = 10
OSPF_BLOCK = re.compile(r"router ospf \d+|ipv6 router ospf \d+|router ospfv3 \d+")
HIGHEST = {"intra_area": 65535, "external_1": 16777214, "isis": 16777214}


def of(state: RouteServerState, running: Statements, printed: AbstractSet[Line], around: Surroundings) -> Iterator[Fault]:
    """`printed`: the collection's own lines as they stand in `running`."""
    for family in sorted({injection.family for injection in state.injections}):
        yield from _process(state, family, running, around)
        if any((injection.family, injection.method) == (family, "external_1") for injection in state.injections):
            yield from _redistributed(family, running, printed, around)
    yield from _router_ids(state, running)
    yield from _joined_already(state, running)
    yield from _costs(state, running)
    yield from _defaults(state, running, around)
    yield from _passive_by_default(state, running)
    yield from _interfaces(state, running, around)


def _process(state: RouteServerState, family: int, running: Statements, around: Surroundings) -> Iterator[Fault]:
    advice = "configure the IGP on the device first, or correct domain.igp"
    if state.igp.protocol == "isis":
        router = isis_router(state.igp)
        if (router,) not in running:
            there = ", ".join(line[0] for line in running if len(line) == 1 and line[0].startswith("router isis"))
            yield Fault("domain.igp", f"'{router}' is missing on the device{f', which has {there}' if there else ''}, so nothing carries the anycast addresses",
                        advice)
        return
    names = [f"router ospf {number}" for number in around.ospf] if family == 4 else [f"{kind} {number}" for kind, number in around.ospfv3]
    if not names:
        what = "'router ospf'" if family == 4 else "'ipv6 router ospf' or 'router ospfv3'"
        yield Fault("domain.igp", f"{what} is missing on the device, so nothing carries the IPv{family} anycast addresses", advice)
    elif len(names) > 1:
        yield Fault("domain.igp", f"the device has several OSPF processes ({', '.join(names)}), and an anycast address goes into one",
                    "leave one OSPF process in the default instance of the device")


def _router_ids(state: RouteServerState, running: Statements) -> Iterator[Fault]:
    """A process without a router ID of its own takes the highest address of all loopbacks when it starts next (Catalyst 9500 16.6, Routing
    Configuration Guide, OSPF: loopback interfaces): an anycast address, which other route servers would take as well.
    """
    shared = {injection.address: injection.name for injection in state.injections}
    for block in (line[0] for line in running if len(line) == 1 and OSPF_BLOCK.fullmatch(line[0])):
        own = [line[-1].removeprefix("router-id ") for line in running if line[0] == block and line[-1].startswith("router-id ")]
        if not own:
            yield Fault("device", f"'{block}' has no router-id: at its next start it would take the highest address of a Loopback, which may be an anycast "
                        "address that other route servers have too", f"write 'router-id {state.router_id}' there, and restart the process in a quiet hour")
        for address in own:
            if address in shared:
                yield Fault("device", f"the router-id of '{block}' is the anycast address {shared[address]}, which other route servers have too",
                            f"write 'router-id {state.router_id}' there", address)


def _joined_already(state: RouteServerState, running: Statements) -> Iterator[Fault]:
    """`network ADDRESS WILDCARD area AREA` takes every interface that it covers into OSPF (OSPF Command Reference, network area), at the default cost, and
    an intra-area route is preferred to an external one whatever the cost (RFC 2328, 11). `ip ospf … area` on the interface goes before it (same,
    ip ospf area).
    """
    for injection in state.injections:
        if injection.family != 4 or injection.method == "intra_area":
            continue
        address = ipaddress.IPv4Interface(injection.address)
        for line in running:
            if len(line) == 2 and OSPF_BLOCK.fullmatch(line[0]) and line[1].startswith("network ") and _covers(line[1], address):
                yield Fault("domain.igp", f"'{line[1]}' in '{line[0]}' covers the anycast address {injection.name} ({injection.address}): OSPF would announce "
                            "it by itself, at the same cost on every route server", "narrow that line on the device, or inject intra_area")


def _defaults(state: RouteServerState, running: Statements, around: Surroundings) -> Iterator[Fault]:
    """The default cost is not written (canonical.py), so nothing on the device may move it."""
    for injection in state.injections:
        if injection.method == "intra_area" and injection.cost == DEFAULT_COST:
            block, moved = around.ospf_router(injection.family), "auto-cost "
        elif injection.method == "isis" and injection.cost == DEFAULT_METRIC:
            block, moved = isis_router(state.igp), "metric "
        else:
            continue
        for line in running:
            if line[0] == block and len(line) > 1 and line[-1].startswith(moved):
                yield Fault("domain.cost_plan", f"the cost {injection.cost} of {injection.name} is IOS's default, and '{line[-1]}' in '{block}' changes it",
                            "plan another cost")


def _passive_by_default(state: RouteServerState, running: Statements) -> Iterator[Fault]:
    """IS-IS announces a passive interface at metric 0 ("IS-IS: Optimizing the Route Table", blog.ipexpert.com: the LSP of a passive Loopback)."""
    if state.igp.protocol == "isis" and (isis_router(state.igp), "passive-interface default") in running:
        yield Fault("device", f"'passive-interface default' stands in '{isis_router(state.igp)}': the anycast addresses would be announced at metric 0 by "
                    "every route server", "name the passive interfaces there one by one")


def _redistributed(family: int, running: Statements, printed: AbstractSet[Line], around: Surroundings) -> Iterator[Fault]:
    context = around.ospf_context(family)
    for line in running:
        if line not in printed and line[:-1] == context and line[-1].startswith("redistribute connected"):
            yield Fault("device", f"'{line[-1]}' stands in '{line[0]}', and the anycast addresses need that line with a route map of their own",
                        "remove it from the device, or inject intra_area")


def _costs(state: RouteServerState, running: Statements) -> Iterator[Fault]:
    narrow = state.igp.protocol == "isis" and not any(line[0] == isis_router(state.igp) and line[-1].startswith("metric-style wide") for line in running)
    for injection in state.injections:
        if injection.cost > HIGHEST[injection.method]:
            yield Fault("domain.cost_plan", f"the cost {injection.cost} of {injection.name} is above {HIGHEST[injection.method]}", "plan lower costs")
        elif narrow and injection.cost > NARROW:
            yield Fault("domain.cost_plan", f"the cost {injection.cost} of {injection.name} needs wide metrics, and '{isis_router(state.igp)}' has narrow ones",
                        "write 'metric-style wide' there, on every router of the area, or plan costs up to 63")


def _interfaces(state: RouteServerState, running: Statements, around: Surroundings) -> Iterator[Fault]:
    """A route server answers locally for every anycast address that it owns (routing facts): no appliance may live behind one that owns several."""
    names = sorted({injection.name for injection in state.injections})
    ranges = [(group, ipaddress.ip_network(block)) for group in state.groups for block in group.ranges]
    own = {f"Loopback{number}" for number in around.anycast.values()}
    for interface, addresses in around.addresses.items():
        for address in addresses if interface not in own else ():
            for group, block in ranges:
                if address.version != block.version or not address.network.overlaps(block):
                    continue
                if _speaks(interface, address, running):
                    yield Fault("domain.pools", f"the device runs an IGP on {interface} ({address}), which lies in {block} of pool {group.pool}: no "
                                "link-state protocol may run towards appliances", "make the interface passive, or take the subnet out of the pool")
                elif len(names) > 1:
                    yield Fault("domain.pools", f"{interface} ({address}) lies in {block} of pool {group.pool}, and this route server carries the addresses "
                                f"{', '.join(names)}: it would answer for both, and the second session of an appliance never comes up",
                                "move these appliances behind a fabric router, or give each address route servers of its own (route_servers[].addresses)")


def _speaks(interface: str, address: ipaddress.IPv4Interface | ipaddress.IPv6Interface, running: Statements) -> bool:
    """Whether a link-state protocol says hello on an interface: it is in a process that does not hold it passive."""
    on_it = [line[1] for line in running if len(line) == 2 and line[0] == f"interface {interface}"]
    blocks = [line[0] for line in running if len(line) == 1 and line[0].startswith(("router ospf", "ipv6 router ospf", "router isis"))]
    return any(_joined(block, address, on_it, running) and not _passive(block, interface, running) for block in blocks)


def _joined(block: str, address: ipaddress.IPv4Interface | ipaddress.IPv6Interface, on_it: list[str], running: Statements) -> bool:
    words = block.split()
    if words[:2] == ["router", "isis"]:
        tag = "".join(f" {word}" for word in words[2:])
        return any(text in (f"ip router isis{tag}", f"ipv6 router isis{tag}") for text in on_it)
    number = words[-1] if words[0] == "ipv6" else words[2]
    if words[0] == "ipv6" or words[1] == "ospfv3":
        return any(text.startswith((f"ipv6 ospf {number} area", f"ospfv3 {number} ipv6 area")) for text in on_it)
    if any(text.startswith(f"ip ospf {number} area") for text in on_it):
        return True
    return address.version == 4 and any(_covers(line[1], address) for line in running if len(line) == 2 and line[0] == block and line[1].startswith("network "))


def _covers(text: str, address: ipaddress.IPv4Interface) -> bool:
    """`network ADDRESS WILDCARD area AREA`."""
    words = text.split()
    wild = int(ipaddress.IPv4Address(words[2]))
    return int(ipaddress.IPv4Address(words[1])) | wild == int(address.ip) | wild


def _passive(block: str, interface: str, running: Statements) -> bool:
    inside = [line[-1] for line in running if line[0] == block]
    return f"passive-interface {interface}" in inside or ("passive-interface default" in inside and f"no passive-interface {interface}" not in inside)
