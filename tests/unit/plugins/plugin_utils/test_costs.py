# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.costs import METRICS, anycast_costs, check_costs
from hypothesis import given, settings
from hypothesis import strategies as st

TWO = {"rs1": {"a": 10, "b": 111}, "rs2": {"a": 111, "b": 10}}


def planned(*arguments, **options):
    costs, faults = anycast_costs(*arguments, **options)
    assert not faults, [str(fault) for fault in faults]
    return costs


def faults_of(*arguments, **options):
    costs, faults = anycast_costs(*arguments, **options)
    assert costs == {}
    return faults


def test_the_second_address_has_the_reverse_order():
    assert planned(["rs1", "rs2"], ["a", "b"], 100) == TWO
    three = planned(["rs1", "rs2", "rs3"], ["a", "b"], 4, base=1)
    assert three == {"rs1": {"a": 1, "b": 11}, "rs2": {"a": 6, "b": 6}, "rs3": {"a": 11, "b": 1}}


def test_one_address_and_one_server_are_enough_for_a_plan():
    assert planned(["rs1", "rs2"], ["a"], 1) == {"rs1": {"a": 10}, "rs2": {"a": 12}}
    assert planned(["rs1"], ["a", "b"], 1) == {"rs1": {"a": 10, "b": 10}}


@given(
    st.integers(1, 12), st.integers(1, 2), st.integers(1, 20_000), st.integers(1, 70_000), st.sampled_from(sorted(METRICS)), st.data()
)
@settings(max_examples=300, deadline=None)
def test_every_router_within_the_diameter_has_one_nearest_server_and_totals_fit(servers, addresses, diameter, base, metric, data):
    names = [f"rs{number}" for number in range(servers)]
    costs, faults = anycast_costs(names, ["a", "b"][:addresses], diameter, base, metric)
    assert bool(costs) != bool(faults)
    if faults:
        return
    assert servers < 2 or addresses < 2 or not check_costs(costs, diameter, metric)
    distance = data.draw(st.lists(st.integers(0, diameter), min_size=servers, max_size=servers))
    for address in ["a", "b"][:addresses]:
        totals = sorted(costs[name][address] + away for name, away in zip(names, distance))
        assert len(set(totals[:2])) == len(totals[:2])
        assert max(costs[name][address] for name in names) <= METRICS[metric].highest_cost
        assert max(costs[name][address] for name in names) + diameter <= METRICS[metric].highest_total


@pytest.mark.parametrize(
    "metric, diameter, base",
    [("ospf", 1000, 64_534), ("ospf_e1", 1000, 16_776_214), ("isis", 1000, 16_777_214), ("isis_narrow", 20, 63), ("isis_narrow", 1000, 23)],
)
def test_the_last_cost_that_holds_is_accepted_and_the_next_refused(metric, diameter, base):
    assert planned(["rs1"], ["a"], diameter, base, metric) == {"rs1": {"a": base}}
    assert [fault.path for fault in faults_of(["rs1"], ["a"], diameter, base + 1, metric)] == ["base"]


def test_too_many_servers_for_the_metric_are_refused_with_what_would_hold():
    names = [f"rs{number}" for number in range(1, 6)]
    [fault] = faults_of(names, ["a"], 20_000)
    assert fault.path == "route_servers"
    for words in ("80014", "45534", "at most 3 route servers", "igp_diameter 13104 or less", "ospf_e1"):
        assert words.lower() in str(fault).lower()
    assert planned(names[:3], ["a"], 20_000) and planned(names, ["a"], 13_104) and planned(names, ["a"], 20_000, metric="ospf_e1")
    assert faults_of(names[:4], ["a"], 20_000) and faults_of(names, ["a"], 13_105)


def test_the_diameter_advised_holds_in_every_metric():
    names = [f"rs{number}" for number in range(8)]
    for metric, diameter in (("isis_narrow", 60), ("ospf", 60_000), ("isis", 16_000_000), ("ospf_e1", 16_000_000)):
        [fault] = faults_of(names, ["a"], diameter, 2, metric)
        advised = int(fault.instead.split("igp_diameter ")[1].split(" ")[0])
        assert planned(names, ["a"], advised, 2, metric)
        assert faults_of(names, ["a"], advised + 1, 2, metric)


def test_a_diameter_that_leaves_no_cost_is_refused():
    [fault] = faults_of(["rs1"], ["a"], 65_534)
    assert fault.path == "igp_diameter" and "65534" in str(fault)


@pytest.mark.parametrize(
    "arguments, path, words",
    [
        ((["rs1", "rs2"], ["a", "b", "c"], 1), "addresses", "one reverse"),
        ((["rs1", "rs2", "rs1"], ["a"], 1), "route_servers[2]", "route_servers[0]"),
        ((["rs1"], ["a", "a"], 1), "addresses[1]", "addresses[0]"),
        (([], ["a"], 1), "route_servers", "at least one"),
        ((["rs1"], [], 1), "addresses", "at least one"),
        (("rs1", ["a"], 1), "route_servers", "not a list"),
        (([5], ["a"], 1), "route_servers[0]", "not a name"),
        ((["rs1"], ["a"], 0), "igp_diameter", "1 or more"),
        ((["rs1"], ["a"], "100"), "igp_diameter", "1 or more"),
        ((["rs1"], ["a"], True), "igp_diameter", "1 or more"),
        ((["rs1"], ["a"], 1, 0), "base", "1 or more"),
        ((["rs1"], ["a"], 1, 10, "opsf"), "metric", "write 'ospf'"),
        ((["rs1"], ["a"], 1, 10, None), "metric", "no such metric"),
    ],
)
def test_bad_input_is_a_fault(arguments, path, words):
    [fault] = faults_of(*arguments)
    assert fault.path == path
    assert words.lower() in str(fault).lower()


def test_all_faults_come_at_once_under_the_user_s_own_paths():
    paths = {"igp_diameter": "domain.igp.diameter", "route_servers": "domain.route_servers"}
    faults = faults_of(["rs1", "rs1"], "a", -1, paths=paths)
    assert [fault.path for fault in faults] == ["domain.route_servers[1]", "addresses", "domain.igp.diameter"]


def test_a_plan_and_costs_as_far_apart_pass_the_check():
    assert check_costs(TWO, 100) == []
    assert check_costs({"rs1": {"a": 1}, "rs2": {"b": 1}}, 100) == []


@pytest.mark.parametrize(
    "costs, path, words",
    [
        ({"rs1": {"a": 10}, "rs2": {"a": 10}}, "costs.rs2.a", ["rs1", "same cost", "111 or more"]),
        ({"rs1": {"a": 110}, "rs2": {"a": 10}}, "costs.rs1.a", ["only 100 above rs2's 10", "111 or more"]),
        ({"rs1": {"a": 65_435}}, "costs.rs1.a", ["65434"]),
        ({"rs1": {"a": 0}}, "costs.rs1.a", ["1 or more"]),
        ({"rs1": {"a": "10"}}, "costs.rs1.a", ["1 or more"]),
        ({"rs1": {"a": 10, "b": 10}, "rs2": {"a": 200, "b": 200}}, "costs.rs1.b", ["nearest", "'a'", "another route server nearest for 'b'"]),
        ({"rs1": 10}, "costs.rs1", ["not a dictionary"]),
        ([], "costs", ["not a dictionary"]),
    ],
)
def test_explicit_costs_that_cannot_hold_are_refused(costs, path, words):
    [fault] = check_costs(costs, 100)
    assert fault.path == path
    for word in words:
        assert word in str(fault)


def test_explicit_costs_are_checked_in_their_own_metric():
    assert check_costs({"rs1": {"a": 65_535}}, 100, "ospf_e1") == []
    assert [fault.path for fault in check_costs({"rs1": {"a": 64}}, 5, "isis_narrow", "domain.costs")] == ["domain.costs.rs1.a"]
    assert [fault.path for fault in check_costs(TWO, 0, "x", paths={"metric": "domain.igp.metric"})] == ["igp_diameter", "domain.igp.metric"]
