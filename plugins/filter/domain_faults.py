# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Callable

from ..plugin_utils import offline
from ..plugin_utils.filter_rim import received


def domain_faults(domain: dict[str, Any], device: dict[str, Any] | None = None, **options: Any) -> list[str]:
    given, faults = offline.device_options(received(device), received(options))
    faults = faults or offline.domain_faults(received(domain))
    if given and not faults:
        faults = offline.device_state({**given, "domain": received(domain)})[1]
    return [str(fault) for fault in faults]


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"domain_faults": domain_faults}
