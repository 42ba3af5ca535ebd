# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPFv2's and OSPFv3's database as a network. A link counts where both of its ends announce it (RFC 2328, 16.1)."""
from __future__ import annotations

import ipaddress
from collections import defaultdict
from typing import Any

from .instances import living
from .model import BORDER, EXTERNAL, NETWORK, NSSA, OSPF3, PREFIXES, ROUTER, SUMMARY, Adjacency, Database, Lsa, network_key
from .view import EXTERNAL_1, EXTERNAL_2, INTER, INTRA, Announcement, View, zero_cost

UNREACHABLE_COST = 0xFFFFFF  # LSInfinity, RFC 2328, B
Pair = tuple[str, str]


def ospf_view(database: Database) -> View:
    view = View(database.protocol, database.router, names=dict(database.names))
    alive, stale = living(database)
    bodies: dict[Pair, list[Adjacency]] = {}
    networks: dict[Pair, Lsa] = {}
    through: dict[Pair, tuple[int, bool]] = {}
    for lsa in alive:
        if lsa.kind == ROUTER:
            bodies.setdefault((lsa.area, lsa.router), []).extend(lsa.body.adjacencies)
            fragment = int(lsa.id) if lsa.id.isdigit() else 0
            if fragment <= through.get((lsa.area, lsa.router), (fragment, True))[0]:  # the first one tells for all (RFC 5340, 4.8.1)
                through[lsa.area, lsa.router] = (fragment, lsa.body.through)
        elif lsa.kind == NETWORK:
            networks[lsa.area, _key_of(database, lsa)] = lsa
    for (area, router) in bodies:
        view.routers[router] = view.routers.get(router, False) or not through[area, router][1]
        view.areas_of[router].add(area)
    old = {(lsa.area, lsa.router) for lsa in stale if lsa.kind == ROUTER}
    old_networks = {(lsa.area, _key_of(database, lsa)) for lsa in stale if lsa.kind == NETWORK}
    _links(view, bodies, networks, old, old_networks)
    for lsa in alive:
        for announcement in announced(database, lsa):
            view.announce(announcement)
        if lsa.kind == BORDER and lsa.body.cost < UNREACHABLE_COST:
            view.asbr[lsa.area, lsa.body.prefix].append((lsa.router, lsa.body.cost))
    view.stale = [announcement for lsa in stale for announcement in announced(database, lsa)]
    return view


def _key_of(database: Database, lsa: Lsa) -> str:
    return network_key(lsa.router, lsa.id) if database.protocol == OSPF3 else lsa.id


def _links(view: View, bodies: dict[Pair, list[Adjacency]], networks: dict[Pair, Lsa], old: set[Pair], old_networks: set[Pair]) -> None:
    absent: list[tuple[str, str]] = []
    members: dict[Pair, dict[str, int]] = {key: {} for key in networks}
    ends: dict[tuple[str, str, str], list[Adjacency]] = defaultdict(list)
    for (area, router), adjacencies in bodies.items():
        for adjacency in adjacencies:
            if adjacency.cost < 1:
                zero_cost(view, router, adjacency.to)
            if adjacency.own:
                view.own[adjacency.own] = router
            if not adjacency.transit:
                ends[area, router, adjacency.to].append(adjacency)
                if (area, adjacency.to) not in bodies and (area, adjacency.to) not in old:
                    absent.append((router, adjacency.to))
                continue
            network = networks.get((area, adjacency.to))
            if network is None:
                if (area, adjacency.to) not in old_networks:
                    absent.append((router, adjacency.to))
            elif router in network.body.attached:
                known = members[area, adjacency.to]
                known[router] = min(adjacency.cost, known.get(router, adjacency.cost))
            else:
                view.one_way.append((router, adjacency.to, area))
    for (area, router, neighbor), there in ends.items():
        back = ends.get((area, neighbor, router), [])
        if router < neighbor or not back:
            for one, other in _paired(there, back):
                if one and other:
                    view.links.append((router, neighbor, one.cost, other.cost, area))
                else:
                    view.one_way.append((router, neighbor, area) if one else (neighbor, router, area))
    for (area, key), lsa in networks.items():
        for router in lsa.body.attached:
            if (area, router) not in bodies and (area, router) not in old:
                absent.append((key, router))
        if len(members[area, key]) > 1:
            view.networks.append((key, area, members[area, key]))
    view.missing(absent)


def _paired(there: list[Adjacency], back: list[Adjacency]) -> list[tuple[Adjacency | None, Adjacency | None]]:
    """Both ends of parallel links: by what the ends call them, then in order."""
    if len(there) == len(back) == 1:
        return [(there[0], back[0])]
    left, result = list(back), []
    rest = []
    for one in there:
        other = next((item for item in left if _same_link(one, item)), None)
        if other is None:
            rest.append(one)
        else:
            left.remove(other)
            result.append((one, other))
    count = max(len(rest), len(left))
    fill: list[Any] = [None] * count
    return result + list(zip((rest + fill)[:count], (left + fill)[:count]))


def _same_link(one: Adjacency, other: Adjacency) -> bool:
    if one.theirs or other.theirs:
        return one.own == other.theirs and one.theirs == other.own
    try:
        first, second = (int(ipaddress.IPv4Address(item.own)) for item in (one, other))
    except ValueError:
        return False
    return first ^ second in (1, 3) and first >> 2 == second >> 2 and first >> 24 > 0  # a /31 or the hosts of a /30; 0.0.0.N is an unnumbered interface


def announced(database: Database, lsa: Lsa) -> list[Announcement]:
    """What an LSA announces, as a route of its kind."""
    kind, area, body, when = lsa.kind, lsa.area, lsa.body, (lsa.age, lsa.sequence)
    if kind == ROUTER:
        return [Announcement(prefix, lsa.router, cost, INTRA, area, "", False, *when) for prefix, cost in body.prefixes]
    if kind == PREFIXES:
        return [Announcement(prefix, body.of, cost, INTRA, area, "", False, *when) for prefix, cost in body.prefixes]
    if kind == NETWORK and body.length:
        return [Announcement(str(ipaddress.ip_network(f"{lsa.id}/{body.length}", strict=False)), lsa.id, 0, INTRA, area, "", False, *when)]
    if kind == SUMMARY and body.cost < UNREACHABLE_COST:
        return [Announcement(body.prefix, lsa.router, body.cost, INTER, area, "", True, *when)]
    if kind in (EXTERNAL, NSSA) and body.cost < UNREACHABLE_COST:
        return [Announcement(body.prefix, lsa.router, body.cost, EXTERNAL_1 if body.kind == 1 else EXTERNAL_2, area if kind == NSSA else "", body.forward,
                             False, *when)]
    return []
