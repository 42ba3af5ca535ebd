# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The smallest dialect of FRR: it owns prefix lists VA-* and the descriptions of a peer group, and masks keys."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Change, Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.faults import Fault


@dataclass(frozen=True)
class ToyState:
    lines: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    secrets: frozenset[str] = frozenset({"k3y-of-web"})


@dataclass(frozen=True)
class ToyConfiguration:
    lines: frozenset[str] = field(default_factory=frozenset)

    def text(self) -> str:
        return "\n".join(sorted(self.lines))

    def statements(self) -> list[str]:
        return sorted(self.lines)


class ToyDialect:
    name = "toy"
    queries: dict[str, str] = {}

    def refusals(self, state: ToyState, reading: Reading) -> list[Fault]:
        return list(state.faults)

    def warnings(self, state: ToyState, reading: Reading) -> list[str]:
        return []

    def owned(self, reading: Reading, state: ToyState) -> ToyConfiguration:
        return ToyConfiguration(frozenset(line for line in reading.running.split("\n") if line.startswith("ip prefix-list VA-")))

    def target(self, state: ToyState, reading: Reading) -> ToyConfiguration:
        return ToyConfiguration(frozenset(state.lines))

    def change(self, before: Any, target: Any, reading: Reading) -> Change:
        return Change(_way(before, target), (), _way(target, before), (tuple(f"no {line}" for line in sorted(target.lines)), *_way(target, before)))

    def mask(self, text: str) -> str:
        return re.sub(r"(password )\S+", r"\1********", text)


def _way(start: ToyConfiguration, end: ToyConfiguration) -> tuple[tuple[str, ...], ...]:
    steps = (tuple(f"no {line}" for line in sorted(start.lines - end.lines)), tuple(sorted(end.lines - start.lines)))
    return tuple(step for step in steps if step)
