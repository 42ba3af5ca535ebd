# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables, what keeps a page harmless, and what makes it readable for everybody."""
from __future__ import annotations

import re

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.report import html_of

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.report.samples import (
    SCRIPT, hostile_parts, published_parts, reported, small_topology, verified)

CONTRAST = """() => {
  const parsed = (colour) => { const parts = colour.match(/[\\d.]+/g).map(Number); return parts.length < 4 ? [...parts, 1] : parts; };
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const [r, g, b, a] = parsed(getComputedStyle(one).backgroundColor);
      if (a > 0.99) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const low = [];
  let count = 0;
  const judge = (text, colour, behind) => {
    const [one, other] = [luminance(colour), luminance(behind)].sort((a, b) => b - a);
    count += 1;
    if ((one + 0.05) / (other + 0.05) < 4.5) low.push([text.trim().slice(0, 30), colour.join(), behind.join()]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest("script, noscript") || !element.getClientRects().length) continue;
    if (element.matches(".letter, .swatch text")) {
      const shape = element.parentElement.querySelector("path").getAttribute("fill");
      const behind = [1, 3, 5].map((at) => parseInt(shape.slice(at, at + 2), 16));
      if (shape.startsWith("#")) judge(element.textContent, parsed(getComputedStyle(element).fill), behind);
    } else judge(walker.currentNode.textContent, parsed(getComputedStyle(element)[element.namespaceURI.endsWith("svg") ? "fill" : "color"]), ground(element));
  }
  return [low, count];
}"""
NAMELESS = """() => [...document.querySelectorAll("a, button, input, select, [role=button], [tabindex='0']")].filter((element) =>
  !(element.getAttribute("aria-label") || element.textContent.trim() || [...(element.labels || [])].some((label) => label.textContent.trim())))
  .map((element) => element.outerHTML)"""
FOCUSED = """() => { const one = document.activeElement; const style = (selector) => getComputedStyle(selector ? one.querySelector(selector) : one);
  return one.matches(".server") ? ["ring", style(".ring").strokeWidth] : one.matches(".link") ? ["link", style().strokeWidth]
    : one.matches(".node") ? ["node", style(".shape").strokeWidth] : ["other", style().outlineStyle]; }"""


def everything():
    return {**published_parts("abilene"), "verification": verified()}


def rows(shown, table):
    return shown.page.locator(f"#{table} tbody tr:visible").all_text_contents()


def test_no_text_becomes_markup_or_script(show):
    shown = show(hostile_parts(), title=SCRIPT)
    assert shown.page.evaluate("window.ran") is None
    assert shown.page.locator("script").count() == 2 and shown.page.locator("img").count() == 0
    assert shown.page.title() == shown.page.text_content("h1") == SCRIPT
    for table in ("breaches", "costs-table", "findings", "sessions-table", "routers-table"):
        assert table == "breaches" or SCRIPT in shown.page.text_content(f"#{table}")
    shown.page.locator("#map .server").first.click()
    shown.page.get_by_label("Find").fill("script")
    assert shown.page.locator("#found li").count() > 2
    assert shown.page.evaluate("window.ran") is None


def test_the_policy_forbids_scripts_and_requests_that_are_not_the_pages_own(show):
    shown = show(everything(), metric="isis")
    shown.page.evaluate("""() => { const one = document.createElement("script"); one.textContent = "window.ran = true"; document.body.append(one);
        document.body.insertAdjacentHTML("beforeend", "<p onclick='window.ran = true' id='trap'>x</p>"); document.getElementById("trap").click(); }""")
    assert shown.page.evaluate("window.ran") is None
    assert shown.page.evaluate("fetch('https://example.com/').then(() => 'asked', () => 'refused')") == "refused"
    assert all("Content Security Policy" in text for text in shown.said) and len(shown.said) >= 3
    shown.said.clear()


def test_sessions_are_filtered_by_text_state_pool_and_route_server(show):
    shown = show(everything(), metric="isis")
    page = shown.page
    area = page.locator("#sessions")
    assert len(rows(shown, "sessions-table")) == 4 and area.locator("output").text_content() == "4 rows"
    area.get_by_label("State").select_option("Connect")
    assert len(rows(shown, "sessions-table")) == 1 and "web1" in rows(shown, "sessions-table")[0] and area.locator("output").text_content() == "1 of 4 rows"
    area.get_by_label("Route server").select_option("rs1")
    assert rows(shown, "sessions-table") == []
    area.get_by_role("button", name="Clear").click()
    area.get_by_label("Search").fill("WEB2 10.255.0.2")
    assert len(rows(shown, "sessions-table")) == 1 and "203.0.113.0/24" in rows(shown, "sessions-table")[0]
    area.get_by_role("button", name="Clear").click()
    area.get_by_label("Pool").select_option("web")
    assert len(rows(shown, "sessions-table")) == 4


def test_tables_sort_by_their_heads_and_say_so(show):
    shown = show(everything(), metric="isis")
    head = shown.page.locator("#costs-table th", has_text="cost").last
    values = shown.page.locator("#costs-table td.number")
    head.get_by_role("button").click()
    upwards = [int(text) for text in values.all_text_contents()]
    assert upwards == sorted(upwards) and head.get_attribute("aria-sort") == "ascending" and max(upwards) > 999
    head.get_by_role("button").focus()
    shown.page.keyboard.press("Enter")
    assert [int(text) for text in values.all_text_contents()] == upwards[::-1] and head.get_attribute("aria-sort") == "descending"


def test_findings_show_evidence_and_advice_and_filter_by_severity(show):
    shown = show(everything(), metric="isis")
    findings = verified()["findings"]
    text = shown.page.text_content("#findings")
    assert findings and all(finding["evidence"] in text and finding["advice"] in text for finding in findings)
    shown.page.locator("#checks").get_by_label("Severity").select_option("warning")
    assert len(rows(shown, "findings")) == sum(finding["severity"] == "warning" for finding in findings) > 0


def test_the_table_of_routers_follows_a_loss(show):
    shown = show(everything(), metric="isis")
    shown.page.locator('#map .server[data-name="rs3"]').click()
    shown.page.locator("#routers").get_by_label("Shown").select_option("moved")
    assert len(rows(shown, "routers-table")) == 7
    shown.page.locator("#reset").click()
    assert rows(shown, "routers-table") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(show, scheme):
    shown = show(everything(), context={"color_scheme": scheme}, metric="isis")
    shown.page.locator('#map .server[data-name="rs3"]').click()
    shown.page.locator('#map .server[data-name="rs1"]').click()
    shown.page.mouse.move(0, 0)
    low, count = shown.page.evaluate(CONTRAST)
    assert low == [] and count > 300


def test_every_control_has_a_name_and_every_table_a_caption_and_heads(show):
    shown = show(everything(), metric="isis")
    assert shown.page.evaluate(NAMELESS) == []
    assert shown.page.locator("table").count() == shown.page.locator("table > caption").count() > 5
    assert shown.page.locator("thead th:not([scope=col]), tbody th:not([scope=row])").count() == 0
    assert shown.page.locator("html[lang]").count() == shown.page.locator("main").count() == shown.page.locator("h1").count() == 1
    identities = shown.page.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(identities) == len(set(identities))
    for attribute in ("aria-labelledby", "aria-describedby"):
        referred = shown.page.evaluate(f"[...document.querySelectorAll('[{attribute}]')].map((element) => element.getAttribute('{attribute}'))")
        assert set(referred) <= set(identities)


def test_the_focus_is_visible(show):
    page = show(everything(), metric="isis").page
    plain = page.evaluate("getComputedStyle(document.querySelector('#map .server .ring')).strokeWidth")
    for _count in range(60):
        page.keyboard.press("Tab")
        seen = page.evaluate(FOCUSED)
        if seen[0] == "other":
            inside = "fieldset input" if page.evaluate("document.activeElement.matches('fieldset input')") else ""
            assert seen[1] != "none" or inside and page.evaluate("getComputedStyle(document.activeElement.parentElement).outlineStyle") != "none"
        else:
            assert float(re.sub("px", "", seen[1])) > float(plain.removesuffix("px"))


def test_nothing_moves_where_motion_is_unwanted(show):
    page = show(everything(), metric="isis").page
    moving = """() => [...document.querySelectorAll("*")].filter((one) => { const style = getComputedStyle(one);
        return parseFloat(style.transitionDuration) || style.animationName !== "none" || style.scrollBehavior === "smooth"; }).length"""
    assert page.evaluate(moving) == 0


def test_print_shows_every_row_and_no_control(show):
    parts = everything()
    parts["verification"]["appliances"][0]["sessions"][0]["accepted"] = [f"192.0.2.{number}/32" for number in range(20)]
    shown = show(parts, metric="isis", context={"color_scheme": "dark"})
    shown.page.locator("#sessions").get_by_label("State").select_option("Connect")
    assert not shown.page.get_by_text("192.0.2.19/32").is_visible()
    shown.page.emulate_media(media="print")
    assert len(rows(shown, "sessions-table")) == 4
    assert shown.page.get_by_text("192.0.2.19/32").is_visible()
    assert shown.page.locator("button:not(.sort):visible, nav:visible, input[type=search]:visible, select:visible").count() == 0
    assert shown.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert shown.page.evaluate("[...document.querySelectorAll('.scroll')].every((one) => one.scrollHeight <= one.clientHeight + 1)")
    assert shown.page.locator("#map .letter").first.is_visible()
    shown.page.set_viewport_size({"width": 700, "height": 1000})  # A4 between margins
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 700


def test_a_narrow_screen_needs_no_sideways_scrolling(show):
    page = show(everything(), metric="isis", context={"viewport": {"width": 390, "height": 800}}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_the_tables_are_there(show, chromium, tmp_path):
    file = tmp_path / "plain.html"
    file.write_text(html_of(reported(everything(), metric="isis")), encoding="utf-8")
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(file.as_uri())
    assert page.locator("#sessions-table tbody tr").count() == 4 and page.locator("#costs-table tbody tr").count() == 8
    page.context.close()


def test_parts_that_are_absent_leave_no_empty_section(show):
    sections = "[...document.querySelectorAll('section')].map((section) => section.id)"
    assert show({"verification": verified()}).page.evaluate(sections) == ["costs", "checks", "route-servers", "sessions"]
    assert show({"topology": small_topology()}).page.evaluate(sections) == ["network", "routers"]
    assert show(published_parts("polska"), metric="isis").page.evaluate(sections) == ["network", "promises", "costs", "routers"]
