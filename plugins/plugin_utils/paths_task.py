# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module anycast_paths_info does with a device: its link-state databases, read and audited."""
from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from ..module_utils._info_options import PATHS_OF_DOMAIN
from .change import Failure
from .device_task import failed
from .dialects.protocol import Transport
from .faults import Fault
from .link_state import ISIS, OSPF, OSPF3, audit_database
from .reading_task import values_at
from .specification import check
from .vendors import Vendor


def option_faults(options: Mapping[str, Any]) -> list[Fault]:
    faults = values_at(options, "addresses", ipaddress.ip_address, "an address")
    if bool(options["addresses"]) == (options["domain"] is not None):
        faults.append(Fault("domain", "either a domain or addresses say which anycast addresses are meant", "write one of domain and addresses"))
    if options["domain"] is not None:
        faults += check(PATHS_OF_DOMAIN, {name: options["domain"].get(name) for name in PATHS_OF_DOMAIN}, "domain")[1]
    return faults


def read_paths(chosen: Vendor, transport: Transport, options: Mapping[str, Any]) -> dict[str, Any]:
    domain = options["domain"] or {"anycast_addresses": [_named(address) for address in options["addresses"]]}
    link_state = chosen.language.link_state()
    reading = transport.read(link_state.queries(protocols_of(domain)))
    if isinstance(reading, Failure):
        return {"failed": True, "changed": False, "msg": reading.why}
    databases, faults = link_state.databases(reading)
    found, more = audit_database(databases, domain) if not faults else ({}, [])
    if faults or more:
        return failed(faults + more)
    return {"changed": False, "release": reading.release, **found}


def protocols_of(domain: Mapping[str, Any]) -> tuple[str, ...]:
    """Those that may carry the domain's addresses."""
    igp = (domain.get("igp") or {}).get("protocol")
    families = {family for item in domain.get("anycast_addresses") or () for family in ("ipv4", "ipv6") if item.get(family)}
    wanted = {OSPF: "ipv4" in families and igp in (None, "ospf"), OSPF3: "ipv6" in families and igp in (None, "ospf"), ISIS: igp in (None, "isis")}
    return tuple(protocol for protocol, asked in wanted.items() if asked)


def _named(address: str) -> dict[str, str]:
    version = ipaddress.ip_address(address).version
    return {"name": address, f"ipv{version}": str(ipaddress.ip_address(address))}
