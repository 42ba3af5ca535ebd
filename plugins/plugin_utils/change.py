# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What travels between engine, dialect and transport: readings, changes and their outcome, as plain data."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping


@dataclass(frozen=True)
class Reading:
    """What one read of a device returned.

    `running` is its running configuration, `release` its version (`8.4.4`), `token` a fingerprint of the running
    configuration that the device can compute again, `facts` what else the dialect asked for (parsed JSON by name),
    `notes` what an earlier run left to be reported (a change that nobody confirmed, say).
    """

    running: str
    release: str
    token: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """Lines that lead a device from one owned configuration to another, and the ways back.

    `commands`: configuration lines in the order to send, one inner tuple a step (a step is sent whole before the next).
    `refresh`: exec commands that make the change effective on running sessions.
    `undo`: steps that lead back from the state that `commands` lead to; `rebuild`: steps that lead back from any half-way state.
    """

    commands: tuple[tuple[str, ...], ...] = ()
    refresh: tuple[str, ...] = ()
    undo: tuple[tuple[str, ...], ...] = ()
    rebuild: tuple[tuple[str, ...], ...] = ()

    @property
    def lines(self) -> list[str]:
        return [line for step in self.commands for line in step]


@dataclass(frozen=True)
class Applied:
    """What the device said to a change: its complaints word for word, its running configuration after it, and notes for the user.

    `lossy`: the complaints are those of a device that loses lines for no fault of theirs. `difference`: the device's own comparison, where it has one.
    """

    running: str
    complaints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lossy: bool = False
    difference: str = ""


@dataclass(frozen=True)
class Failure:
    """The transport could not do what it was asked; `why` is a sentence for a person; `retry` where a new read may mend it."""

    why: str
    retry: bool = False
