# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as JUnit XML: one suite a check, one test case a device. Pure.

Elements and their order are those of Jenkins's xUnit plugin (junit-10.xsd), which GitLab's test reports read as well (GitLab, Unit test reports). A test case
fails where its check fails the run; what is found and does not fail it stands in `system-out`. A device that could not be judged is skipped.
"""
from __future__ import annotations

import re
from typing import Any, Mapping
from xml.etree import ElementTree

from .model import INFO
from .outcome import FAIL_ON

# What XML 1.0 has no character for; a device's words may hold it.
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Finding = Mapping[str, str]


def junit(report: Mapping[str, Any], fail_on: str = "error", name: str = "virtual_appliance.routing.verify") -> str:
    root = ElementTree.Element("testsuites", name=name)
    devices = {device["name"]: device for device in report["devices"]}
    for check in report["checks"]:
        findings = [finding for finding in report["findings"] if finding["check"] == check["name"]]
        suite = ElementTree.SubElement(root, "testsuite", name=check["name"], errors="0", time="0")
        for subject in dict.fromkeys([*devices, *(finding["subject"] for finding in findings)]):
            own = [finding for finding in findings if finding["subject"] == subject]
            _case(suite, check, subject, own, _unjudged(check, devices.get(subject), own), FAIL_ON[fail_on])
        _count(suite)
    _count(root)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _unjudged(check: Mapping[str, Any], device: Mapping[str, Any] | None, findings: list[Finding]) -> str:
    if device is None or any(finding["severity"] != INFO for finding in findings):
        return ""
    if not device["read"]:
        return "the device was not read" + (f": {device['trouble']}" if device["trouble"] else " in this run")
    return "nothing to check was found" if check["result"] == "not checked" else ""


def _case(suite: ElementTree.Element, check: Mapping[str, Any], subject: str, findings: list[Finding], unjudged: str, failing: tuple[str, ...]) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=f"verify.{check['name']}", name=_fit(subject), time="0")
    if unjudged:
        ElementTree.SubElement(case, "skipped", message=_fit(unjudged))
    fatal = [finding for finding in findings if finding["severity"] in failing]
    if fatal:
        element = ElementTree.SubElement(case, "failure", type=fatal[0]["severity"], message=_fit(fatal[0]["evidence"]))
        element.text = _fit("\n".join(map(_told, fatal)))
    others = [finding for finding in findings if finding not in fatal]
    ElementTree.SubElement(case, "system-out").text = _fit("\n".join([check["title"], *map(_told, others)]))


def _told(finding: Finding) -> str:
    return f"{finding['severity'].upper()}: {finding['evidence']}." + (f" {finding['advice'][:1].upper()}{finding['advice'][1:]}." if finding["advice"] else "")


def _count(element: ElementTree.Element) -> None:
    element.set("tests", str(len(list(element.iter("testcase")))))
    element.set("failures", str(len(list(element.iter("failure")))))
    if element.tag == "testsuite":
        element.set("skipped", str(len(list(element.iter("skipped")))))


def _fit(text: str) -> str:
    return UNFIT.sub("?", text)
