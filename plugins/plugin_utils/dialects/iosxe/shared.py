# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that route servers and appliances have in common."""
from __future__ import annotations

from ...intent.model import Bfd, Timers
from ...statements import Line
from .names import Names, ip, written

WIDEST = {4: "0.0.0.0/0", 6: "::/0"}


def deny_all(names: Names) -> list[Line]:
    return [(f"route-map {names.nothing} deny 10",)]


def default_only(family: int, names: Names) -> list[Line]:
    """A route map that permits the default route and nothing else: what no entry permits is denied (Command Reference, route-map)."""
    name = names.default(family)
    header = f"route-map {name} permit 10"
    return [(f"{ip(family)} prefix-list {name} permit {WIDEST[family]}",), (header,), (header, f"match {ip(family)} address prefix-list {name}")]


def bfd_template(bfd: Bfd, names: Names) -> list[Line]:
    """Intervals and multiplier: Cisco-IOS-XE-bfd.yang 17.15 (3 to 50 times); the intent's bounds lie within."""
    header = f"bfd-template multi-hop {names.bfd}"
    return [(header,), (header, f"interval min-tx {bfd.interval} min-rx {bfd.interval} multiplier {bfd.multiplier}")]


def bfd_map(family: int, destination: str, source: str, names: Names) -> Line:
    """Which BFD sessions over several hops take the template: destination, then source, each a prefix with its length.

    IOS XE 16 BGP Configuration Guide, chapter 62 (IPv4, and IPv6 in its restrictions); Cisco-IOS-XE-bfd.yang 17.15 (`ipv6-list-without-vrf`).
    """
    return (f"bfd map ipv{family} {written(destination)} {written(source)} {names.bfd}",)


def timers(timers_: Timers, minimum: bool) -> str:
    """`minimum`: with the shortest hold time that a neighbor may ask for (vendor facts 12)."""
    return f"timers {timers_.keepalive} {timers_.hold}" + (f" {timers_.minimum_hold}" if minimum else "")
