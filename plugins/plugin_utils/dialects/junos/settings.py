# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The instance-wide settings that the design needs on Junos: a declared list.

Each is set where it is unset and recorded as ours; a value of somebody else's that cannot hold is an error.
"""
from __future__ import annotations

import re
from typing import Mapping

from ...asn import asplain
from ...faults import Fault
from ...state.model import ApplianceState, RouteServerState
from ...statements import Line
from .configuration import written
from .names import OSPF, Names, address_path
from .records import records
from .surroundings import Surroundings

SLOW_HOLD = 20
PER_ADDRESS = ("primary", "preferred")
AUTONOMOUS_SYSTEM = ("routing-options", "autonomous-system")
ASN = re.compile(r"\d+(\.\d+)?")


def of_route_server(state: RouteServerState) -> dict[str, Line]:
    """Name → statement. The unique address stays the one that the device speaks from (vendor facts 3); a route server carries no transit (DESIGN 1).

    `overload` keeps transit away and leaves the device's own addresses reachable ("overload (Protocols OSPF)"); in IS-IS exported prefixes stay out of an
    overloaded device's announcements unless leaking is allowed ("overload (Protocols IS-IS)", Routing Protocols Configuration Guide 10.3).
    """
    families = sorted({injection.family for injection in state.injections})
    paths = _bgp(state.asn, state.router_id, state.timers.hold)
    if state.igp.protocol == "isis":
        paths["overload"] = ("protocols", "isis", "overload", "allow-route-leaking")
    else:
        paths.update({f"overload-{family}": ("protocols", OSPF[family], "overload") for family in families})
    for family in families:
        unique = state.loopback.get(family)
        if unique:
            paths.update({f"{word}-{family}": (*address_path(unique, family), word) for word in PER_ADDRESS})
    return paths


def of_appliance(state: ApplianceState) -> dict[str, Line]:
    return _bgp(state.asn, state.router_id, state.timers.hold)


def _bgp(asn: int, router_id: str, hold: int) -> dict[str, Line]:
    """`precision-timers` for hold times below 20 seconds, as "hold-time (Protocols BGP)" recommends."""
    paths = {"router-id": ("routing-options", "router-id", router_id), "autonomous-system": (*AUTONOMOUS_SYSTEM, str(asn))}
    return {**paths, "precision-timers": ("protocols", "bgp", "precision-timers")} if hold < SLOW_HOLD else paths


def resolve(settings: Mapping[str, Line], around: Surroundings, names: Names) -> tuple[list[Line], list[Fault]]:
    """The lines of the settings that are ours to hold, with their records, and the conflicts with foreign values."""
    ours: dict[str, Line] = {}
    faults: list[Fault] = []
    for name, path in settings.items():
        foreign = _ending(path, around)
        if foreign or name not in around.records:
            if not foreign and _stands(path, around):
                continue
            foreign = foreign or _conflict(path, around)
            if foreign:
                faults.append(Fault("device", f"'{written(foreign)}' stands on the device, and the design needs '{written(path)}'",
                                    "change it on the device, or in the options; the collection overrides nobody's settings"))
                continue
        ours[name] = path
    return [*(("set", *path) for path in ours.values()), *records(ours, names.records)], faults


def _ending(path: Line, around: Surroundings) -> Line | None:
    """An overload of somebody else's that ends: `timeout`, seconds after the device starts ("overload (Protocols OSPF)")."""
    if path[2:3] != ("overload",):
        return None
    return next(((*path[:3], *rest) for rest in around.under(*path[:3]) if rest[:1] == ("timeout",)), None)


def _stands(path: Line, around: Surroundings) -> bool:
    """An AS number may stand as `1.10`, too ("Configuring 4-Byte Autonomous System Numbers")."""
    return around.has_foreign(path) or (path[:2] == AUTONOMOUS_SYSTEM and any(
        ASN.fullmatch(word) and str(asplain(word)) == path[2] for rest in around.under(*path[:2]) for word in rest[:1]))


def _conflict(path: Line, around: Surroundings) -> Line | None:
    if path[-1] in PER_ADDRESS:
        held = around.under(*path[:-2])
        return next(((*path[:-2], *rest) for rest in held if path[-1] in rest[1:] and rest[0] != path[-2]), None)
    if path[0] != "routing-options":
        return None
    return next(((*path[:-1], *rest) for rest in around.under(*path[:-1]) if len(rest) == 1 and rest[0] != path[-1]), None)
