# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every router of a network with areas or levels does, from networkx's distances inside each area: routes router by router, packets hop by hop."""
from __future__ import annotations

from functools import cache

import networkx
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import BACKBONE, MAX_LINK_METRIC
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.oracle import AfterFailure

FAR = float("inf")


class AreaOracle(AfterFailure):
    """`home`: route server → its area. `kind`: ospf, external or isis."""

    def __init__(self, topology, costs, home, kind, failure, forwarding=None):
        super().__init__(topology, costs, failure)
        self.topology, self.home, self.kind = topology, home, kind
        self.forwarding = forwarding or {}
        stub = {router.name for router in topology.routers if router.max_metric}
        self.graphs, self.links, self.lans = {}, {}, {}
        for area, one, other, cost, link in self._arcs():
            graph = self.graphs.setdefault(area, networkx.DiGraph())
            cost = MAX_LINK_METRIC if one in stub else cost
            if not graph.has_edge(one, other) or graph[one][other]["weight"] > cost:
                graph.add_edge(one, other, weight=cost)
        self.areas = {name: {area for area, graph in self.graphs.items() if name in graph} for name in self.routers}
        self.borders = [name for name in self.routers if BACKBONE in self.areas[name] and len(self.areas[name]) > 1 and name not in self.overloaded]

    def _arcs(self):
        lost = (self.failure.kind, self.failure.name)
        for link in self.topology.links:
            if lost != ("link", link.name) and self.gone not in link.ends:
                self.links[link.name] = link
                yield link.area, *link.ends, link.cost, link.name
                yield link.area, *link.ends[::-1], link.cost_back, link.name
        for lan in self.topology.networks:
            if lost != ("network", lan.name):
                members = [(name, cost) for name, cost in lan.costs if name != self.gone and lost != ("link", f"{name} - {lan.name}")]
                self.lans[lan.name] = lan.area, dict(members)
                for name, cost in members:
                    yield lan.area, name, lan.name, cost, lan.name
                    yield lan.area, lan.name, name, 0, lan.name

    @cache  # pylint: disable=method-cache-max-size-none
    def to(self, area, target):
        """Node → its distance to the target inside the area."""
        graph = self.graphs.get(area)
        if graph is None or target not in graph:
            return {}
        inner = graph.subgraph([node for node in graph if node not in self.overloaded or node == target])
        found = networkx.single_source_dijkstra_path_length(inner.reverse(), target)
        for node in self.overloaded & set(graph):
            if node != target:
                open_to = [after for after in graph[node] if after in found and after not in self.overloaded - {target}]
                found[node] = min((graph[node][after]["weight"] + found[after] for after in open_to), default=FAR)
        return {node: distance for node, distance in found.items() if distance < FAR}

    def hops(self, node, area, target):
        """The routers that come next on the shortest paths inside the area."""
        away, found = self.to(area, target), set()
        for after, data in self.graphs[area][node].items():
            if (after not in self.overloaded or after == target) and after in away and away[after] + data["weight"] == away[node]:
                found |= self.hops(after, area, target) if after in self.lans and after != target else {after}
        return found

    # A route: distance, and (area, target) pairs to follow; a target may stand for a network beside which a route server lies.

    def _best(self, routes):
        routes = [route for route in routes if route]
        best = min((distance for distance, _ways in routes), default=None)
        return None if best is None else (best, frozenset().union(*(ways for distance, ways in routes if distance == best)))

    def _towards(self, node, area, known):
        """The route of a node to the best of `known`: (target → cost)."""
        return self._best([(self.to(area, target)[node] + cost, frozenset([(area, target)])) for target, cost in known.items()
                           if area in self.areas[node] and node in self.to(area, target)])

    def _ospf(self, known, each=False):
        """Router → route. `known`: area → target → cost, what is inside each area. `each`: an originator of externals with a route for each area."""
        off = self.kind == "external" and not self.topology.rfc1583
        inside = {}
        for node in self.routers:
            here = {area: self._towards(node, area, known.get(area, {})) for area in self.areas[node]}
            low = self._best([route for area, route in here.items() if area != BACKBONE])
            inside[node] = (low if off and low else self._best(here.values()), here.get(BACKBONE))
        told = {node: inside[node][0][0] for node in self.borders if inside[node][0] and BACKBONE not in {area for area, _target in inside[node][0][1]}}
        routes = {}
        for node in self.routers:
            routes[node], core = inside[node]
            if BACKBONE in self.areas[node]:
                outside = self._towards(node, BACKBONE, {border: cost for border, cost in told.items() if border != node})
                if not routes[node]:
                    routes[node] = outside
                elif each and not off and not core:
                    routes[node] = self._best([routes[node], outside])
        found = dict(routes)
        for node in self.routers:
            if not routes[node] and BACKBONE not in self.areas[node]:
                found[node] = self._best([self._towards(node, area, {
                    border: routes[border][0] for border in self.borders if area in self.areas[border] and routes[border]
                    and area not in {of for of, _target in routes[border][1]}}) for area in self.areas[node]])
        return found, {node for node in self.routers if inside[node][0] and BACKBONE not in {area for area, _target in inside[node][0][1]}}

    def _external(self, server):
        """Routes to one originator, or to its forwarding address, a target in each area."""
        place = self.forwarding.get(server)
        if place is None:
            return self._ospf({area: {server: 0} for area in self.areas[server]}, each=True)
        if place in self.lans:
            area, members = self.lans[place]
            return self._ospf({area: {place: 0}} if server in members else {}, each=True)
        link = self.links.get(place)
        return self._ospf({link.area: {link.ends[0]: link.cost, link.ends[1]: link.cost_back}} if link and server in link.ends else {}, each=True)

    @cache  # pylint: disable=method-cache-max-size-none
    def table(self, address):
        """Router → (distance, ways, where each way's target stands for)."""
        servers = [server for server, of_server in self.alive.items() if address in of_server]
        if self.kind == "external":
            found = {}
            for server in servers:
                routes, first = self._external(server)
                for node, route in routes.items():
                    if route:
                        key = (not self.topology.rfc1583 and node not in first, route[0] + self.costs[server][address])
                        found.setdefault(node, []).append((key, {(area, target, server) for area, target in route[1]}))
            return {node: (min(key for key, _ways in routes)[1], set().union(*(ways for key, ways in routes if key == min(key for key, _ways in routes))))
                    for node, routes in found.items()}
        known = {}
        for server in servers:
            known.setdefault(self.home[server], {})[server] = self.costs[server][address]
        routes = self._ospf(known)[0] if self.kind == "ospf" else self._isis(known)
        return {node: (route[0], {(area, target, None) for area, target in route[1]}) for node, route in routes.items() if route}

    def _isis(self, known):
        level_1 = {node: self._best([self._towards(node, area, known.get(area, {})) for area in self.areas[node] - {BACKBONE}]) for node in self.routers}
        upper = dict(known.get(BACKBONE, {}))
        for node in self.borders:
            if level_1[node]:
                upper[node] = min(upper.get(node, FAR), level_1[node][0])
        routes = {}
        for node in self.routers:
            routes[node] = level_1[node] or (self._towards(node, BACKBONE, upper) if BACKBONE in self.areas[node] else None)
        found = dict(routes)
        for node in self.routers:
            if not routes[node] and BACKBONE not in self.areas[node]:
                told = {area: {border: (routes[border][0] if routes[border] else FAR) if self.topology.leaked else 0
                               for border in self.borders if area in self.areas[border]} for area in self.areas[node]}
                found[node] = self._best([self._towards(node, area, {border: cost for border, cost in of_area.items() if cost < FAR})
                                          for area, of_area in told.items()])
        return found

    def ends(self, router, address):
        owners = {server for server, of_server in self.alive.items() if address in of_server}
        seen, waiting, ends = {router}, [router], set()
        while waiting:
            node = waiting.pop()
            if node in owners and (node != router or router in owners):
                ends.add(node)
                continue
            for area, target, server in self.table(address).get(node, (0, ()))[1]:
                after = self.hops(node, area, target) if node != target else set()
                if server and target in self.lans:  # handed over on the network itself
                    after = {server if hop == target else hop for hop in after}
                if server and node == target and node != server:
                    after = {server}
                for hop in after - seen:
                    seen.add(hop)
                    waiting.append(hop)
        return ends
