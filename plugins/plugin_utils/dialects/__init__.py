# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendors: which connection leads to which dialect. A new vendor is one entry here, its dialect and its transport."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

from ..faults import Fault
from .frr import FrrDialect, sessions
from .frr.release import release


@dataclass(frozen=True)
class Vendor:
    """`sessions`: the vendor's module of that name, which reads what bgp_sessions_info tells. `release`: the release that a text names, or None.
    `connections`: names of Ansible connection plugins that need a network_os of `network_systems`; empty for any shell connection."""

    name: str
    dialect: Callable[..., Any]
    sessions: Any
    release: Callable[[str], Any]
    connections: frozenset[str] = frozenset()
    network_systems: frozenset[str] = frozenset()


VENDORS = (Vendor("frr", FrrDialect, sessions, release),)
NOT_A_SHELL = {"network_cli", "netconf", "httpapi", "winrm", "psrp"}


def vendor(connection: str, network_os: str | None) -> Vendor | Fault:
    """The vendor behind an Ansible connection; a fault where the two do not fit, so that nobody's own machine is configured by mistake."""
    short = connection.rsplit(".", 1)[-1]
    for entry in VENDORS:
        if short in entry.connections and network_os in entry.network_systems:
            return entry
    known = ", ".join(entry.name for entry in VENDORS)
    if short in NOT_A_SHELL:
        return Fault("ansible_connection", "this connection gives no shell, and no vendor is known for it",
                     f"use ssh, local or a container connection; known vendors: {known}", short)
    if network_os:
        return Fault("ansible_network_os", f"the host is said to be a {network_os}, and the connection {short} leads to a shell, where FRR would be configured",
                     "use the vendor's own connection, or leave ansible_network_os out for FRR", network_os)
    return next(entry for entry in VENDORS if not entry.connections)
