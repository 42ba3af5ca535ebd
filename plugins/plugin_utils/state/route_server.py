# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the domain to the state of one route server."""
from __future__ import annotations

from ..faults import Fault
from ..intent import Domain, RouteServer
from ..specification import nearest
from .model import ApplianceGroup, FabricNeighbor, Injection, RouteServerState


def route_server_state(domain: Domain, name: str, anycast_interface: str = "lo", removed: bool = False) -> tuple[RouteServerState | None, list[Fault]]:
    server = domain.route_server(name)
    if server is None:
        return None, [Fault("name", "domain.route_servers has no route server of this name",
                            nearest(name, [one.name for one in domain.route_servers]), name)]
    return RouteServerState(
        name=name, name_prefix=domain.name_prefix, asn=domain.asn, ebgp=domain.ebgp, router_id=server.router_id,
        cluster_id=server.cluster_id, loopbacks=tuple(sorted(server.loopbacks.items())), timers=domain.timers, bfd=domain.bfd,
        igp=domain.igp, groups=_groups(domain), fabric=_fabric(domain, server), injections=_injections(domain, server),
        anycast_interface=anycast_interface, removed=removed), []


def _groups(domain: Domain) -> tuple[ApplianceGroup, ...]:
    return tuple(
        ApplianceGroup(
            pool=pool.name, family=family, ranges=ranges, hosts_only=pool.hosts_only, password=pool.password,
            remote_asns=pool.appliance_asns if domain.ebgp else (domain.asn,), admissions=pool.admissions.get(family, ()),
            max_appliances=pool.max_appliances, limit=pool.max_prefixes, strict_limit=pool.strict_limit,
            advertise_default=pool.advertise_default, preference=pool.preference)
        for pool in sorted(domain.pools, key=lambda one: one.name) for family, ranges in sorted(pool.ranges.items()))


def _fabric(domain: Domain, server: RouteServer) -> tuple[FabricNeighbor, ...]:
    neighbors = [FabricNeighbor(peer.name, "fabric", address, family, peer.password)
                 for peer in domain.fabric_peers for family, address in peer.by_family.items() if family in server.loopbacks]
    neighbors += [FabricNeighbor(other.name, "route_server", address, family, None)
                  for other in domain.route_servers if other.name != server.name
                  for family, address in other.loopbacks.items() if family in server.loopbacks]
    return tuple(sorted(neighbors, key=lambda one: (one.family, one.address)))


def _injections(domain: Domain, server: RouteServer) -> tuple[Injection, ...]:
    return tuple(
        Injection(address.name, text, family, server.costs[address.name], domain.igp.injection.get(family, "isis"))
        for address in domain.anycast_addresses if address.name in server.costs for family, text in sorted(address.by_family.items()))
