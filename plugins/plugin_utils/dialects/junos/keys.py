# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys as Junos stores them: `$9$`, which decodes, or `$8$`, which a master password seals."""
from __future__ import annotations

import re
from functools import lru_cache
from typing import Callable, Iterable

from ...faults import Fault
from ...statements import Line

KEYWORD = "authentication-key"
ENCODED, SEALED = "$9$", "$8$"
MASKED = re.compile(r"(authentication-key\s+)(?:\"(?:[^\"\\]|\\.)*\"|\S+)")
MASKED_ELEMENT = re.compile(r"(<authentication-key[^>]*>)[^<]*")
STORED = re.compile(r"\$[89]\$[^\s\"<>;]+")
MASK = "********"


def holds_key(line: Line) -> bool:
    return len(line) > 2 and line[0] == "set" and line[-2] == KEYWORD


def owner(line: Line) -> Line:
    """Whose key it is: the line up to the keyword."""
    return line[:-2]


def shown(line: Line) -> str:
    """Whose key it is, for a person: the group, or the group's neighbor."""
    path = owner(line)
    return " ".join(path[4:] if path[5:6] == ("neighbor",) else path[4:5])


def in_clear(line: Line) -> Line:
    """A line with its key in clear where the stored form gives it away (netutils.password.decrypt_juniper_type9); any other line as it is."""
    if not holds_key(line) or not line[-1].startswith(ENCODED):
        return line
    return (*line[:-1], _decoded(line[-1]))


@lru_cache(maxsize=None)
def _decoder() -> Callable[[str], str] | None:
    """Imported when it is needed: it takes 0.1 s, and a run with no stored key does without it."""
    try:
        from netutils.password import decrypt_juniper_type9
    except ImportError:
        return None
    return decrypt_juniper_type9


@lru_cache(maxsize=None)
def _decoded(stored: str) -> str:
    decode = _decoder()
    try:
        return decode(stored) if decode else stored
    except (ValueError, IndexError, KeyError, TypeError):
        return stored


def is_sealed(line: Line) -> bool:
    return holds_key(line) and line[-1].startswith(SEALED)


def missing_decoder(lines: Iterable[Line]) -> list[Fault]:
    """`lines`: ours as the device printed them."""
    if _decoder() or not any(holds_key(line) and line[-1].startswith(ENCODED) for line in lines):
        return []
    return [Fault("device", "its keys are stored as $9$, and the Python library netutils, which reads them, is not installed here",
                  "install netutils for the Python that runs ansible (pip install netutils)")]


def masked(text: str) -> str:
    """`set` lines, configuration in braces, XML, or the device's own words, without any key."""
    return STORED.sub(MASK, MASKED_ELEMENT.sub(rf"\1{MASK}", MASKED.sub(rf"\1{MASK}", text)))


def stored_forms(running: Iterable[Line]) -> dict[str, str]:
    """Key in clear → as the device holds it somewhere: what it has in its own form it takes back without a change."""
    return {in_clear(line)[-1]: line[-1] for line in running if holds_key(line) and line[-1].startswith(ENCODED) and in_clear(line) != line}
