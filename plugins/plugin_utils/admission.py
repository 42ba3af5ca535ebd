# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fewest disjoint entries that admit a given set of prefixes.

An entry (network, length, shortest, longest) admits every prefix inside network/length whose own length lies between shortest and
longest. Two steps, both depending on the admitted set alone and not on how it was written, so that applying them twice
changes nothing:

1. `_largest_blocks`: for each length the admitted prefixes are joined into the largest blocks that hold nothing else.
2. `_Search`: where one of those entries lies inside another, giving part of the outer one to its halves can save entries
   (192.0.2.0/24 with 29-30 and 192.0.2.0/25 with 28-31 are two entries by halves, three by largest blocks); every way is tried
   and the fewest taken, the largest blocks among equals. A nest that would take more than STEPS trials keeps step 1.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import Iterable, Iterator

from .cidr import aggregate

STEPS = 50_000

Entry = tuple[int, int, int, int]


def fewest(entries: Iterable[Entry], width: int) -> list[Entry]:
    found: list[Entry] = []
    for nest in _nests(_largest_blocks(sorted(set(entries)), width), width):
        found += nest if len(nest) == 1 else _shortened(nest, width)
    return sorted(found)


def _largest_blocks(entries: list[Entry], width: int) -> list[Entry]:
    cuts = sorted({entry[2] for entry in entries} | {entry[3] + 1 for entry in entries})
    spans: dict[tuple[int, int], list[list[int]]] = {}
    for shortest, after in zip(cuts, cuts[1:]):
        blocks = [(network, length) for network, length, low, high in entries if low <= shortest <= high]
        for block in aggregate(blocks, width):
            of_block = spans.setdefault(block, [])
            if of_block and of_block[-1][1] == shortest - 1:
                of_block[-1][1] = after - 1
            else:
                of_block.append([shortest, after - 1])
    return sorted((*block, low, high) for block, of_block in spans.items() for low, high in of_block)


def _nests(entries: list[Entry], width: int) -> Iterator[list[Entry]]:
    """Sorted entries, each outermost block together with all that lies inside it."""
    nest: list[Entry] = []
    end = 0
    for entry in entries:
        if nest and entry[0] >= end:
            yield nest
            nest = []
        if not nest:
            end = entry[0] + (1 << (width - entry[1]))
        nest.append(entry)
    if nest:
        yield nest


def _shortened(nest: list[Entry], width: int) -> list[Entry]:
    if nest[0][1] == nest[-1][1]:
        return nest
    search = _Search(nest, width)
    return nest if search.steps > STEPS else list(search.entries())


def _lengths(shortest: int, longest: int) -> int:
    """The lengths as a bit mask."""
    return (1 << (longest + 1)) - (1 << shortest)


def _runs(mask: int) -> int:
    return (mask & ~(mask << 1)).bit_count()


@dataclass
class _Node:
    """One block of a nest: `full` are the lengths at which all of it is admitted."""

    network: int
    length: int
    full: int
    halves: list[_Node] = field(default_factory=list)
    apart: list[Entry] = field(default_factory=list)
    best: dict[int, tuple[int, int]] = field(default_factory=dict)


class _Search:
    """Every way to share the admitted lengths between the blocks of a nest and their halves."""

    def __init__(self, nest: list[Entry], width: int) -> None:
        self.width = width
        self.steps = 0
        cuts = sorted({entry[2] for entry in nest} | {entry[3] + 1 for entry in nest})
        self.pieces = [_lengths(low, after - 1) for low, after in zip(cuts, cuts[1:])]
        self.root = self._node(*nest[0][:2], 0, nest)

    def entries(self) -> Iterator[Entry]:
        return self._write(self.root, 0)

    def _node(self, network: int, length: int, inherited: int, members: list[Entry]) -> _Node:
        node = _Node(network, length, inherited)
        below = []
        for member in members:
            if member[1] == length:
                node.full |= _lengths(member[2], member[3])
            else:
                below.append(member)
        passed = node.full & -(1 << (length + 1))
        if not below or self.steps > STEPS:
            return node
        if not passed:
            for nest in _nests(below, self.width):
                node.apart += nest if len(nest) == 1 else _shortened(nest, self.width)
            return node
        self.steps += 3 ** len(self._pieces_of(node.full))
        middle = network + (1 << (self.width - length - 1))
        for half, inside in ((network, [m for m in below if m[0] < middle]), (middle, [m for m in below if m[0] >= middle])):
            node.halves.append(self._node(half, length + 1, passed, inside))
        return node

    def _pieces_of(self, mask: int) -> list[int]:
        return [piece & mask for piece in self.pieces if piece & mask]

    def _best(self, node: _Node, above: int) -> tuple[int, int]:
        """(number of entries, lengths covered at this block or above it) where `above` is covered above it already."""
        if not node.halves:
            return _runs(node.full & ~above), node.full
        if above not in node.best:
            trials = ((self._cost(node, above, covered), covered) for covered in self._choices(node, above))
            node.best[above] = min(trials, key=lambda trial: trial[0])
        return node.best[above]

    def _cost(self, node: _Node, above: int, covered: int) -> int:
        return _runs(covered & ~above) + sum(self._best(half, covered & half.full)[0] for half in node.halves)

    def _choices(self, node: _Node, above: int) -> Iterator[int]:
        """All that a block can cover, most first; its own length, which no half has, is always covered."""
        free = self._pieces_of(node.full & ~above)
        own = sum(piece for piece in free if piece >> node.length & 1)
        free = [piece for piece in free if piece != own]
        for count in range(len(free), -1, -1):
            for chosen in combinations(free, count):
                yield above | own | sum(chosen)

    def _write(self, node: _Node, above: int) -> Iterator[Entry]:
        covered = self._best(node, above)[1]
        here = covered & ~above
        while here:
            shortest = (here & -here).bit_length() - 1
            longest = (~(here >> shortest) & ((here >> shortest) + 1)).bit_length() + shortest - 2
            yield node.network, node.length, shortest, longest
            here &= ~_lengths(shortest, longest)
        for half in node.halves:
            yield from self._write(half, covered & half.full)
        yield from node.apart
