# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IOS configuration as a set of lines, each with the contexts it stands in."""
from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterable

from ...statements import Line, Statements, shared_depth

OPENERS = ("router ", "ipv6 router ", "route-map ", "interface ", "address-family ", "bfd-template ")
LIST = re.compile(r"(?:ip|ipv6) prefix-list \S+ ")
BANNER = re.compile(r"(?:banner (?:motd|login|exec|incoming|slip-ppp|prompt-timeout|config-save)|vacant-message|menu \S+ title) +(\^C|\S)(.*)", re.DOTALL)
CERTIFICATE = re.compile(r" +certificate \S+")
UNICAST = {"address-family ipv4 unicast": "address-family ipv4", "address-family ipv6 unicast": "address-family ipv6"}


class Configuration(Statements):
    """Lines of IOS, typed as configuration mode takes them; entries of prefix lists numbered as IOS numbers them."""

    def text(self) -> str:
        return "\n".join(commands(numbered(self.lines)))


@lru_cache(maxsize=8)
def parse(running: str) -> Configuration:
    """The lines of `show running-config`; contexts are read from the indentation that IOS prints.

    `!` alone or with a remark separates; a banner is one line of many rows, up to its delimiter; a certificate is one line up to `quit`. `unicast` behind
    an address family is left out: BGP prints it away, OSPFv3 does not (recorded; Catalyst 9600 17.16, OSPFv3 Max-Metric Router LSA), both take either.
    """
    found: dict[Line, None] = {}
    context: list[tuple[int, str]] = []
    rows = iter(running.replace("\r", "").split("\n"))
    for raw in rows:
        text = raw.strip()
        if not text or text.startswith("!") or text in ("end", "exit-address-family"):
            continue
        depth = len(raw) - len(raw.lstrip(" "))
        banner = BANNER.fullmatch(text) if depth == 0 else None
        if banner and banner[1] not in banner[2]:
            text = "\n".join([raw.rstrip(), *_until(rows, banner[1])])
        elif CERTIFICATE.match(raw):
            text = "\n".join([text, *_until(rows, "quit")])
        while context and context[-1][0] >= depth:
            context.pop()
        text = UNICAST.get(text, text)
        found[tuple(item for level, item in context) + (text,)] = None
        context.append((depth, text))
    return Configuration(found)


def _until(rows: Iterable[str], end: str) -> list[str]:
    taken = []
    for row in rows:
        taken.append(row)
        if end in row:
            break
    return taken


def commands(lines: Iterable[Line]) -> list[str]:
    """Lines as IOS takes them: each context entered once for a run of lines; the next top-level line leaves them, an address family is left by name."""
    result: list[str] = []
    inside: Line = ()
    for line in lines:
        context, text = line[:-1], line[-1]
        if line == inside:
            continue
        if context != inside:
            shared = shared_depth(inside, context)
            result += [_leave(inside[level], level) for level in range(len(inside) - 1, shared - 1, -1) if _has_leave(inside[level], level)]
            result += [" " * level + context[level] for level in range(shared, len(context))]
        result.append(" " * len(context) + text)
        inside = line if text.startswith(OPENERS) else context
    return result + [_leave(inside[level], level) for level in range(len(inside) - 1, -1, -1) if _has_leave(inside[level], level)]


def _has_leave(context: str, level: int) -> bool:
    return level > 0 and context.startswith("address-family ")


def _leave(context: str, level: int) -> str:
    return " " * level + "exit-address-family"


def numbered(lines: Iterable[Line], taken: dict[str, int] | None = None) -> list[Line]:
    """Entries of prefix lists with sequence numbers 5, 10, ... behind `taken`, the highest number of each list that is there already."""
    highest = dict(taken or {})
    result = []
    for line in lines:
        match = LIST.match(line[0])
        if len(line) == 1 and match and not line[0][match.end():].startswith("seq "):
            head = match[0]
            highest[head] = highest.get(head, 0) // 5 * 5 + 5
            line = (f"{head}seq {highest[head]} {line[0][match.end():]}",)
        result.append(line)
    return result


def highest_numbers(running: Configuration) -> dict[str, int]:
    """`ip prefix-list NAME ` → the highest sequence number in it."""
    found: dict[str, int] = {}
    for line in running:
        match = LIST.match(line[0])
        words = line[0][match.end():].split() if match else []
        if match and words[:1] == ["seq"]:
            found[match[0]] = max(found.get(match[0], 0), int(words[1]))
    return found
