# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration, listen ranges and keys: each check finds its fault, and is silent where there is none (`test_verification` holds the healthy network)."""
from __future__ import annotations

import copy

import pytest
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.verification.small_network import DOMAIN, found, healthy, verified


def evidence(report, check):
    return [finding["evidence"] for finding in report["findings"] if finding["check"] == check]


def result(report, check):
    return next(one["result"] for one in report["checks"] if one["name"] == check)


def key(devices, name, holder, **values):
    row = next(row for row in devices[name]["facts"]["configuration"]["keys"] if row["holder"] == holder)
    row.update(values)


# -- configuration ---------------------------------------------------------------------------------------------------


def test_lines_that_are_missing_or_left_over_are_named():
    devices = healthy()
    devices["rs1"]["facts"]["configuration"].update(missing=["neighbor VA-web-4 passive"], left_over=["ip prefix-list VA-web-4 permit 0.0.0.0/0 le 32"])
    report = verified(devices)
    assert found(report, "configuration") == [("error", "rs1")]
    assert all(words in evidence(report, "configuration")[0] for words in ("1 lines are missing (neighbor VA-web-4 passive)", "0.0.0.0/0 le 32"))


def test_the_same_lines_in_another_order_are_named():
    devices = healthy()
    devices["rs2"]["facts"]["configuration"]["order_differs"] = True
    assert found(verified(devices), "configuration") == [("error", "rs2")]


def test_an_appliance_is_compared_too_and_what_it_would_refuse_is_told():
    devices = healthy()
    devices["web1"]["facts"]["configuration"]["refusals"] = ["device: the FRR daemon bfdd does not run."]
    report = verified(devices)
    assert found(report, "configuration") == [("error", "web1")] and "bfdd" in evidence(report, "configuration")[0]


def test_variables_at_fault_are_told_and_the_other_checks_go_on():
    devices = healthy()
    devices["web1"]["facts"]["configuration"] = {"faults": ["prefixes[0]: the pool does not permit it."]}
    report = verified(devices)
    assert found(report, "configuration") == [("error", "web1")] and result(report, "sessions") == "ok"


def test_devices_that_were_not_compared_are_not_judged():
    devices = healthy()
    for device in devices.values():
        device["facts"].pop("configuration", None)
    report = verified(devices)
    assert [result(report, check) for check in ("configuration", "listen_ranges", "equal_keys")] == ["not checked"] * 3
    assert report["findings"] == []


# -- listen ranges ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ranges, words", [
    ([], "does not listen on 10.1.0.0/16"),
    ([{"range": "10.0.0.0/8", "group": "VA-web-4"}], "listens on 10.0.0.0/8, wider than the declared 10.1.0.0/16"),
    ([{"range": "10.1.0.0/16", "group": "VA-web-4"}, {"range": "10.7.0.0/16", "group": "VA-web-4"}], "10.7.0.0/16, which the domain does not declare"),
    ([{"range": "10.1.0.0/16", "group": "VA-web-4"}, {"range": "10.1.7.0/24", "group": "THEIRS"}], "THEIRS, which is not the domain's, takes 10.1.7.0/24"),
    ([{"range": "10.1.0.0/16", "group": "VA-edge-4"}], "group VA-edge-4 listens on 10.1.0.0/16, which"),
])
def test_ranges_that_are_missing_extra_wider_or_of_others_are_named(ranges, words):
    devices = healthy()
    devices["rs1"]["facts"]["listen_ranges"] = ranges
    report = verified(devices)
    assert {subject for _severity, subject in found(report, "listen_ranges")} == {"rs1"}
    assert any(words in text for text in evidence(report, "listen_ranges"))


def test_a_wider_range_is_one_finding():
    devices = healthy()
    devices["rs1"]["facts"]["listen_ranges"] = [{"range": "10.0.0.0/8", "group": "VA-web-4"}]
    assert len(found(verified(devices), "listen_ranges")) == 1


def test_ranges_of_others_that_meet_no_pool_are_nobodys_business():
    devices = healthy()
    devices["rs1"]["facts"]["listen_ranges"].append({"range": "172.16.0.0/12", "group": "THEIRS"})
    assert found(verified(devices), "listen_ranges") == []


# -- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, number", [("rs1", 3), ("web1", 0)])
def test_a_session_that_runs_without_its_key_is_an_error(name, number):
    devices = healthy()
    devices[name]["facts"]["sessions"][number]["authenticated"] = False
    assert found(verified(devices), "session_keys") == [("error", name)]


def test_where_the_device_does_not_tell_its_configuration_decides():
    devices = healthy()
    devices["rs1"]["facts"]["sessions"][3]["authenticated"] = None
    assert found(verified(devices), "session_keys") == []
    key(devices, "rs1", "VA-web-4", state="missing", digest=None)
    assert {subject for _severity, subject in found(verified(devices), "session_keys")} == {"rs1"}


def test_a_group_without_its_key_is_an_error_before_anybody_has_a_session():
    devices = healthy()
    key(devices, "rs1", "VA-web-4", state="missing", digest=None)
    devices["rs1"]["facts"]["sessions"] = devices["rs1"]["facts"]["sessions"][:3]
    assert found(verified(devices), "session_keys") == [("error", "rs1")]


def test_without_a_key_in_the_domain_no_session_needs_one():
    devices = healthy()
    domain = copy.deepcopy(DOMAIN)
    domain["pools"][0].update(authentication="none")
    del domain["pools"][0]["password"]
    for name in ("rs1", "rs2", "web1", "web2"):
        devices[name]["facts"]["configuration"]["keys"] = []
        for one in devices[name]["facts"]["sessions"]:
            one["authenticated"] = False
    assert found(verified(devices, domain), "session_keys") == []


def test_a_key_that_the_domain_does_not_give_is_an_error():
    devices = healthy()
    devices["rs1"]["facts"]["configuration"]["keys"].append({"holder": "VA-old-4", "state": "undeclared", "digest": "x"})
    assert found(verified(devices), "session_keys") == [("error", "rs1")]


def test_one_device_with_another_key_is_named_and_so_are_the_others():
    devices = healthy()
    key(devices, "rs2", "VA-web-4", state="differs", digest="of-another")
    report = verified(devices)
    assert found(report, "equal_keys") == [("error", "rs2")] and "rs1, web1, web2 hold" in evidence(report, "equal_keys")[0]


def test_an_appliance_with_another_key_is_named():
    devices = healthy()
    key(devices, "web2", "10.255.0.1", state="differs", digest="of-another")
    assert found(verified(devices), "equal_keys") == [("error", "web2")]


EVERYBODY = (("rs1", "VA-web-4"), ("rs2", "VA-web-4"), *((name, address) for name in ("web1", "web2") for address in ("10.255.0.1", "10.255.0.2")))


def test_one_key_everywhere_that_is_not_the_domains_is_a_warning():
    devices = healthy()
    for name, holder in EVERYBODY:
        key(devices, name, holder, state="differs", digest="of-another")
    assert found(verified(devices), "equal_keys") == [("warning", "pool web")]


def test_without_digests_nobody_knows_whether_keys_that_differ_are_one():
    devices = healthy()
    for name, holder in EVERYBODY:
        key(devices, name, holder, state="differs", digest=None)
    assert found(verified(devices), "equal_keys") == [("error", name) for name in ("rs1", "rs2", "web1", "web2")]


def test_a_sealed_key_is_said_to_be_beyond_comparison():
    devices = healthy()
    key(devices, "rs1", "VA-web-4", state="sealed", digest=None)
    report = verified(devices)
    assert found(report, "equal_keys") == [("info", "rs1")] and "sealed" in evidence(report, "equal_keys")[0]
