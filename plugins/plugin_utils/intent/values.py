# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of single values: addresses, names, numbers, keys. Each returns the canonical value, or None and a fault."""
from __future__ import annotations

import difflib
import ipaddress
import re
from typing import Any

from ..faults import Fault

OBJECT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,15}\Z")
NAME_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,6}-\Z")
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,24}\Z")
COMMUNITY = re.compile(r"([0-9]{1,5}):([0-9]{1,5})\Z")
RESERVED_NAMES = {"anycast", "fabric", "nothing", "rs", "settings", "own", "default", "graceful-shutdown", "local", "pools", "bfd", "origin", "scrub"}
RESERVED_ASNS = {0: "RFC 7607", 23456: "RFC 6793", 65535: "RFC 7300", 4294967295: "RFC 7300"}


def address(value: str, family: int, path: str, faults: list[Fault]) -> str | None:
    """A unicast address that a router can own or peer with, in canonical text."""
    try:
        parsed = ipaddress.ip_address(value)
    except ValueError:
        masked = " without a prefix length" if "/" in value else ""
        faults.append(Fault(path, f"this is no IPv{family} address", f"write one address{masked}", value))
        return None
    if parsed.version != family:
        faults.append(Fault(path, f"this is an IPv{parsed.version} address", f"write an IPv{family} address", value))
        return None
    if parsed.is_multicast or parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified:
        faults.append(Fault(path, "no session can be held with a multicast, loopback, link-local or unspecified address",
                            "write a routed unicast address", value))
        return None
    return str(parsed)


def network(value: str, path: str, faults: list[Fault]) -> str | None:
    """A subnet without host bits, in canonical text."""
    try:
        return str(ipaddress.ip_network(value))
    except ValueError:
        pass
    try:
        right = ipaddress.ip_network(value, strict=False)
    except ValueError:
        faults.append(Fault(path, "this is no subnet", "write address/length", value))
        return None
    faults.append(Fault(path, "host bits are set", f"write {right}", value))
    return None


def asn(value: int | None, path: str, faults: list[Fault]) -> int | None:
    if value is None:
        return None
    if value in RESERVED_ASNS:
        faults.append(Fault(path, f"this ASN is reserved ({RESERVED_ASNS[value]})", "write the ASN that you use", value))
        return None
    if not 0 < value < 2**32:
        faults.append(Fault(path, "an ASN has 32 bits", "write a number from 1 to 4294967294", value))
        return None
    return value


def key(value: str | None, path: str, faults: list[Fault]) -> str | None:
    """A TCP MD5 key that all three vendors take: IOS-XE stores at most 25 characters and no leading digit, and reads `?` as help."""
    if value is None:
        return None
    if len(value) > 25:
        faults.append(Fault(path, f"the key has {len(value)} characters", "write at most 25, IOS-XE holds no more"))
        return None
    if not KEY.match(value):
        faults.append(Fault(path, "the key has characters that some vendor refuses",
                            "start with a letter and use letters, digits, '_', '.' and '-' only"))
        return None
    return value


def name(value: str | None, path: str, faults: list[Fault]) -> str | None:
    if value is None:
        return None
    if not OBJECT_NAME.match(value):
        faults.append(Fault(path, "this name does not fit into the names of configuration objects",
                            "start with a letter and use at most 16 letters, digits and '-'", value))
        return None
    if value.lower() in RESERVED_NAMES or re.match(r"as[0-9]+\Z", value.lower()):
        faults.append(Fault(path, "the collection uses this name for objects of its own", "choose another name", value))
        return None
    return value


def community(value: str | None, path: str, faults: list[Fault]) -> str | None:
    if value is None:
        return None
    match = COMMUNITY.match(value)
    if not match or not all(int(part) <= 65535 for part in match.groups()):
        faults.append(Fault(path, "this is no community", "write two numbers up to 65535, such as '65000:100'", value))
        return None
    if int(match[1]) in (0, 65535):
        faults.append(Fault(path, "communities 0:* and 65535:* are reserved (RFC 1997)", "use your own ASN in front", value))
        return None
    return f"{int(match[1])}:{int(match[2])}"


def within(value: int | None, low: int, high: int, path: str, unit: str, faults: list[Fault]) -> None:
    if value is not None and not low <= value <= high:
        faults.append(Fault(path, f"this is out of range for {unit}", f"write a number from {low} to {high}", value))


def distinct(values: list[tuple[Any, str]], what: str, faults: list[Fault]) -> None:
    """`values`: (value, path) pairs; every later one that repeats an earlier one is a fault."""
    seen: dict[Any, str] = {}
    for value, path in values:
        if value is None:
            continue
        if value in seen:
            faults.append(Fault(path, f"{what} stands at {seen[value]} already", "write another", value))
        seen.setdefault(value, path)


def known(value: str, names: list[str], what: str, path: str, faults: list[Fault]) -> bool:
    if value in names:
        return True
    close = difflib.get_close_matches(value, names, n=1)
    faults.append(Fault(path, f"there is no {what} of this name",
                        f"did you mean '{close[0]}'?" if close else f"one of: {', '.join(names) or 'none is declared'}", value))
    return False
