# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file by which a running twin gets faults."""
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


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
