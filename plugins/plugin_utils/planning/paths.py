# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shortest paths towards route servers, as an IGP computes them, and where the packets on them really end.

All computations run from the route servers outwards, over arcs against their direction: the cost that counts on a link is that of the
interface by which a packet leaves (RFC 2328, 16.1). Pure Python on a heap of single integers, cost times nodes plus node: measured by
`tests/bench/planning.py` against native graph libraries, none of which earned its place.
"""
from __future__ import annotations

from collections.abc import Mapping
from heapq import heapify, heappop, heappush

from ..topology.graph import Graph

UNREACHABLE = 1 << 60


def distances(graph: Graph, target: int, start: int = 0) -> list[int]:
    """Node → cost of its best path to `target`, `UNREACHABLE` where there is none."""
    return distances_to(graph, {target: start})


def distances_to(graph: Graph, starts: Mapping[int, int]) -> list[int]:
    """Node → cost of its best path to the nearest of `starts`, counting what is in `starts` for that one (a cost of its own)."""
    size = len(graph)
    near, transit = graph.near, graph.transit
    beyond = UNREACHABLE * size
    best = [beyond] * size
    heap: list[int] = []
    for node, cost in starts.items():
        for neighbor, key in _first_keys(graph, node, cost):
            if key < best[neighbor]:
                best[neighbor] = key
                heap.append(key)
    heapify(heap)
    while heap:
        key = heappop(heap)
        node = key % size
        if key > best[node] or not transit[node]:
            continue
        key -= node
        for neighbor, further in near[node]:
            further += key
            if further < best[neighbor]:
                best[neighbor] = further
                heappush(heap, further)
    return [key // size for key in best]


def _first_keys(graph: Graph, node: int, cost: int) -> list[tuple[int, int]]:
    """Where a route server's announcement starts from; its neighbors too where no path leads through it, but to it."""
    size = len(graph)
    own = (node, cost * size + node)
    return [own] if graph.transit[node] else [own, *((neighbor, cost * size + further) for neighbor, further in graph.near[node])]


def two_nearest(graph: Graph, injected: Mapping[int, int]) -> tuple[list[int], list[int], list[int], list[int]]:
    """For each node: its nearest of `injected` (node → injection cost), the distance, the runner-up and its distance; -1 for none.

    Of several at the same distance, the lowest node is the nearest.
    """
    size = len(graph)
    near, transit = graph.near, graph.transit
    beyond = UNREACHABLE * size
    keys, first = [beyond] * size, [-1] * size
    keys2, second = [beyond] * size, [-1] * size
    heap: list[int] = []
    for node, cost in sorted(injected.items()):
        for neighbor, key in _first_keys(graph, node, cost):
            if key < keys[neighbor]:
                if first[neighbor] != node:
                    keys2[neighbor], second[neighbor] = keys[neighbor], first[neighbor]
                keys[neighbor], first[neighbor] = key, node
                heap.append(key)
            elif key < keys2[neighbor] and first[neighbor] != node:
                keys2[neighbor], second[neighbor] = key, node
    heapify(heap)
    pop, push = heappop, heappush
    while heap:  # the nearest everywhere, and what of a runner-up their regions show where they meet
        key = pop(heap)
        node = key % size
        if key > keys[node] or not transit[node]:
            continue
        key -= node
        source = first[node]
        for neighbor, further in near[node]:
            further += key
            if further < keys2[neighbor]:
                if first[neighbor] == source:
                    if further < keys[neighbor]:
                        keys[neighbor] = further
                        push(heap, further)
                elif further < keys[neighbor]:
                    keys2[neighbor], second[neighbor] = keys[neighbor], first[neighbor]
                    keys[neighbor], first[neighbor] = further, source
                    push(heap, further)
                else:
                    keys2[neighbor], second[neighbor] = further, source
    heap = [key for key, source in zip(keys2, second) if source >= 0]
    heapify(heap)
    while heap:  # runners-up, from there into each region
        key = pop(heap)
        node = key % size
        if key > keys2[node] or not transit[node]:
            continue
        key -= node
        source, nearest = second[node], first[node]
        for neighbor, further in near[node]:
            if first[neighbor] == nearest:
                further += key
                if further < keys2[neighbor]:
                    keys2[neighbor], second[neighbor] = further, source
                    push(heap, further)
    for node, other in enumerate(second):
        if keys[node] == keys2[node] and 0 <= other < first[node]:
            first[node], second[node] = other, first[node]
    return first, [key // size for key in keys], second, [key // size for key in keys2]


def arrivals(graph: Graph, injected: Mapping[int, int], away: list[int], capture: bool = True) -> list[int]:
    """For each node: the route servers at which its packets end, as a set of bits (bit = position in `injected`'s order).

    `away`: the distances to the nearest of `injected`. With `capture`, a route server keeps what crosses it, since it answers itself for
    an address that it owns (routing facts, "captures both sessions"); without it, the route servers that the IGP's computation means.
    """
    bits = {node: 1 << position for position, node in enumerate(injected)}
    ends = [0] * len(graph)
    transit, out = graph.transit, graph.out
    order = sorted((distance, node) for node, distance in enumerate(away) if distance < UNREACHABLE)
    # A broadcast network is as far away as the router behind it and must come after it.
    order.sort(key=lambda pair: (pair[0], pair[1] >= graph.routers))
    for distance, node in order:
        own = bits.get(node, 0)
        if own and (capture or injected[node] == distance):
            ends[node] = own
            if capture:
                continue
        found = ends[node]
        for neighbor, cost, _link in out[node]:
            if transit[neighbor]:
                if away[neighbor] + cost == distance:
                    found |= ends[neighbor]
            elif neighbor in bits and injected[neighbor] + cost == distance:
                found |= bits[neighbor]
        ends[node] = found
    return ends


def marked(graph: Graph, starts: Mapping[int, int], away: list[int], marks: Mapping[int, int]) -> list[int]:
    """For each node: the marks (bits) of those of `starts` that are nearest to it. `away`: the distances to them."""
    found = [0] * len(graph)
    transit, out = graph.transit, graph.out
    for distance, _network, node in sorted((distance, node >= graph.routers, node) for node, distance in enumerate(away) if distance < UNREACHABLE):
        bits = marks.get(node, 0) if starts.get(node) == distance else 0
        for neighbor, cost, _link in out[node]:
            if transit[neighbor]:
                if away[neighbor] + cost == distance:
                    bits |= found[neighbor]
            elif starts.get(neighbor, UNREACHABLE) + cost == distance:
                bits |= marks.get(neighbor, 0)
        found[node] = bits
    return found


def captures_possible(graph: Graph, injected: Mapping[int, int], away: list[int]) -> bool:
    """Whether a shortest path to another route server crosses one that owns the address."""
    return any(crosses(graph, node, away) for node, cost in injected.items() if away[node] < cost and graph.transit[node])


def crosses(graph: Graph, node: int, away: list[int]) -> bool:
    """Whether a best path of a neighbor leads through `node`."""
    here = away[node]
    return any(away[neighbor] == here + cost for neighbor, cost, _link in graph.into[node])
