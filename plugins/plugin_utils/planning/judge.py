# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Costs that somebody chose, held against the topology: what the network would do with them while everything is up."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..costs import METRICS
from ..faults import Fault
from ..topology.model import Topology
from .audit import AddressAudit, Audit, Costs, audit
from .paths import UNREACHABLE
from .planner import Server, homes_of, input_faults, longest
from .reach import ROUTE_TYPE


def judged(topology: Topology, servers: Sequence[Server], addresses: Sequence[str], costs: Costs, metric: str = "ospf",
           paths: Mapping[str, str] | None = None, area: str | None = None) -> list[Fault]:
    """What is wrong with `costs` (route server → address → cost). `paths`: the options as the user wrote them, `costs` with a number in it, `{0}`.

    Each promise is judged that holds with everything up: every router reaches a route server of each address, one, and another one for the second.
    """
    at = {"costs": "route_servers[{0}].costs", **(paths or {})}
    faults = input_faults(topology, servers, addresses, 1, metric, (), at, area)
    if faults:
        return faults
    found = audit(topology, costs, tuple(addresses), metric == "ospf_e1", home=homes_of(topology, servers, area), isis=metric.startswith("isis"),
                  forwarding={server.name: server.forwarding for server in servers if server.forwarding})
    number = {server.name: position for position, server in enumerate(servers)}

    def path(server: str, address: str) -> str:
        return f"{at['costs'].format(number[server])}.{address}"

    for one in found.by_address:
        faults += _beyond(one, costs, metric, longest(topology), path)
        for (ends,), routers in _grouped(one.ecmp):
            last = max(ends, key=lambda server: (costs[server][one.address], number[server]))
            faults.append(Fault(path(last, one.address), f"{_some(routers)} would share the flows to {one.address} between {_and(ends)}",
                                "write a cost one higher, or let the filter anycast_plan compute the costs", costs[last][one.address]))
        if one.cut_off:
            faults.append(Fault(at.get("topology", "topology"), f"{_some(one.cut_off)} reach no route server of the anycast address {one.address}",
                                "correct the areas of the links"))
    return faults + _together(found, costs, path)


def _beyond(one: AddressAudit, costs: Costs, metric: str, most: int, path) -> list[Fault]:
    limit = METRICS[metric]
    faults = [Fault(path(server, one.address), f"the highest cost in {limit.title} is {limit.highest_cost}", "write a lower one", costs[server][one.address])
              for server in one.servers if costs[server][one.address] > limit.highest_cost]
    far = [(distance % ROUTE_TYPE, one.servers[server], router) for distances, nearest in ((one.away, one.nearest), (one.runner_up_away, one.runner_up))
           for router, distance, server in zip(one.routers, distances, nearest)
           if distance < UNREACHABLE and distance % ROUTE_TYPE - costs[one.servers[server]][one.address] < most]
    distance, server, router = max(far, default=(0, "", ""))
    if distance > limit.highest_total and not faults:
        why = f"from {router} the path costs {distance} in all, and the most in {limit.title} is {limit.highest_total}"
        faults.append(Fault(path(server, one.address), why, "write a lower cost, or lower the costs of the links", costs[server][one.address]))
    return faults


def _together(found: Audit, costs: Costs, path) -> list[Fault]:
    """Where both sessions of an appliance would meet."""
    faults = []
    for (servers,), routers in _grouped(found.same_server):
        server = servers.split(", ")[0]
        address = found.by_address[1].address
        captured = {name for one in found.by_address for name, _nearest, _ends in one.captured}
        why = f"from {_some(routers)} both addresses lead to {server}, and one of the two sessions of an appliance there would never come up"
        if captured.intersection(routers):
            instead = f"take {server} out of the way (max_metric or overloaded in the topology, as on the device) or give it one address only"
        else:
            instead = "let the filter anycast_plan compute the costs, or make another route server nearer for one of the two"
        faults.append(Fault(path(server, address), why, instead, costs[server].get(address)))
    return faults


def _grouped(found: Iterable[tuple]) -> list[tuple[tuple, list[str]]]:
    """What follows the router → the routers."""
    groups: dict[tuple, list[str]] = {}
    for router, *rest in found:
        groups.setdefault(tuple(tuple(item) if isinstance(item, list) else item for item in rest), []).append(router)
    return list(groups.items())


def _some(routers: Sequence[str]) -> str:
    shown = ", ".join(routers[:5])
    return f"{shown} and {len(routers) - 5} more" if len(routers) > 5 else shown


def _and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
