# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the database says across areas and levels, against the planner, whose own judge is `area_oracle`."""
from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state import OSPF, Database, audit_database
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state.model import SUMMARY, Lsa, SummaryBody
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import audit
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import BACKBONE, Link, Router, Topology, named
from hypothesis import HealthCheck, assume, given, settings

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state.area_databases import isis_database, ospf_database
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state.databases import ADDRESSES, domain_of, identities
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.test_areas import networks

BRISK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def seen(topology, costs, database):
    domain = domain_of(topology, {server: tuple(of_server) for server, of_server in costs.items()}, database.protocol)
    domain["anycast_addresses"] = [{"name": name, "ipv4": addresses[0]} for name, addresses in ADDRESSES.items()]
    found, faults = audit_database([database], {**domain, "cost_plan": {"topology": {"rfc1583": topology.rfc1583}}})
    assert not faults, [str(fault) for fault in faults]
    return found["ipv4"]


@pytest.mark.parametrize("kind", ["inside", "external", "levels"])
@given(network=networks())
@BRISK
def test_every_router_s_packets_end_where_the_planner_says(kind, network):
    """Summaries of both types, externals with and without compatibility with RFC 1583, leaked routes, and the attached bit where none are."""
    topology, homes, costs = network
    assume(len(topology.areas) > 1 and BACKBONE in topology.areas)
    if kind == "levels":
        assume(len(topology.areas) == 2 and not any(home == BACKBONE and len(topology.areas_of[server]) > 1 for server, home in homes.items()))
        topology = replace(topology, routers=tuple(replace(router, max_metric=False) for router in topology.routers))
        database = isis_database(topology, homes, costs)
    else:
        topology = replace(topology, routers=tuple(replace(router, overloaded=False) for router in topology.routers))
        database = ospf_database(topology, homes, costs, kind == "external")
    expected = audit(topology, costs, ("a", "b"), kind == "external", home=homes, isis=kind == "levels").as_dict()["addresses"]
    for address, paths in seen(topology, costs, database)["paths"]["addresses"].items():
        for router, row in paths["routers"].items():
            if address not in costs.get(router, ()):
                wanted = expected[address]["routers"][router]
                assert (row["distance"], sorted(row["ends"])) == (wanted["distance"], sorted(wanted["ends"])), (address, router)


LEVELS = Topology(tuple(Router(name) for name in ("core", "b1", "b2", "leaf", "rs1", "rs2")), named([
    Link(("rs1", "core"), 5, 5), Link(("core", "b1"), 10, 10), Link(("core", "b2"), 10, 10), Link(("rs2", "b2"), 5, 5),
    Link(("b1", "leaf"), 3, 3, "0.0.0.1"), Link(("b2", "leaf"), 4, 4, "0.0.0.1")]))
COSTS = {"rs1": {"a": 10, "b": 31}, "rs2": {"a": 11, "b": 10}}
HOMES = {"rs1": BACKBONE, "rs2": BACKBONE}


def row_of_leaf(database, address="a"):
    found = seen(LEVELS, COSTS, database)
    return found["paths"]["addresses"][address]["routers"]["leaf"], {item["check"] for item in found["findings"]}


def test_level_1_follows_the_attached_bit_and_is_not_cut_off():
    row, findings = row_of_leaf(isis_database(LEVELS, HOMES, COSTS))
    assert (row["nearest"], row["distance"], row["ends"], row["route_type"]) == ("rs1", 3, ["rs1"], "default")
    assert "cut_off" not in findings


def test_level_1_without_an_attached_router_is_cut_off():
    database = isis_database(LEVELS, HOMES, COSTS)
    lsas = tuple(lsa._replace(body=lsa.body._replace(attached=False)) for lsa in database.lsas)
    row, findings = row_of_leaf(replace(database, lsas=lsas))
    assert row["nearest"] is None and "cut_off" in findings


@pytest.mark.parametrize("cost, end", [(0xFE000000, "rs2"), (0xFE000001, "rs1")])
def test_a_prefix_beyond_the_highest_path_metric_is_none(cost, end):
    """RFC 5305, 4: rs2 withdraws itself so."""
    network = Topology(LEVELS.routers[:2] + LEVELS.routers[4:], tuple(link for link in LEVELS.links if "b1" not in link.ends and "b2" not in link.ends)
                       + (Link(("rs2", "core"), 5, 5, name="to rs2"), Link(("leaf", "core"), 1, 1, "0.0.0.1", "down")))
    network = replace(network, routers=(*network.routers, Router("leaf")))
    database = isis_database(network, HOMES, {"rs1": {"a": 10}, "rs2": {"a": cost}})
    of = identities(network, database.protocol)
    gone = [lsa._replace(body=lsa.body._replace(prefixes=())) if lsa.router == of["rs1"] and end == "rs2" else lsa for lsa in database.lsas]
    rows = seen(network, {"rs1": {"a": 10}, "rs2": {"a": cost}}, replace(database, lsas=tuple(gone)))["paths"]["addresses"]["a"]["routers"]
    assert rows["core"]["ends"] == [end] and rows["core"]["runner_up"] is None


@pytest.mark.parametrize("costs, end", [((1, 1), "rs1"), ((1, 0), "rs1 rs2"), ((2, 0), "rs2")])
def test_a_stub_area_follows_the_default_route_of_its_border_routers(costs, end):
    """b1 passes on to rs1, b2 to rs2, by their own nearest."""
    of = identities(LEVELS, OSPF)
    database = ospf_database(LEVELS, HOMES, COSTS)
    lsas = [lsa for lsa in database.lsas if lsa.kind != SUMMARY]
    assert "cut_off" in row_of_leaf(Database(OSPF, tuple(lsas), database.router))[1]
    lsas += [Lsa(SUMMARY, "0.0.0.1", "0.0.0.0", of[border], 1, 1, 1, SummaryBody("0.0.0.0/0", cost)) for border, cost in zip(("b1", "b2"), costs)]
    row, findings = row_of_leaf(Database(OSPF, tuple(lsas), database.router))
    assert " ".join(row["ends"]) == end and row["route_type"] == "default" and "cut_off" not in findings
    assert ("ecmp" in findings) == (" " in end)


def test_a_topology_that_was_read_keeps_how_externals_are_compared():
    told = seen(replace(LEVELS, rfc1583=False), COSTS, ospf_database(LEVELS, HOMES, COSTS, True))["topology"]
    assert told["rfc1583"] is False and "rfc1583" not in seen(LEVELS, COSTS, isis_database(LEVELS, HOMES, COSTS))["topology"]
