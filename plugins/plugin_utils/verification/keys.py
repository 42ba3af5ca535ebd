# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is every session that the domain gives a key authenticated, and do the devices of an address hold the same key? No key is told."""
from __future__ import annotations

from typing import Any, Iterator, Mapping

from .configuration import configured
from .model import ERROR, INFO, WARNING, Device, Examined, Network, Session, shortened

Row = Mapping[str, Any]


def rows(device: Device) -> dict[str, Row]:
    """Group or neighbor → what was found out about its key."""
    return {row["holder"]: row for row in configured(device).get("keys", ())}


def session_keys(network: Network) -> Examined:
    """The device's own answer counts, where it tells; else its configuration."""
    found = Examined("session_keys", "Every session that the domain gives a key has TCP MD5")
    for device in (*network.read("route_server"), *network.read("appliance")):
        held = rows(device)
        for session, what in _keyed_sessions(network, device):
            row = held.get(session["peer"]) or held.get(session.get("group") or "")
            answer, configured_key = session.get("authenticated"), row["state"] not in ("missing",) if row else None
            if answer is None and configured_key is None:
                continue
            found.count += 1
            if answer is False:
                found.add(ERROR, device.name, f"its session with {what} runs without TCP MD5" + (", though a key is configured" if configured_key else ""),
                          "reset the session; it comes back with its key" if configured_key else "run the playbook site, which configures the key")
            elif answer is None and not configured_key:
                found.add(ERROR, device.name, f"its session with {what} has no key in the configuration", "run the playbook site")
        for holder, row in sorted(held.items()):
            found.count += 1
            if row["state"] == "missing":
                found.add(ERROR, device.name, f"{holder} has no key, though the domain gives it one", "run the playbook site")
            elif row["state"] == "undeclared":
                found.add(ERROR, device.name, f"{holder} has a key, and the domain gives it none: the other end has none either",
                          "write the password into the domain, or run the playbook site, which takes it away")
    return found


def _keyed_sessions(network: Network, device: Device) -> Iterator[tuple[Session, str]]:
    """The sessions that are up and have a key in the domain, each with what it is."""
    if device.role == "appliance":
        pool, names = network.domain.pool(device.pool), {address: name for name, _family, address in network.anycast()}
        if pool is not None and pool.password:
            yield from ((session, f"{names[session['peer']]} ({session['peer']})") for session in device.up if session["peer"] in names)
        return
    for name, session in network.appliance_sessions(device):
        pool = network.pool_of_address(session["peer"])
        if pool is not None and pool.password:
            yield session, f"{network.owner(session['peer'])} ({session['peer']}, address {name})"
    keyed = {address: peer.name for peer in network.domain.fabric_peers if peer.password for address in peer.by_family.values()}
    yield from ((session, f"{keyed[session['peer']]} ({session['peer']})") for session in device.up if session["peer"] in keyed)


def equal_keys(network: Network) -> Examined:
    """Devices are compared by digests that are made where each is read, under a random salt of the run."""
    found = Examined("equal_keys", "All devices of a pool hold the same key, the domain's")
    for pool in network.domain.pools:
        groups = {f"{network.domain.name_prefix}{pool.name}-{family}" for family in pool.ranges}
        hosts = {text.partition("/")[0] for ranges in pool.ranges.values() for text in ranges} if pool.hosts_only else set()
        held = [(device, row) for device in network.read("route_server") for holder, row in rows(device).items() if holder in groups or holder in hosts]
        addresses = {address for _name, _family, address in network.anycast()}
        held += [(device, row) for device in network.read("appliance") if device.pool == pool.name
                 for holder, row in rows(device).items() if holder in addresses]
        _of_one_key(f"pool {pool.name}", held, found)
    for peer in network.domain.fabric_peers:
        held = [(device, row) for device in network.read("route_server") for holder, row in rows(device).items() if holder in peer.by_family.values()]
        _of_one_key(f"the fabric peer {peer.name}", held, found)
    return found


def _of_one_key(what: str, held: list[tuple[Device, Row]], found: Examined) -> None:
    found.count += len({device.name for device, _row in held})
    sealed = sorted({device.name for device, row in held if row["state"] == "sealed"})
    if sealed:
        found.add(INFO, shortened(sealed), f"the key of {what} is sealed there, so nobody can say whether it is the others' key",
                  "the sessions say it: see the checks of sessions")
    differing = sorted({device.name for device, row in held if row["state"] == "differs"})
    if not differing:
        return
    readable = [(device.name, row["digest"]) for device, row in held if row["state"] in ("as declared", "differs")]
    if len({digest for _name, digest in readable}) == 1 and readable[0][1] and len({name for name, _digest in readable}) > 1:
        found.add(WARNING, what, f"{shortened(differing)} hold one and the same key, and it is not the domain's",
                  "run the playbook rotate_password to bring the domain's key to them, or put theirs into the domain")
        return
    others = sorted({name for name, _digest in readable} - set(differing))
    for name in differing:
        found.add(ERROR, name, f"its key of {what} is not the domain's" + (f", which {shortened(others)} hold" if others else ""),
                  "sessions that lead to both sorts of devices fail at one: run the playbook rotate_password")
