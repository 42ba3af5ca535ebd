# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Distances after the loss of one link or one node, by repairing the ones before: the effort is that of the nodes whose distance changes.

A node's distance changes only when it loses its last arc on a shortest path; its new one comes by way of its neighbors that keep theirs
(the deletion case of G. Ramalingam and T. Reps, An incremental algorithm for a generalization of the shortest-path problem, 1996).
"""
from __future__ import annotations

from heapq import heapify, heappop, heappush

from ..topology.graph import Graph
from .paths import UNREACHABLE


def after_loss_of_link(graph: Graph, target: int, away: list[int], link: int) -> dict[int, int]:
    """Node → its new distance to `target`, where it is another than `away` says."""
    u, v = graph.link_ends[link]
    lost: dict[int, int] = {}
    for node in (u, v):
        if any(number == link and _tight(graph, target, away, node, neighbor, cost) for neighbor, cost, number in graph.out[node]):
            lost[node] = 1
    return _repaired(graph, target, away, lost, link=link)


def after_loss_of_node(graph: Graph, target: int, away: list[int], gone: int) -> dict[int, int]:
    """The same after the loss of a router or a broadcast network with all its links; all other nodes lose a `target` that is lost itself."""
    if gone == target:
        return {node: UNREACHABLE for node, distance in enumerate(away) if distance < UNREACHABLE}
    lost: dict[int, int] = {}
    for neighbor, cost, _link in graph.into[gone]:
        if _tight(graph, target, away, neighbor, gone, cost):
            lost[neighbor] = lost.get(neighbor, 0) + 1
    changed = _repaired(graph, target, away, lost, gone=gone)
    if away[gone] < UNREACHABLE:
        changed[gone] = UNREACHABLE
    return changed


def _tight(graph: Graph, target: int, away: list[int], node: int, neighbor: int, cost: int) -> bool:
    """Whether the arc from `node` to `neighbor` lies on a shortest path to `target`."""
    return away[node] < UNREACHABLE and node != target and away[neighbor] + cost == away[node] and (graph.transit[neighbor] or neighbor == target)


def _repaired(graph: Graph, target: int, away: list[int], lost: dict[int, int], link: int = -1, gone: int = -1) -> dict[int, int]:
    out, into, transit = graph.out, graph.into, graph.transit
    left: dict[int, int] = {}  # node → its arcs on shortest paths that are still there
    affected: dict[int, int] = {}
    waiting: list[int] = []

    def lose(node: int, arcs: int) -> None:
        if node not in left:
            distance = away[node]
            left[node] = sum(1 for neighbor, cost, _link in out[node]
                             if away[neighbor] + cost == distance and (transit[neighbor] or neighbor == target))
        left[node] -= arcs
        if not left[node]:
            waiting.append(node)

    for node, arcs in lost.items():
        lose(node, arcs)
    while waiting:
        node = waiting.pop()
        affected[node] = UNREACHABLE
        if transit[node]:
            here = away[node]
            for neighbor, cost, number in into[node]:
                if here + cost == away[neighbor] and neighbor != target and neighbor != gone and number != link:
                    lose(neighbor, 1)
    if not affected:
        return affected
    heap = []
    for node in affected:
        best = UNREACHABLE
        for neighbor, cost, number in out[node]:
            if neighbor not in affected and neighbor != gone and number != link and (transit[neighbor] or neighbor == target):
                best = min(best, away[neighbor] + cost)
        if best < UNREACHABLE:
            affected[node] = best
            heap.append((best, node))
    heapify(heap)
    while heap:
        distance, node = heappop(heap)
        if distance > affected[node] or not transit[node]:
            continue
        for neighbor, cost, number in into[node]:
            if neighbor in affected and number != link and distance + cost < affected[neighbor]:
                affected[neighbor] = distance + cost
                heappush(heap, (distance + cost, neighbor))
    return affected
