# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Junos's link-state databases, from XML.

Names of elements: genieparser's golden outputs of ShowOspfDatabaseExtensive, ShowOspfDatabaseNetwork…, ShowOspf3DatabaseExtensive (which keep Junos's
names); for IS-IS a public `show isis database extensive` of 15.1F6 and readers of it (`isis-topology-id`: `IPV4 Unicast`, `IPV6 Unicast`; `Overload` in
`lsp-attributes`). Not witnessed: the metric of an inter-area-prefix LSA (`metric` or `ospf3-prefix-metric`), inter-area-router LSAs, `NSSA` in version 3.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from ...change import Reading
from ...faults import Fault
from ...link_state.model import (
    BORDER, EXTERNAL, ISIS, LSP, MAX_AGE, NETWORK, NSSA, OSPF, OSPF3, PREFIXES, ROUTER, SUMMARY, Adjacency, Database, ExternalBody, Lsa, LspBody, NetworkBody,
    PrefixesBody, Reached, RouterBody, SummaryBody, network_key, sequence_number,
)
from ...link_state.reading import MASKS, gathered, whole

Element = ElementTree.Element
KINDS = {"Router": ROUTER, "Network": NETWORK, "Summary": SUMMARY, "ASBRSum": BORDER, "Extern": EXTERNAL, "NSSA": NSSA, "InterArPfx": SUMMARY,
         "InterArRtr": BORDER, "IntraArPfx": PREFIXES}
TOPOLOGIES = {"": 0, "IPV4 Unicast": 0, "Unicast": 0, "IPV6 Unicast": 2}
FURTHER = 9  # any other topology
THROUGH = 0x11  # R-bit and V6-bit, RFC 5340, A.2


def queries(protocols: tuple[str, ...]) -> dict[str, str]:
    """IS-IS is asked extensively: the overload bit is shown nowhere else."""
    asked = {OSPF: "<get-ospf-database-information><detail/></get-ospf-database-information>",
             OSPF3: "<get-ospf3-database-information><detail/></get-ospf3-database-information>",
             ISIS: "<get-isis-database-information><extensive/></get-isis-database-information>"}
    return {protocol: rpc for protocol, rpc in asked.items() if protocol in protocols}


def databases(reading: Reading) -> tuple[list[Database], list[Fault]]:
    """Of the protocols that run; Junos refuses the RPC of one that does not, or answers with nothing in it."""
    said = {name: answer for name, answer in reading.facts.items() if answer is not None}
    return gathered({OSPF: lambda answers: _ospf(answers[OSPF], OSPF), OSPF3: lambda answers: _ospf(answers[OSPF3], OSPF3), ISIS: _isis}, said)


def _parsed(answer: str) -> Element:
    return ElementTree.fromstring(f"<answer>{answer}</answer>")


def _text(element: Element, path: str) -> str:
    """The text of an element that must be there."""
    found = element.findtext(path)
    if found is None:
        raise ValueError(f"no {path}")
    return found.strip()


# -- OSPF ----------------------------------------------------------------------------------------------------------------


def _ospf(answer: str, protocol: str) -> list[Database]:
    third = protocol == OSPF3
    prefix = "ospf3" if third else "ospf"
    lsas: list[Lsa] = []
    own = area = ""
    for information in _parsed(answer).iter(f"{prefix}-database-information"):
        for element in information:
            if element.tag == f"{prefix}-area-header":
                area = _text(element, "ospf-area")
            elif element.tag == f"{prefix}-database":
                kind = KINDS.get(_text(element, "lsa-type"))
                if kind is not None:
                    lsas.append(_lsa(element, kind, "" if kind == EXTERNAL else area, third))
                    own = lsas[-1].router if element.find("our-entry") is not None else own
    return [Database(protocol, tuple(lsas), own)]


def _lsa(element: Element, kind: str, area: str, third: bool) -> Lsa:
    identity, router = _text(element, "lsa-id"), _text(element, "advertising-router")
    body = (_body3 if third else _body)(element, kind, identity)
    if kind == NETWORK:
        whole(int(_text(element, "lsa-length")) == 24 + 4 * len(body.attached), "network LSA", identity)
    return Lsa(kind, area, _number(identity) if third else identity, router, sequence_number(_text(element, "sequence-number")), int(_text(element, "age")),
               int(_text(element, "checksum"), 16), body)


def _body(element: Element, kind: str, identity: str) -> Any:
    if kind == ROUTER:
        body = element.find("ospf-router-lsa")
        adjacencies, prefixes = [], []
        links = body.findall("ospf-link")
        for link in links:
            of = {leaf.tag: (leaf.text or "").strip() for leaf in link}
            name, cost = of["link-type-name"], int(of["metric"])
            if name == "Stub":
                prefixes.append((f"{of['link-id']}/{MASKS[of['link-data']]}", cost))
            else:
                adjacencies.append(Adjacency(of["link-id"], cost, name == "Transit", of["link-data"]))
        whole(int(_text(body, "link-count")) == len(links), "router LSA", identity)
        return RouterBody(tuple(adjacencies), tuple(prefixes))
    if kind == NETWORK:
        body = element.find("ospf-network-lsa")
        return NetworkBody(tuple((item.text or "").strip() for item in body.iter("attached-router")), MASKS[_text(body, "address-mask")])
    if kind in (SUMMARY, BORDER):
        body = next(child for child in element if child.tag.startswith("ospf-") and child.tag.endswith("-lsa"))
        cost = int(_text(body, ".//ospf-topology-metric"))
        return SummaryBody(identity if kind == BORDER else f"{identity}/{MASKS[_text(body, 'address-mask')]}", cost)
    body = next(child for child in element if child.tag in ("ospf-external-lsa", "ospf-nssa-lsa"))
    forward = body.findtext(".//forward-address", "0.0.0.0").strip()
    return ExternalBody(f"{identity}/{MASKS[_text(body, 'address-mask')]}", int(_text(body, ".//ospf-topology-metric")), int(_text(body, ".//type-value")),
                        "" if forward == "0.0.0.0" else forward)


def _body3(element: Element, kind: str, identity: str) -> Any:
    body = next(child for child in element if child.tag.startswith("ospf3-") and child.tag.endswith("-lsa"))
    if kind == ROUTER:
        adjacencies = tuple(_adjacency3(link) for link in body.iter("ospf3-link"))
        whole(int(_text(element, "lsa-length")) == 24 + 16 * len(adjacencies), "router LSA", _text(element, "advertising-router"))
        return RouterBody(adjacencies, (), int(_text(body, "ospf3-options"), 16) & THROUGH == THROUGH)
    if kind == NETWORK:
        return NetworkBody(tuple((item.text or "").strip() for item in body.iter("attached-router")))
    if kind == PREFIXES:
        network, router = _text(body, "reference-lsa-type") == "Network", _text(body, "reference-lsa-router-id")
        prefixes = tuple((_prefix(prefix), int(metric.text or "")) for prefix, metric in zip(body.iter("ospf3-prefix"), body.iter("ospf3-prefix-metric")))
        whole(int(_text(body, "prefix-count")) == len(prefixes), "intra-area-prefix LSA", f"{identity} of {router}")
        return PrefixesBody(network_key(router, _number(_text(body, "reference-lsa-id"))) if network else router, network, prefixes)
    cost = int(body.findtext("metric") or _text(body, "ospf3-prefix-metric"))
    if kind == BORDER:
        return SummaryBody(body.findtext("destination-router-id") or _text(body, "dest-router-id"), cost)
    prefix = _prefix(body.find("ospf3-prefix"))
    if kind == SUMMARY:
        return SummaryBody(prefix, cost)
    forward = body.findtext("forward-address", "").strip().lower()
    return ExternalBody(prefix, cost, int(_text(body, "type-value")), "" if forward in ("", "::") else forward)


def _adjacency3(link: Element) -> Adjacency:
    of = {leaf.tag: (leaf.text or "").strip() for leaf in link}
    router, own, theirs, transit = of["nbr-rtr-id"], _number(of["link-intf-id"]), _number(of["nbr-intf-id"]), of["link-type-name"] == "Transit"
    return Adjacency(network_key(router, theirs) if transit else router, int(of["link-metric"]), transit, own, theirs)


def _prefix(element: Element | None) -> str:
    if element is None or not element.text:
        raise ValueError("an LSA without its prefix")
    return element.text.strip().lower()


def _number(text: str) -> str:
    """A link state or interface ID, as a number or written like an address."""
    return text if "." not in text else str(int.from_bytes(bytes(int(byte) for byte in text.split(".")), "big"))


# -- IS-IS ---------------------------------------------------------------------------------------------------------------


def _isis(said: Mapping[str, Any]) -> list[Database]:
    lsas = []
    for database in _parsed(said[ISIS]).iter("isis-database"):
        level = (database.findtext("level") or "").strip()
        lsas += [_lsp(entry, level) for entry in database.iter("isis-database-entry")]
    return [Database(ISIS, tuple(lsas))]


def _lsp(entry: Element, level: str) -> Lsa:
    name, _dot, number = _text(entry, "lsp-id").rpartition(".")
    hostname = entry.findtext("isis-tlv/hostname-tlv/hostname", "").strip()
    attributes = entry.findtext("isis-packet/lsp-attributes", "")
    neighbors = tuple((_text(item, "is-neighbor-id"), int(_text(item, "metric")), _topology(item)) for item in entry.findall("isis-neighbor"))
    topologies = tuple(sorted({of for _to, _cost, of in neighbors} | {_topology(item) for item in entry.findall("isis-prefix")}))
    left = int(_text(entry, "remaining-lifetime"))
    body = LspBody(neighbors, tuple(_prefixes(entry)), hostname, "Overload" in attributes, topologies, "Attached" in attributes)
    return Lsa(LSP, level, number.lower(), name, sequence_number(_text(entry, "sequence-number")), MAX_AGE - min(left, MAX_AGE),
               int(_text(entry, "checksum"), 16), body)


def _topology(item: Element) -> int:
    return TOPOLOGIES.get(item.findtext("isis-topology-id", "").strip(), FURTHER)


def _prefixes(entry: Element) -> Iterator[Reached]:
    for item in entry.findall("isis-prefix"):
        yield Reached(_text(item, "address-prefix").lower(), int(_text(item, "metric")), item.findtext("prefix-flag", "").strip() == "External",
                      item.findtext("prefix-status", "").strip() == "down", _topology(item))
