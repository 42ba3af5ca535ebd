# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lines of a running configuration the collection owns: by name, by membership in its peer groups, by its own records."""
from __future__ import annotations

from typing import AbstractSet, Iterator

from ...declared_settings import recorded
from ...statements import Line, Statements
from .canonical import canonical, is_default
from .configuration import Configuration
from .names import Names
from .surroundings import surroundings

NAMED = ("ip prefix-list ", "ipv6 prefix-list ", "ip community-list standard ", "ip community-list expanded ", "route-map ", "bfd-template multi-hop ")


def owned(running: Statements, names: Names) -> Configuration:
    return Configuration(canonical(line) for line in owned_as_printed(running, names))


def owned_as_printed(running: Statements, names: Names) -> Iterator[Line]:
    """The lines as the device printed them, keys as they are stored."""
    prefix = names.prefix
    around = surroundings(running, names)
    members = _members(running, prefix)
    settings = set(recorded(running, names.settings).values())
    loopbacks = {f"interface Loopback{number}" for number in around.anycast.values()}
    paths = {f"ip as-path access-list {number} " for number in around.paths.values()}
    for line in running:
        if is_default(line):
            continue
        if _is_ours(line, prefix, members, settings, loopbacks, paths):
            yield line


def _is_ours(line: Line, prefix: str, members: AbstractSet[str], settings: AbstractSet[Line], loopbacks: AbstractSet[str],
             paths: AbstractSet[str]) -> bool:
    head, text = line[0], line[-1]
    if head.startswith(NAMED):
        return _named(head, prefix)
    if canonical(line) in settings:
        return True
    if head.startswith("router bgp "):
        return len(line) > 1 and not any(" vrf " in context for context in line[1:-1]) and _session_line(text, prefix, members)
    if head.startswith("interface "):
        return head in loopbacks
    if head.startswith(("router ", "ipv6 router ")):
        return _refers(text, "redistribute ", prefix)
    if head.startswith("ip as-path access-list "):
        return any(head.startswith(own) for own in paths)
    if head.startswith("bfd map "):
        return head.rsplit(" ", 1)[1].startswith(prefix)
    return head.startswith(("ip route ", "ipv6 route ")) and _refers(head, "", prefix)


def _named(head: str, prefix: str) -> bool:
    return any(head.startswith(kind) and head[len(kind):].startswith(prefix) for kind in NAMED)


def _members(running: Statements, prefix: str) -> set[str]:
    """Peer groups and neighbors that are ours: groups by name, neighbors by the group that they are in."""
    found = set()
    for line in running:
        if len(line) == 2 and line[0].startswith("router bgp ") and line[1].startswith("neighbor "):
            words = line[1].split()
            if words[1].startswith(prefix) or (words[2] == "peer-group" and len(words) == 4 and words[3].startswith(prefix)):
                found.add(words[1])
    return found


def _session_line(text: str, prefix: str, members: AbstractSet[str]) -> bool:
    if text.startswith(("neighbor ", "no neighbor ")):
        return text[text.index("neighbor ") + 9:].split(" ", 1)[0] in members
    return _refers(text, "bgp listen range ", prefix) or _refers(text, "network ", prefix)


def _refers(text: str, start: str, prefix: str) -> bool:
    """Whether the line's last two words name an object of ours (`peer-group VA-web-4`, `route-map VA-ANYCAST-4`, `name VA-OWN`)."""
    if not text.startswith(start):
        return False
    words = text.rsplit(" ", 2)
    return len(words) == 3 and words[1] in ("peer-group", "route-map", "name") and words[2].startswith(prefix)
