# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The safe order of removals and additions that lead from one owned configuration to another.

Removal: anycast address, activation, listen range, group, reference, filter. Creation: filter, group with key and policy, range, activation,
anycast address (vendor facts 6 and 14.9). IOS takes each line at once, so every line finds what it refers to, a list never runs empty (an empty one
permits everything: IP Configuration Guide IPC-305), and an entry of a route map that has no match yet, and so matches everything (Command Reference,
route-map), stands behind one that denies.
"""
from __future__ import annotations

from typing import Callable, Mapping

from ...bgp_lines import about, group_of, is_address, is_range, recreated, subject
from ...change import Change
from ...statements import Line, Statements
from .configuration import commands, numbered
from .lines import is_activation, is_address_line, is_anycast, is_inbound, is_listed, is_match, is_ospf_line, is_policy, key, policy_object, removal

WITHDRAW, STOP_INJECTING, CLOSE, SETTINGS, WIDEN, NARROW, SESSIONS, LISTEN, ACTIVATE, INJECT, ANNOUNCE, CLEAN = range(12)
Stages = list[dict[Line, None]]
CLEARED = {"address-family ipv4": "ip bgp", "address-family ipv6": "bgp ipv6 unicast"}


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
    stages[ANNOUNCE] = _by_interface(stages[ANNOUNCE])
    guards = _guards(before, added, removed)
    stages[WIDEN] = dict.fromkeys([*guards, *numbered(stages[WIDEN], dict(highest))])
    stages[NARROW] = dict.fromkeys([*stages[NARROW], *map(removal, guards)])
    stages[CLEAN] = _sorted(stages[CLEAN], _cleaning_order)
    return Change(commands=tuple(tuple(commands(stage)) for stage in stages if stage), refresh=_refresh(before, target))


def _guards(before: Statements, added: list[Line], removed: list[Line]) -> list[Line]:
    """Entries that deny, for as long as a map in use gets entries or other matches: an entry matches everything until it is complete.

    An inbound map denies everything meanwhile: what was heard already passes it again only after a soft reset (IP Configuration Guide IPC-298, Managing
    Routing Policy Changes), which the refresh does afterwards. Of a map for what goes out or into the IGP nothing such is promised, so there the
    denying entry stands behind all that is permitted already, and before the first new entry: it hides nothing, and nothing gets out.
    """
    maps = {line[0] for line in before if line[0].startswith("route-map ")}
    used = {" ".join(header.split()[:2]) for header in maps}
    guards: dict[str, int] = {}
    for line in (*added, *(line for line in removed if is_match(line) and is_inbound(line))):
        name = policy_object(line) if line[0].startswith("route-map ") else ""
        if name not in used:
            continue
        if is_inbound(line) and (len(line) == 1 or is_match(line)):
            guards[name] = 1
        elif len(line) == 1 and " permit " in line[0]:
            number = int(line[0].rsplit(" ", 1)[1]) - 1
            guards[name] = min(number, guards.get(name, number))
    return [(f"{name} deny {number}",) for name, number in guards.items()]


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
    elif is_match(line) and is_inbound(line) and line[:1] not in gone:
        stages[WIDEN][removal(line)] = None
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


def _by_interface(stage: dict[Line, None]) -> dict[Line, None]:
    """Interface by interface: the address, OSPF's cost, and the area last, so that no router hears the address at another cost.

    OSPF says something where it is put on an interface first: "OSPF will not operate on this interface until IP is configured on it" (Cisco's NSO driver
    for IOS), and "% OSPFv3: IPV6 is not enabled on this interface" (console transcript in a public lab write-up). IS-IS, of which no such words are
    known, joins before the address (stage INJECT).
    """
    interfaces = list(dict.fromkeys(line[0] for line in stage))
    return dict.fromkeys(sorted(stage, key=lambda line: (interfaces.index(line[0]), 2 if " area " in line[1] else int(not is_address_line(line)))))


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
    if is_address_line(line) or is_ospf_line(line):
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
    """Soft clears of the groups that stay and whose policy changes, so that it is effective on running sessions (IP Configuration Guide IPC-298).

    `clear ip bgp peer-group` (BGP Command Reference) and `clear bgp ipv6 unicast peer-group` (IOS XE 16 BGP Configuration Guide, Multiprotocol BGP).
    """
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
    return tuple(sorted({f"clear {CLEARED[line[1]]} peer-group {words[1]} soft {words[4]}" for line, words in attached.items()
                         if words[1] in stay and words[3] in affected}))
