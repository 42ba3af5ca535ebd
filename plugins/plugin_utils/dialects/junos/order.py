# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines that lead from one owned configuration to another.

A commit is atomic, so there is one step and no order to keep routes safe; only within the load an object goes before it comes anew, and a term
or a policy that Junos puts last is moved to its place (`insert`: Junos XML Protocol Guide, "Reorder Elements in Configuration Data").
"""
from __future__ import annotations

from typing import Callable, Iterator, Mapping

from ...change import Change
from ...statements import Line, Statements
from . import keys
from .configuration import Configuration, active, element, written

# Keywords that a key follows: a path may not end in one, and what stands once only, where a new value replaces the old one.
KEYED = {"group", "neighbor", "dynamic-neighbor", "policy-statement", "term", "community", "as-path", "as-list", "apply-macro", "address", "interface",
         "route", "family", "area", "unit", "allow", "import", "export", "members", "policy", "protocol", "set", "add", "delete", "route-filter", "rib"}
SINGLE = {"type", "local-address", "hold-time", "minimum-hold-time", "authentication-key", "peer-as", "peer-as-list", "cluster", "ttl",
          "minimum-interval", "multiplier", "session-mode", "maximum", "drop-excess", "peer-limit", "metric", "local-preference", "origin", "preference",
          "router-id", "autonomous-system"}


def change(before: Configuration, target: Configuration, running: Statements, stored: Mapping[str, str]) -> Change:
    """`running`: every line of the device. `stored`: key in clear → as the device holds it; such a key goes back in the device's own form."""
    removed = [line for line in before if line not in target]
    added = [line for line in target if line not in before]
    wanted = {line[1:depth] for line in target if line[0] == "set" for depth in range(2, len(line) + 1)}
    replaced = {line[:-1] for line in added if _stands_once(line)}
    commands: dict[Line, None] = {}
    for line in removed:
        if line[0] != "set":
            path = line[1:-1] if line[-2] == keys.KEYWORD else line[1:]
            if path in wanted:
                commands[("activate", *path)] = None
        elif not (_stands_once(line) and line[:-1] in replaced):
            path = _removable(line[1:], wanted, before.covers)
            if path:
                commands[("delete", *_emptied_table(path, running, before, wanted))] = None
    commands.update(dict.fromkeys(_in_stored_form(line, stored) for line in added))
    steps = [*commands, *_moved(before, target), *_moved_exports(added, removed, running)]
    return Change(commands=(tuple(written(line) for line in steps),) if steps else ())


def _stands_once(line: Line) -> bool:
    return line[-2] in SINGLE or line[1] == "apply-macro" or line[1:3] == ("policy-options", "as-path")


def _removable(path: Line, wanted: set[Line], is_ours: Callable[[Line], bool]) -> Line:
    """The shortest path that is ours, holds this line, and of which nothing is wanted; empty where more of the line is wanted."""
    listed = path.index("route-filter") if "route-filter" in path else len(path)
    for depth in range(1, len(path) + 1):
        whole = depth == len(path)
        if (path[depth - 1] in KEYED and not whole) or (listed < depth and not whole):
            continue
        if path[:depth] not in wanted and is_ours(path[:depth]):
            return path[:depth]
    return ()


def _emptied_table(path: Line, running: Statements, before: Configuration, wanted: set[Line]) -> Line:
    """The table of a static route where nothing else is left in it: an entry without contents would stay."""
    table = path[:3]
    if table[:2] != ("routing-options", "rib") or table in wanted:
        return path
    return table if all(line in before for line in running if line[1:4] == table) else path


def _moved(before: Configuration, target: Configuration) -> Iterator[Line]:
    """Junos puts what is new in an ordered list behind the rest."""
    old, new = _ordered(before), _ordered(target)
    for path, wanted in new.items():
        keyword = path[-1:] if path[-1] == "term" else ()
        there = [name for name in old.get(path, ()) if name in wanted]
        there += [name for name in wanted if name not in there]
        for place, name in enumerate(wanted):
            if there[place] != name:
                yield ("insert", *path, name, "before", *keyword, there[place])
                there.remove(name)
                there.insert(place, name)


def _ordered(configuration: Configuration) -> dict[Line, dict[str, None]]:
    found: dict[Line, dict[str, None]] = {}
    for line in configuration:
        path, name = element(line)
        if path and line[0] == "set":
            found.setdefault(path, {})[name] = None
    return found


def _moved_exports(added: list[Line], removed: list[Line], running: Statements) -> Iterator[Line]:
    """Our policy knows our addresses only and leaves all else to the next one, so it goes first: behind one that decides it would never be asked."""
    staying = [line for line in active(running) if line not in removed]
    for line in added:
        if line[1] == "protocols" and line[3] == "export" and len(line) == 5:
            first = next((other[4] for other in staying if other[:4] == line[:4] and len(other) == 5), None)
            if first is not None and first != line[4]:
                yield ("insert", *line[1:], "before", first)


def _in_stored_form(line: Line, stored: Mapping[str, str]) -> Line:
    return (*line[:-1], stored.get(line[-1], line[-1])) if keys.holds_key(line) else line
