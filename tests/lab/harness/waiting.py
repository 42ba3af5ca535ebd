# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for conditions with a deadline, and watching that something does not happen."""
from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

Truth = TypeVar("Truth")
INTERVAL = 0.1
PATIENCE = 60.0
"""Seconds: far more than anything here takes. What comes is judged, not how fast a loaded machine brings it."""


def until(condition: Callable[[], Truth], what: str, seen: Callable[[], Any] | None = None, deadline: float = PATIENCE) -> Truth:
    """The first true answer of `condition`; an AssertionError after `deadline` seconds, with what `seen` then shows."""
    end = time.monotonic() + deadline
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() >= end:
            shown = f"; seen: {seen()}" if seen else ""
            raise AssertionError(f"waited {deadline:g} s in vain: {what}{shown}")
        time.sleep(INTERVAL)


def never(condition: Callable[[], Any], seconds: float, what: str) -> None:
    """For `seconds` the condition stays false."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = condition()
        assert not answer, f"{what}: {answer}"
        time.sleep(INTERVAL)
