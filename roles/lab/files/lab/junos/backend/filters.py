# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Junos's ways to name prefixes in a term as FRR's prefix lists. Pure.

Of the route filters of a term the one with the longest prefix that holds the route decides alone: where its match type fails, the term does not match
(Juniper, "Walkup for Route Filters Overview"). So each filter becomes a permit of its lengths and a deny of all else inside it, the longest prefix first;
filters of one prefix are tried in their order (JUNOS 9.4, "How Prefix Order Affects Route List Evaluation").
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network

from ...twin_frr import Line
from .statements import Words

Lengths = tuple[int, int]
Filter = tuple[IPv4Network | IPv6Network, Lengths]
RANGE = re.compile(r"/(\d+)-/(\d+)")


def prefix(text: str) -> IPv4Network | IPv6Network:
    """A prefix; without a length it is a host's (JUNOS 9.3, "Defining Route Lists"). Host bits are taken, as a device takes them (recorded verdicts)."""
    return ip_network(text, strict=False)


def lengths(network: IPv4Network | IPv6Network, words: Words) -> Lengths | None:
    """The lengths that a match type lets through; None for one that names no lengths (`through`, `address-mask`)."""
    own, longest = network.prefixlen, network.max_prefixlen
    if words == ("exact",) or not words:
        return own, own
    if words in (("orlonger",), ("longer",)):
        return own + (words[0] == "longer"), longest
    if len(words) == 2 and words[0] == "upto":
        return own, int(words[1].lstrip("/"))
    between = RANGE.fullmatch(words[1]) if len(words) == 2 and words[0] == "prefix-length-range" else None
    return (int(between[1]), int(between[2])) if between else None


def prefix_list(name: str, family: int, filters: Iterable[Filter]) -> list[Line]:
    """The lines of a prefix list that permits just what the filters of this family let through; one deny where there are none."""
    mine = sorted((one for one in filters if one[0].version == family), key=lambda one: -one[0].prefixlen)
    entries: list[str] = []
    for index, (network, (shortest, longest)) in enumerate(mine):
        entries.append(f"permit {network}{_bounds(network, shortest, longest)}" if shortest <= longest else "")
        behind = [other for other, _lengths in mine[index + 1:]]
        if network not in behind and any(network.subnet_of(other) for other in behind):
            entries.append(f"deny {network}{_bounds(network, network.prefixlen, network.max_prefixlen)}")
    word = "ip" if family == 4 else "ipv6"
    entries = [entry for entry in entries if entry] or ["deny any"]
    return [(f"{word} prefix-list {name} seq {number} {entry}",) for number, entry in enumerate(entries, 1)]


def _bounds(network: IPv4Network | IPv6Network, shortest: int, longest: int) -> str:
    own = network.prefixlen
    return (f" ge {shortest}" if shortest > own else "") + (f" le {longest}" if longest > max(own, shortest) or (longest > own and shortest > own) else "")
