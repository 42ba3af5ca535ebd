# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Callable

from ..plugin_utils import verification as pure
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


def verification(devices: list[dict[str, Any]], domain: dict[str, Any], names: dict[str, list[str]] | None = None) -> dict[str, Any]:
    intent, faults = sound_domain(received(domain))
    listed, found = check({"devices": {"type": "list", "elements": "dict", "options": DEVICE}}, {"devices": received(devices)})
    refuse("verification", faults + found)
    devices_read = [_device(item) for item in listed["devices"]]
    report = pure.verify(intent, devices_read + _others(received(names or {}), {device.name for device in devices_read}))
    return {**report, "lines": pure.lines(report)}


def _device(item: dict[str, Any]) -> pure.Device:
    facts = item["facts"] if item["facts"] and "sessions" in item["facts"] else None
    return pure.Device(item["name"], item["role"], facts, item["trouble"], item["server"] or item["name"], item["pool"], tuple(item["prefixes"]))


def _others(names: dict[str, list[str]], known: set[str]) -> list[pure.Device]:
    return [pure.Device(name, role, None, server=name) for role, listed in names.items() for name in listed if name not in known]


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"verification": verification}
