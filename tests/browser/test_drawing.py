# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drawing: colours, shapes and letters say what the planner says; losses are replayed by pointer and by keyboard."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import Failure

from ansible_collections.virtual_appliance.routing.tests.browser.planner import Planner
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.report.samples import (
    HOSTS, clos_parts, published_parts, reported, small_topology, verified)

SERVERS = ["rs1", "rs2", "rs3", "rs4"]


def legend(shown):
    """Route server → its mark in the legend: letter, colour, shape."""
    return {name: tuple(mark) for name, mark in shown.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("#legend li")].map((line) => [line.querySelector(".name").textContent,
        [line.querySelector("text").textContent, line.querySelector("path").getAttribute("fill"), line.querySelector("path").getAttribute("d")]]))""").items()}


def as_drawn(shown, ends):
    """Router → route server, told by the marks alone."""
    known = {mark: name for name, mark in legend(shown).items()}
    marks = shown.marks()
    return {router: [known[marks[router]]] for router in ends if marks[router] in known}


@pytest.fixture
def abilene(show):
    shown = show(published_parts("abilene"), metric="isis")
    return shown, Planner(reported(published_parts("abilene"), metric="isis"))


@pytest.mark.parametrize("name", HOSTS)
def test_each_router_carries_the_mark_of_the_route_server_that_the_planner_says(show, name):
    shown, planner = show(published_parts(name), metric="isis"), Planner(reported(published_parts(name), metric="isis"))
    assert as_drawn(shown, planner.ends()["a"]) == planner.ends()["a"]
    shown.page.get_by_role("radio", name="b").check()
    assert as_drawn(shown, planner.ends()["b"]) == planner.ends()["b"]
    assert planner.ends()["a"] != planner.ends()["b"]


def test_colours_shapes_and_letters_each_tell_route_servers_apart(show):
    shown = show(clos_parts(4, 4, 2, 4, 6), metric="isis")
    letters, colours, shapes = zip(*legend(shown).values())
    assert [len(set(marks)) for marks in (letters, colours, shapes)] == [6, 6, 6]


def test_a_route_server_is_clicked_away_and_back(abilene):
    shown, planner = abilene
    before = shown.marks()
    lost = Failure("route_server", "rs3")
    server = shown.page.locator('#map .server[data-name="rs3"]')
    server.click()
    assert as_drawn(shown, planner.ends(lost)["a"]) == planner.ends(lost)["a"] != planner.ends()["a"]
    assert server.get_attribute("aria-pressed") == "true" and shown.status().startswith("Without route server rs3: 7 routers move")
    server.click()
    assert shown.marks() == before and server.get_attribute("aria-pressed") == "false"


def test_a_link_is_clicked_away(abilene):
    shown, planner = abilene
    lost = Failure("link", "DNVRng - SNVAng")
    middle = shown.page.evaluate("""() => {
        const line = [...document.querySelectorAll("#map .link")].find((one) => one.getAttribute("aria-label").startsWith("link DNVRng - SNVAng"));
        const box = line.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }""")
    shown.page.mouse.click(*middle)
    assert shown.status().startswith("Without link DNVRng - SNVAng")
    assert as_drawn(shown, planner.ends(lost)["a"]) == planner.ends(lost)["a"] != planner.ends()["a"]


def test_a_router_is_taken_away_with_what_hangs_on_it(abilene):
    shown, planner = abilene
    lost = Failure("router", "SNVAng")
    shown.page.locator('#map .node[data-name="SNVAng"]').click()
    assert shown.status().startswith("With everything up")  # a click shows its paths
    assert shown.page.locator("#map .link.trail").count() == 1  # rs1 is its neighbor
    shown.page.locator("#about").get_by_role("button", name="Take away router SNVAng").click()
    assert planner.of_page(shown.shown(), lost) == planner.ends(lost)
    assert as_drawn(shown, planner.ends(lost)["a"]) == planner.ends(lost)["a"]


def test_the_keyboard_alone_replays_a_loss_and_takes_it_back(abilene):
    shown, planner = abilene
    page = shown.page
    page.get_by_label("Find").focus()
    seen = []
    for _count in range(4):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.id"))
    assert [label.split()[0] for label in seen[:3]] == ["link", "router", "route"]  # three stops, whatever the size of the network
    page.keyboard.press("Shift+Tab")
    visited = []
    for _count in SERVERS:
        page.keyboard.press("ArrowRight")
        visited.append(page.evaluate("document.activeElement.dataset.name"))
    assert sorted(visited) == SERVERS
    page.keyboard.press("Home")
    first = page.evaluate("document.activeElement.dataset.name")
    page.keyboard.press("Enter")
    assert shown.status().startswith(f"Without route server {first}")
    lost = Failure("route_server", first)
    assert planner.of_page(shown.shown(), lost) == planner.ends(lost)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.classList.contains('link')")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    assert page.locator("#taken li").count() == 2
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    assert page.locator("#taken li").count() == 1
    page.locator("#reset").focus()
    page.keyboard.press("Enter")
    assert shown.status().startswith("With everything up") and page.locator("#taken").is_hidden()
    assert planner.of_page(shown.shown()) == planner.ends()


def test_undo_goes_back_step_by_step(abilene):
    shown, _planner = abilene
    states = [shown.marks()]
    for name in ("rs1", "rs3"):
        shown.page.get_by_role("button", name=f"Take away route server {name}", exact=True).first.click()
        states.append(shown.marks())
    shown.page.get_by_role("button", name="Bring back route server rs1", exact=True).first.click()
    states.append(shown.marks())
    undo = shown.page.locator("#undo")
    for state in reversed(states[:-1]):
        undo.click()
        assert shown.marks() == state
    assert undo.is_disabled()


def test_a_breach_is_replayed_from_its_row(show):
    parts = published_parts("abilene")
    shown = show(parts, metric="isis")
    breach = next(breach for breach in parts["plan"]["breaches"] if breach["failure"] == "router")
    shown.page.locator(f'[data-replay="router"][data-lost="{breach["lost"]}"]').first.click()
    assert shown.status().startswith(f"Without router {breach['lost']}")
    told = shown.page.text_content("#effect")
    assert "no route server can be reached" in told and all(router in told for router in breach["routers"])


def test_routers_between_two_route_servers_are_marked_and_named(show):
    parts = {"topology": small_topology(), "plan": {"costs": {"rs1": {"a": 10, "b": 99}, "rs2": {"a": 20, "b": 10}}}}
    shown = show(parts)
    assert shown.marks()["f2"][0] == "AB!"
    assert "1 router: flows are spread over several route servers (ECMP): f2" in shown.page.text_content("#effect")
    assert "ECMP" in shown.page.locator("#routers-table tr", has_text="f2").first.text_content()


def test_what_was_seen_is_drawn_where_no_costs_are_known(show):
    row = {"nearest": "rs1", "distance": 20, "runner_up": None, "runner_up_distance": None, "ends": ["rs1"]}
    paths = {"topology": small_topology(), "addresses": {"a": {"routers": {"f1": row, "f2": {**row, "nearest": "rs2", "ends": ["rs2"]}}}}}
    shown = show({"paths": paths})
    assert (shown.marks()["f1"][0], shown.marks()["f2"][0]) == ("A", "B")
    shown.page.locator('#map .server[data-name="rs1"]').click()
    assert shown.status().startswith("As seen in the network")


def test_a_page_whose_costs_changed_since_the_plan_says_so(show):
    parts = published_parts("abilene")
    assert "computes something else" not in show(parts, metric="isis").status()
    parts["topology"]["links"][0]["cost"] = 1
    parts["topology"]["links"][7]["cost"] = 9999
    assert "computes something else" in show(parts, metric="isis").status()


def test_a_topology_alone_is_drawn(show):
    shown = show({"topology": small_topology(), "verification": {}})
    assert shown.page.locator("#map .node").count() == 4 and "No costs are known" in shown.status()


def test_find_leads_to_a_router_or_a_link(abilene):
    shown, _planner = abilene
    shown.page.get_by_label("Find").fill("link kscy dnvr")
    shown.page.get_by_role("button", name="Go to link DNVRng - KSCYng").click()
    assert shown.page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("link DNVRng - KSCYng")
    assert "744" in shown.page.text_content("#about")


def test_the_costs_of_a_verified_domain_are_enough(show):
    shown = show({"topology": small_topology(), "verification": verified()})
    assert shown.page.locator("#legend li").count() == 2 and shown.marks()["f2"][0] == "A"
