# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module anycast_plan: its action plugin in this process, and once as a user runs it, on a machine without devices."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from ansible_collections.virtual_appliance.routing.plugins.action.anycast_plan import ActionModule
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import saved
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning.from_options import planned
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.progress import Told

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning import networks
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.networks import clos, with_servers
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.test_costs_by_topology import domain

COLLECTIONS = Path(networks.__file__).parents[8]
NETWORK = {"routers": {"x": {"site": "east"}, "y": {"site": "west"}, "rs1": {"site": "east"}, "rs2": {"site": "west"}},
           "links": [{"between": pair, "cost": 10} for pair in (["x", "y"], ["x", "rs1"], ["y", "rs2"])]}
WIDER = {**NETWORK, "links": [*NETWORK["links"], {"between": ["x", "rs2"], "cost": 3}]}
OPTIONS = {"topology": NETWORK, "route_servers": ["rs1", "rs2"], "addresses": ["a", "b"]}


def command(directory, *words):
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS), "ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_HOME": str(directory / "home"),
                   "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false", "PYTHONUNBUFFERED": "1"}
    program = Path(sys.executable).parent / "ansible-playbook"
    if not program.exists():
        pytest.skip("ansible-playbook is not in this Python's environment")
    return [str(program), *words], environment


def run(options, **flags):
    """The result of the action plugin without the rest of Ansible."""
    action = ActionModule.__new__(ActionModule)
    action._task = SimpleNamespace(args=options, check_mode=flags.get("check", False), diff=True)
    action._loader = SimpleNamespace(path_dwim=str)
    return action.result({})


def test_a_plan_is_saved_once_and_the_difference_is_shown(tmp_path):
    path = tmp_path / "plan.json"
    options = {**OPTIONS, "path": str(path)}
    predicted = run(options, check=True)
    assert predicted["changed"] and not path.exists() and "rs1 announces a at 10\n" in predicted["diff"]["after"] and predicted["diff"]["before"] == ""
    first = run(options)
    assert first["changed"] and first["plan"] == predicted["plan"] == planned(**OPTIONS)[0]
    kept = path.read_bytes()
    assert json.loads(kept)["costs"] == first["plan"]["costs"]
    again = run(options)
    assert not again["changed"] and not again["changes"] + again["lost"] + again["won"]
    for check in (True, False):
        assert path.read_bytes() == kept
        after = run({**options, "topology": WIDER}, check=check)
        assert after["changed"] and "rs2 announces a at 21\n" in after["diff"]["before"] and "rs2 announces a at 24\n" in after["diff"]["after"]
        assert [change["text"] for change in after["changes"]] == ["rs2 announces a at 24 instead of 21"]
        assert any("rs2 lies on the way" in text for text in after["lost"]) and any("without link y - rs2" in text for text in after["won"])
    assert path.read_bytes() != kept and [item.name for item in tmp_path.glob("plan*")] == ["plan.json"]


def test_a_domain_gives_what_its_own_costs_are_and_every_fault_comes_at_once(tmp_path):
    result = run({"domain": domain()})
    assert result["plan"]["costs"]["rs1"] == {"a": 10, "b": result["plan"]["costs"]["rs1"]["b"]} and not result["changed"] and result["lost"] == []
    links = [{**link, "cost": cost} for link, cost in zip(NETWORK["links"], (0, [5, None], -4))]
    wrong = {"routers": {**NETWORK["routers"], "lonely": {}}, "links": links}
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    given = {"topology": wrong, "route_servers": [{"name": name, "addresses": ["a"]} for name in ("rs1", "rs9", "rs2", "rs1")], "addresses": ["a", "c"],
             "survive": ["link"], "path": str(tmp_path / "other.json")}
    result = run(given)
    assert result["failed"] and not result["changed"] and (tmp_path / "other.json").read_text(encoding="utf-8") == "{}"
    for words in ("topology.links[0].cost = 0", "topology.links[1].cost", "in one direction only", "topology.links[2].cost = -4", "route_servers[1] = 'rs9'",
                  "no route server injects the anycast address c", "lonely cannot reach the rest", "this file holds no plan", "in the list already"):
        assert words in result["msg"], (words, result["msg"])


def test_an_interrupt_leaves_the_saved_plan_and_a_long_computation_tells_how_far_it_is(tmp_path):
    path = tmp_path / "plan.json"
    run({**OPTIONS, "path": str(path)})
    kept = path.read_bytes()
    fabric, servers = with_servers(clos(20, 30, 18, 36), [f"pod{pod}-leaf0" for pod in range(0, 16, 2)])
    topology = {"routers": {router.name: {"site": router.site} for router in fabric.routers},
                "links": [{"between": list(link.ends), "cost": link.cost} for link in fabric.links]}
    (tmp_path / "network.json").write_text(json.dumps(topology), encoding="utf-8")
    options = {
        "topology": "{{ lookup('ansible.builtin.file', '" + str(tmp_path / "network.json") + "') | from_json }}", "addresses": ["a", "b"], "metric": "isis",
        "route_servers": [{"name": server.name, "addresses": list(server.addresses)} for server in servers], "path": str(path)}
    play = [{"name": "Plan", "hosts": "localhost", "gather_facts": False, "tasks": [{"name": "Plan", "virtual_appliance.routing.anycast_plan": options}]}]
    (tmp_path / "play.yml").write_text(yaml.safe_dump(play, sort_keys=False), encoding="utf-8")
    call, environment = command(tmp_path, str(tmp_path / "play.yml"))
    with subprocess.Popen(call, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True) as running:
        told = next((line for line in running.stdout if "so far" in line), "")
        interrupted_until_gone(running)
    assert "losses tried" in told and "%" in told
    assert running.returncode != 0 and path.read_bytes() == kept and [item.name for item in tmp_path.glob("plan*")] == ["plan.json"]


def test_the_playbook_plan_shows_what_differs_from_the_saved_costs_and_keeps_them(tmp_path):
    saved_plan, given = tmp_path / "plans" / "anycast_plan.json", domain()

    def played():
        hosts = {"rs1": {}, "rs2": {}}
        inventory = {"route_servers": {"hosts": hosts, "vars": {"virtual_appliance_domain": given, "ansible_connection": "local",
                                                                "route_server_vtysh_command": "false"}}, "appliances": {"hosts": {}}}
        (tmp_path / "inventory.yml").write_text(yaml.safe_dump(inventory, sort_keys=False), encoding="utf-8")
        call, environment = command(tmp_path, "-i", str(tmp_path / "inventory.yml"), "virtual_appliance.routing.plan", "--diff", "-e",
                                    json.dumps({"plan_directory": str(saved_plan.parent)}))
        done = subprocess.run(call, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "+rs1 announces b at 61" in played()
    kept = saved_plan.read_bytes()
    given["cost_plan"]["topology"]["links"][2]["cost"] = [7, 7]
    given["cost_plan"]["topology"]["links"][3]["cost"] = 7
    shown = played()
    changed = [line for line in shown.splitlines() if line.startswith(("-rs1 announces b", "+rs1 announces b"))]
    assert changed[0] == "-rs1 announces b at 61" and len(changed) == 2 and "Costs: rs1 announces b at" in shown and saved_plan.read_bytes() == kept


def interrupted_until_gone(running):
    """As often as a person would: ansible-core 2.19 may miss the first interrupt while it writes a line."""
    for _time in range(3):
        os.killpg(running.pid, signal.SIGINT)
        try:
            running.communicate(timeout=10)
            return
        except subprocess.TimeoutExpired:
            continue
    os.killpg(running.pid, signal.SIGKILL)


def test_progress_is_told_at_intervals_and_not_of_what_is_short():
    now, lines = [0.0], []
    told = Told("plan", lines.append, clock=lambda: now[0], first=3, every=10)
    for second in range(24):
        now[0] = float(second)
        told(second, 48, "losses tried")
    assert lines == [f"plan: {second} s so far; losses tried: {share} % of 48" for second, share in ((3, 6), (13, 27), (23, 47))]


@pytest.mark.parametrize(("text", "why"), [("{", "cannot be read"), ('{"costs": {}}', "holds no plan"), ("[]", "holds no plan")])
def test_a_file_that_is_no_plan_is_refused(tmp_path, text, why):
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    found, [fault] = saved.load(str(tmp_path / "plan.json"))
    assert found is None and why in fault.why


def test_a_plan_that_cannot_be_written_leaves_the_last_one(tmp_path, monkeypatch):
    path = tmp_path / "plan.json"
    plan = planned(**OPTIONS)[0]
    saved.save(str(path), plan)
    kept = path.read_bytes()
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        saved.save(str(path), {**plan, "costs": {}})
    assert path.read_bytes() == kept and [item.name for item in tmp_path.iterdir()] == ["plan.json"]
    assert saved.load(str(path))[0] == saved.content(plan)


def interrupted(_number):
    raise KeyboardInterrupt


def test_a_cost_is_kept_only_where_that_is_asked_for(tmp_path):
    path = tmp_path / "plan.json"
    run({**OPTIONS, "topology": WIDER, "path": str(path)})
    result = run({**OPTIONS, "path": str(path), "keep_costs": True}, check=True)
    assert result["plan"]["costs"]["rs2"]["a"] == 24 and not result["changes"]
    result = run({**OPTIONS, "path": str(path)}, check=True)
    assert result["plan"]["costs"]["rs2"]["a"] == 21
