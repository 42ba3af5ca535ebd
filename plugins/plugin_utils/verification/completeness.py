# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which appliances have a session to each anycast address, and which of them have lost one. Pure."""
from __future__ import annotations

import ipaddress
from collections import defaultdict
from typing import Any, Iterable, Mapping

from ..intent import Domain

Row = dict[str, str]


def appliance_sessions(domain: Domain, read: Iterable[Mapping[str, Any]], before: Iterable[Mapping[str, str]] = ()) -> dict[str, Any]:
    """`read`: what was read of each route server, whatever of it could be. `before`: the `complete` of an earlier look."""
    names = {address: item.name for item in domain.anycast_addresses for address in item.by_family.values()}
    held: dict[str, set[str]] = defaultdict(set)
    hostnames: dict[str, str] = {}
    for facts in read:
        for session in facts.get("sessions") or ():
            if session["established"] and session["local_address"] in names:
                held[session["peer"]].add(names[session["local_address"]])
                hostnames[session["peer"]] = session["hostname"] or ""
    complete = [{"address": peer, "hostname": hostnames[peer]} for peer in sorted(held) if held[peer] >= _wanted(domain, peer)]
    missing = []
    for appliance in before:
        peer = appliance["address"]
        gone = sorted(_wanted(domain, peer) - held.get(peer, set()))
        if gone:
            missing.append(f"the appliance {appliance['hostname'] or 'without a name'} ({peer}) has no session to {' and '.join(_named(domain, peer, gone))}")
    alone = [{"name": name, "sentence": f"the appliance {hostnames[peer] or 'without a name'} ({peer}) has its only session to "
                                        f"{_named(domain, peer, [name])[0]}"}
             for peer in sorted(held) if len(_wanted(domain, peer)) > 1 for name in held[peer] if held[peer] == {name}]
    return {"complete": complete, "missing": missing, "alone": alone}


def _wanted(domain: Domain, peer: str) -> set[str]:
    family = ipaddress.ip_address(peer).version
    return {item.name for item in domain.anycast_addresses if family in item.by_family}


def _named(domain: Domain, peer: str, names: Iterable[str]) -> list[str]:
    family = ipaddress.ip_address(peer).version
    addresses = {item.name: item.by_family.get(family) for item in domain.anycast_addresses}
    return [f"{name} ({addresses[name]})" for name in names]


def rotation_steps(domain: Domain) -> list[dict[str, Any]]:
    """Route servers in the order in which their keys change, each with the anycast addresses that lead to it.

    An address leads to the route server that injects it at the lowest cost. Those that no address leads to come first.
    """
    leaders = {item.name: min((server for server in domain.route_servers if item.name in server.costs), key=lambda server: server.costs[item.name]).name
               for item in domain.anycast_addresses}
    steps = [{"route_server": server.name, "addresses": sorted(name for name, leader in leaders.items() if leader == server.name)}
             for server in domain.route_servers]
    return sorted(steps, key=lambda step: bool(step["addresses"]))
