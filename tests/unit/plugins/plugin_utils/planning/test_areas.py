# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import KINDS, Failure, Promises, Reach, Server, audit, plan
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import BACKBONE, Link, Network, Router, Topology, named
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.area_oracle import AreaOracle

KIND = ("ospf", "external", "isis")
THOROUGH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
BOTH = ["a", "b"]


@st.composite
def networks(draw, one_home=False):
    """A backbone and one or two other areas with one or two border routers each, and route servers with a home and costs. `one_home`: all of them
    at one area, which no border router leaves and enters again."""
    cost = st.integers(1, draw(st.sampled_from([1, 3, 30])))
    flag = st.integers(0, 9).map(lambda number: number == 0)
    core = [f"c{number}" for number in range(draw(st.integers(1, 4)))]
    areas = {BACKBONE: list(core)}
    for area in ["0.0.0.1", "0.0.0.2"][:draw(st.integers(1, 2))]:
        inner = [f"{area[-1]}i{number}" for number in range(draw(st.integers(1, 3)))]
        areas[area] = [*inner, *draw(st.lists(st.sampled_from(core), min_size=1, max_size=2, unique=True))]
    links, lans = [], []
    for area, members in areas.items():
        ends = [(members[number], members[draw(st.integers(0, number - 1))]) for number in range(1, len(members))]
        pairs = st.tuples(st.sampled_from(members), st.sampled_from(members)).filter(lambda pair: pair[0] != pair[1])
        ends += draw(st.lists(pairs, max_size=3)) if len(members) > 1 else []
        links += [Link(pair, draw(cost), draw(cost), area) for pair in ends]
        if len(members) > 2 and draw(st.booleans()):
            lans.append(Network(f"lan{len(lans)}", tuple((name, draw(cost)) for name in draw(st.permutations(members))[:3]), area))
    routers = [Router(name, overloaded=draw(flag), max_metric=draw(flag)) for name in dict.fromkeys(name for members in areas.values() for name in members)]
    homes, costs = {}, {}
    only = draw(st.sampled_from(sorted(areas))) if one_home else None
    for number in range(draw(st.integers(2, 4))):
        area = only or draw(st.sampled_from(sorted(areas)))
        if draw(st.booleans()) and not one_home:
            name = draw(st.sampled_from(areas[area]))
        else:
            name = f"s{number}"
            hosts = [member for member in areas[area] if member not in homes]
            if not hosts:
                continue
            routers.append(Router(name, overloaded=draw(st.booleans())))
            links += [Link((name, host), draw(cost), draw(cost), area) for host in draw(st.lists(st.sampled_from(hosts), min_size=1, max_size=2, unique=True))]
        homes[name] = area
        costs[name] = {address: draw(st.integers(1, 40)) for address in draw(st.sampled_from([BOTH, BOTH, ["a"], ["b"]]))}
    for address in BOTH:
        next(iter(costs.values())).setdefault(address, 7)
    topology = Topology(tuple(routers), named(links), tuple(lans), rfc1583=draw(st.booleans()), leaked=draw(st.booleans()))
    return topology, homes, costs


def places(draw, topology, costs):
    """Forwarding addresses for some route servers."""
    found = {}
    for server in costs:
        near = [link.name for link in topology.links if server in link.ends] + [lan.name for lan in topology.networks if server in dict(lan.costs)]
        if near and draw(st.booleans()):
            found[server] = draw(st.sampled_from(near))
    return found


def told(found):
    for one in found.by_address:
        for node, router in enumerate(one.routers):
            yield one, node, router


@pytest.mark.parametrize("kind", KIND)
@given(network=networks())
@THOROUGH
def test_the_audit_follows_every_router_s_own_decision(kind, network):
    topology, homes, costs = network
    oracle = AreaOracle(topology, costs, homes, kind, Failure())
    for one, node, router in told(audit(topology, costs, tuple(BOTH), kind == "external", home=homes, isis=kind == "isis")):
        if node not in one.owners and len(topology.areas) > 1:
            assert set(one.names(one.ends[node])) == oracle.ends(router, one.address), router
            route = oracle.table(one.address).get(router)
            assert one.away[node] == route[0] if route else one.nearest[node] == -1, router


@given(network=networks(), data=st.data())
@THOROUGH
def test_with_a_forwarding_address_the_way_to_its_network_counts(network, data):
    topology, homes, costs = network
    forwarding = places(data.draw, topology, costs)
    oracle = AreaOracle(topology, costs, homes, "external", Failure(), forwarding)
    if forwarding:
        for one, node, router in told(audit(topology, costs, tuple(BOTH), True, forwarding=forwarding)):
            if node not in one.owners:
                assert set(one.names(one.ends[node])) == oracle.ends(router, one.address), router


@pytest.mark.parametrize("kind", KIND)
@given(network=networks(), data=st.data())
@settings(THOROUGH, max_examples=30)
def test_exactly_the_breaches_of_every_single_loss_are_told(kind, network, data):
    topology, homes, costs = network
    forwarding = places(data.draw, topology, costs) if kind == "external" else {}
    names = tuple(costs)
    reach = Reach(topology, names, kind == "external", homes, kind == "isis", forwarding)
    if not reach.several_areas:
        return
    promises = Promises(reach, {address: {names.index(server): of_server[address] for server, of_server in costs.items() if address in of_server}
                                for address in BOTH})
    before = AreaOracle(topology, costs, homes, kind, Failure(), forwarding).broken(BOTH)
    for failure in [Failure(), *reach.failures(KINDS)]:
        found = AreaOracle(topology, costs, homes, kind, failure, forwarding).broken(BOTH)
        reported = {(breach.promise, breach.address, router) for breach in promises.breaches(failure) for router in breach.routers}
        assert reported == (found if failure == Failure() else found - before), str(failure)


@pytest.mark.parametrize("metric", ["ospf", "isis", "ospf_e1"])
@given(network=networks(one_home=True))
@settings(THOROUGH, max_examples=40)
def test_with_all_route_servers_in_one_area_no_router_is_left_between_two(metric, network):
    topology, homes, costs = network
    kind = {"ospf": "ospf", "isis": "isis", "ospf_e1": "external"}[metric]
    stubs = [Server(name, tuple(of_server)) for name, of_server in costs.items()]
    topology = Topology(tuple(Router(router.name, overloaded=router.overloaded and router.name in homes) for router in topology.routers), topology.links,
                        topology.networks, rfc1583=topology.rfc1583, leaked=True)
    if any(len(topology.areas_of[server.name]) > 1 for server in stubs) or len(topology.areas) < 2 or BACKBONE not in topology.areas:
        return
    made, faults = plan(topology, stubs, BOTH, metric=metric, survive=["route_server"])
    limits = [fault for fault in faults if "would need the cost" in fault.why]
    assert limits == faults, [str(fault) for fault in faults]
    if faults:
        return
    for failure in [Failure(), *(Failure("route_server", server.name) for server in stubs)]:
        oracle = AreaOracle(topology, made.costs, homes, kind, failure)
        reported = {(breach.promise, breach.address, router) for breach in made.breaches if breach.failure == failure for router in breach.routers}
        for promise, address, router in oracle.broken(BOTH):
            assert (promise, address, router) in reported or failure != Failure(), (promise, address, router)
            if promise == "unique":
                servers = {target for _area, target, _server in oracle.table(address)[router][1]}
                assert any(breach.why.startswith("some of its paths") for breach in made.breaches if router in breach.routers), (str(failure), router, servers)
