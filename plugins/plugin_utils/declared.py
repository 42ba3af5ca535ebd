# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device holds beside what it is declared to hold, from one reading: lines that differ, and its keys, of which none is told. Pure."""
from __future__ import annotations

import hmac
from dataclasses import replace
from typing import Any, Mapping

from .change import Reading
from .dialects import Language
from .engine import Masks
from .faults import Fault
from .offline import device_state

FACT = "declared "
AS_DECLARED, DIFFERS, MISSING, UNDECLARED, SEALED = "as declared", "differs", "missing", "undeclared", "sealed"


def comparison_queries(language: Language) -> dict[str, str]:
    """What the dialect asks of a device besides its configuration, under names of their own."""
    return {f"{FACT}{name}": command for name, command in language.dialect().queries.items()}


def declared_state(options: Mapping[str, Any]) -> tuple[Any, list[Fault]]:
    """`options`: those of the module `route_server`, or of `appliance` where there is a pool."""
    return device_state({name: value for name, value in options.items() if value is not None})


def compared(language: Language, reading: Reading, state: Any, salt: str = "") -> dict[str, Any]:
    """`missing` and `left_over`: statements, masked; `order_differs`: these are the same and stand in another order. `refusals`: why the device would not
    take its state. `listen_ranges`: as declared. `keys`: one row a group or neighbor.

    A key's `digest` is HMAC-SHA256 under `salt`, so that rows of several devices can be compared; whoever has no salt has no digest.
    """
    dialect, guards = language.dialect(update_password="always"), language.guards()
    reading = replace(reading, facts={**reading.facts, **{name[len(FACT):]: value for name, value in reading.facts.items() if name.startswith(FACT)}})
    masks = Masks(dialect, state)
    held, wanted = dialect.owned(reading, state), dialect.target(state, reading)
    missing, left_over = _difference(wanted.statements(), held.statements(), masks), _difference(held.statements(), wanted.statements(), masks)
    same_lines = sorted(held.statements()) == sorted(wanted.statements())
    return {
        "refusals": [masks.speech(str(fault)) for fault in dialect.refusals(state, reading)],
        "missing": missing,
        "left_over": left_over,
        "order_differs": same_lines and held != wanted,
        "listen_ranges": guards.ranges_of(wanted),
        "keys": _keys(guards.keys(held), guards.keys(wanted), salt),
    }


def _difference(these: list[str], those: list[str], masks: Masks) -> list[str]:
    """Lines that hold a key are left out: `keys` says what becomes of them."""
    known = set(those)
    return [line for line in these if line not in known and masks.configuration(line) == line]


def _keys(held: Mapping[str, str | None], wanted: Mapping[str, str | None], salt: str) -> list[dict[str, Any]]:
    rows = []
    for holder in sorted({*held, *wanted}):
        key = held.get(holder)
        if holder not in held:
            state = MISSING
        elif key is None:
            state = SEALED
        elif holder not in wanted:
            state = UNDECLARED
        else:
            state = AS_DECLARED if key == wanted[holder] else DIFFERS
        digest = hmac.new(salt.encode(), key.encode(), "sha256").hexdigest() if salt and key else None
        rows.append({"holder": holder, "state": state, "digest": digest})
    return rows
