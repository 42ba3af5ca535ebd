# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A domain and its devices without any device: what is wrong with them, and the configuration they would get. Pure."""
from __future__ import annotations

from typing import Any, Mapping

from ..module_utils._options import APPLIANCE_MODULE, ROUTE_SERVER_MODULE
from .change import Reading
from .dialects import LANGUAGES
from .faults import Fault
from .intent import domain_intent
from .specification import check, nearest
from .state import appliance_state, route_server_state

SPECS = {"route_server": ROUTE_SERVER_MODULE, "appliance": APPLIANCE_MODULE}


def device_options(device: Any, options: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The options of one device, as a dictionary, one by one, or both."""
    if device is not None and not isinstance(device, Mapping):
        return {}, [Fault("device", "this is no dictionary of options", "write {name: rs1}, or the options of an appliance")]
    return {**(device or {}), **options}, []


def device_state(options: Mapping[str, Any]) -> tuple[Any, list[Fault]]:
    """`options`: those of the module `appliance` where there is a pool, else those of `route_server`."""
    kind = "appliance" if "pool" in options else "route_server"
    given, faults = check(SPECS[kind], {name: value for name, value in options.items() if value is not None})
    if faults:
        return None, faults
    domain, faults = domain_intent(given["domain"])
    if domain is None:
        return None, faults
    if kind == "appliance":
        return appliance_state(domain, given)
    return route_server_state(domain, given["name"], given["anycast_interface"], removed=given["state"] == "absent")


def sound_domain(domain: Any) -> tuple[Any, list[Fault]]:
    """The intent of a domain as a user wrote it, None where there is a fault."""
    given, faults = check({"domain": ROUTE_SERVER_MODULE["domain"]}, {"domain": domain})
    return (None, faults) if faults else domain_intent(given["domain"])


def domain_faults(domain: Any) -> list[Fault]:
    return sound_domain(domain)[1]


def configuration(options: Mapping[str, Any], vendor: str, release: str) -> tuple[str, list[Fault]]:
    """What an empty device of that vendor and release would get, secrets masked."""
    entry = next((one for one in LANGUAGES if one.name == vendor), None)
    faults = [] if entry else [Fault("vendor", "it is not known", nearest(vendor, [one.name for one in LANGUAGES]), vendor)]
    if entry and entry.release(release) is None:
        faults.append(Fault("release", f"this is no release of {entry.name}", "write it as the device does, for FRR as 8.4.4", release))
    state, found = device_state(options)
    faults += found
    if faults or entry is None:
        return "", faults
    dialect = entry.dialect()
    text = dialect.mask(dialect.target(state, Reading("", release, "")).text())
    return f"{text}\n" if text else "", []
