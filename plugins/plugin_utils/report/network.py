# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network as the page's script takes it: numbers instead of names."""
from __future__ import annotations

from typing import Any

from ..topology.model import MAX_LINK_METRIC, Topology
from .model import Report, ended


def network_data(report: Report) -> dict[str, Any] | None:
    """`nodes`: the routers, then the broadcast networks, by the order of `topology.graph.Graph`. `arcs`: each adjacency as [node, node, cost,
    cost back, area, name, whether it is the interface of a router on a broadcast network]. `costs`: by position of the route server.
    `fixed`: address → router → route servers, where the page computes nothing: without costs as it was seen, across areas as the planner traced it."""
    topology = report.topology
    if topology is None:
        return None
    index = {router.name: number for number, router in enumerate(topology.routers)}
    index.update({network.name: number for number, network in enumerate(topology.networks, len(topology.routers))})
    nodes: list[dict[str, Any]] = [{"name": router.name, "site": router.site, "overloaded": router.overloaded, "max_metric": router.max_metric}
                                   for router in topology.routers]
    nodes += [{"name": network.name, "site": "", "lan": True} for network in topology.networks]
    servers = list(report.costs) or sorted({name for of_address in (report.paths.get("addresses") or {}).values()
                                            for row in (of_address.get("routers") or {}).values() for name in ended(row)})
    areas = list(topology.areas)
    known = {server for server in servers if server in index}
    return {
        "routers": len(topology.routers), "nodes": nodes, "arcs": _arcs(topology, index, areas), "areas": areas,
        "servers": [{"name": server, "node": index[server], "costs": report.costs.get(server, {})}
                    for server in servers if server in known],
        "addresses": [{"name": address, "literal": report.literal.get(address, [])} for address in report.addresses],
        "fixed": None if report.replays else _fixed(report),
        "traced": bool(report.costs),
        "expected": _expected(report) if report.replays else None,
    }


def _arcs(topology: Topology, index: dict[str, int], areas: list[str]) -> list[list[Any]]:
    stub = {router.name for router in topology.routers if router.max_metric}
    arcs: list[list[Any]] = []
    for link in topology.links:
        one, other = link.ends
        arcs.append([index[one], index[other], MAX_LINK_METRIC if one in stub else link.cost, MAX_LINK_METRIC if other in stub else link.cost_back,
                     areas.index(link.area), link.name, 0])
    for network in topology.networks:
        arcs += [[index[router], index[network.name], MAX_LINK_METRIC if router in stub else cost, 0, areas.index(network.area),
                  f"{router} - {network.name}", 1]
                 for router, cost in network.costs]
    return arcs


def _fixed(report: Report) -> dict[str, dict[str, Any]]:
    return {address: {router: {**row, "ends": ended(row)} for router, row in (of_address.get("routers") or {}).items()}
            for address, of_address in (report.predicted.get("addresses") or {}).items()}


def _expected(report: Report) -> dict[str, dict[str, list[str]]]:
    """Where packets end by the computation in Python: the page compares it with its own."""
    return {address: {router: ended(row) for router, row in of_address["routers"].items()}
            for address, of_address in report.predicted.get("addresses", {}).items()}
