# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of several instances of an LSA or LSP counts, and what of a database is left over from the past."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from .model import ISIS, MAX_AGE, Database, Lsa

MAX_AGE_DIFFERENCE = 900  # seconds, RFC 2328, B


def newer(one: Lsa, other: Lsa) -> bool:
    """Whether `one` is more recent than `other`, an instance of the same LSA (RFC 2328, 13.1; for LSPs ISO/IEC 10589, 7.3.16)."""
    if one.sequence != other.sequence:
        return one.sequence > other.sequence
    if one.checksum != other.checksum:
        return one.checksum > other.checksum
    if (one.age >= MAX_AGE) != (other.age >= MAX_AGE):
        return one.age >= MAX_AGE
    return abs(one.age - other.age) > MAX_AGE_DIFFERENCE and one.age < other.age


def merged(databases: Sequence[Database]) -> Database:
    """What several routers of one IGP hold, as one database with the newest instance of everything."""
    first = databases[0]
    chosen: dict[tuple[str, str, str, str], Lsa] = {}
    for database in databases:
        for lsa in database.lsas:
            key = (lsa.kind, lsa.area, lsa.id, lsa.router)
            known = chosen.get(key)
            if known is None or newer(lsa, known):
                chosen[key] = lsa
    names = {identity: name for database in databases for identity, name in database.names.items()}
    return Database(first.protocol, tuple(chosen.values()), first.router, first.process, names)


def living(database: Database) -> tuple[list[Lsa], list[Lsa]]:
    """The LSAs that count, and those of maximum age, which no computation may use (RFC 2328, 14).

    Of an IS-IS system whose fragment 0 is missing or has expired, none counts (ISO/IEC 10589, 7.3.7).
    """
    alive = [lsa for lsa in database.lsas if lsa.age < MAX_AGE]
    stale = [lsa for lsa in database.lsas if lsa.age >= MAX_AGE]
    if database.protocol == ISIS:
        heads = {_system(lsa) for lsa in alive if lsa.id.endswith("-00")}
        stale += [lsa for lsa in alive if _system(lsa) not in heads]
        alive = [lsa for lsa in alive if _system(lsa) in heads]
    return alive, stale


def _system(lsa: Lsa) -> tuple[str, str, str]:
    return lsa.area, lsa.router, lsa.id.partition("-")[0]


def of_kind(lsas: Iterable[Lsa], kind: str) -> list[Lsa]:
    return [lsa for lsa in lsas if lsa.kind == kind]
