# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases of networks with areas or levels, with what border routers announce of one area in another. Paths by networkx alone."""
from __future__ import annotations

import networkx
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state.model import (
    BORDER, EXTERNAL, ISIS, LSP, NETWORK, OSPF, ROUTER, SUMMARY, Adjacency, Database, ExternalBody, Lsa, LspBody, NetworkBody, Reached, RouterBody, SummaryBody,
)
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import BACKBONE, MAX_LINK_METRIC

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state.databases import ADDRESSES, address_of, identities

FAR = 1 << 40


def distances(topology, area, starts):
    """Node of the area → the lowest cost to `starts` (node → cost there). No path leads through an overloaded router."""
    stub = {router.name for router in topology.routers if router.max_metric}
    graph = networkx.DiGraph()

    def arc(tail, head, cost):
        graph.add_edge(head, tail, cost=min(cost, graph.get_edge_data(head, tail, {"cost": cost})["cost"]))

    for link in topology.links:
        if link.area == area:
            for (one, other), cost in ((link.ends, link.cost), (link.ends[::-1], link.cost_back)):
                arc(one, other, MAX_LINK_METRIC if one in stub else cost)
    for lan in topology.networks:
        if lan.area == area:
            for router, cost in lan.costs:
                arc(router, lan.name, MAX_LINK_METRIC if router in stub else cost)
                arc(lan.name, router, 0)
    dead = {router.name for router in topology.routers if router.overloaded}
    found = {}
    for start, cost in starts.items():
        if start in graph:
            part = graph.subgraph(node for node in graph if node not in dead or node == start)
            away = networkx.single_source_dijkstra_path_length(part, start, weight="cost")
            ends = {tail: min(away[head] + data["cost"] for head, _tail, data in graph.in_edges(tail, data=True) if head in away)
                    for tail in dead & set(graph) - {start} if any(head in away for head in graph.predecessors(tail))}
            for node, distance in {**away, **ends}.items():
                found[node] = min(found.get(node, FAR), distance + cost)
        else:
            found[start] = min(found.get(start, FAR), cost)
    return found


def ospf_database(topology, homes, costs, externals=False):
    """The union of all areas. `homes`: route server → the area into which it injects; `externals`: it injects as external of type 1 instead."""
    of = identities(topology, OSPF)
    lsas = list(_inside(topology, of, {} if externals else {server: (area, costs[server]) for server, area in homes.items()}))
    if externals:
        for server in costs:
            starts = {area: {server: 0} for area in topology.areas_of[server]}
            lsas += [Lsa(BORDER, area, of[server], of[border], 1, 1, 1, SummaryBody(of[server], cost))
                     for area, border, cost in summaries(topology, starts, True)]
            lsas += [Lsa(EXTERNAL, "", ADDRESSES[name][0], of[server], 1, 1, 1, ExternalBody(f"{ADDRESSES[name][0]}/32", cost, 1))
                     for name, cost in costs[server].items()]
        return Database(OSPF, tuple(lsas), of[topology.routers[0].name])
    for name, (address, _ipv6) in ADDRESSES.items():
        starts = {area: {server: costs[server][name] for server in costs if homes[server] == area and name in costs[server]} for area in topology.areas}
        lsas += [Lsa(SUMMARY, area, address, of[border], 1, 1, 1, SummaryBody(f"{address}/32", cost)) for area, border, cost in summaries(topology, starts)]
    return Database(OSPF, tuple(lsas), of[topology.routers[0].name])


def summaries(topology, starts, external=False):
    """(area, border router, cost) of every summary of one prefix, by RFC 2328, 12.4.3 and 16.2. `starts`: area → node → cost. `external`: of the originator
    of one, whose paths are compared by 16.4, step 3."""
    inside = {area: distances(topology, area, starts.get(area, {})) for area in topology.areas}
    borders = [router.name for router in topology.routers if len(areas := topology.areas_of[router.name]) > 1 and BACKBONE in areas]
    best, into = {}, {}
    for border in borders:
        ways = {area: inside[area][border] for area in topology.areas_of[border] if border in inside[area]}
        if external and not topology.rfc1583:
            ways = {area: cost for area, cost in ways.items() if area != BACKBONE} or ways
        if ways:
            best[border] = min(ways.values())
            into[border] = {area for area, cost in ways.items() if cost == best[border]}
    told = {border: best[border] for border in best if BACKBONE not in into[border]}
    found = [(BACKBONE, border, cost) for border, cost in told.items()]
    core = distances(topology, BACKBONE, told)
    for border in borders:
        each = external and topology.rfc1583 and border not in inside[BACKBONE] and core.get(border, FAR) < best.get(border, 0)
        if border in core and (each or border not in best):
            best[border], into[border] = core[border], {BACKBONE}
        found += [(area, border, best[border]) for area in topology.areas_of[border] - {BACKBONE} if border in best and area not in into[border]]
    return found


def _inside(topology, of, injected):
    """Router and network LSAs. `injected`: route server → its area and address → cost."""
    stub = {router.name for router in topology.routers if router.max_metric}
    for area in topology.areas:
        for router in topology.routers:
            ends = []
            for number, link in enumerate(topology.links):
                for side in (0, 1):
                    if link.area == area and link.ends[side] == router.name:
                        cost = MAX_LINK_METRIC if router.name in stub else (link.cost, link.cost_back)[side]
                        ends.append(Adjacency(of[link.ends[1 - side]], cost, False, address_of(number, side)))
            for number, lan in enumerate(topology.networks):
                if lan.area == area and router.name in dict(lan.costs):
                    cost = MAX_LINK_METRIC if router.name in stub else dict(lan.costs)[router.name]
                    ends.append(Adjacency(f"10.253.{number}.1", cost, True, f"10.253.{number}.{10 + len(ends)}"))
            home, own = injected.get(router.name, ("", {}))
            stubs = tuple((f"{ADDRESSES[name][0]}/32", cost) for name, cost in own.items()) if home == area else ()
            if ends or area in topology.areas_of[router.name]:
                yield Lsa(ROUTER, area, of[router.name], of[router.name], 1, 1, 1, RouterBody(tuple(ends), stubs))
        for number, lan in enumerate(topology.networks):
            if lan.area == area:
                members = tuple(of[name] for name, _cost in lan.costs)
                yield Lsa(NETWORK, area, f"10.253.{number}.1", members[0], 1, 1, 1, NetworkBody(members, 24))


def isis_database(topology, homes, costs):
    """Of a router of both levels. Level 1 is told the attached bit, or, where `leaked`, what the routers of both levels reach in level 2 (RFC 5302)."""
    of = identities(topology, ISIS)
    lower = next(area for area in topology.areas if area != BACKBONE)
    both = {router.name: not router.overloaded for router in topology.routers if len(topology.areas_of[router.name]) > 1}
    prefixes = {}
    for name, (address, _ipv6) in ADDRESSES.items():
        home = {area: {server: costs[server][name] for server in costs if homes[server] == area and name in costs[server]} for area in (BACKBONE, lower)}
        inside = distances(topology, lower, home[lower])
        up = {border: inside[border] for border, carries in both.items() if carries and border in inside}
        core = distances(topology, BACKBONE, {**home[BACKBONE], **{node: min(cost, home[BACKBONE].get(node, FAR)) for node, cost in up.items()}})
        for level, told in (("1", home[lower]), ("2", home[BACKBONE])):
            for router, cost in told.items():
                prefixes.setdefault((level, router), []).append(Reached(f"{address}/32", cost))
        for border, cost in up.items():
            prefixes.setdefault(("2", border), []).append(Reached(f"{address}/32", cost))
        for border, carries in both.items():
            if topology.leaked and carries and border not in inside and border in core:
                prefixes.setdefault(("1", border), []).append(Reached(f"{address}/32", core[border], down=True))
    lsas = []
    for level, area in (("1", lower), ("2", BACKBONE)):
        for router in topology.routers:
            if area in topology.areas_of[router.name]:
                ends = [(f"{of[link.ends[1 - side]]}.00", (link.cost, link.cost_back)[side], 0) for link in topology.links if link.area == area
                        for side in (0, 1) if link.ends[side] == router.name]
                ends += [(f"{of[lan.costs[0][0]]}.{number + 1:02x}", dict(lan.costs)[router.name], 0) for number, lan in enumerate(topology.networks)
                         if lan.area == area and router.name in dict(lan.costs)]
                body = LspBody(tuple(ends), tuple(prefixes.get((level, router.name), ())), router.name, router.overloaded,
                               attached=level == "1" and router.name in both and not topology.leaked)
                lsas.append(Lsa(LSP, level, "00-00", of[router.name], 1, 900, 1, body))
        for number, lan in enumerate(topology.networks):
            if lan.area == area:
                neighbors = tuple((f"{of[name]}.00", 0, 0) for name, _cost in lan.costs)
                lsas.append(Lsa(LSP, level, f"{number + 1:02x}-00", of[lan.costs[0][0]], 1, 900, 1, LspBody(neighbors)))
    return Database(ISIS, tuple(lsas), of[next(iter(both), topology.routers[0].name)])
