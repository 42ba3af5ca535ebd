# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the readers of all vendors have in common: an answer that is not whole becomes a fault, not a smaller network."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import ParseError

from ..faults import Fault
from .model import Database

MASKS = {".".join(str((0xFFFFFFFF << 32 - length & 0xFFFFFFFF) >> shift & 255) for shift in (24, 16, 8, 0)): length for length in range(33)}
Reader = Callable[[Mapping[str, Any]], "list[Database]"]


def gathered(readers: Mapping[str, Reader], said: Mapping[str, Any]) -> tuple[list[Database], list[Fault]]:
    """`readers`: protocol → what makes its databases of its answers; `said`: answers by name, `PROTOCOL …`. Databases without LSAs are left out."""
    found: list[Database] = []
    faults = []
    for protocol, read in readers.items():
        answers = {name: answer for name, answer in said.items() if name.split()[0] == protocol}
        if not answers:
            continue
        try:
            found += read(answers)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, ParseError) as error:
            faults.append(Fault(f"database.{protocol}", f"the answer is not whole, or in a form that is not known ({type(error).__name__}: {str(error)[:80]})",
                                "read it again; if that does not help, look for output that was cut off"))
    return [database for database in found if database.lsas], faults


def whole(holds: bool, what: str, which: str) -> None:
    if not holds:
        raise ValueError(f"the {what} {which} holds less than it says")
