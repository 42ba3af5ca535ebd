# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Callable

from ..plugin_utils.filter_rim import received, refuse
from ..plugin_utils.offline import sound_domain
from ..plugin_utils.verification import completeness


def domain_sessions(read: list[dict[str, Any]], domain: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    intent, faults = sound_domain(received(domain))
    refuse("domain_sessions", faults)
    return completeness.domain_sessions(intent, received(read), received(before or {}))


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"domain_sessions": domain_sessions}
