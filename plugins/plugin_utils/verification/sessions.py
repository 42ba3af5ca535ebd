# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Are the devices readable, and are the sessions up that the domain calls for?"""
from __future__ import annotations

from .model import ERROR, INFO, WARNING, Device, Examined, Network, shortened


def devices_read(network: Network) -> Examined:
    found = Examined("devices", "Every device can be read")
    for device in network.devices:
        if device.facts is not None:
            found.count += 1
        elif device.trouble:
            found.count += 1
            found.add(ERROR, device.name, f"it could not be read: {device.trouble}", "see that the device is up and that Ansible reaches it")
    left_out = [device.name for device in network.devices if device.facts is None and not device.trouble]
    if left_out:
        found.add(INFO, shortened(left_out), "not read in this run (--limit), so what depends on them is not checked")
    known = {device.server for device in network.of_role("route_server")}
    for server in network.domain.route_servers:
        if server.name not in known:
            found.add(WARNING, server.name, "the domain has this route server and the inventory has no host for it",
                      "add the host to the group of route servers")
    return found


def fabric_sessions(network: Network) -> Examined:
    found = Examined("fabric_sessions", "Route servers have a session with every fabric router and with each other")
    for device in network.read("route_server"):
        server = network.domain.route_server(device.server)
        if server is None:
            found.add(ERROR, device.name, f"the domain has no route server named {device.server}", "set route_server_name on the host")
            continue
        if not device.speaks_bgp:
            found.count += 1
            found.add(ERROR, device.name, "BGP is not running", device.start_bgp)
            continue
        up = {session["peer"] for session in device.up}
        wanted = [(peer.name, peer.by_family) for peer in network.domain.fabric_peers]
        wanted += [(other.name, other.loopbacks) for other in network.domain.route_servers if other.name != server.name]
        for name, by_family in wanted:
            for family, address in by_family.items():
                if family not in server.loopbacks:
                    continue
                found.count += 1
                if address not in up:
                    severity = WARNING if name in network.servers_down else ERROR
                    found.add(severity, device.name, f"the session with {name} ({address}) is {_state(device, address)}",
                              f"look at {name}: its neighbor {server.loopbacks[family]} and the route between the two")
    return found


def appliance_sessions(network: Network) -> Examined:
    found = Examined("sessions", "Every appliance has a session to each anycast address")
    for device in network.read("appliance"):
        pool = network.domain.pool(device.pool)
        if pool is None:
            found.add(ERROR, device.name, f"its pool '{device.pool}' is not in the domain", "set appliance_pool on the host")
            continue
        for family in sorted(pool.ranges):
            _of_family(network, device, family, found)
    return found


def _of_family(network: Network, device: Device, family: int, found: Examined) -> None:
    wanted = [(name, address) for name, version, address in network.anycast() if version == family]
    up = {session["peer"]: session for session in device.up}
    missing = [(name, address) for name, address in wanted if address not in up]
    found.count += len(wanted)
    down = network.servers_down
    severity = WARNING if down and len(missing) < len(wanted) else ERROR
    because = f" while {', '.join(down)} is down" if severity == WARNING else ""
    for name, address in missing:
        found.add(severity, device.name, f"the session to {name} ({address}) is {_state(device, address)}{because}",
                  "its prefixes depend on the other session alone until it is back" if severity == WARNING else
                  "look at its route to the address, its key, and whether its own address lies in the pool's subnets")
    reached: dict[str, list[str]] = {}
    for name, address in wanted:
        if address in up:
            reached.setdefault(up[address]["peer_router_id"], []).append(name)
            if up[address]["bfd"] not in ("up", "none"):
                found.add(WARNING, device.name, f"BFD to {name} ({address}) is {up[address]['bfd']}: a failure is noticed by the hold time only",
                          "open UDP port 4784 between appliance and route server")
    for router_id, names in reached.items():
        server = network.server_with_router_id(router_id)
        if server is None:
            found.add(ERROR, device.name, f"the session to {', '.join(names)} ended at {router_id}, which is no route server of the domain",
                      "find out who else carries the anycast address")
        elif len(names) > 1:
            found.add(ERROR, device.name, f"its IPv{family} sessions to {' and '.join(names)} ended at {server.name} alone",
                      "the two addresses must lead to two route servers: see the costs of the plan")


def both_ends(network: Network) -> Examined:
    """A route server may hold a session longer than its appliance does, or be in one that it does not list (docs: what FRR does by itself)."""
    found = Examined("both_ends", "Each session of an appliance is up at both ends")
    for device in network.read("appliance"):
        names = {address: name for name, _family, address in network.anycast()}
        for session in device.up:
            server = network.server_with_router_id(session["peer_router_id"])
            host = network.device_of_server(server.name) if server and session["peer"] in names else None
            if host is None or host.facts is None:
                continue
            found.count += 1
            known = any(other["local_address"] == session["peer"] and other["peer"] in device.addresses for other in host.up)
            if not known:
                found.add(ERROR, device.name, f"its session to {names[session['peer']]} ({session['peer']}) ended at {host.name}, which does not list it",
                          "reset this session on the appliance; unlisted, no changed filter reaches it")
        for host in network.read("route_server"):
            for name, session in network.appliance_sessions(host):
                if session["peer"] in device.addresses and network.left_behind(host, device, session):
                    found.add(WARNING, host.name, f"it still holds a session of {device.name} ({session['peer']}) to {name}, which ended elsewhere since, and "
                              "refuses a new one as long", "nothing to do: it goes with its hold time")
    return found


def unmanaged(network: Network) -> Examined:
    """Sessions of appliances that the inventory does not have: no fault, but worth a line."""
    found = Examined("unmanaged", "Appliances that the inventory does not have")
    known = {address for device in network.of_role("appliance") for address in device.addresses}
    complete = all(device.facts is not None for device in network.of_role("appliance"))
    others: dict[str, set[str]] = {}
    for device in network.read("route_server"):
        for name, session in network.appliance_sessions(device):
            found.count += 1
            if session["peer"] not in known:
                others.setdefault(session["peer"], set()).add(name)
    for address, names in sorted(others.items() if complete else ()):
        pool = network.pool_of_address(address)
        found.add(INFO, address, f"an appliance of pool {pool.name if pool else '?'} has {len(names)} session(s): {shortened(sorted(names))}")
    return found


def _state(device: Device, address: str) -> str:
    for session in device.sessions:
        if session["peer"] == address:
            reason = f" (last reset: {session['last_reset']})" if session["last_reset"] else ""
            return f"{session['state']}{reason}"
    return "not configured"
