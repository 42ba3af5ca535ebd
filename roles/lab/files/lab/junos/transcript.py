# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every RPC that the twin received."""
from __future__ import annotations

import time
from dataclasses import dataclass

from .. import transcript


@dataclass(frozen=True)
class Entry:
    """`at`: seconds since 1970. `session`: its number. `name`: the RPC's element. `rpc`: all of it, without namespaces."""

    at: float
    session: int
    name: str
    rpc: str


class Transcript(transcript.Transcript):
    def add(self, session: int, name: str, rpc: str) -> None:
        self.keep(Entry(time.time(), session, name, rpc))

    def names(self) -> list[str]:
        return [entry.name for entry in self.entries]
