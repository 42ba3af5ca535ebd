# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FRR configuration as a set of lines, each with the contexts it stands in."""
from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterable

from ...statements import Line, Statements, shared_depth

SEQUENCED = ("ip prefix-list ", "ipv6 prefix-list ", "bgp as-path access-list ", "bgp community-list ")
OPENERS = ("router ", "route-map ", "interface ", "address-family ", "profile ", "bfd")
BESIDE_ROUTE_MAPS = ("route-map ", "ip prefix-list ", "ipv6 prefix-list ", "bgp as-path ", "bgp community-list ")
LEAVES = {"!", "exit", "end", "exit-address-family", "exit-vrf"}
SEQUENCE = re.compile(r" seq [0-9]+ ")


class Configuration(Statements):
    """Lines of FRR, typed as vtysh takes them."""

    def text(self) -> str:
        return "\n".join(commands(self.lines))


@lru_cache(maxsize=4)
def parse(running: str) -> Configuration:
    """The lines of `show running-config`; contexts are read from the indentation that FRR prints."""
    found: dict[Line, None] = {}
    context: list[tuple[int, str]] = []
    for raw in running.splitlines():
        text = raw.strip()
        if not text or text in LEAVES:
            continue
        depth = len(raw) - len(raw.lstrip(" "))
        while context and context[-1][0] >= depth:
            context.pop()
        if depth == 0 and text.startswith(SEQUENCED):
            text = SEQUENCE.sub(" ", text, count=1)
        found[tuple(item for level, item in context) + (text,)] = None
        context.append((depth, text))
    return Configuration(found)


def commands(lines: Iterable[Line]) -> list[str]:
    """Lines as FRR takes them: each context entered once for a run of lines and left again.

    A route map is not left for the next one or for a list: FRR commits what is pending at every `exit`, and one commit of everything is a
    hundred times faster than one for each entry (seen on 8.4.4).
    """
    result: list[str] = []
    inside: Line = ()
    for line in lines:
        context, text = line[:-1], line[-1]
        if line == inside:
            continue
        if context != inside:
            shared = shared_depth(inside, context)
            if shared or not (inside and inside[0].startswith("route-map ") and line[0].startswith(BESIDE_ROUTE_MAPS)):
                result += [_leave(inside[level], level) for level in range(len(inside) - 1, shared - 1, -1)]
            result += [" " * level + context[level] for level in range(shared, len(context))]
        result.append(" " * len(context) + text)
        inside = line if text.startswith(OPENERS) else context
    result += [_leave(inside[level], level) for level in range(len(inside) - 1, -1, -1)]
    return result


def _leave(context: str, level: int) -> str:
    return " " * level + ("exit-address-family" if context.startswith("address-family ") else "exit")
