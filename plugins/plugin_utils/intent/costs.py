# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cost at which each route server injects each anycast address, from the domain's cost plan."""
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Mapping

from ..costs import anycast_costs, check_costs
from ..faults import Fault
from . import values
from .model import Igp

if TYPE_CHECKING:
    from ..topology import Topology

Options = Mapping[str, Any]


def injection_costs(options: Options, servers: list[Options], addresses: list[str], igp: Igp, root: str, faults: list[Fault]) -> dict[str, dict[str, int]]:
    """Route server name → anycast address name → cost, for the addresses that the server carries."""
    cost_plan = options["cost_plan"]
    carried = {}
    for index, server in enumerate(servers):
        path = f"{root}.route_servers[{index}]"
        names = server["addresses"] if server["addresses"] is not None else addresses
        carried[server["name"]] = [name for position, name in enumerate(names)
                                   if values.known(name, addresses, "anycast address", f"{path}.addresses[{position}]", faults)]
    for address in addresses:
        if not any(address in names for names in carried.values()):
            faults.append(Fault(f"{root}.route_servers", f"no route server carries the anycast address {address}",
                                "add it to the addresses of one"))
    metrics = metrics_of(igp)
    missing = _missing(cost_plan, f"{root}.cost_plan")
    if missing:
        faults += missing
        return {}
    if cost_plan["strategy"] == "nearest":
        return _nearest(cost_plan, servers, addresses, carried, metrics, igp, root, faults)
    if cost_plan["strategy"] == "ordered":
        return _ordered(cost_plan, servers, addresses, carried, metrics[0], root, faults)
    before = len(faults)
    costs = _explicit(servers, carried, root, faults)
    if cost_plan["topology"] is not None:
        return costs if len(faults) > before else _judged(cost_plan, servers, addresses, carried, costs, metrics, igp, root, faults)
    at = {"igp_diameter": f"{root}.cost_plan.igp_diameter", "metric": f"{root}.igp"}
    for metric in metrics:
        faults += [fault for fault in check_costs(costs, cost_plan["igp_diameter"], metric, path=f"{root}.route_servers costs", paths=at)
                   if fault not in faults]
    return costs


def _missing(cost_plan: Options, path: str) -> list[Fault]:
    """What the strategy needs and is not there, and what it has no use for."""
    strategy = cost_plan["strategy"]
    found = []
    known = strategy == "nearest" or strategy == "explicit" and cost_plan["topology"] is not None
    for option, wanted in (("igp_diameter", not known), ("topology", strategy == "nearest")):
        if wanted and cost_plan[option] is None:
            instead = "write it, or a topology to judge the costs by" if strategy == "explicit" else "write it"
            found.append(Fault(f"{path}.{option}", f"the strategy '{strategy}' needs it", instead))
    useless = {"nearest": ("igp_diameter",), "ordered": ("topology", "survive"), "explicit": ("survive", "igp_diameter")[:1 + known]}[strategy]
    for option in useless:
        if strategy == "explicit" and option == "igp_diameter" and cost_plan[option] is not None:
            found.append(Fault(f"{path}.{option}", "the topology says how long paths are", "leave out one of both", cost_plan[option]))
        elif cost_plan[option] is not None:
            instead = "leave it out" if strategy == "nearest" else "leave it out, or write strategy: nearest"
            found.append(Fault(f"{path}.{option}", f"the strategy '{strategy}' has no use for it", instead))
    return found


def _nearest(cost_plan: Options, servers: list[Options], addresses: list[str], carried: Mapping[str, list[str]], metrics: list[str], igp: Igp, root: str,
             faults: list[Fault]) -> dict[str, dict[str, int]]:
    from ..planning import KINDS, OWN_SITE, Failure, Server, plan  # here: every run would pay for it, and few plan by a topology

    _no_costs(servers, "nearest", root, faults)
    topology, at = network_of(cost_plan, servers, metrics, root, faults)
    if topology is None:
        return {}
    made, found = plan(topology, [Server(server["name"], tuple(carried[server["name"]])) for server in servers], addresses, cost_plan["base"], metrics[0],
                       KINDS if cost_plan["survive"] is None else cost_plan["survive"], paths=at, area=home_area(topology, igp))
    faults += [fault for fault in found if not any(fault.why == other.why for other in faults)]
    if made is None:
        return {}
    faults += [Fault(at["topology"], str(breach), "correct the topology, or see what the filter anycast_plan says of it")
               for breach in made.breaches if breach.failure == Failure() and breach.promise != OWN_SITE]
    return made.costs


def _judged(cost_plan: Options, servers: list[Options], addresses: list[str], carried: Mapping[str, list[str]], costs: dict[str, dict[str, int]],
            metrics: list[str], igp: Igp, root: str, faults: list[Fault]) -> dict[str, dict[str, int]]:
    """Costs of the user's, such as those of a saved plan, by what the network would do with them."""
    from ..planning import Server, judged

    topology, at = network_of(cost_plan, servers, metrics, root, faults)
    if topology is not None:
        for metric in metrics:
            found = judged(topology, [Server(server["name"], tuple(carried[server["name"]])) for server in servers], addresses, costs, metric, at,
                           home_area(topology, igp))
            faults += [fault for fault in found if not any(fault.why == other.why for other in faults)]
    return costs


def network_of(cost_plan: Options, servers: list[Options], metrics: list[str], root: str, faults: list[Fault]) -> tuple[Topology | None, dict[str, str]]:
    """The topology, None where it does not fit the domain, and the paths of options for further faults.

    Its route servers are what the collection makes of them: on the way to others only where there is no other way, with IS-IS not even then.
    """
    from ..topology import topology_of

    path = f"{root}.cost_plan.topology"
    topology, found = topology_of(cost_plan["topology"], path)
    faults += found
    if topology is None:
        return None, {}
    areas = len(topology.areas) > 1
    if areas and len(metrics) > 1:
        why = "across areas, intra-area and external routes are compared in different ways, and an address has one cost for both families"
        faults.append(Fault(f"{root}.igp.injection", why, "inject both families as external_1, or keep the route servers in one area"))
        return None, {}
    for index, server in enumerate(servers):
        router = topology.by_name.get(server["name"])
        if router and server["site"] and router.site and server["site"] != router.site:
            faults.append(Fault(f"{root}.route_servers[{index}].site", f"the topology has {server['name']} in site {router.site}", "write one site",
                                server["site"]))
    at = {"topology": path, "route_servers": f"{root}.route_servers", "addresses": f"{root}.anycast_addresses", "base": f"{root}.cost_plan.base",
          "survive": f"{root}.cost_plan.survive", "metric": f"{root}.igp", "costs": f"{root}.route_servers[{{0}}].costs"}
    flag = "overloaded" if metrics[0] == "isis" else "max_metric"
    names = {server["name"] for server in servers}
    routers = tuple(replace(router, **{flag: True}) if router.name in names else router for router in topology.routers)
    return replace(topology, routers=routers), at


def home_area(topology: Topology, igp: Igp) -> str | None:
    """The area into which all route servers inject, where there are several."""
    from ..planning.planner import LEVEL_1
    from ..topology import BACKBONE

    if len(topology.areas) < 2:
        return None
    return igp.area if igp.protocol == "ospf" else BACKBONE if igp.level == 2 else LEVEL_1


def _no_costs(servers: list[Options], strategy: str, root: str, faults: list[Fault]) -> None:
    for index, server in enumerate(servers):
        if server["costs"]:
            faults.append(Fault(f"{root}.route_servers[{index}].costs", f"the strategy '{strategy}' computes the costs",
                                "leave them out, or write cost_plan.strategy: explicit"))


def metrics_of(igp: Igp) -> list[str]:
    """The metrics in use, the one with the least room first."""
    if igp.protocol == "isis" or not igp.injection:
        return ["isis"]
    return sorted({{"intra_area": "ospf", "external_1": "ospf_e1"}[method] for method in igp.injection.values()})


def _explicit(servers: list[Options], carried: Mapping[str, list[str]], root: str, faults: list[Fault]) -> dict[str, dict[str, int]]:
    costs: dict[str, dict[str, int]] = {}
    for index, server in enumerate(servers):
        path = f"{root}.route_servers[{index}].costs"
        given = server["costs"] or {}
        for name in given:
            values.known(name, carried[server["name"]], "anycast address on this route server", f"{path}.{name}", faults)
        costs[server["name"]] = {}
        for address in carried[server["name"]]:
            cost = given.get(address)
            if isinstance(cost, str) and cost.isdigit():
                cost = int(cost)
            if not isinstance(cost, int) or isinstance(cost, bool):
                faults.append(Fault(f"{path}.{address}", "the strategy 'explicit' needs a cost, a whole number, for each address", "write it", cost))
            else:
                costs[server["name"]][address] = cost
    return costs


def _ordered(plan: Options, servers: list[Options], addresses: list[str], carried: Mapping[str, list[str]], metric: str, root: str,
             faults: list[Fault]) -> dict[str, dict[str, int]]:
    _no_costs(servers, "ordered", root, faults)
    names = [server["name"] for server in servers]
    at = {"route_servers": f"{root}.route_servers", "addresses": f"{root}.anycast_addresses", "base": f"{root}.cost_plan.base",
          "igp_diameter": f"{root}.cost_plan.igp_diameter", "metric": f"{root}.igp"}
    costs, found = anycast_costs(names, addresses, plan["igp_diameter"], base=plan["base"], metric=metric, paths=at)
    faults += found
    return {name: {address: costs[name][address] for address in carried[name]} for name in names if name in costs}
