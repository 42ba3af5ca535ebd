# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport to IOS-XE against the lab's twin: ansible-playbook, ansible.netcommon, real SSH by paramiko and by libssh."""
from __future__ import annotations

import time
from pathlib import Path

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until
from ansible_collections.virtual_appliance.routing.tests.twin.toy_plays import HIGH_VOLUME, ToyPlay
from ansible_collections.virtual_appliance.routing.tests.twin.twin_program import Twin, needs_twin, twins

pytestmark = needs_twin("iosxe")
KEY, OTHER = "k3y-of-web", "an0ther-key"
A = "ip prefix-list VA-a seq 5 permit 10.0.0.0/24"
B = "ip prefix-list VA-b seq 5 permit 10.0.1.0/24"
ARCHIVE = "archive\n path bootflash:archive\n!\n"
STARTUP = "version 17.12\nhostname r1\n!\n{archive}interface Loopback0\n description host not found\n!\nrouter bgp 65000\n neighbor VA-web peer-group\n!\nend\n"
SSH = ["libssh", "paramiko"]


def started_twin(directory: Path, archive: bool = True, enable: str = "", minute: float = 60.0) -> Twin:
    (directory / "enable").write_text(f"{enable}\n", encoding="utf-8")
    return Twin(directory, "iosxe", STARTUP.format(archive=ARCHIVE if archive else ""), minute, ("--enable-file", "enable") if enable else ())


@pytest.fixture
def twin_of(tmp_path):
    yield from twins(tmp_path, started_twin)


def started(twin: Twin, tasks: list[dict], *arguments: str, ssh: str = "libssh", **variables) -> ToyPlay:
    connection = {"ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": "cisco.ios.ios", "ansible_network_cli_ssh_type": ssh,
                  "ansible_network_cli_retries": 0}
    return ToyPlay(twin, "toy_action.py", {**connection, **variables}, tasks, arguments)


def played(*given, **options) -> ToyPlay:
    return started(*given, **options).finished()


@pytest.mark.parametrize("ssh", SSH)
def test_a_change_holds_is_saved_and_made_once_and_no_key_is_printed_or_logged(twin_of, ssh):
    twin = twin_of()
    password = ["router bgp 65000", f"neighbor VA-web password {KEY}"]
    play = played(twin, [{"lines": [A], "more": password}, {"lines": [A]}], HIGH_VOLUME, ssh=ssh)
    assert [(result["changed"], result["failed"]) for result in play.results] == [(True, False), (False, False)], play.printed[-3000:]
    assert play.results[0]["commands"][-1] == "neighbor VA-web password ********"
    assert KEY not in play.all_output


@pytest.mark.parametrize("ssh", SSH)
def test_a_refused_line_with_a_key_is_quoted_without_it_and_the_device_is_put_back(twin_of, ssh):
    twin = twin_of()
    twin.faults(refuse_matching="password")
    play = played(twin, [{"lines": [A, B], "more": ["router bgp 65000", f"neighbor VA-web password {KEY}"]}, {"lines": []}], HIGH_VOLUME, ssh=ssh)
    assert "% Invalid input" in play.results[0]["msg"] and "neighbor VA-web password ********" in play.results[0]["msg"], play.printed[-3000:]
    assert "as it was before" in play.results[0]["msg"] and play.results[1]["changed"] is False
    assert KEY not in play.all_output


@pytest.mark.parametrize("ssh", SSH)
def test_a_connection_that_is_cut_leaves_a_device_that_puts_itself_back(twin_of, ssh):
    twin = twin_of(minute=1.0)
    twin.faults(cut_after=2)
    play = played(twin, [{"lines": [A, B]}], ssh=ssh)
    assert "puts its configuration back as it was within 2 minutes" in play.results[0]["msg"], play.printed[-3000:]
    twin.faults()
    deadline = time.monotonic() + 20
    while True:
        after = played(twin, [{"lines": []}], "--check", ssh=ssh)
        if after.results[0].get("before") == [] or time.monotonic() > deadline:
            break
    assert after.results[0]["before"] == []


@pytest.mark.parametrize("connection", [False, True], ids=["alone", "with the process of its connection"])
@pytest.mark.parametrize("ssh", SSH)
def test_a_killed_controller_leaves_a_device_that_puts_itself_back_and_takes_the_next_run(twin_of, ssh, connection):
    twin = twin_of(minute=2.0)
    lines = [f"ip prefix-list VA-{number} seq 5 permit 10.0.{number}.0/24" for number in range(1, 30)]
    twin.faults(delay=0.1)
    play = started(twin, [{"lines": lines}], ssh=ssh)
    typed = until(lambda: len(typed_by(twin)) > 10 and len(typed_by(twin)), "the change is on its way")
    assert typed < len(lines)
    play.kill(connection)
    twin.faults()
    after = played(twin, [{"lines": lines, "lock_timeout": 30}], ssh=ssh)
    assert (after.results[0]["before"], after.results[0]["changed"], after.results[0]["failed"]) == ([], True, False), after.printed[-3000:]


def typed_by(twin: Twin) -> list[str]:
    transcript = twin.directory / "transcript.jsonl"
    return [line for line in transcript.read_text(encoding="utf-8").splitlines() if "prefix-list VA-" in line] if transcript.exists() else []


def test_a_pending_change_is_waited_for_and_named(twin_of):
    twin = twin_of(minute=8.0)
    twin.faults(cut_after=1)
    played(twin, [{"lines": [A, B]}])
    twin.faults()
    play = played(twin, [{"lines": [B]}, {"lines": [B], "lock_timeout": 30}])
    assert "Another change waits for its confirmation on the device: by admin" in play.results[0]["msg"], play.printed[-3000:]
    assert play.results[1]["changed"] is True and play.results[1]["before"] == []


def test_five_hundred_lines_are_one_session(twin_of):
    lines = [f"ip prefix-list VA-l seq {number} permit 10.{number // 250}.{number % 250}.0/24" for number in range(1, 501)]
    play = played(twin_of(), [{"lines": lines}, {"lines": lines}])
    assert [result["changed"] for result in play.results] == [True, False] and len(play.results[1]["before"]) == 500


def test_without_an_archive_nothing_is_sent(twin_of):
    play = played(twin_of(archive=False), [{"lines": [A]}, {"lines": []}])
    assert "`path bootflash:archive`" in play.results[0]["msg"] and play.results[1]["changed"] is False, play.printed[-3000:]


ENABLE = {"ansible_become": True, "ansible_become_method": "ansible.netcommon.enable"}


@pytest.mark.parametrize("variables, said", [
    ({}, "is not in privileged mode"), ({**ENABLE, "ansible_become_password": "wrong"}, "enable secret"),
    ({**ENABLE, "ansible_command_timeout": 5}, "enable secret"), ({**ENABLE, "ansible_become_password": "secret-of-r1"}, "")])
def test_a_login_without_privilege_needs_the_enable_secret(twin_of, variables, said):
    play = played(twin_of(enable="secret-of-r1"), [{"lines": [A]}], **variables)
    if said:
        assert play.results[0]["failed"] and said in play.results[0]["msg"], play.printed[-3000:]
    else:
        assert play.results[0]["changed"], play.printed[-3000:]


def test_keys_are_not_sent_where_ansible_logs_every_line(twin_of):
    twin = twin_of()
    tasks = [{"lines": [A], "more": ["router bgp 65000", f"neighbor VA-web password {OTHER}"]}]
    play = played(twin, tasks, ansible_persistent_log_messages=True)
    assert "allow_logged_keys" in play.results[0]["msg"] and OTHER not in play.all_output, play.printed[-3000:]
