# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Callable

from ..plugin_utils import verification as pure
from ..plugin_utils.faults import Fault
from ..plugin_utils.filter_rim import received, refuse
from ..plugin_utils.offline import sound_domain
from ..plugin_utils.specification import check

DEVICE = {
    "name": {"type": "str", "required": True},
    "role": {"type": "str", "required": True, "choices": list(pure.ROLES)},
    "facts": {"type": "dict"},
    "trouble": {"type": "str", "default": ""},
    "server": {"type": "str"},
    "pool": {"type": "str", "default": ""},
    "prefixes": {"type": "list", "elements": "str", "default": []},
}
SPEC = {
    "devices": {"type": "list", "elements": "dict", "options": DEVICE},
    "database": {"type": "dict"},
}


def verification(
    devices: list[dict[str, Any]], domain: dict[str, Any], names: dict[str, list[str]] | None = None, database: dict[str, Any] | None = None,
    fail_on: str = "error",
) -> dict[str, Any]:
    intent, faults = sound_domain(received(domain))
    listed, found = check(SPEC, {"devices": received(devices), "database": received(database or None)})
    if fail_on not in pure.FAIL_ON:
        found.append(Fault("fail_on", "there is no such choice", f"one of: {', '.join(pure.FAIL_ON)}", fail_on))
    refuse("verification", faults + found)
    devices_read = [_device(item) for item in listed["devices"]]
    everyone = devices_read + _others(received(names or {}), {device.name for device in devices_read})
    report = pure.verify(intent, everyone, listed["database"])
    return {**report, "failing": pure.failing_checks(report, fail_on), "lines": pure.lines(report), "junit": pure.junit(report, fail_on)}


def _device(item: dict[str, Any]) -> pure.Device:
    facts = item["facts"] if item["facts"] and "sessions" in item["facts"] else None
    return pure.Device(item["name"], item["role"], facts, item["trouble"], item["server"] or item["name"], item["pool"], tuple(item["prefixes"]))


def _others(names: dict[str, list[str]], known: set[str]) -> list[pure.Device]:
    return [pure.Device(name, role, None, server=name) for role, listed in names.items() for name in listed if name not in known]


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"verification": verification}
