# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The topology in an export of NetBox: devices, cables, and the IGP cost in a custom field.

Takes the objects as NetBox's REST API lists them (`/api/dcim/devices/`, `/api/dcim/cables/`, optionally `/api/dcim/interfaces/`), and the
same with less around it. A cable's ends are `a_terminations` and `b_terminations` (lists, NetBox 3.3 and later) or `termination_a` and
`termination_b` (before): NetBox documentation, release notes of version 3.3.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..faults import Fault
from .model import Link, Router, Topology, named
from .values import AREAS, area_at, area_flags, cost_of, name_known, unknown_keys

COST_FIELD = "igp_cost"
BACK = "_back"
EXAMPLE = "write devices: [{name: r1, site: {slug: east}}] and cables: [{a_terminations: [...], b_terminations: [...], custom_fields: {igp_cost: 10}}]"


def netbox_topology(given: Any, path: str = "topology") -> tuple[Topology | None, list[Fault]]:
    """`given`: `devices`, `cables`, optionally `interfaces`, `cost_field` (igp_cost), `area_field`, `default_cost`, `roles`, `rfc1583`, `leaked`.

    The cost of a cable is its custom field `igp_cost`, that of the way back `igp_cost_back` where it differs; the custom field of an
    interface goes before both. Cables that are not connected, and those to devices of other roles, are left out. Custom fields
    `overloaded` and `max_metric` of a device are those of a router.
    """
    if not isinstance(given, Mapping):
        return None, [Fault(path, "this is not an export", EXAMPLE, given)]
    faults = unknown_keys(given, ("devices", "cables", "interfaces", "cost_field", "area_field", "default_cost", "roles", *AREAS), path)
    for option in ("cost_field", "area_field"):
        if given.get(option) is not None and not (isinstance(given[option], str) and given[option]):
            faults.append(Fault(f"{path}.{option}", "this is not the name of a custom field", "write its name in NetBox, or leave it out", given[option]))
    if not isinstance(given.get("roles") or [], (list, tuple)):
        faults.append(Fault(f"{path}.roles", "this is not a list of roles", "write the slugs of those that are routers: [leaf, spine]", given["roles"]))
    for option in ("devices", "cables", "interfaces"):
        if not isinstance(given.get(option) or [], (list, tuple)):
            faults.append(Fault(f"{path}.{option}", f"this is not a list of {option}", EXAMPLE, given[option]))
    if faults:
        return None, faults
    routers, left_out = _routers(given, f"{path}.devices", faults)
    links = list(_links(given, {router.name for router in routers}, left_out, path, faults))
    flags = area_flags(given, path, faults)
    return (None, faults) if faults else (Topology(tuple(routers), named(links), (), "NetBox export", **flags), [])


def _routers(given: Mapping[str, Any], path: str, faults: list[Fault]) -> tuple[list[Router], set[str]]:
    routers: dict[str, Router] = {}
    left_out = set()
    for number, device in enumerate(given.get("devices") or []):
        name = device.get("name") if isinstance(device, Mapping) else None
        if not isinstance(name, str) or not name:
            faults.append(Fault(f"{path}[{number}].name", "this device has no name", "name it in NetBox, or leave it out of the export", name))
        elif name in routers or name in left_out:
            faults.append(Fault(f"{path}[{number}].name", "another device in this export has this name", "export the devices of one network, each once", name))
        elif given.get("roles") and _text(device.get("role") or device.get("device_role")) not in given["roles"]:
            left_out.add(name)
        else:
            fields = _fields(device, f"{path}[{number}]", faults)
            routers[name] = Router(name, _text(device.get("site")), fields.get("overloaded") is True, fields.get("max_metric") is True)
    if not routers and not faults:
        faults.append(Fault(path, "there are no routers here", EXAMPLE))
    return list(routers.values()), left_out


def _fields(item: Mapping[str, Any], path: str, faults: list[Fault]) -> Mapping[str, Any]:
    """The custom fields of an object; none beside a fault."""
    given = item.get("custom_fields") or {}
    if isinstance(given, Mapping):
        return given
    faults.append(Fault(f"{path}.custom_fields", "this is not a dictionary of custom fields", "write {igp_cost: 10}", given))
    return {}


def _text(given: Any) -> str:
    """What NetBox calls a site, a role or a status: an object with a slug, a value or a name, or the text itself."""
    if isinstance(given, Mapping):
        return str(next((given[key] for key in ("slug", "value", "name") if given.get(key)), ""))
    return "" if given is None else str(given)


def _links(given: Mapping[str, Any], routers: set[str], left_out: set[str], path: str, faults: list[Fault]) -> Iterator[Link]:
    field = str(given.get("cost_field") or COST_FIELD)
    of_interface = {}
    for number, item in enumerate(given.get("interfaces") or []):
        if not isinstance(item, Mapping):
            faults.append(Fault(f"{path}.interfaces[{number}]", "this is not an interface", "write {device: {name: r1}, name: eth0}", item))
            continue
        of_interface[_device(item), str(item.get("name"))] = _fields(item, f"{path}.interfaces[{number}]", faults).get(field)
    for number, cable in enumerate(given.get("cables") or []):
        here = f"{path}.cables[{number}]"
        if not isinstance(cable, Mapping):
            faults.append(Fault(here, "this is not a cable", EXAMPLE, cable))
            continue
        if _text(cable.get("status") or "connected") != "connected":
            continue
        ends = [_end(cable, side, here, faults) for side in ("a", "b")]
        if None in ends or any(device in left_out for device, _interface in ends):
            continue
        known = [name_known(device, routers, f"{here}.{side}_terminations", faults) for side, (device, _interface) in zip("ab", ends)]
        names = (ends[0][0], ends[1][0])
        if names[0] == names[1]:
            faults.append(Fault(here, "this cable leads from a device to itself", "correct it in NetBox, or leave it out of the export", names[0]))
            continue
        fields = _fields(cable, here, faults)
        there = _first(of_interface.get(ends[0]), fields.get(field), given.get("default_cost"))
        back = _first(of_interface.get(ends[1]), fields.get(field + BACK), fields.get(field), given.get("default_cost"))
        if there is None or back is None:
            faults.append(Fault(f"{here}.custom_fields.{field}", f"the cable between {names[0]} and {names[1]} has no cost",
                                f"fill in the custom field {field} of the cable or of its interfaces, or write default_cost"))
            continue
        costs = [cost_of(cost, f"{here}.custom_fields.{option}", faults) for cost, option in ((there, field), (back, field + BACK if back != there else field))]
        if all(known):
            of_area = given.get("area_field") or "igp_area"
            area = area_at(fields.get(of_area), f"{here}.custom_fields.{of_area}", faults)
            yield Link(names, costs[0], costs[1], area, str(cable.get("label") or ""))


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _device(termination: Any) -> str:
    return _text(termination.get("device")) if not isinstance(termination.get("device"), Mapping) else str(termination["device"].get("name") or "")


def _end(cable: Mapping[str, Any], side: str, path: str, faults: list[Fault]) -> tuple[str, Any] | None:
    given = cable.get(f"{side}_terminations", cable.get(f"termination_{side}"))
    terminations = given if isinstance(given, (list, tuple)) else [given]
    objects = [item.get("object", item) for item in terminations if isinstance(item, Mapping)]
    devices = {(_device(item), str(item.get("name"))) for item in objects if isinstance(item, Mapping) and item.get("device")}
    if len(devices) != 1:
        why = "this end of the cable leads to no device" if not devices else "this end of the cable leads to several interfaces"
        faults.append(Fault(f"{path}.{side}_terminations", why, "export cables between interfaces of two devices"))
        return None
    return devices.pop()
