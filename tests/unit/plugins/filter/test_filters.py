# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each filter as Jinja calls it, with what templates deliver."""
from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from jinja2 import Environment

NAMES = ("prefix_bounds", "listen_ranges", "anycast_costs", "anycast_plan")
PACKAGE = "ansible_collections.virtual_appliance.routing.plugins.filter"


def loaded(name):
    return importlib.import_module(f"{PACKAGE}.{name}")


def call(name, *arguments, **options):
    return loaded(name).FilterModule().filters()[name](*arguments, **options)


def templated(expression, **variables):
    environment = Environment()
    environment.filters.update({name: loaded(name).FilterModule().filters()[name] for name in NAMES})
    return environment.compile_expression(expression)(**variables)


def itself(value):
    return value


class Tagged(str):
    """A str that is not exactly str, as tagged and unsafe strings are."""

    __str__ = itself


def exact(value):
    if value.__class__ is dict:
        return all(key.__class__ is str and exact(item) for key, item in value.items())
    if value.__class__ is list:
        return all(exact(item) for item in value)
    return value.__class__ in (str, int)


def test_prefix_bounds_leaves_out_the_bounds_that_an_entry_does_not_have():
    entries = [{"within": "192.0.2.0/24", "lengths": "29-32"}, "198.51.100.7/32", {"within": "10.0.0.0/8", "lengths": "8-24"}]
    assert call("prefix_bounds", entries) == [
        {"prefix": "10.0.0.0/8", "le": 24},
        {"prefix": "192.0.2.0/24", "ge": 29, "le": 32},
        {"prefix": "198.51.100.7/32"},
    ]


def test_listen_ranges_gives_a_dictionary_for_pools_and_a_list_for_addresses():
    assert call("listen_ranges", [{"name": "web", "hosts": ["10.0.0.1"]}]) == {"web": ["10.0.0.1/32"]}
    assert call("listen_ranges", ["10.0.0.1", "10.0.0.2/31"]) == ["10.0.0.1/32", "10.0.0.2/31"]
    assert call("listen_ranges", ["10.0.0.0/30"], exclude=["10.0.0.0/31"]) == ["10.0.0.2/31"]
    assert call("listen_ranges", ["10.0.0.1", "10.0.0.2", "10.0.0.3"], 1) == ["10.0.0.0/30"]
    assert call("listen_ranges", []) == []


def test_anycast_costs_takes_its_arguments_by_name():
    assert call("anycast_costs", ["rs1", "rs2"], addresses=["a", "b"], igp_diameter=100) == {
        "rs1": {"a": 10, "b": 111},
        "rs2": {"a": 111, "b": 10},
    }


def test_what_map_yields_needs_no_list_filter():
    assert templated("pools | map(attribute='within') | prefix_bounds", pools=[{"within": "10.0.0.0/8"}]) == [{"prefix": "10.0.0.0/8"}]
    assert templated("hosts | select | listen_ranges", hosts=["10.0.0.1"]) == ["10.0.0.1/32"]


def test_results_are_made_of_exact_builtins_whatever_came_in():
    tagged = Tagged
    assert exact(call("listen_ranges", [{tagged("name"): tagged("web"), "hosts": [tagged("10.0.0.1")]}]))
    assert exact(call("prefix_bounds", [{tagged("within"): tagged("10.0.0.0/8"), "lengths": tagged("9-10")}]))
    assert exact(call("anycast_costs", [tagged("rs1")], [tagged("a")], 1))


@pytest.mark.parametrize(
    "name, arguments, words",
    [
        ("prefix_bounds", (["10.0.0.1/8", {"within": "x"}],), ["2 faults", "entries[0]", "entries[1].within"]),
        ("listen_ranges", ([{"name": "web", "hosts": ["127.0.0.1", "x"]}],), ["2 faults", "pools[0].hosts[0]", "pools[0].hosts[1]"]),
        ("listen_ranges", (["127.0.0.1"],), ["addresses[0]"]),
        ("anycast_costs", ([], ["a", "b", "c"], 0), ["3 faults", "route_servers", "addresses", "igp_diameter"]),
    ],
)
def test_a_filter_fails_with_every_fault_in_one_message(name, arguments, words):
    with pytest.raises(AnsibleFilterError) as failure:
        call(name, *arguments)
    for word in [name, *words]:
        assert word in str(failure.value)


@pytest.mark.parametrize("name", NAMES)
def test_each_filter_documents_exactly_its_arguments_and_defaults(name):
    module = loaded(name)
    documentation = yaml.safe_load(Path(module.__file__).with_suffix(".yml").read_text(encoding="utf-8"))["DOCUMENTATION"]
    first, *others = inspect.signature(module.FilterModule().filters()[name]).parameters.values()
    options = dict(documentation["options"])
    assert options.pop("_input")["required"] is True
    assert set(options) == {parameter.name for parameter in others}
    for parameter in others:
        assert options[parameter.name].get("required", False) == (parameter.default is parameter.empty)
        if parameter.default is not parameter.empty:
            assert options[parameter.name].get("default") == parameter.default


LINE = {"routers": {"x": None, "rs1": None, "rs2": None}, "links": [{"between": ["rs1", "x"], "cost": 10}, {"between": ["x", "rs2"], "cost": [20, 5]}]}


def test_anycast_plan_in_a_template_returns_costs_reasons_and_what_it_cannot_promise():
    made = templated("net | anycast_plan(route_servers=names | list, addresses=['a', 'b'], survive=['route_server'])", net=LINE, names=["rs1", "rs2"])
    assert made["costs"] == {"rs1": {"a": 10, "b": 21}, "rs2": {"a": 10, "b": 10}}
    assert made["explanations"]["rs1"]["b"].startswith("rs1 announces b at 21, just above the farthest way to rs2")
    assert made["holds"] == {"reached": True, "unique": True, "distinct": False, "own_site": True}
    assert [breach["text"] for breach in made["breaches"]] == [
        f"without route server {lost}, x: only {left} can be reached, and both addresses end there" for lost, left in (("rs1", "rs2"), ("rs2", "rs1"))]
    assert made["paths"]["addresses"]["a"]["routers"]["x"] == {"nearest": "rs1", "distance": 20, "runner_up": "rs2", "runner_up_distance": 30, "ends": ["rs1"]}
    assert "changes" not in made and exact(made["costs"]) and exact(made["explanations"])
    assert call("anycast_plan", LINE, ["rs1", "rs2"], ["a", "b"], previous=made)["changes"] == []


def test_anycast_plan_compares_with_the_previous_one():
    before = {"rs1": {"a": 15}, "rs9": {"a": 3}}
    made = call("anycast_plan", LINE, ["rs1", "rs2"], ["a"], previous=before)
    assert made["costs"]["rs1"] == {"a": 15}
    assert [change["text"] for change in made["changes"]] == ["rs9 no longer announces a (it was at 3)", "rs2 begins to announce a, at 10"]
