# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A topology as arrays of numbers: what the path computations run on."""
from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from .model import MAX_LINK_METRIC, Topology

Arc = tuple[int, int, int]


class Graph:
    """One area of a topology, or all of it. Nodes are numbers: first the routers, then the broadcast networks, in the topology's order.

    `out[u]`: the arcs (v, cost, link) that lead from u to v. `into[v]`: the arcs (u, cost, link) that lead from u to v.
    `transit[v]`: whether a path may lead on through v. `links`: link → its name, and `link_ends`: link → its two nodes; the interface
    of a router on a broadcast network is a link, too. Parallel links are arcs of their own. `near[v]`: `into[v]` as (u, cost times nodes plus u),
    ready for a heap of single integers.
    """

    def __init__(self, topology: Topology, area: str | None = None) -> None:
        self.routers = len(topology.routers)
        self.names = [router.name for router in topology.routers] + [network.name for network in topology.networks]
        self.index = {name: number for number, name in enumerate(self.names)}
        self.transit = [not router.overloaded for router in topology.routers] + [True] * len(topology.networks)
        self.links: list[str] = []
        self.link_ends: list[tuple[int, int]] = []
        self._costs: list[tuple[int, int]] = []
        self.near: list[list[tuple[int, int]]] = [[] for _name in self.names]
        stub = {router.name for router in topology.routers if router.max_metric}
        size, index, near = len(self.names), self.index, self.near
        for first, second, cost, back, name in self._adjacencies(topology, area):
            u, v = index[first], index[second]
            cost = MAX_LINK_METRIC if first in stub else cost
            back = MAX_LINK_METRIC if second in stub else back
            self.links.append(name)
            self.link_ends.append((u, v))
            self._costs.append((cost, back))
            near[v].append((u, cost * size + u))
            near[u].append((v, back * size + v))

    @cached_property
    def out(self) -> list[list[Arc]]:
        arcs: list[list[Arc]] = [[] for _name in self.names]
        for link, ((u, v), (cost, back)) in enumerate(zip(self.link_ends, self._costs)):
            arcs[u].append((v, cost, link))
            arcs[v].append((u, back, link))
        return arcs

    @cached_property
    def into(self) -> list[list[Arc]]:
        arcs: list[list[Arc]] = [[] for _name in self.names]
        for link, ((u, v), (cost, back)) in enumerate(zip(self.link_ends, self._costs)):
            arcs[v].append((u, cost, link))
            arcs[u].append((v, back, link))
        return arcs

    @staticmethod
    def _adjacencies(topology: Topology, area: str | None) -> Iterator[tuple[str, str, int, int, str]]:
        for link in topology.links:
            if area in (None, link.area):
                yield link.ends[0], link.ends[1], link.cost, link.cost_back, link.name
        for network in topology.networks:
            if area in (None, network.area):
                for router, cost in network.costs:
                    yield router, network.name, cost, 0, f"{router} - {network.name}"

    def __len__(self) -> int:
        return len(self.names)
