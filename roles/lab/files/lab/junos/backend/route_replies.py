# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes in Junos's XML. Pure: from FRR's JSON to elements.

Names and order: public `show route … | display xml` of 12.1X44, 16.1 and later; genieparser's golden outputs of ShowRouteProtocolExtensive,
ShowRouteReceiveProtocol and ShowRouteAdvertisingProtocol, which keep Junos's names. In the styles detail and extensive a BGP route names its own next hop
(`protocol-nh`) beside those in use.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from lxml import etree

from ...twin_frr.words import frr_seconds
from .interfaces import LOOPBACK, Interface
from .replies import JSON, TABLES, age, path, put, put_all, version

NAMES = {"connected": "Direct", "local": "Local", "static": "Static", "bgp": "BGP", "ospf": "OSPF", "ospf6": "OSPF3", "isis": "IS-IS",
         "kernel": "Access-internal"}
STATIC = 5
PREFERENCES = {"Direct": 0, "Local": 0, "Access-internal": 12, "IS-IS": 18}  # where FRR's number is not Junos's (Juniper, "Route Preferences Overview")


@dataclass
class Route:
    """One route of one protocol. `hops`: the next hops in use, an address (or none) with the logical interface."""

    prefix: str
    protocol: str
    preference: int
    active: bool
    seconds: int = 0
    metric: int | None = None
    hops: list[tuple[str, str]] = field(default_factory=list)
    kind: str = ""
    own_hop: str = ""
    learned_from: str = ""
    peer_id: str = ""
    peer_as: str = ""
    local_preference: int | None = None
    as_path: str | None = None
    hidden: bool = False


def routes(rib: JSON, bgp: JSON, peers: Mapping[str, JSON], interfaces: Iterable[Interface], uninstalled: Iterable[str] = ()) -> list[Route]:
    """All routes of a family. `rib`: `show ip route`; `bgp`: `show bgp … unicast`; `peers`: `show bgp neighbors`; `uninstalled`: static routes that are
    in the table and not in the forwarding table, where a better one is no other."""
    interfaces = list(interfaces)
    names = {one.device: one.name for one in interfaces}
    found = [route for entries in rib.values() for entry in entries if entry["protocol"] not in ("bgp", "local")
             and not entry["prefix"].lower().startswith("fe80:") for route in [_of_rib(entry, names)]]
    for prefix, paths in bgp.get("routes", {}).items():
        entry = next((one for one in rib.get(prefix, ()) if one["protocol"] == "bgp"), None)
        found += [_of_bgp(prefix, one, entry, peers, names) for one in paths if one.get("peerId") not in ("(unspec)", None)]
    found += list(_locals(rib, interfaces))
    for prefix in uninstalled:
        better = any(route.prefix == prefix and route.active and route.preference < STATIC for route in found)
        for route in found:
            route.active = route.active and (better or route.prefix != prefix)
        found.append(Route(prefix, NAMES["static"], STATIC, not better, kind="Discard"))
    order = {name: position for position, name in enumerate(dict.fromkeys(route.prefix for route in sorted(found, key=_place)))}
    return sorted(found, key=lambda route: (order[route.prefix], not route.active, route.preference))


def _place(route: Route) -> tuple[int, int, int]:
    network = ip_network(route.prefix)
    return network.version, int(network.network_address), network.prefixlen


def _of_rib(entry: JSON, names: Mapping[str, str]) -> Route:
    name = NAMES.get(entry["protocol"], entry["protocol"])
    hops = [hop for hop in entry.get("nexthops", ()) if not hop.get("resolver")]
    used = [(hop.get("ip", ""), names.get(hop.get("interfaceName", ""), hop.get("interfaceName", ""))) for hop in hops]
    kind = "Discard" if any(hop.get("blackhole") for hop in hops) else "Reject" if any(hop.get("unreachable") for hop in hops) else ""
    metric = entry.get("metric", 0) if entry["protocol"] in ("ospf", "ospf6", "isis") else None
    return Route(entry["prefix"], name, PREFERENCES.get(name, entry.get("distance", 0)), bool(entry.get("selected")), frr_seconds(entry.get("uptime", "0:0:0")),
                 metric, [] if kind else used, kind)


def _of_bgp(prefix: str, said: JSON, entry: JSON | None, peers: Mapping[str, JSON], names: Mapping[str, str]) -> Route:
    peer = peers.get(said["peerId"], {})
    own = next((hop["ip"] for hop in said.get("nexthops", ()) if hop.get("used")), said["nexthops"][0]["ip"] if said.get("nexthops") else "")
    best = bool(said.get("bestpath")) and entry is not None
    hops = [(hop.get("ip", ""), names.get(hop.get("interfaceName", ""), hop.get("interfaceName", ""))) for hop in (entry or {}).get("nexthops", ())
            if hop.get("interfaceName")] if best else []
    return Route(prefix, NAMES["bgp"], 170, best and bool((entry or {}).get("selected")), frr_seconds((entry or {}).get("uptime", "0:0:0")),
                 said.get("metric") or None, hops, own_hop=own, learned_from=said["peerId"], peer_id=str(peer.get("remoteRouterId", "")),
                 peer_as=str(peer.get("remoteAs", "")), local_preference=said.get("locPrf", 100), as_path=path(said.get("path", ""), said.get("origin", "")),
                 hidden=not said.get("valid"))


def _locals(rib: JSON, interfaces: Iterable[Interface]) -> Iterator[Route]:
    """The router's own addresses, but for those that are networks of their own."""
    for interface in interfaces:
        for address in (*interface.ipv4, *interface.ipv6):
            if str(address.network) in rib and address.network.prefixlen < address.network.max_prefixlen:
                yield Route(f"{address.ip}/{address.network.max_prefixlen}", NAMES["local"], 0, True, hops=[("", interface.name)], kind="Local")


# -- which routes --------------------------------------------------------------------------------------------------------


def chosen(found: Iterable[Route], destination: str = "", exact: bool = False, protocol: str = "", active: bool = False, hidden: bool = False,
           everything: bool = False) -> list[Route]:
    """Those that `show route` shows: of an address the routes of the longest prefix that holds it, of a prefix all inside it (Junos CLI Reference)."""
    kept = [route for route in found if (route.hidden == hidden or everything) and (not active or route.active)
            and (not protocol or route.protocol.lower() == {"isis": "is-is"}.get(protocol.lower(), protocol.lower()))]
    if not destination:
        return kept
    wanted = ip_network(destination, strict=False)
    kept = [route for route in kept if version(route.prefix) == wanted.version]
    if exact:
        return [route for route in kept if ip_network(route.prefix) == wanted]
    if "/" in destination:
        return [route for route in kept if ip_network(route.prefix).subnet_of(wanted)]
    holders = [route for route in kept if ip_address(destination) in ip_network(route.prefix)]
    longest = max((ip_network(route.prefix).prefixlen for route in holders), default=0)
    return [route for route in holders if ip_network(route.prefix).prefixlen == longest]


# -- elements ------------------------------------------------------------------------------------------------------------


def table(reply: etree._Element, family: int, everything: list[Route], shown: list[Route], detailed: bool, asn: str) -> None:
    """A table with its counts and the routes to show; `everything`: all that it holds."""
    element = _head(reply, family, everything)
    by_prefix: dict[str, list[Route]] = {}
    for route in shown:
        by_prefix.setdefault(route.prefix, []).append(route)
    for prefix, entries in by_prefix.items():
        rt = put(element, "rt", style="detail" if detailed else "brief")
        if detailed:
            destination, _slash, length = prefix.partition("/")
            put(rt, "rt-destination", destination)
            put(rt, "rt-prefix-length", length)
            put(rt, "rt-entry-count", len(entries))
        else:
            put(rt, "rt-destination", prefix)
        for route in entries:
            _entry(put(rt, "rt-entry"), route, detailed, asn)


def _head(reply: etree._Element, family: int, everything: list[Route]) -> etree._Element:
    visible = [route for route in everything if not route.hidden]
    element = put(reply, "route-table")
    put_all(element, {"table-name": TABLES[family], "destination-count": len({route.prefix for route in everything}), "total-route-count": len(everything),
                      "active-route-count": sum(route.active for route in visible), "holddown-route-count": 0,
                      "hidden-route-count": len(everything) - len(visible)})
    return element


def _entry(entry: etree._Element, route: Route, detailed: bool, asn: str) -> None:
    put(entry, "active-tag", "*" if route.active else " ")
    if route.active:
        put(entry, "current-active")
        put(entry, "last-active")
    put(entry, "protocol-name", route.protocol)
    put(entry, "preference", route.preference)
    if route.learned_from and detailed:
        put(entry, "preference2", f"-{(route.local_preference or 0) + 1}")
        put_all(entry, {"nh-type": "Indirect", "gateway": route.learned_from})
        _hops(entry, route)
        put(put(entry, "protocol-nh"), "to", route.own_hop)
        put_all(entry, {"local-as": asn or None, "peer-as": route.peer_as or None})
    put(entry, "age", age(route.seconds), seconds=str(route.seconds))
    put_all(entry, {"metric": route.metric, "local-preference": route.local_preference, "learned-from": None if detailed else route.learned_from or None,
                    "as-path": route.as_path, "peer-id": route.peer_id or None if detailed else None})
    if not (route.learned_from and detailed):
        _hops(entry, route)


def _hops(entry: etree._Element, route: Route) -> None:
    if route.kind:
        put(entry, "nh-type", route.kind)
    for position, (address, interface) in enumerate(route.hops):
        hop = put(entry, "nh")
        if route.kind == "Local":
            put(hop, "nh-local-interface", interface)
            continue
        if not position:
            put(hop, "selected-next-hop")
        put_all(hop, {"to": address or None, "via": interface or None})


def exchanged(reply: etree._Element, family: int, everything: list[Route], said: JSON, sent: bool, hidden: Iterable[str] = ()) -> None:
    """What a neighbor told, before the import policies, or was told, after the export's. `hidden`: prefixes that are not shown as active."""
    element, concealed = _head(reply, family, everything), set(hidden)
    active = {route.prefix for route in everything if route.active and route.learned_from}
    for prefix, one in said.items():
        rt = put(element, "rt", style="brief")
        put(rt, "rt-destination", prefix)
        entry = put(rt, "rt-entry")
        if sent or (prefix in active and prefix not in concealed):
            put(entry, "active-tag", "*")
        hop = one.get("nextHop") or one["nextHopGlobal"]
        own = hop in ("0.0.0.0", "::")
        put_all(entry, {"protocol-name": NAMES["bgp"], "bgp-metric-flags": "Nexthop Change" if sent and own else None})
        put(put(entry, "nh"), "to", "Self" if own else hop)
        put_all(entry,
                {"med": one.get("metric") or None, "local-preference": one.get("locPrf"), "as-path": path(one.get("path", ""), one.get("bgpOriginCode", ""))})


def straight(interfaces: Iterable[Interface], addresses: Iterable[str]) -> dict[str, str]:
    """The logical interface whose own network holds an address."""
    found = {}
    for text in addresses:
        for interface in interfaces:
            if interface.name != LOOPBACK and any(ip_address(text) in one.network for one in (*interface.ipv4, *interface.ipv6)):
                found[text] = interface.name
    return found
