# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The law of the transport, held by real FRR daemons in a namespace of their own: whoever dies, and whenever, the device has one of two configurations."""
from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Applied, Change, Failure, Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.engine import converge
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.vtysh import VtyshTransport, posix_cksum
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until
from ansible_collections.virtual_appliance.routing.tests.laws.frr_sandbox import Sandbox, why_not
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.toy_dialect import ToyDialect, ToyState

KEY = "k3y-of-web"
A = "ip prefix-list VA-a seq 5 permit 10.0.0.0/24"
B = "ip prefix-list VA-b seq 5 permit 10.0.1.0/24"
BASE = f"router bgp 65000\n neighbor G peer-group\n neighbor G remote-as 65000\n neighbor G password {KEY}\nexit\n{A}\n"
CHANGE = Change(
    commands=((B,), ("router bgp 65000", " neighbor G description new", " neighbor G password another-k3y")),
    refresh=("clear bgp ipv4 unicast * soft in",),
    undo=(("router bgp 65000", " no neighbor G description", f" neighbor G password {KEY}"), (f"no {B}",)),
)
SHELLS = [["sh"], ["bash", "--posix"], ["busybox", "ash"]]
COUNTING_VTYSH = """#!/bin/sh
n=$(($(cat {run}/count) + 1)); echo $n >{run}/count
cat /proc/[0-9]*/cmdline >>{run}/cmdlines 2>/dev/null; cp -r {run}/virtual_appliance.* {run}/seen/ 2>/dev/null
if [ "before $n" = "$(cat {run}/when)" ]; then kill -9 $(cat {run}/caller); fi
vtysh "$@"; code=$?
if [ "after $n" = "$(cat {run}/when)" ]; then kill -9 $(cat {run}/caller); fi
exit $code
"""

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")


@pytest.fixture(scope="module")
def sandbox():
    box = Sandbox()
    yield box
    box.close()


@pytest.fixture
def device(sandbox):
    """The sandbox with the base configuration, no lock and no record of an earlier test."""
    sandbox.configure("no router bgp 65000\nno ip prefix-list VA-a\nno ip prefix-list VA-b\n")
    sandbox.configure(BASE)
    for left in (sandbox.root / "run").glob("virtual_appliance.*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    sandbox.base = sandbox.running()
    assert KEY in sandbox.base and "VA-b" not in sandbox.base
    return sandbox


def transport(device, shell=("sh",), **options):
    options = {"rollback_timeout": 2, "lock_timeout": 1, **options}
    return VtyshTransport(lambda script: device.execute(script, shell), **options)


def locks(device):
    return [path.name for path in (device.root / "run").glob("virtual_appliance.*") if path.is_dir()]


def supervised(device):
    """Whether a supervisor holds the lock; a caller killed before it started one leaves a lock in its own name."""
    return "supervisor" in device.execute("cat /run/frr/virtual_appliance.*/owner")[1]


def processes(device, name):
    return [line for line in device.execute("ps -eo stat=,args=")[1].split("\n") if name in line and not line.startswith("Z")]


def prepared(device, when="never", command="counting-vtysh"):
    run = device.root / "run"
    script = run / command
    script.write_text(COUNTING_VTYSH.format(run="/run/frr"))
    script.chmod(0o755)
    (run / "count").write_text("0")
    (run / "when").write_text(when)
    (run / "cmdlines").write_text("")
    shutil.rmtree(run / "seen", ignore_errors=True)
    (run / "seen").mkdir()
    return VtyshTransport(lambda text: device.execute(f"echo $$ >/run/frr/caller\n{text}"), f"/run/frr/{command}", rollback_timeout=1, lock_timeout=5)


def read(device, **options):
    reading = transport(device, **options).read({})
    assert isinstance(reading, Reading), reading
    return reading


def test_cksum_is_that_of_the_device(device):
    for text in ("", "a\n", "frr version 8.4.4\nüñ\n" * 300):
        done = subprocess.run(["cksum"], input=text.encode(), capture_output=True, check=True)
        assert posix_cksum(text) == done.stdout.decode().strip()


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_read_apply_confirm_leaves_the_change_saved_and_nothing_else(device, shell):
    if shutil.which(shell[0]) is None:
        pytest.skip(f"no {shell[0]}")
    link = transport(device, shell)
    reading = link.read({"interfaces": "show interface brief json", "bfd": "show bfd peers json", "version": "show version"})
    assert f"frr version {reading.release}\n" in device.base and reading.notes == ()
    assert reading.running == device.base.partition("Current configuration:\n!\n")[2]
    assert "lo" in reading.facts["interfaces"] and reading.facts["bfd"] is None and "FRRouting" in reading.facts["version"]
    assert "bgpd" in reading.facts["daemons"] and reading.facts["optmem_max"] > 1000
    applied = link.apply(reading, CHANGE)
    assert applied.complaints == () and "another-k3y" in applied.running and B in applied.running
    assert link.confirm(save=True) is None
    assert B in (device.root / "etc/frr.conf").read_text()
    assert locks(device) == []
    until(lambda: not processes(device, "sleep"), "no timer is left")
    assert B in device.running() and link.read({}).notes == ()


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_without_a_confirm_the_device_puts_itself_back_and_the_next_run_hears_of_it(device, shell):
    if shutil.which(shell[0]) is None:
        pytest.skip(f"no {shell[0]}")
    link = transport(device, shell, rollback_timeout=1, run_owner="alice at control")
    link.apply(link.read({}), CHANGE)
    assert B in device.running()
    until(lambda: not locks(device), "the lock is gone")
    assert device.running() == device.base
    late = link.confirm(save=True)
    assert isinstance(late, Failure) and "not confirmed in time" in late.why
    assert "alice at control" in read(device).notes[0]
    assert read(device).notes == ()


def test_roll_back_restores_at_once_byte_for_byte(device):
    link = transport(device)
    link.apply(link.read({}), CHANGE)
    undone = link.roll_back()
    assert isinstance(undone, Applied) and undone.complaints == ()
    assert device.running() == device.base and not locks(device)


def test_a_complaint_stops_the_steps_that_follow(device):
    link = transport(device)
    batch = ("ip prefix-list VA-c seq 5 permit 10.0.0.0/24 ge 20", "ip prefix-list VA-d seq 5 permit any")
    applied = link.apply(link.read({}), Change(commands=(batch, (B,))))
    assert any("Invalid prefix range" in line for line in applied.complaints)
    assert B not in applied.running and "VA-d" not in applied.running
    assert link.roll_back().complaints == () and device.running() == device.base


def test_a_way_back_that_fails_is_replaced_by_the_rebuild(device):
    link = transport(device)
    change = Change(commands=((B,),), undo=(("bogus",),), rebuild=((f"no {B}",),))
    link.apply(link.read({}), change)
    assert link.roll_back().complaints == () and device.running() == device.base


def test_a_device_that_cannot_be_put_back_is_said_and_noted(device):
    link = transport(device)
    link.apply(link.read({}), Change(commands=((B,),), undo=(("bogus",),)))
    undone = link.roll_back()
    assert any("bogus" in line for line in undone.complaints)
    assert "look at the device" in read(device).notes[0]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_a_caller_killed_at_any_step_of_apply_leaves_the_device_as_it_was(device, moment, call):
    link = prepared(device, f"{moment} {call + 1}")
    applied = link.apply(link.read({}), CHANGE)
    assert isinstance(applied, Failure), "the caller was not killed"
    until(lambda: not supervised(device), "the supervisor is done")
    assert device.running() == device.base
    again = prepared(device)
    reading = again.read({})
    assert isinstance(again.apply(reading, CHANGE), Applied) and again.confirm(save=False) is None
    assert not locks(device)


def test_a_caller_killed_before_it_took_an_answer_larger_than_a_pipe_holds_leaves_the_device_as_it_was(device):
    foreign = [f"access-list foreign{number // 100} seq {number} permit 198.51.{number // 256}.{number % 256}/32" for number in range(1600)]
    device.configure("\n".join(foreign))
    before = device.running()
    try:
        assert len(before) > 2 ** 16
        link = prepared(device, "after 5")
        assert isinstance(link.apply(link.read({}), CHANGE), Failure), "the caller was not killed"
        until(lambda: not supervised(device), "the supervisor is done")
        assert device.running() == before
        again = transport(device)
        applied = again.apply(again.read({}), CHANGE)
        assert applied.complaints == () and foreign[-1] in applied.running and again.confirm(save=False) is None
    finally:
        device.configure("\n".join(f"no access-list foreign{number}" for number in range(16)))


@pytest.mark.parametrize("lines", [1, 2, 150])
def test_a_last_step_of_any_length_is_applied_whole_and_a_refused_line_in_it_is_said(device, lines):
    many = tuple(f"access-list VA-many seq {number} permit 198.51.100.{number}/32" for number in range(1, lines + 1))
    link = transport(device)
    good = link.apply(link.read({}), Change(commands=(many,), undo=(("no access-list VA-many",),)))
    assert good.complaints == () and all(line in good.running for line in many)
    assert link.roll_back().complaints == () and device.running() == device.base
    bad = link.apply(link.read({}), Change(commands=((*many[1:], "bogus"),), undo=(("no access-list VA-many",),)))
    assert bad.complaints == (f"line {lines}: % Unknown command[4]: bogus",)
    assert link.roll_back().complaints == () and device.running() == device.base


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_caller_killed_in_a_confirm_loses_its_answer_only(device, moment):
    link = prepared(device)
    link.apply(link.read({}), CHANGE)
    (device.root / "etc/frr.conf").write_text("")
    (device.root / "run/when").write_text(f"{moment} {int((device.root / 'run/count').read_text()) + 1}")
    assert isinstance(link.confirm(save=True), Failure)
    until(lambda: not locks(device), "the supervisor is done")
    assert B in device.running() and B in (device.root / "etc/frr.conf").read_text()
    (device.root / "run/when").write_text("never")
    assert link.confirm(save=True) is None, "the same words again are answered from the record"


def test_a_truncated_script_does_nothing(device):
    reading = read(device)
    whole: list[str] = []
    VtyshTransport(lambda script: (whole.append(script), (0, "", ""))[1]).apply(reading, CHANGE)
    size = len(whole[0])
    for end in (size // 4, size // 2, size * 3 // 4, size - len("main\n"), size - len("va_main\n")):
        assert B not in device.execute(whole[0][:end])[1]
    assert device.running() == device.base and not locks(device)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_the_rollback_survives_a_signal_to_the_whole_process_group(device, number):
    def execute(script):
        child = device.popen(["sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
        out = child.communicate(script)[0]
        try:
            os.killpg(child.pid, number)
        except ProcessLookupError:
            pytest.fail("the supervisor is not in the caller's process group: the test tests nothing")
        return child.returncode, out, ""

    link = VtyshTransport(execute, rollback_timeout=1)
    assert isinstance(link.apply(read(device), CHANGE), Applied)
    until(lambda: not locks(device), "the supervisor is done")
    assert device.running() == device.base


def test_the_same_command_again_is_not_applied_twice(device):
    sent = []

    def twice(script):
        sent.append(device.execute(script)[1])
        sent.append(device.execute(script)[1])
        return 0, sent[-1], ""

    link = VtyshTransport(twice, rollback_timeout=5, lock_timeout=3)
    applied = link.apply(read(device), Change(commands=((B,), ("bogus",)), undo=((f"no {B}",),)))
    assert applied.complaints == ("line 1: % Unknown command[4]: bogus",)
    assert "said" in sent[0] and len(sent) == 2
    assert link.roll_back().complaints == ()
    assert device.running() == device.base


def test_a_second_controller_is_told_who_holds_the_device(device):
    first = transport(device, rollback_timeout=20, run_owner="alice at control")
    first.apply(first.read({}), CHANGE)
    second = transport(device, run_owner="bob", lock_timeout=1)
    refused = second.apply(second.read({}), CHANGE)
    assert isinstance(refused, Failure) and "alice at control, since 20" in refused.why and not refused.retry
    assert isinstance(first.roll_back(), Applied)


def test_a_second_controller_that_waited_must_read_again(device):
    first, second = transport(device, rollback_timeout=20), transport(device, lock_timeout=10)
    stale = second.read({})
    first.apply(first.read({}), CHANGE)
    answers: list = []
    waiting = threading.Thread(target=lambda: answers.append(second.apply(stale, CHANGE)))
    waiting.start()
    assert first.confirm(save=False) is None
    waiting.join(15)
    assert answers[0].retry and "changed since it was read" in answers[0].why
    assert not locks(device)


def test_the_lock_of_a_dead_run_is_taken_over_and_noted(device):
    first = transport(device, rollback_timeout=30, run_owner="alice")
    first.apply(first.read({}), CHANGE)
    pid = (next((device.root / "run").glob("virtual_appliance.*")) / "owner").read_text().split()[2]
    device.execute(f"kill -9 {pid}")
    second = transport(device)
    applied = second.apply(second.read({}), Change(commands=((f"no {B}",),), undo=((B,),)))
    assert "alice" in applied.notes[0]
    assert second.confirm(save=False) is None
    gone = first.confirm(save=False)
    assert isinstance(gone, Failure)


def test_no_key_shows_in_process_lists_files_or_history(device):
    link = prepared(device)
    assert link.apply(link.read({}), CHANGE).complaints == ()
    seen = "".join(path.read_text(errors="replace") for path in (device.root / "run/seen").rglob("*") if path.is_file())
    cmdlines = (device.root / "run/cmdlines").read_text(errors="replace")
    assert "vtysh" in cmdlines and "supervisor" in seen
    for secret in (KEY, "another-k3y"):
        assert secret not in cmdlines and secret not in seen
    link.confirm(save=False)


@pytest.mark.parametrize("command", ["vtysh", "env -u VTYSH_HISTFILE vtysh"], ids=["plain", "environment lost, as through sudo"])
def test_vtysh_keeps_no_history(device, command):
    link = VtyshTransport(lambda script: device.execute(f"HOME=/run/frr; export HOME\n{script}"), command)
    link.apply(link.read({}), CHANGE)
    link.roll_back()
    assert not (device.root / "run/.history_frr").exists()


def test_a_save_that_fails_is_said(device):
    link = transport(device)
    link.apply(link.read({}), CHANGE)
    device.execute("mount -o remount,ro,bind /etc/frr")
    try:
        failure = link.confirm(save=True)
    finally:
        device.execute("mount -o remount,rw,bind /etc/frr")
    assert isinstance(failure, Failure) and "Read-only" in failure.why and B in device.running()


def test_noise_of_the_connection_and_crlf_are_tolerated(device):
    def noisy(script):
        code, out, err = device.execute(script)
        return code, "Welcome! no newline" + out.replace("\n", "\r\n") + "logout\r\n", err

    link = VtyshTransport(noisy, rollback_timeout=2)
    reading = link.read({"interfaces": "show interface brief json"})
    assert reading.running == read(device).running and "lo" in reading.facts["interfaces"]
    assert isinstance(link.apply(reading, CHANGE), Applied) and link.roll_back().complaints == ()


def test_a_missing_vtysh_is_said(device):
    failure = transport(device, vtysh_command="/nowhere/vtysh").read({})
    assert "`/nowhere/vtysh` cannot be run by root at" in failure.why and "vtysh_command" in failure.why


def test_a_user_without_permission_is_told_the_group(device):
    failure = transport(device, ["setpriv", "--reuid=65534", "--clear-groups", "sh"]).read({})
    assert "nobody may not talk to FRR" in failure.why and "frrvty" in failure.why


def test_frr_that_does_not_run_is_said(device):
    empty = device.root / "run/empty"
    empty.mkdir(exist_ok=True)
    failure = transport(device, vtysh_command="vtysh --vty_socket /run/frr/empty").read({})
    assert "FRR is not running" in failure.why


def test_a_shell_whose_printf_shows_in_the_process_list_gets_no_key(device):
    if shutil.which("mksh") is None:
        pytest.skip("no mksh")
    refused = transport(device, ["mksh"]).apply(read(device), CHANGE)
    assert isinstance(refused, Failure) and "`printf` is not built into" in refused.why
    assert device.running() == device.base and not locks(device)


def test_line_breaks_in_a_line_are_refused(device):
    refused = transport(device).apply(read(device), Change(commands=(("hostname x\nno router bgp",),)))
    assert isinstance(refused, Failure) and "line break" in refused.why


def test_quotes_and_dollars_reach_frr_as_they_are(device):
    link = transport(device)
    line = """ neighbor G description it's "$HOME" `id` \\n $(id)"""
    applied = link.apply(link.read({}), Change(commands=(("router bgp 65000", line),), undo=(("router bgp 65000", " no neighbor G description"),)))
    assert line in applied.running
    assert link.roll_back().complaints == ()


def test_engine_converges_real_frr_and_then_finds_nothing_to_do(device):
    state = ToyState((B, "ip prefix-list VA-b seq 10 permit 10.9.0.0/16 ge 24"))
    first = converge(ToyDialect(), transport(device), state)
    assert first["changed"] and "failed" not in first, first
    assert not converge(ToyDialect(), transport(device), state)["changed"]
    assert not locks(device)


def test_engine_puts_real_frr_back_when_one_line_is_bad(device):
    result = converge(ToyDialect(), transport(device), ToyState((B, "ip prefix-list VA-c seq 5 permit 10.0.0.0/24 ge 20")))
    assert result["failed"] and "Invalid prefix range" in result["msg"] and "as it was before" in result["msg"]
    assert device.running() == device.base and not locks(device)
