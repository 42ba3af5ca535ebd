# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is each device configured as the domain has it: its lines, its listen ranges?"""
from __future__ import annotations

import ipaddress
from collections import defaultdict
from typing import Any, Iterable, Mapping

from .model import ERROR, Device, Examined, Network, shortened

SHOWN = 4
Block = ipaddress.IPv4Network | ipaddress.IPv6Network


def configured(device: Device) -> Mapping[str, Any]:
    """What `bgp_sessions_info` compared with the device's declaration; empty where it was given none, or a faulty one."""
    found = (device.facts or {}).get("configuration") or {}
    return {} if "faults" in found else found


def configuration(network: Network) -> Examined:
    found = Examined("configuration", "Every device is configured as the domain has it")
    for device in (*network.read("route_server"), *network.read("appliance")):
        said = (device.facts or {}).get("configuration")
        if said is None:
            continue
        found.count += 1
        for text in said.get("faults", ()):
            found.add(ERROR, device.name, f"its variables are at fault: {text.rstrip('.')}", "correct them; the playbook validate names them all")
        for text in said.get("refusals", ()):
            found.add(ERROR, device.name, f"it would refuse its configuration: {text.rstrip('.')}", "mend this first; the playbook plan says the same")
        parts = [f"{len(said[key])} lines {what} ({shortened(said[key], SHOWN)})" for key, what in (("missing", "are missing"), ("left_over", "are left over"))
                 if said.get(key)]
        parts += ["terms or policies stand in another order"] if said.get("order_differs") else []
        if parts:
            found.add(ERROR, device.name, f"its configuration differs from the domain: {'; '.join(parts)}",
                      "look at the playbook plan, and run site; what somebody changed by hand is put back by it")
    return found


def listen_ranges(network: Network) -> Examined:
    """Ranges of the collection's own groups are held to the domain; those of others only must not cover an appliance's address."""
    found = Examined("listen_ranges", "Every route server listens where the domain has appliances, and nowhere else")
    prefix = network.domain.name_prefix
    for device in network.read("route_server"):
        held = (device.facts or {}).get("listen_ranges")
        declared = configured(device).get("listen_ranges")
        if held is None or declared is None:
            continue
        found.count += len(declared)
        ours, foreign = _by_group(held, prefix)
        wanted, _none = _by_group(declared, prefix)
        for group in sorted({*ours, *wanted}):
            _of_group(device, group, wanted.get(group, set()), ours.get(group, set()), found)
        for group, blocks in sorted(foreign.items()):
            _of_others(network, device, group, blocks, found)
    return found


def _by_group(rows: Iterable[Mapping[str, str]], prefix: str) -> tuple[dict[str, set[Block]], dict[str, set[Block]]]:
    ours: dict[str, set[Block]] = defaultdict(set)
    foreign: dict[str, set[Block]] = defaultdict(set)
    for row in rows:
        (ours if row["group"].startswith(prefix) else foreign)[row["group"]].add(ipaddress.ip_network(row["range"]))
    return ours, foreign


def _of_group(device: Device, group: str, wanted: set[Block], held: set[Block], found: Examined) -> None:
    wider = {block: [one for one in wanted - held if _inside(one, block)] for block in held - wanted}
    covered = {one for inner in wider.values() for one in inner}
    for block, inner in sorted(wider.items(), key=lambda item: _order(item[0])):
        if inner:
            found.add(ERROR, device.name, f"group {group} listens on {block}, wider than the declared {shortened(map(str, sorted(inner, key=_order)))}",
                      "whoever is in between gets a session: run the playbook site")
        else:
            found.add(ERROR, device.name, f"group {group} listens on {block}, which the domain does not declare",
                      "whoever is there gets a session: run the playbook site, or add it to the pool's subnets")
    for block in sorted(wanted - held - covered, key=_order):
        found.add(ERROR, device.name, f"group {group} does not listen on {block}", "appliances there get no session: run the playbook site")


def _of_others(network: Network, device: Device, group: str, blocks: set[Block], found: Examined) -> None:
    for pool in network.domain.pools:
        own = [ipaddress.ip_network(text) for ranges in pool.ranges.values() for text in ranges]
        for block in sorted(blocks, key=_order):
            if any(block.version == one.version and block.overlaps(one) for one in own):
                found.add(ERROR, device.name, f"group {group}, which is not the domain's, takes {block}, where appliances of pool {pool.name} live",
                          "they would get that group's key and filters: remove its range or neighbor on the device")


def _inside(inner: Block, outer: Block) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]


def _order(block: Block) -> tuple[int, int, int]:
    return block.version, int(block.network_address), block.prefixlen
