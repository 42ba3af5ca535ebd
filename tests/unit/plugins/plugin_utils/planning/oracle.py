# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What networkx says of the same network: all shortest paths, one by one, with no code of the planner's."""
from __future__ import annotations

from itertools import islice

import networkx
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import MAX_LINK_METRIC

PATHS = 5000


def arcs(topology, failure):
    """(from, to, cost) of what is left after the failure."""
    stub = {router.name for router in topology.routers if router.max_metric}
    found = []
    for link in topology.links:
        if (failure.kind, failure.name) != ("link", link.name):
            found += [(*link.ends, link.cost), (*link.ends[::-1], link.cost_back)]
    for network in topology.networks:
        for router, cost in network.costs:
            if (failure.kind, failure.name) != ("link", f"{router} - {network.name}"):
                found += [(router, network.name, cost), (network.name, router, 0)]
    names = {router.name for router in topology.routers}
    found = [(one, other, MAX_LINK_METRIC if one in stub else cost) for one, other, cost in found]
    return names, [arc for arc in found if failure.kind not in ("router", "network") or failure.name not in arc[:2]]


class AfterFailure:
    """What a failure leaves of a network, and what is broken by where packets then end. `costs`: route server → address → cost."""

    def __init__(self, topology, costs, failure):
        self.costs, self.failure = costs, failure
        self.gone = failure.name if failure.kind == "router" else None
        self.routers = [router.name for router in topology.routers if router.name != self.gone]
        self.overloaded = {router.name for router in topology.routers if router.overloaded}
        self.alive = {server: of_server for server, of_server in costs.items()
                      if server != self.gone and not (failure.kind == "route_server" and failure.name == server)}

    def ends(self, router, address):
        """The route servers where packets from this router to this address end."""
        raise NotImplementedError

    def broken(self, addresses):
        found = set()
        owners = {address: {server for server, of_server in self.costs.items() if address in of_server} for address in addresses}
        for router in self.routers:
            ends = {address: self.ends(router, address) for address in addresses if router not in owners[address]}
            for address, servers in ends.items():
                if len(servers) != 1:
                    found.add(("unique" if servers else "reached", address, router))
            if len(ends) == 2 and set.intersection(*ends.values()):
                found.add(("distinct", "", router))
        return found


class Oracle(AfterFailure):
    """Of a network with one area."""

    def __init__(self, topology, costs, failure):
        super().__init__(topology, costs, failure)
        names, left = arcs(topology, failure)
        self.graph = networkx.DiGraph()
        self.graph.add_nodes_from(names)
        for one, other, cost in left:
            if not self.graph.has_edge(one, other) or self.graph[one][other]["weight"] > cost:
                self.graph.add_edge(one, other, weight=cost)
        self.towards = {server: self._distances(server) for server in self.alive}

    def _without_transit(self, *kept):
        return self.graph.subgraph([node for node in self.graph if node not in self.overloaded or node in kept])

    def _distances(self, server):
        away = {}
        for node in self.routers:
            graph = self._without_transit(node, server)
            try:
                away[node] = networkx.dijkstra_path_length(graph, node, server)
            except networkx.NetworkXNoPath:
                pass
        return away

    def nearest(self, router, address):
        """Distance and route servers at this distance."""
        found = {server: self.towards[server][router] + of_server[address] for server, of_server in self.alive.items()
                 if address in of_server and router in self.towards[server]}
        best = min(found.values(), default=None)
        return best, sorted(server for server, distance in found.items() if distance == best)

    def ends(self, router, address):
        """Where packets end: the first owner on each shortest path to each nearest route server."""
        owners = {server for server, of_server in self.alive.items() if address in of_server}
        ends = set()
        for server in self.nearest(router, address)[1]:
            if server == router:
                return {router}
            paths = networkx.all_shortest_paths(self._without_transit(router, server), router, server, weight="weight")
            for path in islice(paths, PATHS):
                ends.add(next(node for node in path[1:] if node in owners))
        return ends
