# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release of Junos can do."""
from __future__ import annotations

import re
from dataclasses import dataclass

OLDEST = (17, 4, 1)
KEYED_DYNAMIC_NEIGHBORS = (19, 1, 1)
SEVERAL_ASNS = (20, 2, 1)
DROP_EXCESS = (21, 2, 1)
PEER_LIMIT = (23, 4, 1)
WRITTEN = re.compile(r"(\d+)\.(\d+)(?:(?:R(\d+)|[A-Z]\d+)(?:[-.]\S*)?)?")


@dataclass(frozen=True, order=True)
class Release:
    """`numbers`: year, quarter, and the number behind R (0 where there is none)."""

    numbers: tuple[int, int, int]

    @property
    def text(self) -> str:
        return named(self.numbers)

    @property
    def supported(self) -> bool:
        """The oldest release whose schema was read and of which configurations are recorded (vendor facts, sources)."""
        return self.numbers >= OLDEST

    @property
    def keys_dynamic_neighbors(self) -> bool:
        """`dynamic-neighbor NAME authentication-key` (vendor facts 1: in the schema from 19.1R1)."""
        return self.numbers >= KEYED_DYNAMIC_NEIGHBORS

    @property
    def takes_several_asns(self) -> bool:
        """`peer-as-list` (vendor facts 1: from 20.2R1)."""
        return self.numbers >= SEVERAL_ASNS

    @property
    def drops_excess(self) -> bool:
        """`accepted-prefix-limit drop-excess` (vendor facts 4: from 21.2R1)."""
        return self.numbers >= DROP_EXCESS

    @property
    def limits_peers(self) -> bool:
        """`dynamic-neighbor NAME peer-limit` (vendor facts 1: from 23.4R1)."""
        return self.numbers >= PEER_LIMIT


def named(numbers: tuple[int, int, int]) -> str:
    year, quarter, number = numbers
    return f"{year}.{quarter}R{number}"


def release(text: str) -> Release | None:
    """`22.4R3-S2.11`, `23.4R1.9-EVO`, `15.1X49-D170`; None where there is no release in it."""
    match = WRITTEN.fullmatch(text.strip())
    return Release((int(match[1]), int(match[2]), int(match[3] or 0))) if match else None
