# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the domain and an appliance's own options to its state."""
from __future__ import annotations

import ipaddress
from typing import Any, Mapping

from ..faults import Fault
from ..intent import Domain, Pool, values
from ..prefixes import covers
from ..specification import nearest
from .model import ApplianceState, RouteServerNeighbor

Options = Mapping[str, Any]


def appliance_state(domain: Domain, options: Options) -> tuple[ApplianceState | None, list[Fault]]:
    """`options`: those of the module `appliance`, checked for type."""
    faults: list[Fault] = []
    pool = domain.pool(options["pool"])
    if pool is None:
        return None, [Fault("pool", "domain.pools has no pool of this name", nearest(options["pool"], [one.name for one in domain.pools]),
                            options["pool"])]
    router_id = values.address(options["router_id"], 4, "router_id", faults)
    for address in domain.anycast_addresses:
        if router_id and router_id in address.by_family.values():
            faults.append(Fault("router_id", f"it equals the anycast address {address.name}", "write the appliance's own", router_id))
    for server in domain.route_servers:
        if router_id and router_id == server.router_id:
            faults.append(Fault("router_id", f"it is the router id of the route server {server.name}", "write the appliance's own", router_id))
    asn = _asn(domain, pool, options, faults)
    removed = options["state"] == "absent"
    announced = {} if removed else _announced(domain, pool, asn, options["prefixes"], faults)
    _refuse_preference(pool, options, faults)
    rotated = options["password_addresses"]
    names = [address.name for address in domain.anycast_addresses]
    for index, name in enumerate(rotated or []):
        values.known(name, names, "anycast address", f"password_addresses[{index}]", faults)
    if faults:
        return None, faults
    community = {"primary": pool.preference.primary, "backup": pool.preference.backup, None: None}[options["preference"]]
    return ApplianceState(
        name_prefix=domain.name_prefix, asn=asn, remote_asn=domain.asn, router_id=router_id, interface=options["interface"],
        timers=domain.timers, bfd=domain.bfd,
        neighbors=tuple(RouteServerNeighbor(address.name, text, family, pool.password, rotated is not None and address.name not in rotated)
                        for address in domain.anycast_addresses for family, text in sorted(address.by_family.items()) if family in pool.ranges),
        announced=tuple(sorted(announced.items())), accept_default=pool.advertise_default, community=community, med=options["med"],
        limit=pool.max_prefixes, removed=removed), []


def _asn(domain: Domain, pool: Pool, options: Options, faults: list[Fault]) -> int:
    given = options["asn"]
    if not domain.ebgp:
        if given not in (None, domain.asn):
            faults.append(Fault("asn", f"with session: ibgp an appliance uses the domain's ASN {domain.asn}", "leave it out", given))
        return domain.asn
    if given is None and len(pool.appliance_asns) == 1:
        return pool.appliance_asns[0]
    if given not in pool.appliance_asns:
        known = ", ".join(map(str, pool.appliance_asns))
        faults.append(Fault("asn", f"the pool {pool.name} permits the ASNs {known}", "write one of them", given))
        return 0
    return given


def _announced(domain: Domain, pool: Pool, asn: int, prefixes: list[str], faults: list[Fault]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for index, text in enumerate(prefixes):
        path = f"prefixes[{index}]"
        prefix = values.network(text, path, faults)
        if prefix is None:
            continue
        family = ipaddress.ip_network(prefix).version
        if not any(covers(bound, prefix) for admission in pool.admissions.get(family, ()) if admission.asn in (None, asn)
                   for bound in admission.bounds):
            faults.append(Fault(path, f"the route servers refuse it: the pool {pool.name} permits {_permitted(pool, family)}",
                                "announce what is permitted, or permit it in the domain", prefix))
        elif prefix in found.get(family, []):
            faults.append(Fault(path, "it stands in the list already", "leave it out", prefix))
        else:
            found.setdefault(family, []).append(prefix)
    if not prefixes:
        faults.append(Fault("prefixes", "an appliance without prefixes has nothing to announce", "write them, or state: absent"))
    for family, items in found.items():
        if pool.max_prefixes is not None and len(items) > pool.max_prefixes:
            faults.append(Fault("prefixes", f"{len(items)} IPv{family} prefixes, and the pool {pool.name} permits {pool.max_prefixes}", "announce fewer"))
    return {family: tuple(sorted(items, key=ipaddress.ip_network)) for family, items in found.items()}


def _permitted(pool: Pool, family: int) -> str:
    bounds = pool.admitted_bounds(family)
    shown = [bound.prefix + (f" ge {bound.ge}" if bound.ge else "") + (f" le {bound.le}" if bound.le else "") for bound in bounds[:4]]
    more = f" and {len(bounds) - 4} more" if len(bounds) > 4 else ""
    return ", ".join(shown) + more if shown else f"no IPv{family} prefix"


def _refuse_preference(pool: Pool, options: Options, faults: list[Fault]) -> None:
    wanted = options["preference"]
    if wanted and not getattr(pool.preference, wanted):
        faults.append(Fault("preference", f"the pool {pool.name} has no community for it", f"add preference.{wanted} to the pool", wanted))
    levels = [med for med, local_preference in pool.preference.med]
    if options["med"] is not None and options["med"] not in levels:
        known = ", ".join(map(str, levels))
        faults.append(Fault("med", f"the pool {pool.name} maps {known or 'no MED'}", "write one of them" if levels else "leave it out", options["med"]))
