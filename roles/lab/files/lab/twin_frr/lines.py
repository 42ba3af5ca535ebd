# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A line of FRR's configuration with the contexts that it stands in, and lines as FRR's configuration mode takes them. Pure."""
from __future__ import annotations

from collections.abc import Sequence

Line = tuple[str, ...]


def commands(lines: Sequence[Line]) -> list[str]:
    """Lines as FRR's configuration mode takes them: a context is entered for a run of lines and left again."""
    result: list[str] = []
    inside: Line = ()
    for line in lines:
        context = line[:-1]
        shared = 0
        while shared < min(len(inside), len(context)) and inside[shared] == context[shared]:
            shared += 1
        if line == inside:
            continue
        result += [_leave(inside[level], level) for level in range(len(inside) - 1, shared - 1, -1)]
        result += [" " * level + context[level] for level in range(shared, len(context))]
        result.append(" " * len(context) + line[-1])
        inside = line if opens(line) else context
    return result + [_leave(inside[level], level) for level in range(len(inside) - 1, -1, -1)]


def opens(line: Line) -> bool:
    """Whether the line leads into a context of its own."""
    if len(line) == 1:
        return line[0].startswith(("router ", "route-map ", "interface ")) or line[0] == "bfd"
    return line[-1].startswith(("address-family ", "profile "))


def _leave(context: str, level: int) -> str:
    return " " * level + ("exit-address-family" if context.startswith("address-family ") else "exit")
