# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a prefix that an appliance announced was refused, computed from the domain's bounds. Pure."""
from __future__ import annotations

import ipaddress

from ..intent.model import Domain, Pool
from .model import Session

Block = ipaddress.IPv4Network | ipaddress.IPv6Network


def reason(domain: Domain, pool: Pool | None, session: Session, prefix: str) -> str:
    """A few words. `session`: the route server's, with what was `announced` and `accepted`."""
    if pool is None:
        return "no pool of the domain has this neighbor"
    wanted = ipaddress.ip_network(prefix)
    said = _by_bounds(domain, pool, wanted)
    if said:
        return said
    path = as_path(session, prefix)
    foreign = transit_asns(domain, pool, path)
    if foreign:
        return f"its AS path {' '.join(path)} shows that it was learned elsewhere"
    asn = path[0] if path else None
    if domain.ebgp and not any(admission.asn in (None, int(asn or 0)) and _admits(admission.bounds, wanted) for admission in pool.admissions[wanted.version]):
        return f"its pool permits it to another ASN than {asn or 'the one that it comes from'}"
    if pool.max_prefixes is not None and len(session.get("accepted") or ()) >= pool.max_prefixes:
        return f"beyond the limit of {pool.max_prefixes} prefixes"
    return "the domain permits it: the device's filter is another one, or its next hop cannot be reached"


def as_path(session: Session, prefix: str) -> list[str]:
    """The ASNs in their order, without the marks of sets and confederations."""
    text = ((session.get("announced") or {}).get(prefix) or {}).get("as_path") or ""
    return [word for word in text.replace(",", " ").translate(str.maketrans("", "", "{}()[]")).split() if word[:1].isdigit()]


def transit_asns(domain: Domain, pool: Pool, path: list[str]) -> list[str]:
    """ASNs of a path through which an appliance can only have learned a prefix."""
    own = {str(asn) for asn in pool.appliance_asns} if domain.ebgp else set()
    return [asn for asn in path if asn not in own or (domain.ebgp and asn != path[0])]


def _by_bounds(domain: Domain, pool: Pool, wanted: Block) -> str:
    bounds = pool.admitted_bounds(wanted.version)
    if _admits(bounds, wanted):
        return ""
    for bound in bounds:
        block = ipaddress.ip_network(bound.prefix)
        if wanted.subnet_of(block):  # type: ignore[arg-type]
            lengths = f"/{bound.shortest}" if bound.shortest == bound.longest else f"/{bound.shortest} to /{bound.longest}"
            return f"too {'short' if wanted.prefixlen < bound.shortest else 'long'}: {lengths} are permitted inside {block}"
    inner = [bound.prefix for bound in bounds if ipaddress.ip_network(bound.prefix).subnet_of(wanted)]  # type: ignore[arg-type]
    if inner:
        return f"too short: it covers more than {inner[0]}, which the pool has"
    owner = next((other.name for other in domain.pools if other.name != pool.name and _admits(other.admitted_bounds(wanted.version), wanted)), "")
    return f"outside the blocks of pool {pool.name}" + (f": it is of pool {owner}" if owner else "")


def _admits(bounds: tuple, wanted: Block) -> bool:
    return any(bound.shortest <= wanted.prefixlen <= bound.longest and wanted.subnet_of(ipaddress.ip_network(bound.prefix))  # type: ignore[arg-type]
               for bound in bounds)
