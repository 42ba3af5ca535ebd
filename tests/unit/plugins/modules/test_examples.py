# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples that a user copies hold: known options, a domain without contradictions, a state for the device."""
from __future__ import annotations

import pytest
import yaml

from ansible_collections.virtual_appliance.routing.plugins.module_utils._options import APPLIANCE_MODULE, ROUTE_SERVER_MODULE
from ansible_collections.virtual_appliance.routing.plugins.modules import appliance, route_server
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.intent import domain_intent
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.specification import check
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.state import appliance_state, route_server_state

MODULES = {"appliance": (appliance, APPLIANCE_MODULE), "route_server": (route_server, ROUTE_SERVER_MODULE)}
FIREWALLS = {
    "name": "firewalls", "subnets": ["10.4.0.0/16"], "password": "firewall-key", "prefixes": [{"within": "198.51.100.0/28"}], "shared": True,
    "preference": {"primary": "65000:200", "backup": "65000:50"}}
VALUES = {
    "{{ inventory_hostname }}": "rs1", "{{ vault_web_password }}": "web-key", "{{ vault_edge_password }}": "edge-key",
    "{{ firewall_router_id }}": "198.51.100.1", "{{ 'primary' if inventory_hostname == 'fw1' else 'backup' }}": "primary"}


def filled(value, domain):
    if isinstance(value, dict):
        return {key: filled(item, domain) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, domain) for item in value]
    return domain if value == "{{ virtual_appliance_domain }}" else VALUES.get(value, value) if isinstance(value, str) else value


def domain_of(module):
    """The domain that stands in the examples as a comment."""
    commented = [line[2:] for line in module.EXAMPLES.split("\n") if line.startswith("#   ")]
    domain = filled(yaml.safe_load("\n".join(commented)), None)["virtual_appliance_domain"]
    return {**domain, "pools": [*domain["pools"], FIREWALLS]}


def calls():
    for name, (module, spec) in MODULES.items():
        for play in yaml.safe_load(module.EXAMPLES):
            for task in play["tasks"]:
                if f"virtual_appliance.routing.{name}" in task:
                    yield pytest.param(name, task[f"virtual_appliance.routing.{name}"], id=f"{name}: {play['name']}")


@pytest.mark.parametrize("name, arguments", list(calls()))
def test_an_example_is_a_valid_call(name, arguments):
    module, spec = MODULES[name]
    options, faults = check(spec, filled(arguments, domain_of(module)))
    assert not faults
    domain, faults = domain_intent(options["domain"])
    assert not faults
    state, faults = appliance_state(domain, options) if name == "appliance" else route_server_state(domain, options["name"])
    assert not faults
    assert state.asn == 65000


def test_the_modules_have_examples():
    assert len(list(calls())) >= 8
