# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of objects that only FRR has, and how FRR writes address families and prefix lists."""
from __future__ import annotations

from zlib import crc32

from ...owned_names import OwnedNames
from ...prefixes import Bound
from .configuration import Line

LIST_LENGTH = 40


class Names(OwnedNames):
    def scrub(self, family: int) -> str:
        return self.group("SCRUB", family)


def ip(family: int) -> str:
    return "ip" if family == 4 else "ipv6"


def address_family(family: int) -> str:
    return f"address-family {'ipv4' if family == 4 else 'ipv6'} unicast"


def prefix_lists(name: str, family: int, bounds: tuple[Bound, ...]) -> tuple[list[str], list[Line]]:
    """The names of the lists that hold `bounds`, and their lines.

    FRR 8 checks each new entry against its whole list (138 s for 2,000 entries in one list), so long lists are split. An entry's list is
    chosen by a hash of its prefix: one prefix more changes one line.
    """
    count = 1
    while len(bounds) > LIST_LENGTH * count:
        count *= 2
    lines: dict[str, list[Line]] = {}
    for bound in bounds:
        own = name if count == 1 else f"{name}-{crc32(bound.prefix.encode()) % count:03d}"
        ge = f" ge {bound.ge}" if bound.ge is not None else ""
        le = f" le {bound.le}" if bound.le is not None else ""
        lines.setdefault(own, []).append((f"{ip(family)} prefix-list {own} permit {bound.prefix}{ge}{le}",))
    names = sorted(lines)
    return names, [line for own in names for line in lines[own]]
