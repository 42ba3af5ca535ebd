# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operational RPCs of a twin: which FRR commands answer them, and in what shape.

What stands in UNWITNESSED is in no recorded reply that was at hand: read it as this lab's, not as Junos's.
"""
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from lxml import etree

from . import bgp_replies, isis_replies, link_replies, ospf_replies, route_replies
from .bgp_replies import FAMILY_KEYS, Counts, Neighbor
from .replies import JSON, TABLES
from .translate import JunosTranslation

UNWITNESSED = {
    "get-bgp-summary-information": "that a neighbor which came by a range counts among the peers and is marked nowhere else",
    "get-bgp-neighbor-information": "other words of `bgp-options`; what `last-error` says beyond `None` and `Hold Timer Expired Error`",
    "get-route-information": "which routes of `hidden` carry an active tag; IS-IS is shown with level 2's preference for internal routes",
    "get-ospf-database-information": "the `options` of an LSA are always 0x22; names inside ASBR summary and NSSA LSAs",
    "get-ospf3-database-information": "names inside inter-area and NSSA LSAs",
    "get-isis-database-information": "`prefix-flag` and `prefix-status` other than Internal and up; the words of `lsp-attributes` with overload",
    "get-bfd-session-information": "diagnostics other than None, the remote state of a session that is down",
    "BGP": "a failed session is tried again after 5 s; a neighbor without a `family` has its address's",
}
Vtysh = Callable[..., str]
Present = Callable[[], list[dict[str, Any]]]


class Answers:
    def __init__(self, translation: JunosTranslation, vtysh: Vtysh, present: Present) -> None:
        self._translation, self._vtysh, self._present = translation, vtysh, present

    def answer(self, rpc: etree._Element) -> etree._Element | None:
        kinds = {"get-bgp-summary-information": self._summary, "get-bgp-neighbor-information": self._neighbors, "get-route-information": self._routes,
                 "get-ospf-neighbor-information": self._ospf_neighbors, "get-ospf3-neighbor-information": self._ospf3_neighbors,
                 "get-ospf-database-information": self._database, "get-ospf3-database-information": self._database3,
                 "get-isis-database-information": self._isis,
                 "get-bfd-session-information": self._bfd, "get-interface-information": self._interfaces}
        found = kinds.get(etree.QName(rpc).localname)
        if found is None:
            return None
        return found({etree.QName(child).localname: (child.text or "").strip() for child in rpc if isinstance(child.tag, str)})

    # -- asking FRR --------------------------------------------------------------------------------------------------

    def _json(self, *commands: str) -> list[Any]:
        """FRR's answer to each, of one run of vtysh; an empty object where it gave none."""
        text, decoder, answers, at = self._vtysh(*(f"{command} json" for command in commands)), json.JSONDecoder(), [], 0
        while at < len(text):
            if text[at] not in "{[":
                at += 1
                continue
            try:
                value, at = decoder.raw_decode(text, at)
            except ValueError:
                at += 1
                continue
            answers.append(value)
        return answers if len(answers) == len(commands) else [self._one(command) for command in commands]

    def _one(self, command: str) -> Any:
        try:
            return json.loads(self._vtysh(f"{command} json") or "{}")
        except ValueError:
            return {}

    def _name(self, device: str) -> str:
        return next((one.name for one in self._translation.interfaces if one.device == device), device)

    def _peers(self) -> dict[str, JSON]:
        said = self._one("show bgp neighbors")
        return {address: peer for address, peer in said.items() if isinstance(peer, dict) and "bgpState" in peer}

    # -- BGP ---------------------------------------------------------------------------------------------------------

    def _found(self, wanted: str = "") -> list[Neighbor]:
        peerings = {one.name: one for one in self._translation.peerings}
        peers = {address: peer for address, peer in self._peers().items() if wanted in ("", address)}
        counts = self._counts(peers)
        order = sorted(peers, key=lambda address: (ip_address(address).version, int(ip_address(address))))
        return [Neighbor(address, peers[address], bgp_replies.peering_of(address, peers[address], peerings), counts.get(address, {})) for address in order]

    def _counts(self, peers: Mapping[str, JSON]) -> dict[str, dict[int, Counts]]:
        asked = [(address, family) for address, peer in peers.items() if peer["bgpState"] == "Established"
                 for family, key in FAMILY_KEYS.items() if key in peer.get("addressFamilyInfo", {})]
        if not asked:
            return {}
        tables = dict(zip((4, 6), self._json(*(f"show bgp ipv{family} unicast" for family in (4, 6)))))
        received = self._json(*(f"show bgp ipv{family} unicast neighbors {address} received-routes" for address, family in asked))
        found: dict[str, dict[int, Counts]] = {}
        for (address, family), answer in zip(asked, received):
            info = peers[address]["addressFamilyInfo"][FAMILY_KEYS[family]]
            active = sum(any(one.get("peerId") == address and one.get("bestpath") for one in paths) for paths in tables[family].get("routes", {}).values())
            found.setdefault(address, {})[family] = Counts(len(answer.get("receivedRoutes", {})), info.get("acceptedPrefixCounter", 0), active,
                                                           info.get("sentPrefixCounter", 0))
        return found

    def _summary(self, _options: Mapping[str, str]) -> etree._Element:
        return bgp_replies.summary(self._found(), len({one.group for one in self._translation.peerings}))

    def _neighbors(self, options: Mapping[str, str]) -> etree._Element:
        found = self._found(options.get("neighbor-address", ""))
        return bgp_replies.neighbors_information(found, route_replies.straight(self._translation.interfaces, (one.address for one in found)))

    # -- routes ------------------------------------------------------------------------------------------------------

    def _routes(self, options: Mapping[str, str]) -> etree._Element:
        reply = etree.Element("route-information")
        peer = options.get("peer") or options.get("neighbor") or ""
        destination = options.get("destination", "")
        for family, name in TABLES.items():
            if options.get("table", name) != name or (destination and ip_network(destination, strict=False).version != family):
                continue
            everything = self._of_family(family)
            if "receive-protocol-name" in options or "advertising-protocol-name" in options:
                self._exchanged(reply, family, everything, peer, options)
                continue
            shown = route_replies.chosen(everything, destination, "exact" in options, options.get("protocol", ""), "active-path" in options,
                                         "hidden" in options, "all" in options)
            if shown or not set(options) - {"table", "detail", "extensive", "brief", "terse", "active-path"}:
                detailed = "detail" in options or "extensive" in options
                route_replies.table(reply, family, everything, shown, detailed, self._translation.asn)
        return reply

    def _of_family(self, family: int) -> list[route_replies.Route]:
        rib, bgp = self._json(f"show {'ip' if family == 4 else 'ipv6'} route", f"show bgp ipv{family} unicast")
        return route_replies.routes(rib, bgp, self._peers(), self._translation.interfaces,
                                    [prefix for prefix in self._translation.uninstalled if ip_network(prefix).version == family])

    def _exchanged(self, reply: etree._Element, family: int, everything: list[route_replies.Route], peer: str, options: Mapping[str, str]) -> None:
        base = f"show bgp ipv{family} unicast neighbors {peer}"
        if "advertising-protocol-name" in options:
            said = self._one(f"{base} advertised-routes").get("advertisedRoutes", {})
            route_replies.exchanged(reply, family, everything, _inside(said, options), True)
            return
        received, filtered = self._json(f"{base} received-routes", f"{base} filtered-routes")
        unusable = {route.prefix for route in everything if route.hidden and route.learned_from == peer}
        concealed = set(filtered.get("receivedRoutes", {})) | unusable
        said = {prefix: one for prefix, one in received.get("receivedRoutes", {}).items()
                if "all" in options or (prefix in concealed) == ("hidden" in options)}
        route_replies.exchanged(reply, family, everything, _inside(said, options), False, concealed)

    # -- the rest ----------------------------------------------------------------------------------------------------

    def _ospf_neighbors(self, _options: Mapping[str, str]) -> etree._Element:
        return ospf_replies.neighbors(self._one("show ip ospf neighbor"), self._name)

    def _ospf3_neighbors(self, _options: Mapping[str, str]) -> etree._Element:
        return ospf_replies.neighbors3(self._one("show ipv6 ospf6 neighbor"), self._name)

    def _database(self, options: Mapping[str, str]) -> etree._Element:
        asked = [kind for kind in ospf_replies.ASKED if kind in options] or list(ospf_replies.ASKED)
        said = dict(zip(asked, self._json(*(f"show ip ospf database {ospf_replies.ASKED[kind]}" for kind in asked))))
        return ospf_replies.database(said, self._wanted(options, {kind: ospf_replies.LSA_TYPES[kind] for kind in asked}))

    def _database3(self, options: Mapping[str, str]) -> etree._Element:
        said, overview = self._json("show ipv6 ospf6 database detail", "show ipv6 ospf6")
        return ospf_replies.database3(said, self._wanted(options, ospf_replies.ASKED3), overview.get("routerId", ""), self._name)

    def _isis(self, options: Mapping[str, str]) -> etree._Element:
        return isis_replies.database(self._vtysh("show isis database detail"), self._vtysh("show isis hostname"), "extensive" in options)

    def _wanted(self, options: Mapping[str, str], kinds: Mapping[str, str]) -> ospf_replies.Wanted:
        router = options.get("advertising-router", "")
        if router == "self":
            router = next((line[-1].split()[-1] for line in self._translation.lines if line[-1].startswith(("ospf router-id", "ospf6 router-id"))), "")
        return ospf_replies.Wanted(frozenset(name for kind, name in kinds.items() if kind in options), options.get("lsa-id", ""), router,
                                   "detail" in options or "extensive" in options)

    def _bfd(self, options: Mapping[str, str]) -> etree._Element:
        return link_replies.bfd(self._one("show bfd peers") or [], self._name, "detail" in options or "extensive" in options)

    def _interfaces(self, options: Mapping[str, str]) -> etree._Element:
        return link_replies.interfaces(self._translation.interfaces, self._present(), options.get("interface-name", ""))


def _inside(said: Mapping[str, JSON], options: Mapping[str, str]) -> dict[str, JSON]:
    """The routes inside the destination that is asked for, or at it."""
    destination = options.get("destination", "")
    if not destination:
        return dict(said)
    wanted = ip_network(destination, strict=False)
    prefixes: Iterable[str] = [prefix for prefix in said if ip_network(prefix).version == wanted.version]
    if "exact" in options:
        return {prefix: said[prefix] for prefix in prefixes if ip_network(prefix) == wanted}
    return {prefix: said[prefix] for prefix in prefixes if ip_network(prefix).subnet_of(wanted)}
