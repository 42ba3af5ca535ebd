# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device's configuration as a set of lines, each with the contexts it stands in. A dialect says how it reads and types them."""
from __future__ import annotations

from typing import Iterable, Iterator, TypeVar

Line = tuple[str, ...]
Own = TypeVar("Own", bound="Statements")


class Statements:
    """Lines in their order; equal to another where both hold the same lines.

    A line is a tuple: the contexts from the outside in, then the line itself. List entries stand without their sequence number: every entry
    that this collection writes is a permit, so their order means nothing.
    """

    def __init__(self, lines: Iterable[Line] = ()):
        self.lines: dict[Line, None] = dict.fromkeys(lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Statements) and self.lines.keys() == other.lines.keys()

    __hash__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def __contains__(self, line: Line) -> bool:
        return line in self.lines

    def __len__(self) -> int:
        return len(self.lines)

    def statements(self) -> list[str]:
        return [" / ".join(line) for line in self.lines]

    def in_order_of(self: Own, other: Statements) -> Own:
        """The same lines, those of `other` first and in its order, so that a difference of the two shows what differs and no more."""
        return type(self)([*(line for line in other if line in self), *self])


def shared_depth(one: Line, other: Line) -> int:
    """How many contexts the two have in common from the outside in."""
    depth = 0
    for mine, theirs in zip(one, other):
        if mine != theirs:
            break
        depth += 1
    return depth
