# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases that FRR 8.4.4 gave in a lab, and what its own routing tables said at the same time."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects import FRR

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state.test_audit import audited, checks
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state.test_readers import recorded

LAB = {"anycast_addresses": [{"name": "a", "ipv4": "10.255.0.1", "ipv6": "2001:db8:ff::1"}],
       "route_servers": [{"name": "rs1", "router_id": "10.255.1.1"}, {"name": "rs2", "router_id": "10.255.1.2"}],
       "fabric_peers": [{"name": f"dc{dc}-f{number}", "ipv4": f"10.255.1.{dc}{number}"} for dc in (1, 2) for number in (1, 2)]}


def of_recorded(name, domain):
    databases, faults = FRR.link_state().databases(recorded(name))
    assert not faults
    return audited(databases, domain)


def test_frr_two_areas_a_broadcast_network_an_nssa_and_a_stub_router():
    """Distances as `show ip ospf route` and `show ipv6 ospf6 route` told them on the same router."""
    found = of_recorded("frr_ospf_two_areas_from_dc2-f2", LAB)
    for family in ("ipv4", "ipv6"):
        assert len(found[family]["topology"]["links"]) == 7
        assert [network["routers"] for network in found[family]["topology"]["networks"]] == [{"dc1-f1": 10, "dc1-f2": 10}]
        assert found[family]["topology"]["routers"]["rs1"] == {"max_metric": True}
    row = found["ipv4"]["paths"]["addresses"]["a"]["routers"]["dc2-f2"]
    assert (row["nearest"], row["distance"], row["route_type"]) == ("rs1", 30, "intra_area")
    row = found["ipv6"]["paths"]["addresses"]["a"]["routers"]["dc2-f2"]
    assert (row["nearest"], row["distance"], row["route_type"]) == ("rs2", 40, "external_1")
    assert [finding["routers"] for finding in checks(found["ipv6"], "stale")] == [["dc2-f2"]]
    assert {finding["check"] for finding in found["ipv4"]["findings"]} == {"mixed_route_types"}


def test_frr_backbone_alone():
    found = of_recorded("frr_ospf_backbone_from_dc1-f1", LAB)
    assert len(found["ipv4"]["topology"]["links"]) == len(found["ipv6"]["topology"]["links"]) == 6
    assert found["ipv4"]["paths"]["addresses"]["a"]["routers"]["dc1-f1"]["distance"] == 20


ISIS_LAB = {"anycast_addresses": LAB["anycast_addresses"],
            "route_servers": [{"name": f"rs{number}", "router_id": f"10.255.3.{number}"} for number in (1, 2, 3)]}


@pytest.mark.parametrize(("name", "links", "lans"), [("single_topology", 9, 0), ("multi_topology", 8, 1), ("narrow_metrics", 8, 1)])
def test_frr_is_is_in_one_topology_in_two_and_with_narrow_metrics(name, links, lans):
    found = of_recorded(f"frr_isis_{name}", ISIS_LAB)
    for family in ("ipv4", "ipv6"):
        assert (len(found[family]["topology"]["links"]), len(found[family]["topology"]["networks"])) == (links, lans)
        assert list(found[family]["topology"]["routers"]) == ["rs1", "rs2", "rs3", "s1-f1", "s2-f1", "s3-f1"]
        if lans:
            assert found[family]["topology"]["routers"]["rs3"] == {"overloaded": True}
            assert found[family]["costs"] == {"rs1": {"a": 10}, "rs2": {"a": 30}}
            assert found[family]["paths"]["addresses"]["a"]["routers"]["s3-f1"] == {
                "nearest": "rs1", "distance": 30, "runner_up": "rs2", "runner_up_distance": 40, "ends": ["rs1"], "route_type": "level_2"}
