# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes a route server on IOS-XE: state to canonical lines."""
from __future__ import annotations

from ...cidr import WIDTH
from ...state.model import EBGP_HOPS, ApplianceGroup, Injection, RouteServerState
from ...statements import Line
from .admission import policies
from .names import Names, address_family, ip, written
from .release import Release
from .shared import bfd_map, timers
from .surroundings import Surroundings

ISIS_METRIC = 10
OSPF_COST = 1


def render(state: RouteServerState, release: Release, around: Surroundings) -> list[Line]:
    names = Names(state.name_prefix)
    return [*policies(state, release, around, names), *_bfd_maps(state, names), *_groups(state, around, names), *_injections(state, around, names)]


def _bfd_maps(state: RouteServerState, names: Names) -> list[Line]:
    if not state.bfd:
        return []
    return [bfd_map(group.family, block, _host(injection), names) for group in state.groups for block in group.ranges
            for injection in state.injections if injection.family == group.family]


def _groups(state: RouteServerState, around: Surroundings, names: Names) -> list[Line]:
    """A route server waits for its appliances: dynamic neighbors are never called (BGP Configuration Guide, chapter BGP Dynamic Neighbors)."""
    bgp = f"router bgp {state.asn}"
    lines: list[Line] = []
    inside: dict[int, list[Line]] = {4: [], 6: []}
    for group in state.groups:
        name = names.group(group.pool, group.family)
        words = ["peer-group", _remote(group)]
        words += [f"ebgp-multihop {EBGP_HOPS}"] if state.ebgp else []
        words += ["fall-over bfd multi-hop"] if state.bfd else []
        words += [f"password {group.password}"] if group.password else []
        words += [timers(state.timers, minimum=True), "ha-mode graceful-restart disable"]
        lines += [(bgp, f"neighbor {name} {word}") for word in words]
        lines += [(bgp, f"bgp listen range {written(block)} peer-group {name}") for block in group.ranges]
        inside[group.family] += [(bgp, address_family(group.family), f"neighbor {name} {word}") for word in _policy(group, state, name, names)]
    for family in sorted({peer.family for peer in state.fabric}):
        lines += _fabric_groups(bgp, family, state, around, names, inside[family])
    return lines + inside[4] + inside[6]


def _remote(group: ApplianceGroup) -> str:
    first, *others = group.remote_asns
    return f"remote-as {first}" + (f" alternate-as {' '.join(map(str, others))}" if others else "")


def _policy(group: ApplianceGroup, state: RouteServerState, name: str, names: Names) -> list[str]:
    words = ["activate"]
    words += [] if state.ebgp else ["route-reflector-client"]
    words += ["default-originate"] if group.advertise_default else []
    words.append("soft-reconfiguration inbound")
    if group.limit is not None and (group.bounds_exceed_limit or not group.strict_limit):
        words.append(f"maximum-prefix {group.limit} {'discard-extra' if group.strict_limit else 'warning-only'}")
    out = names.default(group.family) if group.advertise_default else names.nothing
    return [*words, f"route-map {name}-IN in", f"route-map {out} out"]


def _fabric_groups(bgp: str, family: int, state: RouteServerState, around: Surroundings, names: Names, inside: list[Line]) -> list[Line]:
    """Two groups of IBGP peers: fabric routers hear the pools' prefixes and say nothing, other route servers exchange them.

    IOS activates members, not groups, and sends no community unless told (seen in the recorded configurations; IP Configuration Guide IPC-313).
    """
    lines: list[Line] = []
    source = around.interface_with(state.loopback[family])
    for label, kind, heard in (("FABRIC", "fabric", names.nothing), ("RS", "route_server", names.pools(family))):
        own = [peer for peer in state.fabric if (peer.kind, peer.family) == (kind, family)]
        if not own:
            continue
        name = names.group(label, family)
        lines += [(bgp, f"neighbor {name} {word}") for word in
                  ("peer-group", f"remote-as {state.asn}", f"update-source {source}", timers(state.timers, minimum=False))]
        inside += [(bgp, address_family(family), f"neighbor {name} {word}") for word in
                   ("send-community", f"route-map {heard} in", f"route-map {names.pools(family)} out")]
        for peer in own:
            address = written(peer.address)
            lines.append((bgp, f"neighbor {address} peer-group {name}"))
            if peer.password:
                lines.append((bgp, f"neighbor {address} password {peer.password}"))
            inside.append((bgp, address_family(family), f"neighbor {address} activate"))
    return lines


def _injections(state: RouteServerState, around: Surroundings, names: Names) -> list[Line]:
    """A Loopback for each anycast address name: it is ours by its description, and has a cost of its own in each family."""
    loopbacks = around.loopbacks(dict.fromkeys(injection.name for injection in state.injections))
    lines: list[Line] = []
    for family in sorted({injection.family for injection in state.injections if injection.method == "external_1"}):
        lines += _redistribution(state, family, around, names)
    for name, interface in loopbacks.items():
        header = f"interface {interface}"
        own = [injection for injection in state.injections if injection.name == name]
        lines += [(header,), (header, f"description {names.address(name)}")]
        for injection in own:
            if injection.method == "intra_area":
                joined, cost = around.ospf_lines(injection.family, state.igp.area)
                lines += [(header, joined)] + ([] if injection.cost == OSPF_COST else [(header, f"{cost} {injection.cost}")])
            elif injection.method == "isis":
                lines += _enabled(header, injection) + [(header, word) for word in _isis(state, injection, around)]
        lines += [(header, _address_line(injection)) for injection in own]
    return list(dict.fromkeys(lines))


def _enabled(header: str, injection: Injection) -> list[Line]:
    """IS-IS joins before the address is there, and IPv6 must be enabled on an interface to be routed there (IPv6 Command Reference, ipv6 enable)."""
    return [(header, "ipv6 enable")] if injection.family == 6 else []


def _isis(state: RouteServerState, injection: Injection, around: Surroundings) -> list[str]:
    """Not passive: a passive prefix goes out with metric 0 (blog.ipexpert.com, IS-IS: Optimizing the Route Table). With one topology IPv6 goes by the
    circuit's only metric; `isis ipv6 metric` is for two (Command Reference, isis ipv6 metric).
    """
    level = state.igp.level
    words = [f"{ip(injection.family)} router isis {state.igp.instance}", f"isis circuit-type {'level-1' if level == 1 else 'level-2-only'}"]
    if injection.cost == ISIS_METRIC:
        return words
    words.append(f"isis metric {injection.cost} level-{level}")
    if injection.family == 6 and around.has_topology_of_ipv6(state.igp):
        words.append(f"isis ipv6 metric {injection.cost} level-{level}")
    return words


def _redistribution(state: RouteServerState, family: int, around: Surroundings, names: Names) -> list[Line]:
    lines: list[Line] = []
    name = names.anycast(family)
    chosen = {f"{name}-{injection.name}": injection for injection in state.injections if injection.family == family}
    numbers = around.entries(name, chosen)
    for listed, injection in chosen.items():
        header = f"route-map {name} permit {numbers[listed]}"
        words = [f"match {ip(family)} address prefix-list {listed}", f"set metric {injection.cost}", "set metric-type type-1"]
        lines += [(f"{ip(family)} prefix-list {listed} permit {written(_host(injection))}",), (header,), *((header, word) for word in words)]
    subnets = " subnets" if family == 4 else ""
    return lines + [(*around.ospf_context(family), f"redistribute connected{subnets} route-map {name}")]


def _address_line(injection: Injection) -> str:
    return f"ip address {injection.address} 255.255.255.255" if injection.family == 4 else f"ipv6 address {written(_host(injection))}"


def _host(injection: Injection) -> str:
    return f"{injection.address}/{WIDTH[injection.family]}"
