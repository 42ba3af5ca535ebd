# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is no appliance a transit, and is it told the default route or nothing?"""
from __future__ import annotations

import ipaddress
from typing import Iterator

from ..prefixes import in_order
from .model import ERROR, WARNING, Device, Examined, Network, Session, shortened
from .refusal import as_path, transit_asns

DEFAULT = {4: "0.0.0.0/0", 6: "::/0"}


def transit(network: Network) -> Examined:
    found = Examined("transit", "No appliance carries on what it has learned elsewhere")
    for server in network.read("route_server"):
        for _name, session in network.appliance_sessions(server):
            if session.get("announced") is not None:
                found.count += 1
                _by_paths(network, server, session, found)
    for device in network.read("appliance"):
        own = [session for session in device.up if session["peer"] in {address for _name, _family, address in network.anycast()}]
        for session in own:
            if session.get("advertised") is not None:
                found.count += 1
                _carried_on(network, device, session, [other for other in own if other is not session], found)
    return found


def _by_paths(network: Network, server: Device, session: Session, found: Examined) -> None:
    pool = network.pool_of_address(session["peer"])
    foreign = {prefix: path for prefix in session["announced"] if pool is not None and transit_asns(network.domain, pool, path := as_path(session, prefix))}
    accepted = set(foreign) & set(session.get("accepted") or ())
    for severity, prefixes, what in ((ERROR, accepted, "accepted"), (WARNING, set(foreign) - accepted, "refused")):
        if prefixes:
            first = in_order(prefixes)[0]
            found.add(severity, network.owner(session["peer"]),
                      f"{shortened(in_order(prefixes))} came to {server.name} with the AS path {' '.join(foreign[first])} and was {what}",
                      "an appliance announces its own prefixes only: see what else it speaks BGP with, and its filters")


def _carried_on(network: Network, device: Device, session: Session, others: list[Session], found: Examined) -> None:
    """A route that one route server told comes back to the network through the other."""
    meant = {str(ipaddress.ip_network(text)) for text in device.prefixes}
    beyond = set(session["advertised"]) - meant
    told = {prefix for other in others for prefix in told_prefixes(other) or ()}
    names = {address: name for name, _family, address in network.anycast()}
    if beyond & told:
        found.add(ERROR, device.name, f"it announces {shortened(in_order(beyond & told))} to {names[session['peer']]} ({session['peer']}), "
                  "which another route server had told it", "run the playbook site; its outbound filter is another one")


def told_prefixes(session: Session) -> set[str] | None:
    """What a neighbor announced in a session; None where the device does not keep it."""
    return None if session.get("accepted") is None else {*session["accepted"], *(session.get("refused") or ())}


def outbound(network: Network) -> Examined:
    found = Examined("outbound", "Appliances are told the default route or nothing, as their pool has it")
    for server in network.read("route_server"):
        for name, session in network.appliance_sessions(server):
            pool = network.pool_of_address(session["peer"])
            if pool is None:
                continue
            found.count += 1
            most = 1 if pool.advertise_default else 0
            if session["sent_count"] > most:
                found.add(ERROR, server.name, f"it has sent {session['sent_count']} prefixes to {network.owner(session['peer'])} ({session['peer']}, "
                          f"address {name}), and pool {pool.name} is told {'the default route alone' if most else 'nothing'}",
                          "run the playbook site; its outbound filter is another one")
    for device in network.read("appliance"):
        for name, session, wanted in _told(network, device):
            told = told_prefixes(session) or set()
            found.count += 1
            if told - wanted:
                found.add(ERROR, device.name, f"{name} ({session['peer']}) told it {shortened(in_order(told - wanted))}, beyond what its pool is told",
                          "run the playbook site on the route servers")
            if wanted - told:
                found.add(ERROR, device.name, f"{name} ({session['peer']}) has not told it {shortened(in_order(wanted - told))}, which its pool is told",
                          "run the playbook site on the route servers, and see whether they have a default route")
    return found


def _told(network: Network, device: Device) -> Iterator[tuple[str, Session, set[str]]]:
    pool = network.domain.pool(device.pool)
    names = {address: (name, family) for name, family, address in network.anycast()}
    for session in device.up:
        if pool is not None and session["peer"] in names and told_prefixes(session) is not None:
            name, family = names[session["peer"]]
            yield name, session, {DEFAULT[family]} if pool.advertise_default else set()
