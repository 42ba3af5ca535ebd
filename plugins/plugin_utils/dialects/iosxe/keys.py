# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys as IOS stores them: in clear, as type 7, which decodes, or as type 6, which does not."""
from __future__ import annotations

import re
from functools import lru_cache
from typing import Callable

from ...faults import Fault
from ...statements import Line

STORED = re.compile(r"(neighbor \S+ password )(?:([0-9]) )?(\S+)")
TYPE_7 = re.compile(r"neighbor \S+ password 7 [0-9A-Fa-f]+")
MASKED = re.compile(r"(password (?:[0-9] )?)\S+")


@lru_cache(maxsize=None)
def in_clear(text: str) -> str:
    """A `neighbor … password` line with its key in clear where the stored form gives it away; any other line as it is.

    Type 7 is an exclusive or with a known string (netutils.password.decrypt_cisco_type7); type 6 is AES with a key of the device.
    """
    match = STORED.fullmatch(text)
    if not match or match[2] in (None, "6"):
        return text
    if match[2] == "7":
        return match[1] + _decoded(match[3])
    return match[1] + match[3]


@lru_cache(maxsize=None)
def _decoder() -> Callable[[str], str] | None:
    """Imported when it is needed: it takes 0.1 s, and a run with no key of type 7 does without it."""
    try:
        from netutils.password import decrypt_cisco_type7
    except ImportError:
        return None
    return decrypt_cisco_type7


def _decoded(stored: str) -> str:
    decode = _decoder()
    try:
        return decode(stored) if decode else f"7 {stored}"
    except (ValueError, IndexError, TypeError):
        return f"7 {stored}"


def is_sealed(line: Line) -> bool:
    """Whether a line holds a key of type 6."""
    match = STORED.fullmatch(line[-1])
    return bool(match) and match[2] == "6"


def missing_decoder(stored: list[Line]) -> list[Fault]:
    """`stored`: lines of ours as the device printed them."""
    if not any(TYPE_7.fullmatch(line[-1]) for line in stored) or _decoder():
        return []
    return [Fault("device", "its keys are stored as type 7, and the Python library netutils, which reads them, is not installed here",
                  "install netutils for the Python that runs ansible (pip install netutils)")]


def masked(text: str) -> str:
    return MASKED.sub(r"\1********", text)
