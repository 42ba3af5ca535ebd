# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Are next hops the appliances themselves, and does a route of their own lead to each?"""
from __future__ import annotations

import ipaddress
from collections import defaultdict
from functools import lru_cache
from typing import Any, Mapping

from ..prefixes import in_order
from .model import ERROR, WARNING, Device, Examined, Network, Session, shortened
from .prefixes import announced

DEFAULTS = ("0.0.0.0/0", "::/0")


def next_hops(network: Network) -> Examined:
    """A prefix whose next hop is resolved by the default route alone goes wherever that leads, and stays when the appliance's subnet is gone.

    Where a router does not have the prefix, its appliances' addresses count: that no route leads to them is why.
    """
    found = Examined("next_hops", "The next hop of every accepted prefix is the appliance itself, and a specific route leads to it")
    accepted = announced(network)
    for device in (*network.read("route_server"), *network.read("fabric")):
        resolution = Resolution(network, device.facts or {})
        by_route: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for prefix, appliances in accepted.items():
            for hop in set(resolution.routes.get(prefix, appliances)) & appliances:
                resolved = resolution.of(hop)
                found.count += resolved is not None
                if resolved is not None and resolved in ("", *DEFAULTS):
                    by_route[resolved][hop].add(prefix)
        for route, hops in sorted(by_route.items()):
            prefixes = in_order(prefix for held in hops.values() for prefix in held)
            how = f"resolved by the default route {route} alone" if route else "not resolved by any route"
            found.add(ERROR, device.name, f"the next hop {shortened(sorted(hops))} of {shortened(prefixes)} is {how}",
                      "the IGP must carry the appliances' subnets to every router: see whether the subnet is announced, and not filtered on the way")
    for server in network.read("route_server"):
        for _name, session in network.appliance_sessions(server):
            found.count += len(session.get("announced") or ())
            _foreign(network, server, session, found)
    return found


def _foreign(network: Network, server: Device, session: Session, found: Examined) -> None:
    accepted = session.get("accepted") or ()
    foreign = {prefix: said["next_hop"] for prefix, said in (session.get("announced") or {}).items()
               if said.get("next_hop") and prefix in accepted and ipaddress.ip_address(said["next_hop"]) != ipaddress.ip_address(session["peer"])}
    if foreign:
        first = in_order(foreign)[0]
        found.add(WARNING, network.owner(session["peer"]),
                  f"it announces {shortened(in_order(foreign))} to {server.name} with the next hop {foreign[first]}, not its own address {session['peer']}",
                  "the route server puts the appliance's address in its place; let the appliance announce what it has itself")


class Resolution:
    """Which route of a device leads to an address, from what was read of it.

    `paths` has the best route to single addresses; `routes` has every route inside the pools' subnets. What covers a subnet as a whole is the route to its
    first address, unless one inside the subnet is better for that.
    """

    def __init__(self, network: Network, facts: Mapping[str, Any]) -> None:
        self.routes: Mapping[str, Any] = facts.get("routes", {})
        self._paths: Mapping[str, Any] = facts.get("paths", {})
        self._subnets = [ipaddress.ip_network(text) for pool in network.domain.pools for text in pool.subnets]
        lengths = {(":" in text, int(text.rpartition("/")[2])) for text in self.routes} - {(False, 0), (True, 0)}
        self._lengths = {version: sorted((length for six, length in lengths if six == (version == 6)), reverse=True) for version in (4, 6)}
        self._known: dict[str, str | None] = {}

    def of(self, hop: str) -> str | None:
        """The prefix of that route, '' where there is none, None where what was read does not tell."""
        if hop not in self._known:
            self._known[hop] = _prefix(self._paths[hop]) if hop in self._paths else self._longest(hop)
        return self._known[hop]

    def _longest(self, hop: str) -> str | None:
        for length in self._lengths[6 if ":" in hop else 4]:
            block = _block(hop, length)
            if block in self.routes:
                return block
        address = ipaddress.ip_address(hop)
        subnet = next((one for one in self._subnets if address in one), None)
        if subnet is None or str(subnet.network_address) not in self._paths:
            return None
        covering = _prefix(self._paths[str(subnet.network_address)])
        return covering if not covering or subnet.subnet_of(ipaddress.ip_network(covering)) else None  # type: ignore[arg-type]


@lru_cache(maxsize=65536)
def _block(address: str, length: int) -> str:
    return str(ipaddress.ip_network(f"{address}/{length}", strict=False))


def _prefix(path: Mapping[str, Any] | None) -> str:
    return path["prefix"] if path else ""
