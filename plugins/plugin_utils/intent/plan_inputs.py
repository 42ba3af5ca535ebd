# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a domain says of its plan, as the planner takes it."""
from __future__ import annotations

from typing import Any

from ...module_utils._options import DOMAIN
from ..faults import Fault
from ..specification import check
from .compile import igp_intent
from .costs import home_area, metrics_of, network_of

PATHS = {"topology": "domain.cost_plan.topology", "route_servers": "domain.route_servers", "addresses": "domain.anycast_addresses",
         "base": "domain.cost_plan.base", "survive": "domain.cost_plan.survive", "metric": "domain.igp"}


def plan_inputs(domain: Any) -> tuple[dict[str, Any], list[Fault]]:
    """The arguments of `planning.from_options.planned` for a domain whose costs come from a topology."""
    given, faults = check({"domain": {"type": "dict", "required": True, "options": DOMAIN}}, {"domain": domain})
    if faults:
        return {}, faults
    options = given["domain"]
    cost_plan, servers = options["cost_plan"], options["route_servers"]
    if cost_plan["topology"] is None:
        return {}, [Fault(PATHS["topology"], "without it there is nothing to plan", "write it, with strategy: nearest")]
    families = sorted({family for address in options["anycast_addresses"] for family, name in ((4, "ipv4"), (6, "ipv6")) if address[name]})
    igp = igp_intent(options["igp"], families, "domain.igp", faults)
    metrics = metrics_of(igp)
    topology, _paths = network_of(cost_plan, servers, metrics, "domain", faults)
    if faults or topology is None:
        return {}, faults
    names = [address["name"] for address in options["anycast_addresses"]]
    carriers = [{"name": server["name"], "addresses": names if server["addresses"] is None else server["addresses"]} for server in servers]
    arguments = {"topology": topology, "route_servers": carriers, "addresses": names,
                 "base": cost_plan["base"], "metric": metrics[0], "paths": PATHS, "area": home_area(topology, igp)}
    return {**arguments, **({} if cost_plan["survive"] is None else {"survive": cost_plan["survive"]})}, []
