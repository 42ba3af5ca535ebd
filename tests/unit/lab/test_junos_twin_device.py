# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The twin's device: candidate, lock, commits and their timer, without a network."""
from __future__ import annotations

import pytest

pytest.importorskip("junoscfg", reason="junoscfg, whose schema the twin reads, is not installed")
pytest.importorskip("lxml", reason="lxml, with which the twin writes XML, is not installed")
netutils = pytest.importorskip("netutils.password", reason="netutils, another's reading of $9$, is not installed")

from lab.junos import loading, text, type9, xml  # noqa: E402 - after the checks above
from lab.junos.device import MODIFIED, Client, Device, NotCommitted, Refused  # noqa: E402
from lab.junos.schema import schema  # noqa: E402

STARTUP = """\
set system host-name r1
set routing-options autonomous-system 65000
set protocols bgp group G type internal
set protocols bgp group G neighbor 10.0.0.1"""
ME, OTHER = Client(7, "admin", 0.0), Client(8, "bob", 0.0)


class Timer:
    """Calls what is due when a test says that time has passed."""

    def __init__(self):
        self.due = []

    def __call__(self, seconds, what):
        entry = (seconds, what)
        self.due.append(entry)
        return lambda: entry in self.due and self.due.remove(entry)

    def ring(self):
        for entry in list(self.due):
            self.due.remove(entry)
            entry[1]()


@pytest.fixture
def timer():
    return Timer()


@pytest.fixture
def device(timer):
    return Device(STARTUP, later=timer)


def load(device, *lines, client=ME):
    return device.load(client, loading.commands("\n".join(lines)), loading.SET)


def said(notes):
    return [(note.said, note.path, note.element, note.error) for note in notes]


def test_nothing_is_committed_before_a_commit(device):
    load(device, "set system host-name r2")
    assert device.committed.lines()[0] == "set system host-name r1" and device.dirty
    device.commit(ME)
    assert device.committed.lines()[0] == "set system host-name r2" and not device.dirty


@pytest.mark.parametrize(("line", "fault"), [
    ("set protocols bgp group G alow 10.0.0.0/8", ("syntax error", "[edit protocols bgp group G]", "alow", True)),
    ("set protocols bgp group G type interal", ("syntax error", "[edit protocols bgp group G type]", "interal", True)),
    ("set protocols bgp group", ("missing argument", "[edit protocols bgp group]", "group", True)),
    ("set policy-options prefix-list P 10.0.0.0/33", ("invalid prefix value", "[edit policy-options prefix-list P]", "10.0.0.0/33", True)),
    ("set policy-options policy-statement P term t from route-filter 10.0.0.0/99 exact",
     ("invalid prefix value", "[edit policy-options policy-statement P term t from route-filter]", "10.0.0.0/99", True)),
    ("set policy-options policy-statement P term t from route-filter 10.0.0.0/8 exakt",
     ("syntax error", "[edit policy-options policy-statement P term t from route-filter 10.0.0.0/8]", "exakt", True)),
    ("set protocols bgp group G dynamic-neighbor D peer-limit 2049",
     ("Invalid numeric value: '2049'", "[edit protocols bgp group G dynamic-neighbor D]", "2049", True)),
    ("set", ("missing argument", "[edit]", "set", True)),
    ("deactivate", ("missing argument", "[edit]", "deactivate", True)),
    ("sett system host-name x", ("unknown command", "[edit]", "sett", True)),
    ("delete protocols ospf", ("warning: statement not found", "", "", False)),
    ("deactivate protocols ospf", ("warning: statement not found", "", "", False)),
    ("insert protocols bgp group G before group H", ("warning: statement not found", "", "", False)),
])
def test_a_line_at_fault_is_named_and_the_others_are_loaded(device, line, fault):
    notes = load(device, "set system host-name before", line, "set system domain-name after")
    assert said(notes) == [fault]
    assert {"set system host-name before", "set system domain-name after"} <= set(device.candidate.lines())


@pytest.mark.parametrize(("line", "older", "first"), [
    ("set protocols bgp group G dynamic-neighbor D allow 10.0.0.0/8", "18.4R3", "19.1R1"),
    ("set protocols bgp group G peer-as-list L", "20.1R1", "20.2R1"),
    ("set protocols bgp group G dynamic-neighbor D peer-limit 5", "23.2R1", "23.4R1"),
    ("set protocols bgp group G family inet unicast accepted-prefix-limit drop-excess 80", "20.4R3", "21.2R1"),
])
def test_a_statement_is_known_since_its_release(line, older, first):
    assert [note.said for note in load(Device(STARTUP, release=older), line)] == ["syntax error"]
    assert load(Device(STARTUP, release=first), line) == []


def test_setting_a_leaf_replaces_its_value_and_a_list_grows(device):
    load(device, "set protocols bgp group G hold-time 30", "set protocols bgp group G hold-time 60", "set protocols bgp group G import [ A B ]",
         "set protocols bgp group G import C")
    assert [line.split(" group G ")[1] for line in device.candidate.lines() if " group G " in line] == [
        "type internal", "hold-time 60", "import A", "import B", "import C", "neighbor 10.0.0.1"]


def test_insert_puts_an_element_where_it_is_told(device):
    load(device, "set protocols ospf export [ FIRST LAST ]", "set protocols ospf export VA-anycast", "insert protocols ospf export VA-anycast before LAST",
         "set policy-options policy-statement P term one then reject", "set policy-options policy-statement P term two then accept",
         "insert policy-options policy-statement P term two before term one")
    assert [line for line in device.candidate.lines() if "ospf" in line or "statement P" in line] == [
        "set policy-options policy-statement P term two then accept", "set policy-options policy-statement P term one then reject",
        "set protocols ospf export FIRST", "set protocols ospf export VA-anycast", "set protocols ospf export LAST"]


def test_accepting_after_rejecting_leaves_one_of_them(device):
    load(device, "set policy-options policy-statement P then reject", "set policy-options policy-statement P then accept")
    assert [line for line in device.candidate.lines() if "statement P" in line] == ["set policy-options policy-statement P then accept"]


def test_deleting_takes_all_below_and_the_containers_left_empty(device):
    load(device, "set policy-options policy-statement P term t from family inet", "delete policy-options policy-statement P term t from family",
         "delete protocols bgp group G")
    assert device.candidate.lines() == [
        "set system host-name r1", "set policy-options policy-statement P term t", "set routing-options autonomous-system 65000"]


def test_deactivating_stays_in_the_configuration_and_out_of_the_checks(device):
    load(device, "set protocols bgp group G import NOWHERE", "deactivate protocols bgp group G import NOWHERE")
    device.commit(ME)
    assert device.committed.lines()[3:5] == ["set protocols bgp group G import NOWHERE", "deactivate protocols bgp group G import NOWHERE"]
    load(device, "activate protocols bgp group G import NOWHERE")
    with pytest.raises(NotCommitted):
        device.commit(ME)


@pytest.mark.parametrize("clear", ["k", "Long.Key_with-signs", "x" * 60])
def test_a_key_is_kept_with_another_salt_at_every_load(device, clear):
    seen = set()
    for _number in range(20):
        load(device, f"set protocols bgp group G authentication-key {clear}")
        stored = device.candidate.find(_path("protocols bgp group G authentication-key"))[-1].step.names[0]
        assert type9.decode(stored) == netutils.decrypt_juniper_type9(stored) == clear
        seen.add(stored)
    assert len(seen) > 5 and clear not in device.candidate.text().split()


def test_a_key_that_comes_encoded_stays_as_it_is(device):
    load(device, "set protocols bgp group G authentication-key key")
    device.commit(ME)
    stored = device.committed.find(_path("protocols bgp group G authentication-key"))[-1].step.names[0]
    load(device, f'set protocols bgp group G authentication-key "{stored}"')
    assert device.compared(0) == ""


def test_under_a_master_password_a_key_cannot_be_read():
    device = Device(STARTUP, master=True)
    load(device, "set protocols bgp group G authentication-key key")
    stored = device.candidate.find(_path("protocols bgp group G authentication-key"))[-1].step.names[0]
    assert stored.startswith("$8$") and "key" not in stored


def test_keys_of_the_startup_configuration_are_encoded():
    device = Device(f"{STARTUP}\nset protocols bgp group G authentication-key opensesame")
    assert "opensesame" not in device.committed.text() and "$9$" in device.committed.text()


@pytest.mark.parametrize("read", [
    lambda device: device.load(OTHER, loading.commands("set system host-name x"), loading.SET), lambda device: device.commit(OTHER),
    lambda device: device.discard(OTHER), lambda device: device.load_rollback(OTHER, 0), lambda device: device.lock(OTHER)])
def test_who_holds_the_lock_keeps_the_others_out_and_is_named(device, read):
    device.lock(ME)
    load(device, "set system host-name mine")
    with pytest.raises(Refused, match=r"locked by:\n  admin terminal  \(pid 7\)"):
        read(device)
    assert "set system host-name mine" in device.candidate.lines()


def test_unlocking_discards_what_was_not_committed(device):
    device.lock(ME)
    load(device, "set system host-name gone")
    device.unlock(ME)
    assert not device.dirty and device.holder is None


def test_a_candidate_that_somebody_left_cannot_be_locked_and_stays(device):
    load(device, "set system host-name theirs", client=OTHER)
    device.left(OTHER)
    with pytest.raises(Refused, match=MODIFIED):
        device.lock(ME)
    assert "set system host-name theirs" in device.candidate.lines()


def test_a_timed_commit_goes_back_by_itself(device, timer):
    load(device, "set system host-name r2")
    device.commit(ME, minutes=5)
    assert [seconds for seconds, _what in timer.due] == [300.0] and device.pending
    timer.ring()
    assert device.committed.lines() == STARTUP.split("\n") and not device.dirty and device.pending is None


@pytest.mark.parametrize("confirm", [lambda device: device.commit(ME), lambda device: device.check()], ids=["commit", "commit check"])
def test_a_commit_or_its_check_confirms_what_waits(device, timer, confirm):
    load(device, "set system host-name r2")
    device.commit(ME, minutes=5)
    confirm(device)
    timer.ring()
    assert "set system host-name r2" in device.committed.lines() and device.pending is None


def test_the_one_before_can_be_loaded_while_a_commit_waits(device, timer):
    load(device, "set system host-name r2")
    device.commit(ME, minutes=5)
    device.load_rollback(ME, 1)
    device.commit(ME)
    assert device.committed.lines() == STARTUP.split("\n") and timer.due == []


def test_a_killed_session_takes_its_waiting_commit_with_it_and_a_closed_one_does_not(device):
    load(device, "set system host-name r2")
    device.commit(ME, minutes=5)
    device.left(ME)
    assert "set system host-name r2" in device.committed.lines()
    device.left(ME, killed=True)
    assert "set system host-name r1" in device.committed.lines()


def test_a_failed_commit_changes_nothing_and_keeps_the_candidate(device):
    load(device, "set protocols bgp group G export NOWHERE")
    with pytest.raises(NotCommitted) as fault:
        device.commit(ME)
    assert [refusal.said for refusal in fault.value.refusals] == ["Policy error: Policy NOWHERE referenced but not defined", "BGP: export list not applied"]
    assert device.committed.lines() == STARTUP.split("\n") and device.dirty


@pytest.mark.parametrize(("lines", "words"), [
    (["delete routing-options autonomous-system"], "must define local autonomous system"),
    (["set protocols bgp group E type external", "set protocols bgp group E neighbor 10.0.0.2"], "peer AS number"),
    (["set protocols bgp group G allow 10.0.0.0/8", "set protocols bgp group G authentication-key key"], "not supported with dynamic peers"),
    (["set protocols bgp group G family inet unicast accepted-prefix-limit teardown 80"], "Missing mandatory statement: 'maximum'"),
    (["set interfaces lo0 unit 0 family inet address 10.9.0.1", "set protocols ospf area 0 interface lo0.0",
      "set protocols ospf area 0 interface 10.9.0.1 passive"], "by its name and by its address"),
    (["set protocols bgp group G hold-time 2"], "at least three seconds"),
    (["set protocols ospf export NOWHERE"], "Policy NOWHERE referenced"),
    (["set policy-options policy-statement P from policy NOWHERE"], "Policy NOWHERE referenced"),
    (["set routing-options static route 192.0.2.1/24 discard"], "host bits"),
])
def test_a_commit_check_refuses(device, lines, words):
    assert load(device, *lines) == []
    with pytest.raises(NotCommitted) as fault:
        device.check()
    assert any(words in refusal.said for refusal in fault.value.refusals)


@pytest.mark.parametrize("lines", [
    ["set protocols bgp group E type external", "set protocols bgp group E neighbor 10.0.0.2 peer-as 65001"],
    ["set protocols bgp group G dynamic-neighbor D allow 10.0.0.0/8", "set protocols bgp group G dynamic-neighbor D authentication-key key"],
    ["set protocols bgp group G family inet unicast accepted-prefix-limit maximum 10"],
    ["set interfaces lo0 unit 0 family inet address 10.9.0.1", "set protocols ospf area 0 interface 10.9.0.1 passive"],
    ["set policy-options policy-statement P term t from prefix-list EMPTY", "set policy-options prefix-list EMPTY"],
    ["set routing-options static route 192.0.2.0/24 discard"],
])
def test_a_commit_check_takes(device, lines):
    assert load(device, *lines) == []
    device.check()


def test_a_startup_configuration_that_is_none_is_refused_by_name():
    for startup in ("set protocols bgp groop G", "protocols { bgp { groop G; } }"):
        with pytest.raises(ValueError, match="the startup configuration: syntax error at .*protocols bgp.* groop"):
            Device(startup)


def test_a_macro_of_ours_is_kept_in_every_format(device):
    load(device, 'set apply-macro VA note "kept by us"', "set protocols bgp group G apply-macro VA x")
    lines = device.candidate.lines()
    assert 'set apply-macro VA note "kept by us"' in lines and "set protocols bgp group G apply-macro VA x" in lines
    for orders in (text.read(text.show(device.candidate)), xml.read(xml.show(device.candidate))):
        again = Device()
        assert again.load(ME, orders, loading.OVERRIDE) == [] and again.candidate.lines() == lines


def test_an_area_and_a_host_address_are_shown_in_full(device):
    load(device, "set protocols ospf area 0 interface ge-0/0/0.0 metric 10", "set interfaces lo0 unit 0 family inet address 10.9.0.1 primary")
    assert {"set protocols ospf area 0.0.0.0 interface ge-0/0/0.0 metric 10",
            "set interfaces lo0 unit 0 family inet address 10.9.0.1/32 primary"} <= set(device.candidate.lines())


def _path(words):
    return schema().read(words.split(), partial=True)[0]
