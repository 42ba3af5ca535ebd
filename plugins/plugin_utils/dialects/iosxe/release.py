# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release of IOS-XE can do."""
from __future__ import annotations

import re
from dataclasses import dataclass

OLDEST = (3, 1, 0)
IPV6_DYNAMIC_NEIGHBORS = (16, 3, 1)
DISCARD_EXTRA = (17, 13, 1)
LARGE_COMMUNITIES = (17, 4, 1)
BFD_OVER_HOPS = (3, 6, 0)


@dataclass(frozen=True, order=True)
class Release:
    numbers: tuple[int, int, int]
    letter: str = ""

    @property
    def text(self) -> str:
        return named(self.numbers) + self.letter

    @property
    def supported(self) -> bool:
        """`bgp listen range` (IOS XE 16 BGP Configuration Guide, chapter 18, feature information: IOS XE 3.1S)."""
        return self.numbers >= OLDEST

    @property
    def listens_on_ipv6(self) -> bool:
        """IPv6 dynamic neighbors (same table: Denali 16.3.1)."""
        return self.numbers >= IPV6_DYNAMIC_NEIGHBORS

    @property
    def discards_extra(self) -> bool:
        """`maximum-prefix N discard-extra` (Cisco-IOS-XE-bgp.yang from 17.13.1, absent in 17.12.1; vendor facts 6)."""
        return self.numbers >= DISCARD_EXTRA

    @property
    def scrubs_large_communities(self) -> bool:
        """`set large-community none` (Cisco-IOS-XE-route-map.yang: added in its revision 2020-11-01; Catalyst 9600 Routing Configuration Guide 17.4)."""
        return self.numbers >= LARGE_COMMUNITIES

    @property
    def watches_over_hops(self) -> bool:
        """`fall-over bfd multi-hop`, IPv4 and IPv6 (IOS XE 16 BGP Configuration Guide, chapter 62, feature information: IOS XE 3.6S)."""
        return self.numbers >= BFD_OVER_HOPS


def named(numbers: tuple[int, int, int]) -> str:
    return ".".join(map(str, numbers))


def release(text: str) -> Release | None:
    """`17.12.1a`, `16.09.03`, `03.16.05.S`: the first three numbers and a letter that follows at once; None where there are no numbers."""
    match = re.match(r"(\d+)\.(\d+)(?:\.(\d+)([a-z]?))?(?![\d])", text.strip())
    return Release((int(match[1]), int(match[2]), int(match[3] or 0)), match[4] or "") if match else None
