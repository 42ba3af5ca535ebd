# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role verify and the playbook plan write the report for people."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.report import samples
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.report.samples import small_topology, verified

COLLECTIONS = Path(samples.__file__).parents[8]
ROUTING = Path(samples.__file__).parents[5]

VERIFY = {"ansible.builtin.include_role": {"name": "virtual_appliance.routing.verify", "tasks_from": "report.yml"}}
PLAN = {"ansible.builtin.include_tasks": str(ROUTING / "playbooks" / "tasks" / "plan_costs.yml")}
DOMAIN = {
    "asn": 65000, "anycast_addresses": [{"name": "a", "ipv4": "10.255.0.1"}, {"name": "b", "ipv4": "10.255.0.2"}],
    "route_servers": [{"name": "rs1", "router_id": "10.255.1.1"}, {"name": "rs2", "router_id": "10.255.1.2"}],
    "fabric_peers": [{"name": "f1", "ipv4": "10.255.1.11"}], "igp": {"protocol": "ospf"},
    "cost_plan": {"strategy": "nearest", "topology": small_topology()},
    "pools": [{"name": "web", "subnets": ["10.1.0.0/16"], "password": "a-secret-key", "prefixes": [{"within": "192.0.2.0/24", "lengths": "28-32"}]}],
}


def play(tmp_path, task, **variables):
    """What one task writes: file → text."""
    book = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [task]}]
    (tmp_path / "book.yml").write_text(json.dumps(book), encoding="utf-8")
    given = {"verify_directory": str(tmp_path), "plan_to_": str(tmp_path), "verify_report": verified(), "ansible_python_interpreter": sys.executable,
             **variables}
    (tmp_path / "variables.json").write_text(json.dumps(given), encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "ansible.cli.playbook", "-i", "localhost,", "book.yml", "-e", "@variables.json"], cwd=tmp_path, text=True,
                          capture_output=True, check=False, env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS), "ANSIBLE_NOCOLOR": "1"})
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.name: path.read_text(encoding="utf-8") for path in (*tmp_path.glob("*.html"), *tmp_path.glob("*.md"))}


def test_a_page_and_markdown_with_the_network_of_the_domain(tmp_path):
    domain = {"igp": {"protocol": "ospf", "area": "0"}, "cost_plan": {"strategy": "nearest", "topology": small_topology()}}
    written = play(tmp_path, VERIFY, verify_domain=domain)
    assert set(written) == {"verify.html", "verify.md"}
    assert '<section id="network"' in written["verify.html"] and 'id="sessions-table"' in written["verify.html"]
    assert "```mermaid" in written["verify.md"] and "## Checks" in written["verify.md"]


def test_only_what_is_asked_for_and_no_drawing_without_a_topology(tmp_path):
    written = play(tmp_path, VERIFY, verify_domain={"igp": {"protocol": "isis"}, "cost_plan": {"igp_diameter": 100}}, verify_formats=["html"])
    assert set(written) == {"verify.html"} and '<section id="network"' not in written["verify.html"]


def test_the_plan_of_the_costs_without_a_key_in_it(tmp_path):
    written = play(tmp_path, PLAN, virtual_appliance_domain=DOMAIN)
    assert set(written) == {"costs.html", "costs.md"}
    assert "rs1 announces a at 10" in written["costs.html"] and "rs1 announces a at 10" in written["costs.md"]
    assert '<section id="promises"' in written["costs.html"] and "a-secret-key" not in "".join(written.values())


@pytest.mark.parametrize("domain", [{**DOMAIN, "cost_plan": {"igp_diameter": 100}}, {**DOMAIN, "asn": 0}])
def test_no_plan_of_the_costs_without_a_topology_or_with_a_faulty_domain(tmp_path, domain):
    assert play(tmp_path, PLAN, virtual_appliance_domain=domain) == {}
