# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Junos's `set` lines as statements that can be asked for by their place in the hierarchy; what nobody asked for can be named. Pure."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from .. import words

Words = tuple[str, ...]
SECRETS = ("authentication-key", "secret", "encrypted-password", "plain-text-password-value")
MASK = "********"


class Statements:
    """The statements below one place. A question marks what it finds as read, also below."""

    def __init__(self, lines: Iterable[tuple[int, Words]], read: set[int], place: Words = ()) -> None:
        self._lines, self._read, self.place = list(lines), read, place

    def __bool__(self) -> bool:
        """Whether the place itself or anything below it is configured."""
        return bool(self._lines)

    def at(self, *words: str) -> Statements:
        depth = len(words)
        below = [(number, line[depth:]) for number, line in self._lines if line[:depth] == words]
        self._read |= {number for number, line in below if not line}
        return Statements(below, self._read, (*self.place, *words))

    def names(self) -> list[str]:
        """The words that follow, each once, in their order."""
        return list(dict.fromkeys(line[0] for _number, line in self._lines if line))

    def each(self, *words: str) -> Iterator[tuple[str, Statements]]:
        """The objects of a list by their names."""
        below = self.at(*words)
        return ((name, below.at(name)) for name in below.names())

    def values(self, *words: str) -> list[str]:
        """What stands behind these words, where it is one word."""
        depth = len(words)
        found = [(number, line[depth]) for number, line in self._lines if line[:depth] == words and len(line) == depth + 1]
        self._read |= {number for number, _value in found}
        return [value for _number, value in found]

    def value(self, *words: str) -> str:
        return next(iter(self.values(*words)), "")

    def has(self, *words: str) -> bool:
        found = {number for number, line in self._lines if line == words}
        self._read |= found
        return bool(found)

    def lines(self) -> list[Words]:
        """Everything below, in its order."""
        self._read |= {number for number, _line in self._lines}
        return [line for _number, line in self._lines]

    def drop(self, *words: str) -> None:
        """Nothing below here matters to routing."""
        self.at(*words).lines()

    def unread(self) -> list[str]:
        """The lines that no question found, with their secrets masked."""
        return [" ".join((*self.place, *masked(line))) for number, line in self._lines if number not in self._read]


def masked(line: Words) -> Words:
    return tuple(MASK if index and line[index - 1] in SECRETS else word for index, word in enumerate(line))


def parse(committed: str) -> Statements:
    """The active statements of a configuration in `set` lines. What `deactivate` names is left out with all that is below it."""
    lines: list[Words] = []
    inactive: list[Words] = []
    for text in committed.splitlines():
        line = tuple(words.split(text.split(" ## ")[0])) if text.strip() and not text.startswith("#") else ()
        if line[:1] == ("set",):
            lines.append(line[1:])
        elif line[:1] == ("deactivate",):
            inactive.append(line[1:])
    active = [line for line in lines if not any(line[:len(path)] == path for path in inactive)]
    return Statements(enumerate(active), set())
