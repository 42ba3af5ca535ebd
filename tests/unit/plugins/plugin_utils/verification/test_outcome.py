# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report means for a run and for CI: failing checks, and JUnit XML in the shape that Jenkins's junit-10.xsd gives."""
from __future__ import annotations

from xml.etree import ElementTree

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.verification import failing_checks, junit
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.verification.small_network import drop, healthy, verified

ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname"},
    "testcase": {"name", "classname", "time"},
    "failure": {"type", "message"},
    "skipped": {"type", "message"},
    "system-out": set(),
}
CHILDREN = {"testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure", "skipped", "system-out"}, "failure": set(), "skipped": set(),
            "system-out": set()}


def parsed(report, fail_on="error"):
    return ElementTree.fromstring(junit(report, fail_on))


def cases(root, element):
    return {(case.get("classname"), case.get("name")) for case in root.iter("testcase") if case.find(element) is not None}


def broken():
    devices = healthy()
    drop(devices["web1"], "10.255.0.2")
    devices["web2"]["facts"]["sessions"][0]["bfd"] = "down"
    devices["f2"].update(facts=None, trouble="no route to host")
    return verified(devices)


def test_every_element_is_one_of_the_schema_and_counts_its_cases():
    root = parsed(broken())
    for element in root.iter():
        assert set(element.attrib) <= ATTRIBUTES[element.tag] and {child.tag for child in element} <= CHILDREN[element.tag]
    for element in (root, *root):
        assert [int(element.get(name)) for name in ("tests", "failures")] == [len(list(element.iter(tag))) for tag in ("testcase", "failure")]
    assert all(len({case.get("name") for case in suite}) == len(suite) for suite in root)


def test_there_is_one_case_for_each_check_and_device():
    report = verified(healthy())
    root = parsed(report)
    assert [suite.get("name") for suite in root] == [check["name"] for check in report["checks"]]
    assert all([case.get("name") for case in suite] == list(healthy()) for suite in root)
    assert cases(root, "failure") == cases(root, "skipped") == set()


def test_what_fails_the_run_fails_its_case_and_nothing_else_does():
    report = broken()
    assert cases(parsed(report), "failure") == {("verify.sessions", "web1"), ("verify.devices", "f2")}
    assert ("verify.sessions", "web2") in cases(parsed(report, "warning"), "failure")
    assert cases(parsed(report, "never"), "failure") == set()
    failure = next(case.find("failure") for case in parsed(report).iter("testcase") if case.find("failure") is not None and case.get("name") == "web1")
    assert failure.get("message") == "the session to b (10.255.0.2) is Active" and "Look at its route" in failure.text


def test_a_device_that_was_not_read_is_skipped_and_says_why():
    root = parsed(broken())
    case = next(case for case in root.iter("testcase") if (case.get("classname"), case.get("name")) == ("verify.sessions", "f2"))
    assert case.find("skipped").get("message") == "the device was not read: no route to host"


def test_what_a_device_says_cannot_break_the_file():
    devices = healthy()
    devices["f2"].update(facts=None, trouble="<&\x1b[31m\ud800")
    message = next(case.find("failure").get("message") for case in parsed(verified(devices)).iter("testcase") if case.find("failure") is not None)
    assert message.endswith("<&?[31m?")


@pytest.mark.parametrize("fail_on, expected", [("error", ["devices", "sessions"]), ("never", [])])
def test_failing_checks_are_those_of_the_severity(fail_on, expected):
    assert failing_checks(broken(), fail_on) == expected


def test_warnings_fail_where_they_are_told_to():
    devices = healthy()
    devices["web2"]["facts"]["sessions"][0]["bfd"] = "down"
    assert (failing_checks(verified(devices), "error"), failing_checks(verified(devices), "warning")) == ([], ["sessions"])
