# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a configuration inherits of its configuration groups, which `display set` shows in the groups alone.

Junos OS CLI User Guide: "Applying a Junos Configuration Group" (the first group has priority; a group holds whole paths, wherever it is applied),
"Disabling Inheritance of a Junos OS Configuration Group" (`apply-groups-except`), "Using Wildcards with Configuration Groups" (`<*>`, `<ge-*>`: names that
stand in the configuration), "Configuring Sets of Statements with Configuration Groups" (a list inherits all values, behind its own).
"""
from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Iterator

from ...statements import Line, Statements

APPLY, EXCEPT = "apply-groups", "apply-groups-except"
SINGLE = ("router-id", "autonomous-system")


def inherited(alive: Statements) -> dict[Line, Line]:
    """Line, whether it is written out too or not → the line of a group that it comes from, `set groups NAME …`. `alive`: what is active."""
    applied = [(line[1:-2], line[-1]) for line in alive if line[-2] == APPLY and line[1] != "groups"]
    if not applied:
        return {}
    refused = [(line[1:-2], line[-1]) for line in alive if line[-2] == EXCEPT and line[1] != "groups"]
    below: dict[Line, dict[str, None]] = {}
    single: set[Line] = set()
    for line in alive:
        if line[1] not in ("groups", APPLY):
            for depth in range(1, len(line)):
                below.setdefault(line[1:depth], {})[line[depth]] = None
            single.add(line[:-1])
    found: dict[Line, Line] = {}
    for level, group in sorted(applied, key=lambda one: -len(one[0])):
        for line in alive:
            if line[1:3] != ("groups", group) or len(line) < 4:
                continue
            for path in _matched((), line[3:], below):
                kept_out = any(group == name and path[:len(above)] == above for above, name in refused)
                if path[:len(level)] != level or kept_out:
                    continue
                if len(path) > 1 and path[-2] in SINGLE:
                    if ("set", *path[:-1]) in single:
                        continue
                    single.add(("set", *path[:-1]))
                found.setdefault(("set", *path), line)
    return found


def _matched(done: Line, rest: Line, below: dict[Line, dict[str, None]]) -> Iterator[Line]:
    """The paths that a path with wildcards means."""
    for place, word in enumerate(rest):
        if word.startswith("<") and word.endswith(">"):
            done = (*done, *rest[:place])
            for name in below.get(done, ()):
                if fnmatchcase(name, word[1:-1]):
                    yield from _matched((*done, name), rest[place + 1:], below)
            return
    yield (*done, *rest)
