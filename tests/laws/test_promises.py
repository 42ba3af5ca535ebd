# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import KINDS, Failure, Promises, Reach, Server, audit, plan
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning.paths import UNREACHABLE
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import Link, Router, Topology, named
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.networks import networks
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.oracle import Oracle

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
THOROUGH = settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
BRISK = settings(max_examples=80, deadline=None, suppress_health_check=SLOW)


def planned(topology, servers, **options):
    made, faults = plan(topology, servers, ["a", "b"], **options)
    assert not faults, [str(fault) for fault in faults]
    return made


@given(networks())
@THOROUGH
def test_exactly_the_breaches_of_every_single_loss_are_reported(network):
    topology, servers = network
    made = planned(topology, servers, metric="isis")
    reach = Reach(topology, tuple(server.name for server in servers))
    before = Oracle(topology, made.costs, Failure()).broken(["a", "b"])
    for failure in [Failure(), *reach.failures(KINDS)]:
        found = Oracle(topology, made.costs, failure).broken(["a", "b"])
        expected = found if failure == Failure() else found - before
        told = {(breach.promise, breach.address, router) for breach in made.breaches if breach.failure == failure and breach.promise != "own_site"
                for router in breach.routers}
        assert told == expected, str(failure)


@given(networks())
@BRISK
def test_no_router_is_equally_far_from_two_route_servers_even_when_one_is_lost(network):
    topology, servers = network
    made = planned(topology, servers, metric="isis", survive=["route_server"])
    for failure in [Failure(), *(Failure("route_server", server.name) for server in servers)]:
        oracle = Oracle(topology, made.costs, failure)
        for address in ("a", "b"):
            for router in oracle.routers:
                if address not in made.costs.get(router, {}):
                    assert len(oracle.nearest(router, address)[1]) < 2, f"{failure}: {router}"


@given(networks())
@BRISK
def test_after_no_single_loss_does_a_router_share_flows_between_two_route_servers_that_are_equally_far(network):
    topology, servers = network
    made = planned(topology, servers, metric="isis")
    assert not [str(breach) for breach in made.breaches if breach.why.startswith("equally far")]


@given(networks())
@BRISK
def test_where_every_route_server_carries_both_addresses_only_one_on_the_way_brings_them_together(network):
    topology, servers = network
    servers = [Server(server.name, ("a", "b")) for server in servers]
    made = planned(topology, servers, metric="isis", survive=["route_server"])
    reach = Reach(topology, tuple(server.name for server in servers))
    everywhere = all(distance < UNREACHABLE for row in reach.rows for distance in row)
    for breach in made.breaches:
        if breach.promise == "distinct" and not breach.impossible and everywhere:
            assert "lies on the way" in breach.why, str(breach)
        if breach.promise == "distinct" and breach.impossible and breach.failure.kind == "route_server" and everywhere:
            assert len(servers) == 2, str(breach)


@given(networks())
@BRISK
def test_the_audit_agrees_with_all_pairs(network):
    topology, servers = network
    costs = {server.name: {address: 1 + 7 * number for address in server.addresses} for number, server in enumerate(servers)}
    oracle = Oracle(topology, costs, Failure())
    for one in audit(topology, costs, ("a", "b")).by_address:
        for node, router in enumerate(one.routers):
            best, nearest = oracle.nearest(router, one.address)
            if best is None:
                assert one.nearest[node] == -1
                continue
            assert one.away[node] == best and one.servers[one.nearest[node]] in nearest
            others = sorted(oracle.towards[server][router] + costs[server][one.address] for server in one.servers if router in oracle.towards[server])
            assert (one.runner_up_away[node] == others[1]) if len(others) > 1 else one.runner_up[node] == -1
            if node not in one.owners:
                assert set(one.names(one.ends[node])) == oracle.ends(router, one.address)


@given(networks())
@BRISK
def test_costs_are_kept_and_the_same_for_everybody(network):
    topology, servers = network
    made = planned(topology, servers, metric="isis")
    assert planned(topology, servers, metric="isis") == made
    assert planned(topology, servers, metric="isis", keep=made.costs).costs == made.costs


@given(networks(), st.data())
@BRISK
def test_a_router_added_at_the_edge_changes_no_cost(network, data):
    topology, servers = network
    made = planned(topology, servers, metric="isis")
    names = {server.name for server in servers}
    inside = [router for router in topology.routers if router.name not in names and not router.overloaded]
    if inside:
        host = data.draw(st.sampled_from(inside))
        leaf, link = Router("leaf", host.site), Link(("leaf", host.name), data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9)), name="to the leaf")
        larger = Topology((*topology.routers, leaf), (*topology.links, link), topology.networks)
        assert planned(larger, servers, metric="isis").costs == made.costs


@given(networks())
@BRISK
def test_one_address_alone_has_one_nearest_route_server_everywhere(network):
    topology, servers = network
    made, faults = plan(topology, [Server(server.name, ("a",)) for server in servers], ["a"], metric="isis", survive=["route_server"])
    assert not faults and not [breach for breach in made.breaches if breach.why.startswith("equally far")]
    oracle = Oracle(topology, made.costs, Failure())
    assert all(len(oracle.nearest(router, "a")[1]) < 2 for router in oracle.routers if router not in made.costs)


def test_promises_of_costs_by_hand_name_an_equal_cost():
    line = Topology((Router("s1"), Router("x"), Router("s2")), named([Link(("s1", "x"), 5, 5), Link(("x", "s2"), 5, 5)]))
    promises = Promises(Reach(line, ("s1", "s2")), {"a": {0: 10, 1: 10}})
    [breach] = promises.breaches(Failure())
    assert (breach.promise, breach.routers, breach.address) == ("unique", ("x",), "a") and "equally far from s1, s2" in breach.why
