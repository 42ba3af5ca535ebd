# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IS-IS's database in IOS-XE's words.

Formats: genieparser's recorded outputs of ShowIsisDatabaseVerbose and ShowIsisDatabaseDetail (IOS-XE): narrow metrics `IS R2.00`, wide ones
`IS-Extended R2.00`, those of a topology `IS (MT-IPv6) R2.00`; a network with its mask or its length. Systems have the names that IOS gives them, its
own hostnames where it knows them, cut to the column's width in both places. Not witnessed: `-External` and `-Interarea` behind `IP` and `IPv6`.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...link_state.model import ISIS, LSP, MAX_AGE, Database, Lsa, LspBody, Reached, sequence_number
from ...link_state.reading import MASKS, whole

TAG = re.compile(r"^(?:Tag|Area) (\S+):[ \t]*$", re.MULTILINE)
LEVEL = re.compile(r"^[ \t]*IS-IS Level-(\d) Link State Database:?[ \t]*$", re.MULTILINE)
HEAD = re.compile(r"^[ \t]*(\S+)\.([0-9A-Fa-f]{2}-[0-9A-Fa-f]{2})[ \t]*(\*)?[ \t]+0x([0-9A-Fa-f]+)[ \t]+0x([0-9A-Fa-f]+)[ \t]+"
                  r"(\(?\d+\)?)(?:/\S+| \(\d+\))?[ \t]+"
                  r"(\d)/(\d)/(\d)[^\n]*$", re.MULTILINE)
NEIGHBOR = re.compile(r"^[ \t]+Metric: (\d+)[ \t]+IS(-Extended)?(?: \((MT-\S+)\))? (\S+)[ \t]*$", re.MULTILINE)
NETWORK = re.compile(r"^[ \t]+Metric: (\d+)[ \t]+(IP|IPv6)((?:-\w+)?)(?: \((MT-\S+)\))? ([0-9A-Fa-f.:]+)(?:/(\d+)| (\d+\.\d+\.\d+\.\d+))?[ \t]*$", re.MULTILINE)
HOSTNAME = re.compile(r"^[ \t]+Hostname: (\S+)", re.MULTILINE)
TOPOLOGY = re.compile(r"^[ \t]+(?:Topology:)?[ \t]+IPv[46] \((0x[0-9A-Fa-f]+)[^)]*\)[ \t]*$", re.MULTILINE)
TOPOLOGIES = {"": 0, "MT-IPv6": 2}
TOPOLOGY_BITS = 0x0FFF  # above are the overload and the attached bit, `0x4002 ATT` (RFC 5120, 7.2)
FURTHER = 9  # any other topology


def isis(said: Mapping[str, Any]) -> list[Database]:
    text = (said["isis"] or "").replace("\r", "")
    pieces = TAG.split(text)
    found = []
    for process, answer in [("", pieces[0]), *zip(pieces[1::2], pieces[2::2])]:
        lsas: list[Lsa] = []
        names: dict[str, str] = {}
        own = ""
        levels = LEVEL.split(answer)
        for level, listed in zip(levels[1::2], levels[2::2]):
            for lsa, mine in _lsps(listed, level):
                lsas.append(lsa)
                own = lsa.router if mine else own
        found.append(Database(ISIS, tuple(lsas), own, process, names))
    return found


def _lsps(text: str, level: str) -> Iterator[tuple[Lsa, bool]]:
    heads = list(HEAD.finditer(text))
    for number, head in enumerate(heads):
        part = text[head.end():heads[number + 1].start() if number + 1 < len(heads) else len(text)]
        whole(not part.rstrip(" \t").endswith("Metric:"), "LSP", head[1])
        name, fragment, mine, sequence, checksum, left = head.groups()[:6]
        reaches = NEIGHBOR.findall(part)
        wide = any(extended for _cost, extended, _of, _to in reaches)
        neighbors = tuple((to, int(cost), TOPOLOGIES.get(of, FURTHER)) for cost, extended, of, to in reaches if extended or of or not wide)
        hostname = HOSTNAME.search(part)
        seconds = 0 if left.startswith("(") else int(left)
        body = LspBody(neighbors, tuple(_prefixes(part)), hostname[1] if hostname else "", head[9] == "1",
                       tuple(int(of, 16) & TOPOLOGY_BITS for of in TOPOLOGY.findall(part)), head[7] == "1")
        yield Lsa(LSP, level, fragment.lower(), name, sequence_number(sequence), MAX_AGE - min(seconds, MAX_AGE), int(checksum, 16), body), bool(mine)


def _prefixes(part: str) -> Iterator[Reached]:
    for cost, family, more, of, address, length, mask in NETWORK.findall(part):
        yield Reached(f"{address.lower()}/{length or MASKS[mask] if family == 'IP' else length}", int(cost), "Ext" in more, "Inter" in more,
                      TOPOLOGIES.get(of, FURTHER))
