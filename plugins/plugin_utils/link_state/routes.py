# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every router's routes to one prefix, by announcement, with the types of route that the IGP prefers before any cost.

What is compared is one number, a `Key`: the preference of the route's type, then, for external type 2, the external metric (RFC 2328, 16.4.1), then the
cost. Areas are joined as area border routers and routers of both levels join them: by what they announce of the other area, at the cost that they say
(RFC 2328, 16.2; an area border router heeds only the backbone's announcements).
"""
from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from ..planning.paths import UNREACHABLE, distances_to
from ..topology.graph import Graph
from ..topology.model import BACKBONE, Topology
from .model import ISIS
from .view import DEFAULT, EXTERNAL_1, EXTERNAL_2, INTER, INTRA, PREFERENCE, Announcement, View, network_name

CLASS, MAJOR = 57, 32
COST = (1 << MAJOR) - 1
LATER_1, LATER_2 = 56, 31  # bits that no metric of type 2 and no cost in OSPF reaches


@dataclass(frozen=True)
class Offer:
    """What one origin offers in one area: `starts`, node → cost there; `potential`, node → cost of its best path to them. `later`: an external that comes
    after those inside an area other than the backbone (RFC 2328, 16.4.1). `blocked`: nodes that take no route by it, though paths may lead through them."""

    origin: str
    area: str
    kind: str
    starts: Mapping[int, int]
    potential: list[int]
    major: int = 0
    later: bool = False
    blocked: frozenset[int] = frozenset()

    @property
    def base(self) -> int:
        """What goes before the cost: the type; of type 2 its metric; then whether it comes later (RFC 2328, 16.4 step 6)."""
        later = self.later << (LATER_1 if self.kind == EXTERNAL_1 else LATER_2)
        return (PREFERENCE[self.kind] << CLASS) + (self.major << MAJOR) + later

    def key(self, node: int) -> int:
        cost = self.potential[node]
        return UNREACHABLE if cost >= UNREACHABLE or node in self.blocked else self.base + cost


def cost_of(key: int) -> int:
    """The cost in a key: of external type 2, the external metric."""
    return key >> MAJOR & 0xFFFFFF or key & COST


class Routing:
    """`names`: identity → name in the topology. An origin is the identity of a router, or `IDENTITY/AREA` for what an area border router announces of an
    area that no database shows."""

    def __init__(self, view: View, topology: Topology, names: Mapping[str, str]) -> None:
        self.view, self.topology = view, topology
        self.graphs = {area: Graph(topology, area) for area in {*topology.areas, *(area for areas in view.areas_of.values() for area in areas)}}
        first = next(iter(self.graphs.values()))
        self.size, self.routers = len(first), first.routers
        self.node = {identity: first.index[name] for identity, name in names.items() if name in first.index}
        self._network_nodes(first, names)
        self.members = {area: {self.node[router] for router, areas in view.areas_of.items() if area in areas} for area in self.graphs}
        self.borders = {self.node[router] for router, areas in view.areas_of.items() if len(areas) > 1 and BACKBONE in areas}
        self.identity = {node: identity for identity, node in self.node.items()}

    def _network_nodes(self, graph: Graph, names: Mapping[str, str]) -> None:
        for key, area, _members in self.view.networks:
            self.node[key] = graph.index[network_name(key, area, dict(names))]

    def offers(self, prefix: str) -> list[Offer]:
        """All offers of a prefix, each with the nodes of its area that may use it."""
        announcements = [one for one in self.view.announcements.get(prefix, ()) if one.at in self.node or one.area == ""]
        found = self._inside(announcements)
        found += self._relayed([one for one in announcements if one.relayed], found)
        found += self._external([one for one in announcements if one.kind in (EXTERNAL_1, EXTERNAL_2)])
        return found + (self._by_default(prefix, found) if found else [])

    def _potential(self, area: str, starts: Mapping[int, int]) -> list[int]:
        potential = distances_to(self.graphs[area], starts)
        members = self.members[area]
        for node in range(self.routers):
            if node not in members:
                potential[node] = UNREACHABLE
        return potential

    def _inside(self, announcements: Iterable[Announcement]) -> list[Offer]:
        """Offers of the area or level itself; the lowest cost of each origin."""
        least: dict[tuple[str, str, str], int] = {}
        for one in announcements:
            if not one.relayed and one.kind not in (EXTERNAL_1, EXTERNAL_2) and one.area in self.graphs:
                key = (one.at, one.area, one.kind)
                least[key] = min(one.cost, least.get(key, one.cost))
        return [Offer(at, area, kind, {self.node[at]: cost}, self._potential(area, {self.node[at]: cost})) for (at, area, kind), cost in least.items()]

    def _relayed(self, announcements: list[Announcement], inside: list[Offer]) -> list[Offer]:
        """The backbone first, whose routes the area border routers pass on into the other areas."""
        found: list[Offer] = []
        for area in sorted(self.graphs, key=lambda area: area != BACKBONE):
            starts: dict[tuple[str, str], dict[int, int]] = {}
            silent = set(self.borders & self.members[area]) if self.view.protocol != ISIS else set()
            for one in announcements:
                if one.area == area and one.at in self.node:
                    border = self.node[one.at]
                    silent.discard(border)
                    behind = self._behind(border, area, inside + found)
                    shift = one.cost - min(behind.values(), default=0)
                    for origin, cost in (behind or {f"{one.at}/{area}": 0}).items():
                        starts.setdefault((origin, one.kind), {})[border] = cost + shift
            for border in silent:
                if self._best_is_in(border, area, inside + found):
                    for origin, cost in self._behind(border, area, inside + found).items():
                        starts.setdefault((origin, INTER), {})[border] = cost
            for (origin, kind), of_origin in starts.items():
                blocked = self._borders_of(area) if self.view.protocol != ISIS else frozenset()
                found.append(Offer(origin, area, kind, of_origin, self._potential(area, of_origin), blocked=blocked))
        return found

    def _borders_of(self, area: str) -> frozenset[int]:
        """The border routers of an area, which heed the backbone's summaries alone (RFC 2328, 16.2)."""
        return frozenset(self.borders & self.members[area]) if area != BACKBONE else frozenset()

    @staticmethod
    def _best_is_in(border: int, area: str, offers: Iterable[Offer]) -> bool:
        """Whether an area border router's own route leads into an area: then it announces no other into it (RFC 2328, 12.4.3), but would, were it lost."""
        best = min(((offer.key(border), offer.area) for offer in offers), default=(UNREACHABLE, ""))
        return best[0] < UNREACHABLE and best[1] == area

    @staticmethod
    def _behind(border: int, area: str, offers: Iterable[Offer]) -> dict[str, int]:
        """The origins that an area border router reaches otherwise than through this area, with their costs."""
        best: dict[str, int] = {}
        for offer in offers:
            key = offer.key(border)
            if offer.area != area and key < UNREACHABLE:
                best[offer.origin] = min(key, best.get(offer.origin, key))
        return {origin: key & COST for origin, key in best.items()}

    def _by_default(self, prefix: str, found: list[Offer]) -> list[Offer]:
        """The way out of an area that is told nothing of a prefix: to the nearest border router that offers one, attached to level 2 (ISO/IEC 10589, 7.2.9.2)
        or announcing the default route into a stub area or an NSSA (RFC 2328, 12.4.3.1; RFC 3101, 2.4), which goes on by its own best route."""
        offers = []
        for area in self.graphs:
            borders = self._ways_out(area, "::/0" if ":" in prefix else "0.0.0.0/0")
            if not borders:
                continue
            starts: dict[str, dict[int, int]] = {}
            nearest, alive = self._potential(area, borders), [UNREACHABLE] * self.size
            for border, cost in borders.items():
                keys: dict[str, int] = {}
                for offer in found:
                    if offer.area != area:
                        keys[offer.origin] = min(offer.key(border), keys.get(offer.origin, UNREACHABLE))
                best = min(keys.values(), default=UNREACHABLE)
                if best < UNREACHABLE:
                    alive = [min(pair) for pair in zip(alive, self._potential(area, {border: cost}))]
                for origin, key in keys.items():
                    if key < UNREACHABLE and key >> MAJOR == best >> MAJOR:
                        starts.setdefault(origin, {})[border] = cost + key - best
            for origin, of_origin in starts.items():
                potential = [cost if known == first else UNREACHABLE for cost, known, first in zip(self._potential(area, of_origin), alive, nearest)]
                offers.append(Offer(origin, area, DEFAULT, of_origin, potential, blocked=self._borders_of(area)))
        return offers

    def _ways_out(self, area: str, default: str) -> dict[int, int]:
        """The border routers of an area that offer a way out of it, with the cost that they announce."""
        if area == BACKBONE:
            return {}
        told = [one for one in self.view.announcements.get(default, ()) if one.area == area and self.node.get(one.at) in self.borders]
        first = min((PREFERENCE[one.kind], one.cost if one.kind == EXTERNAL_2 else 0) for one in told) if told else None
        found: dict[int, int] = {}
        for one in told:
            if (PREFERENCE[one.kind], one.cost if one.kind == EXTERNAL_2 else 0) == first:
                cost = 0 if one.kind == EXTERNAL_2 else one.cost
                found[self.node[one.at]] = min(cost, found.get(self.node[one.at], cost))
        attached = {self.node[router] for router in self.view.attached if not self.view.routers[router]} & self.borders & self.members[area]
        return found or dict.fromkeys(sorted(attached), 0)

    def _external(self, announcements: list[Announcement]) -> list[Offer]:
        found = []
        for one in announcements:
            origin = self._owner(one)
            for offer in self._towards(one):
                if one.area in ("", offer.area):
                    kind, major, more = (EXTERNAL_1, 0, one.cost) if one.kind == EXTERNAL_1 else (EXTERNAL_2, one.cost, 0)
                    potential = [cost + more if cost < UNREACHABLE else cost for cost in offer.potential] if more else offer.potential
                    later = not self.topology.rfc1583 and (offer.kind != INTRA or offer.area == BACKBONE)
                    found.append(Offer(origin, offer.area, kind, {node: cost + more for node, cost in offer.starts.items()}, potential, major, later,
                                       offer.blocked))
        return found

    def _owner(self, one: Announcement) -> str:
        """Who injects: the router of the forwarding address, where a border router has translated an NSSA's announcement (RFC 3101, 3.2)."""
        if not one.forward:
            return one.at
        for other in self.view.announcements[one.prefix]:
            if other.area and other.forward == one.forward:
                return other.at
        return self.view.own.get(one.forward, one.at)

    def _towards(self, one: Announcement) -> list[Offer]:
        """The ways to an ASBR, one in each area, which are compared by cost (RFC 2328, 16.4 step 3), or to the forwarding address."""
        if one.forward:
            prefix = self._longest(one.forward)
            return self._best_class([offer for offer in self.offers(prefix) if offer.kind in (INTRA, INTER)]) if prefix else []
        areas = self.view.areas_of.get(one.at, set())
        offers = [Offer(one.at, area, INTRA, {self.node[one.at]: 0}, self._potential(area, {self.node[one.at]: 0})) for area in areas]
        for (area, asbr), borders in self.view.asbr.items():
            if asbr == one.at and area not in areas and area in self.graphs:
                starts = {self.node[border]: cost for border, cost in borders if border in self.node}
                offers.append(Offer(one.at, area, INTER, starts, self._potential(area, starts), blocked=self._borders_of(area)))
        return offers

    def _best_class(self, offers: list[Offer]) -> list[Offer]:
        """Without the ways between areas at the nodes that have one inside an area."""
        inside = [offer for offer in offers if offer.kind == INTRA]
        if len(inside) == len(offers):
            return offers
        have = {node for offer in inside for node in range(self.size) if offer.potential[node] < UNREACHABLE}
        return inside + [replace(offer, blocked=offer.blocked | have) for offer in offers if offer.kind != INTRA]

    def _longest(self, address: str) -> str:
        """The longest prefix inside the AS that holds an address."""
        wanted = ipaddress.ip_address(address)
        found = [network for prefix, announcements in self.view.announcements.items() if (network := _network(prefix)).version == wanted.version
                 and wanted in network and any(one.kind in (INTRA, INTER) for one in announcements)]
        return str(max(found, key=lambda network: network.prefixlen)) if found else ""

    # -- where packets end -------------------------------------------------------------------------------------------

    def ends(self, offers: list[Offer], keys: list[int], position: Mapping[str, int], owners: Iterable[int]) -> list[int]:
        """Node → the origins at which its packets end, bits by `position`. `owners`: nodes that answer for the address themselves and keep what crosses
        them. `keys`: node → the key of its best route."""
        groups: dict[tuple[str, int, frozenset[int]], Group] = {}
        for offer in offers:
            groups.setdefault((offer.area, offer.base, offer.blocked), Group(self.size)).add(offer)
        found = [0] * self.size
        own = set(owners)
        order = sorted((key, node) for node, key in enumerate(keys[:self.routers]) if key < UNREACHABLE)
        for key, node in order:
            if node in own:
                found[node] = 1 << position[self.identity[node]]
                continue
            bits = started = 0
            for (area, base, blocked), group in groups.items():
                here = group.best[node]
                if here < UNREACHABLE and base + here == key and node not in blocked:
                    started |= group.started(node, here, position)
                    bits |= self._forwarded(self.graphs[area], group, node, found, position)
            found[node] = bits or started
        return found

    def _forwarded(self, graph: Graph, group: Group, node: int, found: list[int], position: Mapping[str, int]) -> int:
        bits, here = 0, group.best[node]
        for neighbor, cost, _link in graph.out[node]:
            bits |= self._at(graph, group, neighbor, here - cost, found, position)
            if neighbor >= self.routers:
                bits |= group.started(neighbor, here - cost, position)
                for router, back, _link in graph.out[neighbor]:
                    bits |= self._at(graph, group, router, here - cost - back, found, position)
        return bits

    def _at(self, graph: Graph, group: Group, router: int, left: int, found: list[int], position: Mapping[str, int]) -> int:
        """Where packets end that come to a router with this cost left; nowhere where that is not the cost from it."""
        if router >= self.routers:
            return 0
        if graph.transit[router]:
            return found[router] if left in (group.best[router], group.starts.get(router)) else 0
        return group.started(router, left, position)


class Group:
    """The offers of one area and preference. `best`: node → the lowest cost; `starts`: node → the lowest cost that is announced there."""

    def __init__(self, size: int) -> None:
        self.best = [UNREACHABLE] * size
        self.starts: dict[int, int] = {}
        self._at: dict[tuple[int, int], set[str]] = {}

    def add(self, offer: Offer) -> None:
        self.best = [one if one < other else other for one, other in zip(self.best, offer.potential)]
        for node, cost in offer.starts.items():
            self.starts[node] = min(cost, self.starts.get(node, cost))
            self._at.setdefault((node, cost), set()).add(offer.origin)

    def started(self, node: int, cost: int, position: Mapping[str, int]) -> int:
        """The origins that announce just this cost at a node, as bits."""
        return sum(1 << position[origin] for origin in self._at.get((node, cost), ()))


@lru_cache(maxsize=1 << 16)
def _network(prefix: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(prefix)
