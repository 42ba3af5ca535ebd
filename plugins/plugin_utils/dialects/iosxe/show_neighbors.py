# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`show bgp ipv4|ipv6 unicast neighbors`, read.

Sources: recorded output of IOS-XE 16.4 (batfish/lab-validation); Cisco IOS IP Routing: BGP Command Reference, show ip bgp neighbors; the lines of a
dynamic neighbor: Cisco, BGP Dynamic Neighbors; the line of BFD: Cisco, BFD Support for BGP.
"""
from __future__ import annotations

import ipaddress
import re
from typing import Any, Iterator

from ...asn import asplain

HEAD = re.compile(r"^BGP neighbor is (\*?)([0-9A-Fa-f:.]+),", re.MULTILINE)
AGE = re.compile(r"(\d+)([ywdhms])")
SECONDS = {"y": 365 * 86400, "w": 7 * 86400, "d": 86400, "h": 3600, "m": 60, "s": 1}
FAMILY_NAMES = {4: "IPv4 Unicast", 6: "IPv6 Unicast"}
FIELDS = {
    "asn": r"remote AS ([\d.]+)",
    "group": r"^ +Member of peer-group (\S+) for session parameters",
    "range": r"^ +Belongs to the subnet range group: (\S+)",
    "router_id": r"remote router ID ([\d.]+)",
    "state": r"^ +BGP state = (\w+)",
    "age": r"^ +BGP state = Established, up for (\S+)",
    "reset": r"^ +Last reset \S+, due to (.+?) *$",
    "local": r"^Local host: ([0-9A-Fa-f:.]+),",
    "bfd": r"BFD peer is (\w+)",
    "options": r"^Option Flags: (.*)",
    "counts": r"^ +Prefixes Current: +(\d+) +(\d+)",
}
PATTERNS = {name: re.compile(pattern, re.MULTILINE) for name, pattern in FIELDS.items()}


def neighbors(text: str, family: int) -> Iterator[dict[str, Any]]:
    heads = list(HEAD.finditer(text))
    for head, end in zip(heads, [*(item.start() for item in heads[1:]), len(text)]):
        yield _neighbor(head, text[head.start():end], family)


def _neighbor(head: re.Match[str], text: str, family: int) -> dict[str, Any]:
    said = {name: pattern.search(text) for name, pattern in PATTERNS.items()}
    value = {name: found.group(1) if found else None for name, found in said.items()}
    established = value["state"] == "Established"
    part = text.partition(f"For address family: {FAMILY_NAMES[family]}")[2]
    counts = said["counts"]
    sent, accepted = (int(number) for number in counts.groups()) if counts else (0, 0)
    return {
        "peer": str(ipaddress.ip_address(head.group(2))),
        "hostname": None,
        "group": value["group"],
        "dynamic": bool(head.group(1) or value["range"]),
        "state": value["state"],
        "established": established,
        "local_address": str(ipaddress.ip_address(value["local"])) if value["local"] else None,
        "peer_router_id": value["router_id"],
        "peer_asn": asplain(value["asn"]) if value["asn"] else None,
        "uptime_seconds": seconds(value["age"]) if value["age"] else 0,
        "last_reset": value["reset"],
        "bfd": value["bfd"].lower() if value["bfd"] else "none",
        "authenticated": "md5" in value["options"].lower() if value["options"] else None,
        "keeps_received": [family] if established and "Inbound soft reconfiguration allowed" in part else [],
        "accepted_count": accepted,
        "sent_count": sent,
    }


def seconds(age: str) -> int:
    """Of `00:48:36`, `1d02h`, `2w3d` or `1y4w`."""
    if ":" in age:
        hours, minutes, rest = (int(part) for part in age.split(":"))
        return hours * 3600 + minutes * 60 + rest
    return sum(int(number) * SECONDS[unit] for number, unit in AGE.findall(age))
