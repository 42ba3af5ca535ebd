# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from .errors import LabError

Truth = TypeVar("Truth")
PATIENCE = 120.0
"""Seconds: what takes one or two may take a minute on a machine that is busy with several labs."""


def wait_for(condition: Callable[[], Truth], what: str, timeout: float = PATIENCE, interval: float = 0.1) -> Truth:
    """The first true answer of the condition; after `timeout` seconds a LabError that says what did not come."""
    deadline = time.monotonic() + timeout
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() >= deadline:
            raise LabError(f"Waited {timeout:g} s in vain: {what}.")
        time.sleep(interval)
