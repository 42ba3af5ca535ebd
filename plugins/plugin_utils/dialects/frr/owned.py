# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lines of a running configuration the collection owns: by name, by membership in its peer groups, by its own records."""
from __future__ import annotations

from typing import AbstractSet

from ...declared_settings import recorded
from .configuration import Configuration, Line
from .names import Names

NAMED = ("ip prefix-list ", "ipv6 prefix-list ", "bgp as-path access-list ", "bgp community-list standard ", "bgp community-list expanded ",
         "route-map ")
OF_AN_ISIS_INTERFACE = ("ip router isis ", "ipv6 router isis ", "isis circuit-type ", "isis metric ", "isis passive")


def owned(running: Configuration, names: Names, addresses: AbstractSet[tuple[str, str]]) -> Configuration:
    """`addresses`: the anycast addresses of the options, each with its interface. Those that an earlier run wrote down in `VA-ANYCAST-…` lists
    count too, on whatever interface they are, and with them the IS-IS lines of an interface that has no other addresses."""
    prefix = names.prefix
    recorded_addresses = _recorded_addresses(running, names)
    given_over = _given_over(running, recorded_addresses)
    members = _members(running, prefix)
    settings = _settings_present(running, names)
    lines = []
    for line in running:
        head = line[0]
        if head.startswith(NAMED):
            mine = _named(head, prefix)
        elif line in settings:
            mine = True
        elif head.startswith("router bgp ") and " vrf " not in head and " view " not in head:
            mine = len(line) > 1 and _session_line(line[-1], prefix, members)
        elif head.startswith("interface "):
            address = _address(line[1]) if len(line) > 1 else ""
            mine = (address in recorded_addresses or (address, head.removeprefix("interface ")) in addresses
                    or (head in given_over and line[-1].startswith(OF_AN_ISIS_INTERFACE)))
        elif head.startswith("router "):
            mine = len(line) > 1 and _refers(line[-1], "redistribute ", prefix)
        elif head == "bfd":
            mine = len(line) > 1 and line[1].startswith(f"profile {prefix}")
        else:
            mine = False
        if mine:
            lines.append(line)
    return Configuration(lines)


def _named(head: str, prefix: str) -> bool:
    for kind in NAMED:
        if head.startswith(kind):
            return head[len(kind):].startswith(prefix)
    return False


def _recorded_addresses(running: Configuration, names: Names) -> set[str]:
    found = set()
    for (head, *rest) in running:
        words = head.split()
        if not rest and head.startswith(("ip prefix-list ", "ipv6 prefix-list ")) and words[2].startswith(names.own("ANYCAST-")):
            found.add(words[4].partition("/")[0])
    return found


def _given_over(running: Configuration, anycast: AbstractSet[str]) -> set[str]:
    """The interfaces, as they head their lines, on which all addresses are ours; never lo, which the machine needs itself."""
    held: dict[str, set[str]] = {}
    for line in running:
        if len(line) == 2 and line[0].startswith("interface ") and line[1].split()[1:2] == ["address"]:
            held.setdefault(line[0], set()).add(_address(line[1]))
    return {head for head, addresses in held.items() if addresses <= anycast and head != "interface lo"}


def _members(running: Configuration, prefix: str) -> set[str]:
    """Peer groups and neighbors that are ours: groups by name, neighbors by the group that they are in."""
    found = set()
    for line in running:
        if len(line) == 2 and line[0].startswith("router bgp ") and line[1].startswith("neighbor "):
            words = line[1].split()
            if words[1].startswith(prefix) or (words[2] == "peer-group" and len(words) == 4 and words[3].startswith(prefix)):
                found.add(words[1])
    return found


def _settings_present(running: Configuration, names: Names) -> set[Line]:
    return {line for line in recorded(running, names.settings).values() if line in running}


def _session_line(text: str, prefix: str, members: set[str]) -> bool:
    if text.startswith(("neighbor ", "no neighbor ")):
        return text[text.index("neighbor ") + 9:].split(" ", 1)[0] in members
    return _refers(text, "bgp listen range ", prefix) or _refers(text, "network ", prefix)


def _refers(text: str, start: str, prefix: str) -> bool:
    """Whether the line's last two words name an object of ours (`peer-group VA-web-4`, `route-map VA-ANYCAST-4`)."""
    if not text.startswith(start):
        return False
    words = text.rsplit(" ", 2)
    return len(words) == 3 and words[1] in ("peer-group", "route-map") and words[2].startswith(prefix)


def _address(text: str) -> str:
    """The address that a line of an interface is about, or ''."""
    words = text.split()
    if words[1:2] == ["address"]:
        return words[2].partition("/")[0]
    return words[-1] if words[:2] == ["ip", "ospf"] else ""
