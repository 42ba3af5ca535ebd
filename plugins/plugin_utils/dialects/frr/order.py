# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The safe order of removals and additions that lead from one owned configuration to another.

Removal: anycast address, listen range, group, reference, filter. Creation: filter, group with key and policy, range, anycast address
(vendor facts 14.9). FRR commits prefix lists and route maps of one `vtysh -f` as one transaction, BGP lines at once (vendor facts 11): so each
stage is a step of its own, and at no moment does a listen range exist without its key and its filters. FRR 10 hands each daemon its lines of one
file at the same time, so an anycast address and its cost, which are two daemons' lines, are two stages.
"""
from __future__ import annotations

from typing import Callable

from ...bgp_lines import about, is_address, is_range, recreated, subject
from ...change import Change
from .configuration import Configuration, Line, commands
from .lines import is_anycast, is_policy, key, policy_object, profile, removal

WITHDRAW, STOP_INJECTING, CLOSE, NARROW, SESSIONS, LISTEN, INJECT, ANNOUNCE, CLEAN = range(9)
Steps = tuple[tuple[str, ...], ...]
Stages = list[dict[Line, None]]


def change(before: Configuration, target: Configuration) -> Change:
    return Change(commands=_steps(before, target), refresh=_refresh(before, target),
                  undo=_steps(before=target, target=before), rebuild=_rebuild(before, target))


def _steps(before: Configuration, target: Configuration) -> Steps:
    again = recreated(before, target)
    stages = _empty_stages()
    added = [line for line in target if line not in before or about(line, again)]
    removed = [line for line in before if line not in target or about(line, again)]
    if removed:
        replaced = {key(line) for line in added if not about(line, again)}
        _remove(removed, replaced, target, again, stages)
    for line in added:
        stages[_stage_of_addition(line)][line] = None
    return tuple(tuple(commands(stage)) for stage in stages if stage)


def _remove(removed: list[Line], replaced: set[Line], target: Configuration, again: set[str], stages: Stages) -> None:
    kept_subjects = {subject(line) for line in target} - again
    kept_objects = {policy_object(line) for line in target if is_policy(line)} | {profile(line) for line in target}
    blocks = {line for line in removed if len(line) == 1 and (line[0].startswith("router ") or line[0] == "bfd")}
    gone = set(removed)
    for line in reversed(removed):
        if (replaced and key(line) in replaced and not about(line, again)) or (line[:1] in blocks and line not in blocks and not _closes(line)):
            continue
        if is_policy(line):
            _remove_policy(line, gone, kept_objects, stages)
        elif subject(line) and subject(line) not in kept_subjects:
            stages[CLOSE][line[0], f"no neighbor {subject(line)}" + ("" if is_address(subject(line)) else " peer-group")] = None
        else:
            stages[_stage_of_removal(line)][removal(line)] = None
    stages[CLOSE] = _sorted(stages[CLOSE], _closing_order)
    stages[CLEAN] = _sorted(stages[CLEAN], _cleaning_order)


def _empty_stages() -> Stages:
    return [{} for stage in range(CLEAN + 1)]


def _sorted(stage: dict[Line, None], order: Callable[[Line], int]) -> dict[Line, None]:
    return dict.fromkeys(sorted(stage, key=order))


def _closes(line: Line) -> bool:
    return is_range(line) or subject(line) is not None


def _remove_policy(line: Line, gone: set[Line], kept: set, stages: Stages) -> None:
    if line[0] == "bfd":
        if profile(line) not in kept:
            stages[CLEAN]["bfd", f"no {line[1]}"] = None
        else:
            stages[NARROW][removal(line)] = None
    elif policy_object(line) not in kept:
        stages[CLEAN][(f"no {policy_object(line)}",)] = None
    elif len(line) == 1 or line[:1] not in gone:
        stages[NARROW][removal(line)] = None


def _closing_order(line: Line) -> int:
    text = line[-1]
    return 0 if "listen range" in text else 1 if text.startswith("no neighbor") and not text.endswith(" peer-group") else 2


def _cleaning_order(line: Line) -> int:
    """Settings, then the block, then route maps before the lists that they refer to."""
    text = line[-1]
    if len(line) > 1 and line[0] != "bfd":
        return 0
    return 1 if text.startswith("no router ") else 2 if text.startswith("no route-map ") else 3


def _stage_of_removal(line: Line) -> int:
    if is_anycast(line):
        return WITHDRAW if " address " in line[-1] else STOP_INJECTING
    if is_range(line):
        return CLOSE
    if subject(line) or line[-1].startswith("network "):
        return SESSIONS
    return CLEAN


def _stage_of_addition(line: Line) -> int:
    if is_policy(line):
        return NARROW
    if is_anycast(line):
        return ANNOUNCE if " address " in line[-1] else INJECT
    if is_range(line) or (subject(line) and is_address(subject(line) or "")):
        return LISTEN
    return SESSIONS


def _refresh(before: Configuration, target: Configuration) -> tuple[str, ...]:
    """Soft clears of the groups that stay and whose policy changes, so that it is effective on running sessions (routing facts: filter changes)."""
    touched = [line for line in {**before.lines, **target.lines} if (line in before) != (line in target)]
    changed = {_policy_name(line) for line in touched if is_policy(line) and line[0] != "bfd"}
    attached = {line: line[-1].split() for line in target if subject(line) and " route-map " in line[-1]}
    changed |= {words[3] for line, words in attached.items() if line not in before}
    if not changed:
        return ()
    affected = _affected(target, changed)
    stay = {subject(line) for line in before if subject(line)}
    return tuple(sorted({f"clear bgp {line[1].split()[1]} unicast peer-group {words[1]} soft {words[4]}" for line, words in attached.items()
                         if words[1] in stay and words[3] in affected}))


def _policy_name(line: Line) -> str:
    return policy_object(line).rsplit(" ", 1)[1]


def _affected(target: Configuration, changed: set[str]) -> set[str]:
    """The names in `changed`, and the route maps that match or call one of them, at any depth."""
    users: dict[str, set[str]] = {}
    for line in target:
        if len(line) == 2 and line[0].startswith("route-map ") and line[1].startswith(("match ", "call ")):
            users.setdefault(line[1].rsplit(" ", 1)[1], set()).add(line[0].split()[1])
    affected, fresh = set(changed), set(changed)
    while fresh:
        fresh = {user for name in fresh for user in users.get(name, ())} - affected
        affected |= fresh
    return affected


def _rebuild(before: Configuration, target: Configuration) -> Steps:
    """Everything of either side away, each object in a step of its own (one that is not there fails alone), then `before` anew."""
    both = Configuration([*target, *before])
    stages = _empty_stages()
    _remove(list(both), set(), Configuration(), set(), stages)
    taken = [tuple(commands([line])) for stage in stages for line in stage]
    return tuple(taken) + _steps(Configuration(), before)
