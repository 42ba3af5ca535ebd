# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes an appliance on Junos: state to canonical lines. It announces its own prefixes, exactly, and can never become transit."""
from __future__ import annotations

from ...prefixes import Bound
from ...state.model import ApplianceState
from ...statements import Line
from .names import DEFAULT, GROUP, INET, Names, hyphened, route_filter, static_route
from .records import records
from .shared import bfd, filters, final, nothing, session, statements
from .surroundings import Surroundings

STATIC_PREFERENCE = 254


def render(state: ApplianceState, around: Surroundings) -> list[Line]:
    names = Names(state.name_prefix)
    return [*_policies(state, names), *_routes(state, around, names), *_sessions(state, around, names)]


def local_address(state: ApplianceState, family: int, around: Surroundings) -> str | None:
    """The address of the interface that the sessions start from; Junos knows no update-source, only `local-address`."""
    held = around.addresses.get(state.interface or "", ())
    return next((str(one.ip) for one in held if one.version == family and not one.ip.is_link_local), None)


def _policies(state: ApplianceState, names: Names) -> list[Line]:
    lines = nothing(names)
    announced = dict(state.announced)
    if state.community:
        lines.append(("set", "policy-options", "community", names.own("PREFERENCE"), "members", state.community))
    for family in state.families:
        own = names.group("OWN", family)
        for prefix in announced.get(family, ()):
            words: list[Line] = [("from", *route_filter(Bound(prefix, None, None)))]
            words += [("then", "metric", str(state.med))] if state.med is not None else []
            words += [("then", "community", "set", names.own("PREFERENCE"))] if state.community else []
            lines += statements(own, hyphened(prefix), *words, ("then", "next-hop", "self"), ("then", "accept"))
        lines.append(final(own, "reject"))
        if state.accept_default:
            default = names.default(family)
            lines += [*statements(default, "DEFAULT", ("from", "route-filter", DEFAULT[family], "exact"), ("then", "accept")), final(default, "reject")]
    return lines


def _routes(state: ApplianceState, around: Surroundings, names: Names) -> list[Line]:
    """A policy announces active routes only, so each prefix has a static one that any other beats; where somebody's stands already, it does."""
    lines: list[Line] = []
    paths: dict[str, Line] = {}
    for family, prefixes in state.announced:
        for prefix in prefixes:
            path = static_route(prefix, family)
            if not around.has_foreign(path):
                paths[f"route-{hyphened(prefix)}"] = path
                lines += [("set", *path, "discard"), ("set", *path, "preference", str(STATIC_PREFERENCE))]
    return lines + records(paths, names.records)


def _sessions(state: ApplianceState, around: Surroundings, names: Names) -> list[Line]:
    lines: list[Line] = []
    for family in state.families:
        name = names.group("RS", family)
        lines += session(name, (state.remote_asn,), state.asn != state.remote_asn, state.timers)
        lines.append((*GROUP, name, "family", INET[family], "unicast"))
        source = local_address(state, family, around)
        lines += [(*GROUP, name, "local-address", source)] if source else []
        lines += bfd(name, state.bfd) if state.bfd else []
        lines += filters(name, (names.default(family) if state.accept_default else names.nothing,), names.group("OWN", family))
        for neighbor in state.neighbors:
            if neighbor.family == family:
                key = ("authentication-key", neighbor.password) if neighbor.password else ()
                lines.append((*GROUP, name, "neighbor", neighbor.address, *key))
    return lines
