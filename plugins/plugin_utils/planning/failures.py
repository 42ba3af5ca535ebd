# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a set of costs promises, and what is left of it after the loss of any one route server, link or router."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..topology.graph import Graph
from .areas import Ways
from .paths import UNREACHABLE
from .reach import LINK, NONE, ROUTE_SERVER, ROUTER, Failure, Reach

KINDS = (ROUTE_SERVER, LINK, ROUTER)
REACHED, UNIQUE, DISTINCT, OWN_SITE = "reached", "unique", "distinct", "own_site"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Breach:
    """A promise that does not hold: which, after which loss, for which routers and why. `impossible`: no costs whatever could keep it."""

    failure: Failure
    promise: str
    routers: tuple[str, ...]
    why: str
    impossible: bool
    address: str = ""

    def __str__(self) -> str:
        shown = ", ".join(self.routers[:5]) + (f" and {len(self.routers) - 5} more" if len(self.routers) > 5 else "")
        return f"{self.failure}, {shown}: {self.why}"

    def as_dict(self) -> dict[str, Any]:
        return {"failure": self.failure.kind, "lost": self.failure.name, "promise": self.promise, "address": self.address,
                "routers": list(self.routers), "why": self.why, "impossible": self.impossible}


@dataclass(frozen=True)
class Outcome:
    """Where the packets to one address end after a failure: the nodes whose distance changed, or all of them (`ends` holds only these)."""

    ends: Mapping[int, int]
    nearest: Mapping[int, int]


class _Meant(Mapping[int, int]):
    """Node → the route servers that its routes mean, computed when somebody asks."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways

    def __getitem__(self, node: int) -> int:
        return self._ways.meant[node]

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self)))

    def __len__(self) -> int:
        return len(self._ways.ends)


class Promises:
    """The promises of `costs` (address → position of a route server in `reach.servers` → cost), checked failure by failure."""

    def __init__(self, reach: Reach, costs: Mapping[str, Mapping[int, int]]) -> None:
        self.reach, self.costs = reach, costs
        self._routers = reach.graph.routers
        self._owners = {address: {reach.nodes[position] for position in of_address} for address, of_address in costs.items()}
        if reach.several_areas:
            self._base = {address: self._across(address, Failure()) for address in costs}
            self._broken = set(self._violations(Failure(), self._base))
            return
        self._ranked = {address: self._rank(of_address) for address, of_address in costs.items()}
        self._injected = {address: {reach.nodes[position]: cost for position, cost in of_address.items()} for address, of_address in costs.items()}
        self._positions = {address: list(of_address) for address, of_address in costs.items()}
        self._away = {address: [ranked[0][0] for ranked in self._ranked[address]] for address in costs}
        self._crossed = {address: reach.crossed(self._injected[address], self._away[address]) for address in costs}
        self._base = {address: self._everywhere(address, Failure(), self._away[address], set(of_address)) for address, of_address in costs.items()}
        self._broken = set(self._violations(Failure(), self._base))

    def _rank(self, of_address: Mapping[int, int]) -> list[list[tuple[int, int]]]:
        """Node → its three nearest route servers with their distances."""
        columns = [(position, cost, self.reach.rows[position]) for position, cost in of_address.items()]
        nothing = [(UNREACHABLE, -1)] * 3
        return [(sorted([(row[node] + cost, position) for position, cost, row in columns if row[node] < UNREACHABLE]) + nothing)[:3]
                for node in range(len(self.reach.graph))]

    def _everywhere(self, address: str, failure: Failure, away: list[int], alive: set[int]) -> Outcome:
        """The outcome at every node. `away`: the distances to the nearest route server that is alive."""
        injected = {self.reach.nodes[position]: cost for position, cost in self.costs[address].items() if position in alive}
        nearest = {}
        for node, best in enumerate(away):
            nearest[node] = self._at(address, node, best, alive) if best < UNREACHABLE else 0
        if not self.reach.crossed(injected, away):
            return Outcome(nearest, nearest)
        live = [position for position in self.costs[address] if position in alive]
        ends = self.reach.arrivals_after(failure, injected, away)
        return Outcome({node: sum(1 << live[number] for number in range(len(live)) if bits >> number & 1) for node, bits in enumerate(ends)}, nearest)

    def _at(self, address: str, node: int, best: int, alive: set[int]) -> int:
        bits = 0
        for distance, position in self._ranked[address][node]:
            if distance == best and position in alive:
                bits |= 1 << position
        if bits & (bits - 1):  # more than three may be equally near
            bits = sum(1 << position for position, cost in self.costs[address].items() if position in alive and self.reach.rows[position][node] + cost == best)
        return bits

    def _across(self, address: str, failure: Failure) -> Outcome:
        """The outcome across areas, where a loss may change the routes of every router."""
        gone = self.reach.servers.index(failure.name) if failure.kind == ROUTE_SERVER else -1
        lost = self.reach.graph.index[failure.name] if failure.kind == ROUTER else -1
        live = {position: cost for position, cost in self.costs[address].items() if position != gone and self.reach.nodes[position] != lost}
        ways = self.reach.ways(live, failure)
        return Outcome(dict(enumerate(ways.ends)), _Meant(ways))

    def after(self, failure: Failure, changes: list[dict[int, int]]) -> dict[str, Outcome]:
        if failure.kind == NONE:
            return self._base
        if self.reach.several_areas:
            untouched = Outcome({}, {})
            return {address: untouched if failure.kind == ROUTE_SERVER and self.reach.servers.index(failure.name) not in of_address
                    else self._across(address, failure) for address, of_address in self.costs.items()}
        if failure.kind == ROUTE_SERVER:
            return {address: self._without_server(address, failure) for address in self.costs}
        touched = sorted(set().union(*changes))
        return {address: self._after_change(address, failure, changes, touched) for address in self.costs}

    def _without_server(self, address: str, failure: Failure) -> Outcome:
        lost = self.reach.servers.index(failure.name)
        if lost not in self.costs[address]:
            return Outcome({}, {})
        away = [ranked[1][0] if ranked[0][1] == lost else ranked[0][0] for ranked in self._ranked[address]]
        return self._everywhere(address, failure, away, set(self.costs[address]) - {lost})

    def _after_change(self, address: str, failure: Failure, changes: list[dict[int, int]], touched: list[int]) -> Outcome:
        columns = [(1 << position, cost, changes[position], self.reach.rows[position]) for position, cost in self.costs[address].items()]
        nearest, fresh = {}, {}
        for node in touched:
            best, bits = UNREACHABLE, 0
            for bit, cost, changed, row in columns:
                distance = changed.get(node, row[node])
                if distance < UNREACHABLE:
                    distance += cost
                    if distance < best:
                        best, bits = distance, bit
                    elif distance == best:
                        bits |= bit
            nearest[node], fresh[node] = bits, best
        if not self._crossed[address] and not self._newly_crossed(address, fresh):
            return Outcome(nearest, nearest)
        away = list(self._away[address])
        for node, distance in fresh.items():
            away[node] = distance
        gone = self.reach.graph.index[failure.name] if failure.kind != LINK else -1
        injected = {node: cost for node, cost in self._injected[address].items() if node != gone}
        live = [position for position in self.costs[address] if self.reach.nodes[position] != gone]
        ends = self.reach.arrivals_after(failure, injected, away)
        return Outcome({node: sum(1 << live[number] for number in range(len(live)) if bits >> number & 1) for node, bits in enumerate(ends)}, nearest)

    def _newly_crossed(self, address: str, fresh: Mapping[int, int]) -> bool:
        graph, away = self.reach.graph, self._away[address]
        for node, cost in self._injected[address].items():
            here = fresh.get(node, away[node])
            if here >= cost or not graph.transit[node] or here >= UNREACHABLE:
                continue
            for neighbor, between, _link in graph.into[node]:
                if (node in fresh or neighbor in fresh) and fresh.get(neighbor, away[neighbor]) == here + between:
                    return True
        return False

    def _violations(self, failure: Failure, outcomes: Mapping[str, Outcome]) -> Iterator[tuple[str, str, int]]:
        """Promise, address and router of each breach, whether it was there before the failure or not."""
        gone = self.reach.graph.index[failure.name] if failure.kind == ROUTER else -1
        for address, outcome in outcomes.items():
            owners = self._owners[address]
            for node, bits in outcome.ends.items():
                if bits and not bits & (bits - 1):
                    continue
                if node < self._routers and node not in owners and node != gone:
                    yield (UNIQUE if bits else REACHED), address, node
        if len(self.costs) == 2:
            yield from self._shared(outcomes, gone)

    def _shared(self, outcomes: Mapping[str, Outcome], gone: int) -> Iterator[tuple[str, str, int]]:
        (first, one), (second, other) = outcomes.items()
        owners = self._owners[first] | self._owners[second]
        here, there = self._base[first].ends, self._base[second].ends
        for node in one.ends.keys() | other.ends.keys():
            bits = one.ends.get(node, here[node]) & other.ends.get(node, there[node])
            if bits and node < self._routers and node not in owners and node != gone:
                yield DISTINCT, "", node

    def broken(self, failure: Failure, changes: list[dict[int, int]] | None = None) -> tuple[list[tuple[str, str, int]], dict[str, Outcome]]:
        """Promise, address and node of each breach that the failure brings (with no failure: that is there), and the outcome behind it."""
        if changes is None:
            changes = [] if self.reach.several_areas else self.reach.changes(failure)
        outcomes = self.after(failure, changes)
        found = sorted(self._violations(failure, outcomes))
        return (found if failure.kind == NONE else [item for item in found if item not in self._broken]), outcomes

    def breaches(self, failure: Failure, changes: list[dict[int, int]] | None = None) -> list[Breach]:
        if changes is None and not self.reach.several_areas:
            changes = self.reach.changes(failure)
        found, outcomes = self.broken(failure, changes)
        if found and changes is None:
            changes = self.reach.changes(failure)
        grouped: dict[tuple[str, str, str, bool], list[str]] = {}
        for promise, address, node in found:
            why, impossible = self._why(promise, address, node, failure, changes, outcomes)
            grouped.setdefault((promise, address, why, impossible), []).append(self.reach.graph.names[node])
        return [Breach(failure, promise, tuple(routers), why, impossible, address) for (promise, address, why, impossible), routers in grouped.items()]

    def _reachable(self, addresses: Sequence[str], node: int, failure: Failure, changes: list[dict[int, int]]) -> list[int]:
        carriers = sorted({position for address in addresses for position in self.costs[address]})
        lost = self.reach.servers.index(failure.name) if failure.kind == ROUTE_SERVER else -1
        return [position for position in carriers if position != lost and changes[position].get(node, self.reach.rows[position][node]) < UNREACHABLE]

    def _why(self, promise: str, address: str, node: int, failure: Failure, changes: list[dict[int, int]], outcomes: Mapping[str, Outcome]) -> tuple[str, bool]:
        names = self.reach.servers
        if promise == REACHED and outcomes[address].nearest.get(node):
            return "its packets go round in circles between areas", False
        if promise == REACHED:
            left = len(self.costs[address]) - (failure.kind == ROUTE_SERVER)
            return ("no path is left to a route server of this address" if left else "this was the only route server of this address"), True
        if promise == UNIQUE:
            bits = outcomes[address].ends[node]
            shared = [names[position] for position in self.costs[address] if bits >> position & 1]
            kept = bits & ~outcomes[address].nearest.get(node, bits)
            if kept:
                return f"some of its paths end at a route server on the way, others do not: {', '.join(shared)}", False
            return f"equally far from {', '.join(shared)}", False
        reachable = self._reachable(list(self.costs), node, failure, changes)
        if len(reachable) < 2:
            return f"only {names[reachable[0]]} can be reached, and both addresses end there" if reachable else "no route server can be reached", True
        (first, one), (second, other) = outcomes.items()
        base_first, base_second = self._base[first], self._base[second]
        both = one.ends.get(node, base_first.ends[node]) & other.ends.get(node, base_second.ends[node])
        server = next(names[position] for position in range(len(names)) if both >> position & 1)
        meant = one.nearest.get(node, base_first.nearest[node]) & other.nearest.get(node, base_second.nearest[node])
        if not meant:
            return (f"{server} lies on the way to the other route server, owns both addresses and keeps what crosses it; "
                    f"take {server} out of the way (max-metric or overload) or give it one address only"), False
        return f"both addresses lead to {server}", False


def every_breach(promises: Promises, kinds: tuple[str, ...] = KINDS, progress: Progress | None = None, known: Sequence[Failure] | None = None) -> list[Breach]:
    """What does not hold with everything up, then what each single loss breaks besides. `known`: the only losses that break something, if at hand."""
    found = promises.breaches(Failure())
    failures = list(promises.reach.failures(kinds) if known is None else known)
    for number, failure in enumerate(failures):
        if progress:
            progress(number, len(failures), "the last round, losses tried")
        found += promises.breaches(failure)
    return found


def outside_their_site(reach: Reach, graph: Graph, outcomes: Mapping[str, Outcome]) -> list[tuple[str, list[str]]]:
    """Site and its routers from which no address leads to a route server of the site, where there is one."""
    routers = reach.topology.routers
    local: dict[str, int] = {}
    for position, name in enumerate(reach.servers):
        site = routers[reach.nodes[position]].site
        if site:
            local[site] = local.get(site, 0) | 1 << position
    found: dict[str, list[str]] = {}
    servers = set(reach.nodes)
    for node, router in enumerate(routers):
        if router.site in local and node not in servers and not any(outcome.ends[node] & local[router.site] for outcome in outcomes.values()):
            found.setdefault(router.site, []).append(graph.names[node])
    return list(found.items())
