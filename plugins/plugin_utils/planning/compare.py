# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan against the one before."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Costs = Mapping[str, Mapping[str, int]]


def compare(before: Costs, after: Costs) -> list[dict[str, Any]]:
    """Every cost that differs: `route_server`, `address`, `before` and `after` (None: there is none), and `text`."""
    changes = []
    for server in (*before, *(name for name in after if name not in before)):
        old, new = before.get(server, {}), after.get(server, {})
        for address in (*old, *(name for name in new if name not in old)):
            was, becomes = old.get(address), new.get(address)
            if was != becomes:
                changes.append({"route_server": server, "address": address, "before": was, "after": becomes, "text": _text(server, address, was, becomes)})
    return changes


def _text(server: str, address: str, was: int | None, becomes: int | None) -> str:
    if was is None:
        return f"{server} begins to announce {address}, at {becomes}"
    if becomes is None:
        return f"{server} no longer announces {address} (it was at {was})"
    return f"{server} announces {address} at {becomes} instead of {was}"
