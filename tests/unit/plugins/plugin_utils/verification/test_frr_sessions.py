# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of FRR 8.4.4, shortened, to facts."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr import sessions

NEIGHBORS = {
    "10.1.1.11": {
        "remoteAs": 65000, "hostname": "web1", "peerGroup": "VA-web-4", "remoteRouterId": "192.0.2.9", "bgpState": "Established",
        "bgpTimerUpMsec": 4000, "peerSubnetRangeGroup": "10.1.1.8/29", "hostLocal": "10.255.0.1", "lastResetDueTo": "BFD down received",
        "addressFamilyInfo": {"ipv4Unicast": {"inboundSoftConfigPermit": True, "acceptedPrefixCounter": 1}},
        "peerBfdInfo": {"status": "Up"},
    },
    "10.255.1.11": {"remoteAs": 65000, "bgpState": "Active", "addressFamilyInfo": {"ipv4Unicast": {"acceptedPrefixCounter": 0}}},
}
ROUTE = {"10.255.0.1/32": [
    {"protocol": "bgp", "nexthops": [{"ip": "10.9.9.9"}]},
    {"protocol": "ospf", "selected": True, "metric": 20, "nexthops": [{"fib": True, "ip": "10.254.0.8", "interfaceName": "to-rs1"}, {"ip": "10.254.0.10"}]},
]}
INSIDE = {"192.0.2.16/29": [{"selected": True, "nexthops": [
    {"ip": "10.1.2.12", "active": True, "recursive": True}, {"fib": True, "ip": "10.254.0.5", "resolver": True, "active": True}]}]}


def read(**answers):
    summary = {"ipv4Unicast": {"routerId": "10.255.1.1", "as": 65000}}
    return sessions.facts(Reading("", "8.4.4", "1 2", {"daemons": ["zebra", "bgpd"], "summary": summary, "neighbors": NEIGHBORS, **answers}))


def test_a_dynamic_session_is_told_with_its_group_its_addresses_and_bfd():
    session = read()["sessions"][0]
    assert (session["peer"], session["group"], session["dynamic"], session["established"], session["local_address"], session["bfd"]) == (
        "10.1.1.11", "VA-web-4", True, True, "10.255.0.1", "up")


def test_a_session_that_is_down_is_told_too():
    session = read()["sessions"][1]
    assert (session["established"], session["state"], session["bfd"], session["uptime_seconds"]) == (False, "Active", "none", 0)


def test_the_selected_route_and_its_installed_next_hops_count():
    assert read(**{"to 10.255.0.1": ROUTE})["paths"]["10.255.0.1"]["nexthops"] == [{"address": "10.254.0.8", "interface": "to-rs1"}]


def test_a_refused_question_is_no_route():
    assert read(**{"to 10.255.0.1": None})["paths"] == {"10.255.0.1": None}


def test_the_next_hop_of_bgp_counts_and_not_what_it_resolves_to():
    assert read(**{"inside 192.0.2.0/24": INSIDE})["routes"] == {"192.0.2.16/29": ["10.1.2.12"]}


def test_only_neighbors_whose_announcements_are_kept_are_asked_for_them():
    asked = sessions.prefix_queries(read())
    assert sorted(asked.values()) == ["show bgp ipv4 unicast neighbors 10.1.1.11 filtered-routes json",
                                      "show bgp ipv4 unicast neighbors 10.1.1.11 received-routes json"]


def test_accepted_is_what_was_received_without_what_was_filtered():
    answers = {"received 4 10.1.1.11": {"receivedRoutes": {"192.0.2.8/29": {}, "203.0.113.0/24": {}}},
               "filtered 4 10.1.1.11": {"receivedRoutes": {"203.0.113.0/24": {}}}}
    session = sessions.with_prefixes(read(), answers)["sessions"][0]
    assert (session["accepted"], session["refused"]) == (["192.0.2.8/29"], ["203.0.113.0/24"])


def test_what_was_announced_is_told_with_next_hop_and_path():
    answers = {"received 4 10.1.1.11": {"receivedRoutes": {"192.0.2.8/29": {"nextHop": "10.1.1.11", "path": "64512 64999"}}}}
    session = sessions.with_prefixes(read(), answers)["sessions"][0]
    assert (session["announced"], session["advertised"]) == ({"192.0.2.8/29": {"next_hop": "10.1.1.11", "as_path": "64512 64999"}}, None)


def test_only_a_neighbor_that_is_configured_is_asked_for_what_it_was_told():
    fixed = {**NEIGHBORS["10.1.1.11"]}
    del fixed["peerSubnetRangeGroup"]
    found = read(neighbors={"10.255.0.1": fixed})
    assert sessions.prefix_queries(found)["advertised 4 10.255.0.1"] == "show bgp ipv4 unicast neighbors 10.255.0.1 advertised-routes json"
    told = sessions.with_prefixes(found, {"advertised 4 10.255.0.1": {"advertisedRoutes": {"192.0.2.8/29": {}}}})["sessions"][0]
    assert told["advertised"] == ["192.0.2.8/29"]


@pytest.mark.parametrize("said, authenticated", [({"authenticationEnabled": 1}, True), ({}, False)])
def test_whether_a_session_has_a_key_is_told(said, authenticated):
    assert read(neighbors={"10.1.1.11": {**NEIGHBORS["10.1.1.11"], **said}})["sessions"][0]["authenticated"] is authenticated


def test_a_device_without_bgp_has_neither_sessions_nor_an_asn():
    facts = sessions.facts(Reading("", "8.4.4", "1 2", {"daemons": ["zebra"], "neighbors": None, "summary": None}))
    assert (facts["sessions"], facts["asn"], facts["speaks_bgp"]) == ([], None, False)


def test_stale_keys_are_kept_by_old_releases_only():
    assert read()["keeps_stale_keys"] is True
    assert sessions.facts(Reading("", "10.6.0", "", {}))["keeps_stale_keys"] is False


def test_each_family_is_asked_in_its_own_words():
    asked = sessions.queries(["10.255.0.1", "2001:db8:ff::1"], ["2001:db8:100::/48"])
    assert asked["to 2001:db8:ff::1"] == "show ipv6 route 2001:db8:ff::1 json"
    assert asked["inside 2001:db8:100::/48"] == "show ipv6 route 2001:db8:100::/48 longer-prefixes json"
