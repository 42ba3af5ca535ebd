# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import copy

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import (
    Link,
    Network,
    Router,
    Topology,
    named,
    netbox_topology,
    topology_of,
    yaml_topology,
)

GOOD = {
    "defaults": {"cost": 10},
    "routers": {"r1": {"site": "east"}, "r2": None, "r3": {"overloaded": True, "max_metric": True}},
    "links": [{"between": ["r1", "r2"]}, {"between": ["r1", "r2"], "cost": [20, 30]}, {"between": ["r2", "r3"], "cost": "7", "area": 1, "name": "long"}],
    "networks": [{"name": "lan", "routers": {"r1": 5, "r3": None}}],
}


def test_the_inventory_is_read():
    topology, faults = yaml_topology(GOOD)
    assert faults == []
    assert topology.routers == (Router("r1", "east"), Router("r2"), Router("r3", "", True, True))
    assert topology.links == (Link(("r1", "r2"), 10, 10, "0.0.0.0", "r1 - r2"), Link(("r1", "r2"), 20, 30, "0.0.0.0", "r1 - r2 #2"),
                              Link(("r2", "r3"), 7, 7, "0.0.0.1", "long"))
    assert topology.networks == (Network("lan", (("r1", 5), ("r3", 10))),)
    assert topology.areas == ("0.0.0.0", "0.0.0.1") and topology.areas_of["r2"] == {"0.0.0.0", "0.0.0.1"} and len(topology.islands) == 1


def test_parts_that_are_not_connected_are_told_apart():
    topology = Topology(tuple(Router(name) for name in "abcde"), named([Link(("a", "b"), 1, 1), Link(("d", "e"), 1, 1), Link(("b", "c"), 1, 1)]))
    assert topology.islands == [["a", "b", "c"], ["d", "e"]]


@pytest.mark.parametrize("where, value, path, words", [
    (("links", 0, "cost"), 0, "topology.links[0].cost", "1 or more"),
    (("links", 0, "cost"), -5, "topology.links[0].cost", "1 or more"),
    (("links", 0, "cost"), "cheap", "topology.links[0].cost", "not a cost"),
    (("links", 0, "cost"), True, "topology.links[0].cost", "not a cost"),
    (("links", 0, "cost"), 2**24, "topology.links[0].cost", "as high"),
    (("links", 0, "cost"), [10], "topology.links[0].cost", "one direction"),
    (("links", 0, "cost"), [10, None], "topology.links[0].cost", "one direction"),
    (("links", 0, "cost"), [10, 0], "topology.links[0].cost[1]", "1 or more"),
    (("defaults", "cost"), None, "topology.links[0].cost", "no cost"),
    (("links", 0, "between"), ["r1", "r4"], "topology.links[0].between[1]", "no such router"),
    (("links", 0, "between"), ["r1", "r1"], "topology.links[0].between", "itself"),
    (("links", 0, "between"), ["r1"], "topology.links[0].between", "two routers"),
    (("links", 0, "metric"), 10, "topology.links[0].metric", "no such option"),
    (("links", 0, "name"), "long", "topology.links[2].name", "already"),
    (("routers", "r1", "overloaded"), "maybe", "topology.routers.r1.overloaded", "true nor false"),
    (("routers",), {}, "topology.routers", "no routers"),
    (("networks", 0, "routers"), {"r1": 5}, "topology.networks[0].routers", "two routers or more"),
    (("networks", 0, "name"), "r1", "topology.networks[0].name", "another router"),
    (("links",), "r1-r2", "topology.links", "not a list"),
    (("links", 0, "cost"), "--5", "topology.links[0].cost", "not a cost"),
    (("links", 0, "area"), [], "topology.links[0].area", "not an area"),
    (("networks", 0, "area"), " ", "topology.networks[0].area", "not an area"),
    (("defaults", "area"), True, "topology.defaults.area", "not an area"),
    (("routers",), {1: {}, "1": {}}, "topology.routers.1", "written twice"),
])
def test_a_bad_topology_is_refused_with_its_place(where, value, path, words):
    given = copy.deepcopy(GOOD)
    at = given
    for step in where[:-1]:
        at = at[step]
    at[where[-1]] = value
    topology, faults = yaml_topology(given)
    assert topology is None and [fault for fault in faults if fault.path == path and words in fault.why], [str(fault) for fault in faults]


def cable(first, second, **fields):
    ends = [[{"object_type": "dcim.interface", "object": {"device": {"name": device}, "name": interface}}] for device, interface in (first, second)]
    return {"a_terminations": ends[0], "b_terminations": ends[1], "status": {"value": "connected"}, "custom_fields": fields}


EXPORT = {
    "devices": [{"name": "r1", "site": {"slug": "east", "name": "East"}, "role": {"slug": "leaf"}}, {"name": "r2", "site": None, "role": {"slug": "leaf"}},
                {"name": "console", "role": {"slug": "oob"}}],
    "cables": [cable(("r1", "e0"), ("r2", "e0"), igp_cost=10), cable(("r1", "e1"), ("r2", "e1"), igp_cost=20, igp_cost_back=30),
               cable(("r1", "e2"), ("console", "p1")), {**cable(("r1", "e3"), ("r2", "e3"), igp_cost=1), "status": {"value": "planned"}}],
    "roles": ["leaf"],
}


def test_an_export_of_netbox_means_the_same_as_the_inventory():
    topology, faults = topology_of(EXPORT)
    links = [{"between": ["r1", "r2"], "cost": 10}, {"between": ["r1", "r2"], "cost": [20, 30]}]
    written, _faults = yaml_topology({"routers": {"r1": {"site": "east"}, "r2": {}}, "links": links})
    assert faults == [] and topology == written


def test_the_cost_of_an_interface_goes_before_that_of_its_cable_and_older_exports_are_read():
    interfaces = [{"device": {"name": "r1"}, "name": "e0", "custom_fields": {"igp_cost": 77}}]
    topology, faults = netbox_topology({**EXPORT, "interfaces": interfaces})
    assert faults == [] and (topology.links[0].cost, topology.links[0].cost_back) == (77, 10)
    old = {"termination_a": {"device": {"name": "r1"}, "name": "e0"}, "termination_b": {"device": {"name": "r2"}, "name": "e0"}, "custom_fields": {"metric": 4}}
    topology, faults = netbox_topology({"devices": EXPORT["devices"][:2], "cables": [old], "cost_field": "metric"})
    assert faults == [] and topology.links == (Link(("r1", "r2"), 4, 4, "0.0.0.0", "r1 - r2"),)


@pytest.mark.parametrize("change, path, words", [
    ({"cables": [cable(("r1", "e0"), ("r2", "e0"))]}, "topology.cables[0].custom_fields.igp_cost", "no cost"),
    ({"cables": [cable(("r1", "e0"), ("r2", "e0"), igp_cost=0)]}, "topology.cables[0].custom_fields.igp_cost", "1 or more"),
    ({"cables": [cable(("r1", "e0"), ("r9", "e0"), igp_cost=1)]}, "topology.cables[0].b_terminations", "no such router"),
    ({"cables": [cable(("r1", "e0"), ("r1", "e1"), igp_cost=1)]}, "topology.cables[0]", "itself"),
    ({"cables": [{"a_terminations": [], "b_terminations": [], "custom_fields": {"igp_cost": 1}}]}, "topology.cables[0].a_terminations", "no device"),
    ({"devices": [{"name": "r1"}, {"name": "r1"}]}, "topology.devices[1].name", "another device"),
    ({"devices": [{"name": None}], "cables": []}, "topology.devices[0].name", "no name"),
    ({"devices": [{"name": "r1", "custom_fields": "x"}]}, "topology.devices[0].custom_fields", "custom fields"),
    ({"cables": [{**cable(("r1", "e0"), ("r2", "e0")), "custom_fields": "10"}]}, "topology.cables[0].custom_fields", "custom fields"),
    ({"cables": [cable(("r1", "e0"), ("r2", "e0"), igp_cost=1, igp_area={})]}, "topology.cables[0].custom_fields.igp_area", "not an area"),
    ({"interfaces": ["e0"]}, "topology.interfaces[0]", "not an interface"),
    ({"roles": 5}, "topology.roles", "list of roles"),
    ({"area_field": ["area"]}, "topology.area_field", "name of a custom field"),
    ({"cabels": []}, "topology.cabels", "no such option"),
])
def test_a_bad_export_is_refused_with_its_place(change, path, words):
    given = {**EXPORT, **change, "roles": None} if "devices" in change else {**EXPORT, **change}
    topology, faults = topology_of(given)
    assert topology is None and [fault for fault in faults if fault.path == path and words in fault.why], [str(fault) for fault in faults]


@pytest.mark.parametrize("given", [None, 5, "r1", []])
def test_what_is_no_topology_at_all_is_refused(given):
    assert yaml_topology(given)[0] is None and len(yaml_topology(given)[1]) == 1 and netbox_topology(given)[0] is None
