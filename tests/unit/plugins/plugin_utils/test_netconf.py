# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport to Junos and the engine against a scripted dialogue: every way in which a change can end."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Applied, Change, Failure
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.engine import converge
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.netconf import NetconfTransport, minutes
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.scripted_junos import ScriptedJunos, failure
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.toy_dialect import ToyState
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.toy_junos_dialect import ToyJunosDialect

KEY = "k3y-of-web"
A = "set policy-options prefix-list VA-a 10.0.0.0/24"
B = "set policy-options prefix-list VA-b 10.0.1.0/24"
C = "set policy-options prefix-list VA-c 10.0.2.0/24"
FOREIGN = "set system host-name r1"
PASSWORD = f"set protocols bgp group VA-web dynamic-neighbor a authentication-key {KEY}"
UNDER_LOCK = ["lock", "commits", "compare", "committed"]
WHOLE = ["commits", *UNDER_LOCK, "load", "compare", "check", "commit confirmed", "committed"]


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
    return ScriptedJunos(FOREIGN, *lines, **options)


def transport(junos, clock=None, **options):
    clock = clock or Clock()
    return NetconfTransport(junos, ToyJunosDialect().mask, sleep=clock.sleep, clock=clock, **options)


def apply(junos, *lines, reading=None, link=None):
    link = link or transport(junos)
    return link, link.apply(reading or link.read({}), Change(commands=(lines,)))


def run(junos, *wanted, clock=None, **options):
    return converge(ToyJunosDialect(), transport(junos, clock, **options), ToyState(wanted))


def test_a_reading_has_the_committed_configuration_the_release_and_the_answers():
    junos = device(A)
    junos.candidate.append(B)
    junos.answers["get-x"] = '<x xmlns="http://xml.juniper.net/junos/22.4R0/junos-x"><y junos:seconds="7">1</y></x>'
    reading = transport(junos).read({"x": "<get-x/>", "y": "<get-y/>"})
    assert reading.running == f"set version 22.4R3-S2.11\n{FOREIGN}\n{A}\n"
    assert reading.release == "22.4R3-S2.11" and reading.facts == {"x": '<x><y seconds="7">1</y></x>', "y": None}


def test_no_change_costs_three_small_questions_and_touches_neither_lock_nor_candidate():
    junos = device(A)
    assert not run(junos, A)["changed"] and junos.sent == ["software", "committed", "commits"]


def test_check_mode_touches_neither_lock_nor_candidate():
    junos = device(A)
    result = converge(ToyJunosDialect(), transport(junos), ToyState((B,)), check_mode=True)
    assert result["changed"] and junos.sent == ["software", "committed", "commits"]


def test_a_change_is_one_load_checked_compared_committed_and_confirmed_under_one_lock():
    junos = device(A)
    result = run(junos, B)
    assert result["changed"] and not result.get("failed") and junos.lines == ["set version 22.4R3-S2.11", FOREIGN, B]
    assert junos.sent == ["software", "committed", "commits", *WHOLE, "commit", "committed", "unlock"]
    assert junos.waiting is None and junos.locked_by == "" and junos.heard == [A.replace("set", "delete"), B]


def test_the_difference_of_a_change_is_the_devices_own_with_its_keys_masked_and_that_of_check_mode_is_computed():
    junos = device(A)
    predicted = converge(ToyJunosDialect((PASSWORD,)), transport(junos), ToyState((A, B)), check_mode=True)
    assert predicted["diff"] == {"before": f"{A}\n", "after": f"{A}\n{B}\n"}
    made = converge(ToyJunosDialect((PASSWORD,)), transport(junos), ToyState((A, B)))
    assert made["changed"] and list(made["diff"]) == ["prepared"]
    assert "prefix-list VA-b" in made["diff"]["prepared"] and "authentication-key ********" in made["diff"]["prepared"]
    assert KEY not in str(made)


@pytest.mark.parametrize("release", ["14.2R7.5", "12.3X48-D70.3"])
def test_a_release_without_set_format_is_refused_with_the_first_that_has_it(release):
    result = transport(device(release=release)).read({})
    assert isinstance(result, Failure) and release in result.why and "15.1" in result.why


def test_a_device_that_is_no_junos_is_refused_in_its_own_words():
    junos = device()
    junos.answers["software"] = failure("operation not supported")
    assert "operation not supported" in transport(junos).read({}).why


@pytest.mark.parametrize("seconds, wanted", [(5, 2), (60, 2), (120, 2), (121, 3), (3600, 60)])
def test_the_time_to_confirm_counts_whole_minutes(seconds, wanted):
    junos = device()
    apply(junos, A, link=transport(junos, rollback_timeout=seconds))
    assert minutes(seconds) == junos.minutes == wanted


def test_a_held_lock_is_waited_for_and_its_holder_named():
    junos, clock = device(A), Clock()
    junos.locked_by = "olga"
    result = run(junos, B, clock=clock, lock_timeout=3)
    assert result["failed"] and clock.now == 3 and "locked by olga terminal p0 (pid 32260) on since 2026-11-21 11:04:06 UTC" in result["msg"]
    assert junos.locked_by == "olga" and "unlock" not in junos.sent and "load" not in junos.sent


def test_a_lock_that_is_given_back_in_time_does_no_harm():
    junos, clock = device(A), Clock()
    junos.locked_by = "olga"
    clock.steps = [lambda: None, lambda: setattr(junos, "locked_by", "")]
    assert run(junos, B, clock=clock)["changed"] and clock.now == 2


def test_a_candidate_that_somebody_left_is_kept_and_nothing_is_sent():
    junos = device(A)
    junos.candidate.append(C)
    result = run(junos, B)
    assert result["failed"] and "show | compare" in result["msg"] and junos.candidate[-1] == C
    assert not {"load", "discard", "unlock", "commit"} & set(junos.sent)


def test_a_device_that_locks_a_dirty_candidate_is_sent_nothing():
    junos = device(A)
    junos.candidate.append(C)
    junos._lock = lambda: "<ok/>"
    result = run(junos, B)
    assert "although its candidate configuration is not the committed one" in result["msg"] and not {"load", "commit", "check"} & set(junos.sent)


def test_a_commit_of_somebody_else_that_waits_is_neither_checked_nor_committed_over():
    junos, clock = device(A), Clock()
    junos.waiting = {"user": "olga", "date-time": "2026-11-21 22:03:43 UTC", "comment": "commit confirmed, rollback in 5mins"}
    result = run(junos, B, clock=clock, lock_timeout=3)
    assert "by olga, 2026-11-21 22:03:43 UTC (commit confirmed, rollback in 5mins) (waited 3 s" in result["msg"] and clock.now == 3
    assert junos.waiting and not {"lock", "check", "commit", "commit confirmed"} & set(junos.sent)


def test_a_commit_that_waits_is_noted_while_reading():
    junos = device(A)
    junos.waiting = {"user": "olga"}
    assert "by olga" in run(junos, A)["warnings"][0]


def test_a_commit_that_somebody_made_after_the_reading_has_the_device_read_again():
    junos = device(A)
    reading = transport(junos).read({})
    junos.commits_elsewhere(C)
    failed = apply(junos, B, reading=reading)[1]
    assert failed.retry and "changed since it was read" in failed.why and junos.locked_by == "" and "load" not in junos.sent


def test_a_confirmed_commit_between_question_and_lock_has_the_device_read_again():
    junos = device(A)
    link = transport(junos)
    reading = link.read({})
    lock = junos._lock
    junos._lock = lambda: (setattr(junos, "waiting", {"user": "olga"}), lock())[1]
    failed = link.apply(reading, Change(commands=((B,),)))
    assert failed.retry and junos.locked_by == "" and "load" not in junos.sent


def test_a_refused_line_is_told_and_nothing_is_committed():
    junos = device(A)
    junos.refuse = "VA-b"
    result = run(junos, B)
    assert result["failed"] and "syntax error (10.0.1.0/24)" in result["msg"] and "as it was before" in result["msg"]
    assert junos.lines == junos.candidate == ["set version 22.4R3-S2.11", FOREIGN, A] and junos.locked_by == ""
    assert not {"check", "commit", "commit confirmed"} & set(junos.sent)


def test_a_warning_of_a_load_stops_the_change_as_it_was_made_for_exactly_this_configuration():
    junos = device(A)
    outcome = apply(junos, "delete policy-options prefix-list VA-z")[1]
    assert outcome.complaints == ("statement not found",) and "check" not in junos.sent


def test_a_refused_line_with_a_key_is_loaded_again_masked_to_hear_the_reason_in_full():
    junos = device(A)
    junos.refuse = "dynamic-neighbor"
    outcome = apply(junos, B, PASSWORD)[1]
    assert outcome.complaints == ("syntax error (********)",) and junos.discreet == ["load"] and junos.sent.count("load") == 2


def test_a_refused_key_itself_is_told_with_the_little_that_the_device_said():
    junos = device(A)
    junos.refuse = KEY
    link, outcome = apply(junos, PASSWORD)
    assert outcome.complaints == ("syntax error",)
    assert link.roll_back() == Applied(f"set version 22.4R3-S2.11\n{FOREIGN}\n{A}\n") and junos.lines == junos.candidate


def test_a_failed_check_is_told_and_nothing_is_committed():
    junos = device(A)
    junos.answers["check"] = f"<commit-results><routing-engine><name>re0</name>{failure('Policy error: Policy X referenced but not defined')}" \
                             "</routing-engine></commit-results>"
    result = run(junos, B)
    assert "Policy X referenced but not defined" in result["msg"] and not result["changed"] and junos.lines[-1] == A
    assert "commit confirmed" not in junos.sent and junos.candidate == junos.lines


def test_a_comparison_that_differs_from_the_prediction_is_shown_and_nothing_is_committed():
    junos = device(A)
    junos.slips = [C, f"{PASSWORD}-of-theirs"]
    result = run(junos, B)
    assert "adds, unforeseen: + set policy-options prefix-list VA-c 10.0.2.0/24" in result["msg"] and KEY not in result["msg"]
    assert "authentication-key ********" in result["msg"] and junos.lines[-1] == A and "commit confirmed" not in junos.sent


def test_a_failed_commit_is_told_and_the_candidate_discarded():
    junos = device(A)
    junos.answers["commit confirmed"] = failure("commit failed")
    result = run(junos, B)
    assert "commit failed" in result["msg"] and not result["changed"] and junos.candidate == junos.lines and junos.locked_by == ""


def test_warnings_of_check_and_commit_are_passed_on():
    junos = device(A)
    junos.answers["check"] = failure("requires 'bgp' license", "warning")
    result = run(junos, B)
    assert result["changed"] and "requires 'bgp' license" in result["warnings"]


@pytest.mark.parametrize("step, said", [
    ("lock", "session with the device ended"), ("compare", "session with the device ended"), ("load", "Nothing was committed"),
    ("check", "Nothing was committed"), ("commit confirmed", "within 2 minutes by itself")])
def test_a_session_that_ends_at_a_step_says_what_becomes_of_the_change(step, said):
    junos = device(A)
    junos.cut_at = step
    failed = apply(junos, B)[1]
    assert isinstance(failed, Failure) and said in failed.why


def test_a_session_that_ends_before_the_confirmation_leaves_that_to_the_device():
    junos = device(A)
    link, _outcome = apply(junos, B)
    junos.cut_at = "commit"
    assert "within 2 minutes by itself" in link.confirm(True).why


def test_a_confirmation_that_comes_too_late_is_no_success():
    junos = device(A)
    link, outcome = apply(junos, B)
    assert isinstance(outcome, Applied) and junos.waiting
    junos.goes_back()
    assert "not confirmed in time" in link.confirm(True).why and junos.lines[-1] == A and junos.locked_by == ""


def test_a_change_that_does_not_hold_is_rolled_back_at_once():
    junos = device(A)
    link, _outcome = apply(junos, B)
    assert link.roll_back() == Applied(f"set version 22.4R3-S2.11\n{FOREIGN}\n{A}\n")
    assert junos.lines[-1] == A and junos.waiting is None and junos.locked_by == ""
    assert junos.sent[-6:] == ["committed", "rollback 1", "candidate", "commit", "unlock", "committed"]


def test_a_device_that_went_back_by_itself_is_not_rolled_back_to_the_change():
    junos = device(A)
    link, _outcome = apply(junos, B)
    junos.goes_back()
    assert link.roll_back().complaints == () and junos.lines[-1] == A and "rollback 1" not in junos.sent


def test_another_rollback_than_expected_is_not_committed():
    junos = device(A)
    link, _outcome = apply(junos, B)
    junos.history.insert(0, [FOREIGN, C])
    failed = link.roll_back()
    assert "within 2 minutes by itself" in failed.why and junos.lines[-1] == B and junos.sent.count("commit") == 0 and junos.locked_by == ""


def test_what_cannot_be_a_line_is_not_sent():
    junos = device(A)
    assert "line break" in apply(junos, "set system host-name x\nset system root")[1].why and "lock" not in junos.sent


@pytest.mark.parametrize("lines, sent", [((B, PASSWORD), False), ((B,), True)])
def test_keys_are_not_sent_where_they_would_be_logged(lines, sent):
    junos = device(A)
    outcome = apply(junos, *lines, link=transport(junos, logged_by="Ansible writes a log"))[1]
    assert ("load" in junos.sent) is sent and (sent or "Ansible writes a log, so 1 line with a key" in outcome.why)
