# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dialect leaves out or writes otherwise on some releases of FRR."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr import FrrDialect
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr.release import release
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.offline import device_state

DOMAIN = {
    "asn": 65000,
    "anycast_addresses": [{"name": "a", "ipv4": "10.255.0.1"}, {"name": "b", "ipv4": "10.255.0.2"}],
    "route_servers": [{"name": "rs1", "router_id": "10.255.1.1"}, {"name": "rs2", "router_id": "10.255.1.2"}],
    "fabric_peers": [{"name": "core1", "ipv4": "10.255.1.11"}],
    "igp": {"protocol": "ospf"},
    "cost_plan": {"igp_diameter": 400},
    "bfd": {},
    "pools": [{"name": "web", "subnets": ["10.1.0.0/16"], "password": "a-key", "prefixes": [{"within": "192.0.2.0/24"}]}],
}
RETRIES = {"8.4.4": True, "9.1": True, "10.1.3": True, "10.2": False, "10.2.2": False, "10.2.3": True, "10.3": False, "10.3.1": True, "10.4": True}


def state(**device):
    found, faults = device_state({"domain": DOMAIN, **device})
    assert not faults, faults
    return found


def words(made, version):
    return [line[-1] for line in FrrDialect().target(made, Reading("", version, ""))]


@pytest.mark.parametrize("version", RETRIES)
def test_releases_that_never_retry_a_session_whose_bfd_went_down_are_known(version):
    assert release(version).retries_without_bfd == RETRIES[version]


@pytest.mark.parametrize("version", RETRIES)
def test_an_appliance_on_such_a_release_gets_no_bfd_and_a_warning(version):
    made = state(pool="web", prefixes=["192.0.2.0/24"], router_id="192.0.2.1")
    has_bfd = any("bfd" in word for word in words(made, version))
    warned = any("BFD is left out" in warning for warning in FrrDialect().warnings(made, Reading("", version, "")))
    assert (has_bfd, warned) == (RETRIES[version], not RETRIES[version])


@pytest.mark.parametrize("version", RETRIES)
def test_a_route_server_keeps_bfd_on_every_release(version):
    assert "neighbor VA-web-4 bfd" in words(state(name="rs1"), version)
