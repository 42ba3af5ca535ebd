# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far it is from every router to every route server, in one area or across areas, before and after a failure.

Across areas, a distance carries the type of its route in its highest bits, as far as types are compared between route servers (see `areas.py`).
It is how far a route server would be if it were the only one: what a plan is made by. What a router really does with several is `Reach.ways`.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ..topology.graph import Graph
from ..topology.model import BACKBONE, Topology
from .areas import Announced, Areas, Ways
from .paths import UNREACHABLE, arrivals, captures_possible, distances
from .repair import after_loss_of_link, after_loss_of_node

ROUTE_TYPE = 1 << 40  # above every cost of a path: what an inter-area route adds to its distance
NONE, ROUTE_SERVER, LINK, NETWORK, ROUTER = "none", "route_server", "link", "network", "router"


@dataclass(frozen=True)
class Failure:
    """`kind`: one of the names above; `name`: what is lost. A route server is lost as such (BGP, injection): its router forwards on."""

    kind: str = NONE
    name: str = ""

    def __str__(self) -> str:
        return {NONE: "with everything up", ROUTE_SERVER: f"without route server {self.name}", LINK: f"without link {self.name}",
                NETWORK: f"without network {self.name}", ROUTER: f"without router {self.name}"}[self.kind]


class Reach:
    """`rows[server][node]`: the distance from a node to a route server, `UNREACHABLE` where there is no path."""

    def __init__(self, topology: Topology, servers: tuple[str, ...], external: bool = False, home: Mapping[str, str] | None = None, isis: bool = False,
                 forwarding: Mapping[str, str] | None = None) -> None:
        """`external`: injected as external type 1. `home`: route server → the area into which it injects, where it has links in several. `isis`:
        the areas are levels. `forwarding`: route server → the network or link of the forwarding address that its external names."""
        self.topology, self.servers = topology, servers
        self.graph = Graph(topology)
        self.nodes = [self.graph.index[name] for name in servers]
        self._external, self._isis = external, isis
        self._home = {name: (home or {}).get(name) or min(topology.areas_of[name], default=BACKBONE) for name in servers}
        self._forwarding = dict(forwarding or {})
        self.several_areas = len(topology.areas) > 1 or bool(self._forwarding)
        self._areas = Areas(topology, isis, external) if self.several_areas else None
        self.rows = self._all_rows(self._areas)

    def _all_rows(self, areas: Areas | None) -> list[list[int]]:
        if areas is None:
            return [distances(self.graph, node) for node in self.nodes]
        return [self._alone(areas, position) for position in range(len(self.servers))]

    def _announced(self, position: int, cost: int) -> Announced:
        name = self.servers[position]
        return Announced(self.nodes[position], cost, 1 << position, self._home[name], self._forwarding.get(name, ""))

    def _alone(self, areas: Areas, position: int) -> list[int]:
        announced = self._announced(position, 0)
        routes = areas.alone(announced)
        beyond = 0 if self._external and areas.topology.rfc1583 else 1 if self._external or self._isis or announced.home == BACKBONE else 2
        first = areas.first if self._external else (lambda routes, node: routes.inside[node])
        row = [distance if distance >= UNREACHABLE or first(routes, node) else distance + beyond * ROUTE_TYPE for node, distance in enumerate(routes.away)]
        row[announced.node] = 0
        return row

    def ways(self, costs: Mapping[int, int], failure: Failure) -> Ways:
        """Across areas: what becomes of an address of which `costs` has the route servers by position, those left after the failure.
        Marks are bits by position."""
        areas = self._areas_after(failure)
        return areas.ways([self._announced(position, cost) for position, cost in costs.items()])

    def _areas_after(self, failure: Failure) -> Areas:
        if failure.kind in (NONE, ROUTE_SERVER):
            return self._areas
        left = without(self.topology, failure)
        if failure.kind == ROUTER:
            hit = self.topology.areas_of[failure.name]
        else:
            hit = frozenset((self._area_of_link[failure.name],))
        return Areas(left, self._isis, self._external, self._areas, hit)

    @cached_property
    def _area_of_link(self) -> dict[str, str]:
        """The area of each link and network, interfaces to a network too."""
        found = {f"{router} - {network.name}": network.area for network in self.topology.networks for router, _cost in network.costs}
        return {**found, **{item.name: item.area for group in (self.topology.links, self.topology.networks) for item in group}}

    def failures(self, kinds: tuple[str, ...]) -> Iterator[Failure]:
        """Every single loss of these kinds, in the order of the topology."""
        for kind, names in ((ROUTE_SERVER, self.servers), (LINK, self.graph.links), (NETWORK, [network.name for network in self.topology.networks]),
                            (ROUTER, [router.name for router in self.topology.routers])):
            if kind in kinds or (kind == NETWORK and LINK in kinds):
                yield from (Failure(kind, name) for name in names)

    def changes(self, failure: Failure) -> list[dict[int, int]]:
        """For each route server: node → its new distance, where the failure changes it."""
        if failure.kind in (NONE, ROUTE_SERVER):
            return [{node: UNREACHABLE for node in range(len(self.graph))} if failure.kind == ROUTE_SERVER and name == failure.name else {}
                    for name in self.servers]
        if self.several_areas:
            return self._changes_across(failure)
        if failure.kind == LINK:
            link = self.link_number[failure.name]
            return [after_loss_of_link(self.graph, target, row, link) for target, row in zip(self.nodes, self.rows)]
        gone = self.graph.index[failure.name]
        return [after_loss_of_node(self.graph, target, row, gone) for target, row in zip(self.nodes, self.rows)]

    def _changes_across(self, failure: Failure) -> list[dict[int, int]]:
        after = self._all_rows(self._areas_after(failure))
        gone = self.graph.index[failure.name] if failure.kind != LINK else -1
        for target, row in zip(self.nodes, after):
            if target == gone:
                row[:] = [UNREACHABLE] * len(row)
            elif gone >= 0:
                row[gone] = UNREACHABLE
        return [{node: new for node, (old, new) in enumerate(zip(row, fresh)) if old != new} for row, fresh in zip(self.rows, after)]

    @cached_property
    def link_number(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.graph.links)}

    def arrivals_after(self, failure: Failure, injected: Mapping[int, int], away: list[int]) -> list[int]:
        """For each node, the route servers at which its packets end (bits by the order of `injected`), `away` being distances after the failure."""
        graph = self.graph if failure.kind in (NONE, ROUTE_SERVER) else Graph(without(self.topology, failure))
        return arrivals(graph, injected, away)

    def crossed(self, injected: Mapping[int, int], away: list[int]) -> bool:
        return captures_possible(self.graph, injected, away)


def without(topology: Topology, failure: Failure) -> Topology:
    """The topology after a failure; a lost router or network stays as a node without links, so that numbers of nodes hold."""
    links, networks = topology.links, topology.networks
    if failure.kind == LINK:
        links = tuple(link for link in links if link.name != failure.name)
        networks = tuple(replace(network, costs=tuple(pair for pair in network.costs if f"{pair[0]} - {network.name}" != failure.name)) for network in networks)
    elif failure.kind == NETWORK:
        networks = tuple(replace(network, costs=()) if network.name == failure.name else network for network in networks)
    elif failure.kind == ROUTER:
        links = tuple(link for link in links if failure.name not in link.ends)
        networks = tuple(replace(network, costs=tuple(pair for pair in network.costs if pair[0] != failure.name)) for network in networks)
    return replace(topology, links=links, networks=networks)
