# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of arguments of IOS commands and the form in which `show running-config` prints each.

A kind takes the words of a line and an index and answers (canonical text, words taken), or None where the words do not fit.
"""
from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence

Kind = Callable[[Sequence[str], int], "tuple[str, int] | None"]
INTERFACES = ("Loopback", "GigabitEthernet", "TenGigabitEthernet", "TwentyFiveGigE", "HundredGigE", "Tunnel", "Vlan", "Port-channel", "Null", "BDI")
WELL_KNOWN = ("internet", "local-as", "no-advertise", "no-export", "gshut", "none")
NUMBERS = re.compile(r"(\d+)-(\d+)$")


def kind(name: str) -> Kind:
    """The kind called `name`: one of KINDS, or a range of numbers such as `1-65535`."""
    bounds = NUMBERS.match(name)
    return _number(int(bounds[1]), int(bounds[2])) if bounds else KINDS[name]


def ipv6_text(text: str) -> str:
    """IOS prints the digits of IPv6 addresses in capitals (recorded-dynamic)."""
    return str(ipaddress.IPv6Address(text)).upper()


def prefix_text(text: str) -> str:
    """A prefix without its host bits, in IOS's letters; ValueError."""
    network = ipaddress.ip_network(text, strict=False)
    return f"{network.network_address}/{network.prefixlen}".upper()


def interface_order(name: str) -> tuple:
    """Loopbacks, then tunnels, then ports, by number (recorded-iosxe: onug_cost_optimized_s3_path/exitgw)."""
    found = re.match(r"([A-Za-z-]+)(.*)", name)
    if not found:
        return (len(INTERFACES), name, ())
    order = ("Loopback", "Port-channel", "Tunnel", "GigabitEthernet")
    place = order.index(found[1]) if found[1] in order else len(order)
    return (place, found[1] if place == len(order) else "", tuple(int(digits) for digits in re.findall(r"\d+", found[2])))


def _single(check: Callable[[str], "str | None"]) -> Kind:
    def take(words: Sequence[str], at: int) -> tuple[str, int] | None:
        try:
            text = check(words[at])
        except ValueError:
            return None
        return None if text is None else (text, 1)
    return take


def _number(low: int, high: int) -> Kind:
    return _single(lambda word: str(int(word)) if word.isdigit() and low <= int(word) <= high else None)


def _ipv4(word: str) -> str:
    return str(ipaddress.IPv4Address(word))


def _address(word: str) -> str:
    return ipv6_text(word) if ":" in word else _ipv4(word)


def _peer(word: str) -> str | None:
    try:
        return _address(word)
    except ValueError:
        return word if word[0].isalpha() or word[0] == "_" else None


def _mask(word: str) -> str | None:
    value = int(ipaddress.IPv4Address(word))
    return word if (value | (value - 1)) & 0xFFFFFFFF == 0xFFFFFFFF or value == 0 else None


def _prefix(family: int) -> Callable[[str], "str | None"]:
    def check(word: str) -> str | None:
        if not re.search(r"/\d+$", word) or (":" in word) != (family == 6):
            return None
        return prefix_text(word)
    return check


def _asn(word: str) -> str | None:
    high, dot, low = word.partition(".")
    if dot:
        return word if high.isdigit() and low.isdigit() and int(high) < 65536 and int(low) < 65536 else None
    return str(int(word)) if word.isdigit() and 0 < int(word) < 2**32 else None


def _area(word: str) -> str | None:
    return str(int(word)) if word.isdigit() and int(word) < 2**32 else _ipv4(word)


def _community(word: str) -> str | None:
    if word in WELL_KNOWN:
        return word
    parts = word.split(":")
    return word if len(parts) < 3 and all(part.isdigit() and int(part) < (65536 if len(parts) == 2 else 2**32) for part in parts) else None


def _interface(words: Sequence[str], at: int) -> tuple[str, int] | None:
    joined, taken = words[at], 1
    if joined.isalpha() and at + 1 < len(words) and words[at + 1][0].isdigit():
        joined, taken = joined + words[at + 1], 2
    found = re.fullmatch(r"([A-Za-z-]+)(\d+(?:[/.]\d+)*)", joined)
    names = [name for name in INTERFACES if found and name.lower().startswith(found[1].lower())]
    return (names[0] + found[2], taken) if found and names else None


def _line(words: Sequence[str], at: int) -> tuple[str, int]:
    return " ".join(words[at:]), len(words) - at


def _interface_prefix(word: str) -> str | None:
    if not re.search(r":.*/\d+$", word):
        return None
    address, length = word.split("/")
    return f"{ipv6_text(address)}/{int(length)}" if int(length) <= 128 else None


KINDS: dict[str, Kind] = {
    "word": _single(lambda word: word),
    "line": _line,
    "ipv4": _single(_ipv4),
    "wildcard": _single(_ipv4),
    "ipv6": _single(lambda word: ipv6_text(word) if ":" in word else None),
    "address": _single(_address),
    "peer": _single(_peer),
    "mask": _single(_mask),
    "prefix4": _single(_prefix(4)),
    "prefix6": _single(_prefix(6)),
    "prefix": _single(lambda word: _prefix(6 if ":" in word else 4)(word)),
    "address6/length": _single(_interface_prefix),
    "asn": _single(_asn),
    "area": _single(_area),
    "community": _single(_community),
    "cluster_id": _single(lambda word: str(int(word)) if word.isdigit() and 0 < int(word) < 2**32 else _ipv4(word)),
    "in_or_out": _single(lambda word: word if word in ("in", "out") else None),
    "route_map_action": _single(lambda word: word if word in ("permit", "deny") else None),
    "large": _single(lambda word: word if re.fullmatch(r"\d+:\d+:\d+", word) else None),
    "interface": _interface,
    "number": _single(lambda word: word if re.fullmatch(r"[+-]?\d+", word) else None),
}
