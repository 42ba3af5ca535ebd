# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Callable

from ..plugin_utils import plan_report as pure
from ..plugin_utils.filter_rim import received


def plan_report(results: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return pure.plan_report(received(results))


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"plan_report": plan_report}
