# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What FRR's JSON says in words, as numbers. Pure."""
from __future__ import annotations

DAY, WEEK, YEAR = 86400, 7 * 86400, 365 * 86400


def frr_seconds(text: str) -> int:
    """FRR's `hh:mm:ss`, `1d02h03m`, `02w5d07h` in seconds."""
    if ":" in text:
        hours, minutes, seconds = text.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    units, total, digits = {"y": YEAR, "w": WEEK, "d": DAY, "h": 3600, "m": 60, "s": 1}, 0, ""
    for letter in text:
        if letter.isdigit():
            digits += letter
        elif digits:
            total, digits = total + int(digits) * units.get(letter, 0), ""
    return total
