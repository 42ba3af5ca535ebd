# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport to Junos against the lab's twin: ansible-playbook, ansible.netcommon, ncclient, real NETCONF over SSH."""
from __future__ import annotations

import json
import time
from functools import partial

import pytest
from ansible_collections.virtual_appliance.routing.tests.twin.toy_plays import HIGH_VOLUME, ToyPlay
from ansible_collections.virtual_appliance.routing.tests.twin.twin_program import Twin, needs_twin, twins

pytestmark = needs_twin("junos")
KEY, OTHER = "k3y-of-web", "an0ther-key"
A = "set policy-options prefix-list VA-a 10.0.0.0/24"
B = "set policy-options prefix-list VA-b 10.0.1.0/24"
GROUP = ["set protocols bgp group VA-web type internal", "set protocols bgp group VA-web local-address 10.255.0.1",
         f"set protocols bgp group VA-web authentication-key {KEY}", "set protocols bgp group VA-web neighbor 10.0.0.1"]
STARTUP = "set version 22.4R3-S2.11\nset system host-name r1\nset routing-options autonomous-system 65000\nset protocols bgp group own type internal\n" \
          "set protocols bgp group own neighbor 10.9.9.9\n"
UNLOGGED = {"ANSIBLE_LOG_FILTER": "ncclient"}


@pytest.fixture
def twin_of(tmp_path):
    yield from twins(tmp_path, partial(Twin, vendor="junos", startup=STARTUP))


def played(twin: Twin, tasks: list[dict], *arguments: str, environment: dict | None = None, **variables) -> ToyPlay:
    connection = {"ansible_connection": "ansible.netcommon.netconf", "ansible_network_os": "junipernetworks.junos.junos"}
    settings = UNLOGGED if environment is None else environment
    return ToyPlay(twin, "toy_junos_action.py", {**connection, **variables}, tasks, arguments, settings).finished()


@pytest.mark.parametrize("network_os", ["junipernetworks.junos.junos", "juniper.device.junos"])
def test_a_change_holds_is_made_once_and_no_key_is_printed_or_logged(twin_of, network_os):
    """Where a collection is not installed, ansible.netcommon takes its own plugin and ncclient its default ways, which do as well."""
    play = played(twin_of(), [{"lines": [A], "more": GROUP}, {"lines": [A]}], HIGH_VOLUME, ansible_network_os=network_os)
    assert [(result["changed"], result["failed"]) for result in play.results] == [(True, False), (False, False)], play.printed[-3000:]
    assert "authentication-key ********" in " ".join(play.results[0]["commands"])
    assert KEY not in play.all_output and "$9$" not in play.all_output


def test_check_mode_predicts_what_the_change_then_does(twin_of):
    twin = twin_of()
    predicted, applied = played(twin, [{"lines": [A, B]}], "--check").results[0], played(twin, [{"lines": [A, B]}]).results[0]
    for result in (predicted, applied):
        assert result["changed"] and not result["failed"]
    assert all(predicted[name] == applied[name] for name in ("before", "after", "commands"))
    assert predicted["diff"]["after"] == f"{A}\n{B}\n" and "+          10.0.0.0/24;" in applied["diff"]["prepared"]


def test_check_mode_asks_three_questions_and_touches_neither_lock_nor_candidate(twin_of):
    twin = twin_of()
    assert played(twin, [{"lines": [A, B]}], "--check").results[0]["changed"]
    asked = [json.loads(line)["rpc"] for line in (twin.directory / "transcript.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [rpc for rpc in asked if "close-session" not in rpc] == [
        "<get-software-information/>", '<get-configuration database="committed" format="set"/>', "<get-commit-information/>"]


def test_a_refused_line_with_a_key_is_told_without_it_and_nothing_is_committed(twin_of):
    broken = [*GROUP, f"set protocols bgp group VA-web autentication-key {OTHER}"]
    play = played(twin_of(), [{"lines": [A], "more": broken}, {"lines": []}], HIGH_VOLUME)
    assert "syntax error" in play.results[0]["msg"] and "as it was before" in play.results[0]["msg"], play.printed[-3000:]
    assert play.results[1]["changed"] is False and KEY not in play.all_output


def test_a_failed_commit_check_is_told_in_junos_words_and_nothing_is_committed(twin_of):
    play = played(twin_of(), [{"lines": [A], "more": ["set protocols bgp group own export NONE"]}, {"lines": []}])
    assert "NONE" in play.results[0]["msg"] and "as it was before" in play.results[0]["msg"], play.printed[-3000:]
    assert play.results[1]["changed"] is False


def test_a_lost_line_is_seen_in_the_devices_comparison_and_nothing_is_committed(twin_of):
    twin = twin_of()
    twin.faults(lose_matching="VA-b")
    play = played(twin, [{"lines": [A, B]}])
    assert f"it does not add: + {B}" in play.results[0]["msg"] and play.results[0]["after"] == [], play.printed[-3000:]


def test_a_session_that_ends_at_each_step_leaves_a_device_that_goes_back_by_itself(twin_of):
    """Of the RPCs the 5th is the lock, the 9th the load, the 12th the commit: it is carried out and its answer lost."""
    twin = twin_of(minute=0.5)
    for step in (5, 9, 12):
        twin.faults(cut_after=step)
        cut = played(twin, [{"lines": [A, B]}]).results[0]
        assert cut["failed"] and "ended" in cut["msg"], (step, cut)
        twin.faults()
        deadline = time.monotonic() + 60
        while True:
            after = played(twin, [{"lines": []}], "--check").results[0]
            waits = any("waits for its confirmation" in warning for warning in after["warnings"])
            if (after["before"] == [] and not waits) or time.monotonic() > deadline:
                break
        assert after["before"] == [] and not waits, step


def test_a_commit_that_waits_is_waited_for_and_named(twin_of):
    twin = twin_of(minute=20.0)
    twin.faults(cut_after=12)
    played(twin, [{"lines": [A, B]}])
    twin.faults()
    play = played(twin, [{"lines": [B]}, {"lines": [B], "lock_timeout": 90}])
    assert "Another change waits for its confirmation on the device: by admin" in play.results[0]["msg"], play.printed[-3000:]
    assert play.results[1]["changed"] is True and play.results[1]["before"] == []


def test_a_lock_and_a_candidate_of_somebody_else_are_named_and_kept(twin_of):
    from ncclient import manager

    twin = twin_of()
    theirs = "set policy-options prefix-list theirs 10.7.0.0/24"
    with manager.connect(host="127.0.0.1", port=twin.port, username="admin", password="admin", hostkey_verify=False, look_for_keys=False,
                         allow_agent=False, device_params={"name": "junos"}) as other:
        other.lock()
        held = played(twin, [{"lines": [A]}]).results[0]
        other.unlock()
        other.load_configuration(action="set", config=theirs)
        dirty = played(twin, [{"lines": [A]}]).results[0]
        left = other.compare_configuration().tostring.decode()
    assert "is locked by admin" in held["msg"] and "(waited 0 s" in held["msg"]
    assert "not committed" in dirty["msg"] and dirty["failed"] and "theirs" in left


def test_answers_in_small_pieces_are_read_whole_also_where_one_ends_in_the_mark_between_messages(twin_of):
    twin = twin_of()
    twin.faults(pieces=5)
    play = played(twin, [{"lines": [A, B]}, {"lines": [A, B]}])
    assert [(result["changed"], result["failed"]) for result in play.results] == [(True, False), (False, False)], play.printed[-3000:]


def test_a_configuration_that_is_too_long_for_one_answer_is_told(twin_of):
    long = STARTUP + f'set system login message "{"x" * 10_100_000}"\n'
    play = played(twin_of(startup=long), [{"lines": [A]}])
    assert "longer than 10 MB" in play.results[0]["msg"], play.printed[-3000:]


def test_five_hundred_lines_are_one_load(twin_of):
    lines = [f"set policy-options prefix-list VA-l 10.{number // 250}.{number % 250}.0/24" for number in range(500)]
    play = played(twin_of(), [{"lines": lines}, {"lines": lines}])
    assert [result["changed"] for result in play.results] == [True, False] and len(play.results[1]["before"]) == 500, play.printed[-3000:]


def test_keys_are_not_sent_where_they_would_be_logged(twin_of):
    """What ncclient does with a log file is seen with allow_logged_keys."""
    twin = twin_of()
    tasks = [{"lines": [A], "more": GROUP}]
    refused = played(twin, tasks, environment={})
    assert "ANSIBLE_LOG_FILTER" in refused.results[0]["msg"] and KEY not in refused.all_output, refused.printed[-3000:]
    persistent = played(twin, tasks, ansible_persistent_log_messages=True)
    assert "allow_logged_keys" in persistent.results[0]["msg"] and KEY not in persistent.all_output, persistent.printed[-3000:]
    allowed = played(twin, [{**tasks[0], "allow_logged_keys": True}], environment={})
    assert allowed.results[0]["changed"] and KEY in allowed.log


def test_a_device_that_cannot_be_reached_makes_the_host_unreachable(twin_of):
    twin = twin_of()
    twin.stop()
    assert "unreachable=1" in played(twin, [{"lines": [A]}]).printed
