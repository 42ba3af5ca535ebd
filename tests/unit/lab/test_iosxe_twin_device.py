# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re

import pytest

from lab.iosxe import shows
from lab.iosxe.commands import recognise, resets
from lab.iosxe.device import NO_ARCHIVE, NOT_PENDING, Device
from lab.iosxe.filters import BadFilter, filtered

ARCHIVE = "hostname R1\narchive\n path bootflash:rs\n maximum 5\n write-memory\n"


class Clock:
    """Timers that run when the test says so; times in seconds."""

    def __init__(self):
        self.now, self._waiting = 0.0, []

    def later(self, seconds, what):
        entry = [self.now + seconds, what]
        self._waiting.append(entry)
        return lambda: self._waiting.remove(entry) if entry in self._waiting else None

    def advance(self, seconds):
        self.now += seconds
        for entry in sorted((entry for entry in self._waiting if entry[0] <= self.now), key=lambda entry: entry[0]):
            if entry in self._waiting:
                self._waiting.remove(entry)
                entry[1]()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def r1(clock):
    return Device(ARCHIVE, minute=60.0, later=clock.later)


def body(device):
    return re.sub(r"(?m)^! .*$", "", device.document.body())


def test_an_unconfirmed_change_is_taken_back_when_the_time_is_over(r1, clock):
    before = body(r1)
    said = []
    r1.say = said.append
    assert r1.begin_rollback(2, "admin").startswith("Rollback Confirmed Change: Backing up current running config to bootflash:rs-")
    r1.configure((), "interface Loopback1", 0, "admin")
    clock.advance(61)
    assert "Loopback1" in r1.running and "Rollback will begin in one minute" in said[0]
    clock.advance(60)
    assert body(r1) == before and "Rollback Done" in said[1] and r1.pending is None


def test_a_confirmed_change_stays(r1, clock):
    r1.begin_rollback(1, "admin")
    r1.configure((), "interface Loopback1", 0, "admin")
    assert r1.confirm() == ""
    clock.advance(1000)
    assert "Loopback1" in r1.running
    assert r1.confirm() == r1.revert() == r1.prolong(3) == NOT_PENDING


def test_revert_now_takes_a_change_back_at_once_and_the_timer_is_gone(r1, clock):
    before = body(r1)
    r1.begin_rollback(1, "admin")
    r1.configure((), "no archive", 0, "admin")
    assert "Rollback Done" in r1.revert() and body(r1) == before
    r1.configure((), "interface Loopback1", 0, "admin")
    clock.advance(1000)
    assert "Loopback1" in r1.running


def test_the_timer_can_be_set_anew(r1, clock):
    r1.begin_rollback(1, "admin")
    r1.configure((), "interface Loopback1", 0, "admin")
    clock.advance(59)
    assert r1.prolong(2) == ""
    clock.advance(119)
    assert "Loopback1" in r1.running
    clock.advance(2)
    assert "Loopback1" not in r1.running


def test_a_second_timer_is_refused(r1):
    r1.begin_rollback(1, "admin")
    assert r1.begin_rollback(1, "admin").startswith("%")


@pytest.mark.parametrize("startup", ["hostname R1\n", "hostname R1\narchive\n log config\n  logging enable\n"])
def test_without_an_archive_path_there_is_no_rollback(startup):
    device = Device(startup)
    assert device.begin_rollback(1, "admin") == NO_ARCHIVE and device.pending is None
    assert re.search(r"Archive.*not.enabled", shows.archive(device))


def test_the_archive_shows_its_files(r1):
    r1.save("admin")
    r1.save("admin")
    shown = shows.archive(r1).splitlines()
    assert shown[0] == "The maximum archive configurations allowed is 5." and "currently 2" in shown[1]
    assert shown[-1].startswith("   2        bootflash:rs-") and shown[-1].endswith(" <- Most Recent")


def test_the_pending_timer_is_shown(r1):
    assert shows.rollback_timer(r1).strip() == NOT_PENDING
    r1.begin_rollback(3, "admin")
    assert "Timer value: 3 min" in shows.rollback_timer(r1) and "User: admin" in shows.rollback_timer(r1)


def test_saving_writes_the_startup_configuration_and_a_restart_brings_it_back(r1):
    r1.configure((), "interface Loopback1", 0, "admin")
    assert "Loopback1" not in shows.startup(r1) and r1.modified
    r1.save("admin")
    r1.configure((), "interface Loopback2", 0, "admin")
    r1.restart()
    assert "Loopback1" in r1.running and "Loopback2" not in r1.running and not r1.modified
    assert shows.startup(r1).startswith("Using ") and "! NVRAM config last updated at" in shows.startup(r1)


def test_a_restart_ends_the_rollback_timer(r1, clock):
    r1.begin_rollback(1, "admin")
    r1.restart()
    clock.advance(1000)
    assert r1.pending is None and r1.hostname == "R1"


def test_the_size_follows_the_text(r1):
    sizes = []
    for number in (1, 10):
        r1.configure((), f"interface Loopback{number}", 0, "")
        text = r1.running
        sizes.append(int(re.search(r"Current configuration : (\d+) bytes", text)[1]) - len(text.split(" bytes\n", 1)[1]))
    assert sizes == [53, 53]


@pytest.mark.parametrize(("release", "lines"), [
    ("17.12.1", ("Cisco IOS XE Software, Version 17.12.01", "Version 17.12.1, RELEASE SOFTWARE")),
    ("16.09.03a", ("Cisco IOS XE Software, Version 16.09.03a", "Version 16.9.3a, RELEASE SOFTWARE")),
])
def test_show_version_writes_the_release_in_both_of_its_forms(release, lines):
    shown = shows.version(Device("", release=release))
    assert [line for line in lines if line not in shown] == []


def test_the_interface_alone_can_be_shown(r1):
    r1.configure((), "interface Loopback1", 0, "")
    assert shows.interface(r1, "Loopback1").splitlines()[3:] == ["!", "interface Loopback1", " no ip address", "end"]
    assert shows.interface(r1, "Loopback2") is None


TEXT = """\
hostname R1
!
router bgp 1
 neighbor A peer-group
 !
 address-family ipv4
  neighbor A activate
 exit-address-family
!
ip prefix-list A seq 5
end
"""


@pytest.mark.parametrize(("words", "kept"), [
    ("section ^router bgp", TEXT.splitlines()[2:8]),
    ("sec address-family ipv4", [" address-family ipv4", "  neighbor A activate"]),
    ("section ^ip prefix-list|^hostname", ["hostname R1", "ip prefix-list A seq 5"]),
    ("include neighbor", [" neighbor A peer-group", "  neighbor A activate"]),
    ("exclude n[ae]|nd|!|y", ["router bgp 1", "ip prefix-list A seq 5"]),
    ("begin ^ip", ["ip prefix-list A seq 5", "end"]),
    ("inc bgp_1", ["router bgp 1"]),
    ("section nothing", []),
])
def test_filters_keep_what_ios_keeps(words, kept):
    assert filtered(TEXT, words).splitlines() == kept


@pytest.mark.parametrize("words", ["", "section", "frobnicate x", "include ["])
def test_other_words_are_no_filter(words):
    with pytest.raises(BadFilter):
        filtered(TEXT, words)


@pytest.mark.parametrize(("line", "method"), [
    ("show running-config", "show_running"), ("sh run", "show_running"), ("conf t", "configure_terminal"), ("config terminal", "configure_terminal"),
    ("copy run start", "copy_running_startup"), ("wr", "write_memory"), ("configure terminal revert timer 5", "configure_terminal_revert_timer"),
    ("show archive config rollback timer", "show_rollback_timer"), ("terminal width 512", "terminal_size"),
    ("show running-config interface Loopback1", "show_interface"),
])
def test_commands_are_known_with_the_abbreviations_that_tools_send(line, method):
    assert recognise(line.split()).method == method


@pytest.mark.parametrize("line, known", [
    ("clear ip bgp *", True), ("clear ip bgp peer-group VA-RS-4 soft in", True), ("clear bgp ipv6 unicast peer-group VA-RS-6 soft out", True),
    ("clear ip bgp", False), ("clear bgp ipv6 unicast", False), ("clear ip route *", False), ("show ip bgp", False)])
def test_a_reset_names_the_sessions(line, known):
    assert resets(line.split()) is known
