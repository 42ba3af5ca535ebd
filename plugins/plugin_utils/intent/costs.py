# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cost at which each route server injects each anycast address, from the domain's cost plan."""
from __future__ import annotations

from typing import Any, Mapping

from ..costs import anycast_costs, check_costs
from ..faults import Fault
from . import values
from .model import Igp

Options = Mapping[str, Any]


def injection_costs(options: Options, servers: list[Options], addresses: list[str], igp: Igp, root: str, faults: list[Fault]) -> dict[str, dict[str, int]]:
    """Route server name → anycast address name → cost, for the addresses that the server carries."""
    plan = options["cost_plan"]
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
    metrics = _metrics(igp)
    if plan["strategy"] == "ordered":
        return _ordered(plan, servers, addresses, carried, metrics[0], root, faults)
    costs = _explicit(servers, carried, root, faults)
    at = {"igp_diameter": f"{root}.cost_plan.igp_diameter", "metric": f"{root}.igp"}
    for metric in metrics:
        faults += [fault for fault in check_costs(costs, plan["igp_diameter"], metric, path=f"{root}.route_servers costs", paths=at)
                   if fault not in faults]
    return costs


def _metrics(igp: Igp) -> list[str]:
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
    for index, server in enumerate(servers):
        if server["costs"]:
            faults.append(Fault(f"{root}.route_servers[{index}].costs", "the strategy 'ordered' computes the costs",
                                "leave them out, or write cost_plan.strategy: explicit"))
    names = [server["name"] for server in servers]
    at = {"route_servers": f"{root}.route_servers", "addresses": f"{root}.anycast_addresses", "base": f"{root}.cost_plan.base",
          "igp_diameter": f"{root}.cost_plan.igp_diameter", "metric": f"{root}.igp"}
    costs, found = anycast_costs(names, addresses, plan["igp_diameter"], base=plan["base"], metric=metric, paths=at)
    faults += found
    return {name: {address: costs[name][address] for address in carried[name]} for name in names if name in costs}
