# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a line of `router bgp` is about, as FRR and IOS-XE both write it: its group or neighbor, and what must be made anew to change it."""
from __future__ import annotations

from functools import lru_cache

from .statements import Line, Statements


@lru_cache(maxsize=None)
def subject(line: Line) -> str | None:
    """The peer group or neighbor that a line of `router bgp` is about."""
    if len(line) > 1 and line[-1].startswith("neighbor ") and line[0].startswith("router bgp "):
        return line[-1].split(" ", 2)[1]
    return None


def is_range(line: Line) -> bool:
    return line[-1].startswith("bgp listen range ")


def group_of(line: Line) -> str | None:
    """The peer group that a range or a neighbor is bound to."""
    text = line[-1]
    if is_range(line):
        return text.rsplit(" ", 1)[1]
    words = text.split()
    return words[3] if subject(line) and len(words) == 4 and words[2] == "peer-group" else None


def is_address(name: str) -> bool:
    return ":" in name or name[:1].isdigit()


def recreated(before: Statements, target: Statements) -> set[str]:
    """Groups and neighbors whose identity changes (remote ASN, group): they are taken away whole and made anew, members with their group."""
    if not any(map(_identity, (*(line for line in before if line not in target), *(line for line in target if line not in before)))):
        return set()
    old, new = _identities(before), _identities(target)
    again = {name for name in old if name in new and old[name] != new[name]}
    return again | {name for name, words in new.items() if words & {f"peer-group {group}" for group in again}}


def _identities(configuration: Statements) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in configuration:
        name = subject(line)
        if name:
            found.setdefault(name, set()).update(_identity(line))
    return found


def _identity(line: Line) -> tuple[str, ...]:
    """The remote ASN or the group that a line gives its subject; nothing for any other line."""
    words = line[-1].split(" ", 2)[2] if subject(line) else ""
    return (words,) if words.startswith(("remote-as ", "peer-group ")) else ()


def about(line: Line, names: set[str]) -> bool:
    return bool(names) and (subject(line) in names or (is_range(line) and group_of(line) in names))
