# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page computes in Chromium what the planner computes in Python: for every router, with everything up and after every single loss."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.report.network import network_data

from ansible_collections.virtual_appliance.routing.tests.browser.planner import Planner
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.report.samples import (
    HOSTS, clos_parts, drawn_parts, published_parts, reported)

NETWORKS = 150
EVERY_LOSS = """(data) => { const one = networkReport.computing(data);
return [one.compute([]), one.losses().map((loss) => [loss.kind, loss.name, one.compute([loss])])]; }"""


def compare(shown, parts, **options):
    """How many losses were compared, each for every router."""
    report = reported(parts, **options)
    planner = Planner(report)
    base, every = shown.page.evaluate(EVERY_LOSS, network_data(report))
    assert planner.of_page(base) == planner.ends()
    for address, of_address in report.audit.as_dict()["addresses"].items():
        for router, row in of_address["routers"].items():
            seen = base[address][router]
            assert (seen["distance"], seen["runner_up_distance"]) == (row["distance"], row["runner_up_distance"]), (address, router)
            if row["distance"] != row["runner_up_distance"]:
                assert seen["nearest"] == row["nearest"], (address, router)
    after = {(kind, name): outcome for kind, name, outcome in every}
    assert set(after) == {(failure.kind, failure.name) for failure in planner.failures()}
    for failure in planner.failures():
        assert planner.of_page(after[failure.kind, failure.name], failure) == planner.ends(failure), str(failure)
    return len(after)


@pytest.mark.parametrize("name", HOSTS)
def test_published_networks(show, name):
    parts = published_parts(name)
    assert compare(show(parts, metric="isis"), parts, metric="isis") > 30


def test_drawn_networks(show):
    """Those of one area: every third has several."""
    shown = show(drawn_parts(1))
    assert sum(compare(shown, drawn_parts(seed), metric="ospf_e1" if seed % 2 else "ospf") for seed in range(NETWORKS) if seed % 3) > 10 * NETWORKS


@pytest.mark.parametrize("seed", [3, 6, 9, 12])
def test_across_areas_the_page_shows_what_the_planner_traced_and_replays_nothing(show, seed):
    report = reported(drawn_parts(seed), metric="ospf_e1" if seed % 2 else "ospf")
    assert len(report.topology.areas) > 1
    shown = show(drawn_parts(seed), metric="ospf_e1" if seed % 2 else "ospf")
    rows = {row.split("\t")[0].split()[0] for row in shown.page.locator("#routers tbody tr").all_inner_texts()}
    assert rows == {router.name for router in report.topology.routers}
    assert shown.page.get_by_role("button", name="Take away").count() == 0
    data = network_data(report)
    assert {router: row["ends"] for router, row in data["fixed"]["a"].items()} == {
        router: sorted(row["ends"]) for router, row in report.audit.as_dict()["addresses"]["a"]["routers"].items()}


def test_the_drawn_networks_have_what_is_hard():
    reports = [reported(drawn_parts(seed), metric="ospf_e1" if seed % 2 else "ospf") for seed in range(NETWORKS)]
    outcomes = [one for report in reports for one in report.audit.by_address]
    assert sum(bool(one.ecmp) for one in outcomes) > 50
    assert sum(bool(one.captured) for one in outcomes) > 5
    assert sum(bool(one.cut_off) for one in outcomes) > 2
    assert sum(len(report.topology.areas) > 1 for report in reports) > 40
    assert sum(bool(report.topology.networks) for report in reports) > 40


def test_a_clos_network(show):
    parts = clos_parts(4, 4, 2, 4, 4)
    compare(show(parts, metric="isis"), parts, metric="isis")


def test_two_losses_at_once_are_those_of_a_network_without_both(show):
    parts = published_parts("abilene")
    shown = show(parts, metric="isis")
    both = shown.page.evaluate("networkReport.compute([{kind: 'link', name: 'DNVRng - SNVAng'}, {kind: 'route_server', name: 'rs3'}])")
    left = {**parts["topology"], "links": [link for link in parts["topology"]["links"] if link["between"] != ["DNVRng", "SNVAng"]]}
    costs = {server: of_server for server, of_server in parts["plan"]["costs"].items() if server != "rs3"}
    planner = Planner(reported({"topology": left, "plan": {"costs": costs}}, metric="isis"))
    assert planner.of_page(both) == planner.ends()
