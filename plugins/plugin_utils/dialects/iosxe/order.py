# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The safe order of removals and additions that lead from one owned configuration to another.

Removal: anycast address, activation, listen range, group, reference, filter. Creation: filter, group with key and policy, range, activation,
anycast address (vendor facts 6 and 14.9). IOS takes each line at once, so every line finds what it refers to, a list never runs empty (an empty one
permits everything: IP Configuration Guide IPC-305), and a match is replaced by adding the new value before the old one goes.
"""
from __future__ import annotations

from typing import Callable, Mapping

from ...bgp_lines import about, group_of, is_address, is_range, recreated, subject
from ...change import Change
from ...statements import Line, Statements
from .configuration import commands, numbered
from .lines import is_activation, is_address_line, is_anycast, is_listed, is_policy, key, policy_object, removal

WITHDRAW, STOP_INJECTING, CLOSE, SETTINGS, WIDEN, NARROW, SESSIONS, LISTEN, ACTIVATE, INJECT, ANNOUNCE, CLEAN = range(12)
Stages = list[dict[Line, None]]


def change(before: Statements, target: Statements, printed: Mapping[Line, Line], highest: Mapping[str, int]) -> Change:
    """`printed`: a line of `before` → as the device prints it. `highest`: the highest sequence number of each prefix list there (`ip prefix-list NAME `)."""
    stages: Stages = [{} for stage in range(CLEAN + 1)]
    again = recreated(before, target)
    added = [line for line in target if line not in before or about(line, again)]
    removed = [line for line in before if line not in target or about(line, again)]
    if removed:
        _remove(removed, {key(line) for line in added if not about(line, again)}, target, again, printed, stages)
    for line in added:
        stages[_stage_of_addition(line)][line] = None
    _reopen(before, target, again, stages)
    stages[CLOSE] = _sorted(stages[CLOSE], _closing_order)
    stages[SESSIONS] = _sorted(stages[SESSIONS], _session_order)
    stages[LISTEN] = _sorted(stages[LISTEN], _session_order)
    guards = _guards(before, added)
    stages[WIDEN] = dict.fromkeys([*guards, *numbered(stages[WIDEN], dict(highest))])
    stages[NARROW] = dict.fromkeys([*stages[NARROW], *map(removal, guards)])
    stages[CLEAN] = _sorted(stages[CLEAN], _cleaning_order)
    return Change(commands=tuple(tuple(commands(stage)) for stage in stages if stage), refresh=_refresh(before, target))


def _guards(before: Statements, added: list[Line]) -> list[Line]:
    """An entry that denies everything, for as long as an inbound map in use gets entries: a new one matches everything until it is complete."""
    used = {policy_object(line) for line in before if line[0].startswith("route-map ") and line[0].split()[1].endswith("-IN")}
    grown = dict.fromkeys(policy_object(line) for line in added if len(line) == 1 and line[0].startswith("route-map "))
    return [(f"{name} deny 1",) for name in grown if name in used]


def _remove(removed: list[Line], replaced: set[Line], target: Statements, again: set[str], printed: Mapping[Line, Line], stages: Stages) -> None:
    kept_subjects = {subject(line) for line in target} - again
    kept_objects = {policy_object(line) for line in target if is_policy(line)}
    kept_interfaces = {line[0] for line in target if line[0].startswith("interface ")}
    blocks = {line for line in removed if len(line) == 1 and line[0].startswith("router ")}
    gone = set(removed)
    for line in reversed(removed):
        if key(line) in replaced and not about(line, again):
            continue
        if line[:1] in blocks and line not in blocks and not _closes(line):
            continue
        name = subject(line)
        if is_policy(line):
            _remove_policy(line, gone, kept_objects, printed, stages)
        elif line[0].startswith("interface ") and line[0] not in kept_interfaces:
            stages[WITHDRAW][(f"no {line[0]}",)] = None
        elif name and name not in kept_subjects:
            if is_activation(line):
                stages[CLOSE][removal(line)] = None
            stages[CLOSE][line[0], f"no neighbor {name}" + ("" if is_address(name) else " peer-group")] = None
        else:
            stages[_stage_of_removal(line)][removal(line)] = None


def _closes(line: Line) -> bool:
    return is_range(line) or subject(line) is not None


def _remove_policy(line: Line, gone: set[Line], kept: set[str], printed: Mapping[Line, Line], stages: Stages) -> None:
    if policy_object(line) not in kept:
        stages[CLEAN][(f"no {policy_object(line)}",)] = None
    elif is_listed(line):
        stages[NARROW][(f"no {printed.get(line, line)[0]}",)] = None
    elif len(line) == 1 or line[:1] not in gone:
        stages[NARROW][removal(line)] = None


def _reopen(before: Statements, target: Statements, again: set[str], stages: Stages) -> None:
    """A group that stays and loses every range that it had is closed meanwhile: it may be active only while it listens (vendor facts 6)."""
    old, new = _ranges(before), _ranges(target)
    for line in target:
        name = subject(line) or ""
        if is_activation(line) and line in before and name not in again and old.get(name) and not old[name] & new.get(name, set()):
            stages[CLOSE][removal(line)] = None
            stages[ACTIVATE][line] = None


def _ranges(configuration: Statements) -> dict[str, set[Line]]:
    found: dict[str, set[Line]] = {}
    for line in configuration:
        if is_range(line):
            found.setdefault(group_of(line) or "", set()).add(line)
    return found


def _sorted(stage: dict[Line, None], order: Callable[[Line], int]) -> dict[Line, None]:
    return dict.fromkeys(sorted(stage, key=order))


def _closing_order(line: Line) -> int:
    text = line[-1]
    if text.endswith(" activate"):
        return 0
    return 1 if "listen range" in text else 3 if text.endswith(" peer-group") else 2


def _session_order(line: Line) -> int:
    """A group or neighbor needs its remote ASN or its group before all else ("% Specify remote-as or peer-group commands first")."""
    words = line[-1].split()
    if len(line) > 2 or words[:1] != ["neighbor"]:
        return 3 if len(line) > 2 else 2
    return 0 if words[2] == "peer-group" else 1 if words[2] == "remote-as" else 2


def _cleaning_order(line: Line) -> int:
    """Settings, then the block, then route maps before the lists that they refer to, maps of BFD before their template."""
    text = line[-1]
    if text == "no ipv6 unicast-routing":
        return 2
    if text.startswith("no router "):
        return 1
    return 3 if text.startswith(("no route-map ", "no bfd map ")) else 4 if is_policy((text.removeprefix("no "),)) else 0


def _stage_of_removal(line: Line) -> int:
    if is_address_line(line):
        return WITHDRAW
    if is_anycast(line):
        return STOP_INJECTING
    if is_range(line):
        return CLOSE
    if subject(line) or line[-1].startswith("network "):
        return SESSIONS
    return CLEAN


def _stage_of_addition(line: Line) -> int:
    name = subject(line)
    if is_policy(line):
        return WIDEN
    if is_address_line(line):
        return ANNOUNCE
    if is_anycast(line):
        return INJECT
    if is_activation(line):
        return ACTIVATE
    if is_range(line) or (name and is_address(name)):
        return LISTEN
    if name or line[-1].startswith("network ") or line[0].startswith(("ip route ", "ipv6 route ")):
        return SESSIONS
    return SETTINGS


def _refresh(before: Statements, target: Statements) -> tuple[str, ...]:
    """Soft clears of the groups that stay and whose policy changes, so that it is effective on running sessions (vendor facts 12)."""
    touched = [line for line in {**before.lines, **target.lines} if (line in before) != (line in target)]
    changed = {policy_object(line).rsplit(" ", 1)[1] for line in touched if is_policy(line) and not line[0].startswith("bfd")}
    attached = {line: line[-1].split() for line in target if subject(line) and " route-map " in line[-1]}
    changed |= {words[3] for line, words in attached.items() if line not in before}
    if not changed:
        return ()
    affected = set(changed)
    for line in target:
        if len(line) == 2 and line[0].startswith("route-map ") and line[1].startswith("match ") and set(line[1].split()[2:]) & changed:
            affected.add(line[0].split()[1])
    stay = {subject(line) for line in before if subject(line)}
    return tuple(sorted({f"clear bgp {line[1].split()[1]} unicast peer-group {words[1]} soft {words[4]}" for line, words in attached.items()
                         if words[1] in stay and words[3] in affected}))
