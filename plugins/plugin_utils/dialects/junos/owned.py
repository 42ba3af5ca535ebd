# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lines of a running configuration the collection owns: by name, and by its own records."""
from __future__ import annotations

from typing import AbstractSet, Collection, Iterable, Iterator

from ...statements import Line, Statements
from .names import LOOPBACK, Names
from .records import recorded

NAMED: dict[str, tuple[Line, ...]] = {
    "apply-macro": (("apply-macro",),),
    "protocols": (("protocols", "bgp", "group"), *(("protocols", protocol, "export") for protocol in ("ospf", "ospf3", "isis"))),
    "policy-options": tuple(("policy-options", kind) for kind in ("policy-statement", "community", "as-path", "as-list", "prefix-list", "route-filter-list")),
}


class Ownership:
    """`loopback_too`: the statements on lo0.0 in OSPF are handed over to the collection."""

    def __init__(self, running: Statements, names: Names, loopback_too: bool = False):
        self._prefix = names.prefix
        self._paths = frozenset(path for path in recorded(running, names.records).values() if path)
        self._roots = {path[0] for path in self._paths}
        self._loopback_too = loopback_too

    def covers(self, path: Line) -> bool:
        """Whether the statement at `path` (without a verb) is ours with all that stands in it."""
        for kind in NAMED.get(path[0], ()):
            depth = len(kind)
            if len(path) > depth and path[:depth] == kind and path[depth].startswith(self._prefix):
                return True
        if self._loopback_too and is_loopback_in_ospf(path):
            return True
        return path[0] in self._roots and any(path[:depth] in self._paths for depth in range(1, len(path) + 1))


def is_loopback_in_ospf(path: Line) -> bool:
    return path[:3] == ("protocols", "ospf", "area") and path[4:6] == ("interface", LOOPBACK)


def owned_as_printed(running: Statements, names: Names, loopback_too: bool = False) -> Iterator[Line]:
    """The lines as the device printed them, keys as they are stored."""
    ownership = Ownership(running, names, loopback_too)
    return (line for line in running if ownership.covers(line[1:]))


def foreign_marks(running: Statements, ours: AbstractSet[Line]) -> list[Line]:
    """`deactivate` and `protect` lines of somebody else. `ours`: as printed."""
    return [line for line in running if line[0] != "set" and line not in ours]


def blocking(marks: Iterable[Line], lines: Collection[Line]) -> list[Line]:
    """Those that stand above one of the lines, or on it."""
    return [mark for mark in marks if any(line[1:len(mark)] == mark[1:] for line in lines)]
