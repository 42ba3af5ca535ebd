# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The instance-wide settings that the design needs: a declared list.

Each is set where it is unset, never lowered, and a value of somebody else's that cannot hold is an error. What the collection has set it
writes down in a route map of its own (`VA-SETTINGS`, one entry a setting, the setting as its description), so that a later run knows
its own settings from foreign ones and a removal takes back exactly its own.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable

from ...faults import Fault
from ...state.model import ApplianceState, RouteServerState
from ...statements import Line, Statements
from .names import Names
from .surroundings import Surroundings, isis_router

SEPARATOR = " / "
LISTEN_LIMIT = 100


@dataclass(frozen=True)
class Setting:
    """`number`: its entry in the settings route map. `key`: the words that stand before the value. `rule`: what foreign value will do.

    `implied`: the device does so where nothing is set, so it is never set and only a foreign value can be in the way.
    """

    number: int
    line: Line
    key: str
    rule: str = "same"
    implied: bool = False

    def satisfied_by(self, text: str) -> bool:
        if self.rule == "same":
            return text == self.line[-1]
        wanted, found = self.line[-1].split()[-1], text.split()[-1]
        return found.isdigit() and int(found) >= int(wanted)


def of_route_server(state: RouteServerState, around: Surroundings) -> list[Setting]:
    """Sources: vendor facts 6 (listen limit: 100 unless set), Catalyst 9600 17.16 (max-metric keeps stub links' own cost), DESIGN 1 (no transit)."""
    bgp = f"router bgp {state.asn}"
    listed = sum(group.max_appliances for group in state.groups)
    families = {injection.family for injection in state.injections}
    wanted = [*_bgp(state.asn, state.router_id), Setting(40, (bgp, f"bgp cluster-id {state.cluster_id}"), "bgp cluster-id"),
              Setting(70, (bgp, f"bgp listen limit {listed}"), "bgp listen limit", "at least", implied=listed <= LISTEN_LIMIT)]
    if 6 in families | {group.family for group in state.groups}:
        wanted.append(_forwards_ipv6())
    if state.igp.protocol == "isis":
        wanted.append(Setting(140, (isis_router(state.igp), "set-overload-bit"), "set-overload-bit"))
    else:
        wanted += [Setting(number, (*around.ospf_context(family), "max-metric router-lsa"), "max-metric router-lsa")
                   for family, number in ((4, 120), (6, 130)) if family in families]
    return sorted(wanted, key=lambda one: one.number)


def of_appliance(state: ApplianceState) -> list[Setting]:
    return [*([_forwards_ipv6()] if 6 in state.families else []), *_bgp(state.asn, state.router_id)]


def _bgp(asn: int, router_id: str) -> list[Setting]:
    bgp = f"router bgp {asn}"
    return [
        Setting(10, (bgp,), bgp),
        Setting(20, (bgp, f"bgp router-id {router_id}"), "bgp router-id"),
        Setting(30, (bgp, "no bgp default ipv4-unicast"), "no bgp default ipv4-unicast"),
    ]


def _forwards_ipv6() -> Setting:
    return Setting(5, ("ipv6 unicast-routing",), "ipv6 unicast-routing")


def resolve(settings: Iterable[Setting], running: Statements, names: Names) -> tuple[list[Line], list[Fault]]:
    """The lines of the settings that are ours to hold, with their entries, and the conflicts with foreign values."""
    ours = recorded(running, names)
    lines: list[Line] = []
    records: list[Line] = []
    faults: list[Fault] = []
    for setting in settings:
        if setting.number not in ours:
            foreign = _foreign_value(setting, running)
            if foreign is not None and setting.satisfied_by(foreign):
                continue
            if foreign is not None:
                faults.append(Fault("device", f"'{foreign}' stands{_where(setting)}, and the design needs '{setting.line[-1]}'",
                                    "change it on the device, or in the options; the collection overrides nobody's settings"))
                continue
        if setting.implied:
            continue
        header = f"route-map {names.settings} deny {setting.number}"
        lines.append(setting.line)
        records += [(header,), (header, f"description {SEPARATOR.join(setting.line)}")]
    return lines + records, faults


def recorded(running: Statements, names: Names) -> dict[int, Line]:
    """Number → line of the settings that the collection has set on this device."""
    found = {}
    head = f"route-map {names.settings} deny "
    for line in running:
        if len(line) == 2 and line[0].startswith(head) and line[1].startswith("description "):
            found[int(line[0][len(head):])] = tuple(line[1][len("description "):].split(SEPARATOR))
    return found


def _foreign_value(setting: Setting, running: Statements) -> str | None:
    context = setting.line[:-1]
    for line in running:
        if line[:-1] == context and (line[-1] in (setting.key, f"no {setting.key}") or line[-1].startswith(setting.key + " ")):
            return line[-1]
    return None


def _where(setting: Setting) -> str:
    return f" in '{setting.line[0]}'" if len(setting.line) > 1 else " on the device"
