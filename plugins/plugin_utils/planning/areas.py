# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The routes to one anycast address across areas or levels, and where the packets that follow them end.

Each router decides for itself, and a packet follows the decision of every router on its way. What they decide by:

- **OSPF, intra-area**: a route inside an area goes before one across areas, whatever the costs (RFC 2328, 11). An area border router is one with
  links in the backbone (RFC 3509, the alternative that vendors ship). It tells an area the cost of its own best route, unless that route lies in
  this area, and the backbone only of routes inside its other areas (RFC 2328, 12.4.3). It looks at what others tell the backbone alone (16.2).
- **OSPF, external type 1**: each route server is a destination of its own, by the same rules (summaries of type 4); the one with the lowest sum of
  the way to it and its cost is taken (RFC 2328, 16.4). Without compatibility with RFC 1583, ways inside an area other than the backbone go first (16.4.1).
  With a forwarding address, the way to the network of that address counts.
- **IS-IS**: a route of level 1 goes before one of level 2. Routers of both levels tell level 2 what their level 1 reaches, and it is compared with
  all else there by cost. Level 1 follows what is leaked into it (RFC 5302), or else the nearest router that is attached to level 2 (ISO/IEC 10589 7.2.9.2).

An overloaded border router is on no way from one area to another. Area ranges, stub areas and virtual links are not modelled.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..topology.graph import Graph
from ..topology.model import BACKBONE, Topology
from .paths import UNREACHABLE, distances_to, marked


@dataclass(frozen=True)
class Announced:
    """An anycast address at one route server. `mark`: the bit that stands for it. `home`: the area into which it is injected (not for externals);
    `forwarding`: the broadcast network or the link whose address the announcement names, where it names one."""

    node: int
    cost: int
    mark: int = 1
    home: str = BACKBONE
    forwarding: str = ""


@dataclass(frozen=True, eq=False)
class _Field:
    """Distances in one area towards what is known there. `given`: node → the cost with which it is known. `server`: the route server that a packet
    is handed to where the field ends, -1: the node itself. `marks`: node of `given` → the route servers that are meant there."""

    graph: Graph
    given: Mapping[int, int]
    server: int = -1
    marks: dict[int, int] = field(default_factory=dict)

    @cached_property
    def away(self) -> list[int]:
        return distances_to(self.graph, self.given)

    @cached_property
    def meant(self) -> list[int]:
        return marked(self.graph, self.given, self.away, self.marks)

    def hops(self, node: int) -> Iterator[int]:
        """The routers that come next, beyond a broadcast network too."""
        if self.server >= 0 and self.given.get(node) == self.away[node]:
            yield self.server
        for neighbor in self._nearer(node):
            if neighbor < self.graph.routers:
                yield neighbor
            else:
                yield from self.hops(neighbor)

    def _nearer(self, node: int) -> Iterator[int]:
        away, transit, here = self.away, self.graph.transit, self.away[node]
        for neighbor, cost, _link in self.graph.out[node]:
            if away[neighbor] + cost == here if transit[neighbor] else self.given.get(neighbor, UNREACHABLE) + cost == here:
                yield neighbor


@dataclass
class Routes:
    """By router: the distance, the area of the route and the fields that it follows. `inside`: whether the route stays inside its area."""

    away: list[int]
    fields: list[tuple[_Field, ...]]
    areas: list[frozenset[str]]
    inside: list[bool]

    def take(self, node: int, area: str, found: _Field, inside: bool, distance: int | None = None) -> None:
        distance = found.away[node] if distance is None else distance
        if distance < self.away[node]:
            self.away[node], self.fields[node], self.areas[node], self.inside[node] = distance, (found,), frozenset((area,)), inside
        elif distance == self.away[node] < UNREACHABLE:
            self.fields[node] += (found,)
            self.areas[node] |= {area}


@dataclass(frozen=True)
class Ways:
    """By node: the distance to the address, `ends`: the route servers at which packets end, and those that are meant, as marks."""

    away: list[int]
    ends: list[int]
    fields: list[tuple[_Field, ...]]

    @cached_property
    def meant(self) -> list[int]:
        found = []
        for node, fields in enumerate(self.fields):
            bits = 0
            for one in fields:
                bits |= one.meant[node]
            found.append(bits)
        return found


class Areas:
    """A topology, area by area. `isis`: the areas are levels; `external`: an address is an external of type 1."""

    def __init__(self, topology: Topology, isis: bool = False, external: bool = False, whole: Areas | None = None, hit: frozenset[str] = frozenset()) -> None:
        """`whole`: the areas before a failure, of which only those of `hit` are others now."""
        self.topology, self.isis, self.external = topology, isis, external
        names = topology.areas if whole is None else whole.graphs
        self.graphs = {area: Graph(topology, area) if whole is None or area in hit else whole.graphs[area] for area in names}
        self.attached = [topology.areas_of[router.name] for router in topology.routers]
        self.index = next(iter(self.graphs.values())).index
        self.size = len(self.index)
        self._members: dict[str, list[int]] = {area: [] for area in self.graphs}
        for node, areas in enumerate(self.attached):
            for area in areas:
                self._members[area].append(node)
        core = set(self._members.get(BACKBONE, ()))
        transit = [not router.overloaded for router in topology.routers]
        self._borders = {area: [node for node in nodes if node in core and transit[node]] for area, nodes in self._members.items() if area != BACKBONE}
        self._core = core

    def ways(self, announced: Sequence[Announced]) -> Ways:
        if self.external:
            routes = self._nearest_external(announced)
        elif self.isis:
            routes = self._levels(announced)
        else:
            routes = self._across(announced)
        return Ways(routes.away, self._ends(announced, routes), routes.fields)

    def alone(self, announced: Announced) -> Routes:
        """The routes if this one were the only route server; of level 1 routers as if routes were leaked into their level."""
        return self._levels([announced], leaked=True) if self.isis and not self.external else self._of_one(announced) if self.external \
            else self._across([announced])

    def _nothing(self) -> Routes:
        return Routes([UNREACHABLE] * self.size, [()] * self.size, [frozenset()] * self.size, [False] * self.size)

    def _at_home(self, announced: Sequence[Announced]) -> dict[str, _Field]:
        """Area → the field of what is injected into it."""
        starts: dict[str, dict[int, int]] = {}
        marks: dict[str, dict[int, int]] = {}
        for one in announced:
            if one.home in self.graphs:
                starts.setdefault(one.home, {})[one.node] = one.cost
                marks.setdefault(one.home, {})[one.node] = one.mark
        return {area: _Field(self.graphs[area], given, -1, marks[area]) for area, given in starts.items()}

    def _summary(self, area: str, known: Mapping[int, int], routes: Routes) -> _Field:
        """What border routers tell an area: of `known`, border → cost."""
        marks = {}
        for node in known:
            marks[node] = 0
            for one in routes.fields[node]:
                marks[node] |= one.meant[node]
        return _Field(self.graphs[area], known, -1, marks)

    def _across(self, announced: Sequence[Announced]) -> Routes:
        fields = self._at_home(announced)
        return self._summarized(self._inside(fields), fields)

    def _inside(self, fields: Mapping[str, _Field]) -> Routes:
        """OSPF routes inside areas."""
        routes = self._nothing()
        prefer = self.external and not self.topology.rfc1583
        for area, found in sorted(fields.items(), key=lambda pair: prefer and pair[0] == BACKBONE):
            for node in self._members[area]:
                if not (prefer and area == BACKBONE and routes.fields[node]):
                    routes.take(node, area, found, True)
        return routes

    def _summarized(self, routes: Routes, fields: Mapping[str, _Field]) -> Routes:
        """And those across areas. To the originator of an external there is one route for each area, and the nearest is taken (RFC 2328, 16.4 step 3)."""
        borders = sorted({node for nodes in self._borders.values() for node in nodes})
        inside = list(routes.away)
        if BACKBONE in self.graphs:
            core = self._summary(BACKBONE, self._told(BACKBONE, borders, routes), routes)
            here = fields[BACKBONE].away if BACKBONE in fields else None
            for node in self._members[BACKBONE]:
                each = self.external and self.topology.rfc1583 and (here is None or here[node] >= UNREACHABLE)
                if inside[node] >= UNREACHABLE or each:
                    routes.take(node, BACKBONE, core, False)
        told = {area: self._summary(area, self._told(area, nodes, routes), routes) for area, nodes in self._borders.items()}
        for area, found in told.items():
            for node in self._members[area]:
                if inside[node] >= UNREACHABLE and node not in self._core:
                    routes.take(node, area, found, False)
        return routes

    @staticmethod
    def _told(area: str, borders: Sequence[int], routes: Routes) -> dict[int, int]:
        """What border routers know of other areas than this one: border → cost."""
        return {node: routes.away[node] for node in borders if routes.away[node] < UNREACHABLE and area not in routes.areas[node]}

    def _of_one(self, one: Announced) -> Routes:
        """To one originator of an external, or to the network of its forwarding address."""
        fields = {}
        if one.forwarding:
            area, given = self._forwarding(one)
            if given:
                fields[area] = _Field(self.graphs[area], given, one.node, {node: one.mark for node in given})
        else:
            for area in self.attached[one.node]:
                fields[area] = _Field(self.graphs[area], {one.node: 0}, -1, {one.node: one.mark})
        return self._summarized(self._inside(fields), fields)

    def _forwarding(self, one: Announced) -> tuple[str, dict[int, int]]:
        """The area of a forwarding address and the distances of the nodes beside it. None are left once the route server's interface is lost."""
        name = self.topology.routers[one.node].name
        for network in self.topology.networks:
            if network.name == one.forwarding and any(router == name for router, _cost in network.costs):
                return network.area, {self.index[network.name]: 0}
        for link in self.topology.links:
            if link.name == one.forwarding and name in link.ends:
                return link.area, {self.index[link.ends[0]]: link.cost, self.index[link.ends[1]]: link.cost_back}
        return BACKBONE, {}

    def _nearest_external(self, announced: Sequence[Announced]) -> Routes:
        best = self._nothing()
        keys = [(1, UNREACHABLE)] * self.size
        for one in announced:
            routes = self._of_one(one)
            for node, distance in enumerate(routes.away):
                if distance >= UNREACHABLE:
                    continue
                key = (0 if self.topology.rfc1583 or self.first(routes, node) else 1, distance + one.cost)
                if key <= keys[node]:
                    fields = routes.fields[node] + (best.fields[node] if key == keys[node] else ())
                    keys[node], best.away[node], best.fields[node] = key, key[1], fields
        return best

    @staticmethod
    def first(routes: Routes, node: int) -> bool:
        """Whether an external is preferred by the rules of RFC 2328, 16.4.1."""
        return routes.inside[node] and BACKBONE not in routes.areas[node]

    def _levels(self, announced: Sequence[Announced], leaked: bool = False) -> Routes:
        fields = self._at_home(announced)
        routes = self._nothing()
        for area in self._borders:
            if area in fields:
                for node in self._members[area]:
                    routes.take(node, area, fields[area], True)
        if BACKBONE not in self.graphs:
            return routes
        home = fields.get(BACKBONE)
        known, marks = dict(home.given if home else {}), dict(home.marks if home else {})
        low = [node for node in sorted({node for nodes in self._borders.values() for node in nodes}) if routes.away[node] < UNREACHABLE]
        up = self._summary(BACKBONE, {node: routes.away[node] for node in low}, routes)
        for node, cost in up.given.items():
            if cost < known.get(node, UNREACHABLE):
                known[node], marks[node] = cost, up.marks[node]
        level_1 = {node for node, distance in enumerate(routes.away) if distance < UNREACHABLE}
        upper = _Field(self.graphs[BACKBONE], known, -1, marks)
        for node in self._core - level_1:
            routes.take(node, BACKBONE, upper, False)
        for area, borders in self._borders.items():
            attached = dict.fromkeys(borders, 0)
            if leaked or self.topology.leaked:
                attached = {node: routes.away[node] for node in borders if routes.away[node] < UNREACHABLE}
            down = self._summary(area, attached, routes)
            for node in self._members[area]:
                if node not in level_1 and node not in self._core:
                    routes.take(node, area, down, False)
        return routes

    def _ends(self, announced: Sequence[Announced], routes: Routes) -> list[int]:
        """Hop by hop: each router as it decides itself, until a packet reaches a route server that carries the address."""
        ends = [0] * self.size
        before: dict[int, list[int]] = {}
        for one in announced:
            ends[one.node] |= one.mark
        for node in range(len(self.attached)):
            if not ends[node]:
                for hop in {hop for found in routes.fields[node] for hop in found.hops(node)}:
                    before.setdefault(hop, []).append(node)
        waiting = [one.node for one in announced]
        while waiting:
            node = waiting.pop()
            for other in before.get(node, ()):
                if ends[node] | ends[other] != ends[other]:
                    ends[other] |= ends[node]
                    waiting.append(other)
        return ends
