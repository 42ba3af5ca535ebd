# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import copy

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.verification import lines
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.verification.small_network import (
    DOMAIN, drop, found, healthy, path, session, verified)


def test_a_healthy_network_has_no_finding():
    report = verified(healthy())
    assert report["findings"] == []
    assert {check["result"] for check in report["checks"]} == {"ok"}


def test_an_appliance_without_one_session_is_an_error_while_both_route_servers_are_up():
    devices = healthy()
    drop(devices["web1"], "10.255.0.2")
    assert found(verified(devices), "sessions") == [("error", "web1")]


def test_one_session_of_two_is_a_warning_while_a_route_server_is_down():
    devices = healthy()
    drop(devices["web1"], "10.255.0.2")
    devices["rs2"].update(facts=None, trouble="no route to host")
    report = verified(devices)
    assert found(report, "sessions") == [("warning", "web1")]
    assert ("error", "rs2") in found(report, "devices")


def test_no_session_at_all_is_an_error_also_while_a_route_server_is_down():
    devices = healthy()
    devices["rs2"].update(facts=None, trouble="no route to host")
    for address in ("10.255.0.1", "10.255.0.2"):
        drop(devices["web1"], address)
    assert found(verified(devices), "sessions") == [("error", "web1"), ("error", "web1")]


def test_two_sessions_at_one_route_server_are_an_error():
    devices = healthy()
    devices["web1"]["facts"]["sessions"][1]["peer_router_id"] = "10.255.1.1"
    assert ("error", "web1") in found(verified(devices), "sessions")


def test_a_session_that_ends_at_a_stranger_is_an_error():
    devices = healthy()
    devices["web1"]["facts"]["sessions"][0]["peer_router_id"] = "10.9.9.9"
    report = verified(devices)
    assert any("no route server of the domain" in finding["evidence"] for finding in report["findings"])


def test_bfd_that_is_down_beside_a_session_is_a_warning():
    devices = healthy()
    devices["web2"]["facts"]["sessions"][0]["bfd"] = "down"
    assert found(verified(devices), "sessions") == [("warning", "web2")]


def test_a_missing_fabric_session_is_an_error_at_the_route_server():
    devices = healthy()
    drop(devices["rs1"], "10.255.1.12")
    assert found(verified(devices), "fabric_sessions") == [("error", "rs1")]


def test_a_prefix_that_is_meant_and_refused_is_an_error():
    devices = healthy()
    devices["rs1"]["facts"]["sessions"][3].update(accepted=[], refused=["192.0.2.0/29"])
    report = verified(devices)
    assert found(report, "accepted_prefixes") == [("error", "web1")]
    assert found(report, "refused_prefixes") == [("warning", "web1")]


def test_a_prefix_that_is_meant_and_not_announced_is_an_error():
    devices = healthy()
    devices["rs1"]["facts"]["sessions"][3].update(accepted=[])
    assert found(verified(devices), "accepted_prefixes") == [("error", "web1")]


def test_a_prefix_beyond_the_inventory_is_a_warning():
    devices = healthy()
    devices["rs1"]["facts"]["sessions"][3]["accepted"].append("192.0.2.128/32")
    assert found(verified(devices), "accepted_prefixes") == [("warning", "web1")]


@pytest.mark.parametrize("prefix", ["192.0.2.8/29", "192.0.2.8/32", "192.0.2.0/28"])
def test_one_or_overlapping_prefixes_of_two_appliances_are_an_alarm(prefix):
    devices = healthy()
    devices["rs1"]["facts"]["sessions"][3]["accepted"].append(prefix)
    assert [severity for severity, _subject in found(verified(devices), "announcers")][:1] == ["error"]


def test_a_shared_pool_may_announce_one_prefix_from_two_appliances():
    devices = healthy()
    domain = copy.deepcopy(DOMAIN)
    domain["pools"][0]["shared"] = True
    devices["rs1"]["facts"]["sessions"][3]["accepted"].append("192.0.2.8/29")
    assert found(verified(devices, domain), "announcers") == []


def test_one_appliance_may_announce_a_prefix_inside_its_own():
    devices = healthy()
    devices["rs1"]["facts"]["sessions"][3]["accepted"].append("192.0.2.1/32")
    assert found(verified(devices), "announcers") == []


def test_a_fabric_router_without_a_prefix_is_an_error():
    devices = healthy()
    del devices["f2"]["facts"]["routes"]["192.0.2.0/29"]
    assert found(verified(devices), "fabric_routes") == [("error", "f2")]


def test_a_prefix_by_a_foreign_next_hop_is_an_error():
    devices = healthy()
    devices["f2"]["facts"]["routes"]["192.0.2.0/29"] = ["10.66.6.6"]
    assert found(verified(devices), "fabric_routes") == [("error", "f2")]


def test_next_hops_that_lead_to_two_route_servers_are_an_error():
    devices = healthy()
    devices["f1"]["facts"]["paths"]["10.255.0.1"] = path("10.255.0.1", "10.254.1.0", "10.254.0.1")
    devices["f2"]["facts"]["paths"]["10.255.0.1"] = path("10.255.0.1", "10.254.2.0")
    assert ("error", "f1") in found(verified(devices), "nearest_route_server")


def test_several_next_hops_that_lead_to_one_route_server_are_right():
    devices = healthy()
    devices["f2"]["facts"]["interfaces"]["second"] = ["10.254.9.1/31"]
    devices["f1"]["facts"]["paths"]["10.255.0.2"] = path("10.255.0.2", "10.254.0.1", "10.254.9.1")
    assert verified(devices)["findings"] == []


def test_both_addresses_at_one_route_server_are_an_error():
    devices = healthy()
    devices["f1"]["facts"]["paths"]["10.255.0.2"] = path("10.255.0.2", "10.254.1.0")
    report = verified(devices)
    assert ("error", "f1") in found(report, "two_route_servers")


def test_both_addresses_at_the_only_route_server_that_is_up_are_a_warning():
    devices = healthy()
    devices["rs2"].update(facts=None, trouble="no route to host")
    for name, hop in (("f1", "10.254.1.0"), ("f2", "10.254.0.0")):
        devices[name]["facts"]["paths"]["10.255.0.2"] = path("10.255.0.2", hop)
    assert found(verified(devices), "two_route_servers") == [("warning", "f1"), ("warning", "f2")]


def test_an_address_that_leads_past_the_route_server_of_the_lowest_cost_is_a_warning():
    devices = healthy()
    devices["f1"]["facts"]["paths"]["10.255.0.1"] = path("10.255.0.1", "10.254.0.1")
    devices["f2"]["facts"]["paths"]["10.255.0.1"] = path("10.255.0.1", "10.254.2.0")
    assert found(verified(devices), "planned_order") == [("warning", "rs1")]


def test_an_address_leads_to_the_next_route_server_while_the_first_is_down():
    devices = healthy()
    devices["f1"]["facts"]["paths"]["10.255.0.1"] = path("10.255.0.1", "10.254.0.1")
    devices["f2"]["facts"]["paths"]["10.255.0.1"] = path("10.255.0.1", "10.254.2.0")
    devices["rs1"].update(facts=None, trouble="no route to host")
    assert found(verified(devices), "planned_order") == []


def test_where_each_router_has_its_own_nearest_route_server_the_lowest_cost_decides_nothing():
    devices = healthy()
    devices["f1"]["facts"]["paths"]["10.255.0.1"] = path("10.255.0.1", "10.254.0.1")
    devices["f2"]["facts"]["paths"]["10.255.0.1"] = path("10.255.0.1", "10.254.2.0")
    topology = {"routers": {name: {} for name in ("rs1", "rs2", "f1", "f2")},
                "links": [{"between": pair, "cost": 10} for pair in (["rs1", "f1"], ["rs2", "f2"], ["f1", "f2"])]}
    report = verified(devices, {**DOMAIN, "cost_plan": {"strategy": "nearest", "topology": topology, "survive": []}})
    assert found(report, "planned_order") == []


def test_a_session_that_only_the_appliance_has_is_an_error():
    devices = healthy()
    devices["rs1"]["facts"]["sessions"] = [one for one in devices["rs1"]["facts"]["sessions"] if one["peer"] != "10.1.1.11"]
    assert found(verified(devices), "both_ends") == [("error", "web1")]


def test_a_session_that_was_left_behind_at_another_route_server_is_a_warning_and_says_nothing_of_prefixes():
    devices = healthy()
    devices["rs2"]["facts"]["sessions"].append(session("10.1.1.11", "10.255.0.1", accepted=[], refused=[]))
    report = verified(devices)
    assert found(report, "both_ends") == [("warning", "rs2")]
    assert found(report, "accepted_prefixes") == []


def test_a_loop_is_named_and_does_not_hang():
    devices = healthy()
    devices["f1"]["facts"]["paths"]["10.255.0.1"] = path("10.255.0.1", "10.254.0.1")
    report = verified(devices)
    assert any("a loop" in finding["evidence"] for finding in report["findings"])


def test_a_default_route_does_not_count_as_a_route_to_the_address():
    devices = healthy()
    devices["f1"]["facts"]["paths"]["10.255.0.1"]["prefix"] = "0.0.0.0/0"
    assert any("no route of its own" in finding["evidence"] for finding in verified(devices)["findings"])


def test_bgp_dead_with_the_address_still_injected_is_named():
    devices = healthy()
    devices["rs1"]["facts"].update(speaks_bgp=False, asn=None, sessions=[])
    report = verified(devices)
    assert found(report, "dead_injection") == [("error", "rs1")]
    assert "f1, f2" in next(finding["evidence"] for finding in report["findings"] if finding["check"] == "dead_injection")


def test_how_to_start_bgp_is_said_in_the_words_of_the_devices_vendor():
    devices = healthy()
    devices["rs1"]["facts"].update(speaks_bgp=False, asn=None, sessions=[], start_bgp="turn the key")
    advices = [finding["advice"] for finding in verified(devices)["findings"] if finding["subject"] == "rs1"]
    assert [advice for advice in advices if "turn the key" in advice] == ["turn the key", "turn the key; or take the addresses off its interface until it runs"]


def test_without_fabric_routers_the_checks_say_that_they_were_not_made():
    devices = {name: values for name, values in healthy().items() if values["role"] != "fabric"}
    report = verified(devices)
    assert found(report, "nearest_route_server") == [("info", "fabric")]
    assert found(report, "fabric_routes") == [("info", "fabric")]
    assert report["count"]["error"] == 0


def test_a_host_outside_the_limit_is_a_note_and_no_fault():
    devices = healthy()
    devices["web2"]["facts"] = None
    report = verified(devices)
    assert report["count"] == {"error": 0, "warning": 0, "info": 1}


def test_an_appliance_that_the_inventory_does_not_have_is_noted():
    devices = healthy()
    devices["rs1"]["facts"]["sessions"].append(session("10.1.7.7", "10.255.0.1", accepted=[], refused=[]))
    assert found(verified(devices), "unmanaged") == [("info", "10.1.7.7")]


def test_the_rows_say_where_each_session_ended_and_what_became_of_the_prefixes():
    devices = healthy()
    devices["rs2"]["facts"]["sessions"][3]["refused"] = ["203.0.113.0/24"]
    row = next(row for row in verified(devices)["appliances"] if row["name"] == "web1")
    assert [(item["address"], item["route_server"], item["accepted"], item["refused"]) for item in row["sessions"]] == [
        ("a", "rs1", ["192.0.2.0/29"], []), ("b", "rs2", ["192.0.2.0/29"], ["203.0.113.0/24"])]
    assert row["announced"] == ["192.0.2.0/29", "203.0.113.0/24"]


def test_the_rows_say_at_what_cost_an_address_is_injected_and_for_whom_it_is_the_nearest():
    row = verified(healthy())["route_servers"][0]
    assert [(item["name"], item["cost"], item["injected"], item["nearest_for"]) for item in row["addresses"]] == [
        ("a", 10, True, ["f1", "f2"]), ("b", 111, True, [])]


def test_the_text_names_severity_subject_evidence_and_advice():
    devices = healthy()
    drop(devices["web1"], "10.255.0.2")
    text = lines(verified(devices))
    assert any(line.startswith("ERROR web1: the session to b (10.255.0.2) is Active. Look at") for line in text)
    assert text[-1] == "1 errors, 0 warnings, 0 notes."
