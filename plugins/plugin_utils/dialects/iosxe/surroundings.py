# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the device has already that our lines must name: processes of the IGP, interfaces, numbers."""
from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Iterable, Mapping

from ...intent.model import Igp
from ...statements import Line, Statements
from .names import Names

FIRST_LOOPBACK = 6500
LAST_PATH_LIST = 500
LAST_ENTRY = 65535
LOOPBACK = re.compile(r"interface Loopback(\d+)")
OSPF = re.compile(r"router ospf (\d+)")
OSPFV3 = re.compile(r"ipv6 router ospf (\d+)|router ospfv3 (\d+)")
PATH_LIST = re.compile(r"ip as-path access-list (\d+) ")
ENTRY = re.compile(r"route-map (\S+) (?:permit|deny) (\d+)")
MATCH = re.compile(r"match (?:ip|ipv6) address prefix-list (\S+)")


@dataclass(frozen=True)
class Surroundings:
    """`addresses`: interface → its addresses with the length of their subnet. `anycast`: name of an anycast address → its Loopback's number.

    `paths`: what a numbered AS path list is for → its number, as the route map VA-PATHS records it. `matched`: route map of ours, prefix list that one
    of its entries matches → the entry's number. `numbers`: route map of ours → the numbers of its entries. Made from an empty configuration it names
    process 1 and Loopback0, so that a plan without a device reads well.
    """

    addresses: Mapping[str, tuple[ipaddress.IPv4Interface | ipaddress.IPv6Interface, ...]]
    ospf: tuple[int, ...]
    ospfv3: tuple[tuple[str, int], ...]
    multi_topology: frozenset[str]
    anycast: Mapping[str, int]
    paths: Mapping[str, int]
    matched: Mapping[tuple[str, str], int]
    numbers: Mapping[str, frozenset[int]]
    taken_loopbacks: frozenset[int] = field(default_factory=frozenset)
    taken_paths: frozenset[int] = field(default_factory=frozenset)

    def interface_with(self, address: str, default: str = "Loopback0") -> str:
        wanted = ipaddress.ip_address(address)
        return next((name for name, held in self.addresses.items() for one in held if one.ip == wanted), default)

    def loopbacks(self, names: Iterable[str]) -> dict[str, str]:
        """Anycast address name → interface: the number that it has, or the lowest free one."""
        taken = set(self.taken_loopbacks)
        found = {}
        for name in names:
            number = self.anycast.get(name)
            if number is None:
                number = next(number for number in range(FIRST_LOOPBACK, 2**31) if number not in taken)
                taken.add(number)
            found[name] = f"Loopback{number}"
        return found

    def path_lists(self, purposes: Iterable[str]) -> dict[str, int]:
        """Purpose → list number: the one that it has, or the highest free one (lists are numbered 1 to 500: Command Reference, ip as-path)."""
        taken = set(self.taken_paths)
        found: dict[str, int] = {}
        for purpose in purposes:
            number = self.paths.get(purpose)
            if number is None:
                number = next((number for number in range(LAST_PATH_LIST, 0, -1) if number not in taken), 0)
                taken.add(number)
            found[purpose] = number
        return found

    def entries(self, route_map: str, lists: Iterable[str]) -> dict[str, int]:
        """Prefix list → number of the entry that permits it: the one that it has, or one behind all that are there.

        An entry never changes what it matches, and a new one cannot hide an old one, so that order.py can let it grow behind a denying entry.
        """
        wanted = list(lists)
        found = {own: self.matched[route_map, own] for own in wanted if (route_map, own) in self.matched}
        taken = set(self.numbers.get(route_map, ()))
        for own in wanted:
            if own not in found:
                found[own] = next(number for number in (max(taken, default=0) // 10 * 10 + 10, *range(10, LAST_ENTRY, 10))
                                  if number <= LAST_ENTRY and number not in taken)
                taken.add(found[own])
        return {own: found[own] for own in wanted}

    def ospf_router(self, family: int) -> str:
        if family == 4:
            return f"router ospf {self.ospf[0] if self.ospf else 1}"
        kind, number = self.ospfv3[0] if self.ospfv3 else ("ipv6 router ospf", 1)
        return f"{kind} {number}"

    def ospf_context(self, family: int) -> Line:
        """Where `redistribute` and `max-metric` stand (Catalyst 9600 17.16, OSPFv3 Max-Metric Router LSA: in the address family)."""
        router = self.ospf_router(family)
        return (router, "address-family ipv6") if router.startswith("router ospfv3 ") else (router,)

    def ospf_lines(self, family: int, area: str) -> tuple[str, str]:
        """The words that put an interface into OSPF, and those that a cost follows."""
        router = self.ospf_router(family)
        number = router.rsplit(" ", 1)[1]
        if family == 4:
            return f"ip ospf {number} area {area}", "ip ospf cost"
        if router.startswith("router ospfv3 "):
            return f"ospfv3 {number} ipv6 area {area}", "ospfv3 cost"
        return f"ipv6 ospf {number} area {area}", "ipv6 ospf cost"

    def has_topology_of_ipv6(self, igp: Igp) -> bool:
        return isis_router(igp) in self.multi_topology


def isis_router(igp: Igp) -> str:
    return f"router isis {igp.instance}"


def surroundings(running: Statements, names: Names) -> Surroundings:
    addresses: dict[str, list] = {}
    ospf: dict[int, None] = {}
    ospfv3: dict[tuple[str, int], None] = {}
    multi_topology, taken, taken_paths = set(), set(), set()
    anycast: dict[str, int] = {}
    paths: dict[str, int] = {}
    matched: dict[tuple[str, str], int] = {}
    numbers: dict[str, set[int]] = {}
    for line in running:
        head, text = line[0], line[-1]
        loopback = LOOPBACK.fullmatch(head)
        if loopback:
            taken.add(int(loopback[1]))
            if len(line) == 2 and text.startswith(f"description {names.own('ANYCAST-')}"):
                anycast[text.removeprefix(f"description {names.own('ANYCAST-')}")] = int(loopback[1])
        if head.startswith("interface ") and len(line) == 2:
            address = _address(text)
            if address:
                addresses.setdefault(head.removeprefix("interface "), []).append(address)
        elif OSPF.fullmatch(head):
            ospf[int(head.rsplit(" ", 1)[1])] = None
        elif OSPFV3.fullmatch(head):
            kind, number = head.rsplit(" ", 1)
            ospfv3[kind, int(number)] = None
        elif head.startswith("router isis") and text == "multi-topology":
            multi_topology.add(head)
        elif PATH_LIST.match(head):
            taken_paths.add(int(head.split()[3]))
        elif head.startswith(f"route-map {names.paths} deny ") and len(line) == 2 and text.startswith("description "):
            paths[text.removeprefix("description ")] = int(head.rsplit(" ", 1)[1])
        entry = ENTRY.fullmatch(head) if head.startswith(f"route-map {names.prefix}") else None
        if entry:
            numbers.setdefault(entry[1], set()).add(int(entry[2]))
            match = MATCH.fullmatch(text)
            if match:
                matched[entry[1], match[1]] = int(entry[2])
    return Surroundings({name: tuple(held) for name, held in addresses.items()}, tuple(ospf), tuple(ospfv3), frozenset(multi_topology), anycast,
                        paths, matched, {name: frozenset(held) for name, held in numbers.items()},
                        frozenset(taken), frozenset(taken_paths | set(paths.values())))


def _address(text: str) -> ipaddress.IPv4Interface | ipaddress.IPv6Interface | None:
    words = text.split()
    try:
        if words[:2] == ["ip", "address"] and len(words) >= 4:
            return ipaddress.IPv4Interface(f"{words[2]}/{words[3]}")
        if words[:2] == ["ipv6", "address"] and len(words) >= 3 and "/" in words[2]:
            return ipaddress.IPv6Interface(words[2])
    except ValueError:
        return None
    return None
