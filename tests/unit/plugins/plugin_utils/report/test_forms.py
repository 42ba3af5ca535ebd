# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two forms of a report: whole, without anything beside them, and with every text as text."""
from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.report import html_of, markdown_of
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.report.markdown import name, plain
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.report.markup import Markup, escaped, tag

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.report.samples import (
    HOSTS, SCRIPT, hostile_parts, published_parts, reported, verified)

VOID = {"meta", "link", "input"}


class Elements(HTMLParser):
    """Every element with its attributes; scripts and styles with their text; and whether all are closed in order."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open, self.texts = [], [], {"script": [], "style": []}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in self.texts:
            self.texts[tag].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in self.texts:
            self.texts[self.open[-1]][-1] += data


def everything():
    return {**published_parts("abilene"), "verification": verified()}


def test_the_page_names_nothing_outside_itself():
    page = Elements(html_of(reported(everything(), metric="isis")))
    assert page.open == []
    for element, attributes in page.found:
        for attribute, value in attributes.items():
            assert attribute not in ("src", "srcset", "action", "style") and not attribute.startswith("on"), (element, attribute)
            assert attribute != "href" or value.startswith("#") or value == "data:,", value
    assert not re.search(r"@import|url\(|@font-face", "".join(page.texts["style"]))


def test_the_policy_allows_this_script_and_this_style_alone():
    page = Elements(html_of(reported(everything(), metric="isis")))
    policy = next(attributes["content"] for element, attributes in page.found if attributes.get("http-equiv") == "Content-Security-Policy")
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in (page.texts["script"][1], page.texts["style"][0])]
    assert policy.startswith("default-src 'none'; ") and all(one in policy for one in hashes)
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy


def test_hostile_texts_stay_texts_and_the_data_is_whole():
    text = html_of(reported(hostile_parts(), title=SCRIPT))
    page = Elements(text)
    assert "<script>window" not in text and sum(element == "script" for element, _attributes in page.found) == 2
    assert not any(element == "img" for element, _attributes in page.found)
    assert not set("<>&") & set(page.texts["script"][0])
    assert SCRIPT in [node["name"] for node in json.loads(page.texts["script"][0])["nodes"]]


def test_hostile_texts_are_no_markup_in_markdown():
    text = markdown_of(reported(hostile_parts(), title=SCRIPT))
    outside = re.sub(r"(`+)(?!`).*?[^`]\1(?!`)", "", re.sub(r"```mermaid.*?```", "", text, flags=re.DOTALL))
    assert "<script" not in outside and "<img" not in outside
    for block in re.findall(r"```mermaid\n(.*?)```", text, flags=re.DOTALL):
        assert "<" not in block.replace("---", "") and block.count('"') % 2 == 0


@pytest.mark.parametrize("value", ["a|b", "`x`", "``", "**b**", "[l](http://x)", "<b>", "# h", "a\n\n# b", "- x", "1. x", "@all", "$x$", "~~x~~", "&lt;",
                                   "a_b_c", "\\"])
def test_any_text_fills_one_cell(value):
    for cell in (plain(value), name(value)):
        assert "\n" not in cell
        assert not re.search(r"(?<!\\)(\\\\)*\|", cell)
    assert not re.search(r"(?<!\\)(\\\\)*[`*_\[<#]", plain(value)) and "@a" not in plain(value)


def test_an_empty_name_is_a_dash():
    assert name("") == name("  ") == "\u2013"


def test_escaping_twice_is_escaping_once():
    assert escaped(escaped("<&>")) == escaped("<&>") == "&lt;&amp;&gt;"
    assert tag("p", "<", Markup("<b>x</b>"), title='"', hidden=True, lang=None) == '<p title="&quot;" hidden>&lt;<b>x</b></p>'


@pytest.mark.parametrize("topology", HOSTS)
def test_markdown_tells_what_the_plan_tells(topology):
    parts = published_parts(topology)
    text = markdown_of(reported(parts, metric="isis"))
    for server, of_server in parts["plan"]["costs"].items():
        for address, cost in of_server.items():
            assert f"| `{server}` | `{address}` | {cost} |" in text
    assert sum(plain(breach["why"]) in text for breach in parts["plan"]["breaches"]) == len(parts["plan"]["breaches"])
    for address, of_address in parts["plan"]["paths"]["addresses"].items():
        counted = {}
        for router, row in of_address["routers"].items():
            if not router.startswith("rs"):
                counted[row["nearest"]] = counted.get(row["nearest"], 0) + 1
        for server, count in counted.items():
            assert f"| `{address}` | `{server}` | {parts['plan']['costs'][server][address]} | {count} |" in text


def test_markdown_holds_every_finding_with_evidence_and_advice():
    found = verified()
    text = markdown_of(reported({"verification": found}))
    for finding in found["findings"]:
        line = next(line for line in text.splitlines() if plain(finding["evidence"]) in line)
        assert finding["severity"] in line and name(finding["subject"]) in line and plain(finding["advice"][1:]) in line
    assert "| `web1` | `web` | `b` | Connect |" in text


def test_every_table_of_markdown_has_as_many_cells_in_each_row():
    for parts in (everything(), hostile_parts()):
        block = []
        for line in [*markdown_of(reported(parts)).splitlines(), ""]:
            if line.startswith("|"):
                block.append(len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)))
            else:
                assert len(set(block)) <= 1
                block = []
