# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook killed in the middle of a change of a Junos twin, with the process that holds its connection or alone; and its next run."""
from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until
from ansible_collections.virtual_appliance.routing.tests.twin.twin_program import PLAYBOOK, Twin, needs_twin
from ansible_collections.virtual_appliance.routing.tests.unit.lab.test_junos_twin_dialect import STARTUP
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import base

pytestmark = needs_twin("junos")
MINUTE = 3.0
IDLE = 4
"""Seconds after which ansible.netcommon ends a connection that nobody uses (persistent_connect_timeout, by default 30)."""
MARK = "VA_TEST_OF_KILLED_CONTROLLERS"
CONNECTION = b"ansible_connection_cli_stub"
STEPS = {  # what the RPC that is under way has in it, and whether the change stays when it is carried out
    "the load": ("<load-configuration", False),
    "the timed commit": ("<confirmed", False),
    "the confirmation": ("<commit-configuration/>", True),
}
MODULE = "virtual_appliance.routing.route_server"


class Runs:
    """Runs of the module against one twin. Each has a mark in its environment, by which its processes are found."""

    def __init__(self, twin: Twin) -> None:
        self.twin, self.place = twin, twin.directory / "play"
        self.place.mkdir()
        variables = {"ansible_host": "127.0.0.1", "ansible_port": twin.port, "ansible_user": "admin", "ansible_password": "admin",
                     "ansible_connection": "ansible.netcommon.netconf", "ansible_network_os": "junipernetworks.junos.junos", "domain": base()}
        (self.place / "hosts.json").write_text(json.dumps({"all": {"hosts": {"rs1": variables}}}), encoding="utf-8")

    def start(self, lock_timeout: int = 60, *arguments: str) -> subprocess.Popen:
        task = {MODULE: {"domain": "{{ domain }}", "name": "rs1", "lock_timeout": lock_timeout}}
        (self.place / "play.json").write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": [task]}]), encoding="utf-8")
        environment = {
            **os.environ, MARK: str(self.place), "ANSIBLE_HOST_KEY_CHECKING": "false", "ANSIBLE_HOME": str(self.place / "home"), "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_PERSISTENT_CONNECT_TIMEOUT": str(IDLE), "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
            "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(path for path in sys.path if path.endswith(("collections", "site-packages")))}
        return subprocess.Popen([str(PLAYBOOK), "-i", "hosts.json", "play.json", *arguments], cwd=self.place, env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)

    def result(self, *given, **named) -> dict:
        said = self.start(*given, **named).communicate(timeout=150)[0]
        return json.JSONDecoder().raw_decode(said[said.index("{\n"):])[0]["plays"][0]["tasks"][0]["hosts"]["rs1"]

    def kill(self, run: subprocess.Popen, connection: bool) -> None:
        """The playbook and its workers, which are process groups of their own; with `connection` what holds the NETCONF session, too."""
        end(self.left(connections=connection))
        run.communicate()

    def left(self, connections: bool = True) -> list[int]:
        """Processes of these runs that are still there."""
        found, mark = [], f"{MARK}={self.place}".encode()
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (place / "environ").read_bytes().split(b"\0") and (connections or CONNECTION not in (place / "cmdline").read_bytes()):
                    found.append(int(place.name))
        return found

    def rpcs(self) -> list[str]:
        return [json.loads(line)["rpc"] for line in (self.twin.directory / "transcript.jsonl").read_text(encoding="utf-8").splitlines()]

    def committed(self) -> str:
        return (self.twin.directory / "committed.set").read_text(encoding="utf-8")


@pytest.fixture
def runs(tmp_path):
    twin = Twin(tmp_path, "junos", STARTUP, MINUTE)
    made = Runs(twin)
    yield made
    end(made.left())
    twin.stop()


def end(processes):
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize("connection", [True, False], ids=["with its connection", "alone"])
@pytest.mark.parametrize("step", STEPS)
def test_a_playbook_that_is_killed_leaves_the_old_or_the_new_configuration_and_the_next_ends_it(runs, step, connection):
    at, stays = STEPS[step]
    before = runs.committed()
    runs.twin.faults(delay=3.0, delay_matching=at)
    killed = runs.start()
    until(lambda: any(at in rpc for rpc in runs.rpcs()), f"{step} is under way")
    runs.kill(killed, connection)
    runs.twin.faults()
    if step == "the timed commit":
        until(lambda: " VA-web-4 " in runs.committed(), "the commit is carried out")
        until(lambda: runs.committed() == before, "the device goes back by itself")
    result = runs.result()
    assert not result.get("failed"), result
    assert result["changed"] is not stays and " VA-web-4 " in runs.committed() and before != runs.committed()
    assert sum("<confirmed" in rpc for rpc in runs.rpcs()) == (2 if step == "the timed commit" else 1)


def test_the_lock_of_a_connection_that_outlives_its_playbook_is_named_and_ends_with_it(runs):
    runs.twin.faults(delay=20.0, delay_matching="<load-configuration")
    killed = runs.start()
    until(lambda: any("<load-configuration" in rpc for rpc in runs.rpcs()), "the load is under way")
    runs.kill(killed, connection=False)
    runs.twin.faults()
    held = runs.result(0)
    assert held["failed"] and "is locked by admin" in held["msg"] and "nothing was sent" in held["msg"], held
    result = runs.result(90)
    assert result["changed"] and not result.get("failed"), result


def test_a_change_that_waits_after_its_playbook_was_killed_is_told_by_the_next_in_check_mode(runs):
    runs.twin.faults(delay=3.0, delay_matching="<load-configuration")
    killed = runs.start()
    until(lambda: any("<load-configuration" in rpc for rpc in runs.rpcs()), "the load is under way")
    runs.twin.faults(delay=60.0, delay_matching='<get-configuration database="committed"')
    until(lambda: " VA-web-4 " in runs.committed(), "the commit is carried out")
    runs.kill(killed, connection=True)
    runs.twin.faults()
    told = runs.result(60, "--check")
    waits = [entry for entry in told["warnings"] if "waits for its confirmation" in entry]
    assert waits and "by admin" in waits[0] or told["before"] == [], told
    assert runs.result()["after"] != [] and " VA-web-4 " in runs.committed()
