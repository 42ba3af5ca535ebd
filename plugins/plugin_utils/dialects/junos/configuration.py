# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Junos configuration as `set` lines, each a tuple of its words; the first word is the verb (`set`, `deactivate`)."""
from __future__ import annotations

import re
from functools import lru_cache
from typing import Callable, Iterable, Iterator

from ...statements import Line, Statements

VERBS = ("set ", "deactivate ", "protect ")
WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
ESCAPED = re.compile(r"\\(.)")
PLAIN = re.compile(r"[A-Za-z0-9_.:/*-]+")
SECRET_REMARK = re.compile(r"\s*## SECRET-DATA\s*$")
ORDERED = "-IN"


class Configuration(Statements):
    """Lines in one order that means something only where it does on the device: terms of a policy that rewrites, and chains of import policies.

    Terms of every other policy of ours do one thing with different routes, so that their order means nothing. `covers`: whether a path (without a verb)
    of the device that this was read from is the collection's with all that stands in it.
    """

    def __init__(self, lines: Iterable[Line] = (), covers: Callable[[Line], bool] = lambda path: False):
        super().__init__(arranged(lines))
        self.covers = covers

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Configuration) and list(self.lines) == list(other.lines)

    __hash__ = None  # type: ignore[assignment]

    def text(self) -> str:
        return "\n".join(self.statements())

    def statements(self) -> list[str]:
        return [written(line) for line in self.lines]


@lru_cache(maxsize=8)
def parse(running: str) -> Statements:
    """The lines of `show configuration | display set`, in the device's order; anything that is no such line is left out."""
    found: dict[Line, None] = {}
    for raw in running.replace("\r", "").split("\n"):
        if raw.startswith(VERBS):
            found.update(dict.fromkeys(_expanded(words(SECRET_REMARK.sub("", raw) if "#" in raw else raw))))
    return Statements(found)


def words(text: str) -> Line:
    """The words of a line; one in quotes may hold spaces, and quotes behind a backslash."""
    if '"' not in text:
        return tuple(text.split())
    return tuple(ESCAPED.sub(r"\1", match[1]) if match[2] is None else match[2] for match in WORD.finditer(text))


def written(line: Iterable[str]) -> str:
    """The line as Junos takes it, in quotes what needs them."""
    return " ".join(word if PLAIN.fullmatch(word) else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in line)


def _expanded(line: Line) -> Iterator[Line]:
    """One line a value of a list in brackets."""
    if "[" in line and line[-1] == "]":
        start = line.index("[")
        yield from ((*line[:start], value) for value in line[start + 1:-1])
    else:
        yield line


def active(running: Statements) -> Statements:
    """Without what is deactivated: it stands in the configuration and does nothing."""
    off = {line[1:] for line in running if line[0] == "deactivate"}
    lines = (line for line in running if line[0] == "set")
    if not off:
        return Statements(lines)
    return Statements(line for line in lines if not any(line[1:depth] in off for depth in range(2, len(line) + 1)))


def element(line: Line) -> tuple[Line, str]:
    """Where order means something: the path of the list (without a verb) and the element that a line stands in; empty for any other line."""
    if line[1:3] == ("policy-options", "policy-statement") and line[4:5] == ("term",) and line[3].endswith(ORDERED) and len(line) > 5:
        return line[1:5], line[5]
    if line[1:4] == ("protocols", "bgp", "group") and line[5:6] == ("import",) and len(line) == 7:
        return line[1:6], line[6]
    return (), ""


def arranged(lines: Iterable[Line]) -> list[Line]:
    """By words, but elements of an ordered list in the order in which they come. Applying it twice yields the same as applying it once."""
    lines = list(lines)
    places: dict[tuple[Line, str], int] = {}
    for line in lines:
        places.setdefault(element(line), len(places))

    def key(line: Line) -> tuple[Line, int, Line]:
        path, name = element(line)
        depth = len(path) + 1
        return (line[:depth], places[path, name], line[depth:]) if path else (line, 0, ())

    return sorted(lines, key=key)
