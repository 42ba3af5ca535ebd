# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with the user's input or with a device, as data that a person can act on."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable


@dataclass(frozen=True)
class Fault:
    """One contradiction: where it is, the value at fault, why it cannot hold, and what to write instead.

    `path` is the option's path as the user wrote it (`domain.pools[1].prefixes[0].lengths`) or a name of the device's side
    (`device`). `value` never carries a secret: whoever makes the fault leaves it None there.
    """

    path: str
    why: str
    instead: str = ""
    value: Any = None

    def __str__(self) -> str:
        shown = "" if self.value is None else f" = {self.value!r}"
        stop = "" if self.instead.endswith("?") else "."
        advice = f" {self.instead[:1].upper()}{self.instead[1:]}{stop}" if self.instead else ""
        return f"{self.path}{shown}: {self.why}.{advice}"


def sentence(faults: Iterable[Fault]) -> str:
    """All faults as one message, one line each, numbered where there are several."""
    lines = [str(fault) for fault in faults]
    if len(lines) == 1:
        return lines[0]
    return "\n".join([f"{len(lines)} faults:"] + [f"{number}. {line}" for number, line in enumerate(lines, 1)])
