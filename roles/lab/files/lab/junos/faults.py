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


@dataclass
class Faults:
    """RPCs are counted from 1 since these faults hold.

    delay: seconds before each answer; delay_matching: only before those to RPCs that match this regular expression
    pieces: answers come in pieces of so many characters
    cut_after: the connection ends after this RPC, without an answer; the RPC itself is carried out
    refuse: this RPC is not carried out; refuse_matching: nor is one whose text matches this regular expression
    refusal: what the rpc-error says then
    lose_matching: a line of <configuration-set> that matches is taken and does nothing
    reload_after: the device restarts with its committed configuration after this RPC
    """

    delay: float = 0.0
    delay_matching: str = ""
    pieces: int = 0
    cut_after: int = 0
    refuse: int = 0
    refuse_matching: str = ""
    refusal: str = "could not complete the operation"
    lose_matching: str = ""
    reload_after: int = 0
    rpcs: int = 0

    def count(self) -> None:
        self.rpcs += 1

    def refuses(self, rpc: str) -> bool:
        return self.refuse == self.rpcs or bool(self.refuse_matching and re.search(self.refuse_matching, rpc))

    def delays(self, rpc: str) -> float:
        return self.delay if re.search(self.delay_matching, rpc) else 0.0

    def loses(self, line: str) -> bool:
        return bool(self.lose_matching and re.search(self.lose_matching, line))

    @property
    def cuts(self) -> bool:
        return 0 < self.cut_after == self.rpcs

    @property
    def reloads(self) -> bool:
        return 0 < self.reload_after == self.rpcs
