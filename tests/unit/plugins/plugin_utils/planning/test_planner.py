# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import Failure, Server, audit, compare, plan
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning.from_options import planned as planned_from
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning.ranks import ranks_of
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import Link, Router, Topology, named, yaml_topology

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.networks import clos, with_servers
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.oracle import Oracle

BOTH = ("a", "b")


def two_sites(*servers, cost=100):
    """Two routers in each of two sites, and stub route servers (name, site)."""
    routers = [Router("e1", "east"), Router("e2", "east"), Router("w1", "west"), Router("w2", "west")]
    links = [Link(("e1", "e2"), 10, 10), Link(("w1", "w2"), 10, 10), Link(("e1", "w1"), cost, cost), Link(("e2", "w2"), cost, cost)]
    for name, site in servers:
        routers.append(Router(name, site))
        links += [Link((name, f"{site[0]}1"), 10, 10), Link((name, f"{site[0]}2"), 10, 10)]
    return Topology(tuple(routers), named(links))


def planned(topology, servers, addresses=BOTH, **options):
    made, faults = plan(topology, [Server(name, tuple(addresses)) for name in servers], list(addresses), **options)
    assert not faults, [str(fault) for fault in faults]
    return made


def test_two_route_servers_get_one_order_and_its_reverse():
    made = planned(two_sites(("rs1", "east"), ("rs2", "west")), ["rs1", "rs2"])
    assert made.costs["rs1"]["a"] == made.costs["rs2"]["b"] == 10 and made.costs["rs1"]["b"] > 100 < made.costs["rs2"]["a"]
    assert {str(breach.failure) for breach in made.breaches if breach.impossible and breach.promise == "distinct"} >= {
        "without route server rs1", "without route server rs2"}
    assert not [breach for breach in made.breaches if breach.failure.kind == "link"]


def test_four_route_servers_give_each_site_one_for_each_address():
    names = ["rs1", "rs2", "rs3", "rs4"]
    topology = two_sites(("rs1", "east"), ("rs2", "east"), ("rs3", "west"), ("rs4", "west"))
    made = planned(topology, names)
    assert made.breaches == () and all(made.as_dict()["holds"].values())
    assert [made.costs[name][address] for name, address in zip(names, "abab")] == [10, 10, 10, 10]
    found = audit(topology, made.costs)
    for one in found.by_address:
        assert {one.row(node)["nearest"] for node in (0, 1)} <= {"rs1", "rs2"} and {one.row(node)["nearest"] for node in (2, 3)} <= {"rs3", "rs4"}
    assert found.same_server == []


def test_a_route_server_in_the_way_captures_and_is_named():
    line = Topology((Router("x"), Router("s1"), Router("y"), Router("s2")),
                    named([Link(("x", "s1"), 1, 1), Link(("s1", "y"), 1, 1), Link(("y", "s2"), 1, 1)]))
    made = planned(line, ["s1", "s2"])
    [breach] = [breach for breach in made.breaches if breach.failure == Failure() and breach.promise == "distinct"]
    assert breach.routers == ("x",) and "s1 lies on the way" in breach.why and not breach.impossible
    [of_a, of_b] = audit(line, made.costs).by_address
    assert of_b.captured == [("x", "s2", ["s1"])] and of_a.captured == []
    spared, faults = plan(line, [Server("s1", ("a",)), Server("s2", BOTH)], list(BOTH))
    assert not faults and not [breach for breach in spared.breaches if breach.failure == Failure()]


def test_what_is_overloaded_is_on_no_way_and_what_has_max_metric_only_on_the_last():
    ring = [Link(("x", "m"), 1, 1), Link(("m", "s1"), 1, 1), Link(("x", "n"), 50, 50), Link(("n", "s1"), 50, 50)]

    def away(**options):
        network = Topology((Router("x"), Router("m", **options), Router("n"), Router("s1")), named(ring))
        return audit(network, {"s1": {"a": 10}}).by_address[0].row(0)["distance"]

    assert (away(), away(overloaded=True), away(max_metric=True)) == (12, 110, 110)
    line = Topology((Router("x"), Router("m", max_metric=True), Router("s1")), named(ring[:2]))
    assert audit(line, {"s1": {"a": 10}}).by_address[0].row(0)["distance"] == 1 + 65535 + 10


def test_a_route_server_with_max_metric_is_as_near_as_before():
    """Routing facts, "Drain": max-metric does not move the anycast address of a route server."""
    links = named([Link(("x", "s1"), 5, 7)])
    for drained in (False, True):
        found = audit(Topology((Router("x"), Router("s1", max_metric=drained)), links), {"s1": {"a": 10}})
        assert found.by_address[0].row(0)["distance"] == 15


def test_an_intra_area_route_goes_before_a_cheaper_one_from_another_area_unless_external():
    """Routing facts, "Areas and levels": 5000 in the own area against 10 in area 0: FRR chose 5010."""
    topology = Topology((Router("x"), Router("border"), Router("s1"), Router("s2")), named([
        Link(("x", "border"), 10, 10, "0.0.0.1"), Link(("x", "s1"), 10, 10, "0.0.0.1"), Link(("border", "s2"), 10, 10)]))
    costs = {"s1": {"a": 5000}, "s2": {"a": 10}}
    inside, outside = (audit(topology, costs, external=external).by_address[0].row(0) for external in (False, True))
    assert (inside["nearest"], inside["distance"]) == ("s1", 5010) and (outside["nearest"], outside["distance"]) == ("s2", 30)
    made, faults = plan(topology, [Server("s1", BOTH), Server("s2", BOTH)], list(BOTH))
    assert not faults and [breach for breach in made.breaches if breach.promise == "distinct" and "x" in breach.routers]


def test_without_compatibility_with_rfc_1583_externals_of_an_area_go_first_too():
    """Routing facts, "Areas and levels": FRR chose 5010 as E1 too, and 30 with `compatible rfc1583`."""
    links = named([Link(("x", "border"), 10, 10, "0.0.0.1"), Link(("x", "s1"), 10, 10, "0.0.0.1"), Link(("border", "s2"), 10, 10)])
    routers = (Router("x"), Router("border"), Router("s1"), Router("s2"))
    rows = [audit(Topology(routers, links, rfc1583=compatible), {"s1": {"a": 5000}, "s2": {"a": 10}}, external=True).by_address[0].row(0)
            for compatible in (True, False)]
    assert [(row["nearest"], row["distance"]) for row in rows] == [("s2", 30), ("s1", 5010)]


def test_a_route_server_of_another_area_keeps_what_crosses_it():
    topology = Topology((Router("x"), Router("border"), Router("s1"), Router("s2")), named([
        Link(("x", "border"), 10, 10, "0.0.0.1"), Link(("border", "s1"), 10, 10), Link(("s1", "s2"), 10, 10)]))
    found = audit(topology, {"s1": {"a": 500}, "s2": {"a": 10}}).by_address[0]
    assert found.row(0) == {"nearest": "s2", "distance": 40, "runner_up": "s1", "runner_up_distance": 520, "ends": ["s1"]}
    assert found.captured == [("x", "s2", ["s1"]), ("border", "s2", ["s1"])]
    made, faults = plan(topology, [Server("s1", BOTH), Server("s2", BOTH)], list(BOTH), survive=[])
    assert not faults and any("s1 lies on the way" in breach.why and "x" in breach.routers for breach in made.breaches)


def test_level_1_follows_the_nearest_router_of_both_levels_unless_routes_are_leaked():
    links = [{"between": ["x", "near"], "cost": 5, "area": "east"}, {"between": ["x", "far"], "cost": 10, "area": "east"},
             {"between": ["near", "far"], "cost": 50, "area": "level-2"}, {"between": ["rs1", "far"], "cost": 1, "area": "level-2"}]
    topology, faults = yaml_topology({"routers": dict.fromkeys(["x", "near", "far", "rs1"]), "links": links, "leaked": False})
    assert not faults
    distances = [audit(replace(topology, leaked=leaked), {"rs1": {"a": 10}}, isis=True).by_address[0].row(0)["distance"] for leaked in (False, True)]
    assert distances == [5, 21]


def test_a_forwarding_address_moves_the_way_to_its_network():
    topology = Topology((Router("x"), Router("y"), Router("s1")), named([Link(("x", "s1"), 5, 5), Link(("x", "y"), 1, 1), Link(("y", "s1"), 50, 50)]))
    [direct, moved] = [audit(topology, {"s1": {"a": 10}}, external=True, forwarding=place).by_address[0].row(0) for place in ({}, {"s1": "y - s1"})]
    assert (direct["distance"], moved["distance"], moved["ends"]) == (15, 1 + 50 + 10, ["s1"])
    made, faults = planned_from({"routers": {"x": {}, "y": {}, "s1": {}}, "links": [
        {"between": ["x", "s1"], "cost": 5}, {"between": ["x", "y"], "cost": 1}, {"between": ["y", "s1"], "cost": 50, "name": "uplink"}]},
        [{"name": "s1", "forwarding": "uplink"}], ["a"], metric="ospf_e1")
    assert not faults and made["paths"]["addresses"]["a"]["routers"]["x"]["distance"] == 61


@pytest.mark.parametrize("added", ["router", "route server", "site"])
def test_what_is_added_at_the_end_leaves_the_other_costs_alone(added):
    names = ["rs1", "rs2", "rs3", "rs4"]
    topology = two_sites(("rs1", "east"), ("rs2", "east"), ("rs3", "west"), ("rs4", "west"))
    before = planned(topology, names)
    routers, links, more = list(topology.routers), list(topology.links), list(names)
    if added == "router":
        routers.append(Router("e3", "east"))
        links.append(Link(("e3", "e1"), 10, 10, name="new"))
    elif added == "route server":
        routers.append(Router("rs5", "west"))
        links += [Link(("rs5", "w1"), 10, 10, name="new1"), Link(("rs5", "w2"), 10, 10, name="new2")]
        more.append("rs5")
    else:
        routers += [Router("n1", "north"), Router("rs5", "north"), Router("rs6", "north")]
        wires = {("n1", "e1"): 40, ("n1", "w2"): 43, ("rs5", "n1"): 10, ("rs6", "n1"): 10}
        links += [Link(pair, cost, cost, name="-".join(pair)) for pair, cost in wires.items()]
        more += ["rs5", "rs6"]
    after = planned(Topology(tuple(routers), tuple(links)), more)
    first_ranks = set(zip(names, "abab"))
    assert all(before.costs[name][address] == after.costs[name][address] for name, address in first_ranks)
    kept = planned(Topology(tuple(routers), tuple(links)), more, keep=before.costs)
    assert {name: kept.costs[name] for name in names if added == "router"} == {name: before.costs[name] for name in names if added == "router"}


def test_a_smaller_or_equal_cost_would_break_a_promise_wherever_one_is_raised():
    topology, servers = with_servers(clos(3, 2, 2, 2, cost=10), ["pod0-leaf0", "pod1-leaf0", "pod2-leaf0"])
    made, faults = plan(topology, servers, list(BOTH), survive=["route_server"])
    assert not faults and made.breaches == ()
    raised = [(server, address, cost) for server, of_server in made.costs.items() for address, cost in of_server.items() if cost > 10]
    assert raised
    for server, address, cost in raised:
        lower = {**made.costs, server: {address: cost - 1}}
        failures = [Failure(), *(Failure("route_server", name) for name in made.costs)]
        assert any(Oracle(topology, lower, failure).broken(list(BOTH)) for failure in failures), (server, address)


def test_every_cost_is_explained_in_one_sentence_that_names_it():
    made = planned(two_sites(("rs1", "east"), ("rs2", "west"), cost=10), ["rs1", "rs2"])
    for server, of_server in made.costs.items():
        for address, cost in of_server.items():
            text = made.sentences[server][address]
            assert text.startswith(f"{server} announces {address} at {cost}") and text.endswith(".") and text.count(". ") == 0
    assert "just above the farthest way to rs1" in made.sentences["rs2"]["a"]


def test_ranks():
    assert ranks_of({"a": [0, 1, 2]}, [""] * 3) == {"a": [[0, 1, 2]]}
    assert ranks_of({"a": [0, 1], "b": [2, 3]}, [""] * 4) == {"a": [[0, 1]], "b": [[2, 3]]}
    assert ranks_of({"a": [0, 1, 2], "b": [0, 1, 2]}, [""] * 3) == {"a": [[0], [1], [2]], "b": [[2], [1], [0]]}
    assert ranks_of({"a": [0, 1, 2], "b": [0, 1, 2]}, ["east", "west", "east"]) == {"a": [[0], [2], [1]], "b": [[1], [2], [0]]}
    shared = [0, 1, 2, 3]
    assert ranks_of({"a": shared, "b": shared}, ["east", "east", "west", "west"]) == {"a": [[0, 2], [1, 3]], "b": [[1, 3], [0, 2]]}


def test_a_plan_is_compared_with_the_last_one():
    before, after = {"rs1": {"a": 10, "b": 20}, "rs2": {"a": 5}}, {"rs1": {"a": 12, "b": 20}, "rs3": {"a": 1}}
    assert [change["text"] for change in compare(before, after)] == [
        "rs1 announces a at 12 instead of 10", "rs2 no longer announces a (it was at 5)", "rs3 begins to announce a, at 1"]
    assert compare(before, before) == []


def test_progress_is_told():
    told = []
    planned(two_sites(("rs1", "east"), ("rs2", "west")), ["rs1", "rs2"], progress=lambda *said: told.append(said))
    assert told and all(done <= of and text for done, of, text in told)


YAML = {"routers": {"x": None, "y": {"site": "west"}, "rs1": {"site": "east"}, "rs2": {}},
        "links": [{"between": pair, "cost": 10} for pair in (["x", "y"], ["rs1", "x"], ["rs2", "y"])]}


@pytest.mark.parametrize("change, path, words", [
    ({"route_servers": ["rs1", "rs3"]}, "route_servers[1]", "not in the topology"),
    ({"route_servers": ["rs1", "rs1"]}, "route_servers[1]", "already"),
    ({"route_servers": []}, "route_servers", "no route server"),
    ({"route_servers": [{"name": "rs1", "addresses": ["a"]}, {"name": "rs2", "addresses": ["a"]}]}, "addresses",
     "no route server injects the anycast address b"),
    ({"route_servers": [{"name": "rs1", "addresses": ["c"]}, "rs2"]}, "route_servers[0].addresses", "no such anycast address"),
    ({"addresses": ["a", "b", "c"]}, "addresses", "one address or two"),
    ({"base": 0}, "base", "not a cost"),
    ({"metric": "rip"}, "metric", "no such metric"),
    ({"survive": ["meteor"]}, "survive[0]", "no such loss"),
    ({"topology": {**YAML, "links": YAML["links"][:2]}}, "topology", "in 2 parts: rs2"),
    ({"metric": "isis_narrow"}, "topology", "would need the cost"),
    ({"metric": ["ospf"]}, "metric", "no such metric"),
    ({"area": ["1"]}, "area", "not an area"),
    ({"previous": ["rs1"]}, "previous", "not a plan"),
    ({"previous": {"rs1": {"a": "10"}}}, "previous.rs1.a", "not a cost"),
    ({"topology": {**YAML, "defaults": {"area": 1}, "links": [*YAML["links"], {"between": ["x", "y"], "cost": 1, "area": 2}]}}, "topology",
     "none is the backbone"),
    ({"topology": {**YAML, "leaked": "perhaps"}}, "topology.leaked", "neither true nor false"),
    ({"route_servers": [{"name": "rs1", "forwarding": "rs1 - x"}, "rs2"]}, "route_servers[0].forwarding", "only an external"),
    ({"route_servers": [{"name": "rs1", "forwarding": "rs2 - y"}, "rs2"], "metric": "ospf_e1"}, "route_servers[0].forwarding", "no interface there"),
])
def test_bad_input_makes_a_fault_and_no_plan(change, path, words):
    topology = {**YAML, "links": [{**link, "cost": 60} for link in YAML["links"]]} if change.get("metric") == "isis_narrow" else YAML
    made, faults = planned_from(**{"topology": topology, "route_servers": ["rs1", "rs2"], "addresses": ["a", "b"], **change})
    assert made == {} and [fault for fault in faults if fault.path == path and words in fault.why], [str(fault) for fault in faults]


@pytest.mark.parametrize("metric, cost, why", [
    ("ospf", 65536, "more than the 65535 that an interface can have with this metric, OSPF: x - y (65536)"),
    ("ospf_e1", 65536, "more than the 65535 that an interface can have with this metric, OSPF external type 1: x - y (65536)"),
    ("isis_narrow", 64, "more than the 63 that an interface can have with this metric, IS-IS with narrow metrics: x - y (64)"),
    ("ospf", 65535, "paths of up to 65555 leave no cost for the anycast address a: the total of a path stays within 65534 in OSPF"),
    ("isis", 65536, None),
])
def test_costs_of_links_that_a_protocol_cannot_have_are_refused(metric, cost, why):
    topology = {**YAML, "links": [{**YAML["links"][0], "cost": [10, cost]}, *YAML["links"][1:]]}
    made, faults = planned_from(topology, ["rs1", "rs2"], ["a", "b"], metric=metric)
    assert bool(made) == (why is None) and (why is None or [fault.path for fault in faults if why in fault.why] == ["topology"]), [str(one) for one in faults]


def test_all_faults_come_at_once():
    made, faults = planned_from({**YAML, "links": [*YAML["links"], {"between": ["x", "z"], "cost": -1}]}, ["rs1", {}], "a", survive=["link"])
    assert made == {} and {fault.path for fault in faults} == {"topology.links[3].between[1]", "topology.links[3].cost", "route_servers[1]", "addresses"}
