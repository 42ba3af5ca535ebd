# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialects, one folder a vendor; `vendors` says which connection leads to which."""
from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Language:
    """A vendor's dialect, in the folder of that name, imported where it is spoken."""

    name: str
    class_name: str

    def dialect(self, **options: Any) -> Any:
        return getattr(self._module(), self.class_name)(**options)

    def release(self, text: str) -> Any:
        """The release that a text names, or None."""
        return self._module(".release").release(text)

    def sessions(self) -> Any:
        """The vendor's module that reads what bgp_sessions_info tells."""
        return self._module(".sessions")

    def guards(self) -> Any:
        """The vendor's module that tells ranges and keys of a configuration."""
        return self._module(".guards")

    def link_state(self) -> Any:
        """The vendor's module that reads its link-state databases."""
        return self._module(".link_state")

    def _module(self, part: str = "") -> Any:
        return import_module(f".{self.name}{part}", __package__)


FRR, IOSXE, JUNOS = Language("frr", "FrrDialect"), Language("iosxe", "IosXeDialect"), Language("junos", "JunosDialect")
LANGUAGES = (FRR, IOSXE, JUNOS)

# At once, so that a run pays for the most common one once, and its workers nothing.
for _part in ("", ".guards", ".release", ".sessions"):
    import_module(f".frr{_part}", __package__)
