# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IS-IS's link-state database in Junos's XML. Pure: from FRR's text to elements, since FRR's JSON of 8.4 is not whole.

Names: a public `show isis database extensive` of 15.1F6 and readers of it; `isis-topology-id` with `IPV4 Unicast` and `IPV6 Unicast`.
"""
from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from .replies import put, put_all

LEVEL = re.compile(r"^IS-IS Level-(\d) link-state database:$")
HEAD = re.compile(r"^(\S+\.[0-9a-f]{2}-[0-9a-f]{2}) +(?:\* +)?(\d+) +0x([0-9a-f]{8}) +0x([0-9a-f]{4}) +\(?(\d+)\)? +\d/\d/(\d)$")
REACH = re.compile(r"^  (Extended|MT|IS) Reachability: (\S+)\.(\S\S) \(Metric: (\d+)\)")
NETWORK = re.compile(r"^  (|Extended |MT )(IP|IPv6) Reachability: (\S+) \(Metric: (\d+)\)(.*)$")
NAME = re.compile(r"^ *(?:\d|\*) +([0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}) +(\S+)", re.MULTILINE)


def database(answer: str, hostnames: str, extensive: bool) -> etree._Element:
    """`answer`, `hostnames`: FRR's to `show isis database detail` and `show isis hostname`."""
    names: Mapping[str, str] = dict(NAME.findall(hostnames))
    reply = etree.Element("isis-database-information")
    level = entry = None
    several = "MT Router Info" in answer
    for line in answer.splitlines():
        begun, head, reach, network = LEVEL.match(line), HEAD.match(line), REACH.match(line), NETWORK.match(line)
        if begun:
            level = put(reply, "isis-database")
            put(level, "level", begun[1])
        elif head and level is not None:
            entry = put(level, "isis-database-entry")
            name, length, sequence, checksum, left, overload = head.groups()
            put_all(entry, {"lsp-id": name, "sequence-number": f"0x{int(sequence, 16):x}", "checksum": f"0x{int(checksum, 16):x}", "remaining-lifetime": left})
            if extensive:
                attributes = "0x7 <L1 L2 Overload>" if overload == "1" else "0x3 <L1 L2>"
                put_all(put(entry, "isis-packet"), {"lsp-id": name, "pdu-length": length, "lsp-attributes": attributes})
        elif entry is not None and line.startswith("  Hostname: ") and extensive:
            put(put(put(entry, "isis-tlv"), "hostname-tlv"), "hostname", line.split()[-1])
        elif entry is not None and reach:
            put_all(put(entry, "isis-neighbor"), {
                "is-neighbor-id": f"{names.get(reach[2], reach[2])}.{reach[3]}", "isis-topology-id": _topology(reach[1] == "MT", several), "metric": reach[4]})
        elif entry is not None and network:
            kind, family, prefix, metric, more = network.groups()
            put_all(put(entry, "isis-prefix"), {
                "protocol-name": "V6" if family == "IPv6" else "IP", "isis-topology-id": _topology(kind == "MT ", several), "address-prefix": prefix,
                "metric": metric, "prefix-flag": "External" if "External" in more else "Internal", "prefix-status": "down" if "Down" in more else "up"})
    return reply


def _topology(ipv6: bool, several: bool) -> str | None:
    return ("IPV6 Unicast" if ipv6 else "IPV4 Unicast") if several else None
