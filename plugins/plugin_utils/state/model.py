# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of a device's state. A dialect renders them; what it cannot express it refuses, never weakens."""
from __future__ import annotations

from dataclasses import dataclass, field

from ..intent.model import Admission, Bfd, Igp, Preference, Timers
from ..prefixes import admitted


ADDRESS_NAME = "{name}"
LOCAL_PREFERENCE, PRIMARY, BACKUP, DRAINED = 100, 200, 50, 0
"""LOCAL_PREF of ordinary routes, and of those that an appliance marks as primary, as backup, or by GRACEFUL_SHUTDOWN as drained (RFC 8326, 4)."""
EBGP_HOPS = 64
"""The TTL of EBGP sessions, which are multihop."""


@dataclass(frozen=True)
class ApplianceGroup:
    """The peer group of one pool and family on a route server.

    `ranges`: listen ranges in canonical CIDR. `hosts_only`: all of them are single declared hosts, which may be static passive neighbors.
    `limit`: prefixes that one appliance may announce, None for no limit.
    """

    pool: str
    family: int
    ranges: tuple[str, ...]
    hosts_only: bool
    password: str | None = field(repr=False)
    remote_asns: tuple[int, ...]
    admissions: tuple[Admission, ...]
    max_appliances: int
    limit: int | None
    strict_limit: bool
    advertise_default: bool
    preference: Preference

    @property
    def admitted(self) -> int:
        """How many distinct prefixes its bounds admit."""
        return sum(admitted(one.bounds) for one in self.admissions)

    @property
    def bounds_exceed_limit(self) -> bool:
        """Whether there is a limit that the bounds alone do not hold."""
        return self.limit is not None and self.admitted > self.limit


@dataclass(frozen=True)
class FabricNeighbor:
    """An IBGP session from the unique loopback. `kind`: `fabric` (a fabric router) or `route_server` (another one)."""

    name: str
    kind: str
    address: str
    family: int
    password: str | None = field(repr=False)


@dataclass(frozen=True)
class Injection:
    """One anycast address that this route server carries. `method`: intra_area, external_1 or isis."""

    name: str
    address: str
    family: int
    cost: int
    method: str


@dataclass(frozen=True)
class RouteServerState:
    """`anycast_interface`: the interface that holds the anycast addresses; with `{name}` in it, one for each address."""

    name: str
    name_prefix: str
    asn: int
    ebgp: bool
    router_id: str
    cluster_id: str
    loopbacks: tuple[tuple[int, str], ...]
    timers: Timers
    bfd: Bfd | None
    igp: Igp
    groups: tuple[ApplianceGroup, ...]
    fabric: tuple[FabricNeighbor, ...]
    injections: tuple[Injection, ...]
    anycast_interface: str = "lo"
    removed: bool = False

    @property
    def secrets(self) -> frozenset[str]:
        keys = [group.password for group in self.groups] + [peer.password for peer in self.fabric]
        return frozenset(key for key in keys if key)

    @property
    def loopback(self) -> dict[int, str]:
        return dict(self.loopbacks)

    def interface_of(self, address_name: str) -> str:
        return self.anycast_interface.replace(ADDRESS_NAME, address_name)

    @property
    def anycast_interfaces(self) -> frozenset[str]:
        return frozenset(self.interface_of(injection.name) for injection in self.injections)


@dataclass(frozen=True)
class RouteServerNeighbor:
    """An appliance's session to one anycast address. `password_frozen`: a changed key is left alone, its turn comes later."""

    name: str
    address: str
    family: int
    password: str | None = field(repr=False)
    password_frozen: bool = False


@dataclass(frozen=True)
class ApplianceState:
    name_prefix: str
    asn: int
    remote_asn: int
    router_id: str
    interface: str | None
    timers: Timers
    bfd: Bfd | None
    neighbors: tuple[RouteServerNeighbor, ...]
    announced: tuple[tuple[int, tuple[str, ...]], ...]
    accept_default: bool
    community: str | None
    med: int | None
    limit: int | None
    removed: bool = False

    @property
    def secrets(self) -> frozenset[str]:
        return frozenset(neighbor.password for neighbor in self.neighbors if neighbor.password)

    @property
    def families(self) -> tuple[int, ...]:
        return tuple(sorted({neighbor.family for neighbor in self.neighbors}))
