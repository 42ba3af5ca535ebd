# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which routes a route server on Junos accepts of its appliances, and what it rewrites: state to canonical lines."""
from __future__ import annotations

from typing import Iterable

from ...prefixes import Bound
from ...state.model import BACKUP, DRAINED, LOCAL_PREFERENCE, PRIMARY, ApplianceGroup, RouteServerState
from ...statements import Line
from .names import DEFAULT, Names, bound_term, route_filter
from .shared import final, nothing, statements

LOCAL = "LOCAL"
LOCAL_PATH = "()"
GSHUT = "65535:0"
EXTENDED = ("target:*:*", "origin:*:*", "0x*:*:*")
"""Extended communities by their type: two by name, all others by its 16-bit number (Routing Policies User Guide, "Understanding How to Define BGP
Communities and Extended Communities"). Each of the three patterns stands in `community delete` of a published configuration: `origin:*:*` in NLNOG's BGP filter
guide, the others in a fabric controller's templates for QFX; no source says what they leave.
"""


def policies(state: RouteServerState, names: Names) -> list[Line]:
    lines = nothing(names)
    if state.groups:
        lines += [_community(names.drained, GSHUT), _community(names.communities, "*:*"), _community(names.large_communities, "large:*:*:*")]
        lines += [_community(names.extended_communities, member) for member in EXTENDED]
        lines += _paths(state, names)
    for family in sorted({group.family for group in state.groups if group.advertise_default}):
        lines += _default_out(family, names)
    accepted: dict[int, list[Bound]] = {4: [], 6: []}
    for group in state.groups:
        lines += _preference_communities(group, names)
        lines += _inbound(group, state, names)
        accepted[group.family] += [bound for admission in group.admissions for bound in admission.bounds]
    for family in sorted({peer.family for peer in state.fabric}):
        lines += _accepted_of_pools(family, accepted[family], names)
    return list(dict.fromkeys(lines))


def _community(name: str, members: str) -> Line:
    return ("set", "policy-options", "community", name, "members", members)


def _paths(state: RouteServerState, names: Names) -> list[Line]:
    """Paths without transit: none at all, or one ASN any number of times (Routing Policies User Guide, AS path regular expressions)."""
    patterns = {names.own(LOCAL): LOCAL_PATH} if not state.ebgp else {
        names.own(f"AS{asn}"): f"{asn}+" for group in state.groups for asn in group.remote_asns}
    return [("set", "policy-options", "as-path", name, pattern) for name, pattern in patterns.items()]


def _preference_communities(group: ApplianceGroup, names: Names) -> list[Line]:
    return [_community(names.own(f"{group.pool}-{kind}"), value)
            for kind, value in (("PRIMARY", group.preference.primary), ("BACKUP", group.preference.backup)) if value]


def _default_out(family: int, names: Names) -> list[Line]:
    """The default route of any protocol, with the anycast address as next hop (routing facts)."""
    name = names.default(family)
    return [*statements(name, "DEFAULT", ("from", "route-filter", DEFAULT[family], "exact"), ("then", "next-hop", "self"), ("then", "accept")),
            final(name, "reject")]


def _inbound(group: ApplianceGroup, state: RouteServerState, names: Names) -> list[Line]:
    """Two policies in a chain: one with a term for each block, which lets its prefixes on to the other, which says what becomes of them.

    A term for each block: in one term only the longest matching route filter would count (vendor facts 4). `next policy` skips the rest of a policy
    ("Understanding How a Routing Policy Chain Is Evaluated").
    """
    name, rewriting = names.inbound(group.pool, group.family)
    lines: list[Line] = []
    for admission in group.admissions:
        prefix = "" if admission.asn is None else f"AS{admission.asn}-"
        asns = group.remote_asns if admission.asn is None else (admission.asn,)
        paths = [("from", "as-path", names.own(f"AS{asn}")) for asn in asns] if state.ebgp else [("from", "as-path", names.own(LOCAL))]
        for bound in admission.bounds:
            lines += statements(name, prefix + bound_term(bound), *paths, ("from", *route_filter(bound)), ("then", "next", "policy"))
    lines.append(final(name, "reject"))
    for kind, matches, preference, kept in _classes(group, names):
        words: list[Line] = [("from", *match) for match in matches]
        words += [("then", "metric", "0"), ("then", "local-preference", str(preference)), ("then", "origin", "igp")]
        words += [("then", "community", *change) for change in kept]
        lines += statements(rewriting, kind, *words, ("then", "next-hop", "peer-address"), ("then", "accept"))
    return [*lines, final(rewriting, "reject")]


def _classes(group: ApplianceGroup, names: Names) -> Iterable[tuple[str, list[Line], int, list[Line]]]:
    """Term, what is matched, the LOCAL_PREF it gives, and what becomes of the communities. GRACEFUL_SHUTDOWN: RFC 8326, 4.1.

    Whether `community set` takes away other kinds of communities than its own is nowhere said, so they are deleted beside it.
    """
    others: list[Line] = [("delete", names.large_communities), ("delete", names.extended_communities)]
    none: list[Line] = [("delete", names.communities), *others]
    yield "DRAINED", [("community", names.drained)], DRAINED, [*others, ("set", names.drained)]
    if group.preference.primary:
        yield "PRIMARY", [("community", names.own(f"{group.pool}-PRIMARY"))], PRIMARY, none
    if group.preference.backup:
        yield "BACKUP", [("community", names.own(f"{group.pool}-BACKUP"))], BACKUP, none
    for med, preference in group.preference.med:
        yield f"MED-{med}", [("metric", str(med))], preference, none
    yield "ORDINARY", [], LOCAL_PREFERENCE, none


def _accepted_of_pools(family: int, bounds: list[Bound], names: Names) -> list[Line]:
    """BGP routes only: an export policy is asked about every active route, whatever its protocol (Routing Policies User Guide)."""
    name = names.pools(family)
    lines: list[Line] = []
    for bound in bounds:
        lines += statements(name, bound_term(bound), ("from", "protocol", "bgp"), ("from", *route_filter(bound)), ("then", "accept"))
    return [*lines, final(name, "reject")]
