# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The link-state database of one IGP as a router holds it, in one form for every vendor. Plain data; nothing is computed here.

A vendor's dialect reads its own words into this (`dialects/VENDOR/link_state.py`). OSPF's LSAs (RFC 2328, A.4; RFC 5340, A.4; RFC 3101, 2) and
IS-IS's LSPs (ISO/IEC 10589, 9.8; RFC 5305, RFC 5308, RFC 5120) are one record each, with what is special to a kind in its `body`.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

OSPF, OSPF3, ISIS = "ospf", "ospf3", "isis"
ROUTER, NETWORK, SUMMARY, BORDER, EXTERNAL, NSSA, PREFIXES, LSP = "router", "network", "summary", "asbr_summary", "external", "nssa", "prefixes", "lsp"
MAX_AGE = 3600  # seconds, RFC 2328, B
IPV4, IPV6 = 4, 6


class Adjacency(NamedTuple):
    """A link of a router LSA. `to`: the neighbor's router ID, or the key of a transit network (`network_key`). `own`, `theirs`: the interfaces at both
    ends as the LSA names them (OSPFv2: the own address; OSPFv3: both interface IDs), `` where it does not."""

    to: str
    cost: int
    transit: bool = False
    own: str = ""
    theirs: str = ""


class RouterBody(NamedTuple):
    """`prefixes`: stub networks of OSPFv2, (prefix, cost). `through`: whether paths may lead through it (R-bit and V6-bit, RFC 5340, A.2)."""

    adjacencies: tuple[Adjacency, ...]
    prefixes: tuple[tuple[str, int], ...] = ()
    through: bool = True


class NetworkBody(NamedTuple):
    attached: tuple[str, ...]
    length: int = 0


class SummaryBody(NamedTuple):
    """A prefix of another area. Of an ASBR summary, `prefix` is the ASBR's router ID."""

    prefix: str
    cost: int


class ExternalBody(NamedTuple):
    """`kind`: 1 or 2, the type of the metric. `forward`: the forwarding address, `` for the ASBR itself."""

    prefix: str
    cost: int
    kind: int
    forward: str = ""


class PrefixesBody(NamedTuple):
    """An intra-area-prefix LSA of OSPFv3. `of`: a router ID, or the key of a transit network."""

    of: str
    network: bool
    prefixes: tuple[tuple[str, int], ...]


class Reached(NamedTuple):
    """A prefix of an LSP. `topology`: 0, or 2 for IPv6 unicast (RFC 5120, 7.1)."""

    prefix: str
    cost: int
    external: bool = False
    down: bool = False
    topology: int = 0


class LspBody(NamedTuple):
    """`neighbors`: (identity, cost, topology), the identity being `SYSTEM.00`, or `SYSTEM.NN` for the pseudonode of a broadcast network. `attached`: whether
    the router offers its level 1 the way to other areas (ISO/IEC 10589, 7.2.9.2)."""

    neighbors: tuple[tuple[str, int, int], ...] = ()
    prefixes: tuple[Reached, ...] = ()
    hostname: str = ""
    overloaded: bool = False
    topologies: tuple[int, ...] = ()
    attached: bool = False


class Lsa(NamedTuple):
    """`area`: dotted, `` for the whole AS; of IS-IS the level, `1` or `2`. `router`: who originated it, a router ID or a system ID.

    `id`: the link state ID; of an LSP `NN-FF`, pseudonode and fragment. `age`: seconds since its origin; of an LSP the seconds that it has left,
    counted down from `MAX_AGE`, so that 3600 means the same in both.
    """

    kind: str
    area: str
    id: str
    router: str
    sequence: int
    age: int
    checksum: int
    body: Any


@dataclass(frozen=True)
class Database:
    """`router`: the router that was asked, by its router ID or system ID, `` where it does not say. `names`: what the database itself calls a router."""

    protocol: str
    lsas: tuple[Lsa, ...]
    router: str = ""
    process: str = ""
    names: dict[str, str] = field(default_factory=dict, hash=False)


def network_key(address_or_router: str, interface: str = "") -> str:
    """OSPFv2: the designated router's address. OSPFv3: its router ID and interface ID (RFC 5340, 4.8.1)."""
    return f"{address_or_router}%{interface}" if interface else address_or_router


def sequence_number(text: str | int) -> int:
    """Signed, as it is compared (RFC 2328, 12.1.6): 0x80000001 is the lowest."""
    number = text if isinstance(text, int) else int(text, 16)
    return number - (1 << 32) if number >= 1 << 31 else number
