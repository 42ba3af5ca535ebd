# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes a route server on Junos: state to canonical lines."""
from __future__ import annotations

from ...cidr import WIDTH
from ...state.model import ApplianceGroup, Injection, RouteServerState
from ...statements import Line
from . import loopback
from .admission import policies
from .names import DEFAULT, DYNAMIC, GROUP, INET, OSPF, Names, address_path, static_route
from .records import records
from .release import Release
from .shared import bfd, filters, session, statements
from .surroundings import Surroundings

LOG_AT_PERCENT = 80
STATIC_PREFERENCE = 254


def render(state: RouteServerState, release: Release, around: Surroundings) -> list[Line]:
    names = Names(state.name_prefix)
    lines = policies(state, names)
    for group in state.groups:
        lines += _group(group, state, release, names)
    for family in sorted({peer.family for peer in state.fabric}):
        lines += _fabric_groups(family, state, names)
    return [*lines, *_defaults(state, around, names), *_injections(state, names), *loopback.stand_in(state, around, names)]


def listens(group: ApplianceGroup, release: Release) -> bool:
    """Whether the group's appliances are dynamic neighbors. Those of single hosts with a key are passive neighbors where a dynamic one takes no key."""
    return release.keys_dynamic_neighbors or not (group.password and group.hosts_only)


def _group(group: ApplianceGroup, state: RouteServerState, release: Release, names: Names) -> list[Line]:
    """A key stands beside its ranges, never on a group that has a group `allow` (vendor facts 1). Junos takes any first ASN of an external neighbor's
    paths without `enforce-first-as` (Juniper, enforce-first-as, from 15.1)."""
    name = names.group(group.pool, group.family)
    lines = session(name, group.remote_asns, state.ebgp, state.timers)
    if state.ebgp and len(group.remote_asns) > 1:
        lines += [("set", "policy-options", "as-list", name, "members", str(asn)) for asn in group.remote_asns]
    words: list[Line] = [("minimum-hold-time", str(state.timers.minimum_hold)), ("graceful-restart", "disable")]
    words += [("enforce-first-as",)] if state.ebgp else [("cluster", state.cluster_id)]
    own = [injection.address for injection in state.injections if injection.family == group.family]
    words += [("local-address", own[0])] if len(own) == 1 else []
    words += [*_family(group), *_members(group, release)]
    lines += [(*GROUP, name, *word) for word in words]
    lines += bfd(name, state.bfd) if state.bfd else []
    said = names.default(group.family) if group.advertise_default else names.nothing
    return [*lines, *filters(name, names.inbound(group.pool, group.family), said)]


def _family(group: ApplianceGroup) -> list[Line]:
    """Without `teardown` a limit only logs; `drop-excess` drops what is too much and logs from that percentage on (`accepted-prefix-limit`)."""
    path = ("family", INET[group.family], "unicast")
    if group.limit is None or group.strict_limit and not group.bounds_exceed_limit:
        return [path]
    lines = [(*path, "accepted-prefix-limit", "maximum", str(group.limit))]
    return lines + ([(*path, "accepted-prefix-limit", "drop-excess", str(LOG_AT_PERCENT))] if group.strict_limit else [])


def _members(group: ApplianceGroup, release: Release) -> list[Line]:
    key = ("authentication-key", group.password) if group.password else ()
    if not listens(group, release):
        return [("passive",), *(("neighbor", block.partition("/")[0], *key) for block in group.ranges)]
    if not release.keys_dynamic_neighbors:
        return [("allow", block) for block in group.ranges]
    path = ("dynamic-neighbor", DYNAMIC)
    lines = [(*path, "allow", block) for block in group.ranges]
    lines += [(*path, "peer-limit", str(group.max_appliances))] if release.limits_peers else []
    return lines + ([(*path, *key)] if key else [])


def _fabric_groups(family: int, state: RouteServerState, names: Names) -> list[Line]:
    """Two groups of IBGP peers: fabric routers hear the pools' prefixes and say nothing, other route servers exchange them."""
    lines: list[Line] = []
    for label, kind, heard in (("FABRIC", "fabric", names.nothing), ("RS", "route_server", names.pools(family))):
        own = [peer for peer in state.fabric if (peer.kind, peer.family) == (kind, family)]
        if not own:
            continue
        name = names.group(label, family)
        lines += session(name, (state.asn,), False, state.timers)
        lines += [(*GROUP, name, "local-address", state.loopback[family]), (*GROUP, name, "family", INET[family], "unicast")]
        lines += filters(name, (heard,), names.pools(family))
        lines += [(*GROUP, name, "neighbor", peer.address, *(("authentication-key", peer.password) if peer.password else ())) for peer in own]
    return lines


def _defaults(state: RouteServerState, around: Surroundings, names: Names) -> list[Line]:
    """A default route to send where the device has no static one: any real one is better, and it forwards nothing (vendor facts 4)."""
    lines: list[Line] = []
    paths: dict[str, Line] = {}
    for family in sorted({group.family for group in state.groups if group.advertise_default}):
        path = static_route(DEFAULT[family], family)
        if not around.has_foreign(path):
            paths[f"default-{family}"] = path
            lines += [("set", *path, *word) for word in (("discard",), ("no-install",), ("preference", str(STATIC_PREFERENCE)))]
    return lines + records(paths, names.records)


def _injections(state: RouteServerState, names: Names) -> list[Line]:
    """Each anycast address on lo0.0, and its cost: an OSPF interface of its own, or a term of an export policy (vendor facts 3)."""
    lines: list[Line] = []
    paths: dict[str, Line] = {}
    for injection in state.injections:
        path = address_path(injection.address, injection.family)
        paths[f"address-{injection.name}-{injection.family}"] = path
        lines.append(("set", *path))
        if injection.method == "intra_area":
            path = ("protocols", "ospf", "area", state.igp.area, "interface", injection.address)
            paths[f"ospf-{injection.name}-{injection.family}"] = path
            lines += [("set", *path, "passive"), ("set", *path, "metric", str(injection.cost))]
        else:
            lines += _exported(injection, state, names)
    return [*lines, *records(paths, names.records)]


def _exported(injection: Injection, state: RouteServerState, names: Names) -> list[Line]:
    name = names.anycast(injection.family)
    isis = injection.method == "isis"
    words: list[Line] = [("from", "protocol", "direct"), ("from", "route-filter", f"{injection.address}/{WIDTH[injection.family]}", "exact")]
    words += [("to", "level", str(state.igp.level))] if isis else []
    words += [("then", "metric", str(injection.cost))] + ([] if isis else [("then", "external", "type", "1")]) + [("then", "accept")]
    protocol = "isis" if isis else OSPF[injection.family]
    return [*statements(name, injection.name, *words), ("set", "protocols", protocol, "export", name)]
