# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which sessions of a domain do their work, and which no longer do: what must be there again before the next change. Pure."""
from __future__ import annotations

import ipaddress
from collections import defaultdict
from typing import Any, Iterable, Iterator, Mapping

from ..intent import Domain

Facts = Mapping[str, Any]
Row = dict[str, str]


def domain_sessions(domain: Domain, read: Iterable[Facts], before: Mapping[str, Any]) -> dict[str, Any]:
    """`read`: what was read of each route server, whatever of it could be. `before`: the answer of an earlier look, or {}."""
    read = list(read)
    held, hostnames = _appliances(domain, read)
    fabric, unsent = _fabric(domain, read)
    complete = [{"address": peer, "hostname": hostnames[peer]} for peer in sorted(held) if held[peer] >= _wanted(domain, peer)]
    missing = []
    for appliance in before.get("complete", ()):
        peer = appliance["address"]
        gone = sorted(_wanted(domain, peer) - held.get(peer, set()))
        if gone:
            missing.append(f"the appliance {appliance['hostname'] or 'without a name'} ({peer}) has no session to {' and '.join(_named(domain, peer, gone))}")
    for row in before.get("fabric", ()):
        if row not in fabric:
            why = unsent.get((row["route_server"], row["peer"]), "has no session with")
            missing.append(f"the route server {row['route_server']} {why} its neighbor {row['name']} ({row['peer']})")
    alone = [{"name": name, "sentence": f"the appliance {hostnames[peer] or 'without a name'} ({peer}) has its only session to "
                                        f"{_named(domain, peer, [name])[0]}"}
             for peer in sorted(held) if len(_wanted(domain, peer)) > 1 for name in held[peer] if held[peer] == {name}]
    return {"complete": complete, "fabric": fabric, "missing": missing, "alone": alone}


def _appliances(domain: Domain, read: Iterable[Facts]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """By appliance address: the names of the anycast addresses it has a session to, and what it calls itself."""
    names = _anycast(domain)
    held: dict[str, set[str]] = defaultdict(set)
    hostnames: dict[str, str] = {}
    for facts in read:
        for session in _of_appliances(facts, names):
            held[session["peer"]].add(names[session["local_address"]])
            hostnames[session["peer"]] = session["hostname"] or ""
    return held, hostnames


def _of_appliances(facts: Facts, names: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    return (session for session in facts.get("sessions") or () if session["established"] and session["local_address"] in names)


def _fabric(domain: Domain, read: Iterable[Facts]) -> tuple[list[Row], dict[tuple[str, str], str]]:
    """The sessions with the fabric and among the route servers that do their work; of those that are up and do not, why, by server and peer."""
    neighbors = {address: peer.name for peer in domain.fabric_peers for address in peer.by_family.values()}
    neighbors |= {address: server.name for server in domain.route_servers for address in server.loopbacks.values()}
    whole: list[Row] = []
    unsent: dict[tuple[str, str], str] = {}
    for facts in read:
        server = next((one.name for one in domain.route_servers if one.router_id == facts.get("router_id")), "")
        accepted = _accepted(domain, facts)
        for session in facts.get("sessions") or ():
            peer = session["peer"]
            if not session["established"] or peer not in neighbors:
                continue
            due = accepted.get(_family(peer), 0)
            if session["sent_count"] >= due:
                whole.append({"route_server": server, "peer": peer, "name": neighbors[peer]})
            else:
                unsent[server, peer] = f"has sent {session['sent_count']} of {due} prefixes to"
    return whole, unsent


def _accepted(domain: Domain, facts: Facts) -> dict[int, int]:
    """By family: how many prefixes a route server has of appliances, those of a shared pool counted once."""
    counts: dict[tuple[int, str], int] = {}
    for session in _of_appliances(facts, _anycast(domain)):
        pool = domain.pool_of_address(session["peer"])
        family, count = _family(session["peer"]), session["accepted_count"]
        if pool and pool.shared:
            counts[family, pool.name] = max(counts.get((family, pool.name), 0), count)
        else:
            counts[family, ""] = counts.get((family, ""), 0) + count
    return {family: sum(count for (one, _name), count in counts.items() if one == family) for family in (4, 6)}


def _anycast(domain: Domain) -> dict[str, str]:
    return {address: item.name for item in domain.anycast_addresses for address in item.by_family.values()}


def _family(address: str) -> int:
    return ipaddress.ip_address(address).version


def _wanted(domain: Domain, peer: str) -> set[str]:
    family = _family(peer)
    return {item.name for item in domain.anycast_addresses if family in item.by_family}


def _named(domain: Domain, peer: str, names: Iterable[str]) -> list[str]:
    family = _family(peer)
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
