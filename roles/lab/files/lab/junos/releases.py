# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Junos learnt when: a statement before its first release is a syntax error (vendor facts 1 and 4, from Juniper's YANG models 17.4R1 to 24.4R1)."""
from __future__ import annotations

import re

from .schema import Path

DEFAULT = "23.4R2.13"
SINCE: tuple[tuple[str, tuple[str, ...], tuple[int, int]], ...] = (
    ("dynamic-neighbor", ("bgp",), (19, 1)),
    ("peer-as-list", ("bgp",), (20, 2)),
    ("peer-auto-discovery", ("bgp",), (21, 1)),
    ("drop-excess", ("bgp",), (21, 2)),
    ("hide-excess", ("bgp",), (21, 2)),
    ("peer-limit", ("dynamic-neighbor",), (23, 4)),
)
RANGES: dict[tuple[str, str], tuple[int, int]] = {
    ("dynamic-neighbor", "peer-limit"): (0, 2048),  # vendor facts 1
    ("multihop", "ttl"): (1, 255),  # CLI Reference, multihop (BGP)
    ("area/interface", "metric"): (1, 65535),  # CLI Reference, metric (OSPF)
    ("accepted-prefix-limit", "maximum"): (1, 4294967295),  # CLI Reference, prefix-limit
    ("prefix-limit", "maximum"): (1, 4294967295),
    ("drop-excess", "limit-threshold"): (1, 100),  # CLI Reference, drop-excess
    ("bfd-liveness-detection", "minimum-interval"): (1, 255000),  # CLI Reference, bfd-liveness-detection (BGP)
    ("bfd-liveness-detection", "multiplier"): (1, 255),
}


def numbers(release: str) -> tuple[int, int]:
    """(22, 4) of "22.4R3-S2.11"."""
    found = re.match(r"(\d+)\.(\d+)", release)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def fault(path: Path, release: str) -> tuple[tuple[str, ...], str, str] | None:
    """(the level, the word at fault, Junos's words) where this release does not take a statement."""
    tags = [step.tag for step in path]
    for number, step in enumerate(path):
        above = tuple(word for earlier in path[:number] for word in earlier.words)
        for tag, below, since in SINCE:
            if step.tag == tag and any(level in tags[:number] for level in below) and numbers(release) < since:
                return above, tag, "syntax error"
        if number and step.names:
            parent = path[number - 1].tag
            wanted = RANGES.get((parent, step.tag)) or RANGES.get((f"{tags[number - 2]}/{parent}" if number > 1 else parent, step.tag))
            if wanted and not (step.names[0].isdigit() and wanted[0] <= int(step.names[0]) <= wanted[1]):
                return above, step.names[0], f"Invalid numeric value: '{step.names[0]}'"
    return None
