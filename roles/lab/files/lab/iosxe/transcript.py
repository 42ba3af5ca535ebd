# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every line that the twin received."""
from __future__ import annotations

import time
from dataclasses import dataclass

from .. import transcript


@dataclass(frozen=True)
class Entry:
    """`at`: seconds since 1970. `session`: its number since the twin's start. `prompt`: what stood before the line. `line`: empty for passwords."""

    at: float
    session: int
    prompt: str
    line: str


class Transcript(transcript.Transcript):
    def add(self, session: int, prompt: str, line: str) -> None:
        self.keep(Entry(time.time(), session, prompt, line))

    def lines(self) -> list[str]:
        return [entry.line for entry in self.entries]
