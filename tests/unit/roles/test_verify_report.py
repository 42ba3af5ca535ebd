# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role verify writes its report for people beside verify.json."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.report.samples import small_topology, verified

COLLECTIONS = Path(__file__).parents[6]


def play(tmp_path, **variables):
    book = [{"hosts": "localhost", "connection": "local", "gather_facts": False,
             "tasks": [{"ansible.builtin.include_role": {"name": "virtual_appliance.routing.verify", "tasks_from": "report.yml"}}]}]
    (tmp_path / "book.yml").write_text(json.dumps(book), encoding="utf-8")
    given = {"verify_directory": str(tmp_path), "verify_report": verified(), "ansible_python_interpreter": sys.executable, **variables}
    (tmp_path / "variables.json").write_text(json.dumps(given), encoding="utf-8")
    done = subprocess.run([Path(sys.executable).parent / "ansible-playbook", "-i", "localhost,", "book.yml", "-e", "@variables.json"], cwd=tmp_path, text=True,
                          capture_output=True, check=False, env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS), "ANSIBLE_NOCOLOR": "1"})
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("verify.*")}


def test_a_page_and_markdown_with_the_network_of_the_domain(tmp_path):
    domain = {"igp": {"protocol": "ospf", "area": "0"}, "cost_plan": {"strategy": "nearest", "topology": small_topology()}}
    written = play(tmp_path, verify_domain=domain)
    assert set(written) == {"verify.html", "verify.md"}
    assert '<section id="network"' in written["verify.html"] and 'id="sessions-table"' in written["verify.html"]
    assert "```mermaid" in written["verify.md"] and "## Checks" in written["verify.md"]


def test_only_what_is_asked_for_and_no_drawing_without_a_topology(tmp_path):
    written = play(tmp_path, verify_domain={"igp": {"protocol": "isis"}, "cost_plan": {"igp_diameter": 100}}, verify_formats=["html"])
    assert set(written) == {"verify.html"} and '<section id="network"' not in written["verify.html"]
