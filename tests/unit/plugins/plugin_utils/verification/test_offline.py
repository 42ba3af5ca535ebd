# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import copy

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.offline import configuration, device_options, device_state, domain_faults
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.plan_report import plan_report
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.verification.small_network import DOMAIN


def test_a_sound_domain_has_no_fault():
    assert domain_faults(DOMAIN) == []


def test_all_faults_of_a_domain_are_named_at_once():
    domain = copy.deepcopy(DOMAIN)
    domain["asn"] = 0
    domain["pools"][0]["exclude"] = ["10.9.0.0/16"]
    assert [fault.path for fault in domain_faults(domain)][:1] == ["domain.asn"]


def test_an_option_that_does_not_exist_is_a_fault():
    assert [fault.path for fault in domain_faults({**DOMAIN, "bogus": 1})] == ["domain.bogus"]


def test_a_route_server_is_rendered_with_masked_keys():
    text, faults = configuration({"name": "rs1", "domain": DOMAIN}, "frr", "8.4.4")
    assert faults == []
    assert "bgp listen range 10.1.0.0/16 peer-group VA-web-4" in text
    assert "a-key" not in text and "password ********" in text


def test_an_appliance_is_rendered_from_its_pool_and_prefixes():
    options = {"pool": "web", "prefixes": ["192.0.2.0/29"], "router_id": "192.0.2.1", "asn": None, "domain": DOMAIN}
    text, faults = configuration(options, "frr", "8.4.4")
    assert faults == []
    assert "network 192.0.2.0/29 route-map VA-ORIGIN" in text


def test_a_device_that_ceases_to_take_part_gets_nothing():
    appliance = {"pool": "web", "prefixes": ["192.0.2.0/29"], "router_id": "192.0.2.1"}
    for options in ({"name": "rs1"}, appliance):
        assert configuration({**options, "domain": DOMAIN, "state": "absent"}, "frr", "8.4.4") == ("", [])


def test_an_unknown_vendor_and_an_unknown_route_server_are_named_together():
    _text, faults = configuration({"name": "rs9", "domain": DOMAIN}, "ftr", "8.4.4")
    assert [fault.path for fault in faults] == ["vendor", "name"]


def test_a_prefix_that_the_pool_refuses_is_a_fault_of_the_appliance():
    _state, faults = device_state({"pool": "web", "prefixes": ["203.0.113.0/24"], "router_id": "192.0.2.1", "domain": DOMAIN})
    assert [fault.path for fault in faults] == ["prefixes[0]"]


def test_a_device_may_be_given_as_a_dictionary_or_option_by_option():
    assert device_options({"name": "rs1"}, {"anycast_interface": "lo"}) == ({"name": "rs1", "anycast_interface": "lo"}, [])
    assert device_options("rs1", {})[1] != []


def test_the_plan_counts_changed_unchanged_and_failed_hosts():
    report = plan_report({
        "rs1": {"changed": True, "commands": ["router bgp 65000"], "warnings": ["mind this"]},
        "rs2": {"changed": False, "commands": []},
        "rs3": {"unreachable": True, "changed": False, "msg": "no route to host"},
    })
    assert [(host["host"], host["state"]) for host in report["hosts"]] == [("rs1", "change"), ("rs2", "same"), ("rs3", "failed")]
    assert report["lines"][-1] == "1 hosts would change, 1 are as they should be, 1 could not be planned. Nothing was sent."
    assert report["texts"]["rs1"] == "# rs1 would change\n# warning: mind this\nrouter bgp 65000\n"
    assert "no route to host" in report["markdown"]
    assert report["failed"] == ["rs3"]
