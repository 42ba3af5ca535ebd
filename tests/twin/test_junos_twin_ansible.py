# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""junipernetworks.junos's own modules against a twin, unchanged, through Ansible's netconf connection."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("asyncssh", reason="asyncssh, which the twin's server needs, is not installed")
pytest.importorskip("lxml", reason="lxml, which the twin and the modules need, is not installed")
pytest.importorskip("junoscfg", reason="junoscfg, whose schema the twin reads, is not installed")
pytest.importorskip("ncclient", reason="ncclient, which the netconf connection needs, is not installed")
pytest.importorskip("xmltodict", reason="xmltodict, which junos_bgp_global needs, is not installed")

from lab.junos.server import Twin  # noqa: E402 - after the checks above
from lab.twin_ssh import RunningTwin  # noqa: E402

PLAYBOOK = shutil.which("ansible-playbook", path=str(Path(sys.executable).parent)) or shutil.which("ansible-playbook")
STARTUP = """\
set version 23.4R2.13
set system host-name junos1
set routing-options autonomous-system 65000
set protocols bgp group FABRIC type internal
set protocols bgp group FABRIC neighbor 10.0.0.9
"""
LINES = ["set policy-options policy-statement VA-in term rest then reject", "set protocols bgp group FABRIC import VA-in", "set system location building north"]
TEXT = "policy-options {\n    policy-statement VA-out {\n        term rest {\n            then reject;\n        }\n    }\n}\n"
REPLACED = "policy-options {\n    replace: policy-statement VA-out {\n        term all {\n            then accept;\n        }\n    }\n}\n"
GROUPS = {"as_number": "65000", "groups": [{"name": "APPS", "type": "internal", "allow": ["10.1.0.0/16", "10.2.0.0/16"], "hold_time": 30}]}
RESULTS = ", ".join(f"'{name}': {name}" for name in (
    "facts", "lines", "lines_again", "predicted", "text", "text_again", "replaced", "peers", "peers_again", "gathered", "timed", "confirmed", "shown",
    "wrong_word", "undefined"))


def task(module, register, **options):
    return {f"junipernetworks.junos.{module}": options, "register": register, "diff": True}


PLAY = [{"hosts": "all", "gather_facts": False, "tasks": [
    task("junos_facts", "facts", gather_subset="min"),
    {**task("junos_config", "predicted", lines=LINES), "check_mode": True},
    task("junos_config", "lines", lines=LINES, comment="by lines"),
    task("junos_config", "lines_again", lines=LINES),
    task("junos_config", "text", src="{{ place }}/out.conf", src_format="text"),
    task("junos_config", "text_again", src="{{ place }}/out.conf", src_format="text"),
    task("junos_config", "replaced", src="{{ place }}/replaced.conf", src_format="text", update="replace"),
    task("junos_bgp_global", "peers", state="merged", config=GROUPS),
    task("junos_bgp_global", "peers_again", state="merged", config=GROUPS),
    task("junos_bgp_global", "gathered", state="gathered"),
    task("junos_config", "timed", lines=["set system location floor 3"], confirm=2),
    task("junos_config", "confirmed", confirm_commit=True),
    task("junos_command", "shown", commands=["show version", "show configuration protocols bgp | display set", "show configuration policy-options"]),
    {**task("junos_config", "wrong_word", lines=["set protocols bgp group APPS alow 10.3.0.0/16"]), "ignore_errors": True},
    {**task("junos_config", "undefined", lines=["set protocols bgp group APPS export NOWHERE"]), "ignore_errors": True},
    {"ansible.builtin.copy": {"dest": "{{ result_file }}", "mode": "0600", "content": f"{{{{ {{ {RESULTS} }} | to_json }}}}"},
     "delegate_to": "localhost", "vars": {"ansible_connection": "local"}},
]}]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """(results by task, twin) of one run over one twin."""
    if PLAYBOOK is None:
        pytest.skip("ansible-playbook is not installed beside this Python")
    place = tmp_path_factory.mktemp("play")
    (place / "play.json").write_text(json.dumps(PLAY))
    (place / "out.conf").write_text(TEXT)
    (place / "replaced.conf").write_text(REPLACED)
    twin = Twin(STARTUP, user="admin", password="pw", directory=place / "junos1")
    with RunningTwin(twin):
        (place / "hosts.json").write_text(json.dumps({"all": {"hosts": {"junos1": {}}, "vars": {
            "ansible_host": "127.0.0.1", "ansible_port": twin.port, "ansible_user": "admin", "ansible_password": "pw",
            "ansible_connection": "ansible.netcommon.netconf", "ansible_network_os": "junipernetworks.junos.junos",
            "ansible_python_interpreter": sys.executable, "result_file": str(place / "results.json"), "place": str(place)}}}))
        environment = {**os.environ, "ANSIBLE_HOST_KEY_CHECKING": "False", "ANSIBLE_HOME": str(place / "home"), "ANSIBLE_LOCAL_TEMP": str(place / "tmp"),
                       "ANSIBLE_DEPRECATION_WARNINGS": "False", "ANSIBLE_PERSISTENT_CONTROL_PATH_DIR": str(place / "pc"), "LC_ALL": "C.UTF-8"}
        run = subprocess.run(
            [PLAYBOOK, "-i", place / "hosts.json", place / "play.json"], env=environment, capture_output=True, text=True, timeout=240, check=False)
        assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]
        yield json.loads((place / "results.json").read_text()), twin


@pytest.mark.parametrize("name", ["lines", "text", "peers"])
def test_a_module_changes_once_and_never_again(played, name):
    results, _twin = played
    assert (results[name]["changed"], results[f"{name}_again"]["changed"]) == (True, False)


def test_facts_are_read_from_it(played):
    facts = played[0]["facts"]["ansible_facts"]
    assert (facts["ansible_net_version"], facts["ansible_net_hostname"], facts["ansible_net_api"]) == ("23.4R2.13", "junos1", "netconf")
    assert facts["ansible_net_serialnum"].startswith("VM")


def test_check_mode_shows_the_difference_that_a_run_then_makes(played):
    results, _twin = played
    assert results["predicted"]["changed"] and results["predicted"]["diff"]["prepared"] == results["lines"]["diff"]["prepared"]
    assert "[edit system]\n+   location {\n+       building north;\n+   }" in results["lines"]["diff"]["prepared"]


def test_replacing_leaves_nothing_of_what_was_there(played):
    results, twin = played
    committed = twin.device.committed.lines()
    assert [line for line in committed if " VA-out " in line] == ["set policy-options policy-statement VA-out term all then accept"]
    assert "-    term rest {" in results["replaced"]["diff"]["prepared"]


def test_bgp_global_writes_its_groups_and_reads_them_back(played):
    results, twin = played
    committed = twin.device.committed.lines()
    assert [line for line in committed if " group APPS " in line] == [
        "set protocols bgp group APPS type internal", "set protocols bgp group APPS hold-time 30", "set protocols bgp group APPS allow 10.1.0.0/16",
        "set protocols bgp group APPS allow 10.2.0.0/16"]
    gathered = {group["name"]: group for group in results["gathered"]["gathered"]["groups"]}
    assert gathered["APPS"]["allow"] == ["10.1.0.0/16", "10.2.0.0/16"] and gathered["FABRIC"]["neighbors"][0]["neighbor_address"] == "10.0.0.9"


def test_a_timed_commit_waits_until_the_next_confirms_it(played):
    results, twin = played
    assert results["timed"]["changed"] and results["confirmed"]["changed"] and twin.device.pending is None
    assert "set system location floor 3" in twin.device.committed.lines()
    assert any(commit.rollback == 2 for commit in twin.device.history) and any(commit.comment == "by lines" for commit in twin.device.history)


def test_commands_are_answered(played):
    version, lines, text = played[0]["shown"]["stdout"]
    assert "Junos: 23.4R2.13" in version
    assert "set protocols bgp group FABRIC neighbor 10.0.0.9" in lines.splitlines() and "policy-options" not in lines
    assert text.startswith("policy-statement VA-in {\n    term rest {\n        then reject;\n    }\n}")


def test_what_junos_does_not_take_fails_the_task_and_leaves_nothing(played):
    results, twin = played
    assert results["wrong_word"]["failed"] and "syntax error" in results["wrong_word"]["msg"]
    assert results["undefined"]["failed"] and "Policy NOWHERE referenced but not defined" in results["undefined"]["msg"]
    assert not twin.device.dirty and twin.device.holder is None and "NOWHERE" not in twin.device.committed.text()
