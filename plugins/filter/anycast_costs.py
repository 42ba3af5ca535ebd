# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Callable

from ..plugin_utils import costs
from ..plugin_utils.filter_rim import received, refuse


def anycast_costs(
    route_servers: list[str], addresses: list[str], igp_diameter: int, base: int = costs.DEFAULT_BASE, metric: str = "ospf"
) -> dict[str, dict[str, int]]:
    arguments = [received(argument) for argument in (route_servers, addresses, igp_diameter, base, metric)]
    planned, faults = costs.anycast_costs(*arguments)
    refuse("anycast_costs", faults)
    return planned


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"anycast_costs": anycast_costs}
