# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the device has already that our lines must heed: interfaces and their addresses, the IGP, other people's statements."""
from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import AbstractSet, Iterable, Mapping

from ...statements import Line, Statements
from .configuration import active
from .inherited import inherited
from .names import Names
from .owned import Ownership, is_loopback_in_ospf, owned_as_printed
from .records import recorded

Interface = ipaddress.IPv4Interface | ipaddress.IPv6Interface


@dataclass(frozen=True)
class Surroundings:
    """`foreign`: active lines of others, those that configuration groups give too; `inherited`: of these, line → line of the group. `addresses`: logical
    interface (`ge-0/0/0.0`) → its addresses with the length of their subnet.

    `own_addresses`: those on lo0.0 that the collection has put there. `loopback_in_ospf`: the device's own paths on lo0.0 in OSPF, or those that we keep
    for it while per-address interfaces stand in for them. `records`: parameter → path of what is recorded as ours.
    """

    foreign: tuple[Line, ...] = ()
    addresses: Mapping[str, tuple[Interface, ...]] = field(default_factory=dict)
    own_addresses: AbstractSet[str] = frozenset()
    loopback_in_ospf: tuple[Line, ...] = ()
    records: Mapping[str, Line] = field(default_factory=dict)
    inherited: Mapping[Line, Line] = field(default_factory=dict)

    def has_foreign(self, path: Line) -> bool:
        return any(line[1:len(path) + 1] == path for line in self.foreign)

    def under(self, *path: str) -> list[Line]:
        """What stands below a path, without the path, of others' lines."""
        return [line[len(path) + 1:] for line in self.foreign if line[1:len(path) + 1] == path]

    def interface_with(self, address: str) -> str:
        wanted = ipaddress.ip_address(address)
        return next((name for name, held in self.addresses.items() for one in held if one.ip == wanted), "")


def surroundings(running: Statements, names: Names) -> Surroundings:
    ours = set(owned_as_printed(running, names))
    alive = active(running)
    foreign = tuple(line for line in alive if line not in ours)
    ownership = Ownership(running, names)
    given = {line: source for line, source in inherited(alive).items() if not ownership.covers(line[1:])}
    addresses: dict[str, list[Interface]] = {}
    for line in (*alive, *given):
        held = _address(line)
        if held:
            addresses.setdefault(held[0], []).append(held[1])
    kept = tuple(recorded(running, names.loopback).values())
    records = recorded(running, names.records)
    return Surroundings((*foreign, *given), {name: tuple(dict.fromkeys(held)) for name, held in addresses.items()},
                        frozenset(path[7].partition("/")[0] for path in records.values() if path[0] == "interfaces" and len(path) == 8),
                        kept or tuple(line[1:] for line in foreign if is_loopback_in_ospf(line[1:])), records, given)


def _address(line: Line) -> tuple[str, Interface] | None:
    """`set interfaces IF unit N family inet address A/L …` as `IF.N` and the address."""
    if line[0] != "set" or len(line) < 9 or (line[1], line[3], line[5], line[7]) != ("interfaces", "unit", "family", "address"):
        return None
    try:
        return f"{line[2]}.{line[4]}", ipaddress.ip_interface(line[8])
    except ValueError:
        return None


def overlapping(block: str, others: Iterable[str]) -> str | None:
    """The first of `others` that shares an address with `block`; what is no block is passed over (`allow all`)."""
    one = ipaddress.ip_network(block, strict=False)
    for text in others:
        try:
            other = ipaddress.ip_network(text, strict=False)
        except ValueError:
            continue
        if other.version == one.version and other.overlaps(one):
            return text
    return None
