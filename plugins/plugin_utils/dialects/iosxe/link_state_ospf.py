# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPF's databases in IOS-XE's words, both versions.

Formats: genieparser's recorded outputs of ShowIpOspfDatabaseRouter, …Network, …Summary and …External (IOS-XE); of version 3, "IP Routing: OSPF
Configuration Guide" (network, prefix) and public outputs of `show ipv6 ospf database router` and `inter-area prefix`. An age of `MAXAGE(3601)`:
genieparser, show_ospf.py. Not witnessed: OSPFv3's external LSAs, read as those of version 2 with a prefix; inter-area router LSAs.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...link_state.model import (
    BORDER, EXTERNAL, NETWORK, NSSA, OSPF3, PREFIXES, ROUTER, SUMMARY, Adjacency, Database, ExternalBody, Lsa, NetworkBody, PrefixesBody, RouterBody,
    SummaryBody, network_key, sequence_number,
)
from ...link_state.reading import MASKS, whole
from ...topology.values import area_of

PROCESS = re.compile(r"OSPF(?:v3)? Router with ID \((\S+?)\) \(Process ID ([^,)\s]+)[^)\n]*\)|OSPFv3 (\S+) address-family ipv6[^\n(]*\(router-id (\S+?)\)")
SECTION = re.compile(r" Link States(?: \(Area (\S+)\))?[ \t]*$", re.MULTILINE)
KINDS = {"Router": ROUTER, "Net": NETWORK, "Summary Net": SUMMARY, "Summary ASB": BORDER, "Type-5 AS External": EXTERNAL, "Type-7 AS External": NSSA,
         "Inter Area Prefix": SUMMARY, "Inter Area Router": BORDER, "Intra Area Prefix": PREFIXES}
HEAD = re.compile(r"(?:MAXAGE\()?(\d+)[^\n]*\n(?:\s*Options: ([^\n]*)\n)?\s*LS Type: [^\n]*\n\s*Link State ID: (\S+)[^\n]*\n"
                  r"\s*Advertising Router: (\S+)[^\n]*\n"
                  r"\s*LS Seq Number: (?:0x)?([0-9A-Fa-f]+)\s+Checksum: 0x([0-9A-Fa-f]+)\s+Length: (\d+)")
LINKS = re.compile(r"Number of Links: (\d+)")
LINK = re.compile(r"Link connected to: (?:a |another )(Stub|Router|Transit|Virtual)[^\n]*\s+\(Link ID\)[^:\n]*: (\S+)\s+\(Link Data\)[^:\n]*: (\S+)\s+"
                  r"Number of (?:MTID|TOS) metrics: \d+\s+TOS 0 Metrics: (\d+)")
LINK3 = re.compile(r"Link connected to: (?:a |another )(Router|Transit|Virtual)[^\n]*\s+Link Metric: (\d+)\s+Local Interface ID: (\d+)\s+"
                   r"Neighbor (?:\(DR\) )?Interface ID: (\d+)\s+Neighbor (?:\(DR\) )?Router ID: (\S+)")
ATTACHED = re.compile(r"Attached Router: (\S+)")
MASK = re.compile(r"Network Mask: (?:/(\d+)|(\S+))")
METRIC = re.compile(r"(?<!TOS )Metric: (\d+)")
METRIC_TYPE = re.compile(r"Metric Type: (\d)")
FORWARD = re.compile(r"Forward(?:ing)? Address: (\S+)")
PREFIX = re.compile(r"Prefix Address: (\S+)\s+Prefix Length: (\d+)(?:, Options: [^,\n]*)?(?:, Metric: (\d+))?")
REFERENCED = re.compile(r"Referenced LSA Type: (?:0x)?(\d+)\s+Referenced Link State ID: (\d+)[^\n]*\s+Referenced Advertising Router: (\S+)")
PREFIX_COUNT = re.compile(r"Number of Prefixes: (\d+)")
DESTINATION = re.compile(r"Dest(?:ination)? Router ID: (\S+)")


def ospf(said: Mapping[str, Any], protocol: str) -> list[Database]:
    """A database for each process. `said`: the answers by kind of LSA, as text."""
    found: dict[tuple[str, str], list[Lsa]] = {}
    for text in said.values():
        pieces = PROCESS.split((text or "").replace("\r", ""))
        for router, process, process3, router3, answer in zip(*(pieces[start::5] for start in range(1, 6))):
            lsas = found.setdefault((process or process3, router or router3), [])
            for kind, area, listed in _sections(answer):
                lsas += [_lsa(kind, area, entry, protocol == OSPF3) for entry in listed.split("LS age: ")[1:]]
    return [Database(protocol, tuple(lsas), router, process) for (process, router), lsas in found.items()]


def _sections(text: str) -> Iterator[tuple[str, str, str]]:
    """The kind, the area (`` for the whole AS) and the text of each part, which begins at `… Link States (Area …)`."""
    heads = list(SECTION.finditer(text))
    for number, head in enumerate(heads):
        title = text[text.rfind("\n", 0, head.start()) + 1:head.start()].strip()
        if title in KINDS:
            yield KINDS[title], area_of(head[1]) if head[1] else "", text[head.end():heads[number + 1].start() if number + 1 < len(heads) else len(text)]


def _lsa(kind: str, area: str, text: str, third: bool) -> Lsa:
    head = HEAD.match(text)
    whole(head is not None, "LSA of", text[:40])
    age, options, identity, router, sequence, checksum, length = head.groups()
    body = _body(kind, text, identity, router, third, options or "")
    if kind == NETWORK:
        whole(int(length) == 24 + 4 * len(body.attached), "network LSA", identity)
    return Lsa(kind, area, identity, router, sequence_number(sequence), int(age), int(checksum, 16), body)


def _body(kind: str, text: str, identity: str, router: str, third: bool, options: str) -> Any:
    if kind == ROUTER:
        return _router(text, router, third, options)
    if kind == NETWORK:
        mask = MASK.search(text)
        return NetworkBody(tuple(ATTACHED.findall(text)), _length(mask) if mask else 0)
    if kind == PREFIXES:
        reference, count = REFERENCED.search(text), PREFIX_COUNT.search(text)
        prefixes = PREFIX.findall(text)
        whole(reference is not None and count is not None and int(count[1]) == len(prefixes), "intra-area-prefix LSA", f"{identity} of {router}")
        network = reference[1] == "2002"
        return PrefixesBody(network_key(reference[3], reference[2]) if network else reference[3], network,
                            tuple((f"{address.lower()}/{length}", int(cost)) for address, length, cost in prefixes))
    cost = int(METRIC.search(text)[1])
    if kind == BORDER:
        return SummaryBody(DESTINATION.search(text)[1] if third else identity, cost)
    prefix = _prefix(text, identity, third)
    if kind == SUMMARY:
        return SummaryBody(prefix, cost)
    forward = FORWARD.search(text)
    to = forward[1].lower() if forward else ""
    return ExternalBody(prefix, cost, int(METRIC_TYPE.search(text)[1]), "" if to in ("0.0.0.0", "::") else to)


def _router(text: str, router: str, third: bool, options: str) -> RouterBody:
    count = LINKS.search(text)
    whole(count is not None, "router LSA", router)
    if third:
        links = LINK3.findall(text)
        whole(int(count[1]) == len(links), "router LSA", router)
        adjacencies = tuple(Adjacency(network_key(neighbor, theirs) if kind == "Transit" else neighbor, int(cost), kind == "Transit", own, theirs)
                            for kind, cost, own, theirs, neighbor in links)
        return RouterBody(adjacencies, (), not options or ("V6-BIT" in options.upper() and "R-BIT" in options.upper()))
    found = LINK.findall(text)
    whole(int(count[1]) == len(found), "router LSA", router)
    return RouterBody(tuple(Adjacency(to, int(cost), kind == "Transit", own) for kind, to, own, cost in found if kind != "Stub"),
                      tuple((f"{to}/{MASKS[mask]}", int(cost)) for kind, to, mask, cost in found if kind == "Stub"))


def _length(mask: re.Match[str]) -> int:
    return int(mask[1]) if mask[1] else MASKS[mask[2]]


def _prefix(text: str, identity: str, third: bool) -> str:
    if third:
        found = PREFIX.search(text)
        return f"{found[1].lower()}/{found[2]}"
    return f"{identity}/{_length(MASK.search(text))}"
