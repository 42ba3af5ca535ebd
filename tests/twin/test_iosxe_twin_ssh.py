# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The twin over real SSH on 127.0.0.1."""
from __future__ import annotations

import contextlib
import json
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

asyncssh = pytest.importorskip("asyncssh", reason="asyncssh, which the twin's server needs, is not installed")
paramiko = pytest.importorskip("paramiko", reason="paramiko, with which this test logs in, is not installed")

from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until  # noqa: E402 - after the checks above
from lab.iosxe.faults import Faults  # noqa: E402
from lab.iosxe.server import Twin  # noqa: E402
from lab.twin_ssh import RunningTwin  # noqa: E402

FILES = Path(__file__).resolve().parents[2] / "roles/lab/files"
PROMPT = re.compile(r"[\w.-]+(?:\([^)]+\))?[>#]$|Password: $|\[startup-config\]\? $|\[confirm\]$|\[yes/no\]: $")
ARCHIVE = "hostname R1\narchive\n path bootflash:rs\n"


class Terminal:
    def __init__(self, twin, user="admin", password="pw"):
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        self.client.connect(twin.address, twin.port, user, password, look_for_keys=False, allow_agent=False, timeout=60)
        self.channel = self.client.invoke_shell(width=200)
        self.channel.settimeout(60)
        self.welcome = self.wait()

    def wait(self):
        """What was printed up to a prompt; EOFError where the connection ended first."""
        text = ""
        while not PROMPT.search(text):
            data = self.channel.recv(65536)
            if not data:
                raise EOFError(text)
            text += data.decode().replace("\r", "")
        return text

    def type(self, *lines):
        """What the last line printed, without echo and prompt."""
        for line in lines:
            self.channel.sendall(line + "\r")
            text = self.wait()
        self.prompt = text.rsplit("\n", 1)[-1]
        return text.split("\n", 1)[1].rsplit("\n", 1)[0] if text.count("\n") > 1 else ""

    def close(self):
        self.client.close()


@contextlib.contextmanager
def running(tmp_path, startup=ARCHIVE, **more):
    with RunningTwin(Twin(startup, user="admin", password="pw", directory=tmp_path / "twin", **more)) as twin:
        yield twin


@contextlib.contextmanager
def terminal(twin, **login):
    opened = Terminal(twin, **login)
    try:
        yield opened
    finally:
        opened.close()


def test_a_login_without_enable_is_privileged(tmp_path):
    with running(tmp_path) as twin, terminal(twin) as r1:
        assert r1.welcome.endswith("R1#")
        assert r1.type("show privilege") == "Current privilege level is 15"


def test_with_an_enable_secret_a_login_sees_little_until_it_is_given(tmp_path):
    with running(tmp_path, enable_secret="en") as twin, terminal(twin) as r1:
        assert r1.welcome.endswith("R1>")
        assert "% Invalid input" in r1.type("show running-config") and "% Invalid input" in r1.type("configure terminal")
        assert r1.type("enable", "no", "no", "no").endswith("% Bad secrets") and r1.prompt == "R1>"
        r1.type("enable", "en")
        assert r1.prompt == "R1#" and r1.type("show privilege") == "Current privilege level is 15"
        r1.type("disable")
        assert r1.prompt == "R1>"


def test_a_wrong_password_is_refused(tmp_path):
    with running(tmp_path) as twin, pytest.raises(paramiko.AuthenticationException):
        Terminal(twin, password="other")


def test_prompts_errors_and_the_caret_stand_where_ios_puts_them(tmp_path):
    with running(tmp_path) as twin, terminal(twin) as r1:
        r1.type("configure terminal", "router bgp 65000")
        assert r1.prompt == "R1(config-router)#"
        column = len("R1(config-router)#neighbor APP peer-group x ")
        assert r1.type("neighbor APP peer-group x y").split("\n") == [" " * column + "^", "% Invalid input detected at '^' marker."]
        assert r1.type("neighbor") == "% Incomplete command."
        r1.type("end")
        assert r1.prompt == "R1#" and r1.type("co") == '% Ambiguous command:  "co"'


def test_saving_asks_for_the_name(tmp_path):
    with running(tmp_path) as twin, terminal(twin) as r1:
        r1.type("configure terminal", "interface Loopback1", "end", "copy running-config startup-config")
        assert r1.prompt == "Destination filename [startup-config]? "
        assert r1.type("").endswith("Building configuration...\n[OK]")
        assert "interface Loopback1" in r1.type("show startup-config")


def test_the_revert_timer_runs_on_when_its_session_is_gone(tmp_path):
    with running(tmp_path, minute=0.5) as twin:
        with terminal(twin) as r1:
            assert "Backing up current running config" in r1.type("configure terminal revert timer 2")
            r1.type("interface Loopback1")
            assert "interface Loopback1" in twin.device.running
        until(lambda: "Loopback1" not in twin.device.running, "the device goes back")


def test_confirming_from_another_session_keeps_the_change(tmp_path):
    with running(tmp_path) as twin:
        with terminal(twin) as r1:
            r1.type("configure terminal revert timer 1", "interface Loopback1", "end")
        with terminal(twin) as r1:
            assert r1.type("configure confirm") == "" and twin.device.pending is None
            assert "interface Loopback1" in r1.type("show running-config")
            assert r1.type("configure confirm") == "%No Rollback Confirmed Change pending"


def test_a_session_inside_a_mode_that_was_taken_away_is_in_the_mode_around_it(tmp_path):
    with running(tmp_path) as twin, terminal(twin) as one, terminal(twin) as other:
        one.type("configure terminal", "interface Loopback1")
        other.type("configure terminal", "no interface Loopback1")
        one.type("")
        assert one.prompt == "R1(config)#"


def test_a_refused_line_changes_nothing_and_the_next_is_taken(tmp_path):
    with running(tmp_path, faults=Faults(refuse=2)) as twin, terminal(twin) as r1:
        r1.type("configure terminal", "interface Loopback1")
        assert "% Invalid input" in r1.type("description lost")
        r1.type("description kept")
        assert " description kept" in twin.device.running and "lost" not in twin.device.running


def test_the_connection_is_cut_after_the_line_and_the_line_is_carried_out(tmp_path):
    with running(tmp_path, faults=Faults(cut_after=2)) as twin:
        with terminal(twin) as r1, pytest.raises((EOFError, OSError)):
            r1.type("configure terminal", "interface Loopback1", "description last", "description never")
        assert " description last" in twin.device.running
        with terminal(twin) as r1:
            assert r1.welcome.endswith("R1#")


def test_a_reload_in_the_middle_brings_the_startup_configuration(tmp_path):
    with running(tmp_path, faults=Faults(reload_after=1), reload_seconds=0.2) as twin:
        with terminal(twin) as r1, pytest.raises((EOFError, OSError)):
            r1.type("configure terminal", "interface Loopback1", "description never")
        until(lambda: "Loopback1" not in twin.device.running, "the device goes back")
        until(lambda: reachable(twin), "the device is back")
        with terminal(twin) as r1:
            assert r1.type("show running-config | include Loopback") == ""


def reachable(twin):
    try:
        Terminal(twin).close()
    except (EOFError, OSError, paramiko.SSHException):
        return False
    return True


def test_reload_asks_first(tmp_path):
    with running(tmp_path, reload_seconds=0.1) as twin:
        with terminal(twin) as r1:
            r1.type("configure terminal", "interface Loopback1", "end", "reload")
            assert r1.prompt == "System configuration has been modified. Save? [yes/no]: "
            r1.type("yes")
            assert r1.prompt == "Proceed with reload? [confirm]"
            with pytest.raises((EOFError, OSError)):
                r1.type("", "show privilege")
        until(lambda: reachable(twin), "the device is back")
        assert "interface Loopback1" in twin.device.running


def test_faults_come_from_a_file_while_it_runs(tmp_path):
    with running(tmp_path) as twin, terminal(twin) as r1:
        r1.type("configure terminal", "interface Loopback1")
        (twin.directory / "faults.json").write_text(json.dumps({"refuse_matching": "^description", "refusal": "% Access denied"}))
        assert r1.type("description x") == "% Access denied"
        (twin.directory / "faults.json").unlink()
        assert r1.type("description x") == ""


def test_slow_answers_are_slow(tmp_path):
    with running(tmp_path, faults=Faults(delay=0.3)) as twin, terminal(twin) as r1:
        begun = time.monotonic()
        r1.type("show privilege", "show privilege")
        assert time.monotonic() - begun >= 0.6


def test_the_transcript_holds_every_line_and_is_its_owners_alone(tmp_path):
    with running(tmp_path, enable_secret="en") as twin:
        with terminal(twin) as r1:
            r1.type("enable", "en", "configure terminal", "hostname R2", "end")
        path = twin.directory / "transcript.jsonl"
        entries = [json.loads(line) for line in path.read_text().splitlines()]
        assert [(entry["prompt"], entry["line"]) for entry in entries] == [
            ("R1>", "enable"), ("Password: ", ""), ("R1#", "configure terminal"), ("R1(config)#", "hostname R2"), ("R2(config)#", "end")]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600 and twin.transcript.lines()[0] == "enable"


class Echo:
    def __init__(self):
        self.applied = []

    def apply(self, running):
        self.applied.append(running)

    def show(self, command):
        return f"{len(self.applied)} configurations\nlast line\n" if command == "show ip bgp summary" else None


def test_the_backend_gets_the_running_configuration_and_answers_what_the_twin_does_not(tmp_path):
    backend = Echo()
    with running(tmp_path, backend=backend) as twin, terminal(twin) as r1:
        r1.type("configure terminal", "router bgp 65000", "end")
        assert r1.type("show ip bgp summary | include last") == "last line"
        assert backend.applied[-1] == twin.device.running and "router bgp 65000" in backend.applied[-1]
        assert "% Invalid input" in r1.type("show frobnication")


class Broken(Echo):
    def apply(self, running):
        raise OSError("gone")


def test_a_backend_that_fails_does_not_take_the_command_line_with_it(tmp_path):
    with running(tmp_path, backend=Broken()) as twin, terminal(twin) as r1:
        r1.type("configure terminal", "hostname R2", "end")
        assert r1.prompt == "R2#" and r1.type("show ip bgp summary") == "0 configurations\nlast line"


def test_what_was_saved_is_the_startup_configuration_of_the_next_twin(tmp_path):
    with running(tmp_path) as twin, terminal(twin) as r1:
        r1.type("configure terminal", "interface Loopback1", "end", "write memory")
        saved = twin.directory / "startup-config"
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    with running(tmp_path, startup=saved.read_text()) as twin, terminal(twin) as r1:
        assert r1.type("show running-config") == saved.read_text().rstrip("\n") and "interface Loopback1" in saved.read_text()


def test_five_hundred_lines_are_taken_at_once(tmp_path):
    with running(tmp_path) as twin, terminal(twin) as r1:
        r1.type("configure terminal")
        begun = time.monotonic()
        r1.type(*(f"ip prefix-list BIG seq {number * 5} permit 10.{number // 256}.{number % 256}.0/24" for number in range(1, 501)))
        assert time.monotonic() - begun < 20
        assert twin.device.running.count("ip prefix-list BIG") == 500


def test_it_starts_quickly_and_stays_small(tmp_path):
    password = tmp_path / "password"
    password.write_text("pw\n")
    begun = time.monotonic()
    command = [sys.executable, "-m", "lab.iosxe", "--hostname", "rs1", "--user", "admin", "--password-file", str(password), "--directory", str(tmp_path / "d")]
    with subprocess.Popen(command, cwd=FILES, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = int(process.stdout.readline().split()[-1])
            started = time.monotonic() - begun
            memory = int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())[1])
            twin = type("Address", (), {"address": "127.0.0.1", "port": port})
            with terminal(twin) as r1:
                assert r1.welcome.endswith("rs1#")
        finally:
            process.terminate()
    assert memory < 60 * 1024
    assert started < 6, f"{started:.1f} s on a busy machine; 2 s are wanted on an idle one"
