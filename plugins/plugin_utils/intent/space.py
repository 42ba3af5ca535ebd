# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Address space: who claims what, and which two claims cannot stand together."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable

from ..cidr import last_of, parse
from ..faults import Fault


@dataclass(frozen=True)
class Claim:
    """A block, what it is for (`kind`), who claims it (`owner`), and the option that says so."""

    block: str
    kind: str
    owner: str
    path: str


FABRIC_KINDS = {"anycast address", "loopback", "fabric peer", "infrastructure"}


def refuse_overlaps(claims: Iterable[Claim]) -> list[Fault]:
    """Faults for every pair of claims that overlap, but for pairs of the fabric's own and pairs of one owner and kind."""
    intervals = []
    for claim in claims:
        version, first, length = parse(claim.block)
        intervals.append((version, first, last_of(version, first, length), claim))
    intervals.sort(key=lambda item: (item[0], item[1], -item[2], item[3].path))
    faults, open_claims = [], []
    for version, first, last, claim in intervals:
        open_claims = [item for item in open_claims if item[0] == version and item[2] >= first]
        faults += [_fault(claim, other[3]) for other in open_claims if _contradict(claim, other[3])]
        open_claims.append((version, first, last, claim))
    return faults


def _contradict(one: Claim, other: Claim) -> bool:
    if one.kind in FABRIC_KINDS and other.kind in FABRIC_KINDS:
        return False
    return (one.kind, one.owner) != (other.kind, other.owner)


def _fault(one: Claim, other: Claim) -> Fault:
    if one.kind in FABRIC_KINDS:
        one, other = other, one
    advice = {
        "listen range": "exclude it from the subnets, or choose other subnets",
        "permitted prefix": "permit prefixes that lie outside of it",
    }[one.kind]
    return Fault(one.path, f"the {one.kind} {one.block} of pool {one.owner} overlaps the {other.kind} {other.block}"
                 f" of {other.owner} ({other.path})", advice)
