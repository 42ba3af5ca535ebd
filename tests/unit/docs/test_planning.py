# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guide on planning and the filter's documentation show as an example keeps every promise."""
from __future__ import annotations

import textwrap
from pathlib import Path

import yaml
from ansible_collections.virtual_appliance.routing.plugins.filter.anycast_plan import anycast_plan

ROOT = Path(__file__).resolve().parents[3]


def test_the_guide():
    text = (ROOT / "docs/docsite/rst/planning.rst").read_text(encoding="utf-8")
    block = text.split(".. code-block:: yaml\n", 1)[1].split("\n\nWhat is promised", 1)[0]
    topology = yaml.safe_load(textwrap.dedent(block))["cost_plan"]["topology"]
    made = anycast_plan(topology, ["rs1", "rs2", "rs3", "rs4"], ["a", "b"], survive=["route_server"])
    assert made["breaches"] == [] and {made["costs"][server][address] for server, address in zip(("rs1", "rs2", "rs3", "rs4"), "abab")} == {10}


def test_the_filter():
    document = yaml.safe_load((ROOT / "plugins/filter/anycast_plan.yml").read_text(encoding="utf-8"))
    task = yaml.safe_load(document["EXAMPLES"])[0]
    made = anycast_plan(task["vars"]["topology"], ["rs1", "rs2", "rs3", "rs4"], ["a", "b"])
    assert not [breach for breach in made["breaches"] if not breach["impossible"]]
