# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the twin: each names its source, and the documentation lists them all."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("junoscfg", reason="junoscfg, whose schema the twin reads, is not installed")
pytest.importorskip("lxml", reason="lxml, with which the twin writes XML, is not installed")

from lab.junos import checks, faults, operational, releases, rpcs  # noqa: E402 - after the checks above
from lab.junos.device import Client, Device  # noqa: E402

PAGE = Path(__file__).resolve().parents[3] / "docs/docsite/rst/junos_twin.rst"


@pytest.fixture(scope="module")
def page():
    return _plain(PAGE.read_text(encoding="utf-8"))


def _plain(text):
    return " ".join(text.replace("`", "").split())


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule.__name__)
def test_every_commit_check_names_its_source_and_stands_in_the_documentation(rule, page):
    assert re.search(r"issue \d|RFC \d|Guide|Reference|recorded|tests of|account", rule.__doc__) and _plain(rule.__doc__) in page


def test_every_rpc_stands_in_the_documentation(page):
    known = rpcs.Rpcs(Device(), Client(1, "admin", 0.0))._known
    answered = [name for command, name in operational.COMMANDS.items() if command in ("show version", "show chassis hardware", "show system commit")]
    assert [name for name in [*known, *answered] if f"<{name}>" not in page and f"<{name}><" not in page] == []


def test_what_came_with_a_release_and_what_has_a_range_stands_in_the_documentation(page):
    assert [tag for tag, below, since in releases.SINCE if f"{tag} below {', '.join(below)} since {since[0]}.{since[1]} (" not in page] == []
    assert [key for key, (low, high) in releases.RANGES.items() if f"{key[1]} of {key[0]}: {low} to {high} (" not in page] == []


def test_every_fault_switch_stands_in_the_documentation(page):
    switches = [name for name in faults.Faults.__dataclass_fields__ if name != "received"]
    assert [name for name in switches if f'"{name}": ' not in page] == []
