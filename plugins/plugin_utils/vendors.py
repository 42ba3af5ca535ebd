# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendors: which connection leads to which dialect and transport. A new vendor is one entry here, its dialect and its transport."""
from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Callable, ContextManager

from .dialects import FRR, IOSXE, JUNOS, Language
from .dialects.protocol import Transport
from .faults import Fault
from .transports.shell import open_vtysh, unfit_for_shell


@dataclass(frozen=True)
class Vendor:
    """A vendor's language and how it is spoken over an Ansible connection.

    `open_transport(action, options, mask)`: the transport over the task's connection, for the length of a `with`; `options` are the
    module's (those that are left out have their defaults), `mask` the dialect's. `unfit(connection)`: why this connection cannot carry
    it, as a fault, or None. `connections`: short names of Ansible connection plugins that need a network_os of `network_systems`; empty
    for any shell connection.
    """

    language: Language
    open_transport: Callable[..., ContextManager[Transport]]
    unfit: Callable[[Any], "Fault | None"]
    connections: frozenset[str] = frozenset()
    network_systems: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.language.name


def _where_used(module: str, name: str) -> Callable[..., Any]:
    """A function of a transport's module, which is imported by the first call: runs over other connections do without it."""
    def call(*given: Any, **named: Any) -> Any:
        return getattr(import_module(f".transports.{module}", __package__), name)(*given, **named)

    return call


VENDORS = (
    Vendor(FRR, open_vtysh, unfit_for_shell),
    Vendor(IOSXE, _where_used("network_cli_connection", "open_network_cli"), _where_used("network_cli_connection", "unfit_for_network_cli"),
           frozenset({"network_cli"}), frozenset({"ios", "cisco.ios.ios"})),
    Vendor(JUNOS, _where_used("netconf_connection", "open_netconf"), _where_used("netconf_connection", "unfit_for_netconf"),
           frozenset({"netconf"}), frozenset({"junos", "junipernetworks.junos.junos", "juniper.device.junos"})),
)
NOT_A_SHELL = {"network_cli", "netconf", "httpapi", "winrm", "psrp"}


def vendor(connection: str, network_os: str | None) -> Vendor | Fault:
    """The vendor behind an Ansible connection; a fault where the two do not fit, so that nobody's own machine is configured by mistake."""
    short = connection.rsplit(".", 1)[-1]
    for entry in VENDORS:
        if short in entry.connections and network_os in entry.network_systems:
            return entry
    fitting = [entry for entry in VENDORS if short in entry.connections]
    if fitting:
        wanted = ", ".join(f"{sorted(entry.network_systems)[0]} for {entry.name}" for entry in fitting)
        return Fault("ansible_network_os", f"no vendor is known for {network_os or 'a device without it'} over the connection {short}",
                     f"with this connection write {wanted}", network_os)
    if short in NOT_A_SHELL:
        known = ", ".join(entry.name for entry in VENDORS)
        return Fault("ansible_connection", "this connection gives no shell, and no vendor is known for it",
                     f"use ssh, local or a container connection, or network_cli; known vendors: {known}", short)
    if network_os:
        own = next((name for entry in VENDORS if network_os in entry.network_systems for name in sorted(entry.connections)), "")
        return Fault("ansible_network_os", f"the host is said to be a {network_os}, and the connection {short} leads to a shell, where FRR would be configured",
                     f"use the vendor's own connection{f', ansible.netcommon.{own}' if own else ''}, or leave ansible_network_os out for FRR", network_os)
    return next(entry for entry in VENDORS if not entry.connections)


def network_os_of(connection: Any, told: str | None) -> str | None:
    """The network_os of a network connection is its own (a delegated task's host may have another), that of a shell what the host is said to be."""
    return getattr(connection, "_network_os", None) or told
