# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Callable

from ..plugin_utils import ranges
from ..plugin_utils.filter_rim import received, refuse


def listen_ranges(pools: Any, max_undeclared: int = 0, exclude: list[str] | None = None) -> dict[str, list[str]] | list[str]:
    given = received(pools)
    of_pools = isinstance(given, dict) or isinstance(given, list) and any(isinstance(pool, dict) for pool in given)
    path = "pools" if of_pools else "addresses"
    found, faults = ranges.listen_ranges(given, received(max_undeclared), path, received(exclude))
    refuse("listen_ranges", faults)
    return found if of_pools else found.get(ranges.ANONYMOUS, [])


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"listen_ranges": listen_ranges}
