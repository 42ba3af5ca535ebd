# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Injection into OSPF, intra-area and external type 1: the fabric reckons with the costs of the domain, after a restart too."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import never, until

LINK, COST = 10, 15
COSTS = {"rs1": {"a": COST, "b": 1000}, "rs2": {"a": 1000, "b": COST}}


def metrics(router, addresses):
    """By address: the metric of the selected route."""
    found = {}
    for address in addresses:
        answer = router.json(f"show {'ipv6' if ':' in address else 'ip'} route {address} json") or {}
        found |= {address: route["metric"] for routes in answer.values() for route in routes if route.get("selected")}
    return found


@pytest.mark.parametrize("injection", ["intra_area", "external_1"])
def test_the_fabric_reckons_with_the_costs_of_the_domain_also_after_a_restart(site, domain, deploy, injection):
    server, router = site.node("rs1"), site.node("dc1-f1")
    addresses = [site.domain["anycast_addresses"][0][family] for family in ("ipv4", "ipv6")]
    wanted = dict.fromkeys(addresses, LINK + COST)
    domain["igp"]["injection"] = {"ipv4": injection, "ipv6": "external_1"}
    domain["cost_plan"]["strategy"] = "explicit"
    for one in domain["route_servers"]:
        one["costs"] = COSTS[one["name"]]

    deploy(domain)
    until(lambda: metrics(router, addresses) == wanted, "the fabric has the costs", lambda: metrics(router, addresses))
    site.settle()
    server.restart()
    site.settle()
    until(lambda: metrics(router, addresses) == wanted, "the fabric has them again", lambda: metrics(router, addresses))
    never(lambda: metrics(router, addresses) != wanted, 3, "the costs change")
    assert not site.apply(server, site.route_server_state("rs1", domain))["changed"]
