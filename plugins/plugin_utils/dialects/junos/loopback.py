# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""lo0.0 in OSPF: every address on it would be announced at its one metric, so its addresses get OSPF interfaces of their own (vendor facts 3).

Only where the user hands lo0.0 over (`anycast_interface: lo0.0`). The device's own statements are kept in a macro, and come back on removal.
"""
from __future__ import annotations

from ...state.model import ApplianceState, RouteServerState
from ...statements import Line
from .configuration import written
from .names import LOOPBACK, Names
from .records import MACRO, records
from .surroundings import Surroundings


def handed_over(state: RouteServerState | ApplianceState) -> bool:
    return isinstance(state, RouteServerState) and state.anycast_interface == LOOPBACK


def stand_in(state: RouteServerState, around: Surroundings, names: Names) -> list[Line]:
    """An OSPF interface for each IPv4 address on lo0.0 that is not an anycast address, with what stood on lo0.0, always passive."""
    if not handed_over(state) or not around.loopback_in_ospf:
        return []
    anycast = {injection.address for injection in state.injections} | around.own_addresses
    lines: list[Line] = []
    paths: dict[str, Line] = {}
    for held in around.addresses.get(LOOPBACK, ()):
        address = str(held.ip)
        if held.version == 4 and address not in anycast:
            for kept in around.loopback_in_ospf:
                path = (*kept[:5], address)
                paths[f"lo0-{address}"] = path
                lines += [("set", *path, *kept[6:]), ("set", *path, "passive")]
    lines = [line for line in dict.fromkeys(lines) if line[1:] not in paths.values()]
    kept_lines = [(*MACRO, names.loopback, str(number), written(path)) for number, path in enumerate(around.loopback_in_ospf, 1)]
    return [*lines, *records(paths, names.records), *kept_lines]


def restored(state: RouteServerState | ApplianceState, around: Surroundings) -> list[Line]:
    """What stands on lo0.0 in OSPF when the collection is gone."""
    return [("set", *path) for path in around.loopback_in_ospf] if handed_over(state) else []
