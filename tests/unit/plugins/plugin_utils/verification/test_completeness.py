# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import copy

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.offline import sound_domain
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.verification.completeness import appliance_sessions, rotation_steps
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.verification.small_network import DOMAIN, drop, healthy


def intent(domain=None):
    found, faults = sound_domain(domain or DOMAIN)
    assert not faults, faults
    return found


def servers():
    return {name: device for name, device in healthy().items() if device["role"] == "route_server"}


def look(devices, before=()):
    return appliance_sessions(intent(), [device["facts"] or {} for device in devices.values()], before)


def test_an_appliance_with_a_session_to_each_address_is_complete():
    assert [row["address"] for row in look(servers())["complete"]] == ["10.1.1.11", "10.1.2.12"]


def test_a_lost_session_is_named_with_appliance_and_address():
    devices = servers()
    before = look(devices)["complete"]
    devices["rs2"]["facts"]["sessions"][3]["hostname"] = "web1"
    drop(devices["rs2"], "10.1.1.11")
    before[0]["hostname"] = "web1"
    assert look(devices, before)["missing"] == ["the appliance web1 (10.1.1.11) has no session to b (10.255.0.2)"]


def test_a_route_server_that_did_not_answer_has_no_session():
    devices = servers()
    devices["rs2"]["facts"] = None
    assert look(devices)["complete"] == []
    assert {row["name"] for row in look(devices)["alone"]} == {"a"}


def test_an_appliance_that_had_one_session_is_not_waited_for():
    devices = servers()
    drop(devices["rs2"], "10.1.1.11")
    before = look(devices)["complete"]
    assert look(devices, before)["missing"] == []


def test_each_address_changes_its_key_with_the_route_server_of_lowest_cost():
    assert rotation_steps(intent()) == [{"route_server": "rs1", "addresses": ["a"]}, {"route_server": "rs2", "addresses": ["b"]}]


def test_route_servers_that_no_address_leads_to_come_first():
    domain = copy.deepcopy(DOMAIN)
    domain["route_servers"].insert(1, {"name": "rs3", "router_id": "10.255.1.3"})
    assert [step["route_server"] for step in rotation_steps(intent(domain))] == ["rs3", "rs1", "rs2"]
