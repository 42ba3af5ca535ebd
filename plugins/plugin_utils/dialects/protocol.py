# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine asks of a vendor's dialect and of a transport; neither inherits from anything here."""
from __future__ import annotations

from typing import Any, Collection, Mapping, Protocol

from ..change import Applied, Change, Failure, Reading
from ..faults import Fault


class State(Protocol):
    @property
    def secrets(self) -> Collection[str]:
        """Every key of this device in clear, for masking what the device says."""


class Configuration(Protocol):
    """What the collection owns of a device, equal to another where the device would behave the same."""

    def text(self) -> str: ...

    def statements(self) -> list[str]:
        """Each line with the contexts that it stands in, as a person reads it."""


class Dialect(Protocol):
    name: str
    queries: Mapping[str, str]

    def refusals(self, state: Any, reading: Reading) -> list[Fault]: ...

    def warnings(self, state: Any, reading: Reading) -> list[str]: ...

    def owned(self, reading: Reading, state: Any) -> Configuration: ...

    def target(self, state: Any, reading: Reading) -> Configuration: ...

    def change(self, before: Any, target: Any, reading: Reading) -> Change: ...

    def mask(self, text: str) -> str:
        """Configuration text with the value of every secret statement masked."""


class Transport(Protocol):
    def read(self, queries: Mapping[str, str]) -> Reading | Failure: ...

    def apply(self, reading: Reading, change: Change) -> Applied | Failure: ...

    def confirm(self, save: bool) -> Failure | None: ...

    def roll_back(self) -> Applied | Failure: ...
