# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FRR's link-state databases. OSPF is asked for JSON; IS-IS for text, since in 8.4 the JSON of its database keeps only the last LSP.

Field names and lines were read off 8.4.4.
"""
from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...change import Reading
from ...faults import Fault
from ...link_state.model import (
    BORDER, EXTERNAL, ISIS, LSP, MAX_AGE, NETWORK, NSSA, OSPF, OSPF3, PREFIXES, ROUTER, SUMMARY, Adjacency, Database, ExternalBody, Lsa, LspBody, NetworkBody,
    PrefixesBody, Reached, RouterBody, SummaryBody, network_key, sequence_number,
)
from ...link_state.reading import MASKS, gathered, whole

KINDS = {"router": (ROUTER, "routerLinkStates"), "network": (NETWORK, "networkLinkStates"), "summary": (SUMMARY, "summaryLinkStates"),
         "asbr-summary": (BORDER, "asbrSummaryLinkStates"), "external": (EXTERNAL, "asExternalLinkStates"), "nssa-external": (NSSA, "nssaExternalLinkStates")}
KINDS3 = {"Router": ROUTER, "Network": NETWORK, "Inter-Prefix": SUMMARY, "Inter-Router": BORDER, "AS-External": EXTERNAL, "NSSA": NSSA, "Type-7": NSSA,
          "Intra-Prefix": PREFIXES}
DAEMONS = {OSPF: "ospfd", OSPF3: "ospf6d", ISIS: "isisd"}


def queries(protocols: tuple[str, ...]) -> dict[str, str]:
    asked = {f"ospf {kind}": f"show ip ospf database {kind} json" for kind in KINDS} if OSPF in protocols else {}
    if OSPF3 in protocols:
        asked["ospf3"] = "show ipv6 ospf6 database detail json"
        asked["ospf3 router"] = "show ipv6 ospf6 json"
    if ISIS in protocols:
        asked |= {"isis": "show isis database detail", "isis names": "show isis hostname"}
    return asked


def databases(reading: Reading) -> tuple[list[Database], list[Fault]]:
    """Those of the protocols that run. A fault where one runs and its answer cannot be read."""
    daemons = set(reading.facts.get("daemons") or ())
    readers = {OSPF: _ospf, OSPF3: _ospf3, ISIS: _isis}
    return gathered({protocol: read for protocol, read in readers.items() if DAEMONS[protocol] in daemons}, reading.facts)


def _decoded(answer: Any) -> Any:
    """What the transport has decoded, or JSON as text."""
    if answer is None:
        raise ValueError("no answer")
    return json.loads(answer) if isinstance(answer, str) else answer


# -- OSPF version 2 ------------------------------------------------------------------------------------------------------


def _ospf(said: Mapping[str, Any]) -> list[Database]:
    lsas: list[Lsa] = []
    router = ""
    for name, answer in said.items():
        decoded = _decoded(answer)
        if not decoded:
            continue
        kind, key = KINDS[name.partition(" ")[2]]
        router = decoded.get("routerId", router)
        states = decoded.get(key, {})
        of_areas = states.get("areas", {}).items() if isinstance(states, dict) else [("", states)]
        for area, found in of_areas:
            lsas += [_lsa(kind, area, one) for one in (found.values() if isinstance(found, dict) else found)]
    return [Database(OSPF, tuple(lsas), router)]


def _lsa(kind: str, area: str, one: Mapping[str, Any]) -> Lsa:
    identity = one["linkStateId"]
    if kind == ROUTER:
        body: Any = _router_body(one)
    elif kind == NETWORK:
        body = NetworkBody(tuple(item["attachedRouterId"] for item in one["attchedRouters"].values()), one["networkMask"])
        whole(one["length"] == 24 + 4 * len(body.attached), "network LSA", identity)
    elif kind == SUMMARY:
        body = SummaryBody(f"{identity}/{one['networkMask']}", one["tos0Metric"])
    elif kind == BORDER:
        body = SummaryBody(identity, one["tos0Metric"])
    else:
        forward = one.get("forwardAddress", one.get("nssaForwardAddress", "0.0.0.0"))
        body = ExternalBody(f"{identity}/{one['networkMask']}", one["metric"], 1 if one["metricType"].startswith("E1") else 2,
                            "" if forward == "0.0.0.0" else forward)
    return Lsa(kind, area, identity, one["advertisingRouter"], sequence_number(one["lsaSeqNumber"]), one["lsaAge"], int(one["checksum"], 16), body)


def _router_body(one: Mapping[str, Any]) -> RouterBody:
    adjacencies, prefixes = [], []
    links = one["routerLinks"]
    whole(len(links) == one["numOfLinks"], "router LSA", one["linkStateId"])
    for link in links.values():
        kind = link["linkType"]
        if kind == "Stub Network":
            prefixes.append((f"{link['networkAddress']}/{MASKS[link['networkMask']]}", link["tos0Metric"]))
        elif kind == "a Transit Network":
            adjacencies.append(Adjacency(link["designatedRouterAddress"], link["tos0Metric"], True, link["routerInterfaceAddress"]))
        else:
            adjacencies.append(Adjacency(link["neighborRouterId"], link["tos0Metric"], False, link.get("routerInterfaceAddress", "")))
    return RouterBody(tuple(adjacencies), tuple(prefixes))


# -- OSPF version 3 ------------------------------------------------------------------------------------------------------


def _ospf3(said: Mapping[str, Any]) -> list[Database]:
    decoded = _decoded(said["ospf3"])
    lsas = []
    for scope in (*decoded.get("areaScopedLinkStateDb", ()), *decoded.get("asScopedLinkStateDb", ())):
        lsas += [_lsa3(KINDS3[one["type"]], scope.get("areaId", ""), one) for one in scope["lsa"] if one["type"] in KINDS3]
    overview = _decoded(said.get("ospf3 router") or {})
    return [Database(OSPF3, tuple(lsas), overview.get("routerId", ""))]


def _lsa3(kind: str, area: str, one: Mapping[str, Any]) -> Lsa:
    identity, router = _number(one["linkStateId"]), one["advertisingRouter"]
    if kind == ROUTER:
        whole(one["length"] == 24 + 16 * len(one["lsaDescription"]), "router LSA", router)
        options = one["options"].split("|")
        body: Any = RouterBody(tuple(_adjacency3(link) for link in one["lsaDescription"]), (), "R" in options and "V6" in options)
    elif kind == NETWORK:
        body = NetworkBody(tuple(one["attachedRouter"]))
        whole(one["length"] == 24 + 4 * len(body.attached), "network LSA", router)
    elif kind == PREFIXES:
        network = one["reference"] == "Network"
        whole(one["numberOfPrefix"] == len(one["prefix"]), "intra-area-prefix LSA", router)
        of = network_key(one["referenceAdv"], _number(one["referenceId"])) if network else one["referenceAdv"]
        body = PrefixesBody(of, network, tuple((item["prefix"], item["metric"]) for item in one["prefix"]))
    elif kind == SUMMARY:
        body = SummaryBody(one["prefix"], one["metric"])
    elif kind == BORDER:
        body = SummaryBody(one.get("destination") or one["routerId"], one["metric"])
    else:
        forward = one.get("forwardingAddress", "") if one["forwardingAddressPresent"] else ""
        body = ExternalBody(one["prefix"], one["metric"], 2 if "E" in one["bits"] else 1, forward)
    return Lsa(kind, area, identity, router, sequence_number(one["lsSequenceNumber"]), one["age"], one["checksum"], body)


def _adjacency3(link: Mapping[str, Any]) -> Adjacency:
    own, theirs = _number(link["interfaceId"]), _number(link["neighborInterfaceId"])
    if link["type"] == "Transit-Network":
        return Adjacency(network_key(link["neighborRouterId"], theirs), link["metric"], True, own, theirs)
    return Adjacency(link["neighborRouterId"], link["metric"], False, own, theirs)


def _number(identity: str) -> str:
    """A link state or interface ID, which FRR writes like an address."""
    if identity.startswith("0.0.0."):
        return identity[6:]
    return str(int.from_bytes(bytes(int(byte) for byte in identity.split(".")), "big"))


# -- IS-IS ---------------------------------------------------------------------------------------------------------------

LEVEL = re.compile(r"^IS-IS Level-(\d) link-state database:$", re.MULTILINE)
HEAD = re.compile(r"^(\S+)\.([0-9a-f]{2}-[0-9a-f]{2}) +(?:\* +)?(\d+) +0x([0-9a-f]{8}) +0x([0-9a-f]{4}) +(\d+|\(\d+\)) +(\d)/(\d)/(\d)$", re.MULTILINE)
COUNT = re.compile(r"^ +(\d+) LSPs$", re.MULTILINE)
NAME = re.compile(r"^ *(?:\d|\*) +([0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}) +(\S+)", re.MULTILINE)
REACH = re.compile(r"^  (Extended|MT|IS) Reachability: (\S+) \(Metric: (\d+)\)(?: (\S+))?$", re.MULTILINE)
IP = re.compile(r"^  (|Extended |MT )(IP|IPv6) Reachability: (\S+) \(Metric: (\d+)\)((?: Down| External| ipv6-unicast| ipv4-unicast)*)$", re.MULTILINE)
HOSTNAME = re.compile(r"^  Hostname: (\S+)$", re.MULTILINE)
TOPOLOGY = re.compile(r"^  MT Router Info: (\S+)", re.MULTILINE)
TOPOLOGIES = {"ipv4-unicast": 0, "ipv6-unicast": 2}


def _isis(said: Mapping[str, Any]) -> list[Database]:
    text = said["isis"]
    if text is None:
        raise ValueError("no answer")
    systems = {name: identity for identity, name in NAME.findall(said.get("isis names") or "")}
    lsas: list[Lsa] = []
    own = ""
    for number, of_area in enumerate(re.split(r"^Area (\S+):$", text, flags=re.MULTILINE)[1:]):
        if number % 2 == 0:
            area = of_area
            continue
        pieces = LEVEL.split(of_area)
        for level, listed in zip(pieces[1::2], pieces[2::2]):
            count = COUNT.search(listed)
            found = list(_lsps(listed, level, systems))
            whole(not found or (count is not None and int(count[1]) == len(found)), "the database of area", area)
            lsas += found
            mine = re.search(r"^(\S+)\.[0-9a-f]{2}-[0-9a-f]{2} +\*", listed, re.MULTILINE)
            own = systems.get(mine[1], mine[1]) if mine else own
    return [Database(ISIS, tuple(lsas), own, names={identity: name for name, identity in systems.items()})]


def _lsps(text: str, level: str, systems: Mapping[str, str]) -> Iterator[Lsa]:
    heads = list(HEAD.finditer(text))
    for number, head in enumerate(heads):
        part = text[head.end():heads[number + 1].start() if number + 1 < len(heads) else len(text)]
        name, fragment, _length, sequence, checksum, left = head.groups()[:6]
        reaches = REACH.findall(part)
        wide = any(kind == "Extended" for kind, *_rest in reaches)
        neighbors = tuple((_identity(to, systems), int(cost), TOPOLOGIES.get(of, 9) if kind == "MT" else 0) for kind, to, cost, of in reaches
                          if kind != "IS" or not wide)
        hostname = HOSTNAME.search(part)
        age = MAX_AGE if left in ("0",) or left.startswith("(") else MAX_AGE - max(1, min(int(left), MAX_AGE))
        body = LspBody(neighbors, tuple(_prefixes(part)), hostname[1] if hostname else "", head[9] == "1",
                       tuple(TOPOLOGIES.get(of, 9) for of in TOPOLOGY.findall(part)), head[7] == "1")
        yield Lsa(LSP, level, fragment, systems.get(name, name), sequence_number(sequence), age, int(checksum, 16), body)


def _prefixes(part: str) -> Iterator[Reached]:
    found = IP.findall(part)
    wide = any(kind == "Extended " for kind, *_rest in found)
    for kind, family, prefix, cost, more in found:
        if kind or family == "IPv6" or not wide:
            yield Reached(prefix, int(cost), "External" in more, "Down" in more, 2 if kind == "MT " and "ipv6-unicast" in more else 0)


def _identity(to: str, systems: Mapping[str, str]) -> str:
    """`0102.5500.3011.00`, or a hostname with its two digits."""
    name, _dot, number = to.rpartition(".")
    return f"{systems.get(name, name)}.{number}"
