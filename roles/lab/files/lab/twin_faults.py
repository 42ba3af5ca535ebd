# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of a twin on purpose: slow answers, a connection cut, something refused, a restart in the middle; and the file by which a running twin gets them."""
from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Faults:
    """What the twin receives, lines of configuration or RPCs, is counted from 1 since these faults hold.

    delay: seconds before each answer
    cut_after: the connection ends after this one, without an answer; the one itself is carried out
    refuse: this one is not carried out; refuse_matching: nor is one that matches this regular expression
    refusal: what is said then
    reload_after: the device restarts with the configuration that it has saved after this one
    """

    delay: float = 0.0
    cut_after: int = 0
    refuse: int = 0
    refuse_matching: str = ""
    refusal: str = ""
    reload_after: int = 0
    received: int = 0

    def count(self) -> None:
        self.received += 1

    def refuses(self, text: str) -> bool:
        return self.refuse == self.received or bool(self.refuse_matching and re.search(self.refuse_matching, text))

    @property
    def cuts(self) -> bool:
        return 0 < self.cut_after == self.received

    @property
    def reloads(self) -> bool:
        return 0 < self.reload_after == self.received


class FaultFile:
    """Faults from a file that may appear, change and go away at any time."""

    def __init__(self, path: Path, kind: Callable[..., Any]):
        self.path, self._kind = path, kind
        self._seen: tuple[int, int] | None = None

    def renewed(self, faults: Any) -> Any:
        """The faults of the file where it is new, none where it went away, otherwise `faults`."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            gone, self._seen = self._seen is not None, None
            return self._kind() if gone else faults
        now = (status.st_mtime_ns, status.st_ino)
        if now == self._seen:
            return faults
        self._seen = now
        return self._kind(**json.loads(self.path.read_text(encoding="utf-8")))
