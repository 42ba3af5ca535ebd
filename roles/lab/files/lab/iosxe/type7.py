# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco's type 7 encoding of passwords (public since 1995; recorded-dynamic shows one on a listen-range group)."""
from __future__ import annotations

import random

KEY = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"


def encode(clear: str, salt: int | None = None) -> str:
    """`salt`: 0 to 15, where to begin in the key; random by default, as on a device."""
    start = random.randrange(16) if salt is None else salt  # noqa: S311 - an encoding, no protection
    return f"{start:02d}" + "".join(f"{letter ^ KEY[(start + index) % len(KEY)]:02X}" for index, letter in enumerate(clear.encode()))


def decode(encoded: str) -> str:
    """ValueError where `encoded` is not type 7."""
    start, data = int(encoded[:2]), bytes.fromhex(encoded[2:])
    return bytes(letter ^ KEY[(start + index) % len(KEY)] for index, letter in enumerate(data)).decode()
