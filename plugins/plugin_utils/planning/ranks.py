# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which route servers an address prefers: ranks, each used only when the ones before it are lost.

Two addresses lead every router to two route servers after any one loss in one of two ways:

- Each address has two route servers or more of its own in the first rank; those of the other address stand in the second. Then a loss
  leaves each address one of its own, and within a rank every router is free to go to the nearest.
- With fewer, the second address falls back on route servers of the first, and after that both must tell the same few apart in opposite
  ways from every router. Only one order and its reverse do that: each rank holds one route server.

Both follow the order of the input, so that a route server added at its end leaves the ranks of the others as they are.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence

Ranks = list[list[int]]


def ranks_of(carriers: Mapping[str, Sequence[int]], sites: Sequence[str]) -> dict[str, Ranks]:
    """Address → its route servers by rank. `carriers`: address → positions of its route servers; `sites`: the site at each position."""
    if len(carriers) < 2:
        return {address: [list(positions)] for address, positions in carriers.items()}
    first, second = carriers
    only_first = [position for position in carriers[first] if position not in carriers[second]]
    only_second = [position for position in carriers[second] if position not in carriers[first]]
    shared = [position for position in carriers[first] if position in carriers[second]]
    if not shared:
        return {first: [only_first], second: [only_second]}
    ours, theirs = _divided(shared, only_first, only_second, sites)
    if len(ours) >= 2 and len(theirs) >= 2:
        seconds = [position for position in theirs if position in shared], [position for position in ours if position in shared]
        return {first: [rank for rank in (ours, seconds[0]) if rank], second: [rank for rank in (theirs, seconds[1]) if rank]}
    order = only_first + _ends_apart(shared, sites) + only_second
    return {first: [[position] for position in order if position in carriers[first]],
            second: [[position] for position in reversed(order) if position in carriers[second]]}


def _divided(shared: Sequence[int], only_first: Sequence[int], only_second: Sequence[int], sites: Sequence[str]) -> tuple[list[int], list[int]]:
    """Both addresses' own: each shared route server goes where its site has fewer, else where there are fewer at all."""
    ours, theirs = list(only_first), list(only_second)
    for position in shared:
        here = [sum(sites[other] == sites[position] != "" for other in side) for side in (ours, theirs)]
        (ours if (here[0], len(ours)) <= (here[1], len(theirs)) else theirs).append(position)
    return sorted(ours), sorted(theirs)


def _ends_apart(shared: Sequence[int], sites: Sequence[str]) -> list[int]:
    """The order with a route server of another site than the first at its end, if there is one: then two sites have one of their own."""
    order = list(shared)
    if len(order) > 2 and sites[order[0]] == sites[order[-1]]:
        other = next((position for position in reversed(order) if sites[position] != sites[order[0]]), None)
        if other is not None:
            order.remove(other)
            order.append(other)
    return order
