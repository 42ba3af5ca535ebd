# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Juniper's `$9$` encoding of secrets (public since 2008 in CPAN's Crypt::Juniper; vendor facts 5): reversible, with a random salt at every load."""
from __future__ import annotations

import random

MAGIC = "$9$"
FAMILIES = ("QzF3n6/9CAtpu0O", "B1IREhcSyrleKvMW8LXx", "7N-dVbwsY2g4oaJZGUDj", "iHkq.mPf5T")
LETTERS = "".join(FAMILIES)
FILLERS = {letter: 3 - number for number, family in enumerate(FAMILIES) for letter in family}
WEIGHTS = ((1, 4, 32), (1, 16, 32), (1, 8, 32), (1, 64), (1, 32), (1, 4, 16, 128), (1, 32, 64))


def encode(clear: str) -> str:
    """Another string each time, as on a device."""
    salt = random.choice(LETTERS)  # noqa: S311 - an encoding, no protection
    made = salt + "".join(random.choice(LETTERS) for _number in range(FILLERS[salt]))  # noqa: S311
    before = salt
    for place, byte in enumerate(clear.encode("latin-1", "replace")):
        rest, gaps = byte, []
        for weight in reversed(WEIGHTS[place % len(WEIGHTS)]):
            gaps.insert(0, rest // weight)
            rest %= weight
        for gap in gaps:
            before = LETTERS[(LETTERS.index(before) + gap + 1) % len(LETTERS)]
            made += before
    return MAGIC + made


def decode(encoded: str) -> str:
    """ValueError where `encoded` is not `$9$`."""
    if not encoded.startswith(MAGIC) or len(encoded) <= len(MAGIC):
        raise ValueError("not a $9$ string")
    before, rest = encoded[3], encoded[4:]
    rest, clear = rest[FILLERS.get(before, 0):], ""
    while rest:
        weights = WEIGHTS[len(clear) % len(WEIGHTS)]
        if len(rest) < len(weights):
            raise ValueError("a $9$ string that ends early")
        byte = 0
        for letter, weight in zip(rest, weights, strict=False):
            byte += ((LETTERS.index(letter) - LETTERS.index(before)) % len(LETTERS) - 1) * weight
            before = letter
        clear, rest = clear + chr(byte % 256), rest[len(weights):]
    return clear
