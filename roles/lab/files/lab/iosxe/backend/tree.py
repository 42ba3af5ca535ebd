# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IOS's running configuration as a tree, read from its indentation. Pure."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

from ...twin_frr import Interface as TwinInterface

TYPE_7_KEY = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
BANNER = re.compile(r"banner \S+ (\S+)")


@dataclass
class Node:
    """A line with the lines below it."""

    text: str
    below: list[Node] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        return self.text.split()


def parse(running: str) -> list[Node]:
    """The top lines; comments, leaves of contexts, banners and certificates are no configuration of routing and stay out."""
    top = Node("")
    path: list[tuple[int, Node]] = [(-1, top)]
    for raw in _without_banners(running.splitlines()):
        text = raw.strip()
        if not text or text.startswith("!") or text in ("end", "exit", "exit-address-family", "exit-af-interface"):
            continue
        depth = len(raw) - len(raw.lstrip(" "))
        while path[-1][0] >= depth:
            path.pop()
        node = Node(text)
        path[-1][1].below.append(node)
        path.append((depth, node))
    return top.below


def _without_banners(lines: list[str]) -> Iterator[str]:
    closing = ""
    for line in lines:
        if closing:
            closing = "" if closing in line else closing
            continue
        banner = BANNER.match(line)
        if banner is None:
            yield line
        elif line.count(banner[1]) < 2:
            closing = banner[1]


@dataclass
class Interface(TwinInterface):
    """An interface of IOS, with its lines that the routing protocols read."""

    ipv6_enabled: bool = False
    lines: list[str] = field(default_factory=list)


def clear_text(words: list[str]) -> str | None:
    """The key in the words after `password`: clear, `0 KEY` or `7 HEX` (a keyed XOR; its key is public, Cisco document 107614); None for the rest."""
    if len(words) == 1:
        return words[0]
    if len(words) == 2 and words[0] == "0":
        return words[1]
    if len(words) == 2 and words[0] == "7":
        try:
            offset, secret = int(words[1][:2]), bytes.fromhex(words[1][2:])
        except ValueError:
            return None
        return bytes(byte ^ TYPE_7_KEY[(offset + index) % len(TYPE_7_KEY)] for index, byte in enumerate(secret)).decode("ascii", "replace")
    return None


def ipv4_network(address: str, mask: str | None) -> IPv4Network:
    """A network with its mask, or with that of its class."""
    if mask is None:
        first = int(address.split(".")[0])
        mask = "255.0.0.0" if first < 128 else "255.255.0.0" if first < 192 else "255.255.255.0"
    return IPv4Network(f"{address}/{mask}", strict=False)


def wildcard_holds(network: str, wildcard: str, address: IPv4Address) -> bool:
    care = ~int(IPv4Address(wildcard)) & 0xFFFFFFFF
    return int(address) & care == int(IPv4Address(network)) & care
