# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The law of a dialect whose device is imitated, whatever the vendor: after every change, what is owned is the target."""
from __future__ import annotations

from dataclasses import replace


def bring(dialect, before, state, apply):
    """From whatever is there to the state; the running configuration after it, and the change. `apply(running, change)`: what the device makes of it."""
    assert [str(fault) for fault in dialect.refusals(state, before)] == []
    target = dialect.target(state, before)
    change = dialect.change(dialect.owned(before, state), target, before)
    after = apply(before.running, change)
    assert dialect.owned(replace(before, running=after), state) == target
    return after, change


def rests(dialect, now, state):
    """There is nothing to refuse, nothing to change."""
    target = dialect.target(state, now)
    assert dialect.refusals(state, now) == []
    assert dialect.owned(now, state) == target
    assert dialect.change(dialect.owned(now, state), target, now).commands == ()


def is_its_own_target(dialect, empty, state):
    """The target itself, read as a running configuration, is owned whole. `empty`: the reading of a device without any."""
    target = dialect.target(state, empty)
    assert dialect.owned(replace(empty, running=target.text() + "\n"), state) == target
