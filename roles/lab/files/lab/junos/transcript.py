# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every RPC that the twin received, for the assertions of tests. Keys stand in it as they were sent: the file is for its owner alone."""
from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """`at`: seconds since 1970. `session`: its number. `name`: the RPC's element. `rpc`: all of it, without namespaces."""

    at: float
    session: int
    name: str
    rpc: str


class Transcript:
    def __init__(self, path: Path | None = None):
        self.entries: list[Entry] = []
        self._file = None
        if path is not None:
            path.unlink(missing_ok=True)
            self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600), "w", encoding="utf-8")

    def add(self, session: int, name: str, rpc: str) -> None:
        entry = Entry(time.time(), session, name, rpc)
        self.entries.append(entry)
        if self._file is not None:
            self._file.write(json.dumps(asdict(entry)) + "\n")
            self._file.flush()

    def names(self) -> list[str]:
        return [entry.name for entry in self.entries]

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
