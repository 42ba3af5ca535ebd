# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on purpose: slow answers, a connection cut, a line refused, a reload in the middle.

They come from a constructor or, while the twin runs, from the file `faults.json` in its directory; a new file counts lines anew:

    {"delay": 0.2, "cut_after": 12, "refuse": 3, "refuse_matching": "password", "reload_after": 5}
"""
from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass
class Faults:
    """Lines are lines of configuration, counted from 1 since these faults hold.

    delay: seconds before each answer
    cut_after: the connection ends after this line, without an answer; the line itself is carried out
    refuse: this line is not taken; refuse_matching: nor is one that matches this regular expression
    refusal: what is printed then
    reload_after: the device restarts with its startup configuration after this line
    """

    delay: float = 0.0
    cut_after: int = 0
    refuse: int = 0
    refuse_matching: str = ""
    refusal: str = "% Invalid input detected at '^' marker."
    reload_after: int = 0
    lines: int = 0

    def count(self) -> None:
        self.lines += 1

    def refuses(self, line: str) -> bool:
        return self.refuse == self.lines or bool(self.refuse_matching and re.search(self.refuse_matching, line))

    @property
    def cuts(self) -> bool:
        return 0 < self.cut_after == self.lines

    @property
    def reloads(self) -> bool:
        return 0 < self.reload_after == self.lines
