# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the objects that the collection owns on an FRR device, and the numbers of its entries."""
from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from ...intent.model import Admission
from ...prefixes import Bound
from .configuration import Line

LIST_LENGTH = 40
LOCAL_PREFERENCE = 100
PRIMARY, BACKUP, DRAINED = 200, 50, 0
EBGP_HOPS = 64


@dataclass(frozen=True)
class Names:
    prefix: str

    def group(self, pool: str, family: int) -> str:
        return f"{self.prefix}{pool}-{family}"

    def own(self, name: str) -> str:
        return f"{self.prefix}{name}"

    @property
    def nothing(self) -> str:
        return self.own("NOTHING")

    @property
    def settings(self) -> str:
        return self.own("SETTINGS")

    @property
    def bfd(self) -> str:
        return self.own("BFD")

    def anycast(self, family: int) -> str:
        return self.own(f"ANYCAST-{family}")

    def scrub(self, family: int) -> str:
        return self.own(f"SCRUB-{family}")

    def pools(self, family: int) -> str:
        return self.own(f"POOLS-{family}")


def ip(family: int) -> str:
    return "ip" if family == 4 else "ipv6"


def address_family(family: int) -> str:
    return f"address-family {'ipv4' if family == 4 else 'ipv6'} unicast"


def bounds_name(group: str, admission: Admission) -> str:
    return group if admission.asn is None else f"{group}-AS{admission.asn}"


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
