# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strategy `nearest`: injection costs computed from the topology.

The plan is a function of its arguments alone: the same inventory gives the same costs on every host and in every slice of a job. What a
single loss would break is found by trying every loss on the costs so far; each router that it would leave between two route servers
becomes a row to keep apart, and the costs are computed again, until no more is found.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ..costs import DEFAULT_BASE, METRICS
from ..faults import Fault
from ..topology.model import BACKBONE, MAX_LINK_METRIC, Topology
from .assign import Reason, Row, assigned
from .explain import sentence_for
from .failures import DISTINCT, KINDS, OWN_SITE, REACHED, UNIQUE, Breach, Progress, Promises, every_breach, outside_their_site
from .paths import UNREACHABLE
from .ranks import Ranks, ranks_of
from .reach import ROUTE_TYPE, Failure, Reach

ROUNDS = 8
LEVEL_1 = "level 1"


@dataclass(frozen=True)
class Server:
    """A route server, and the anycast addresses that it carries. `forwarding`: the network or link of the forwarding address that its externals name."""

    name: str
    addresses: tuple[str, ...]
    forwarding: str = ""


@dataclass(frozen=True)
class Plan:
    """`costs`: route server → address → cost; `sentences`: why, in the same shape; `breaches`: what no promise is made for."""

    costs: dict[str, dict[str, int]]
    sentences: dict[str, dict[str, str]]
    breaches: tuple[Breach, ...]
    survives: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        broken = {breach.promise for breach in self.breaches}
        return {"costs": self.costs, "explanations": self.sentences, "breaches": [{**breach.as_dict(), "text": str(breach)} for breach in self.breaches],
                "survives": list(self.survives), "holds": {promise: promise not in broken for promise in (REACHED, UNIQUE, DISTINCT, OWN_SITE)}}


def plan(topology: Topology, servers: Sequence[Server], addresses: Sequence[str], base: int = DEFAULT_BASE, metric: str = "ospf",
         survive: Sequence[str] = KINDS, keep: Mapping[str, Mapping[str, int]] | None = None, paths: Mapping[str, str] | None = None,
         progress: Progress | None = None, area: str | None = None) -> tuple[Plan | None, list[Fault]]:
    """`metric`: as in `costs.METRICS`. `area`: into which every route server injects, where the topology has several and one is in more of them.
    `keep`: costs of an earlier plan, kept where they still hold. `paths`: the options as the user wrote them."""
    at = {name: (paths or {}).get(name, name) for name in ("topology", "route_servers", "addresses", "base", "metric", "survive")}
    faults = input_faults(topology, servers, addresses, base, metric, survive, at, area)
    if faults:
        return None, faults
    home = homes_of(topology, servers, area)
    work = _Work(topology, servers, addresses, base, metric, keep or {}, home)
    kinds = tuple(kind for kind in KINDS if kind in survive)
    promises = work.settle(kinds, progress)
    limits = work.beyond(METRICS[metric], at["topology"])
    if limits:
        return None, limits
    breaches = every_breach(promises, kinds, progress, work.breaking)
    outcomes = promises.after(Failure(), [])
    for site, routers in outside_their_site(work.reach, work.reach.graph, outcomes):
        why, impossible = work.why_outside(site)
        breaches.append(Breach(Failure(), OWN_SITE, tuple(routers), why, impossible))
    return Plan(work.named_costs(), work.sentences(), tuple(breaches), kinds), []


def input_faults(topology: Topology, servers: Sequence[Server], addresses: Sequence[str], base: Any, metric: Any, survive: Any,
                 paths: Mapping[str, str], area: str | None = None) -> list[Fault]:
    """What makes a plan or a judgement impossible."""
    at = {name: paths.get(name, name) for name in ("topology", "route_servers", "addresses", "base", "metric", "survive")}
    faults = [Fault(f"{at['route_servers']}[{number}]", f"this route server has no link in area {area}, into which the addresses are injected",
                    "add the link to the topology, or correct the area", server.name)
              for number, server in enumerate(servers) if area and area != LEVEL_1 and server.name in topology.by_name
              and area not in topology.areas_of[server.name]]
    if isinstance(base, bool) or not isinstance(base, int) or base < 1:
        faults.append(Fault(at["base"], "this is not a cost", "write a whole number of 1 or more", base))
    if not isinstance(metric, str) or metric not in METRICS:
        faults.append(Fault(at["metric"], "there is no such metric", f"write one of {', '.join(METRICS)}", metric))
    for number, kind in enumerate(survive):
        if kind not in KINDS:
            faults.append(Fault(f"{at['survive']}[{number}]", "there is no such loss", f"write one of {', '.join(KINDS)}", kind))
    if not servers:
        faults.append(Fault(at["route_servers"], "there is no route server here", "name at least one"))
    if not addresses or len(addresses) > 2:
        faults.append(Fault(at["addresses"], "the strategy 'nearest' serves one address or two", "write one or two", list(addresses)))
    for number, server in enumerate(servers):
        here = f"{at['route_servers']}[{number}]"
        if server.name not in topology.by_name:
            near = get_close_matches(server.name, topology.by_name, 1)
            instead = f"did you mean {near[0]}?" if near else "add its router and its links"
            faults.append(Fault(here, "this route server is not in the topology", instead, server.name))
        if server.name in [other.name for other in servers[:number]]:
            faults.append(Fault(here, "this route server is in the list already", "drop one", server.name))
        faults += [Fault(f"{here}.addresses", "there is no such anycast address", f"write one of {', '.join(addresses)}", name)
                   for name in server.addresses if name not in addresses]
    for address in addresses:
        if servers and not any(address in server.addresses for server in servers):
            faults.append(Fault(at["addresses"], f"no route server injects the anycast address {address}", "add it to the addresses of one", address))
    places = {network.name: [name for name, _cost in network.costs] for network in topology.networks} | {link.name: link.ends for link in topology.links}
    for number, server in enumerate(servers):
        if server.forwarding and (metric != "ospf_e1" or server.name not in places.get(server.forwarding, ())):
            why = "only an external has a forwarding address" if metric != "ospf_e1" else f"{server.name} has no interface there"
            faults.append(Fault(f"{at['route_servers']}[{number}].forwarding", why, "leave it out, or write the network or link of the forwarding address",
                                server.forwarding))
    if len(topology.areas) > 1 and BACKBONE not in topology.areas:
        faults.append(Fault(at["topology"], f"there are {len(topology.areas)} areas, and none is the backbone, by which they reach each other",
                            f"write area {BACKBONE} for the links of the backbone, in IS-IS level-2", list(topology.areas)))
    if isinstance(metric, str) and metric in METRICS:
        faults += _beyond_links(topology, metric, at["topology"])
    for island in topology.islands[1:]:
        shown = ", ".join(island[:5]) + (f" and {len(island) - 5} more" if len(island) > 5 else "")
        faults.append(Fault(at["topology"], f"the network is in {len(topology.islands)} parts: {shown} cannot reach the rest",
                            "add the missing links, or leave these routers out"))
    return faults


def _beyond_links(topology: Topology, metric: str, path: str) -> list[Fault]:
    """Costs that no interface can have in this protocol."""
    limit = METRICS[metric]
    costs = [(link.name, max(link.cost, link.cost_back)) for link in topology.links]
    costs += [(f"{router} - {network.name}", cost) for network in topology.networks for router, cost in network.costs]
    found = [f"{name} ({cost})" for name, cost in costs if cost > limit.highest_link]
    if not found:
        return []
    shown = ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
    return [Fault(path, f"links that cost more than the {limit.highest_link} that an interface can have with this metric, {limit.title}: {shown}",
                  "correct their costs, or the metric")]


def homes_of(topology: Topology, servers: Sequence[Server], area: str | None) -> dict[str, str]:
    """`LEVEL_1` of IS-IS is the area of level 1 in which a route server has links."""
    if area == LEVEL_1:
        return {server.name: min(topology.areas_of[server.name] - {BACKBONE}, default=BACKBONE) for server in servers}
    return {server.name: area for server in servers} if area else {}


def longest(topology: Topology) -> int:
    """Below which distances count against what a metric holds: those over a router with max-metric are beyond it by intent."""
    return MAX_LINK_METRIC if any(router.max_metric for router in topology.routers) else UNREACHABLE


class _Work:
    """One plan in the making."""

    def __init__(self, topology: Topology, servers: Sequence[Server], addresses: Sequence[str], base: int, metric: str,
                 keep: Mapping[str, Mapping[str, int]], home: Mapping[str, str]) -> None:
        self.servers, self.addresses, self.base, self.keep = servers, addresses, base, keep
        forwarding = {server.name: server.forwarding for server in servers if server.forwarding}
        self.reach = Reach(topology, tuple(server.name for server in servers), metric == "ospf_e1", home, metric.startswith("isis"), forwarding)
        # No cost reaches as far as max-metric where 16 bits or fewer hold it: a route server behind it is not one to keep apart from others.
        self.most = longest(topology) if METRICS[metric].highest_cost <= MAX_LINK_METRIC else UNREACHABLE
        self.sites = [topology.by_name[server.name].site for server in servers]
        self.carriers = {address: [position for position, server in enumerate(servers) if address in server.addresses] for address in addresses}
        self.ranks: dict[str, Ranks] = ranks_of(self.carriers, self.sites)
        self.rows = {address: self._base_rows(address) for address in addresses}
        self.site_rows = {address: self._site_rows(address) for address in addresses}
        self.costs: dict[str, dict[int, int]] = {}
        self.reasons: dict[str, dict[int, Reason]] = {}
        self.contradict: dict[str, bool] = {}
        self.breaking: list[Failure] = []

    def _row(self, address: str, node: int, failure: Failure, changes: Sequence[Mapping[int, int]] = ()) -> Row:
        router = self.reach.topology.routers[node]
        away = tuple((changes[position].get(node, self.reach.rows[position][node]) if changes else self.reach.rows[position][node])
                     for position in self.carriers[address])
        nearest = min(away)
        if nearest % ROUTE_TYPE < self.most:
            away = tuple(UNREACHABLE if distance % ROUTE_TYPE >= self.most else distance for distance in away)
        return Row(router.name, router.site, tuple(distance - nearest if distance < UNREACHABLE else UNREACHABLE for distance in away), failure)

    def _base_rows(self, address: str) -> list[Row]:
        """One row for all routers that see the same differences: nothing else counts."""
        owners = {self.reach.nodes[position] for position in self.carriers[address]}
        distinct: dict[tuple[int, ...], Row] = {}
        for node in range(len(self.reach.topology.routers)):
            if node not in owners:
                row = self._row(address, node, Failure())
                distinct.setdefault(row.away, row)
        return [row for row in distinct.values() if min(row.away) < UNREACHABLE]

    def _site_rows(self, address: str) -> dict[str, list[Row]]:
        """The rows of the routers of each site that has a route server in the address's first rank."""
        wanted = {self.sites[position] for position in self.ranks[address][0]} - {""}
        servers = set(self.reach.nodes)
        found: dict[str, dict[tuple[int, ...], Row]] = {site: {} for site in wanted}
        for node, router in enumerate(self.reach.topology.routers):
            if router.site in wanted and node not in servers:
                row = self._row(address, node, Failure())
                found[router.site].setdefault(row.away, row)
        return {site: list(rows.values()) for site, rows in sorted(found.items())}

    def assign(self) -> None:
        for address, carriers in self.carriers.items():
            column = {position: number for number, position in enumerate(carriers)}
            kept = {column[position]: cost for position in carriers
                    if isinstance(cost := self.keep.get(self.servers[position].name, {}).get(address), int)}
            ranks = [[column[position] for position in rank] for rank in self.ranks[address]]
            costs, reasons, self.contradict[address] = assigned(
                self.rows[address], self.site_rows[address], ranks, [self.sites[position] for position in carriers], self.base, kept)
            self.costs[address] = {position: costs[column[position]] for position in carriers}
            self.reasons[address] = {position: reasons[column[position]] for position in carriers}

    def settle(self, kinds: tuple[str, ...], progress: Progress | None) -> Promises:
        """Costs, tried against every failure, with what they broke as further rows, until nothing new is broken."""
        seen: dict[str, set[tuple[int, ...]]] = {address: {row.away for row in rows} for address, rows in self.rows.items()}
        for number in range(ROUNDS):
            self.assign()
            promises = Promises(self.reach, self.costs)
            fresh = False
            self.breaking = []
            failures = list(self.reach.failures(kinds))
            for done, failure in enumerate(failures):
                if progress:
                    progress(done, len(failures), f"round {number + 1} of the costs, losses tried")
                if failure.kind == "route_server":
                    self.breaking.append(failure)
                else:
                    fresh |= self._learn(promises, failure, seen)
            if not fresh:
                break
        return promises

    def _learn(self, promises: Promises, failure: Failure, seen: dict[str, set[tuple[int, ...]]]) -> bool:
        changes = None if self.reach.several_areas else self.reach.changes(failure)
        if changes is not None and not any(changes):
            return False
        broken = promises.broken(failure, changes)[0]
        if broken:
            self.breaking.append(failure)
        if broken and changes is None:
            changes = self.reach.changes(failure)
        fresh = False
        for promise, _address, node in broken:
            for address in self.addresses:
                row = self._row(address, node, failure, changes)
                if promise != REACHED and min(row.away) < UNREACHABLE and row.away not in seen[address]:
                    seen[address].add(row.away)
                    self.rows[address].append(row)
                    fresh = True
        return fresh

    def beyond(self, limit: Any, path: str) -> list[Fault]:
        """What the metric cannot hold."""
        faults = []
        most = longest(self.reach.topology)
        for address, of_address in self.costs.items():
            lengths = (distance % ROUTE_TYPE for position in of_address for distance in self.reach.rows[position] if distance < UNREACHABLE)
            farthest = max((length for length in lengths if length < most), default=0)
            position, cost = max(of_address.items(), key=lambda pair: pair[1])
            if limit.highest_total <= farthest:
                why = (f"paths of up to {farthest} leave no cost for the anycast address {address}: "
                       f"the total of a path stays within {limit.highest_total} in {limit.title}")
                faults.append(Fault(path, why, "lower the costs of the links" + (f", or {limit.wider}" if limit.wider else "")))
            elif cost > min(limit.highest_cost, limit.highest_total - farthest):
                why = (f"{self.servers[position].name} would need the cost {cost} for address {address}, and with paths of up to {farthest} the highest "
                       f"in {limit.title} is {min(limit.highest_cost, limit.highest_total - farthest)}")
                faults.append(Fault(path, why, "lower the costs of the links" + (f", or {limit.wider}" if limit.wider else "")))
        return faults

    def why_outside(self, site: str) -> tuple[str, bool]:
        if len(self.addresses) == 2 and all(len(rank) == 1 for ranks in self.ranks.values() for rank in ranks):
            return (f"with {len(self.servers)} route servers both addresses can only follow one order and its reverse to stay apart after a loss, and none of "
                    f"{site} is first or last: four that carry both addresses, or two for each, leave each site its own"), False
        if all(self.contradict[address] for address in self.addresses if self._serves(address, site)):
            return (f"ways inside {site} are longer than those to a route server of another site, and costs that make up for it take that site, "
                    "or one after it, its own"), True
        return ("costs that leave it its own and no router between two route servers were not found: link costs ten times as high, all of them, "
                "leave more room"), False

    def _serves(self, address: str, site: str) -> bool:
        return any(self.sites[position] == site for position in self.ranks[address][0])

    def named_costs(self) -> dict[str, dict[str, int]]:
        return {server.name: {address: self.costs[address][position] for address in self.addresses if position in self.costs[address]}
                for position, server in enumerate(self.servers)}

    def sentences(self) -> dict[str, dict[str, str]]:
        names = [server.name for server in self.servers]
        return {server.name: {address: sentence_for(server.name, address, self.costs[address][position], self.reasons[address][position],
                                                    [names[other] for other in self.carriers[address]], self.ranks[address], position)
                              for address in self.addresses if position in self.costs[address]}
                for position, server in enumerate(self.servers)}
