# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What appliances announce and are told, and where next hops lead: each check finds its fault."""
from __future__ import annotations

import copy

import pytest
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.verification.small_network import DOMAIN, found, healthy, verified


def evidence(report, check):
    return [finding["evidence"] for finding in report["findings"] if finding["check"] == check]


def result(report, check):
    return next(one["result"] for one in report["checks"] if one["name"] == check)


def ebgp(**pool):
    domain = copy.deepcopy(DOMAIN)
    domain["session"] = "ebgp"
    domain["pools"][0].update({"appliance_asns": [64512], **pool})
    return domain


def announces(devices, prefix, accepted=False, **said):
    session = devices["rs1"]["facts"]["sessions"][3]
    session["announced"][prefix] = {"next_hop": "10.1.1.11", "as_path": "", **said}
    session["accepted" if accepted else "refused"].append(prefix)


# -- refused prefixes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix, why", [
    ("192.0.2.0/26", "too short: /28 to /32 are permitted inside 192.0.2.0/24"),
    ("192.0.2.0/23", "too short: it covers more than 192.0.2.0/24"),
    ("203.0.113.0/29", "outside the blocks of pool web"),
    ("192.0.2.64/29", "the domain permits it"),
])
def test_a_refused_prefix_is_told_with_its_reason(prefix, why):
    devices = healthy()
    announces(devices, prefix)
    report = verified(devices)
    assert found(report, "refused_prefixes") == [("warning", "web1")]
    assert f"{prefix} ({why}" in evidence(report, "refused_prefixes")[0]


def test_a_prefix_that_is_too_long_is_told_as_such():
    devices = healthy()
    domain = copy.deepcopy(DOMAIN)
    domain["pools"][0]["prefixes"] = [{"within": "192.0.2.0/24", "lengths": "29-30"}]
    announces(devices, "192.0.2.1/32")
    assert "192.0.2.1/32 (too long: /29 to /30 are permitted inside 192.0.2.0/24)" in evidence(verified(devices, domain), "refused_prefixes")[0]


def test_a_prefix_of_another_pool_is_told_with_its_owner():
    devices = healthy()
    domain = copy.deepcopy(DOMAIN)
    domain["pools"].append({"name": "edge", "subnets": ["10.2.0.0/16"], "password": "a-key", "prefixes": [{"within": "203.0.113.0/24", "lengths": 29}]})
    announces(devices, "203.0.113.0/29")
    assert "outside the blocks of pool web: it is of pool edge" in evidence(verified(devices, domain), "refused_prefixes")[0]


def test_a_prefix_beyond_the_limit_is_told_as_such():
    devices = healthy()
    domain = copy.deepcopy(DOMAIN)
    domain["pools"][0]["max_prefixes"] = 1
    announces(devices, "192.0.2.64/29")
    assert "beyond the limit of 1 prefixes" in evidence(verified(devices, domain), "refused_prefixes")[0]


def test_a_prefix_that_is_permitted_to_another_asn_is_told_as_such():
    devices = healthy()
    domain = ebgp(appliance_asns=[64512, 64513], prefixes=[{"within": "192.0.2.0/24", "lengths": "28-32", "asn": 64513}])
    announces(devices, "192.0.2.64/29", as_path="64512")
    assert "its pool permits it to another ASN than 64512" in evidence(verified(devices, domain), "refused_prefixes")[0]


def test_the_rows_of_an_appliance_have_the_reasons():
    devices = healthy()
    announces(devices, "203.0.113.0/29")
    row = next(row for row in verified(devices)["appliances"] if row["name"] == "web1")
    assert row["sessions"][0]["reasons"] == {"203.0.113.0/29": "outside the blocks of pool web"} and row["sessions"][1]["reasons"] == {}


# -- transit ---------------------------------------------------------------------------------------------------------


def test_a_path_through_somebody_else_is_a_transit():
    devices = healthy()
    announces(devices, "192.0.2.64/29", as_path="64999")
    assert ("warning", "web1") in found(verified(devices), "transit")
    assert "its AS path 64999 shows that it was learned elsewhere" in evidence(verified(devices), "refused_prefixes")[0]


def test_an_accepted_path_through_somebody_else_is_an_error():
    devices = healthy()
    announces(devices, "192.0.2.64/29", accepted=True, as_path="64512 64999")
    assert found(verified(devices, ebgp()), "transit") == [("error", "web1")]


def test_an_appliances_own_asn_however_often_is_no_transit():
    devices = healthy()
    announces(devices, "192.0.2.64/29", accepted=True, as_path="64512 64512 64512")
    assert found(verified(devices, ebgp()), "transit") == []


def test_what_one_route_server_told_and_the_other_hears_of_the_appliance_is_an_error():
    devices = healthy()
    sessions = devices["web1"]["facts"]["sessions"]
    sessions[0]["refused"], sessions[1]["advertised"] = ["0.0.0.0/0"], ["192.0.2.0/29", "0.0.0.0/0"]
    assert found(verified(devices), "transit") == [("error", "web1")]


def test_what_an_appliance_announces_beyond_its_own_and_was_not_told_is_no_transit():
    devices = healthy()
    devices["web1"]["facts"]["sessions"][1]["advertised"].append("203.0.113.0/24")
    assert found(verified(devices), "transit") == []


# -- outbound --------------------------------------------------------------------------------------------------------


def test_more_than_the_pool_is_told_is_an_error_at_both_ends():
    devices = healthy()
    devices["web1"]["facts"]["sessions"][0]["refused"] = ["198.51.100.0/24"]
    devices["rs1"]["facts"]["sessions"][3]["sent_count"] = 1
    assert found(verified(devices), "outbound") == [("error", "rs1"), ("error", "web1")]


def test_a_default_route_that_is_due_and_missing_is_an_error_and_one_that_is_there_is_right():
    devices = healthy()
    domain = copy.deepcopy(DOMAIN)
    domain["pools"][0]["advertise"] = "default"
    assert found(verified(devices, domain), "outbound") == [("error", name) for name in ("web1", "web1", "web2", "web2")]
    for name in ("web1", "web2"):
        for session in devices[name]["facts"]["sessions"]:
            session["accepted"] = ["0.0.0.0/0"]
    for name in ("rs1", "rs2"):
        for session in devices[name]["facts"]["sessions"]:
            session["sent_count"] = 1
    assert found(verified(devices, domain), "outbound") == []


# -- next hops -------------------------------------------------------------------------------------------------------


def test_a_next_hop_that_only_the_default_route_leads_to_is_an_error():
    devices = healthy()
    del devices["f2"]["facts"]["routes"]["10.1.1.0/24"]
    report = verified(devices)
    assert found(report, "next_hops") == [("error", "f2")]
    assert "the next hop 10.1.1.11 of 192.0.2.0/29 is resolved by the default route 0.0.0.0/0 alone" in evidence(report, "next_hops")[0]


def test_a_next_hop_that_no_route_leads_to_is_an_error():
    devices = healthy()
    del devices["f2"]["facts"]["routes"]["10.1.1.0/24"]
    devices["f2"]["facts"]["paths"]["10.1.0.0"] = None
    assert "not resolved by any route" in evidence(verified(devices), "next_hops")[0]


def test_that_no_route_leads_to_the_next_hop_is_told_also_where_the_prefix_is_missing_for_it():
    devices = healthy()
    del devices["f2"]["facts"]["routes"]["10.1.1.0/24"], devices["f2"]["facts"]["routes"]["192.0.2.0/29"]
    report = verified(devices)
    assert found(report, "next_hops") == found(report, "fabric_routes") == [("error", "f2")]


@pytest.mark.parametrize("covering", ["10.0.0.0/8", "10.1.0.0/16"])
def test_a_summary_of_the_whole_subnet_is_specific(covering):
    devices = healthy()
    del devices["f2"]["facts"]["routes"]["10.1.1.0/24"]
    devices["f2"]["facts"]["paths"]["10.1.0.0"] = {"prefix": covering, "protocol": "ospf", "metric": 1, "nexthops": []}
    report = verified(devices)
    assert (found(report, "next_hops"), result(report, "next_hops")) == ([], "ok")


def test_a_route_server_resolves_next_hops_too():
    devices = healthy()
    devices["rs1"]["facts"].update(routes={"192.0.2.0/29": ["10.1.1.11"]}, paths={"10.1.0.0": {"prefix": "0.0.0.0/0"}})
    assert found(verified(devices), "next_hops") == [("error", "rs1")]


def test_the_route_to_a_single_host_counts_by_itself():
    devices = healthy()
    devices["f2"]["facts"]["paths"]["10.1.1.11"] = {"prefix": "0.0.0.0/0"}
    assert found(verified(devices), "next_hops") == [("error", "f2")]


def test_where_nothing_was_read_of_the_subnets_nothing_is_said():
    devices = healthy()
    for name in ("f1", "f2"):
        devices[name]["facts"]["paths"].pop("10.1.0.0")
        for block in ("10.1.1.0/24", "10.1.2.0/24"):
            devices[name]["facts"]["routes"].pop(block)
    assert found(verified(devices), "next_hops") == []


def test_an_accepted_prefix_with_anothers_next_hop_is_a_warning():
    devices = healthy()
    announces(devices, "192.0.2.64/29", accepted=True, next_hop="10.1.1.99")
    assert found(verified(devices), "next_hops") == [("warning", "web1")]


# -- checks that were made elsewhere ---------------------------------------------------------------------------------
