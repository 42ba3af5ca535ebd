# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One form for each line: what IOS may print in several ways, or prints though it is a default, as this dialect renders it.

Applying it twice yields the same as applying it once.
"""
from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from ...statements import Line
from .keys import in_clear

SEQUENCED = ("ip prefix-list ", "ipv6 prefix-list ", "ip as-path access-list ", "ip community-list ")
SEQUENCE = re.compile(r" seq [0-9]+(?= )")
WHOLE = re.compile(r"( ge [0-9]+) le (?:32|128)$")
AREA = re.compile(r"((?:ip|ipv6) ospf \d+ area|ospfv3 \d+ ipv6 area) (\d+)(?= |$)")
REDISTRIBUTED = re.compile(r"redistribute connected (?:subnets )?route-map (\S+)")
MAXIMUM = re.compile(r"(neighbor \S+ maximum-prefix \d+) 75(?= |$)")
COMMUNITY = re.compile(r"\d{5,10}")
WELL_KNOWN = {"65535:0": "gshut"}
DEFAULTS = {"no ip address", "no shutdown", "ip ospf cost 1", "ipv6 ospf cost 1", "ospfv3 cost 1"}
ISIS_DEFAULT = re.compile(r"isis (?:ipv6 )?metric 10(?: level-[12])?")


def canonical(line: Line) -> Line:
    return tuple(_context(context) for context in line[:-1]) + (_text(line[0], line[-1]),)


def is_default(line: Line) -> bool:
    """Whether a line of an interface only says what holds without it: cost 1 of a Loopback in OSPF (Catalyst 9500 16.6, Default OSPF Configuration;
    `show ip ospf interface lo9` in davidsudjiman.info, Loopback Interface in OSPF), 10 in IS-IS (Command Reference, isis metric).
    """
    return len(line) == 2 and line[0].startswith("interface ") and (line[1] in DEFAULTS or bool(ISIS_DEFAULT.fullmatch(line[1])))


def _context(text: str) -> str:
    return text[:-len(" unicast")] if text in ("address-family ipv4 unicast", "address-family ipv6 unicast") else text


@lru_cache(maxsize=65536)
def _text(head: str, text: str) -> str:
    if text == head:
        if text.startswith(SEQUENCED):
            text = WHOLE.sub(r"\1", SEQUENCE.sub("", text, count=1))
            if text.startswith("ip community-list "):
                text = _communities(text)
    elif text.startswith("neighbor "):
        text = MAXIMUM.sub(r"\1", in_clear(text))
    elif text.startswith("set community ") and head.startswith("route-map "):
        text = _communities(text)
    elif text.startswith(("ip ospf ", "ipv6 ospf ", "ospfv3 ")):
        text = AREA.sub(lambda match: f"{match[1]} {ipaddress.IPv4Address(int(match[2]))}", text)
    elif text.startswith("redistribute connected ") and head.startswith("router ospf "):
        text = REDISTRIBUTED.sub(r"redistribute connected subnets route-map \1", text)
    return " ".join(_address(word) for word in text.split(" ")) if ":" in text else _context(text)


def _address(word: str) -> str:
    """IPv6 in the compressed form, in capitals; any other word as it is."""
    if word.count(":") < 2:
        return word
    address, slash, length = word.partition("/")
    try:
        return f"{ipaddress.IPv6Address(address)}".upper() + slash + length
    except ValueError:
        return word


def _communities(text: str) -> str:
    """Without `ip bgp-community new-format` IOS prints a community as one number (IP Routing BGP Command Reference, ip bgp-community new-format)."""
    words = []
    for word in text.split(" "):
        if COMMUNITY.fullmatch(word) and int(word) < 2**32:
            word = f"{int(word) >> 16}:{int(word) & 65535}"
        words.append(WELL_KNOWN.get(word, word))
    return " ".join(words)
