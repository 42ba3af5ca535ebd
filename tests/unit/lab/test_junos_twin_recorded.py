# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The twin against configurations and verdicts of real devices, where the recordings are at hand (VA_SHARED, or ../shared beside the repository)."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("junoscfg", reason="junoscfg, whose schema the twin reads, is not installed")
etree = pytest.importorskip("lxml.etree", reason="lxml, with which the twin writes XML, is not installed")
yaml = pytest.importorskip("yaml")

from lab.junos import loading, text, xml  # noqa: E402 - after the checks above
from lab.junos.configuration import Configuration  # noqa: E402
from lab.junos.device import Client, Device, NotCommitted  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("VA_SHARED", REPOSITORY.parent / "shared"))
RECORDED = sorted((SHARED / "recorded/junos").glob("**/show_configuration_*_display_set.txt"))
CHECKS = SHARED / "recorded/junos/junos_commit_check/source/checks.yaml"
BASE = SHARED / "recorded/junos/junos_commit_check/source/configs/dut.cfg"
ME = Client(1, "admin", 0.0)

pytestmark = pytest.mark.skipif(not RECORDED, reason=f"no recordings of Junos below {SHARED}: set VA_SHARED to the folder that holds recorded/junos")


@pytest.fixture(params=RECORDED, ids=["/".join(path.parts[-3:-1]) for path in RECORDED])
def lines(request):
    return [line.rstrip("\n") for line in request.param.open(encoding="utf-8") if line.startswith("set ")]


def verdicts():
    return yaml.safe_load(CHECKS.read_text(encoding="utf-8"))["checks"] if CHECKS.exists() else []


def loaded(orders, action="override"):
    device = Device()
    notes = device.load(ME, orders, action)
    assert notes == []
    return device.candidate.lines()


def test_a_recorded_configuration_is_printed_back_line_for_line(lines):
    device = Device("\n".join(lines))
    assert device.committed.lines() == lines


def test_it_is_the_same_after_a_change_and_its_undoing(lines):
    device = Device("\n".join(lines))
    notes = device.load(ME, loading.commands(
        "set policy-options prefix-list zzz 192.0.2.0/24\nset policy-options policy-statement aaa term t then reject\nset snmp client-list q 192.0.2.0/24\n"
        "delete snmp client-list q\ndelete policy-options policy-statement aaa\ndelete policy-options prefix-list zzz"), loading.SET)
    emptied = [line for line in device.candidate.lines() if line not in lines]
    assert (notes, emptied) == ([], []) and device.compared(0) == ""


def test_loading_its_text_gives_it_back(lines):
    shown = text.show(Configuration.of(lines))
    assert sorted(loaded(text.read(shown))) == sorted(lines)


def test_loading_its_xml_gives_it_back(lines):
    element = etree.fromstring(etree.tostring(xml.show(Configuration.of(lines))))
    assert sorted(loaded(xml.read(element))) == sorted(lines)


def test_loading_its_lines_shows_each_level_in_its_recorded_order(lines):
    """Typed in any order, the statements of a policy, a BGP group and an interface stand as the device showed them."""
    shown = loaded(loading.commands("\n".join(sorted(lines))), loading.SET)
    interfaces = [line for line in lines if line.startswith("set interfaces ")]
    names = list(dict.fromkeys(line.split()[2] for line in interfaces))
    assert list(dict.fromkeys(line.split()[2] for line in shown if line.startswith("set interfaces "))) == names
    policies = list(dict.fromkeys(line.split()[3] for line in lines if line.startswith("set policy-options policy-statement ")))
    assert list(dict.fromkeys(line.split()[3] for line in shown if line.startswith("set policy-options policy-statement "))) == sorted(policies)


@pytest.mark.parametrize("path", [path for path in RECORDED if not path.parent.name.startswith("rejects-")], ids=lambda path: "/".join(path.parts[-3:-1]))
def test_a_configuration_that_ran_is_committed(path):
    lines = [line.rstrip("\n") for line in path.open(encoding="utf-8") if line.startswith("set ")]
    device = Device("\n".join(lines))
    device.commit(ME)
    assert device.committed.lines() == lines


@pytest.mark.parametrize("verdict", verdicts(), ids=[verdict["description"] for verdict in verdicts()])
def test_a_commit_check_says_what_the_device_said(verdict):
    device = Device(BASE.read_text(encoding="utf-8"))
    notes = device.load(ME, loading.commands("\n".join(verdict["config_lines"])), loading.SET)
    assert notes == []
    if verdict["type"] == "commit_check_rejects":
        with pytest.raises(NotCommitted):
            device.check()
    else:
        device.check()
