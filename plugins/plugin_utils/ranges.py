# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listen ranges: the subnets, hosts and exclusions of the pools to the smallest set of ranges for each pool.

With `max_undeclared` a range may also cover addresses that nobody declared, where this makes fewer ranges. The rule: in the binary
tree of addresses, a block with declared space of the pool in both halves becomes one range when at most `max_undeclared` of its
addresses are undeclared, none of them is excluded by any pool or unfit for an appliance, and no other pool declares space in
it; the largest such blocks are taken.
"""
from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate, compress
from operator import itemgetter
from socket import AF_INET, AF_INET6, inet_pton
from typing import Any, Iterator

from .cidr import WIDTH, Block, Span, block_text, block_texts, blocks_of, join_spans, last_of, network_of, parse, subtract_spans
from .faults import Fault
from .prefixes import unknown_key

ANONYMOUS = ""
KEYS = ("name", "subnets", "hosts", "exclude")
UNFIT = {
    "0.0.0.0/8": "the unspecified network",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local",
    "224.0.0.0/4": "multicast",
    "255.255.255.255/32": "broadcast",
    "::/128": "the unspecified address",
    "::1/128": "loopback",
    "::ffff:0:0/96": "IPv4 in IPv6 clothes",
    "fe80::/10": "link-local",
    "ff00::/8": "multicast",
}
UNFIT_SPANS: dict[int, list[tuple[Span, str]]] = {
    version: [
        ((number, last_of(version, number, length)), f"{name} ({text})")
        for text, name in UNFIT.items()
        for its_version, number, length in [parse(text)]
        if its_version == version
    ]
    for version in WIDTH
}
LISTS = {
    "subnets": "write a list of subnets, such as [10.1.0.0/16]",
    "hosts": "write a list of addresses, such as [10.1.0.10]",
    "exclude": "write a list of addresses or subnets, such as [10.1.0.1]",
    "": "write a list of addresses and subnets, such as [10.1.0.10, 10.2.0.0/16]",
}


@dataclass
class _Pool:
    name: str
    lists: dict[str, tuple[str, list[Any]]]
    declared: dict[int, list[Span]] = field(default_factory=dict)
    excluded: dict[int, list[Span]] = field(default_factory=dict)

    def space(self, version: int) -> list[Span]:
        return subtract_spans(self.declared[version], self.excluded[version])

    def items(self, *keys: str) -> Iterator[tuple[str, Any, int, Span]]:
        """(path, text, version, span) of each readable item of the lists `keys`."""
        for key in keys:
            path, texts = self.lists.get(key, ("", []))
            for index, text in enumerate(texts):
                read = _read_item(text, key, f"{path}[{index}]")
                if not isinstance(read, Fault):
                    yield f"{path}[{index}]", text, *read


def listen_ranges(
    pools: Any, max_undeclared: Any = 0, path: str = "pools", exclude: Any = None
) -> tuple[dict[str, list[str]], list[Fault]]:
    """Per pool the fewest ranges, IPv4 first and sorted.

    A plain list of addresses and subnets is one pool named `ANONYMOUS`, less `exclude`. Where there are faults there are no ranges.
    """
    faults: list[Fault] = []
    if isinstance(max_undeclared, bool) or not isinstance(max_undeclared, int) or max_undeclared < 0:
        faults.append(Fault("max_undeclared", "this is not a number of addresses", "write 0 or more", max_undeclared))
    read = _read_pools(pools, exclude, path, faults)
    for pool in read:
        _fill(pool, faults)
    if len(read) > 1:
        _refuse_shared_space(read, faults)
    if faults:
        return {}, faults
    ranges: dict[str, list[str]] = {pool.name: [] for pool in read}
    for version in WIDTH:
        spaces = [pool.space(version) for pool in read]
        limits = _Limits(read, spaces, version, max_undeclared) if max_undeclared else None
        for pool, space in zip(read, spaces):
            blocks = blocks_of(space, WIDTH[version])
            if limits and space:
                blocks = _widened(list(blocks), space, limits)
            ranges[pool.name] += block_texts(version, blocks)
    return ranges, []


def _read_pools(pools: Any, exclude: Any, path: str, faults: list[Fault]) -> list[_Pool]:
    if isinstance(pools, Mapping):
        pools = [pools]
    if not isinstance(pools, (list, tuple)):
        faults.append(Fault(path, "this is not a list", "write a list of pools, or a list of addresses and subnets", pools))
        return []
    if not any(issubclass(kind, Mapping) for kind in set(map(type, pools))):
        lists = {"": (path, pools), "exclude": ("exclude", exclude or [])}
        return [_Pool(ANONYMOUS, lists)] if pools or exclude else []
    if exclude:
        faults.append(Fault("exclude", "these are pools, and each has its own exclusions", "put it under the pool's own exclude", exclude))
    read = [_read_pool(pool, f"{path}[{index}]", faults) for index, pool in enumerate(pools)]
    first_at: dict[str, int] = {}
    for index, pool in enumerate(read):
        if pool and first_at.setdefault(pool.name, index) != index:
            why = f"{path}[{first_at[pool.name]}] has the same name"
            faults.append(Fault(f"{path}[{index}].name", why, "give each pool a name of its own", pool.name))
    return [pool for pool in read if pool]


def _read_pool(pool: Any, path: str, faults: list[Fault]) -> _Pool | None:
    if not isinstance(pool, Mapping):
        faults.append(Fault(path, "this is not a pool", "write {name: web, subnets: [10.1.0.0/16]}", pool))
        return None
    faults += [unknown_key(path, key, KEYS) for key in pool if key not in KEYS]
    name = pool.get("name")
    if not isinstance(name, str) or not name:
        faults.append(Fault(f"{path}.name", "the pool has no name", "write a name, such as web", name))
        name = path
    lists = {key: (f"{path}.{key}", pool.get(key)) for key in ("subnets", "hosts", "exclude") if pool.get(key) is not None}
    if not any(lists.get(key, ("", None))[1] for key in ("subnets", "hosts")):
        faults.append(Fault(path, f"pool '{name}' has neither subnets nor hosts", LISTS["subnets"]))
    return _Pool(name, lists)


def _fill(pool: _Pool, faults: list[Fault]) -> None:
    for key in [key for key, (where, texts) in pool.lists.items() if not isinstance(texts, (list, tuple))]:
        where, texts = pool.lists.pop(key)
        faults.append(Fault(where, "this is not a list", LISTS[key], texts))
    known = len(faults)
    pool.declared = {version: [] for version in WIDTH}
    pool.excluded = {version: [] for version in WIDTH}
    for key, (where, texts) in pool.lists.items():
        spans = _spans(texts, key, where, faults)
        target = pool.excluded if key == "exclude" else pool.declared
        for version, found in spans.items():
            target[version] = join_spans(target[version] + found) if target[version] else found
    if len(faults) == known and (pool.excluded[4] or pool.excluded[6]):
        _refuse_idle_exclusions(pool, faults)


def _quick_hosts(texts: list[Any]) -> dict[int, list[Span]] | None:
    """The spans of nothing but fit addresses of one family; None where there is anything else."""
    version = 6 if texts and isinstance(texts[0], str) and ":" in texts[0] else 4
    family = AF_INET if version == 4 else AF_INET6
    try:
        packed = b"".join([inet_pton(family, text) for text in texts])
    except (OSError, TypeError, ValueError):
        return None
    numbers = struct.unpack(f">{len(texts)}I" if version == 4 else f">{2 * len(texts)}Q", packed)
    if version == 6:
        numbers = [high << 64 | low for high, low in zip(numbers[::2], numbers[1::2])]
    spans = _runs(sorted(set(numbers)))
    if any(_touching(spans, unfit) for unfit, name in UNFIT_SPANS[version]):
        return None
    return {4: [], 6: [], version: spans}


def _runs(numbers: list[int]) -> list[Span]:
    runs: list[Span] = []
    if not numbers:
        return runs
    first = last = numbers[0]
    for number in numbers:
        if number > last + 1:
            runs.append((first, last))
            first = number
        last = number
    runs.append((first, last))
    return runs


def _spans(texts: list[Any], key: str, path: str, faults: list[Fault]) -> dict[int, list[Span]]:
    """The joined spans of a list: plain addresses all at once, everything else and everything at fault one by one."""
    quick = _quick_hosts(texts) if key != "subnets" else None
    if quick is not None:
        return quick
    single = [key != "subnets" and isinstance(text, str) and "/" not in text and ":" not in text for text in texts]
    spans = _quick_hosts(list(compress(texts, single)))
    if spans is None:
        spans, single = {version: [] for version in WIDTH}, [False] * len(texts)
    for index in [index for index, done in enumerate(single) if not done]:
        read = _read_item(texts[index], key, f"{path}[{index}]")
        if isinstance(read, Fault):
            faults.append(read)
        else:
            spans[read[0]].append(read[1])
    return {version: join_spans(found) for version, found in spans.items()}


def _read_item(text: Any, key: str, path: str) -> tuple[int, Span] | Fault:
    if not isinstance(text, str):
        return Fault(path, "this is not an address or a subnet", LISTS[key], text)
    try:
        version, number, length = parse(text)
    except ValueError as error:
        return Fault(path, f"this {error}", LISTS[key], text)
    if key == "subnets" and "/" not in text:
        return Fault(path, "this is an address, not a subnet", f"write {text}/{length}, or put it under hosts", text)
    if key == "hosts" and length < WIDTH[version]:
        return Fault(path, "this is a subnet, not a host", "put it under subnets", text)
    network = network_of(version, number, length)
    if network != number:
        right = block_text(version, network, length)
        return Fault(path, f"this has host bits set below /{length}", f"write {right}", text)
    span = (network, last_of(version, network, length))
    unfit = [name for unfit, name in UNFIT_SPANS[version] if _meet(span, unfit)]
    if unfit and key != "exclude":
        return Fault(path, f"no appliance has an address in {unfit[0]}", "write where the appliances really are", text)
    return version, span


def _meet(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _touching(spans: list[Span], span: Span) -> int:
    """How many of the sorted, disjoint `spans` share an address with `span`."""
    after = bisect_right(spans, span[1], key=itemgetter(0))
    return after - bisect_left(spans, span[0], 0, after, key=itemgetter(1))


def _within(spans: list[Span], span: Span) -> bool:
    """Whether one of the joined `spans` holds all of `span`."""
    position = bisect_left(spans, span[0], key=itemgetter(1))
    return position < len(spans) and spans[position][0] <= span[0] and span[1] <= spans[position][1]


def _refuse_idle_exclusions(pool: _Pool, faults: list[Fault]) -> None:
    for path, text, version, span in pool.items("exclude"):
        if not _touching(pool.declared[version], span):
            why = f"nothing of pool '{pool.name}' is there, so there is nothing to exclude" if pool.name else "nothing declared is there"
            faults.append(Fault(path, why, "drop it, or correct the subnet that it should lie in", text))
    for path, text, version, span in pool.items("subnets", "hosts", ""):
        if _within(pool.excluded[version], span):
            by = next(item for item in pool.items("exclude") if item[2] == version and _meet(item[3], span))
            faults.append(Fault(path, f"all of it is excluded again by {by[1]} ({by[0]})", "drop it here, or exclude less", text))


def _refuse_shared_space(pools: list[_Pool], faults: list[Fault]) -> None:
    for version in WIDTH:
        owned = sorted((span, position) for position, pool in enumerate(pools) for span in pool.space(version))
        clashes: dict[tuple[int, int], list[Span]] = {}
        reach: dict[int, int] = {}
        for (first, last), position in owned:
            for other in [other for other, end in reach.items() if end < first]:
                del reach[other]
            for other, end in reach.items():
                clashes.setdefault((min(other, position), max(other, position)), []).append((first, min(end, last)))
            reach[position] = last
        for (early, late), shared in sorted(clashes.items()):
            _name_clash(pools[early], pools[late], version, join_spans(shared), faults)


def _name_clash(early: _Pool, late: _Pool, version: int, shared: list[Span], faults: list[Fault]) -> None:
    theirs = sorted(
        ((item[3], item[1], item[0]) for item in early.items("subnets", "hosts") if item[2] == version and _touching(shared, item[3])),
    )
    furthest = list(accumulate(theirs, lambda one, other: one if one[0][1] >= other[0][1] else other))
    for path, text, its_version, span in late.items("subnets", "hosts"):
        if its_version != version or not _touching(shared, span):
            continue
        position = bisect_right(theirs, span[1], key=lambda item: item[0][0])
        if position and _meet(furthest[position - 1][0], span):
            other = furthest[position - 1]
            why = f"pool '{late.name}' overlaps {other[1]} of pool '{early.name}' ({other[2]}) here"
            faults.append(Fault(path, why, "give each address to one pool, with exclude if need be", text))


class _Limits:
    """What a widened range must not touch, and how much it may add."""

    def __init__(self, pools: list[_Pool], spaces: list[list[Span]], version: int, max_undeclared: int) -> None:
        self.width = WIDTH[version]
        self.max_undeclared = max_undeclared
        self.all_spaces = sorted(span for space in spaces for span in space)
        excluded = [span for pool in pools for span in pool.excluded[version]]
        unfit = [span for span, name in UNFIT_SPANS[version]]
        self.forbidden = subtract_spans(join_spans(excluded + unfit), join_spans(self.all_spaces))

    def allow(self, block: Span, undeclared: int, space: list[Span]) -> bool:
        return (
            undeclared <= self.max_undeclared
            and not _touching(self.forbidden, block)
            and _touching(self.all_spaces, block) == _touching(space, block)
        )


def _widened(blocks: list[Block], space: list[Span], limits: _Limits) -> Iterator[Block]:
    width = limits.width
    networks = [network for network, length in blocks]
    declared = list(accumulate((1 << (width - length) for network, length in blocks), initial=0))
    waiting = [(0, len(blocks))]
    while waiting:
        start, stop = waiting.pop()
        if stop - start == 1:
            yield blocks[start]
            continue
        spare = (networks[start] ^ networks[stop - 1]).bit_length()
        network = networks[start] >> spare << spare
        last = network + (1 << spare) - 1
        undeclared = (1 << spare) - (declared[stop] - declared[start])
        if limits.allow((network, last), undeclared, space):
            yield network, width - spare
            continue
        middle = bisect_left(networks, network + (1 << (spare - 1)), start, stop)
        waiting += [(middle, stop), (start, middle)]
