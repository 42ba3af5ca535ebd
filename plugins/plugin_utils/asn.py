# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AS numbers as devices write them."""
from __future__ import annotations


def asplain(text: str) -> int:
    """Of `65546`, or of `1.10` as RFC 5396 writes it (asdot). ValueError: it is neither."""
    high, dot, low = text.partition(".")
    return (int(high) << 16) + int(low) if dot else int(high)
