# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows as a plain table for a screen."""
from __future__ import annotations

from typing import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lines of a table; a cell may hold several lines."""
    cells = [[("" if cell is None else str(cell)).split("\n") for cell in row] for row in [head, *rows]]
    widths = [max(len(line) for row in cells for line in row[column]) for column in range(len(head))]
    rule = "+".join("-" * (width + 2) for width in widths)
    lines = [rule]
    for number, row in enumerate(cells):
        height = max(len(cell) for cell in row)
        for level in range(height):
            lines.append("|".join(f" {(cell[level] if level < len(cell) else ''):<{width}} " for cell, width in zip(row, widths)).rstrip())
        if number == 0 or height > 1:
            lines.append(rule)
    if lines[-1] != rule:
        lines.append(rule)
    return lines
