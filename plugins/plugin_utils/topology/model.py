# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network that carries the anycast addresses: routers, links with a cost in each direction, broadcast networks, sites, areas.

One model for every source (inventory, NetBox export, link-state database), so that the audit and the planner cannot see where it came
from. Costs are IGP costs, whole numbers. Nothing here raises: a reader returns faults and builds a `Topology` only of what holds.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

# MaxLinkMetric, what a stub router says of its links to others: RFC 6987, section 2.
MAX_LINK_METRIC = 65535
BACKBONE = "0.0.0.0"


@dataclass(frozen=True)
class Router:
    """`overloaded`: never on the way to anywhere else (overload bit, ISO/IEC 10589 7.2.8.1; R-bit or V6-bit clear, RFC 5340 A.2).

    `max_metric`: on the way only where there is no other (RFC 6987): its links to others cost 65535, the way to itself does not change.
    """

    name: str
    site: str = ""
    overloaded: bool = False
    max_metric: bool = False


@dataclass(frozen=True)
class Link:
    """A point-to-point link. `cost`: of the way from `ends[0]` to `ends[1]`; `cost_back`: of the way back."""

    ends: tuple[str, str]
    cost: int
    cost_back: int
    area: str = BACKBONE
    name: str = ""


@dataclass(frozen=True)
class Network:
    """A broadcast network with a designated router. `costs`: router → cost of its interface; the way out of a network costs nothing (RFC 2328, 2.1)."""

    name: str
    costs: tuple[tuple[str, int], ...]
    area: str = BACKBONE


@dataclass(frozen=True)
class Topology:
    """Routers, links and networks by the order of the source; names of routers and networks are distinct, so are names of links.

    The area `BACKBONE` is area 0 of OSPF and level 2 of IS-IS. `rfc1583`: externals are compared by cost alone (RFC 2328, 16.4: RFC1583Compatibility).
    `leaked`: routers of both levels leak the routes of level 2 into level 1 (RFC 5302).
    """

    routers: tuple[Router, ...]
    links: tuple[Link, ...] = ()
    networks: tuple[Network, ...] = ()
    source: str = field(default="", compare=False)
    rfc1583: bool = True
    leaked: bool = False

    @cached_property
    def by_name(self) -> dict[str, Router]:
        return {router.name: router for router in self.routers}

    @cached_property
    def areas(self) -> tuple[str, ...]:
        return tuple(sorted({item.area for group in (self.links, self.networks) for item in group} or {BACKBONE}))

    @cached_property
    def areas_of(self) -> dict[str, frozenset[str]]:
        """Router → the areas in which it has a link; an area border router has several."""
        found: dict[str, set[str]] = {router.name: set() for router in self.routers}
        for link in self.links:
            for end in link.ends:
                found[end].add(link.area)
        for network in self.networks:
            for name, _cost in network.costs:
                found[name].add(network.area)
        return {name: frozenset(areas) for name, areas in found.items()}

    @cached_property
    def islands(self) -> list[list[str]]:
        """The connected parts, the largest first."""
        parent = {name: name for name in (*self.by_name, *(network.name for network in self.networks))}

        def root(name: str) -> str:
            while parent[name] != name:
                parent[name] = parent[parent[name]]
                name = parent[name]
            return name

        for link in self.links:
            parent[root(link.ends[0])] = root(link.ends[1])
        for network in self.networks:
            for name, _cost in network.costs:
                parent[root(name)] = root(network.name)
        parts: dict[str, list[str]] = {}
        for router in self.routers:
            parts.setdefault(root(router.name), []).append(router.name)
        return sorted(parts.values(), key=len, reverse=True)


def named(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links, each with a name of its own: `a - b` where it has none, `a - b #2` for the next one between the same two."""
    seen: Counter[str] = Counter()
    result = []
    for link in links:
        name = link.name or " - ".join(link.ends)
        seen[name] += 1
        if seen[name] > 1:
            name = f"{name} #{seen[name]}"
        result.append(Link(link.ends, link.cost, link.cost_back, link.area, name))
    return tuple(result)
