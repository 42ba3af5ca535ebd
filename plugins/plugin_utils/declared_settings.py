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

from .faults import Fault
from .statements import Line, Statements

SEPARATOR = " / "


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


def resolve(settings: Iterable[Setting], running: Statements, route_map: str) -> tuple[list[Line], list[Fault]]:
    """The lines of the settings that are ours to hold, with their entries in `route_map`, and the conflicts with foreign values."""
    ours = recorded(running, route_map)
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
        header = f"route-map {route_map} deny {setting.number}"
        lines.append(setting.line)
        records += [(header,), (header, f"description {SEPARATOR.join(setting.line)}")]
    return lines + records, faults


def recorded(running: Statements, route_map: str) -> dict[int, Line]:
    """Number → line of the settings that the collection has set on this device."""
    found = {}
    head = f"route-map {route_map} deny "
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
