# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IOS-XE says of its BGP sessions, prefixes and routes, as facts that no vendor owns.

Every command is asked once a family: `show bgp all neighbors` leaves the part of the address family out (recorded, IOS-XE 16.4).
"""
from __future__ import annotations

import ipaddress
import re
from typing import Any, Iterable, Mapping

from ...asn import asplain
from ...change import Reading
from ...prefixes import in_order
from .show_neighbors import neighbors
from .show_routes import bgp_announcements, bgp_prefixes, interface_addresses, route, routes

Facts = dict[str, Any]
BASE = {
    "neighbors 4": "show bgp ipv4 unicast neighbors",
    "neighbors 6": "show bgp ipv6 unicast neighbors",
    "summary 4": "show bgp ipv4 unicast summary",
    "summary 6": "show bgp ipv6 unicast summary",
    "interfaces 4": "show ip interface | include line protocol|Internet address|Secondary address",
    "interfaces 6": "show ipv6 interface | include line protocol|link-local address|subnet is",
}
IDENTITY = re.compile(r"^BGP router identifier (\S+), local AS number (\S+)", re.MULTILINE)


def queries(destinations: Iterable[str], blocks: Iterable[str]) -> dict[str, str]:
    """The first read. `destinations`: addresses; `blocks`: networks whose routes are wanted."""
    asked = dict(BASE)
    for text in destinations:
        address = ipaddress.ip_address(text)
        asked[f"to {text}"] = f"show {_ip(address.version)} route {address}"
    for text in blocks:
        block = ipaddress.ip_network(text)
        words = f"{block.network_address} {block.netmask}" if block.version == 4 else str(block)
        asked[f"inside {text}"] = f"show {_ip(block.version)} route {words} longer-prefixes"
    return asked


def facts(reading: Reading) -> Facts:
    said = reading.facts
    identity = IDENTITY.search((said.get("summary 4") or "") + "\n" + (said.get("summary 6") or ""))
    asn = _configured_asn(reading.running)
    found: Facts = {
        "release": reading.release,
        "fingerprint": reading.token,
        "speaks_bgp": asn is not None,
        "keeps_stale_keys": False,
        "asn": asn,
        "router_id": identity.group(1) if identity else None,
        "interfaces": interface_addresses(said.get("interfaces 4") or "", said.get("interfaces 6") or ""),
        "sessions": _sessions(said),
        "paths": {name[3:]: route(answer or "") for name, answer in said.items() if name.startswith("to ")},
        "routes": {},
    }
    for name, answer in said.items():
        if name.startswith("inside "):
            found["routes"].update(routes(answer or "", ipaddress.ip_network(name[7:])))
    return found


def neighbor_queries() -> dict[str, str]:
    """None: IOS answers about one neighbor at a time, and which there are is known after the first read. Both reads are in one session."""
    return {}


def prefix_queries(found: Facts) -> dict[str, str]:
    """The second read: what each neighbor announced, and what of it is in the table; only where IOS keeps what came (soft reconfiguration)."""
    asked = {}
    for session in found["sessions"]:
        for family in session["keeps_received"]:
            base = f"show bgp ipv{family} unicast neighbors {session['peer']}"
            asked[f"received {family} {session['peer']}"] = f"{base} received-routes"
            asked[f"accepted {family} {session['peer']}"] = f"{base} routes"
            if not session["dynamic"]:
                asked[f"advertised {family} {session['peer']}"] = f"{base} advertised-routes"
    return asked


def with_prefixes(found: Facts, answers: Mapping[str, Any]) -> Facts:
    return {**found, "sessions": [_with_prefixes(session, answers) if session["keeps_received"] else session for session in found["sessions"]]}


def _with_prefixes(session: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    announced: dict[str, dict[str, str | None]] = {}
    accepted: set[str] = set()
    advertised: set[str] = set()
    for family in session["keeps_received"]:
        announced |= bgp_announcements(answers.get(f"received {family} {session['peer']}") or "")
        accepted |= bgp_prefixes(answers.get(f"accepted {family} {session['peer']}") or "")
        advertised |= bgp_prefixes(answers.get(f"advertised {family} {session['peer']}") or "")
    return {**session, "accepted": in_order(accepted), "refused": in_order(set(announced) - accepted), "announced": announced,
            "advertised": None if session["dynamic"] else in_order(advertised)}


def _ip(version: int) -> str:
    return "ip" if version == 4 else "ipv6"


def _configured_asn(running: str) -> int | None:
    found = re.search(r"^router bgp ([\d.]+)$", running, re.MULTILINE)
    return asplain(found.group(1)) if found else None


def _sessions(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A neighbor of both families is one session."""
    merged: dict[str, dict[str, Any]] = {}
    for family in (4, 6):
        for session in neighbors(said.get(f"neighbors {family}") or "", family):
            known = merged.setdefault(session["peer"], session)
            if known is not session:
                known["keeps_received"] += session["keeps_received"]
                known["accepted_count"] += session["accepted_count"]
                known["sent_count"] += session["sent_count"]
    return list(merged.values())
