# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permitted prefixes: blocks and lengths as a user writes them, to the fewest disjoint prefix-list entries that admit the same."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Iterable

from .admission import fewest
from .cidr import EXAMPLE, WIDTH, block_text, network_of, parse
from .faults import Fault

KEYS = ("within", "lengths")
LENGTHS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)
HOW_LENGTHS = {4: "write a length or a range of lengths, such as 32 or 29-32", 6: "write a length or a range of lengths, such as 64 or 56-64"}
HOW_ENTRY = "write {within: 192.0.2.0/24, lengths: 29-32}, or 192.0.2.0/24 alone for exactly that prefix"


@dataclass(frozen=True, order=True)
class Bound:
    """One entry of a prefix list, read and written as prefix lists do.

    Without `ge` and `le` it admits exactly `prefix`; `ge` alone reaches to the family's longest length, `le` alone starts at the
    prefix's own. The canonical form is made here: `ge` only where it is longer than the prefix, `le` unless the entry is
    exact. Order and equality go by meaning: IPv4 first, then network, prefix length, shortest, longest.
    """

    version: int = field(init=False, repr=False)
    network: int = field(init=False, repr=False)
    length: int = field(init=False, repr=False)
    shortest: int = field(init=False, repr=False)
    longest: int = field(init=False, repr=False)
    prefix: str = field(compare=False)
    ge: int | None = field(default=None, compare=False)
    le: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        version, network, length = parse(self.prefix)
        exact = self.ge is None and self.le is None
        shortest = length if self.ge is None else self.ge
        longest = (length if exact else WIDTH[version]) if self.le is None else self.le
        if network != network_of(version, network, length) or not length <= shortest <= longest <= WIDTH[version]:
            raise ValueError(f"no prefix-list entry: {self.prefix} ge {self.ge} le {self.le}")
        self._set(version, network, length, shortest, longest)

    @classmethod
    def of(cls, version: int, network: int, length: int, shortest: int, longest: int) -> Bound:
        bound = cls.__new__(cls)
        bound._set(version, network, length, shortest, longest)
        return bound

    def _set(self, version: int, network: int, length: int, shortest: int, longest: int) -> None:
        self.__dict__.update(
            version=version, network=network, length=length, shortest=shortest, longest=longest,
            prefix=block_text(version, network, length),
            ge=shortest if shortest > length else None,
            le=longest if longest > length else None,
        )

    def as_dict(self) -> dict[str, Any]:
        """`prefix`, and `ge` and `le` where there are any."""
        return {key: value for key in ("prefix", "ge", "le") if (value := getattr(self, key)) is not None}


def prefix_bounds(entries: Any, path: str = "entries") -> tuple[list[Bound], list[Fault]]:
    """The fewest disjoint bounds, sorted, that admit exactly what `entries` permit; entries at fault are left out."""
    faults: list[Fault] = []
    found: dict[int, list[tuple[int, int, int, int]]] = {4: [], 6: []}
    for entry, where in _listed(entries, path):
        version, read = _read_entry(entry, where, faults)
        found[version] += read
    return [Bound.of(version, *entry) for version in found for entry in fewest(found[version], WIDTH[version])], faults


def parse_lengths(value: Any, version: int, path: str = "lengths", block: int = 0) -> tuple[list[tuple[int, int]], list[Fault]]:
    """The ranges (shortest, longest) that `value` names, which hold inside a block of prefix length `block`."""
    faults: list[Fault] = []
    if isinstance(value, (list, tuple)) and not value:
        return [], [Fault(path, "there is no length here, so nothing would be permitted", HOW_LENGTHS[version], value)]
    ranges = [_read_range(item, version, where, block, faults) for item, where in _listed(value, path)]
    return [span for span in ranges if span], faults


def merged(bounds: Iterable[Bound]) -> list[Bound]:
    """The fewest disjoint bounds, sorted, that admit what `bounds` admit."""
    found: dict[int, list[tuple[int, int, int, int]]] = {4: [], 6: []}
    for bound in bounds:
        found[bound.version].append((bound.network, bound.length, bound.shortest, bound.longest))
    return [Bound.of(version, *entry) for version in found for entry in fewest(found[version], WIDTH[version])]


def admitted(bounds: Iterable[Bound]) -> int:
    """How many distinct prefixes `bounds` admit."""
    return sum((2 << (bound.longest - bound.length)) - (1 << (bound.shortest - bound.length)) for bound in merged(bounds))


def in_order(prefixes: Iterable[str]) -> list[str]:
    """Each of `prefixes` once, as it was written: IPv4 first, then by network and length. ValueError: one is no prefix."""
    return sorted(set(prefixes), key=parse)


def covers(bound: Bound, prefix: str) -> bool:
    """Whether `bound` admits `prefix`."""
    version, network, length = parse(prefix)
    return (
        version == bound.version
        and bound.shortest <= length <= bound.longest
        and network_of(version, network, bound.length) == bound.network
    )


def overlaps(one: Bound, other: Bound) -> bool:
    """Whether some prefix is admitted by both."""
    return (
        one.version == other.version
        and max(one.shortest, other.shortest) <= min(one.longest, other.longest)
        and _nested(one.version, one.network, one.length, other.network, other.length)
    )


def meets(bound: Bound, block: str) -> bool:
    """Whether some prefix that `bound` admits shares an address with `block` (an address, a listen range, another prefix)."""
    version, network, length = parse(block)
    return version == bound.version and _nested(version, bound.network, bound.length, network, length)


def _nested(version: int, one: int, one_length: int, other: int, other_length: int) -> bool:
    outer = min(one_length, other_length)
    return network_of(version, one, outer) == network_of(version, other, outer)


def _listed(value: Any, path: str) -> list[tuple[Any, str]]:
    if isinstance(value, (list, tuple)):
        return [(item, f"{path}[{index}]") for index, item in enumerate(value)]
    return [(value, path)]


def _read_entry(entry: Any, path: str, faults: list[Fault]) -> tuple[int, list[tuple[int, int, int, int]]]:
    if isinstance(entry, str):
        block = _read_block(entry, path, faults)
        return (block[0], [(block[1], block[2], block[2], block[2])]) if block else (4, [])
    if not isinstance(entry, Mapping):
        faults.append(Fault(path, "this is not a block with its lengths", HOW_ENTRY, entry))
        return 4, []
    faults += [unknown_key(path, key, KEYS) for key in entry if key not in KEYS]
    if entry.get("within") is None:
        faults.append(Fault(f"{path}.within", "the block is missing", HOW_ENTRY))
        return 4, []
    block = _read_block(entry["within"], f"{path}.within", faults)
    if not block:
        return 4, []
    version, network, length = block
    if entry.get("lengths") is None:
        return version, [(network, length, length, length)]
    ranges, wrong = parse_lengths(entry["lengths"], version, f"{path}.lengths", length)
    faults += wrong
    return version, [(network, length, shortest, longest) for shortest, longest in ranges]


def unknown_key(path: str, key: Any, known: tuple[str, ...]) -> Fault:
    near = get_close_matches(str(key), known, 1)
    advice = f"write '{near[0]}'" if near else f"the options here are {', '.join(known)}"
    return Fault(f"{path}.{key}", "there is no such option", advice)


def _read_block(value: Any, path: str, faults: list[Fault]) -> tuple[int, int, int] | None:
    example = f"write a block such as {EXAMPLE[4]} or {EXAMPLE[6]}"
    if not isinstance(value, str):
        faults.append(Fault(path, "this is not a prefix", example, value))
        return None
    try:
        version, number, length = parse(value)
    except ValueError as error:
        faults.append(Fault(path, f"this {error}", example, value))
        return None
    if "/" not in value:
        faults.append(Fault(path, "this has no prefix length", f"write {value}/{length}, or the block that it lies in", value))
        return None
    network = network_of(version, number, length)
    if network != number:
        right = block_text(version, network, length)
        alone = block_text(version, number, WIDTH[version])
        faults.append(Fault(path, f"this has host bits set below /{length}", f"write {right}, or {alone} for that address alone", value))
        return None
    return version, network, length


def _read_range(value: Any, version: int, path: str, block: int, faults: list[Fault]) -> tuple[int, int] | None:
    span = _numbers(value)
    why = _cannot_hold(*span, version, block) if span else "this is not a length or a range of lengths"
    if not why:
        return span
    advice = HOW_LENGTHS[version] if not span else _better(*span, version, block)
    faults.append(Fault(path, why, advice, value))
    return None


def _numbers(value: Any) -> tuple[int, int] | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return int(value), int(value)
    match = LENGTHS.fullmatch(value.replace(" ", "")) if isinstance(value, str) else None
    return (int(match[1]), int(match[2] or match[1])) if match else None


def _cannot_hold(shortest: int, longest: int, version: int, block: int) -> str:
    if shortest > longest:
        return f"the range is reversed, {shortest} is longer than {longest}"
    if longest > WIDTH[version]:
        alike = "; these look like IPv6 lengths" if version == 4 and longest <= WIDTH[6] else ""
        return f"the longest length in IPv{version} is {WIDTH[version]}{alike}"
    if shortest < block:
        alike = "; these look like IPv4 lengths" if version == 6 and longest <= WIDTH[4] else ""
        return f"a prefix inside a /{block} cannot be shorter than /{block}{alike}"
    return ""


def _better(shortest: int, longest: int, version: int, block: int) -> str:
    if shortest > longest:
        return f"write {longest}-{shortest}"
    low, high = max(shortest, block), min(longest, WIDTH[version])
    if low <= high:
        return f"write {low}-{high}" if low < high else f"write {low}"
    return f"write lengths from {block} to {WIDTH[version]}"
