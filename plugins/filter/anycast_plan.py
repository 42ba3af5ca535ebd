# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Callable

from ..plugin_utils import costs
from ..plugin_utils.filter_rim import received, refuse
from ..plugin_utils.planning import KINDS
from ..plugin_utils.planning.from_options import planned


def anycast_plan(
    topology: dict[str, Any], route_servers: list[Any], addresses: list[str], base: int = costs.DEFAULT_BASE, metric: str = "ospf",
    survive: list[str] | None = None, previous: dict[str, dict[str, int]] | None = None,
) -> dict[str, Any]:
    chosen = list(KINDS) if survive is None else survive
    result, faults = planned(*(received(argument) for argument in (topology, route_servers, addresses, base, metric, chosen, previous)))
    refuse("anycast_plan", faults)
    return result


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"anycast_plan": anycast_plan}
