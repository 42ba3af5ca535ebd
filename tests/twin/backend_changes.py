# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of a twin's configuration, and what a backend must make of each on FRR."""
from __future__ import annotations

import re
from collections.abc import Callable

from ansible_collections.virtual_appliance.routing.tests.twin.frr_machine import Machine

Change = Callable[[str], str]


def without(*patterns: str) -> Change:
    return lambda text: "\n".join(line for line in text.splitlines() if not any(re.search(pattern, line) for pattern in patterns)) + "\n"


def swapped(*pairs: tuple[str, str]) -> Change:
    def change(text: str) -> str:
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        return text
    return change


def ends_where_a_start_would(machine: Machine, start: str, changed: str) -> str:
    """From `start` to `changed` and back FRR comes to what a machine has that starts with either; what FRR refuses of a start with `changed`."""
    assert changed != start
    machine.forget()
    machine.backend.apply(changed)
    refused, fresh, addresses = machine.backend.refused, machine.running(), machine.addresses()
    machine.forget()
    machine.backend.apply(start)
    base, base_addresses = machine.running(), machine.addresses()
    assert base != fresh
    machine.backend.apply(changed)
    assert (machine.running() ^ fresh, machine.addresses()) == (set(), addresses), machine.backend.refused
    machine.backend.apply(start)
    assert (machine.running() ^ base, machine.addresses()) == (set(), base_addresses), machine.backend.refused
    return refused


def sends_nothing_again(machine: Machine, text: str) -> None:
    """Neither does a new backend on the same machine send what FRR has already."""
    machine.forget()
    machine.backend.apply(text)
    machine.backend = machine.another_backend()
    sent: list[list[str]] = []
    configure, machine.backend._configure = machine.backend._configure, sent.append
    machine.backend.apply(text)
    machine.backend._configure = configure
    assert sent == [[]]
