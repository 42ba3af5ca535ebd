# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What FRR says of its BGP sessions, prefixes and routes, as facts that no vendor owns. Field names were read off 8.4.4."""
from __future__ import annotations

import ipaddress
from typing import Any, Iterable, Mapping

from ...change import Reading
from ...prefixes import in_order
from .names import ip
from .release import release

Facts = dict[str, Any]
BASE = {
    "neighbors": "show bgp neighbors json",
    "summary": "show bgp summary json",
    "interfaces": "show interface json",
}
ASKED_OF_NEIGHBORS = ("received", "filtered", "advertised")
FAMILY_KEYS = {4: "ipv4Unicast", 6: "ipv6Unicast"}


def queries(destinations: Iterable[str], blocks: Iterable[str]) -> dict[str, str]:
    """The first read. `destinations`: addresses; `blocks`: networks whose routes are wanted."""
    asked = dict(BASE)
    for address in destinations:
        asked[f"to {address}"] = f"show {ip(ipaddress.ip_address(address).version)} route {address} json"
    for block in blocks:
        asked[f"inside {block}"] = f"show {ip(ipaddress.ip_network(block).version)} route {block} longer-prefixes json"
    return asked


def facts(reading: Reading) -> Facts:
    said = reading.facts
    version = release(reading.release)
    summary = next((item for item in (said.get("summary") or {}).values() if isinstance(item, dict) and "routerId" in item), {})
    return {
        "release": reading.release,
        "fingerprint": reading.token,
        "speaks_bgp": "bgpd" in (said.get("daemons") or ()) and summary.get("as") is not None,
        "keeps_stale_keys": bool(version and not version.forgets_keys),
        "asn": summary.get("as"),
        "router_id": summary.get("routerId"),
        "interfaces": _interfaces(said.get("interfaces") or {}),
        "sessions": [_session(peer, item) for peer, item in (said.get("neighbors") or {}).items()
                     if isinstance(item, dict) and "bgpState" in item],
        "paths": {name[3:]: _route(answer) for name, answer in said.items() if name.startswith("to ")},
        "routes": _routes(answer for name, answer in said.items() if name.startswith("inside ")),
    }


def neighbor_queries() -> dict[str, str]:
    """What each neighbor announced, what of it was refused, and what it was told; asked with the first read, where the transport can (see `read_script`)."""
    base = "show bgp ipv{family} unicast neighbors {peer}"
    return {f"{kind} {{family}} {{peer}}": f"{base} {kind}-routes json" for kind in ASKED_OF_NEIGHBORS}


def prefix_queries(found: Facts) -> dict[str, str]:
    """The same of the neighbors that are known; only of those whose announcements FRR keeps."""
    asked = {}
    for session in found["sessions"]:
        for family in session["keeps_received"]:
            for name, command in neighbor_queries().items():
                if not (session["dynamic"] and name.startswith("advertised")):
                    asked[name.format(family=family, peer=session["peer"])] = command.format(family=family, peer=session["peer"])
    return asked


def with_prefixes(found: Facts, answers: Mapping[str, Any]) -> Facts:
    return {**found, "sessions": [_with_prefixes(session, answers) if session["keeps_received"] else session for session in found["sessions"]]}


def _with_prefixes(session: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    received: dict[str, Any] = {}
    refused: set[str] = set()
    advertised: set[str] = set()
    for family in session["keeps_received"]:
        received |= (answers.get(f"received {family} {session['peer']}") or {}).get("receivedRoutes") or {}
        refused |= set((answers.get(f"filtered {family} {session['peer']}") or {}).get("receivedRoutes") or ())
        advertised |= set((answers.get(f"advertised {family} {session['peer']}") or {}).get("advertisedRoutes") or ())
    return {**session, "accepted": in_order(set(received) - refused), "refused": in_order(refused & set(received)),
            "announced": {prefix: {"next_hop": path.get("nextHopGlobal") or path.get("nextHop"), "as_path": path.get("path", "")}
                          for prefix, path in received.items()},
            "advertised": None if session["dynamic"] else in_order(advertised)}


def _interfaces(said: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [entry["address"] for entry in item.get("ipAddresses") or ()] for name, item in said.items()}


def _session(peer: str, item: Mapping[str, Any]) -> dict[str, Any]:
    families = item.get("addressFamilyInfo") or {}
    return {
        "peer": peer,
        "hostname": item.get("hostname"),
        "group": item.get("peerGroup"),
        "dynamic": "peerSubnetRangeGroup" in item,
        "state": item["bgpState"],
        "established": item["bgpState"] == "Established",
        "local_address": item.get("hostLocal"),
        "peer_router_id": item.get("remoteRouterId"),
        "peer_asn": item.get("remoteAs"),
        "uptime_seconds": item.get("bgpTimerUpMsec", 0) // 1000 if item["bgpState"] == "Established" else 0,
        "last_reset": item.get("lastResetDueTo"),
        "bfd": (item.get("peerBfdInfo") or {}).get("status", "none").lower(),
        "authenticated": bool(item.get("authenticationEnabled")),
        "keeps_received": [family for family, key in FAMILY_KEYS.items()
                           if "inboundSoftConfigPermit" in families.get(key, {}) and item["bgpState"] == "Established"],
        "accepted_count": sum(entry.get("acceptedPrefixCounter", 0) for entry in families.values()),
        "sent_count": sum(entry.get("sentPrefixCounter", 0) for entry in families.values()),
    }


def _route(answer: Any) -> dict[str, Any] | None:
    """The selected route of a `show ip route ADDRESS`; None where there is none."""
    for prefix, entries in (answer or {}).items():
        for entry in entries:
            if entry.get("selected"):
                return {"prefix": prefix, "protocol": entry.get("protocol"), "metric": entry.get("metric"),
                        "nexthops": [{"address": hop.get("ip"), "interface": hop.get("interfaceName")}
                                     for hop in entry.get("nexthops", ()) if hop.get("fib") or hop.get("directlyConnected")]}
    return None


def _routes(answers: Iterable[Any]) -> dict[str, list[str]]:
    """Prefix → the next hops of its selected route as BGP gave them, before they were resolved."""
    found: dict[str, list[str]] = {}
    for answer in answers:
        for prefix, entries in (answer or {}).items():
            for entry in entries:
                if entry.get("selected"):
                    found[prefix] = sorted({hop["ip"] for hop in entry.get("nexthops", ()) if hop.get("ip") and not hop.get("resolver")})
    return found
