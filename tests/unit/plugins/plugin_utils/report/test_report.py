# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report is made of: parts that may be absent, faults, and what follows from several parts together."""
from __future__ import annotations

import copy

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.virtual_appliance.routing.plugins.filter.network_report import network_report
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.report import html_of, markdown_of, report_of

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.report.samples import (
    planned_parts, published_parts, reported, small_topology, verified,
)


def faults(parts, **options):
    made, found = report_of(parts, **options)
    assert made is None
    return [str(fault) for fault in found]


@pytest.mark.parametrize("absent", ["topology", "plan", "verification", "topology plan", "topology verification", "plan verification"])
def test_each_part_may_be_absent(absent):
    parts = {name: part for name, part in {**published_parts("abilene"), "verification": verified()}.items() if name not in absent.split()}
    report = reported(parts, metric="isis")
    assert ("rs1 announces" in html_of(report)) == ("rs1 announces" in markdown_of(report)) == ("plan" in parts)
    assert ("Every device can be read" in html_of(report)) == ("Every device can be read" in markdown_of(report)) == ("verification" in parts)
    assert ('id="map"' in html_of(report)) == ("topology" in parts)
    assert ("```mermaid" in markdown_of(report)) == ("topology" in parts and len(parts) > 1)  # without costs there is nothing to colour


def test_all_faults_at_once_with_what_to_write_instead():
    found = faults({"plan": {"costs": {"rs1": {"a": "ten"}}, "breaches": "none"},
                    "topology": {"routers": {"r1": {}}, "links": [{"between": ["r1", "r2"], "cost": 1}]}, "verification": [], "oddity": {}}, metric="rip")
    assert len(found) == 6
    for part in ("report.oddity", "report.plan.breaches", "report.plan.costs.rs1", "report.topology.links[0]", "report.verification", "metric"):
        assert any(text.startswith(part) for text in found), part


@pytest.mark.parametrize("given", [None, [], "", {}, {"topology": {}}])
def test_nothing_is_no_report(given):
    assert faults(given)


def test_the_filter_says_what_is_wrong_with_the_format_and_the_parts_together():
    with pytest.raises(AnsibleFilterError) as refused:
        network_report({}, format="pdf")
    assert "there is nothing to report" in str(refused.value) and "html, markdown" in str(refused.value)


@pytest.mark.parametrize("place, value", [
    (("plan", "paths"), {"addresses": {"a": {}}}),
    (("verification", "appliances"), [{"name": "web1", "sessions": ["up"]}]),
    (("plan", "explanations"), {"rs1": 5}),
])
def test_parts_that_are_not_whole_are_refused_in_a_sentence(place, value):
    parts = {**planned_parts(small_topology(), ["rs1", "rs2"]), "verification": verified()}
    parts[place[0]] = {**parts[place[0]], place[1]: value}
    with pytest.raises(AnsibleFilterError, match="report: a part is not as the filter or module returned it"):
        network_report(parts)


@pytest.mark.parametrize("option", ["metric", "format"])
def test_an_option_of_a_wrong_kind_is_refused_in_a_sentence(option):
    with pytest.raises(AnsibleFilterError, match=f"{option}.*there is no such {option}"):
        network_report({"topology": small_topology()}, **{option: ["html"]})


def test_the_filter_writes_both_forms():
    parts = published_parts("polska")
    assert network_report(parts, metric="isis").startswith("<!DOCTYPE html>") and network_report(parts, "markdown", metric="isis").startswith("# ")


def test_the_same_parts_give_the_same_file():
    assert html_of(reported(published_parts("geant"), metric="isis")) == html_of(reported(published_parts("geant"), metric="isis"))


def test_costs_come_from_the_plan_else_from_the_network_else_from_the_domain():
    topology, found = small_topology(), verified()
    of_domain = {"rs1": {"a": 10, "b": 111}, "rs2": {"a": 111, "b": 10}}
    assert reported({"topology": topology, "verification": found}).costs == of_domain
    seen = {"topology": topology, "verification": found, "paths": {"costs": {"rs2": {"a": 7}}}}
    assert reported(seen).costs == {"rs2": {"a": 7}}
    assert reported({**seen, "plan": {"costs": {"rs1": {"a": 5}}}}).costs == {"rs1": {"a": 5}}


def test_a_route_server_that_the_topology_does_not_have_is_named():
    report = reported({"topology": small_topology(), "plan": {"costs": {"rs1": {"a": 10}, "elsewhere": {"a": 20}}}})
    assert report.strangers == ["elsewhere"] and "elsewhere" in html_of(report) and "Not in the topology: `elsewhere`" in markdown_of(report)


def test_routers_that_do_not_follow_the_plan_are_listed():
    parts = published_parts("abilene")
    seen = copy.deepcopy(parts["plan"]["paths"])
    assert reported({**parts, "paths": seen}).deviations == []
    assert "Every router that was seen" in html_of(reported({**parts, "paths": seen}))
    seen["addresses"]["a"]["routers"]["STTLng"].update(nearest="rs4", ends=["rs4", "rs1"])
    report = reported({**parts, "paths": seen})
    assert report.deviations == [{"router": "STTLng", "address": "a", "planned": ["rs1"], "seen": ["rs1", "rs4"]}]
    assert "<b>1</b> <span>router off the plan" in html_of(report) and "| `STTLng` | `a` | `rs1` | `rs1`, `rs4` |" in markdown_of(report)


def test_the_topology_that_was_read_is_drawn_where_there_is_no_other():
    report = reported({"paths": {"topology": small_topology(), "addresses": {}}})
    assert report.topology and len(report.topology.routers) == 4


def test_what_the_module_read_of_a_database_is_a_part_as_it_is():
    row = {"nearest": "rs1", "distance": 20, "runner_up": None, "runner_up_distance": None, "ends": ["rs1"], "route_type": "intra_area"}
    originator = {"router": "r9", "router_id": "10.0.0.9", "status": "foreign", "route_type": "intra_area", "cost": 5, "area": "0.0.0.0", "age": 12}
    family = {"topology": small_topology(), "costs": {"rs1": {"a": 10}}, "metric": "ospf_e1", "originators": {"a": [originator]},
              "paths": {"addresses": {"a": {"routers": {"f1": row}}}, "same_server": []},
              "findings": [{"check": "foreign", "address": "a", "routers": ["r9"], "text": "r9 announces a and is no route server"}]}
    whole = reported({"paths": {"reachable": True, "lines": [], "ipv4": family, "ipv6": {}}})
    assert (whole.topology, whole.costs, whole.metric) == (reported({"paths": family}).topology, {"rs1": {"a": 10}}, "ospf_e1")
    assert whole.predicted["addresses"] == family["paths"]["addresses"] and whole.deviations == []
    for text in (html_of(whole), markdown_of(whole)):
        assert "r9 announces a and is no route server" in text and "foreign" in text and "intra area" in text


def test_why_a_prefix_was_refused_and_whether_a_session_has_a_key_is_told():
    found = verified()
    session = next(session for row in found["appliances"] for session in row["sessions"] if session["refused"])
    session.update(authenticated=True, reasons={"203.0.113.0/24": "outside the blocks of pool web"})
    assert "203.0.113.0/24 (outside the blocks of pool web)</td>" in html_of(reported({"verification": found}))
    assert "<td>up</td><td>yes</td>" in html_of(reported({"verification": found}))


def test_costs_that_are_others_in_the_network_than_in_the_plan_are_listed():
    parts = published_parts("abilene")
    seen = copy.deepcopy(parts["plan"]["costs"])
    assert reported({**parts, "paths": {"costs": seen}}).other_costs == []
    seen["rs3"]["a"] = 900
    del seen["rs4"]["b"]
    report = reported({**parts, "paths": {"costs": seen}})
    assert report.other_costs == [{"route_server": "rs3", "address": "a", "planned": 10, "seen": 900},
                                  {"route_server": "rs4", "address": "b", "planned": 10, "seen": None}]
    assert "| `rs3` | `a` | 10 | 900 |" in markdown_of(report) and '<td class="number">10</td><td class="number">900</td>' in html_of(report)
