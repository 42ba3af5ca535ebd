# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import copy

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.offline import sound_domain
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.verification.completeness import domain_sessions, rotation_steps
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.verification.small_network import DOMAIN, drop, healthy


def intent(domain=None):
    found, faults = sound_domain(domain or DOMAIN)
    assert not faults, faults
    return found


def servers():
    return {name: device for name, device in healthy().items() if device["role"] == "route_server"}


def look(devices, before=None, domain=None):
    return domain_sessions(intent(domain), [device["facts"] or {} for device in devices.values()], before or {})


def fabric_session(devices, server, peer):
    return next(session for session in devices[server]["facts"]["sessions"] if session["peer"] == peer)


def test_an_appliance_with_a_session_to_each_address_is_complete():
    assert [row["address"] for row in look(servers())["complete"]] == ["10.1.1.11", "10.1.2.12"]


def test_a_lost_session_is_named_with_appliance_and_address():
    devices = servers()
    devices["rs2"]["facts"]["sessions"][3]["hostname"] = "web1"
    before = look(devices)
    drop(devices["rs2"], "10.1.1.11")
    assert look(devices, before)["missing"] == ["the appliance web1 (10.1.1.11) has no session to b (10.255.0.2)"]


def test_a_route_server_that_did_not_answer_has_no_session():
    devices = servers()
    devices["rs2"]["facts"] = None
    assert look(devices)["complete"] == []
    assert {row["name"] for row in look(devices)["alone"]} == {"a"}


def test_an_appliance_that_had_one_session_is_not_waited_for():
    devices = servers()
    drop(devices["rs2"], "10.1.1.11")
    before = look(devices)
    assert look(devices, before)["missing"] == []


def test_every_session_with_the_fabric_and_among_the_route_servers_does_its_work():
    assert [(row["route_server"], row["name"]) for row in look(servers())["fabric"]] == [
        ("rs1", "f1"), ("rs1", "f2"), ("rs1", "rs2"), ("rs2", "f1"), ("rs2", "f2"), ("rs2", "rs1")]


def test_a_lost_session_with_a_fabric_router_is_named():
    devices = servers()
    before = look(devices)
    drop(devices["rs1"], "10.255.1.11")
    assert look(devices, before)["missing"] == ["the route server rs1 has no session with its neighbor f1 (10.255.1.11)"]


def test_a_session_with_a_fabric_router_that_was_not_sent_every_prefix_yet_is_named():
    devices = servers()
    before = look(devices)
    fabric_session(devices, "rs2", "10.255.1.12")["sent_count"] = 1
    assert look(devices, before)["missing"] == ["the route server rs2 has sent 1 of 2 prefixes to its neighbor f2 (10.255.1.12)"]


def test_a_prefix_that_two_appliances_of_a_shared_pool_announce_is_sent_once():
    domain = copy.deepcopy(DOMAIN)
    devices = servers()
    for server in devices:
        for peer in ("10.255.1.11", "10.255.1.12"):
            fabric_session(devices, server, peer)["sent_count"] = 1
    names = {row["name"] for row in look(devices, domain=domain)["fabric"]}
    domain["pools"][0]["shared"] = True
    assert (names, {row["name"] for row in look(devices, domain=domain)["fabric"]}) == ({"rs1", "rs2"}, {"f1", "f2", "rs1", "rs2"})


def test_a_session_that_did_not_do_its_work_before_is_not_waited_for():
    devices = servers()
    drop(devices["rs1"], "10.255.1.11")
    before = look(devices)
    assert look(devices, before)["missing"] == []


def test_each_address_changes_its_key_with_the_route_server_of_lowest_cost():
    assert rotation_steps(intent()) == [{"route_server": "rs1", "addresses": ["a"]}, {"route_server": "rs2", "addresses": ["b"]}]


def test_route_servers_that_no_address_leads_to_come_first():
    domain = copy.deepcopy(DOMAIN)
    domain["route_servers"].insert(1, {"name": "rs3", "router_id": "10.255.1.3"})
    assert [step["route_server"] for step in rotation_steps(intent(domain))] == ["rs3", "rs1", "rs2"]
