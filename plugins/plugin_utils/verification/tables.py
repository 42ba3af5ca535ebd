# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the network as rows, for the report and for tables."""
from __future__ import annotations

import ipaddress
from typing import Any

from ..prefixes import in_order
from .anycast import Reached
from .model import Device, Network
from .prefixes import refusals, server_side

Row = dict[str, Any]


def route_servers(network: Network, reached: dict[tuple[str, str], Reached]) -> list[Row]:
    rows = []
    for server in network.domain.route_servers:
        device = network.device_of_server(server.name)
        rows.append({
            "name": device.name if device else server.name, "site": server.site, "router_id": server.router_id,
            "state": _state(network, device),
            "release": (device.facts or {}).get("release") if device else None,
            "addresses": [{"name": name, "address": address, "cost": server.costs[name],
                           "injected": bool(device) and address in device.addresses,
                           "nearest_for": sorted(router for (router, to), answer in reached.items()
                                                 if device and to == address and answer.servers == {device.name})}
                          for name, _family, address in network.anycast() if name in server.costs],
            "fabric_sessions": _fabric_sessions(network, device),
            "appliance_sessions": len(list(network.appliance_sessions(device))) if device else 0,
        })
    return rows


def _state(network: Network, device: Device | None) -> str:
    if device is None or (device.facts is None and not device.trouble):
        return "not read"
    return "down" if device.server in network.servers_down else "up"


def _fabric_sessions(network: Network, device: Device | None) -> int:
    own = {address for peer in network.domain.fabric_peers for address in peer.by_family.values()}
    return sum(1 for session in device.up if session["peer"] in own) if device else 0


def appliances(network: Network) -> list[Row]:
    return [_appliance(network, device) for device in network.of_role("appliance")]


def _appliance(network: Network, device: Device) -> Row:
    pool = network.domain.pool(device.pool)
    at_server = {(session["peer"], name): session for _server, name, session in server_side(network, device)}
    sessions = []
    for name, family, address in network.anycast():
        if pool is None or family not in pool.ranges:
            continue
        own = next((session for session in device.sessions if session["peer"] == address), None)
        up = bool(own and own["established"])
        server = network.server_with_router_id(own["peer_router_id"]) if up and own else None
        seen = at_server.get((own["local_address"], name)) if up and own else None
        sessions.append({
            "address": name, "to": address, "state": own["state"] if own else "not read" if device.facts is None else "not configured",
            "from": own["local_address"] if up and own else None, "route_server": server.name if server else None,
            "bfd": own["bfd"] if up and own else None, "authenticated": own.get("authenticated") if up and own else None,
            "accepted": seen.get("accepted") if seen else None, "refused": seen.get("refused") if seen else None,
            "reasons": refusals(network, seen) if seen else {},
        })
    announced = [prefix for session in sessions for prefix in [*(session["accepted"] or ()), *(session["refused"] or ())]]
    return {
        "name": device.name, "pool": device.pool, "meant": in_order(str(ipaddress.ip_network(text)) for text in device.prefixes),
        "announced": in_order(announced), "sessions": sessions,
        "accepted": in_order(prefix for session in sessions for prefix in session["accepted"] or ()),
        "refused": in_order(prefix for session in sessions for prefix in session["refused"] or ()),
    }
