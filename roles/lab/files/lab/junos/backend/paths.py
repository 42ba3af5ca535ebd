# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Junos's regular expressions on AS paths and communities as FRR's. Pure.

Junos's terms are whole AS numbers and its expression describes the whole path; `()` is the empty path (Junos OS Routing Policies User Guide,
"Understanding AS Path Regular Expressions for Use as Routing Policy Match Conditions"). FRR's work on the text of the path, where `_` stands for what is
between two numbers and for both ends.
"""
from __future__ import annotations

import re

TOKEN = re.compile(r"\s*(?:(\d+)-(\d+)|(\d+)|(\{\d+(?:,\d*)?\})|([.()|*+?^$]))")
LONGEST_RANGE = 1000
FIELD = r"[0-9]+"


def as_path(expression: str) -> str | None:
    """FRR's expression for one of Junos's; None where it holds what has no counterpart (a range of more than 1000 numbers among it)."""
    parts, at, text = [], 0, expression.strip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            return None
        first, last, number, count, sign = found.groups()
        if first:
            if int(last) - int(first) >= LONGEST_RANGE or int(last) < int(first):
                return None
            parts.append("((" + "|".join(str(one) for one in range(int(first), int(last) + 1)) + ")_)")
        elif number:
            parts.append(f"({number}_)")
        elif sign == ".":
            parts.append(f"({FIELD}_)")
        elif sign not in ("^", "$"):
            parts.append(count or sign)
        at = found.end()
    return f"^{''.join(parts).replace('()', '')}$"


def is_literal(member: str) -> bool:
    """Whether a community's member is one value and no pattern."""
    return bool(re.fullmatch(r"(large:\d+:)?\d+:\d+|no-export|no-advertise|no-export-subconfed", member))


def community(member: str) -> str | None:
    """FRR's expression for a member with wildcards: `*` is any number, `.` one digit (same guide, "Understanding How to Define BGP Communities")."""
    fields = member.removeprefix("large:").split(":")
    if member.split(":")[0] in ("target", "origin", "ext", "bandwidth") or len(fields) != (3 if member.startswith("large:") else 2):
        return None
    if set(fields) == {"*"}:
        return ".*"  # FRR matches the well-known ones by their names
    return "_" + ":".join(FIELD if field == "*" else field.strip("^$").replace(".", "[0-9]") for field in fields) + "_"
