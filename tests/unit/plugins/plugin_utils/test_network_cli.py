# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport to IOS-XE and the engine against a scripted dialogue: every way in which a change can end."""
from __future__ import annotations

import re

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Applied, Change, Failure
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.engine import converge
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports import network_cli_words as words
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.network_cli import NetworkCliTransport, minutes
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.scripted_ios import INVALID, NO_PENDING, ScriptedIos
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.toy_dialect import ToyDialect, ToyState

KEY = "k3y-of-web"
A = "ip prefix-list VA-a seq 5 permit 10.0.0.0/24"
B = "ip prefix-list VA-b seq 5 permit 10.0.1.0/24"
C = "ip prefix-list VA-c seq 5 permit 10.0.2.0/24"
PASSWORD = f"neighbor VA-web password {KEY}"
FOREIGN = "hostname R1"


class Clock:
    def __init__(self):
        self.now = 0.0
        self.steps: list = []

    def sleep(self, seconds):
        self.now += seconds
        if self.steps:
            self.steps.pop(0)()

    def __call__(self):
        return self.now


def device(*lines, **options):
    return ScriptedIos(FOREIGN, *lines, **options)


def transport(ios, clock=None, **options):
    clock = clock or Clock()
    return NetworkCliTransport(ios, ToyDialect().mask, sleep=clock.sleep, clock=clock, **options)


def read(ios, **queries):
    return transport(ios).read(queries)


def apply(ios, *lines, reading=None, link=None, refresh=()):
    link = link or transport(ios)
    return link, link.apply(reading or link.read({}), Change(commands=(lines,), refresh=refresh))


def run(ios, *wanted, **options):
    return converge(ToyDialect(), transport(ios, **options), ToyState(wanted))


def test_a_reading_has_the_configuration_without_headings_the_release_and_the_answers():
    ios = device(A)
    ios.answers["show ip bgp summary"] = "% BGP not active"
    ios.answers["show ip interface brief"] = "Loopback0 10.0.0.1"
    reading = read(ios, bgp="show ip bgp summary", interfaces="show ip interface brief")
    assert reading.running.startswith("!\n!\nversion 17.12\n") and reading.running.endswith(f"{A}\nend\n")
    assert reading.release == "17.12.01a" and reading.facts == {"bgp": None, "interfaces": "Loopback0 10.0.0.1"}
    assert ios.sent.count("show running-config") == 1


def test_the_time_of_the_last_change_is_not_part_of_the_fingerprint():
    ios = device(A)
    first = read(ios)
    assert read(ios).token == first.token
    ios.lines.append(B)
    assert read(ios).token != first.token


@pytest.mark.parametrize("level", [1, 7])
def test_a_user_without_privilege_15_is_told_of_the_enable_password(level):
    failure = read(device(privilege=level))
    assert f"privilege level {level}" in failure.why and "ansible_become_password" in failure.why


def test_a_device_that_is_no_ios_xe_is_refused_in_its_own_words():
    ios = device()
    ios.answers["show version"] = "Arista vEOS"
    assert "Arista vEOS" in read(ios).why


def test_half_a_configuration_is_not_taken_for_one():
    ios = device()
    ios.answers["show running-config"] = "version 17.12\nhostname R1"
    assert "whole running configuration" in read(ios).why


def test_a_change_is_one_session_under_the_timer_then_confirmed_and_saved():
    ios = device(A)
    result = run(ios, B)
    assert result["changed"] and not result.get("failed") and ios.lines == ios.startup == ["version 17.12", FOREIGN, B]
    start = ios.sent.index("show archive")
    assert ios.sent[start:] == [
        "show archive", "show archive config rollback timer", "show running-config", "configure terminal revert timer 2", f"no {A}", B, "end",
        "show running-config", "configure confirm", "write memory"]
    assert ios.hurried[2:] == [f"no {A}", B]


def test_no_change_costs_one_read_of_the_configuration():
    ios = device(A)
    assert not run(ios, A)["changed"]
    assert ios.sent == ["show privilege", "show archive config rollback timer", "show version", "show running-config"]


@pytest.mark.parametrize("seconds, wanted", [(5, 2), (60, 2), (120, 2), (121, 3), (3600, 60)])
def test_the_timer_counts_whole_minutes_and_never_so_few_that_ios_warns_at_once(seconds, wanted):
    assert minutes(seconds) == wanted


def test_refresh_commands_follow_the_session():
    ios = device()
    ios.answers["clear ip bgp * soft in"] = ""
    assert isinstance(apply(ios, B, refresh=("clear ip bgp * soft in",))[1], Applied)
    assert ios.sent.index("clear ip bgp * soft in") == ios.sent.index("end") + 1


def test_sessions_are_refreshed_after_a_revert_too():
    """While a filter is guarded it denies what comes, and that stays away until somebody asks for it."""
    ios = device(A)
    ios.answers[C] = INVALID
    link, applied = apply(ios, B, C, refresh=("clear ip bgp * soft in",))
    assert applied.complaints and "clear ip bgp * soft in" not in ios.sent
    assert not link.roll_back().complaints
    assert ios.sent.index("clear ip bgp * soft in") == ios.sent.index("configure revert now") + 1


def test_without_an_archive_nothing_is_sent_and_the_lines_to_configure_are_named():
    ios = device(A, archive=False)
    result = run(ios, B)
    assert result["failed"] and "`path bootflash:archive`" in result["msg"] and ios.lines[-1] == A
    assert not any(command.startswith("configure") for command in ios.sent)


def test_a_pending_change_of_somebody_else_is_named_after_the_lock_timeout():
    ios = device(A)
    ios.backup, ios.minutes, ios.user = list(ios.lines), 5, "olga"
    clock = Clock()
    result = converge(ToyDialect(), transport(ios, clock, lock_timeout=3), ToyState((B,)))
    assert result["failed"] and clock.now == 3 and ios.lines[-1] == A
    assert re.search("by olga, since 22:50:48 UTC Sat Feb 21 2026, with a timer of 5 min .waited 3 s", result["msg"])


def test_a_pending_change_that_goes_back_in_time_is_waited_for_and_the_device_read_anew():
    ios = device(A, C)
    ios.backup = ["version 17.12", FOREIGN, A]
    clock = Clock()
    clock.steps = [lambda: None, ios.revert]
    result = converge(ToyDialect(), transport(ios, clock), ToyState((B,)))
    assert result["changed"] and not result.get("failed") and ios.lines == ["version 17.12", FOREIGN, B]


def test_who_is_faster_into_the_session_wins_and_the_other_reads_anew():
    ios = device(A)
    link = transport(ios)
    reading = link.read({})
    ios.answers["show archive config rollback timer"] = [NO_PENDING]
    ios.backup = list(ios.lines)
    clock = Clock()
    clock.steps = [ios.revert]
    link = transport(ios, clock)
    failure = link.apply(reading, Change(commands=((B,),)))
    assert failure == Failure("Another change was made on the device meanwhile; nothing was sent.", retry=True)
    assert ios.lines[-1] == A and clock.now == 1


def test_a_target_that_was_reached_by_an_unconfirmed_change_carries_a_warning():
    ios = device(A)
    apply(ios, B)
    result = run(ios, A, B)
    assert not result["changed"] and "may go back to what it was before" in result["warnings"][0] and "by admin" in result["warnings"][0]
    assert run(device(A), A)["warnings"] == []


def test_a_refused_line_is_named_with_the_modes_that_it_stands_in():
    ios = device()
    ios.answers["  neighbor VA-web activate"] = INVALID
    lines = ("router bgp 65000", " neighbor VA-web peer-group", " address-family ipv4", "  neighbor VA-web activate")
    complaints = apply(ios, *lines)[1].complaints
    assert complaints == ("% Invalid input detected at '^' marker. The line was: router bgp 65000 / address-family ipv4 / neighbor VA-web activate",)


def test_a_locked_configuration_mode_fails_in_the_devices_words():
    ios = device(A)
    said = "Configuration mode is locked by process '484' user 'NETCONF' from terminal '64'. Please try later."
    ios.answers["configure terminal revert timer 2"] = said
    assert "user 'NETCONF'" in apply(ios, B)[1].why and ios.lines[-1] == A


def test_a_configuration_that_changed_since_the_read_is_not_touched():
    ios = device(A)
    reading = read(ios)
    ios.lines.append(C)
    assert apply(ios, B, reading=reading)[1].retry and not ios.configuring and B not in ios.lines


@pytest.mark.parametrize("said", [
    INVALID, "% Specify remote-as or peer-group commands first", "% BGP is already running; AS is 65000", "Command rejected: not now",
    "%% Incomplete command.", "Command authorization failed.", "% 10.0.0.0 overlaps with Loopback1"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_refused_line_ends_the_session_and_the_device_is_put_back(said, at):
    ios = device(A)
    lines = [f"no {A}", B, C]
    ios.answers[lines[at]] = said
    result = run(ios, B, C)
    assert result["failed"] and not result["changed"] and "The device is as it was before." in result["msg"]
    assert f"The line was: {lines[at]}" in result["msg"] and said.strip(" ^\n") in result["msg"]
    assert ios.lines == ["version 17.12", FOREIGN, A] and not ios.configuring and ios.backup is None
    assert not set(lines[at + 1:]) & set(ios.sent) and ios.sent[ios.sent.index(lines[at]) + 1] == "end"


@pytest.mark.parametrize("said", [
    "% Not all config may be removed and may reappear after reactivating the sub-interface",
    "*Nov 21 17:00:38.123: %SYS-5-CONFIG_I: Configured from console by olga on vty0", "%BGP-5-ADJCHANGE: neighbor 10.0.0.1 Up",
    "Rollback Confirmed Change: Rollback will begin in one minute."])
def test_what_ios_only_tells_is_no_refusal(said):
    ios = device()
    ios.answers[B] = said
    assert words.complaint(B, said) == () and apply(ios, B)[1].complaints == ()


class KeyedDialect(ToyDialect):
    def change(self, before, target, reading):
        return Change(commands=((PASSWORD,),))


def test_a_key_in_a_refused_line_is_masked_in_the_result():
    ios = device()
    ios.answers[PASSWORD] = f"% Invalid password {KEY}"
    result = converge(KeyedDialect(), transport(ios), ToyState((B,)))
    assert result["failed"] and KEY not in str(result)
    assert "% Invalid password ********" in result["msg"] and "The line was: neighbor VA-web password ********" in result["msg"]


def test_a_line_that_leaves_the_session_is_a_complaint():
    ios = device()
    link = transport(ios)
    reading = link.read({})
    applied = link.apply(reading, Change(commands=(("end", B),)))
    assert "ended the configuration session" in applied.complaints[0] and B not in ios.lines


@pytest.mark.parametrize("cut_at", [B, "end", "configure terminal revert timer 2"])
def test_a_connection_that_breaks_fails_and_says_when_the_device_is_itself_again(cut_at):
    ios = device(A)
    ios.cut_at = cut_at
    result = run(ios, B)
    assert result["failed"] and "puts its configuration back as it was within 2 minutes by itself" in result["msg"]


def test_the_same_when_it_breaks_at_the_read_back_or_before_the_confirmation():
    ios = device(A)
    link = transport(ios)
    reading = link.read({})
    ios.cut_at = "show running-config"
    ios.answers["show running-config"] = [ios._running()]
    assert "The connection to the device ended" in link.apply(reading, Change(commands=((B,),))).why
    ios = device(A)
    link, applied = apply(ios, B)
    ios.cut_at = "configure confirm"
    assert isinstance(applied, Applied) and "not known whether" in link.confirm(True).why


def test_a_line_without_an_answer_ends_the_session_and_the_device_is_put_back():
    ios = device(A)
    ios.silent_at = B
    result = run(ios, B)
    assert result["failed"] and "did not answer in time" in result["msg"] and "The device is as it was before" in result["msg"]
    assert ios.lines == ["version 17.12", FOREIGN, A]


def test_a_change_that_expired_before_its_confirmation_is_reported_and_not_saved():
    ios = device(A)
    link, _applied = apply(ios, B)
    ios.revert()
    assert "not confirmed in time" in link.confirm(True).why and ios.startup == []


def test_a_failed_save_says_that_the_change_holds():
    ios = device(A)
    ios.answers["write memory"] = "startup-config file open failed (Device or resource busy)"
    result = run(ios, B)
    assert result["failed"] and result["changed"] and "confirmed but could not be saved: startup-config" in result["msg"]
    assert ios.sent.count("write memory") == 3 and B in ios.lines and ios.backup is None


def test_a_busy_startup_configuration_is_tried_again():
    ios = device(A)
    ios.answers["write memory"] = ["startup-config file open failed (Device or resource busy)"]
    assert not run(ios, B).get("failed") and B in ios.startup


def test_without_save_the_startup_configuration_stays():
    ios = device(A)
    result = converge(ToyDialect(), transport(ios), ToyState((B,)), save=False)
    assert result["changed"] and "write memory" not in ios.sent and "configure confirm" in ios.sent


def test_a_revert_that_does_not_restore_is_said():
    ios = device(A)
    link, _applied = apply(ios, f"no {A}", B)
    ios.backup = ["version 17.12", FOREIGN]
    undone = link.roll_back()
    assert undone.complaints == ("The running configuration is not as it was before the change: 1 line differs.",)


def test_a_restored_configuration_may_have_another_order_and_a_first_note_of_its_change():
    ios = device(A, C)
    link, _applied = apply(ios, B)
    ios.backup = ["!", "version 17.12", FOREIGN, C, A]
    assert link.roll_back().complaints == ()


def test_keys_are_not_sent_over_a_connection_that_logs_them():
    ios = device()
    link = transport(ios, logs_keys=True)
    reading = link.read({})
    failure = link.apply(reading, Change(commands=((B, PASSWORD),)))
    assert "allow_logged_keys" in failure.why and "1 line " in failure.why and KEY not in failure.why
    assert ios.sent[-1] == "show running-config" and isinstance(link.apply(reading, Change(commands=((B,),))), Applied)


@pytest.mark.parametrize("line", ["a\nb", "neighbor G password what?", "a\0b"])
def test_lines_that_ios_would_not_take_as_one_line_are_never_sent(line):
    ios = device()
    assert isinstance(apply(ios, B, line)[1], Failure) and B not in ios.lines
