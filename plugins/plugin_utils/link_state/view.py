# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A link-state database as a network: routers, links that both ends announce, broadcast networks, and who announces which prefix."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..faults import Fault
from ..topology.model import BACKBONE, MAX_LINK_METRIC, Link, Network, Router, Topology, named
from .model import ISIS

INTRA, INTER, EXTERNAL_1, EXTERNAL_2 = "intra_area", "inter_area", "external_1", "external_2"
LEVEL_1, LEVEL_2, LEVEL_1_DOWN = "level_1", "level_2", "level_1_down"
DEFAULT = "default"
# The lower one is preferred whatever the cost. OSPF: RFC 2328, 11, NSSA as external (RFC 3101, 2.5). IS-IS: RFC 5302, 3.2; RFC 5308, 5.
PREFERENCE = {INTRA: 0, INTER: 1, EXTERNAL_1: 2, EXTERNAL_2: 3, LEVEL_1: 0, LEVEL_2: 1, LEVEL_1_DOWN: 2,
              DEFAULT: 4}
SHOWN = 5


@dataclass(frozen=True)
class Announcement:
    """`at`: the identity of a router, or the key of a broadcast network. `area`: `` for the whole AS. `relayed`: from another area or level."""

    prefix: str
    at: str
    cost: int
    kind: str
    area: str = ""
    forward: str = ""
    relayed: bool = False
    age: int = 0
    sequence: int = 0


@dataclass
class View:
    """Routers by identity (router ID or system ID). `overloaded`: no path leads through them. `one_way`: (router, neighbor, area) of links that only the
    first announces. `asbr`: (area, ASBR) → (area border router, cost). `stale`: what leftovers of maximum age announce. `own`: address → router.
    `attached`: routers of both levels that offer level 1 the way out."""

    protocol: str
    router: str = ""
    routers: dict[str, bool] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    links: list[tuple[str, str, int, int, str]] = field(default_factory=list)
    networks: list[tuple[str, str, dict[str, int]]] = field(default_factory=list)
    announcements: dict[str, list[Announcement]] = field(default_factory=lambda: defaultdict(list))
    stale: list[Announcement] = field(default_factory=list)
    asbr: dict[tuple[str, str], list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    own: dict[str, str] = field(default_factory=dict)
    attached: set[str] = field(default_factory=set)
    one_way: list[tuple[str, str, str]] = field(default_factory=list)
    areas_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    faults: list[Fault] = field(default_factory=list)

    def announce(self, announcement: Announcement) -> None:
        self.announcements[announcement.prefix].append(announcement)

    def missing(self, absent: Iterable[tuple[str, str]]) -> None:
        """`absent`: who names a router or network that the database does not hold, and which: then it is not whole."""
        pairs = sorted(set(absent))
        if pairs:
            more = f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else ""
            shown = ", ".join(f"{name} (named by {router})" for router, name in pairs[:SHOWN]) + more
            self.faults.append(Fault("database", f"it is not whole: it names routers or networks of which it holds nothing, {shown}",
                                     "read it again; if that does not help, look for output that was cut off"))


def zero_cost(view: View, router: str, neighbor: str) -> None:
    view.faults.append(Fault("database", f"the interface of {router} to {neighbor} has the cost 0: with it, a path could go round in circles",
                             "give the interface a cost of 1 or more"))


def topology_of_view(view: View, names: dict[str, str], sites: dict[str, str], rfc1583: bool = True) -> Topology:
    """`names`: identity → name; `sites`: name → site; `rfc1583`: as in the topology, no database tells.

    A router whose links all cost 65535 is one that asks not to be crossed (RFC 6987)."""
    least: dict[str, int] = {}
    for first, second, cost, back, _area in view.links:
        least[first] = min(cost, least.get(first, cost))
        least[second] = min(back, least.get(second, back))
    for _key, _area, members in view.networks:
        for router, cost in members.items():
            least[router] = min(cost, least.get(router, cost))
    routers = tuple(Router(names[identity], sites.get(names[identity], ""), overloaded, view.protocol != ISIS and least.get(identity, 0) == MAX_LINK_METRIC)
                    for identity, overloaded in view.routers.items())
    links = named(Link((names[first], names[second]), cost, back, area) for first, second, cost, back, area in view.links)
    networks = tuple(Network(network_name(key, area, names), tuple((names[router], cost) for router, cost in members.items()), area)
                     for key, area, members in view.networks)
    return Topology(routers, links, networks, "link-state database", rfc1583)


def network_name(key: str, area: str, names: dict[str, str]) -> str:
    """`network 10.0.0.1`: by its designated router's address, or by the router and its interface or pseudonode number."""
    system, mark, interface = key.partition("%")
    return f"network {names.get(system, system)}{mark and f' interface {interface}'}" + ("" if area == BACKBONE else f" in {area}")


def as_inventory(topology: Topology) -> dict:
    """The topology as a user writes it in the inventory (`topology.read_yaml`)."""
    routers = {}
    for router in topology.routers:
        options = {"site": router.site} if router.site else {}
        routers[router.name] = {**options, **({"overloaded": True} if router.overloaded else {}), **({"max_metric": True} if router.max_metric else {})}
    several = len(topology.areas) > 1
    return {
        "routers": routers,
        "links": [{"between": list(link.ends), "cost": link.cost if link.cost == link.cost_back else [link.cost, link.cost_back], "name": link.name,
                   **({"area": link.area} if several else {})} for link in topology.links],
        "networks": [{"name": network.name, "routers": dict(network.costs), **({"area": network.area} if several else {})} for network in topology.networks],
        **({} if topology.rfc1583 else {"rfc1583": False}),
    }
