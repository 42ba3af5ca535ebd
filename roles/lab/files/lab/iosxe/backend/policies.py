# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prefix lists, AS path and community lists, and route maps of IOS as FRR's. Pure.

- An empty or undefined prefix list permits everything on IOS ("An empty prefix list permits all prefixes", Cisco 78-11741-02, IPC-305; vendor facts 0.16)
  and nothing on FRR (vendor facts 11), so a list that is used and not defined becomes one that permits any.
- An undefined route map denies on both (recorded: iosxe_undefined_route_map; FRR 8.4 bgp_input_filter).
- Several lists behind one `match` are alternatives on IOS; FRR takes one, so an entry becomes one for each combination.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

from ...twin_frr import Line, Notes
from .tree import Node

COMMUNITY_LISTS = ("community-list", "large-community-list", "extcommunity-list")
MATCHED_LISTS = ("match ip address prefix-list", "match ipv6 address prefix-list", "match ip next-hop prefix-list",
                 "match ipv6 next-hop prefix-list", "match as-path", "match community", "match large-community", "match tag")
MATCHES = re.compile(r"match (metric \d+|tag \d+|local-preference \d+|interface \S+)")
SETS = re.compile(
    r"set (ip next-hop (peer-address|[0-9.]+)|ipv6 next-hop (peer-address|[0-9A-Fa-f:]+)|local-preference \d+|metric [+-]?\d+|metric-type type-[12]|weight \d+"
    r"|origin (igp|incomplete)|as-path prepend [0-9. ]+|tag \d+|(large-)?comm-list \S+ delete|community none|large-community none|extcommunity none"
    r"|community [\w:. -]+|large-community [\w: -]+)")
STEP = 10


def policies(top: list[Node], devices: dict[str, str], notes: Notes) -> list[Line]:
    lines: list[Line] = []
    for node in top:
        words = node.words
        if words[0] in ("ip", "ipv6") and words[1:2] == ["prefix-list"]:
            lines += _prefix_list(node, notes)
        elif words[:3] == ["ip", "as-path", "access-list"]:
            lines.append((f"bgp as-path access-list {' '.join(words[3:])}",))
        elif words[0] == "ip" and len(words) > 1 and words[1] in COMMUNITY_LISTS:
            lines += _community_list(node, notes)
    lines += _route_maps([node for node in top if node.words[0] == "route-map"], devices, notes)
    return lines


def undefined_lists(lines: Iterable[Line]) -> list[Line]:
    """Lists that permit any, for each prefix list that is used and not defined."""
    defined, used = set(), set()
    for line in lines:
        words = line[-1].split()
        if words[1:2] == ["prefix-list"]:
            defined.add((words[0], words[2]))
        elif words[0] == "match" and words[3:4] == ["prefix-list"]:
            used.add((words[1], words[4]))
        elif words[0] == "neighbor" and words[2] == "prefix-list":
            used.add(("ipv6" if "ipv6" in line[-2] else "ip", words[3]))
    return [(f"{kind} prefix-list {name} seq 5 permit any",) for kind, name in sorted(used - defined)]


def _prefix_list(node: Node, notes: Notes) -> list[Line]:
    kind, _word, name, *rest = node.words
    if rest[:1] == ["description"]:
        return []
    if len(rest) >= 4 and rest[0] == "seq" and rest[2] in ("permit", "deny"):
        return [(f"{kind} prefix-list {name} {' '.join(rest).lower()}",)]
    notes.add(node.text, "a prefix-list line without sequence number, action and prefix")
    return []


def _community_list(node: Node, notes: Notes) -> list[Line]:
    _ip, kind, *rest = node.words
    if kind == "extcommunity-list":
        notes.add(node.text, "extended communities are not modelled")
        return []
    if rest[0] in ("standard", "expanded"):
        return [(f"bgp {kind} {_well_known(' '.join(rest))}",)]
    if rest[0].isdigit():
        style = "standard" if int(rest[0]) < 100 else "expanded"
        return [(f"bgp {kind} {style} IOS-{rest[0]} {_well_known(' '.join(rest[1:]))}",)]
    notes.add(node.text)
    return []


def _well_known(text: str) -> str:
    """FRR's names of the well-known communities."""
    names = {"gshut": "graceful-shutdown", "local-as": "local-AS"}
    return " ".join(names.get(word, word) for word in text.split())


def _route_maps(nodes: list[Node], devices: dict[str, str], notes: Notes) -> list[Line]:
    by_name: dict[str, list[tuple[str, int, Node]]] = {}
    for node in nodes:
        words = node.words
        if len(words) != 4 or words[2] not in ("permit", "deny") or not words[3].isdigit():
            notes.add(node.text)
            continue
        by_name.setdefault(words[1], []).append((words[2], int(words[3]), node))
    lines: list[Line] = []
    for name, entries in by_name.items():
        lines += _route_map(name, sorted(entries, key=lambda entry: entry[1]), devices, notes)
    return lines


def _route_map(name: str, entries: list[tuple[str, int, Node]], devices: dict[str, str], notes: Notes) -> list[Line]:
    expanded = []
    for action, number, node in entries:
        variants = _variants(node, devices, notes)
        if not variants:
            notes.add(node.text, "left out whole, as one of its conditions cannot be expressed")
        expanded += [(action, number, node, variant) for variant in variants]
    renumber = len(expanded) > len(entries)
    numbers: dict[int, int] = {}
    for position, (_action, number, _node, _variant) in enumerate(expanded, 1):
        numbers.setdefault(number, position * STEP if renumber else number)
    lines: list[Line] = []
    for position, (action, number, node, matches) in enumerate(expanded, 1):
        header = f"route-map {name} {action} {position * STEP if renumber else number}"
        lines += [(header,), *((header, match) for match in matches)]
        lines += [(header, text) for text in _actions(node, numbers, notes)]
    if not expanded:
        header = f"route-map {name} deny {STEP}"
        lines.append((header,))
    return lines


def _variants(node: Node, devices: dict[str, str], notes: Notes) -> list[list[str]]:
    """The conditions of each FRR entry that one of IOS becomes; none where a condition has no counterpart."""
    alternatives: list[list[str]] = []
    for one in node.below:
        if not one.text.startswith("match "):
            continue
        listed = next((head for head in MATCHED_LISTS if one.text.startswith(f"{head} ")), None)
        if listed:
            names = one.text[len(listed):].split()
            exact = " exact-match" if names[-1] == "exact-match" else ""
            names = [_community_name(listed, word) for word in names if word != "exact-match"]
            alternatives.append([f"{listed} {word}{exact}" for word in names])
        elif MATCHES.fullmatch(one.text):
            words = one.words
            alternatives.append([f"match interface {devices.get(words[2], words[2])}" if words[1] == "interface" else one.text])
        else:
            notes.add(f"{node.text} / {one.text}", "a condition that FRR's route maps do not have")
            return []
    return [list(chosen) for chosen in product(*alternatives)]


def _community_name(head: str, word: str) -> str:
    return f"IOS-{word}" if head.endswith("community") and word.isdigit() else word


def _actions(node: Node, numbers: dict[int, int], notes: Notes) -> list[str]:
    texts: list[str] = []
    for one in node.below:
        words = one.words
        if words[0] == "match":
            continue
        if words[0] == "description":
            texts.append(one.text)
        elif words[0] == "continue" and len(words) == 2 and int(words[1]) in numbers:
            texts.append(f"on-match goto {numbers[int(words[1])]}")
        elif SETS.fullmatch(one.text):
            if words[1] == "comm-list" and words[2].isdigit():
                words[2] = f"IOS-{words[2]}"
            if words[1:3] == ["ipv6", "next-hop"] and words[3] != "peer-address":
                words[2:3] = ["next-hop", "global"]
            texts.append(_well_known(" ".join(words)))
        else:
            notes.add(f"{node.text} / {one.text}")
    return texts
