# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Single values of a topology, by whichever way it is written."""
from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from ..faults import Fault
from .model import BACKBONE

LEVEL_2 = ("level-2", "level 2", "l2", "backbone")
AREAS = ("rfc1583", "leaked")
HIGHEST_COST = 0xFFFFFF - 1  # the widest metric of a link, RFC 5305, section 3


def unknown_keys(given: Any, known: tuple[str, ...], path: str) -> list[Fault]:
    if not isinstance(given, Mapping):
        return [Fault(path, "this is not a dictionary", f"write a dictionary with {', '.join(known)}", given)]
    faults = []
    for key in given:
        if key not in known:
            near = get_close_matches(str(key), known, 1)
            faults.append(Fault(f"{path}.{key}", "there is no such option", f"write {near[0]}" if near else f"the options are {', '.join(known)}"))
    return faults


def cost_of(value: Any, path: str, faults: list[Fault]) -> int:
    """An IGP cost of an interface; 1 beside a fault."""
    if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9]+\s*", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        faults.append(Fault(path, "this is not a cost", f"write a whole number from 1 to {HIGHEST_COST}", value))
    elif value < 1:
        faults.append(Fault(path, "a cost of an interface is 1 or more: with less, a path could go round in circles", "write 1 or more", value))
    elif value > HIGHEST_COST:
        faults.append(Fault(path, "no IGP has a cost as high as this (RFC 5305, section 3)", f"write {HIGHEST_COST} or less", value))
    else:
        return value
    return 1


def area_of(given: Any) -> str:
    """An OSPF area in dotted form, level 2 of IS-IS as the backbone, or the name of an area of level 1 as it is."""
    text = BACKBONE if given is None or str(given).lower() in LEVEL_2 else str(given)
    if text.isascii() and text.isdigit() and int(text) < 2**32:
        return ".".join(str(int(text) >> shift & 255) for shift in (24, 16, 8, 0))
    return text


def area_at(given: Any, path: str, faults: list[Fault]) -> str:
    """The area that a user wrote; the backbone where there is none, and beside a fault."""
    if given is not None and (isinstance(given, bool) or not isinstance(given, (str, int)) or not str(given).strip()):
        faults.append(Fault(path, "this is not an area", f"write its number, its dotted form such as {BACKBONE}, or the name of an area of level 1", given))
        return BACKBONE
    return area_of(given)


def area_flags(given: Mapping[str, Any], path: str, faults: list[Fault]) -> dict[str, bool]:
    """How areas are treated, where a user says so."""
    flags = {option: given[option] for option in AREAS if given.get(option) is not None}
    faults += [Fault(f"{path}.{option}", "this is neither true nor false", "write true or false", value)
               for option, value in flags.items() if not isinstance(value, bool)]
    return {option: value is True for option, value in flags.items()}


def name_known(name: str, routers: set[str], path: str, faults: list[Fault]) -> bool:
    if name in routers:
        return True
    near = get_close_matches(name, sorted(routers), 1) if routers else []
    faults.append(Fault(path, "there is no such router in this topology", f"did you mean {near[0]}?" if near else "add it to the routers", name))
    return False
