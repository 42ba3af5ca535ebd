# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is what appliances announce accepted, told to the fabric, and announced by one appliance alone?"""
from __future__ import annotations

import ipaddress
from collections import defaultdict
from typing import Iterator

from ..prefixes import in_order
from .model import ERROR, INFO, WARNING, Device, Examined, Network, Session, shortened
from .refusal import reason


def server_side(network: Network, device: Device) -> Iterator[tuple[Device, str, Session]]:
    """The route server, the anycast address's name and the route server's view, for each session of an appliance that is up at both ends."""
    for address in sorted(device.addresses & network.sessions_at_servers.keys()):
        for server, name, session in network.sessions_at_servers[address]:
            if not network.left_behind(server, device, session):
                yield server, name, session


def accepted_prefixes(network: Network) -> Examined:
    found = Examined("accepted_prefixes", "Every session accepts exactly what its appliance is meant to announce")
    for device in network.read("appliance"):
        for server, name, session in server_side(network, device):
            if session.get("accepted") is None:
                if session.get("keeps_received"):
                    found.add(WARNING, device.name, f"{server.name} did not tell what it accepts of it (address {name})", "run verify again")
                continue
            found.count += 1
            version = ipaddress.ip_address(session["peer"]).version
            meant = {str(ipaddress.ip_network(text)) for text in device.prefixes if ipaddress.ip_network(text).version == version}
            accepted, refused = set(session["accepted"]), set(session["refused"])
            where = f"at {server.name} (address {name})"
            if refused & meant:
                found.add(ERROR, device.name, f"{shortened(in_order(refused & meant))} is refused {where}",
                          "permit it in the pool's prefixes, or announce something else")
            if meant - accepted - refused:
                found.add(ERROR, device.name, f"{shortened(in_order(meant - accepted - refused))} is not announced to {server.name} (address {name})",
                          "run the playbook site; the appliance's configuration differs from its variables")
            if accepted - meant:
                found.add(WARNING, device.name, f"{shortened(in_order(accepted - meant))} is accepted {where} beyond what the inventory says",
                          "add it to appliance_prefixes, or withdraw it on the appliance")
    return found


def refused_prefixes(network: Network) -> Examined:
    found = Examined("refused_prefixes", "No appliance announces what its pool does not permit")
    refused: dict[str, dict[str, str]] = defaultdict(dict)
    servers: dict[str, set[str]] = defaultdict(set)
    for server in network.read("route_server"):
        for _name, session in network.appliance_sessions(server):
            found.count += 1
            for prefix, why in refusals(network, session).items():
                refused[session["peer"]].setdefault(prefix, why)
                servers[session["peer"]].add(server.name)
    for address, reasons in sorted(refused.items()):
        told = shortened([f"{prefix} ({reasons[prefix]})" for prefix in in_order(reasons)])
        found.add(WARNING, network.owner(address), f"{told} announced by {address} and refused at {', '.join(sorted(servers[address]))}",
                  "nothing is lost by it; withdraw it on the appliance, or permit it in the pool")
    return found


def refusals(network: Network, session: Session) -> dict[str, str]:
    """Of a route server's session with an appliance: refused prefix → why."""
    pool = network.pool_of_address(session["peer"])
    return {prefix: reason(network.domain, pool, session, prefix) for prefix in session.get("refused") or ()}


def announced(network: Network) -> dict[str, set[str]]:
    """Accepted prefix → addresses of the appliances that announce it, over all route servers."""
    found: dict[str, set[str]] = defaultdict(set)
    for server in network.read("route_server"):
        for _name, session in network.appliance_sessions(server):
            for prefix in session.get("accepted") or ():
                found[prefix].add(session["peer"])
    return found


def announcers(network: Network) -> Examined:
    found = Examined("announcers", "No prefix is announced by two appliances, unless their pool is shared")
    by_prefix = announced(network)
    found.count = len(by_prefix)
    owners = {prefix: {network.owner(address) for address in addresses} for prefix, addresses in by_prefix.items()}
    shared = {prefix for prefix, addresses in by_prefix.items()
              if all((pool := network.pool_of_address(address)) is not None and pool.shared for address in addresses)}
    for prefix in in_order(prefix for prefix in owners if len(owners[prefix]) > 1 and prefix not in shared):
        found.add(ERROR, prefix, f"it is announced by {' and by '.join(sorted(owners[prefix]))}",
                  "one of them has a wrong address plan; for a pair that shares its prefixes write shared: true in the pool")
    for outer, inner in _nested(in_order(by_prefix)):
        if owners[outer] != owners[inner] and not {outer, inner} <= shared:
            found.add(ERROR, inner, f"{', '.join(sorted(owners[inner]))} announces it inside {outer} of {', '.join(sorted(owners[outer]))}",
                      "the more specific one takes the traffic: correct the address plan, or write shared: true in the pool")
    return found


def _nested(prefixes: list[str]) -> Iterator[tuple[str, str]]:
    """Of sorted prefixes: the nearest enclosing one and the one inside."""
    outer: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
    for text in prefixes:
        network = ipaddress.ip_network(text)
        while outer and (outer[-1].version != network.version or not network.subnet_of(outer[-1])):  # type: ignore[arg-type]
            outer.pop()
        if outer:
            yield str(outer[-1]), text
        outer.append(network)


def fabric_routes(network: Network) -> Examined:
    found = Examined("fabric_routes", "Every fabric router has every accepted prefix, by the appliance's own address")
    routers = network.read("fabric")
    if not network.of_role("fabric"):
        found.add(INFO, "fabric", "the inventory has no host in the group of fabric routers, so their routes are not checked")
        return found
    wanted = announced(network)
    ordered = in_order(wanted)
    for router in routers:
        routes = (router.facts or {})["routes"]
        found.count += len(wanted)
        missing = [prefix for prefix in ordered if prefix not in routes]
        if missing:
            found.add(ERROR, router.name, f"it has no route to {shortened(missing)}",
                      "look at its sessions with the route servers and at its route to the next hop")
        wrong = [prefix for prefix in ordered if prefix in routes and not set(routes[prefix]) <= wanted[prefix]]
        for prefix in wrong[:6]:
            found.add(ERROR, router.name, f"{prefix} leads to {', '.join(routes[prefix])}, its appliance is {', '.join(sorted(wanted[prefix]))}",
                      "look for another source of the prefix")
    return found
