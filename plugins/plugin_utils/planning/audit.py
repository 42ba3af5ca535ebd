# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where each router's packets to each anycast address go, by the costs as they are."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..topology.graph import Graph
from ..topology.model import Topology
from .paths import UNREACHABLE, arrivals, captures_possible, two_nearest
from .reach import ROUTE_TYPE, Failure, Reach

Costs = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class AddressAudit:
    """One anycast address, by node of the graph: the positions in `servers` of the nearest and of the runner-up (-1: there is none), both
    distances, and `ends`, the route servers at which packets end, as bits by position in `servers`."""

    address: str
    servers: tuple[str, ...]
    routers: tuple[str, ...]
    owners: frozenset[int]
    nearest: list[int]
    away: list[int]
    runner_up: list[int]
    runner_up_away: list[int]
    ends: list[int]

    def others(self) -> Iterator[int]:
        """The routers that do not own the address: a route server answers itself."""
        return (node for node in range(len(self.routers)) if node not in self.owners)

    def names(self, bits: int) -> list[str]:
        return [server for position, server in enumerate(self.servers) if bits >> position & 1]

    @property
    def ecmp(self) -> list[tuple[str, list[str]]]:
        """The routers that spread the flows to the address over several route servers."""
        return [(self.routers[node], self.names(self.ends[node])) for node in self.others() if self.ends[node] & (self.ends[node] - 1)]

    @property
    def captured(self) -> list[tuple[str, str, list[str]]]:
        """Router, the route server that the IGP means, and those on the way that keep its packets."""
        return [(self.routers[node], self.servers[self.nearest[node]], self.names(self.ends[node]))
                for node in self.others() if self.nearest[node] >= 0 and not self.ends[node] >> self.nearest[node] & 1]

    @property
    def cut_off(self) -> list[str]:
        return [self.routers[node] for node in self.others() if self.nearest[node] < 0]

    def row(self, node: int) -> dict[str, Any]:
        nearest, second = self.nearest[node], self.runner_up[node]
        away, further = self.away[node], self.runner_up_away[node]
        return {
            "nearest": self.servers[nearest] if nearest >= 0 else None, "distance": away % ROUTE_TYPE if nearest >= 0 else None,
            "runner_up": self.servers[second] if second >= 0 else None, "runner_up_distance": further % ROUTE_TYPE if second >= 0 else None,
            "ends": self.names(self.ends[node]),
        }


@dataclass(frozen=True)
class Audit:
    by_address: tuple[AddressAudit, ...]

    @property
    def same_server(self) -> list[tuple[str, str]]:
        """The routers whose two addresses lead to one route server, where the second session of an appliance cannot come up."""
        if len(self.by_address) != 2:
            return []
        first, second = self.by_address
        return [(first.routers[node], ", ".join(shared)) for node in range(len(first.routers))
                if node not in first.owners | second.owners and (shared := self._shared(first, second, node))]

    @staticmethod
    def _shared(first: AddressAudit, second: AddressAudit, node: int) -> list[str]:
        if first.servers == second.servers:
            both = first.ends[node] & second.ends[node]
            return first.names(both) if both else []
        return [name for name in first.names(first.ends[node]) if name in second.names(second.ends[node])]

    def as_dict(self) -> dict[str, Any]:
        return {
            "addresses": {
                one.address: {
                    "routers": {name: one.row(node) for node, name in enumerate(one.routers)},
                    "ecmp": [{"router": router, "servers": servers} for router, servers in one.ecmp],
                    "captured": [{"router": router, "nearest": nearest, "ends": ends} for router, nearest, ends in one.captured],
                    "cut_off": one.cut_off,
                }
                for one in self.by_address
            },
            "same_server": [{"router": router, "server": server} for router, server in self.same_server],
        }


def audit(topology: Topology, costs: Costs, addresses: tuple[str, ...] = (), external: bool = False, graph: Graph | None = None,
          home: Mapping[str, str] | None = None, isis: bool = False, forwarding: Mapping[str, str] | None = None) -> Audit:
    """`costs`: route server → address → injection cost, the route servers being routers of the topology. `graph`: that of the topology, if at hand.
    `home`, `isis` and `forwarding`: as `Reach` takes them."""
    if not addresses:
        addresses = tuple(dict.fromkeys(address for of_server in costs.values() for address in of_server))
    names = tuple(router.name for router in topology.routers)
    if len(topology.areas) > 1 or forwarding:
        reach = Reach(topology, tuple(costs), external, home, isis, forwarding)
        return Audit(tuple(_across(reach, costs, address, names) for address in addresses))
    graph = graph or Graph(topology)
    return Audit(tuple(_in_one_area(graph, costs, address, names) for address in addresses))


def _in_one_area(graph: Graph, costs: Costs, address: str, names: tuple[str, ...]) -> AddressAudit:
    injected = {graph.index[server]: of_server[address] for server, of_server in costs.items() if address in of_server}
    servers = tuple(server for server, of_server in costs.items() if address in of_server)
    position = {node: number for number, node in enumerate(injected)}
    position[-1] = -1
    first, away, second, further = two_nearest(graph, injected)
    if captures_possible(graph, injected, away):
        ends = arrivals(graph, injected, away)
    else:
        ends = [1 << position[node] if node >= 0 else 0 for node in first]
        tied = [node for node, distance in enumerate(away) if distance == further[node] < UNREACHABLE]
        _settle_ties(graph, injected, away, ends, tied)
    return AddressAudit(address, servers, names, frozenset(injected), [position[node] for node in first], away, [position[node] for node in second],
                        further, ends)


def _settle_ties(graph: Graph, injected: Mapping[int, int], away: list[int], ends: list[int], tied: list[int]) -> None:
    bits = {node: 1 << number for number, node in enumerate(injected)}
    for node in sorted(tied, key=lambda node: (away[node], node >= graph.routers)):
        found = bits[node] if injected.get(node) == away[node] else 0
        for neighbor, cost, _link in graph.out[node]:
            if graph.transit[neighbor]:
                if away[neighbor] + cost == away[node]:
                    found |= ends[neighbor]
            elif neighbor in bits and injected[neighbor] + cost == away[node]:
                found |= bits[neighbor]
        ends[node] = bits[node] if node in bits else found


def _across(reach: Reach, costs: Costs, address: str, names: tuple[str, ...]) -> AddressAudit:
    """The routes as they are; the runner-up is the nearest of the others, had each been the only one."""
    servers = tuple(server for server in costs if address in costs[server])
    positions = [reach.servers.index(server) for server in servers]
    numbers = {position: number for number, position in enumerate(positions)}
    ways = reach.ways({position: costs[server][address] for position, server in zip(positions, servers)}, Failure())
    rows = [(reach.rows[position], costs[server][address], number) for number, (position, server) in enumerate(zip(positions, servers))]
    nearest, runner_up, further, ends = [], [], [], []
    for node in range(len(reach.graph)):
        meant = _numbered(ways.meant[node], numbers)
        nearest.append((meant & -meant).bit_length() - 1)
        others = min(((row[node] + cost, number) for row, cost, number in rows if row[node] < UNREACHABLE and number != nearest[-1]), default=(UNREACHABLE, -1))
        further.append(others[0])
        runner_up.append(others[1])
        ends.append(_numbered(ways.ends[node], numbers))
    owners = frozenset(reach.graph.index[server] for server in servers)
    return AddressAudit(address, servers, names, owners, nearest, ways.away, runner_up, further, ends)


def _numbered(bits: int, numbers: Mapping[int, int]) -> int:
    return sum(1 << number for position, number in numbers.items() if bits >> position & 1)
