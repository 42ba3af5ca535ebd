# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils import engine
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Applied, Failure, Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.engine import converge
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.faults import Fault
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.toy_dialect import ToyDialect, ToyState

OLD = "ip prefix-list VA-a seq 5 permit 10.0.0.0/24"
NEW = "ip prefix-list VA-b seq 5 permit 10.0.1.0/24"
FOREIGN = "ip prefix-list OPS seq 5 permit any"


class FakeTransport:
    """A device in memory: `answers` replace what an operation would do."""

    def __init__(self, *running: str, **answers):
        self.lines = [FOREIGN, *running]
        self.before: list[str] = []
        self.answers = answers
        self.calls: list[str] = []
        self.notes: tuple[str, ...] = ()

    @property
    def running(self) -> str:
        return "\n".join(self.lines) + "\n"

    def _answer(self, call):
        self.calls.append(call)
        answer = self.answers.get(call)
        return answer.pop(0) if isinstance(answer, list) and answer else None if isinstance(answer, list) else answer

    def read(self, queries):
        return self._answer("read") or Reading(self.running, "8.4.4", "token", {}, self.notes)

    def apply(self, reading, change):
        answer = self._answer("apply")
        if isinstance(answer, Failure):
            return answer
        self.before = list(self.lines)
        for line in change.lines:
            if line.startswith("no "):
                self.lines.remove(line[3:])
            elif not (self.answers.get("drops") and self.answers["drops"] in line):
                self.lines.append(line)
        return Applied(self.running, self.answers.get("complaints", ()))

    def confirm(self, save):
        return self._answer("confirm")

    def roll_back(self):
        answer = self._answer("roll_back")
        if answer:
            return answer
        self.lines = self.before
        return Applied(self.running)


def run(transport, *wanted, **options):
    return converge(ToyDialect(), transport, ToyState(tuple(wanted), **options.pop("state", {})), **options)


def test_equal_configuration_is_unchanged_and_nothing_is_sent():
    transport = FakeTransport(OLD)
    result = run(transport, OLD)
    assert (result["changed"], result["commands"], transport.calls) == (False, [], ["read"])


def test_a_change_is_applied_confirmed_and_reported():
    transport = FakeTransport(OLD)
    result = run(transport, NEW)
    assert transport.calls == ["read", "apply", "confirm"]
    assert transport.lines == [FOREIGN, NEW]
    assert result == {
        "changed": True, "before": [OLD], "after": [NEW], "commands": [f"no {OLD}", NEW], "warnings": [],
        "diff": {"before": OLD + "\n", "after": NEW + "\n"},
    }


def test_check_mode_predicts_exactly_what_apply_then_does_and_sends_nothing():
    transport = FakeTransport(OLD)
    predicted = run(transport, NEW, check_mode=True)
    assert transport.calls == ["read"]
    assert predicted == run(transport, NEW)


def test_refusals_are_all_said_and_nothing_is_sent():
    transport = FakeTransport(OLD)
    faults = (Fault("domain.asn", "it is wrong", value=0), Fault("device", "it is old"))
    result = run(transport, NEW, state={"faults": faults})
    assert result["failed"] and "domain.asn = 0" in result["msg"] and "device: it is old" in result["msg"]
    assert transport.calls == ["read"]


def test_an_unreadable_device_fails_in_the_transports_words():
    result = run(FakeTransport(read=Failure("FRR is not running")), NEW)
    assert result == {"failed": True, "changed": False, "msg": "FRR is not running"}


def test_a_complaint_puts_the_device_back_and_is_quoted():
    transport = FakeTransport(OLD, complaints=("% Unknown command: bogus",))
    result = run(transport, NEW)
    assert transport.calls == ["read", "apply", "roll_back"] and transport.lines == [FOREIGN, OLD]
    assert result["failed"] and not result["changed"] and result["after"] == result["before"] == [OLD]
    assert "% Unknown command: bogus" in result["msg"] and "as it was before" in result["msg"]


def test_a_reread_that_differs_puts_the_device_back_tries_again_and_names_the_lines(monkeypatch):
    monkeypatch.setattr(engine, "LOOKS", (0,))
    transport = FakeTransport(OLD, drops="VA-b")
    result = run(transport, NEW)
    assert transport.lines == [FOREIGN, OLD] and transport.calls == ["read", "apply", "read", "roll_back"] * engine.ATTEMPTS
    assert f"Missing after it:\n  {NEW}" in result["msg"]


@pytest.mark.parametrize("complaints", [(), ("line 1: Failure to communicate[13] to mgmtd, line: x",)])
def test_a_device_that_lost_lines_once_gets_them_again_and_the_user_is_told(monkeypatch, complaints):
    monkeypatch.setattr(engine, "LOOKS", (0,))
    transport = FakeTransport(OLD)
    apply, answers = transport.apply, [Applied(f"{FOREIGN}\n{OLD}\n", complaints, lossy=True)]
    transport.apply = lambda reading, change: answers.pop() if answers and transport._answer("apply") is None else apply(reading, change)
    monkeypatch.setattr(transport, "roll_back", lambda: transport._answer("roll_back") or Applied(transport.running))
    result = run(transport, NEW)
    assert not result.get("failed") and result["changed"] and transport.lines == [FOREIGN, NEW]
    assert any("sent again" in warning for warning in result["warnings"])


def test_a_device_that_shows_the_change_late_keeps_it(monkeypatch):
    monkeypatch.setattr(engine, "LOOKS", (0, 0))
    transport = FakeTransport(OLD)
    apply = transport.apply
    transport.apply = lambda reading, change: (apply(reading, change), Applied(f"{FOREIGN}\n{OLD}\n"))[1]
    result = run(transport, NEW)
    assert not result.get("failed") and result["changed"] and transport.lines == [FOREIGN, NEW]
    assert transport.calls == ["read", "apply", "read", "confirm"]


def test_a_device_that_complains_is_put_back_without_another_look():
    transport = FakeTransport(OLD, complaints=("% Unknown command: bogus",), drops="VA-b")
    run(transport, NEW)
    assert transport.calls == ["read", "apply", "roll_back"]


@pytest.mark.parametrize("back, changed", [(Failure("the supervisor is gone"), True), (Applied(f"{NEW}\n", ("% No",)), True)])
def test_a_failed_roll_back_is_said_and_reported_as_changed(back, changed):
    result = run(FakeTransport(OLD, complaints=("% No",), roll_back=back), NEW)
    assert result["failed"] and result["changed"] is changed and "could not be put back" in result["msg"]


def test_a_failed_confirm_fails_with_what_the_device_then_holds():
    transport = FakeTransport(OLD, confirm=Failure("it was rolled back"))
    result = run(transport, NEW)
    assert result["failed"] and result["msg"] == "it was rolled back" and transport.calls[-1] == "read"
    assert result["after"] == [NEW] and result["changed"]


def test_a_device_that_changed_meanwhile_is_read_and_planned_anew():
    transport = FakeTransport(OLD, apply=[Failure("changed", retry=True), Failure("changed", retry=True)])
    result = run(transport, NEW)
    assert result["changed"] and transport.calls == ["read", "apply"] * 3 + ["confirm"]


def test_a_device_that_never_stands_still_fails_after_three_attempts():
    transport = FakeTransport(OLD, apply=Failure("changed since it was read", retry=True))
    result = run(transport, NEW)
    assert transport.calls == ["read", "apply"] * 3
    assert result["failed"] and not result["changed"] and result["msg"] == "changed since it was read"


def test_a_held_lock_fails_at_once():
    transport = FakeTransport(OLD, apply=Failure("Another run holds the device"))
    assert run(transport, NEW)["failed"] and transport.calls == ["read", "apply"]


def test_known_secrets_are_masked_in_the_devices_own_words_and_keys_in_configuration():
    transport = FakeTransport(OLD, complaints=("% bad value k3y-of-web", "line 2: neighbor G password an-older-one"), drops="VA-b")
    result = run(transport, NEW, f"{NEW} password k3y-of-web")
    assert "k3y-of-web" not in str(result) and "an-older-one" not in str(result)
    assert "% bad value ********" in result["msg"] and f"{NEW} password ********" in result["commands"]


def test_notes_of_an_earlier_run_become_warnings():
    transport = FakeTransport(OLD)
    transport.notes = ("An earlier change was not confirmed in time",)
    assert run(transport, OLD)["warnings"] == list(transport.notes)
