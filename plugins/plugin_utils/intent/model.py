# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of a domain. Addresses are text in canonical form, families are 4 and 6."""
from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Mapping

from ..prefixes import Bound


@dataclass(frozen=True)
class AnycastAddress:
    name: str
    by_family: Mapping[int, str]


@dataclass(frozen=True)
class RouteServer:
    """One route server: its unique loopbacks by family, and the cost at which it injects each anycast address it carries."""

    name: str
    router_id: str
    cluster_id: str
    loopbacks: Mapping[int, str]
    costs: Mapping[str, int]
    site: str | None = None


@dataclass(frozen=True)
class FabricPeer:
    name: str
    by_family: Mapping[int, str]
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Igp:
    """`injection`: by family `intra_area` or `external_1` (OSPF); empty for IS-IS, which knows no such difference with wide metrics."""

    protocol: str
    area: str
    level: int
    instance: str | None
    injection: Mapping[int, str]


@dataclass(frozen=True)
class Timers:
    """Seconds."""

    keepalive: int
    hold: int
    connect: int
    minimum_hold: int


@dataclass(frozen=True)
class Bfd:
    """`interval` in milliseconds, both ways."""

    interval: int
    multiplier: int


@dataclass(frozen=True)
class Preference:
    """How an appliance may ask for LOCAL_PREF: by a community, or by a MED of a bounded list."""

    primary: str | None = None
    backup: str | None = None
    med: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Admission:
    """Prefixes by bounds, of any permitted ASN (`asn` None) or of one."""

    asn: int | None
    bounds: tuple[Bound, ...]


@dataclass(frozen=True)
class Pool:
    """One class of appliances. `ranges`: canonical CIDR by family; `hosts_only`: every range is one declared host. `subnets`: as declared, before what is
    excluded."""

    name: str
    ranges: Mapping[int, tuple[str, ...]]
    hosts_only: bool
    password: str | None = field(repr=False)
    appliance_asns: tuple[int, ...]
    admissions: Mapping[int, tuple[Admission, ...]]
    max_appliances: int
    max_prefixes: int | None
    strict_limit: bool
    advertise_default: bool
    shared: bool
    preference: Preference
    subnets: tuple[str, ...] = ()

    def admitted_bounds(self, family: int) -> tuple[Bound, ...]:
        return tuple(bound for admission in self.admissions.get(family, ()) for bound in admission.bounds)


@dataclass(frozen=True)
class Domain:
    asn: int
    ebgp: bool
    name_prefix: str
    anycast_addresses: tuple[AnycastAddress, ...]
    route_servers: tuple[RouteServer, ...]
    fabric_peers: tuple[FabricPeer, ...]
    infrastructure: tuple[str, ...]
    igp: Igp
    timers: Timers
    bfd: Bfd | None
    pools: tuple[Pool, ...]
    one_order: bool = True
    """Whether the costs of an address lead all routers to the same route server, and not each to its nearest one."""

    def route_server(self, name: str) -> RouteServer | None:
        return next((server for server in self.route_servers if server.name == name), None)

    def pool(self, name: str) -> Pool | None:
        return next((pool for pool in self.pools if pool.name == name), None)

    def pool_of_address(self, address: str) -> Pool | None:
        parsed = ipaddress.ip_address(address)
        return next((pool for pool in self.pools if any(parsed in ipaddress.ip_network(block) for block in pool.ranges.get(parsed.version, ()))), None)
