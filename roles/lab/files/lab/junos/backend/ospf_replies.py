# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPF's neighbors and link-state databases in Junos's XML. Pure: from FRR's JSON to elements.

Names: public `show ospf neighbor | display xml` of 18.3 and 23.2; genieparser's golden outputs of ShowOspfDatabase…Extensive and
ShowOspf3Database…Extensive, which keep Junos's names.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

from lxml import etree

from .replies import JSON, put, put_all

Name = Callable[[str], str]
LSA_TYPES = {"router": "Router", "network": "Network", "netsummary": "Summary", "asbrsummary": "ASBRSum", "nssa": "NSSA", "external": "Extern"}
ASKED = {"router": "router", "network": "network", "netsummary": "summary", "asbrsummary": "asbr-summary", "nssa": "nssa-external", "external": "external"}
LINKS = {"another Router (point-to-point)": ("PointToPoint", "1"), "a Transit Network": ("Transit", "2"), "Stub Network": ("Stub", "3"),
         "a Virtual Link": ("Virtual", "4")}
LSA3_TYPES = {"Router": "Router", "Network": "Network", "Inter-Prefix": "InterArPfx", "Inter-Router": "InterArRtr", "AS-External": "Extern", "Link": "Link",
              "Intra-Prefix": "IntraArPfx", "NSSA": "NSSA"}
ASKED3 = {"router": "Router", "network": "Network", "inter-area-prefix": "InterArPfx", "inter-area-router": "InterArRtr", "external": "Extern", "link": "Link",
          "intra-area-prefix": "IntraArPfx"}
STATES = {"2-Way": "2Way", "Twoway": "2Way", "ExStart": "ExStart"}


@dataclass(frozen=True)
class Wanted:
    """What a database RPC asks for: kinds of LSA by Junos's names (none: all), an id, an advertising router."""

    kinds: frozenset[str] = frozenset()
    lsa_id: str = ""
    router: str = ""
    detail: bool = False

    def holds(self, kind: str, lsa_id: str, router: str) -> bool:
        return (not self.kinds or kind in self.kinds) and self.lsa_id in ("", lsa_id) and self.router in ("", router)


def neighbors(said: JSON, name: Name) -> etree._Element:
    reply = etree.Element("ospf-neighbor-information")
    for router, sessions in said.get("neighbors", {}).items():
        for one in sessions if isinstance(sessions, list) else [sessions]:
            state = str(one.get("nbrState", one.get("state", ""))).partition("/")[0]
            put_all(put(reply, "ospf-neighbor"), {
                "neighbor-address": one.get("ifaceAddress", one.get("address")), "interface-name": name(str(one.get("ifaceName", "")).partition(":")[0]),
                "ospf-neighbor-state": STATES.get(state, state), "neighbor-id": router, "neighbor-priority": one.get("nbrPriority", 1),
                "activity-timer": int(one.get("routerDeadIntervalTimerDueMsec", 0)) // 1000})
    return reply


def neighbors3(said: JSON, name: Name) -> etree._Element:
    reply = etree.Element("ospf3-neighbor-information")
    for one in said.get("neighbors", ()):
        put_all(put(reply, "ospf3-neighbor"), {
            "neighbor-id": one["neighborId"], "interface-name": name(one["interfaceName"]), "ospf-neighbor-state": STATES.get(one["state"], one["state"]),
            "neighbor-priority": one["priority"], "activity-timer": int(str(one["deadTime"]).rpartition(":")[2])})
    return reply


# -- version 2 -----------------------------------------------------------------------------------------------------------


def database(said: Mapping[str, JSON], wanted: Wanted) -> etree._Element:
    """`said`: FRR's answer for each kind of `ASKED`."""
    reply = etree.Element("ospf-database-information")
    router_id = next((answer["routerId"] for answer in said.values() if "routerId" in answer), "")
    area = ""
    found = [(number, kind, lsa) for kind, answer in said.items() for number, lsa in _lsas(answer)]
    for number, kind, lsa in sorted(found, key=lambda item: (not item[0], item[0])):  # area by area, then those of the whole AS
        if not wanted.holds(LSA_TYPES[kind], lsa["linkStateId"], lsa["advertisingRouter"]):
            continue
        if number != area and number:
            area = number
            put(put(reply, "ospf-area-header"), "ospf-area", area)
        _lsa(put(reply, "ospf-database", **({} if number else {"external": "external"})), kind, lsa, router_id, wanted.detail)
    return reply


def _lsas(answer: JSON) -> Iterator[tuple[str, JSON]]:
    """Each LSA with its area, `` where it has none."""
    for value in answer.values():
        if isinstance(value, Mapping):
            for number, lsas in value.get("areas", {}).items():
                yield from ((number, lsa) for lsa in (lsas if isinstance(lsas, list) else lsas.values()))
        elif isinstance(value, list):
            yield from (("", lsa) for lsa in value)


def _lsa(element: etree._Element, kind: str, lsa: JSON, router_id: str, detail: bool) -> None:
    put_all(element, {"lsa-type": LSA_TYPES[kind], "lsa-id": lsa["linkStateId"], "our-entry": "" if lsa["advertisingRouter"] == router_id else None,
                      "advertising-router": lsa["advertisingRouter"], "sequence-number": f"0x{lsa['lsaSeqNumber']}", "age": lsa["lsaAge"],
                      "options": "0x22", "checksum": f"0x{lsa['checksum']}", "lsa-length": lsa["length"]})
    if detail and kind == "router":
        body = put(element, "ospf-router-lsa")
        links = list(lsa.get("routerLinks", {}).values())
        put_all(body, {"bits": f"0x{lsa.get('flags', 0):x}", "link-count": len(links)})
        for link in links:
            kind_name, value = LINKS.get(link["linkType"], (link["linkType"], "0"))
            put_all(put(body, "ospf-link"), {
                "link-id": link.get("networkAddress") or link.get("neighborRouterId") or link.get("designatedRouterAddress"),
                "link-data": link.get("networkMask") or link.get("routerInterfaceAddress"), "link-type-name": kind_name, "link-type-value": value,
                "ospf-topology-count": 0, "metric": link.get("tos0Metric", 0)})
    elif detail and kind == "network":
        body = put(element, "ospf-network-lsa")
        put(body, "address-mask", IPv4Network(f"0.0.0.0/{lsa['networkMask']}").netmask)
        for router in lsa.get("attchedRouters", {}):
            put(body, "attached-router", router)
    elif detail and kind in ("netsummary", "asbrsummary"):
        body = put(element, "ospf-summary-lsa" if kind == "netsummary" else "ospf-asbr-summary-lsa")
        put(body, "address-mask", IPv4Network(f"0.0.0.0/{lsa['networkMask']}").netmask)
        put_all(put(body, "ospf-summary-lsa-topology"),
                {"ospf-topology-name": "default", "ospf-topology-id": 0, "ospf-topology-metric": lsa["tos0Metric"]})
    elif detail:
        body = put(element, "ospf-external-lsa" if kind == "external" else "ospf-nssa-lsa")
        put(body, "address-mask", IPv4Network(f"0.0.0.0/{lsa['networkMask']}").netmask)
        put_all(put(body, "ospf-external-lsa-topology"), {
            "ospf-topology-name": "default", "ospf-topology-id": 0, "type-value": lsa["metricType"][1], "ospf-topology-metric": lsa["metric"],
            "forward-address": lsa.get("forwardAddress", lsa.get("nssaForwardAddress", "0.0.0.0")),
            "tag": "0.0.0.0" if not lsa.get("externalRouteTag") else lsa["externalRouteTag"]})


# -- version 3 -----------------------------------------------------------------------------------------------------------


def database3(said: JSON, wanted: Wanted, router_id: str, name: Name) -> etree._Element:
    reply = etree.Element("ospf3-database-information")
    for scope in said.get("areaScopedLinkStateDb", ()):
        _scope(reply, scope.get("lsa", ()), wanted, router_id, ("ospf3-area-header", {"ospf-area": scope["areaId"]}))
    for scope in said.get("asScopedLinkStateDb", ()):
        _scope(reply, scope.get("lsa", ()), wanted, router_id, None)
    for scope in said.get("interfaceScopedLinkStateDb", ()):
        _scope(reply, scope.get("lsa", ()), wanted, router_id,
               ("ospf3-intf-header", {"ospf-intf": name(scope["interface"]), "ospf-area": scope["areaId"]}))
    return reply


def _scope(reply: etree._Element, lsas: Iterable[JSON], wanted: Wanted, router_id: str, header: tuple[str, Mapping[str, object]] | None) -> None:
    for lsa in lsas:
        kind = LSA3_TYPES.get(lsa["type"], lsa["type"])
        if not wanted.holds(kind, lsa["linkStateId"], lsa["advertisingRouter"]):
            continue
        if header:
            put_all(put(reply, header[0]), header[1])
            header = None
        element = put(reply, "ospf3-database")
        put_all(element, {"lsa-type": kind, "lsa-id": lsa["linkStateId"], "our-entry": "" if lsa["advertisingRouter"] == router_id else None,
                          "advertising-router": lsa["advertisingRouter"], "sequence-number": f"0x{lsa['lsSequenceNumber']:08x}", "age": lsa["age"],
                          "checksum": f"0x{lsa['checksum']:x}", "lsa-length": lsa["length"]})
        if wanted.detail:
            _body3(element, kind, lsa)


def _body3(element: etree._Element, kind: str, lsa: JSON) -> None:
    if kind == "Router":
        body = put(element, "ospf3-router-lsa")
        options = lsa.get("options", "").split("|")
        put_all(body, {"bits": "0x2" if "E" in lsa.get("bits", "") else "0x0",
                       "ospf3-options": f"0x{sum(value for bit, value in (('V6', 1), ('E', 2), ('N', 8), ('R', 16)) if bit in options) + 32:x}"})
        for link in lsa.get("lsaDescription", ()):
            transit = link["type"] != "Point-To-Point"
            put_all(put(body, "ospf3-link"), {"link-type-name": "Transit" if transit else "PointToPoint", "link-type-value": 2 if transit else 1,
                                              "link-metric": link["metric"], "link-intf-id": _number(link.get("interfaceId")),
                                              "nbr-intf-id": _number(link.get("neighborInterfaceId")), "nbr-rtr-id": link.get("neighborRouterId")})
    elif kind == "IntraArPfx":
        body = put(element, "ospf3-intra-area-prefix-lsa")
        put_all(body,
                {"reference-lsa-type": lsa.get("reference"), "reference-lsa-id": lsa.get("referenceId"), "reference-lsa-router-id": lsa.get("referenceAdv"),
                 "prefix-count": lsa.get("numberOfPrefix", 0)})
        for one in lsa.get("prefix", ()):
            put_all(body, {"ospf3-prefix": one["prefix"], "ospf3-prefix-options": "0x2" if "LA" in one.get("prefixOption", "") else "0x0",
                           "ospf3-prefix-metric": one.get("metric", 0)})
    elif kind == "Network":
        body = put(element, "ospf3-network-lsa")
        for router in lsa.get("attachedRouter", ()):
            put(body, "attached-router", router)
    elif kind == "InterArPfx":
        put_all(put(element, "ospf3-inter-area-prefix-lsa"), {"ospf3-prefix": lsa["prefix"], "ospf3-prefix-options": "0x0", "metric": lsa["metric"]})
    elif kind == "InterArRtr":
        put_all(put(element, "ospf3-inter-area-router-lsa"), {"dest-router-id": lsa.get("destination", lsa.get("routerId")), "metric": lsa["metric"]})
    elif kind in ("Extern", "NSSA"):
        body = put(element, f"ospf3-{'external' if kind == 'Extern' else 'nssa'}-lsa")
        put_all(body, {"ospf3-prefix": lsa["prefix"], "ospf3-prefix-options": "0x0", "metric": lsa["metric"],
                       "type-value": 2 if "E" in lsa.get("bits", "") else 1})


def _number(interface_id: object) -> int | None:
    """An interface id, which FRR writes as an address."""
    if interface_id is None:
        return None
    return int.from_bytes(bytes(int(byte) for byte in str(interface_id).split(".")), "big")
