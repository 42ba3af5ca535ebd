# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which routes a route server on IOS-XE accepts of its appliances, and what it rewrites: state to canonical lines."""
from __future__ import annotations

from ...cidr import WIDTH
from ...intent.model import Admission
from ...owned_names import bounds_name
from ...prefixes import Bound
from ...state.model import BACKUP, DRAINED, LOCAL_PREFERENCE, PRIMARY, ApplianceGroup, RouteServerState
from ...statements import Line
from .names import Names, entry, ip
from .release import Release
from .shared import bfd_template, deny_all, default_only
from .surroundings import Surroundings

LOCAL = "LOCAL"


def policies(state: RouteServerState, release: Release, around: Surroundings, names: Names) -> list[Line]:
    paths = around.path_lists(path_purposes(state))
    lines: list[Line] = [(f"ip community-list standard {names.drained} permit gshut",)]
    lines += deny_all(names)
    if state.bfd:
        lines += bfd_template(state.bfd, names)
    lines += _path_lists(paths, names)
    for family in sorted({group.family for group in state.groups if group.advertise_default}):
        lines += default_only(family, names)
    accepted: dict[int, list[str]] = {4: [], 6: []}
    for group in state.groups:
        lines += _preference_communities(group, names)
        lines += _inbound(group, state, release, paths, names)
        accepted[group.family] += [bounds_name(names.group(group.pool, group.family), admission) for admission in group.admissions]
    for family in sorted({peer.family for peer in state.fabric}):
        lines += _accepted_of_pools(family, accepted[family], around, names)
    return list(dict.fromkeys(lines))


def path_purposes(state: RouteServerState) -> list[str]:
    """What each AS path list says, by which its number is remembered: a list is made or taken away whole, and never changed.

    So nothing rests on what `no ip as-path access-list NUMBER permit …` does to the list's other lines (no source).
    """
    if not state.ebgp:
        return [LOCAL] if state.groups else []
    return list(dict.fromkeys(_purpose(group, admission, state) for group in state.groups for admission in group.admissions))


def _purpose(group: ApplianceGroup, admission: Admission, state: RouteServerState) -> str:
    if not state.ebgp:
        return LOCAL
    return " ".join(map(str, group.remote_asns if admission.asn is None else (admission.asn,)))


def _path_lists(paths: dict[str, int], names: Names) -> list[Line]:
    lines: list[Line] = []
    for purpose, number in paths.items():
        patterns = ["^$"] if purpose == LOCAL else [f"^{asn}(_{asn})*$" for asn in purpose.split()]
        header = f"route-map {names.paths} deny {number}"
        lines += [*((f"ip as-path access-list {number} permit {pattern}",) for pattern in patterns), (header,), (header, f"description {purpose}")]
    return lines


def _preference_communities(group: ApplianceGroup, names: Names) -> list[Line]:
    return [(f"ip community-list standard {names.own(f'{group.pool}-{kind}')} permit {value}",)
            for kind, value in (("PRIMARY", group.preference.primary), ("BACKUP", group.preference.backup)) if value]


def _inbound(group: ApplianceGroup, state: RouteServerState, release: Release, paths: dict[str, int], names: Names) -> list[Line]:
    """An entry for each admission and each kind of preference; what no entry permits is denied.

    IOS forces the next hop to the peer on IPv4 only (BGP Configuration Guide, chapter 8: no inbound change of an IPv6 next hop; vendor facts
    6), so on IPv6 it must lie in the pool's own ranges. All kinds of match must hold, and one value of each (Command Reference, route-map).
    """
    name = names.group(group.pool, group.family)
    version = ip(group.family)
    lines: list[Line] = []
    next_hops = f"{name}-NH"
    if group.family == 6:
        lines += [entry(next_hops, _hosts_in(block)) for block in group.ranges]
    number = 0
    for admission in group.admissions:
        own = bounds_name(name, admission)
        lines += [entry(own, bound) for bound in admission.bounds]
        for matches, preference, community in _classes(group, names):
            number += 10
            header = f"route-map {name}-IN permit {number}"
            words = [f"match as-path {paths[_purpose(group, admission, state)]}", *matches, f"match {version} address prefix-list {own}"]
            words += [f"match ipv6 next-hop prefix-list {next_hops}"] if group.family == 6 else ["set ip next-hop peer-address"]
            words += [f"set local-preference {preference}", "set metric 0", "set origin igp", f"set community {community}"]
            words += ["set large-community none"] if release.scrubs_large_communities else []
            lines += [(header,), *((header, word) for word in words)]
    return lines


def _hosts_in(block: str) -> Bound:
    width = WIDTH[6]
    return Bound(block, None, None) if block.endswith(f"/{width}") else Bound(block, width, width)


def _classes(group: ApplianceGroup, names: Names) -> list[tuple[list[str], int, str]]:
    """What is matched, the LOCAL_PREF it gives, and the communities that stay. GRACEFUL_SHUTDOWN: RFC 8326, 4.1; `gshut` is its name in a standard
    community list (IOS XE 16 BGP Configuration Guide, chapter 59).
    """
    classes = [([f"match community {names.drained}"], DRAINED, "gshut")]
    if group.preference.primary:
        classes.append(([f"match community {names.own(f'{group.pool}-PRIMARY')}"], PRIMARY, "none"))
    if group.preference.backup:
        classes.append(([f"match community {names.own(f'{group.pool}-BACKUP')}"], BACKUP, "none"))
    classes += [([f"match metric {med}"], preference, "none") for med, preference in group.preference.med]
    return classes + [([], LOCAL_PREFERENCE, "none")]


def _accepted_of_pools(family: int, lists: list[str], around: Surroundings, names: Names) -> list[Line]:
    """The denying entry has a number of its own: IOS keeps one entry a number, whatever its action."""
    name = names.pools(family)
    if not lists:
        return [(f"route-map {name} deny 5",)]
    lines: list[Line] = []
    for own, number in around.entries(name, lists).items():
        header = f"route-map {name} permit {number}"
        lines += [(header,), (header, f"match {ip(family)} address prefix-list {own}")]
    return lines
