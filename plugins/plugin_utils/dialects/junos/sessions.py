# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Junos says of its BGP sessions, prefixes and routes, as facts that no vendor owns.

Queries are RPCs, answers the text of their replies. Names of elements: for neighbors those of recorded vJunos and vQFX outputs (17.4R1, 25.4R1), for routes
those that NAPALM reads (napalm/junos/utils/junos_views.yml), for interfaces `show interfaces terse | display xml`, for the time of a session the summary
(`elapsed-time` with its attribute `seconds`; junos_views.yml as well).
"""
from __future__ import annotations

import ipaddress
import re
from typing import Any, Iterable, Mapping
from xml.etree import ElementTree

from ...asn import asplain
from ...change import Reading
from ...prefixes import in_order
from .configuration import active, parse
from .inherited import inherited

Facts = dict[str, Any]
BASE = {
    "neighbors": "<get-bgp-neighbor-information/>",
    "summary": "<get-bgp-summary-information/>",
    "interfaces": "<get-interface-information><terse/></get-interface-information>",
}
TABLES = {4: "inet.0", 6: "inet6.0"}
PROTOCOLS = {"direct": "connected", "local": "connected", "is-is": "isis"}
ESTABLISHED = "Established"
MASTER = "master"  # the default routing instance, as `show bgp neighbor` names it; the RPC tells of all


def queries(destinations: Iterable[str], blocks: Iterable[str]) -> dict[str, str]:
    """The first read. `destinations`: addresses; `blocks`: networks whose routes are wanted.

    `show route PREFIX` shows what lies inside the prefix, too (Junos CLI Reference, show route).
    """
    asked = dict(BASE)
    for address in destinations:
        asked[f"to {address}"] = _route_query(address, ipaddress.ip_address(address).version)
    for block in blocks:
        asked[f"inside {block}"] = _route_query(block, ipaddress.ip_network(block).version)
    return asked


def facts(reading: Reading) -> Facts:
    """The shape of FRR's `sessions.facts`. One process, rpd, speaks all protocols: it counts as `bgpd` where BGP answers, and keeps no keys of its past."""
    said = {name: _parsed(answer) for name, answer in reading.facts.items()}
    uptimes = {peer.findtext("peer-address", ""): _seconds(peer) for peer in _all(said["summary"], "bgp-peer")}
    peers = [peer for peer in _all(said["neighbors"], "bgp-peer") if peer.findtext("peer-cfg-rti", MASTER).strip() == MASTER]
    asn = _routing_option(reading.running, "autonomous-system")
    router_id = _routing_option(reading.running, "router-id")
    return {
        "release": reading.release,
        "fingerprint": reading.token,
        "speaks_bgp": said["neighbors"] is not None and bool(asn),
        "keeps_stale_keys": False,
        "asn": asplain(asn) if asn else None,
        "router_id": router_id or next((peer.findtext("local-id") for peer in peers if peer.findtext("local-id")), None),
        "interfaces": _interfaces(said["interfaces"]),
        "sessions": [_session(peer, uptimes, reading.running) for peer in peers if peer.findtext("peer-state") is not None],
        "paths": {name[3:]: _path(answer, name[3:]) for name, answer in said.items() if name.startswith("to ")},
        "routes": _routes((name[7:], answer) for name, answer in said.items() if name.startswith("inside ")),
    }


def neighbor_queries() -> dict[str, str]:
    """None: an RPC asks about one neighbor, and which there are is known after the first read. Both reads are in one session."""
    return {}


def prefix_queries(found: Facts) -> dict[str, str]:
    """The second read: what each neighbor announced, and what of it is hidden.

    Junos retains what it refuses, unless `keep none` is configured, and shows it with `hidden` (Junos CLI Reference, import (BGP)). A prefix whose next hop
    cannot be resolved is hidden as well, so it counts as refused.
    """
    asked = {}
    for session in found["sessions"]:
        for family in session["keeps_received"]:
            base = f"<receive-protocol-name>bgp</receive-protocol-name><peer>{session['peer']}</peer><table>{TABLES[family]}</table>"
            asked[f"accepted {family} {session['peer']}"] = f"<get-route-information>{base}</get-route-information>"
            asked[f"hidden {family} {session['peer']}"] = f"<get-route-information>{base}<hidden/></get-route-information>"
            if not session["dynamic"]:
                sent = f"<advertising-protocol-name>bgp</advertising-protocol-name><neighbor>{session['peer']}</neighbor><table>{TABLES[family]}</table>"
                asked[f"advertised {family} {session['peer']}"] = f"<get-route-information>{sent}</get-route-information>"
    return asked


def with_prefixes(found: Facts, answers: Mapping[str, Any]) -> Facts:
    return {**found, "sessions": [_with_prefixes(session, answers) if session["keeps_received"] else session for session in found["sessions"]]}


def _with_prefixes(session: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, dict[str, Any]] = {"accepted": {}, "hidden": {}, "advertised": {}}
    for family in session["keeps_received"]:
        for kind, prefixes in told.items():
            prefixes.update(_announcements(answers.get(f"{kind} {family} {session['peer']}"), family))
    return {**session, "accepted": in_order(set(told["accepted"]) - set(told["hidden"])), "refused": in_order(told["hidden"]),
            "announced": {**told["accepted"], **told["hidden"]}, "advertised": None if session["dynamic"] else in_order(told["advertised"])}


def _route_query(destination: str, version: int) -> str:
    wanted = f"<destination>{destination}</destination><table>{TABLES[version]}</table>"
    return f"<get-route-information>{wanted}<active-path/><detail/></get-route-information>"


def _parsed(answer: Any) -> ElementTree.Element | None:
    return None if answer is None else ElementTree.fromstring(f"<answer>{answer}</answer>")


def _all(answer: ElementTree.Element | None, tag: str) -> list[ElementTree.Element]:
    return [] if answer is None else list(answer.iter(tag))


def _announcements(answer: Any, family: int) -> dict[str, dict[str, str | None]]:
    """Prefix → next hop and AS path of `show route receive-protocol`; the path without its origin, `65001 I` (Junos CLI Reference)."""
    found: dict[str, dict[str, str | None]] = {}
    for table in _all(_parsed(answer), "route-table"):
        if table.findtext("table-name", "").strip() != TABLES[family]:
            continue
        for route in table.iter("rt"):
            hop, path = route.findtext("rt-entry/nh/to"), route.findtext("rt-entry/as-path") or ""
            asns = [word for word in path.split("[")[0].split() if word[:1].isdigit()]
            found[_prefix(route)] = {"next_hop": hop.strip() if hop else None, "as_path": " ".join(asns)}
    return found


def _routing_option(running: str, name: str) -> str | None:
    """As it is written, or as a configuration group gives it."""
    match = re.search(rf"^set routing-options {name} (\S+)", running, re.MULTILINE)
    if match:
        return match[1]
    return next((line[3] for line in inherited(active(parse(running))) if line[1:3] == ("routing-options", name) and len(line) == 4), None)


def _interfaces(answer: ElementTree.Element | None) -> dict[str, list[str]]:
    """Logical interface → its addresses. Junos shows one that is alone in its subnet, as on lo0, without a length."""
    found: dict[str, list[str]] = {}
    for interface in _all(answer, "logical-interface"):
        name = interface.findtext("name", "").strip()
        found[name] = [_with_length(_text(local)) for local in interface.iter("ifa-local") if _is_address(_text(local))]
    return found


def _text(element: ElementTree.Element) -> str:
    return (element.text or "").strip()


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return True


def _with_length(text: str) -> str:
    return text if "/" in text else str(ipaddress.ip_network(text))


def _session(peer: ElementTree.Element, uptimes: Mapping[str, int], running: str) -> dict[str, Any]:
    """Junos marks no neighbor as dynamic: it is one where the configuration does not name it. `10.2.1.4+179` is an address with its port."""
    address = _address(peer.findtext("peer-address", "")) or ""
    state = peer.findtext("peer-state", "").strip()
    ribs = list(peer.iter("bgp-rib"))
    families = {family for family, table in TABLES.items() for rib in ribs if rib.findtext("name", "").strip() == table}
    error = peer.findtext("last-error", "None").strip()
    asn = peer.findtext("peer-as")
    return {
        "peer": address,
        "hostname": None,
        "group": peer.findtext("peer-group"),
        "dynamic": re.search(rf"^set protocols bgp group (?:\"[^\"]*\"|\S+) neighbor {re.escape(address)}(\s|$)", running, re.MULTILINE) is None,
        "state": state,
        "established": state == ESTABLISHED,
        "local_address": _address(peer.findtext("local-address")),
        "peer_router_id": peer.findtext("peer-id"),
        "peer_asn": asplain(asn) if asn else None,
        "uptime_seconds": uptimes.get(address, 0) if state == ESTABLISHED else 0,
        "last_reset": None if error == "None" else error,
        "bfd": _bfd(peer),
        "authenticated": _authenticated(peer),
        "keeps_received": sorted(families) if state == ESTABLISHED else [],
        "accepted_count": sum(_count(rib, "accepted-prefix-count") for rib in ribs),
        "sent_count": sum(_count(rib, "advertised-prefix-count") for rib in ribs),
    }


def _address(text: str | None) -> str | None:
    return text.strip().partition("+")[0] if text else None


def _bfd(peer: ElementTree.Element) -> str:
    if peer.findtext("bgp-bfd/bfd-configuration-state", "disabled").strip() != "enabled":
        return "none"
    return peer.findtext("bgp-bfd/bfd-operational-state", "down").strip().lower()


def _authenticated(peer: ElementTree.Element) -> bool | None:
    """`AuthKey` among the options of a session that has a key (Junos CLI Reference, show bgp neighbor)."""
    options = peer.findtext("bgp-option-information/bgp-options")
    return None if options is None else "AuthKey" in options.replace("<", " ").replace(">", " ").split()


def _seconds(peer: ElementTree.Element) -> int:
    elapsed = peer.find("elapsed-time")
    return int(elapsed.get("seconds", "0")) if elapsed is not None else 0


def _count(rib: ElementTree.Element, tag: str) -> int:
    return int(rib.findtext(tag, "0"))


def _path(answer: ElementTree.Element | None, address: str) -> dict[str, Any] | None:
    """The active route with the longest prefix to an address; None where there is none."""
    found = []
    for prefix, entries in _entries_of(answer, ipaddress.ip_address(address).version):
        for entry in entries:
            protocol = entry.findtext("protocol-name", "").strip().lower()
            metric = entry.findtext("metric")
            found.append({"prefix": prefix, "protocol": PROTOCOLS.get(protocol, protocol), "metric": int(metric) if metric else 0,
                          "nexthops": [{"address": hop.findtext("to"), "interface": hop.findtext("via") or hop.findtext("nh-local-interface")}
                                       for hop in entry.iter("nh")]})
    return max(found, key=lambda route: ipaddress.ip_network(route["prefix"]).prefixlen, default=None)


def _routes(answers: Iterable[tuple[str, ElementTree.Element | None]]) -> dict[str, list[str]]:
    """Prefix → the next hops of its active route as BGP gave them (`protocol-nh`); of others, those in use."""
    found: dict[str, list[str]] = {}
    for block, answer in answers:
        for prefix, entries in _entries_of(answer, ipaddress.ip_network(block).version):
            hops = [hop.findtext("to") for entry in entries for hop in (list(entry.iter("protocol-nh")) or list(entry.iter("nh")))]
            if entries:
                found[prefix] = sorted({hop.strip() for hop in hops if hop})
    return found


def _entries_of(answer: ElementTree.Element | None, family: int) -> list[tuple[str, list[ElementTree.Element]]]:
    """Prefix and active entries of each route. The prefix is one element, or two in the styles `detail` and `extensive`."""
    found = []
    for table in _all(answer, "route-table"):
        if table.findtext("table-name", "").strip() != TABLES[family]:
            continue
        for route in table.iter("rt"):
            found.append((_prefix(route), [entry for entry in route.iter("rt-entry") if entry.findtext("active-tag", "").strip() in ("*", "@")]))
    return found


def _prefix(route: ElementTree.Element) -> str:
    destination, length = route.findtext("rt-destination", "").strip(), route.findtext("rt-prefix-length")
    return str(ipaddress.ip_network(f"{destination}/{length.strip()}" if length else destination, strict=False))
