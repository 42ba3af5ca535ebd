# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IS-IS's database as a network, for one family: its own topology where there is one (RFC 5120), the common one otherwise.

The level 2 is the backbone of the topology, the level 1 an area. A link counts where both ends announce it (ISO/IEC 10589, 7.2.6). A link at the
highest wide metric carries nothing (RFC 5305, 3).
"""
from __future__ import annotations

from collections import defaultdict

from ..topology.model import BACKBONE
from .instances import living
from .model import IPV6, ISIS, Database, Lsa
from .view import LEVEL_1, LEVEL_1_DOWN, LEVEL_2, Announcement, View, zero_cost

AREAS = {"1": "level-1", "2": BACKBONE}
NOT_USED = 0xFFFFFF
HIGHEST_PATH = 0xFE000000  # MAX_V3_PATH_METRIC: a prefix above it is in no computation (RFC 5305, 4)
IPV6_TOPOLOGY = 2  # RFC 5120, 7.1


def isis_view(database: Database, family: int) -> View:
    view = View(ISIS, database.router, names=dict(database.names))
    alive, stale = living(database)
    topology = IPV6_TOPOLOGY if family == IPV6 and any(IPV6_TOPOLOGY in lsa.body.topologies for lsa in alive) else 0
    neighbors: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    known: set[tuple[str, str]] = set()
    for lsa in alive:
        node = identity(lsa)
        known.add((lsa.area, node))
        pseudonode = not node.endswith(".00")
        if not pseudonode:
            view.routers[lsa.router] = view.routers.get(lsa.router, False) or lsa.body.overloaded
            view.areas_of[lsa.router].add(AREAS[lsa.area])
            if lsa.body.attached and lsa.area == "1":
                view.attached.add(lsa.router)
            if lsa.body.hostname:
                view.names[lsa.router] = lsa.body.hostname
        wanted = 0 if pseudonode else topology  # a pseudonode serves all topologies (RFC 5120, 3.4)
        neighbors[lsa.area, node].extend((to, cost) for to, cost, of in lsa.body.neighbors if of == wanted and cost < NOT_USED)
    old = {(lsa.area, identity(lsa)) for lsa in stale}
    _links(view, neighbors, known, old)
    for lsa in alive:
        for announcement in announced(lsa, family, topology):
            view.announce(announcement)
    view.stale = [announcement for lsa in stale for announcement in announced(lsa, family, topology)]
    _mark_relayed(view)
    return view


def identity(lsa: Lsa) -> str:
    return f"{lsa.router}.{lsa.id.partition('-')[0]}"


def _links(view: View, neighbors: dict[tuple[str, str], list[tuple[str, int]]], known: set[tuple[str, str]], old: set[tuple[str, str]]) -> None:
    absent = []
    members: dict[tuple[str, str], dict[str, int]] = {}
    ends: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    attached = {pair: {to for to, _cost in found} for pair, found in neighbors.items() if not pair[1].endswith(".00")}
    for (level, node), found in neighbors.items():
        for to, cost in found:
            if (level, to) not in known:
                if (level, to) not in old:
                    absent.append((node, to))
                continue
            if not node.endswith(".00"):
                continue
            if cost < 1:
                zero_cost(view, node, to)
            if to.endswith(".00"):
                ends[level, node[:-3], to[:-3]].append(cost)
            elif node in attached.get((level, to), ()):
                of_network = members.setdefault((level, to), {})
                of_network[node[:-3]] = min(cost, of_network.get(node[:-3], cost))
            else:
                view.one_way.append((node[:-3], to, AREAS[level]))
    for (level, router, neighbor), there in ends.items():
        back = ends.get((level, neighbor, router), [])
        if router < neighbor or not back:
            there, back = sorted(there), sorted(back)
            view.links += [(router, neighbor, one, other, AREAS[level]) for one, other in zip(there, back)]
            view.one_way += [(router, neighbor, AREAS[level])] * max(0, len(there) - len(back))
            view.one_way += [(neighbor, router, AREAS[level])] * max(0, len(back) - len(there))
    view.networks += [(_key(node), AREAS[level], found) for (level, node), found in members.items() if len(found) > 1]
    view.missing(absent)


def _key(node: str) -> str:
    system, _dot, number = node.rpartition(".")
    return f"{system}%{number}"


def announced(lsa: Lsa, family: int, topology: int) -> list[Announcement]:
    found = []
    for prefix, cost, _external, down, of in lsa.body.prefixes:
        if of == topology and (":" in prefix) == (family == IPV6) and cost <= HIGHEST_PATH:
            kind = (LEVEL_1_DOWN if down else LEVEL_1) if lsa.area == "1" else LEVEL_2
            found.append(Announcement(prefix, lsa.router, cost, kind, AREAS[lsa.area], "", down, lsa.age, lsa.sequence))
    return found


def _mark_relayed(view: View) -> None:
    """A level 2 announcement of a router of both levels that others of its level 1 announce, too, and it itself does not: it passes theirs on."""
    both = {router for router, areas in view.areas_of.items() if len(areas) > 1}
    if not both:
        return
    for prefix, found in view.announcements.items():
        inside = {one.at for one in found if one.kind == LEVEL_1}
        if inside and any(one.kind == LEVEL_2 and one.at in both - inside for one in found):
            view.announcements[prefix] = [
                Announcement(**{**one.__dict__, "relayed": True}) if one.kind == LEVEL_2 and one.at in both - inside else one for one in found]
