# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the link-state database says of the anycast addresses becomes a check among the others."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state.findings import ORDER
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.verification import Device, Network
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.verification.link_state import MEANING, link_state

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.offline import sound_domain

from .small_network import DOMAIN

DOWN = Device("rs2", "route_server", None, "no answer", server="rs2")


def read(*findings):
    return {"ipv4": {"routers": 6, "paths": {"addresses": {"a": {}, "b": {}}}, "findings": list(findings)}, "lines": []}


def finding(check, routers=("dc1-f1",)):
    return {"check": check, "address": "a", "routers": list(routers), "text": f"something {check}"}


def network(*devices):
    return Network(sound_domain(DOMAIN)[0], devices)


def test_every_finding_of_the_module_has_a_meaning_here():
    assert set(MEANING) == set(ORDER)


def test_a_sound_database_is_counted_and_silent():
    examined = link_state(network(), read())
    assert (examined.count, examined.findings, examined.result) == (12, [], "ok")


@pytest.mark.parametrize("check", ["foreign", "ecmp", "mixed_route_types", "captured", "same_server", "cut_off", "missing"])
def test_what_takes_traffic_elsewhere_is_an_error_with_the_routers_and_what_to_do(check):
    [one] = link_state(network(), read(finding(check))).findings
    assert (one.severity, one.subject, one.evidence) == ("error", "dc1-f1", f"IPv4: something {check}") and one.advice


def test_an_address_that_a_dead_route_server_does_not_announce_is_a_warning():
    assert [one.severity for one in link_state(network(DOWN), read(finding("missing", ["rs2"]))).findings] == ["warning"]
    assert [one.severity for one in link_state(network(DOWN), read(finding("missing", ["rs1"]))).findings] == ["error"]


def test_both_addresses_at_the_last_route_server_are_a_warning():
    assert [one.severity for one in link_state(network(DOWN), read(finding("same_server"))).findings] == ["warning"]


def test_a_database_that_cannot_be_read_is_said_and_none_asked_is_not():
    [one] = link_state(network(), {"failed": True, "msg": "the answer was cut off"}).findings
    assert one.severity == "warning" and "the answer was cut off" in one.evidence
    assert link_state(network(), None).result == "not checked"
