# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on purpose: slow answers, a connection cut, an RPC refused, a line lost, a reboot in the middle.

They come from a constructor or, while the twin runs, from the file `faults.json` in its directory; a new file counts RPCs anew:

    {"delay": 0.2, "delay_matching": "<confirmed", "pieces": 100, "cut_after": 7, "refuse": 3, "refuse_matching": "<validate",
     "lose_matching": "hold-time", "reload_after": 5}
"""
from __future__ import annotations

import re
from dataclasses import dataclass

from .. import twin_faults


@dataclass
class Faults(twin_faults.Faults):
    """`refusal` is what the rpc-error says.

    delay_matching: `delay` only before answers to RPCs that match this regular expression
    pieces: answers come in pieces of so many characters
    lose_matching: a line of <configuration-set> that matches is taken and does nothing
    """

    delay_matching: str = ""
    pieces: int = 0
    refusal: str = "could not complete the operation"
    lose_matching: str = ""

    def delays(self, rpc: str) -> float:
        return self.delay if re.search(self.delay_matching, rpc) else 0.0

    def loses(self, line: str) -> bool:
        return bool(self.lose_matching and re.search(self.lose_matching, line))
