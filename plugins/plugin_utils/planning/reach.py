# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far it is from every router to every route server, in one area or across areas, before and after a failure.

Across areas, a distance carries the type of its route in its highest bits: an intra-area route goes before an inter-area one whatever the
cost (RFC 2328, 11 and 16.2), and an area border router sees the route servers of the backbone as its own. An address that is injected as
external type 1 is compared by its cost alone (RFC 2328, 16.4). The levels of IS-IS are areas here: a route of the own level goes first.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ..topology.graph import Graph
from ..topology.model import BACKBONE, Topology
from .paths import UNREACHABLE, arrivals, captures_possible, crosses, distances, distances_to
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

    def __init__(self, topology: Topology, servers: tuple[str, ...], external: bool = False, home: Mapping[str, str] | None = None) -> None:
        """`external`: injected as external type 1. `home`: route server → the area into which it injects, where it has links in several."""
        self.topology, self.servers = topology, servers
        self.graph = Graph(topology)
        self.nodes = [self.graph.index[name] for name in servers]
        self._external, self._home = external, dict(home or {})
        self.rows = self._all_rows(topology)

    @property
    def several_areas(self) -> bool:
        return len(self.topology.areas) > 1

    def _all_rows(self, topology: Topology) -> list[list[int]]:
        if len(self.topology.areas) < 2:
            graph = self.graph if topology is self.topology else Graph(topology)
            return [distances(graph, graph.index[name]) for name in self.servers]
        graphs = {area: Graph(topology, area) for area in self.topology.areas}
        return [self._across(graphs, topology, name) for name in self.servers]

    def _across(self, graphs: Mapping[str, Graph], topology: Topology, server: str) -> list[int]:
        areas_of = topology.areas_of
        home = self._home.get(server) or min(self.topology.areas_of[server], default=BACKBONE)
        inside = distances(graphs[home], graphs[home].index[server])
        best = list(inside)
        core = inside
        if home != BACKBONE and BACKBONE in graphs:
            borders = self._borders(topology, areas_of, home)
            core = distances_to(graphs[BACKBONE], {node: inside[node] for node in borders if inside[node] < UNREACHABLE})
            self._offer(best, core, 0 if self._external else 2 * ROUTE_TYPE, inside)
        for area, graph in graphs.items():
            if area not in (home, BACKBONE):
                starts = {node: core[node] for node in self._borders(topology, areas_of, area) if core[node] < UNREACHABLE}
                self._offer(best, distances_to(graph, starts), 0 if self._external else (1 if home == BACKBONE else 2) * ROUTE_TYPE, inside)
        return best

    @staticmethod
    def _borders(topology: Topology, areas_of: Mapping[str, frozenset[str]], area: str) -> list[int]:
        return [node for node, router in enumerate(topology.routers) if {area, BACKBONE} <= areas_of[router.name]]

    def _offer(self, best: list[int], found: list[int], route_type: int, inside: list[int]) -> None:
        for node, distance in enumerate(found):
            if distance < UNREACHABLE and (self._external or inside[node] == UNREACHABLE) and distance + route_type < best[node]:
                best[node] = distance + route_type

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
        after = self._all_rows(without(self.topology, failure))
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
        return not self.several_areas and captures_possible(self.graph, injected, away)

    def crosses(self, node: int, away: list[int]) -> bool:
        return crosses(self.graph, node, away)


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
    return Topology(topology.routers, links, networks, topology.source)
