# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes, BGP tables and the addresses of interfaces, read from IOS's tables.

Sources: Cisco IOS IP Routing: Protocol-Independent Command Reference, show ip route; Cisco IOS IPv6 Command Reference, show ipv6 route and show ipv6
interface; Cisco IOS IP Addressing Services Command Reference, show ip interface; recorded `show ip bgp` of IOS-XE 16.4 (batfish/lab-validation).
"""
from __future__ import annotations

import ipaddress
import re
from typing import Any, Iterator

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# The first network of a table's row stands right after the status codes, which fill six columns at most; a row of another path has blanks there.
BGP_ROW = re.compile(r"^[ *>a-zA-Z]{2,6}?(\d+\.\d+\.\d+\.\d+(?:/\d+)?|[0-9A-F]*:[0-9A-F:.]*/\d+)(?= |$)")
KNOWN = re.compile(r"^ +Known via \"(\w+)[^\"]*\", distance \d+, metric (\d+)", re.MULTILINE)
ENTRY = re.compile(r"^Routing entry for (\S+?),? ?(?:supernet)?$", re.MULTILINE)
IPV4_HOP = re.compile(r"^ +\*? +(?:([\d.]+)(?:, from [\d.]+)?(?:, [\w:]+ ago)?(?:, via (\S+))?|directly connected, via (\S+))$", re.MULTILINE)
IPV6_HOP = re.compile(r"^    (?:([0-9A-F:]+)(?:, (\S+))?|directly connected via (\S+)|receive via (\S+))$", re.MULTILINE)
ROW = re.compile(r"^[A-Za-z][\w*%+ ]{0,8} (\S+?)(?: \[\d+/\d+\])?((?: via| is directly).*)?$")
VIA = re.compile(r"\bvia ([0-9A-Fa-f:.]+)(?=,|$| )")
LINE = re.compile(r"^(\S+) is .*line protocol is ")
PROTOCOLS = {"ospf": "ospf", "ospfv3": "ospf", "bgp": "bgp", "isis": "isis", "connected": "connected", "static": "static"}


def interface_addresses(ipv4: str, ipv6: str) -> dict[str, list[str]]:
    """Interface → its addresses with their lengths, of `show ip interface` and `show ipv6 interface`."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in [*ipv4.splitlines(), *ipv6.splitlines()]:
        head = LINE.match(line)
        if head:
            name = head.group(1)
            found.setdefault(name, [])
            continue
        for pattern, length in ((r"(?:Internet|Secondary) address (?:is )?([\d.]+/\d+)", None), (r"link-local address is (\S+)", 64),
                                (r"^ +(\S+), subnet is \S+/(\d+)", None)):
            match = re.search(pattern, line)
            if match and name:
                text = match.group(1) if "/" in match.group(1) else f"{match.group(1)}/{length or match.group(2)}"
                found[name].append(str(ipaddress.ip_interface(text)))
    return found


def bgp_prefixes(table: str) -> set[str]:
    """The networks of a BGP table. An IPv4 network without its length has its class's (recorded)."""
    return {str(_classful(match.group(1))) for line in table.splitlines() if (match := BGP_ROW.match(line))}


def bgp_announcements(table: str) -> dict[str, dict[str, str | None]]:
    """Of a BGP table of one neighbor's routes: network → next hop and AS path. A row that is too long goes on in the next lines, in the same columns."""
    lines = table.splitlines()
    column = next((line.index(" Path") + 1 for line in lines if " Next Hop " in line and line.rstrip().endswith(" Path")), None)
    starts = [(number, match) for number, line in enumerate(lines) if (match := BGP_ROW.match(line))]
    found: dict[str, dict[str, str | None]] = {}
    for (number, match), end in zip(starts, [*(number for number, _match in starts[1:]), len(lines)]):
        words = lines[number][match.end():].split() or (lines[number + 1].split() if number + 1 < end else [])
        tail = next((line[column:].split() for line in lines[number:end] if column and len(line) > column), [])
        found[str(_classful(match.group(1)))] = {"next_hop": _address(words[0]) if words else None, "as_path": " ".join(tail[:-1])}
    return found


def _address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def _classful(text: str) -> Network:
    if "/" in text or ":" in text:
        return ipaddress.ip_network(text)
    first = int(text.partition(".")[0])
    return ipaddress.ip_network(f"{text}/{0 if text == '0.0.0.0' else 8 if first < 128 else 16 if first < 192 else 24}")


def route(text: str) -> dict[str, Any] | None:
    """`show ip route A` or `show ipv6 route A`; None where there is no route."""
    entry, known = ENTRY.search(text), KNOWN.search(text)
    if entry is None or known is None:
        return None
    prefix = ipaddress.ip_network(entry.group(1))
    hops = (IPV4_HOP if prefix.version == 4 else IPV6_HOP).finditer(text[known.end():])
    return {"prefix": str(prefix), "protocol": PROTOCOLS.get(known.group(1), known.group(1)), "metric": int(known.group(2)),
            "nexthops": [{"address": str(ipaddress.ip_address(hop.group(1))) if hop.group(1) else None,
                          "interface": next((name for name in hop.groups()[1:] if name), None)} for hop in hops]}


def routes(text: str, block: Network) -> dict[str, list[str]]:
    """Prefix → next hops, of `show ip route … longer-prefixes`. What has no next hop of its own (connected) has an empty list."""
    found: dict[str, list[str]] = {}
    for prefix, hops in _rows(text, block):
        found.setdefault(str(prefix), []).extend(hops)
    return {prefix: sorted(set(hops)) for prefix, hops in found.items()}


def _rows(text: str, block: Network) -> Iterator[tuple[Network, list[str]]]:
    """A row names its prefix, further rows are further next hops. `… is subnetted` gives the length of the rows below that have none."""
    length, prefix = None, None
    for line in text.splitlines():
        subnetted = re.match(r"^ +[\d.]+/(\d+) is subnetted", line)
        if subnetted or re.match(r"^ +[\d.]+/\d+ is variably", line):
            length = int(subnetted.group(1)) if subnetted else None
            continue
        hops = [str(ipaddress.ip_address(hop)) for hop in VIA.findall(line)]
        row = ROW.match(line)
        named = _network(row.group(1), length) if row else None
        if named is not None:
            prefix = named if named.version == block.version and named.subnet_of(block) else None  # type: ignore[arg-type]
        elif not line.startswith(" "):
            prefix = None
        if prefix is not None and (named is not None or hops):
            yield prefix, hops


def _network(text: str, length: int | None) -> Network | None:
    try:
        return ipaddress.ip_network(text if "/" in text or length is None else f"{text}/{length}")
    except ValueError:
        return None
