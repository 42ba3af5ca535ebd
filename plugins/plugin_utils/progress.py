# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a long computation tells of itself: nothing while it is short, then a line every few seconds."""
from __future__ import annotations

import time
from collections.abc import Callable

FIRST, EVERY = 3.0, 10.0


class Told:
    """Called with how much is done, of how much, and what. `say` gets a line; `clock` counts seconds."""

    def __init__(self, name: str, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic, first: float = FIRST, every: float = EVERY) -> None:
        self._name, self._say, self._clock, self._every = name, say, clock, every
        self._start = clock()
        self._next = self._start + first

    def __call__(self, done: int, of: int, what: str) -> None:
        now = self._clock()
        if now < self._next:
            return
        self._next = now + self._every
        share = f"{100 * done // of} % of {of}" if of else "all"
        self._say(f"{self._name}: {now - self._start:.0f} s so far; {what}: {share}")
