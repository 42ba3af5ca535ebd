# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever stands in the place of a value, of any option of a plan: the answer is a plan or sentences, each with the place of the option."""
from __future__ import annotations

import pytest

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning.from_options import planned

INVENTORY = {
    "routers": {"r1": {"site": "e"}, "r2": {"overloaded": False}, "r3": None, "r4": {"max_metric": True}}, "defaults": {"cost": 5, "area": 0},
    "links": [{"between": ["r1", "r2"], "cost": 10, "name": "l", "area": 0}, {"between": ["r2", "r3"], "cost": [10, 5]}, {"between": ["r3", "r4"]}],
    "networks": [{"name": "n", "routers": {"r1": 1, "r2": 2}}], "rfc1583": True,
}
NETBOX = {
    "devices": [{"name": "r1", "site": {"slug": "e"}, "role": {"slug": "leaf"}, "custom_fields": {"overloaded": False}},
                {"name": "r2", "custom_fields": {}}, {"name": "r3"}],
    "cables": [{"status": {"value": "connected"}, "label": "c1", "a_terminations": [{"object": {"device": {"name": "r1"}, "name": "e0"}}],
                "b_terminations": [{"object": {"device": {"name": "r2"}, "name": "e0"}}], "custom_fields": {"igp_cost": 10, "igp_area": "0"}},
               {"termination_a": {"device": {"name": "r2"}, "name": "e1"}, "termination_b": {"device": {"name": "r3"}, "name": "e1"},
                "custom_fields": {"igp_cost": 10, "igp_cost_back": 12}}],
    "interfaces": [{"device": {"name": "r1"}, "name": "e0", "custom_fields": {"igp_cost": 9}}],
    "default_cost": 10, "cost_field": "igp_cost", "area_field": "igp_area", "roles": ["leaf", ""],
}
OTHERS = [None, " ", 0, 1.5, float("nan"), True, [None], {}, {"x": [1]}, [[1]], "--5", "²", {"name": None}, (1, 2), 10**30]


def arguments(topology):
    return {"topology": topology, "route_servers": [{"name": "r1", "addresses": ["a"], "forwarding": None}, "r3", {"name": "r2"}], "addresses": ["a", "b"],
            "base": 10, "metric": "ospf", "survive": ["link"], "previous": {"r1": {"a": 10}}, "area": None}


def places(given, here=()):
    yield here
    for key in given if isinstance(given, dict) else range(len(given)) if isinstance(given, list) else ():
        yield from places(given[key], (*here, key))


def replaced(given, place, value):
    if not place:
        return value
    copy = given.copy()
    copy[place[0]] = replaced(given[place[0]], place[1:], value)
    return copy


@pytest.mark.parametrize("topology", [INVENTORY, NETBOX], ids=["inventory", "netbox"])
@pytest.mark.parametrize("value", OTHERS, ids=[str(number) for number in range(len(OTHERS))])
def test_any_value_in_any_place_makes_a_plan_or_sentences(topology, value):
    whole = arguments(topology)
    assert planned(**whole)[1] == []
    for place in list(places(whole))[1:]:
        made, faults = planned(**replaced(whole, place, value))
        assert bool(made) != bool(faults), place
        for fault in faults:
            assert fault.path.split(".")[0].split("[")[0] in whole, place
