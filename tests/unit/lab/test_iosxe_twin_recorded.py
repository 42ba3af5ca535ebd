# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The twin against configurations of real devices, where the recordings are at hand (VA_SHARED, or ../shared beside the repository)."""
from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from lab.iosxe.device import Device
from lab.iosxe.editor import Editor

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("VA_SHARED", REPOSITORY.parent / "shared"))
RECORDED = sorted((SHARED / "recorded/iosxe").glob("*/*/show_running-config.txt"))

pytestmark = pytest.mark.skipif(not RECORDED, reason=f"no recordings of IOS-XE below {SHARED}: set VA_SHARED to the folder that holds recorded/iosxe")


@pytest.fixture(params=RECORDED, ids=[f"{path.parent.parent.name}/{path.parent.name}" for path in RECORDED])
def recording(request):
    return request.param.read_text(encoding="utf-8")


def test_a_recorded_configuration_is_printed_back_byte_for_byte(recording):
    assert Device(recording).running == recording


def test_it_is_still_the_same_after_a_change_and_its_undoing(recording):
    device = Device(recording)
    before = device.document.body()
    lines = (
        "interface Loopback6500", "ip address 10.255.0.1 255.255.255.255", "ip prefix-list zzz permit 192.0.2.0/24", "ip prefix-list aaa permit 192.0.2.0/24",
        "route-map zzz", "match ip address prefix-list zzz", "no route-map zzz", "no ip prefix-list zzz", "no ip prefix-list aaa", "no interface Loopback6500")
    keys = ()
    for line in lines:
        answer = device.configure(keys, line, 0, "")
        assert answer.text == "", line
        keys = tuple(node.key for node in answer.path[1:])
    assert _unstamped(device.document.body()) == _unstamped(before)


def test_reverting_brings_every_byte_back_but_the_time_of_the_change(recording):
    device = Device(recording)
    device.configure((), "archive", 0, "")
    device.configure(("archive",), "path bootflash:rs", 0, "")
    before = device.running
    device.begin_rollback(5, "admin")
    device.configure((), "hostname other", 0, "")
    device.configure((), "router bgp 4200000000", 0, "")
    assert _unstamped(device.running) != _unstamped(before)
    device.revert()
    assert _unstamped(device.running) == _unstamped(before)


def test_typing_a_recorded_section_gives_the_recorded_section(recording):
    """BGP, OSPF, prefix lists and route maps typed line by line into a device without settings are shown as the real device showed them."""
    sections = ("router bgp", "router ospf", "ip prefix-list", "route-map", "interface Loopback", "vrf definition")
    wanted = _sections(recording, sections)
    editor = Editor()
    editor.load("")
    path = [editor.document.root]
    for line in wanted:
        if line.strip() != "!":
            answer = editor.type(path, line, 0)
            assert answer.text == "", line
            path = answer.path
    assert _sections(editor.document.text(), sections) == wanted


def _sections(text, names):
    kept, on = [], False
    for line in text.splitlines():
        if not line.startswith(" "):
            on = line.startswith(names)
        if on:
            kept.append(line)
    return kept


def _unstamped(text):
    return re.sub(r"(?m)^(! Last configuration change|Current configuration).*$", "", text)
