# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The toy dialect in the language of Junos: it owns prefix lists VA-* and masks keys."""
from __future__ import annotations

import re

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Change, Reading
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.toy_dialect import ToyConfiguration, ToyDialect, ToyState

OWNED = "set policy-options prefix-list VA-"


class ToyJunosDialect(ToyDialect):
    """`more`: lines that every change ends with."""

    def __init__(self, more: tuple[str, ...] = ()):
        self._more = more

    def owned(self, reading: Reading, state: ToyState) -> ToyConfiguration:
        return ToyConfiguration(frozenset(line for line in reading.running.split("\n") if line.startswith(OWNED)))

    def change(self, before: ToyConfiguration, target: ToyConfiguration, reading: Reading) -> Change:
        gone = (line.replace("set ", "delete ", 1) for line in sorted(before.lines - target.lines))
        return Change(commands=((*gone, *sorted(target.lines - before.lines), *self._more),))

    def mask(self, text: str) -> str:
        return re.sub(r"(authentication-key )\S+", r"\1********", text)
