# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport to IOS-XE against the lab's twin: ansible-playbook, ansible.netcommon, real SSH by paramiko and by libssh."""
from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ansible_collections.virtual_appliance.routing.tests.lab.harness.plays import descendants

ROOT = Path(__file__).resolve().parents[2]
LAB = ROOT / "roles" / "lab" / "files"
HERE = Path(__file__).resolve().parent
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
KEY, OTHER = "k3y-of-web", "an0ther-key"
A = "ip prefix-list VA-a seq 5 permit 10.0.0.0/24"
B = "ip prefix-list VA-b seq 5 permit 10.0.1.0/24"
ARCHIVE = "archive\n path bootflash:archive\n!\n"
STARTUP = "version 17.12\nhostname r1\n!\n{archive}interface Loopback0\n description host not found\n!\nrouter bgp 65000\n neighbor VA-web peer-group\n!\nend\n"
SSH = ["libssh", "paramiko"]
HIGH_VOLUME = "-vvvv"


def why_not() -> str:
    if not (LAB / "lab" / "iosxe" / "__main__.py").is_file():
        return "the lab has no twin of IOS-XE"
    missing = [name for name in ("asyncssh", "pylibsshext", "paramiko", "ansible_collections.cisco.ios") if not _importable(name)]
    return f"not installed here: {', '.join(missing)}" if missing else "" if PLAYBOOK.exists() else "no ansible-playbook beside this Python"


def _importable(name: str) -> bool:
    code = subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode
    return code == 0


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")


class Twin:
    """A running twin. `minute`: seconds of one minute of its revert timer."""

    def __init__(self, directory: Path, minute: float = 60.0, archive: bool = True, enable: str = ""):
        self.directory = directory
        (directory / "startup.cfg").write_text(STARTUP.format(archive=ARCHIVE if archive else ""), encoding="utf-8")
        (directory / "password").write_text("admin\n", encoding="utf-8")
        (directory / "enable").write_text(f"{enable}\n", encoding="utf-8")
        command = [sys.executable, "-m", "lab.iosxe", "--startup", "startup.cfg", "--user", "admin", "--password-file", "password", "--directory", ".",
                   "--minute", str(minute), *(["--enable-file", "enable"] if enable else [])]
        self.process = subprocess.Popen(command, cwd=directory, env={**os.environ, "PYTHONPATH": str(LAB)}, stdout=subprocess.PIPE, text=True)
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


class StartedPlay:
    """A running ansible-playbook of toy tasks."""

    def __init__(self, twin: Twin, tasks: list[dict], *arguments: str, ssh: str = "libssh", **variables):
        here = twin.directory / "play"
        for folder in ("action_plugins", "library"):
            (here / folder).mkdir(parents=True, exist_ok=True)
            shutil.copy(HERE / "toy_action.py", here / folder / "toy.py")
        options = {
            "ansible_host": "127.0.0.1", "ansible_port": twin.port, "ansible_user": "admin", "ansible_password": "admin",
            "ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": "cisco.ios.ios", "ansible_network_cli_ssh_type": ssh,
            "ansible_network_cli_retries": 0, "tasks_of_play": tasks, **variables}
        (here / "inventory.json").write_text(json.dumps({"all": {"hosts": {"r1": options}}}), encoding="utf-8")
        plays = [{"hosts": "all", "gather_facts": False, "tasks": [
            {"toy": f"{{{{ tasks_of_play[{number}] }}}}", "register": f"result_{number}", "ignore_errors": True} for number in range(len(tasks))]}]
        plays[0]["tasks"].append({"copy": {
            "content": f"{{{{ [{', '.join(f'result_{number}' for number in range(len(tasks)))}] | to_json }}}}", "dest": str(here / "results.json")},
            "check_mode": False, "connection": "local", "delegate_to": "localhost", "vars": {"ansible_python_interpreter": sys.executable}})
        (here / "play.json").write_text(json.dumps(plays), encoding="utf-8")
        environment = {
            **os.environ, "ANSIBLE_HOST_KEY_CHECKING": "false", "ANSIBLE_LOG_PATH": str(here / "ansible.log"), "ANSIBLE_FORCE_COLOR": "false",
            "ANSIBLE_INJECT_INVOCATION": "false", "ANSIBLE_HOME": str(here / "home"),
            "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join([*(path for path in sys.path if path.endswith("collections")), *site_packages()])}
        (here / "results.json").unlink(missing_ok=True)
        self.process = subprocess.Popen([str(PLAYBOOK), "-i", "inventory.json", "play.json", *arguments], cwd=here, env=environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self._here = here

    def finish(self) -> None:
        self.printed = self.process.communicate(timeout=180)[0]
        self.log = (self._here / "ansible.log").read_text(encoding="utf-8")
        try:
            self.results = json.loads((self._here / "results.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.results = []

    def kill(self, connection: bool) -> None:
        """The controller dies without a last word; with `connection` the process that holds the connection dies with it."""
        pid = self.process.pid
        os.kill(pid, signal.SIGSTOP)
        victims = [*descendants(pid), pid, *(connection_processes(pid) if connection else ())]
        for victim in victims:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.communicate()


class Play(StartedPlay):
    """What a playbook of toy tasks printed, and the result of each task."""

    def __init__(self, twin: Twin, tasks: list[dict], *arguments: str, ssh: str = "libssh", **variables):
        super().__init__(twin, tasks, *arguments, ssh=ssh, **variables)
        self.finish()


def connection_processes(playbook: int) -> list[int]:
    """ansible-core gives the number of its own process to those that hold its persistent connections."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if any("ansible_connection_cli_stub" in word for word in words) and str(playbook) in words:
            found.append(int(path.parent.name))
    return found


def site_packages() -> list[str]:
    return [path for path in sys.path if path.endswith("site-packages")]


@pytest.mark.parametrize("ssh", SSH)
def test_a_change_holds_is_saved_and_made_once_and_no_key_is_printed_or_logged(twin_of, ssh):
    twin = twin_of()
    password = ["router bgp 65000", f"neighbor VA-web password {KEY}"]
    play = Play(twin, [{"lines": [A], "more": password}, {"lines": [A]}], HIGH_VOLUME, ssh=ssh)
    assert [(result["changed"], result["failed"]) for result in play.results] == [(True, False), (False, False)], play.printed[-3000:]
    assert play.results[0]["commands"][-1] == "neighbor VA-web password ********"
    assert KEY not in printed_by_tasks(play) and KEY not in printed_by_tasks(play, play.log)


@pytest.mark.parametrize("ssh", SSH)
def test_a_refused_line_with_a_key_is_quoted_without_it_and_the_device_is_put_back(twin_of, ssh):
    twin = twin_of()
    twin.faults(refuse_matching="password")
    play = Play(twin, [{"lines": [A, B], "more": ["router bgp 65000", f"neighbor VA-web password {KEY}"]}, {"lines": []}], HIGH_VOLUME, ssh=ssh)
    assert "% Invalid input" in play.results[0]["msg"] and "neighbor VA-web password ********" in play.results[0]["msg"], play.printed[-3000:]
    assert "as it was before" in play.results[0]["msg"] and play.results[1]["changed"] is False
    assert KEY not in printed_by_tasks(play) and KEY not in printed_by_tasks(play, play.log)


@pytest.mark.parametrize("ssh", SSH)
def test_a_connection_that_is_cut_leaves_a_device_that_puts_itself_back(twin_of, ssh):
    twin = twin_of(minute=1.0)
    twin.faults(cut_after=2)
    play = Play(twin, [{"lines": [A, B]}], ssh=ssh)
    assert "puts its configuration back as it was within 2 minutes" in play.results[0]["msg"], play.printed[-3000:]
    twin.faults()
    deadline = time.monotonic() + 20
    while True:
        after = Play(twin, [{"lines": []}], "--check", ssh=ssh)
        if after.results[0].get("before") == [] or time.monotonic() > deadline:
            break
    assert after.results[0]["before"] == []


@pytest.mark.parametrize("connection", [False, True], ids=["alone", "with the process of its connection"])
@pytest.mark.parametrize("ssh", SSH)
def test_a_killed_controller_leaves_a_device_that_puts_itself_back_and_takes_the_next_run(twin_of, ssh, connection):
    twin = twin_of(minute=2.0)
    lines = [f"ip prefix-list VA-{number} seq 5 permit 10.0.{number}.0/24" for number in range(1, 30)]
    twin.faults(delay=0.1)
    play = StartedPlay(twin, [{"lines": lines}], ssh=ssh)
    typed = until(lambda: len(typed_by(twin)) > 10 and len(typed_by(twin)), "the change is on its way")
    assert typed < len(lines)
    play.kill(connection)
    twin.faults()
    after = Play(twin, [{"lines": lines, "lock_timeout": 30}], ssh=ssh)
    assert (after.results[0]["before"], after.results[0]["changed"], after.results[0]["failed"]) == ([], True, False), after.printed[-3000:]


def typed_by(twin: Twin) -> list[str]:
    transcript = twin.directory / "transcript.jsonl"
    return [line for line in transcript.read_text(encoding="utf-8").splitlines() if "prefix-list VA-" in line] if transcript.exists() else []


def until(condition, what: str):
    deadline = time.monotonic() + 60
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)


def test_a_pending_change_is_waited_for_and_named(twin_of):
    twin = twin_of(minute=8.0)
    twin.faults(cut_after=1)
    Play(twin, [{"lines": [A, B]}])
    twin.faults()
    play = Play(twin, [{"lines": [B]}, {"lines": [B], "lock_timeout": 30}])
    assert "Another change waits for its confirmation on the device: by admin" in play.results[0]["msg"], play.printed[-3000:]
    assert play.results[1]["changed"] is True and play.results[1]["before"] == []


def test_five_hundred_lines_are_one_session(twin_of):
    lines = [f"ip prefix-list VA-l seq {number} permit 10.{number // 250}.{number % 250}.0/24" for number in range(1, 501)]
    play = Play(twin_of(), [{"lines": lines}, {"lines": lines}])
    assert [result["changed"] for result in play.results] == [True, False] and len(play.results[1]["before"]) == 500


def test_without_an_archive_nothing_is_sent(twin_of):
    play = Play(twin_of(archive=False), [{"lines": [A]}, {"lines": []}])
    assert "`path bootflash:archive`" in play.results[0]["msg"] and play.results[1]["changed"] is False, play.printed[-3000:]


ENABLE = {"ansible_become": True, "ansible_become_method": "ansible.netcommon.enable"}


@pytest.mark.parametrize("variables, said", [
    ({}, "is not in privileged mode"), ({**ENABLE, "ansible_become_password": "wrong"}, "enable secret"),
    ({**ENABLE, "ansible_command_timeout": 5}, "enable secret"), ({**ENABLE, "ansible_become_password": "secret-of-r1"}, "")])
def test_a_login_without_privilege_needs_the_enable_secret(twin_of, variables, said):
    play = Play(twin_of(enable="secret-of-r1"), [{"lines": [A]}], **variables)
    if said:
        assert play.results[0]["failed"] and said in play.results[0]["msg"], play.printed[-3000:]
    else:
        assert play.results[0]["changed"], play.printed[-3000:]


def test_keys_are_not_sent_where_ansible_logs_every_line(twin_of):
    twin = twin_of()
    tasks = [{"lines": [A], "more": ["router bgp 65000", f"neighbor VA-web password {OTHER}"]}]
    play = Play(twin, tasks, ansible_persistent_log_messages=True)
    assert "allow_logged_keys" in play.results[0]["msg"] and OTHER not in printed_by_tasks(play, play.log), play.printed[-3000:]


def printed_by_tasks(play: Play, text: str | None = None) -> str:
    """What was printed, without the play's own source that newer Ansible quotes beside an error."""
    return "\n".join(line for line in (play.printed if text is None else text).split("\n") if "tasks_of_play" not in line)
