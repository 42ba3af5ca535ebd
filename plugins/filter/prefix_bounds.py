# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Callable

from ..plugin_utils import prefixes
from ..plugin_utils.filter_rim import received, refuse


def prefix_bounds(entries: Any) -> list[dict[str, Any]]:
    bounds, faults = prefixes.prefix_bounds(received(entries))
    refuse("prefix_bounds", faults)
    return [bound.as_dict() for bound in bounds]


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"prefix_bounds": prefix_bounds}
