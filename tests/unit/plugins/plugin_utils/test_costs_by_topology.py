# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Domains whose costs come from a topology or are judged by one, over the whole way from options to intent."""
from __future__ import annotations

import json
import os
import random
import subprocess
import sys

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.intent.plan_inputs import plan_inputs
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.offline import configuration, sound_domain
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import Failure
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning.from_options import planned
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import topology_of
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.oracle import Oracle

NAMES = ("rs1", "rs2", "rs3", "rs4")


def network():
    routers = {"e1": {"site": "east"}, "e2": {"site": "east"}, "w1": {"site": "west"}, "w2": {"site": "west"}}
    routers.update({name: {"site": site} for name, site in zip(NAMES, ("east", "east", "west", "west"))})
    links = [{"between": ["e1", "e2"], "cost": 10}, {"between": ["w1", "w2"], "cost": 10}, {"between": ["e1", "w1"], "cost": [50, 60]},
             {"between": ["e2", "w2"], "cost": 50}]
    links += [{"between": [name, f"{site}{number}"], "cost": 5} for name, site in zip(NAMES, "eeww") for number in (1, 2)]
    return {"routers": routers, "links": links}


def domain(**cost_plan):
    return {
        "asn": 65000, "anycast_addresses": [{"name": "a", "ipv4": "10.255.0.1"}, {"name": "b", "ipv4": "10.255.0.2"}],
        "route_servers": [{"name": name, "router_id": f"10.255.1.{number}"} for number, name in enumerate(NAMES, 1)],
        "igp": {"protocol": "ospf"}, "cost_plan": {"strategy": "nearest", "topology": network(), **cost_plan},
        "pools": [{"name": "web", "subnets": ["10.1.0.0/16"], "password": "key-of-web", "prefixes": [{"within": "192.0.2.0/24", "lengths": "29-32"}]}]}


def explicit(costs, **cost_plan):
    made = domain(strategy="explicit", **cost_plan)
    for server in made["route_servers"]:
        server["costs"] = costs[server["name"]]
    return made


def costs_of(made):
    intent, faults = sound_domain(made)
    assert not faults, [str(fault) for fault in faults]
    return {server.name: dict(server.costs) for server in intent.route_servers}


def faults_of(made):
    return [str(fault) for fault in sound_domain(made)[1]]


@pytest.mark.parametrize(("protocol", "flag"), [("ospf", "max_metric"), ("isis", "overloaded")])
def test_route_servers_are_planned_as_the_stub_routers_that_the_collection_makes_of_them(protocol, flag):
    made, stubs = domain(), network()
    made["igp"] = {"protocol": protocol, **({"instance": "fabric"} if protocol == "isis" else {})}
    for name in NAMES:
        stubs["routers"][name][flag] = True
    plan, faults = planned(stubs, NAMES, ["a", "b"], metric=protocol)
    assert not faults and plan["breaches"] == [] and costs_of(made) == plan["costs"]
    plan, faults = planned(network(), NAMES, ["a", "b"], metric=protocol)
    assert not faults and any("lies on the way" in breach["why"] for breach in plan["breaches"])
    arguments, faults = plan_inputs(made)
    assert not faults and planned(**arguments)[0]["breaches"] == []


def test_costs_of_a_plan_are_taken_as_they_are():
    found = costs_of(domain())
    assert costs_of(explicit(found)) == found
    text = {name: configuration({"domain": made, "name": "rs1"}, "frr", "8.4.4")[0] for name, made in (("plan", domain()), ("saved", explicit(found)))}
    assert text["plan"] == text["saved"] != ""


@given(st.lists(st.integers(1, 30), min_size=8, max_size=8))
@settings(max_examples=150, deadline=None)
def test_explicit_costs_are_refused_exactly_where_the_network_would_break_a_promise(numbers):
    costs = {name: {"a": numbers[2 * position], "b": numbers[2 * position + 1]} for position, name in enumerate(NAMES)}
    stubs = network()
    for name in NAMES:
        stubs["routers"][name]["max_metric"] = True
    broken = Oracle(topology_of(stubs)[0], costs, Failure()).broken(["a", "b"])
    faults = faults_of(explicit(costs))
    assert bool(broken) == bool(faults), (broken, faults)
    for promise, _address, router in broken:
        assert any(router in fault for fault in faults if ("share" in fault) == (promise == "unique")), (promise, router, faults)


@pytest.mark.parametrize(("change", "path", "words"), [
    ({"rs3": {"a": 10, "b": 10}, "rs4": {"a": 10, "b": 20}}, "domain.route_servers[3].costs.a", "w1, w2 would share the flows to a between rs3 and rs4"),
    ({"rs1": {"a": 10, "b": 10}}, "domain.route_servers[0].costs.b", "from e1, e2 both addresses lead to rs1"),
    ({"rs2": {"a": 70000, "b": 9}}, "domain.route_servers[1].costs.a", "the highest cost in OSPF is 65535"),
    ({"rs2": {"a": 65530, "b": 9}, "rs1": {"a": 65520, "b": 90}}, "", ""),
])
def test_explicit_costs_that_cannot_hold_are_refused_by_path_and_router(change, path, words):
    found = faults_of(explicit({**costs_of(domain()), **change}))
    assert any(fault.startswith(path) and words in fault for fault in found) if path else not found, found


def test_an_address_at_the_end_of_too_long_a_path_is_refused():
    made = explicit({"rs1": {"a": 65530, "b": 65510}, "rs2": {"a": 65531, "b": 65500}, "rs3": {"a": 65532, "b": 65535}, "rs4": {"a": 65533, "b": 65534}})
    assert any("the path costs 65" in fault and "the most in OSPF is 65534" in fault for fault in faults_of(made)), faults_of(made)


@pytest.mark.parametrize(("options", "path"), [
    ({"igp_diameter": 100}, "domain.cost_plan.igp_diameter"), ({"survive": ["link"]}, "domain.cost_plan.survive"),
    ({"topology": None}, "domain.cost_plan.igp_diameter")])
def test_what_explicit_has_no_use_for_or_misses_is_named(options, path):
    found = faults_of(explicit(costs_of(domain()), **options))
    assert [fault for fault in found if fault.startswith(path)] == found != [], found


def shuffled(value, chance):
    if isinstance(value, dict):
        return {key: shuffled(value[key], chance) for key in chance.sample(list(value), len(value))}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


ON_EVERY_HOST = """
import json, sys
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.offline import sound_domain, configuration
domain = json.load(sys.stdin)
for name in ("rs1", "rs2", "rs3", "rs4"):
    intent, faults = sound_domain(domain)
    assert not faults, faults
    text, faults = configuration({"domain": domain, "name": name}, "frr", "8.4.4")
    assert not faults, faults
    costs = {server.name: dict(sorted(server.costs.items())) for server in intent.route_servers}
    print(json.dumps([name, costs, text]))
"""


def test_every_host_a_limit_and_a_slice_compute_the_same_costs():
    """Each host compiles the domain in a process of its own, whatever the order of dictionaries and the seed of hashes."""
    told = {}
    for seed in range(6):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run([sys.executable, "-c", ON_EVERY_HOST], input=json.dumps(shuffled(domain(), random.Random(seed))), env=environment,
                              capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            name, *rest = json.loads(line)
            told.setdefault(name, []).append(rest)
    assert list(told) == list(NAMES) and all(len(found) == 6 and found == found[:1] * 6 for found in told.values())
    assert len({json.dumps(found[0][0]) for found in told.values()}) == 1 and len({found[0][1] for found in told.values()}) == 4
