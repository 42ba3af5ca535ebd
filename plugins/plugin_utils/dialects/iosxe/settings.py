# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The instance-wide settings that the design needs on IOS-XE."""
from __future__ import annotations

from ...declared_settings import Setting
from ...state.model import ApplianceState, RouteServerState
from .surroundings import Surroundings, isis_router

LISTEN_LIMIT = 100


def of_route_server(state: RouteServerState, around: Surroundings) -> list[Setting]:
    """Sources: Cisco-IOS-XE-bgp.yang 17.18 (listen limit: 100 unless set; IOS XE 16 BGP Configuration Guide, chapter 18: one limit for all ranges),
    Catalyst 9500 16.12 and 9600 17.16, OSPFv3 Max-Metric Router LSA (a stub network keeps its own cost), DESIGN 1 (no transit).
    """
    bgp = f"router bgp {state.asn}"
    listed = sum(group.max_appliances for group in state.groups)
    families = {injection.family for injection in state.injections}
    wanted = [*_bgp(state.asn, state.router_id), Setting(40, (bgp, f"bgp cluster-id {state.cluster_id}"), "bgp cluster-id"),
              Setting(70, (bgp, f"bgp listen limit {listed}"), "bgp listen limit", "at least", implied=listed <= LISTEN_LIMIT)]
    if 6 in families | {group.family for group in state.groups}:
        wanted.append(_forwards_ipv6())
    if state.igp.protocol == "isis":
        wanted.append(Setting(140, (isis_router(state.igp), "set-overload-bit"), "set-overload-bit"))
    else:
        wanted += [Setting(number, (*around.ospf_context(family), "max-metric router-lsa"), "max-metric router-lsa")
                   for family, number in ((4, 120), (6, 130)) if family in families]
    return sorted(wanted, key=lambda one: one.number)


def of_appliance(state: ApplianceState) -> list[Setting]:
    return [*([_forwards_ipv6()] if 6 in state.families else []), *_bgp(state.asn, state.router_id)]


def _bgp(asn: int, router_id: str) -> list[Setting]:
    bgp = f"router bgp {asn}"
    return [
        Setting(10, (bgp,), bgp),
        Setting(20, (bgp, f"bgp router-id {router_id}"), "bgp router-id"),
        Setting(30, (bgp, "no bgp default ipv4-unicast"), "no bgp default ipv4-unicast"),
    ]


def _forwards_ipv6() -> Setting:
    return Setting(5, ("ipv6 unicast-routing",), "ipv6 unicast-routing")
