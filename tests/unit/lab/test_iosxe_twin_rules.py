# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import pytest

from lab.iosxe.commands import COMMANDS
from lab.iosxe.rules import CLOSING, MODES, PROMPTS, SOURCES, listing

PAGE = Path(__file__).resolve().parents[3] / "docs/docsite/rst/iosxe_twin.rst"
TWIN = Path(__file__).resolve().parents[3] / "roles/lab/files/lab/iosxe"
RULES = [(mode, rule) for mode, rules in MODES.items() for rule in rules]


@pytest.mark.parametrize(("mode", "rule"), RULES, ids=[f"{mode or 'global'}: {rule.syntax.written}" for mode, rule in RULES])
def test_every_rule_names_sources_that_exist(mode, rule):
    assert rule.sources and set(rule.sources) <= set(SOURCES)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_exec_command_names_sources_and_a_method(command):
    method, _words, sources = COMMANDS[command]
    assert set(sources.split(", ")) <= set(SOURCES) and f"async def do_{method}(" in (TWIN / "session.py").read_text(encoding="utf-8")


def test_every_mode_that_a_rule_opens_has_rules_and_a_prompt():
    opened = {rule.opens for _mode, rule in RULES if rule.opens}
    assert opened == set(MODES) - {""} == set(PROMPTS) - {""}
    assert set(CLOSING) <= opened


@pytest.mark.parametrize("part", [listing.rules, listing.sources], ids=["rules", "sources"])
def test_the_documentation_holds_the_list_that_the_rules_make(part):
    """Renew it with the output of python -m lab.iosxe.rules.listing."""
    assert part() in PAGE.read_text(encoding="utf-8")


def test_every_source_is_used_by_the_twin():
    code = "".join(path.read_text(encoding="utf-8") for path in TWIN.rglob("*.py") if path.name not in ("sources.py", "listing.py"))
    assert [key for key in SOURCES if key not in code] == []


def test_two_rules_of_one_mode_are_never_the_same():
    written = [(mode, rule.syntax.written) for mode, rule in RULES]
    assert len(written) == len(set(written))
