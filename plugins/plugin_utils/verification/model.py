# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a verification looks at and what it finds. Pure."""
from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Iterable, Iterator, Mapping

from ..intent import Domain, Pool, RouteServer

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)
ROLES = ("route_server", "appliance", "fabric")
FAMILIES = (4, 6)
Session = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """`subject`: the device it is about. `evidence`: what was seen. `advice`: what to do."""

    check: str
    severity: str
    subject: str
    evidence: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"check": self.check, "severity": self.severity, "subject": self.subject, "evidence": self.evidence, "advice": self.advice}


@dataclass(frozen=True)
class Device:
    """`facts`: what `bgp_sessions_info` returned, None where it could not be read (`trouble` says why; empty where it was not asked).

    `server`: the domain's name of a route server. `pool`, `prefixes`: what an appliance is meant to announce.
    """

    name: str
    role: str
    facts: Mapping[str, Any] | None
    trouble: str = ""
    server: str = ""
    pool: str = ""
    prefixes: tuple[str, ...] = ()

    @property
    def sessions(self) -> tuple[Session, ...]:
        return tuple(self.facts["sessions"]) if self.facts else ()

    @property
    def up(self) -> tuple[Session, ...]:
        return tuple(session for session in self.sessions if session["established"])

    @cached_property
    def addresses(self) -> frozenset[str]:
        held = (text for entries in (self.facts or {}).get("interfaces", {}).values() for text in entries)
        return frozenset(text.partition("/")[0] for text in held)

    @property
    def speaks_bgp(self) -> bool:
        return self.facts is not None and self.facts["speaks_bgp"]

    @property
    def start_bgp(self) -> str:
        """How to, in the words of the device's vendor."""
        return (self.facts or {}).get("start_bgp") or "start BGP there, and look into the device's log"


@dataclass
class Examined:
    """The outcome of one check: how many things it looked at, and what it found."""

    check: str
    title: str
    count: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, severity: str, subject: str, evidence: str, advice: str = "") -> None:
        self.findings.append(Finding(self.check, severity, subject, evidence, advice))

    @property
    def result(self) -> str:
        return next((severity for severity in SEVERITIES if any(found.severity == severity for found in self.findings)),
                    "ok" if self.count else "not checked")


@dataclass(frozen=True)
class Network:
    domain: Domain
    devices: tuple[Device, ...]

    def of_role(self, role: str) -> tuple[Device, ...]:
        return tuple(device for device in self.devices if device.role == role)

    def read(self, role: str) -> tuple[Device, ...]:
        return tuple(device for device in self.of_role(role) if device.facts is not None)

    def server_with_router_id(self, router_id: str | None) -> RouteServer | None:
        return next((server for server in self.domain.route_servers if server.router_id == router_id), None)

    def device_of_server(self, name: str) -> Device | None:
        return next((device for device in self.of_role("route_server") if device.server == name), None)

    @cached_property
    def servers_down(self) -> tuple[str, ...]:
        """The domain's route servers that are known not to serve: not readable, no BGP, or cut off from every fabric router."""
        return tuple(device.server for device in self.of_role("route_server") if self._is_down(device))

    def _is_down(self, device: Device) -> bool:
        if device.facts is None:
            return bool(device.trouble)
        fabric = {address for peer in self.domain.fabric_peers for address in peer.by_family.values()}
        return not device.speaks_bgp or (bool(fabric) and not any(session["peer"] in fabric for session in device.up))

    def anycast(self) -> Iterator[tuple[str, int, str]]:
        """Name, family and address of each anycast address."""
        for item in self.domain.anycast_addresses:
            for family, address in sorted(item.by_family.items()):
                yield item.name, family, address

    @cached_property
    def _pool_ranges(self) -> list[tuple[Any, Pool]]:
        return [(ipaddress.ip_network(block), pool) for pool in self.domain.pools for blocks in pool.ranges.values() for block in blocks]

    @cached_property
    def _pools(self) -> dict[str, Pool | None]:
        return {}

    def pool_of_address(self, address: str) -> Pool | None:
        """The pool that has an appliance's address in its ranges."""
        if address not in self._pools:
            parsed = ipaddress.ip_address(address)
            self._pools[address] = next((pool for block, pool in self._pool_ranges if parsed in block), None)
        return self._pools[address]

    @cached_property
    def sessions_at_servers(self) -> Mapping[str, list[tuple[Device, str, Session]]]:
        """Appliance address → route server, anycast address's name and the route server's view, of each session that is up there."""
        found: dict[str, list[tuple[Device, str, Session]]] = {}
        for server in self.read("route_server"):
            for name, session in self.appliance_sessions(server):
                found.setdefault(session["peer"], []).append((server, name, session))
        return found

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        return {address: device.name for device in reversed(self.of_role("appliance")) for address in device.addresses}

    def appliance_sessions(self, device: Device) -> Iterator[tuple[str, Session]]:
        """Of a route server: the anycast address's name and the session, for each that is up with an appliance."""
        names = {address: name for name, family, address in self.anycast()}
        for session in device.up:
            if session["local_address"] in names:
                yield names[session["local_address"]], session

    def left_behind(self, server: Device, appliance: Device, session: Session) -> bool:
        """Whether a route server still holds a session that the appliance has at another one by now."""
        known = self.domain.route_server(server.server)
        ended = [own["peer_router_id"] for own in appliance.up if own["peer"] == session["local_address"]]
        return known is not None and bool(ended) and known.router_id not in ended

    def owner(self, address: str) -> str:
        """The inventory name of the appliance that has this address, else the address."""
        return self._owners.get(address, address)


def shortened(items: Iterable[str], most: int = 6) -> str:
    texts = list(items)
    return ", ".join(texts[:most]) + (f" and {len(texts) - most} more" if len(texts) > most else "")
