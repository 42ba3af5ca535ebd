# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport to Junos against the lab's twin: ansible-playbook, ansible.netcommon, ncclient, real NETCONF over SSH."""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAB = ROOT / "roles" / "lab" / "files"
HERE = Path(__file__).resolve().parent
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
KEY, OTHER = "k3y-of-web", "an0ther-key"
A = "set policy-options prefix-list VA-a 10.0.0.0/24"
B = "set policy-options prefix-list VA-b 10.0.1.0/24"
GROUP = ["set protocols bgp group VA-web type internal", "set protocols bgp group VA-web local-address 10.255.0.1",
         f"set protocols bgp group VA-web authentication-key {KEY}", "set protocols bgp group VA-web neighbor 10.0.0.1"]
STARTUP = "set version 22.4R3-S2.11\nset system host-name r1\nset routing-options autonomous-system 65000\nset protocols bgp group own type internal\n" \
          "set protocols bgp group own neighbor 10.9.9.9\n"
UNLOGGED = {"ANSIBLE_LOG_FILTER": "ncclient"}
HIGH_VOLUME = "-vvvv"


def why_not() -> str:
    if not (LAB / "lab" / "junos" / "__main__.py").is_file():
        return "the lab has no twin of Junos"
    missing = [name for name in ("asyncssh", "lxml", "ncclient", "junoscfg", "ansible_collections.junipernetworks.junos") if not _importable(name)]
    return f"not installed here: {', '.join(missing)}" if missing else "" if PLAYBOOK.exists() else "no ansible-playbook beside this Python"


def _importable(name: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")


class Twin:
    """A running twin. `minute`: seconds of one minute of a commit's timer."""

    def __init__(self, directory: Path, minute: float = 60.0, startup: str = STARTUP, release: str = ""):
        self.directory = directory
        (directory / "startup.set").write_text(startup, encoding="utf-8")
        (directory / "password").write_text("admin\n", encoding="utf-8")
        command = [sys.executable, "-m", "lab.junos", "--startup", "startup.set", "--user", "admin", "--password-file", "password", "--directory", ".",
                   "--minute", str(minute), *(["--release", release] if release else [])]
        path = os.pathsep.join([str(LAB), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.process = subprocess.Popen(command, cwd=directory, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r"port (\d+)", self.process.stdout.readline())[1])

    def faults(self, **faults) -> None:
        fresh = self.directory / "faults.new"
        fresh.write_text(json.dumps(faults), encoding="utf-8")
        fresh.rename(self.directory / "faults.json")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def twin_of(tmp_path):
    started: list[Twin] = []

    def start(**options) -> Twin:
        directory = tmp_path / f"twin{len(started)}"
        directory.mkdir()
        started.append(Twin(directory, **options))
        return started[-1]

    yield start
    for twin in started:
        twin.stop()


class Play:
    """What a playbook of toy tasks printed and logged, and the result of each task."""

    def __init__(self, twin: Twin, tasks: list[dict], *arguments: str, environment: dict | None = None, **variables):
        here = twin.directory / "play"
        (here / "results.json").unlink(missing_ok=True)
        for folder in ("action_plugins", "library"):
            (here / folder).mkdir(parents=True, exist_ok=True)
            shutil.copy(HERE / "toy_junos_action.py", here / folder / "toy.py")
        options = {
            "ansible_host": "127.0.0.1", "ansible_port": twin.port, "ansible_user": "admin", "ansible_password": "admin",
            "ansible_connection": "ansible.netcommon.netconf", "ansible_network_os": "junipernetworks.junos.junos", "tasks_of_play": tasks, **variables}
        (here / "inventory.json").write_text(json.dumps({"all": {"hosts": {"r1": options}}}), encoding="utf-8")
        plays = [{"hosts": "all", "gather_facts": False, "tasks": [
            {"toy": f"{{{{ tasks_of_play[{number}] }}}}", "register": f"result_{number}", "ignore_errors": True} for number in range(len(tasks))]}]
        plays[0]["tasks"].append({"copy": {
            "content": f"{{{{ [{', '.join(f'result_{number}' for number in range(len(tasks)))}] | to_json }}}}", "dest": str(here / "results.json")},
            "check_mode": False, "connection": "local", "delegate_to": "localhost", "vars": {"ansible_python_interpreter": sys.executable}})
        (here / "play.json").write_text(json.dumps(plays), encoding="utf-8")
        settings = {
            **os.environ, "ANSIBLE_HOST_KEY_CHECKING": "false", "ANSIBLE_LOG_PATH": str(here / "ansible.log"), "ANSIBLE_FORCE_COLOR": "false",
            "ANSIBLE_INJECT_INVOCATION": "false", "ANSIBLE_HOME": str(here / "home"), **(UNLOGGED if environment is None else environment),
            "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(path for path in sys.path if path.endswith(("collections", "site-packages")))}
        done = subprocess.run([str(PLAYBOOK), "-i", "inventory.json", "play.json", *arguments], cwd=here, env=settings, capture_output=True, text=True,
                              timeout=180, check=False)
        self.printed = done.stdout + done.stderr
        self.log = (here / "ansible.log").read_text(encoding="utf-8")
        try:
            self.results = json.loads((here / "results.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.results = []

    @property
    def all_output(self) -> str:
        """Without the play's own source that newer Ansible quotes beside an error."""
        return "\n".join(line for line in (self.printed + self.log).split("\n") if "tasks_of_play" not in line)


@pytest.mark.parametrize("network_os", ["junipernetworks.junos.junos", "juniper.device.junos"])
def test_a_change_holds_is_made_once_and_no_key_is_printed_or_logged(twin_of, network_os):
    """Where a collection is not installed, ansible.netcommon takes its own plugin and ncclient its default ways, which do as well."""
    play = Play(twin_of(), [{"lines": [A], "more": GROUP}, {"lines": [A]}], HIGH_VOLUME, ansible_network_os=network_os)
    assert [(result["changed"], result["failed"]) for result in play.results] == [(True, False), (False, False)], play.printed[-3000:]
    assert "authentication-key ********" in " ".join(play.results[0]["commands"])
    assert KEY not in play.all_output and "$9$" not in play.all_output


def test_check_mode_predicts_what_the_change_then_does(twin_of):
    twin = twin_of()
    predicted, applied = Play(twin, [{"lines": [A, B]}], "--check").results[0], Play(twin, [{"lines": [A, B]}]).results[0]
    for result in (predicted, applied):
        assert result["changed"] and not result["failed"]
    assert all(predicted[name] == applied[name] for name in ("before", "after", "commands"))
    assert predicted["diff"]["after"] == f"{A}\n{B}\n" and "+          10.0.0.0/24;" in applied["diff"]["prepared"]


def test_check_mode_asks_three_questions_and_touches_neither_lock_nor_candidate(twin_of):
    twin = twin_of()
    assert Play(twin, [{"lines": [A, B]}], "--check").results[0]["changed"]
    asked = [json.loads(line)["rpc"] for line in (twin.directory / "transcript.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [rpc for rpc in asked if "close-session" not in rpc] == [
        "<get-software-information/>", '<get-configuration database="committed" format="set"/>', "<get-commit-information/>"]


def test_a_refused_line_with_a_key_is_told_without_it_and_nothing_is_committed(twin_of):
    broken = [*GROUP, f"set protocols bgp group VA-web autentication-key {OTHER}"]
    play = Play(twin_of(), [{"lines": [A], "more": broken}, {"lines": []}], HIGH_VOLUME)
    assert "syntax error" in play.results[0]["msg"] and "as it was before" in play.results[0]["msg"], play.printed[-3000:]
    assert play.results[1]["changed"] is False and KEY not in play.all_output


def test_a_failed_commit_check_is_told_in_junos_words_and_nothing_is_committed(twin_of):
    play = Play(twin_of(), [{"lines": [A], "more": ["set protocols bgp group own export NONE"]}, {"lines": []}])
    assert "NONE" in play.results[0]["msg"] and "as it was before" in play.results[0]["msg"], play.printed[-3000:]
    assert play.results[1]["changed"] is False


def test_a_lost_line_is_seen_in_the_devices_comparison_and_nothing_is_committed(twin_of):
    twin = twin_of()
    twin.faults(lose_matching="VA-b")
    play = Play(twin, [{"lines": [A, B]}])
    assert f"it does not add: + {B}" in play.results[0]["msg"] and play.results[0]["after"] == [], play.printed[-3000:]


def test_a_session_that_ends_at_each_step_leaves_a_device_that_goes_back_by_itself(twin_of):
    """Of the RPCs the 5th is the lock, the 9th the load, the 12th the commit: it is carried out and its answer lost."""
    twin = twin_of(minute=0.5)
    for step in (5, 9, 12):
        twin.faults(cut_after=step)
        cut = Play(twin, [{"lines": [A, B]}]).results[0]
        assert cut["failed"] and "ended" in cut["msg"], (step, cut)
        twin.faults()
        deadline = time.monotonic() + 60
        while True:
            after = Play(twin, [{"lines": []}], "--check").results[0]
            waits = any("waits for its confirmation" in warning for warning in after["warnings"])
            if (after["before"] == [] and not waits) or time.monotonic() > deadline:
                break
        assert after["before"] == [] and not waits, step


def test_a_commit_that_waits_is_waited_for_and_named(twin_of):
    twin = twin_of(minute=20.0)
    twin.faults(cut_after=12)
    Play(twin, [{"lines": [A, B]}])
    twin.faults()
    play = Play(twin, [{"lines": [B]}, {"lines": [B], "lock_timeout": 90}])
    assert "Another change waits for its confirmation on the device: by admin" in play.results[0]["msg"], play.printed[-3000:]
    assert play.results[1]["changed"] is True and play.results[1]["before"] == []


def test_a_lock_and_a_candidate_of_somebody_else_are_named_and_kept(twin_of):
    from ncclient import manager

    twin = twin_of()
    theirs = "set policy-options prefix-list theirs 10.7.0.0/24"
    with manager.connect(host="127.0.0.1", port=twin.port, username="admin", password="admin", hostkey_verify=False, look_for_keys=False,
                         allow_agent=False, device_params={"name": "junos"}) as other:
        other.lock()
        held = Play(twin, [{"lines": [A]}]).results[0]
        other.unlock()
        other.load_configuration(action="set", config=theirs)
        dirty = Play(twin, [{"lines": [A]}]).results[0]
        left = other.compare_configuration().tostring.decode()
    assert "is locked by admin" in held["msg"] and "(waited 0 s" in held["msg"]
    assert "not committed" in dirty["msg"] and dirty["failed"] and "theirs" in left


def test_answers_in_small_pieces_are_read_whole_also_where_one_ends_in_the_mark_between_messages(twin_of):
    twin = twin_of()
    twin.faults(pieces=5)
    play = Play(twin, [{"lines": [A, B]}, {"lines": [A, B]}])
    assert [(result["changed"], result["failed"]) for result in play.results] == [(True, False), (False, False)], play.printed[-3000:]


def test_a_configuration_that_is_too_long_for_one_answer_is_told(twin_of):
    long = STARTUP + f'set system login message "{"x" * 10_100_000}"\n'
    play = Play(twin_of(startup=long), [{"lines": [A]}])
    assert "longer than 10 MB" in play.results[0]["msg"], play.printed[-3000:]


def test_five_hundred_lines_are_one_load(twin_of):
    lines = [f"set policy-options prefix-list VA-l 10.{number // 250}.{number % 250}.0/24" for number in range(500)]
    play = Play(twin_of(), [{"lines": lines}, {"lines": lines}])
    assert [result["changed"] for result in play.results] == [True, False] and len(play.results[1]["before"]) == 500, play.printed[-3000:]


def test_keys_are_not_sent_where_they_would_be_logged(twin_of):
    """What ncclient does with a log file is seen with allow_logged_keys."""
    twin = twin_of()
    tasks = [{"lines": [A], "more": GROUP}]
    refused = Play(twin, tasks, environment={})
    assert "ANSIBLE_LOG_FILTER" in refused.results[0]["msg"] and KEY not in refused.all_output, refused.printed[-3000:]
    persistent = Play(twin, tasks, ansible_persistent_log_messages=True)
    assert "allow_logged_keys" in persistent.results[0]["msg"] and KEY not in persistent.all_output, persistent.printed[-3000:]
    allowed = Play(twin, [{**tasks[0], "allow_logged_keys": True}], environment={})
    assert allowed.results[0]["changed"] and KEY in allowed.log


def test_a_device_that_cannot_be_reached_makes_the_host_unreachable(twin_of):
    twin = twin_of()
    twin.stop()
    assert "unreachable=1" in Play(twin, [{"lines": [A]}]).printed
