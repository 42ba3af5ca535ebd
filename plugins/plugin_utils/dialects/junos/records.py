# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Statements that carry no name and are ours: where they stand, as a macro of ours records it."""
from __future__ import annotations

from typing import Iterable, Mapping

from ...statements import Line
from .configuration import words, written

MACRO = ("set", "apply-macro")


def recorded(running: Iterable[Line], macro: str) -> dict[str, Line]:
    """Parameter → path of a statement, without its verb."""
    found = {}
    for line in running:
        if line[:2] == MACRO and len(line) == 5 and line[2] == macro:
            found[line[3]] = words(line[4])
    return found


def records(paths: Mapping[str, Line], macro: str) -> list[Line]:
    return [(*MACRO, macro, parameter, written(path)) for parameter, path in paths.items()]
