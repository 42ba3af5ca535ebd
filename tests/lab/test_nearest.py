# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unequal costs: every fabric router reaches exactly one route server by each anycast address, and two by the two."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import destinations


@pytest.mark.parametrize("version", [4, 6])
def test_every_fabric_router_reaches_one_route_server_by_each_address_and_two_by_both(site, version):
    for router in site.fabric:
        ends = [destinations(site.nodes, router.name, address) for address in site.anycast(version)]
        assert [len(names) for names in ends] == [1, 1], (router.name, ends)
        assert len(set.union(*ends) & {server.name for server in site.route_servers}) == 2, (router.name, ends)


@pytest.mark.parametrize("version", [4, 6])
def test_all_fabric_routers_agree_on_the_route_server_of_an_address(site, version):
    """The planned order decides, not the distance: both sites use the same one."""
    for address in site.anycast(version):
        ends = {router.name: destinations(site.nodes, router.name, address) for router in site.fabric}
        assert len(set(map(frozenset, ends.values()))) == 1, ends


@pytest.mark.parametrize("version", [4, 6])
def test_the_sessions_of_an_appliance_end_on_two_route_servers(site, version):
    site.settle()
    led = [destinations(site.nodes, site.fabric[0].name, address) for address in site.anycast(version)]
    wanted = set.union(*led)
    assert len(wanted) == 2
    assert {appliance.name: {server.name for server in site.serving(site.address_of(appliance, version))} for appliance in site.appliances} == {
        appliance.name: wanted for appliance in site.appliances}
