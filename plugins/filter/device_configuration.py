# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Callable

from ..plugin_utils import offline
from ..plugin_utils.filter_rim import received, refuse


def device_configuration(
    domain: dict[str, Any], device: dict[str, Any] | None = None, vendor: str = "frr", release: str = "8.4.4", **options: Any
) -> str:
    given, faults = offline.device_options(received(device), received(options))
    refuse("device_configuration", faults)
    text, faults = offline.configuration({**given, "domain": received(domain)}, received(vendor), received(release))
    refuse("device_configuration", faults)
    return text


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"device_configuration": device_configuration}
