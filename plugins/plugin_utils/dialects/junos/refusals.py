# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Junos, or this device, cannot do of a state: each a fault that says what to do instead."""
from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Callable, Collection, Iterable, Iterator, Mapping

from ...cidr import WIDTH
from ...faults import Fault
from ...state.model import ApplianceGroup, ApplianceState, RouteServerState
from ...statements import Line, Statements
from . import igp_refusals, keys
from .appliance import local_address
from .configuration import Configuration, written
from .loopback import handed_over
from .names import LOOPBACK
from .owned import blocking, foreign_marks
from .release import DROP_EXCESS, KEYED_DYNAMIC_NEIGHBORS, PEER_LIMIT, SEVERAL_ASNS, Release, named
from .route_server import listens
from .surroundings import Surroundings, overlapping

PEER_LIMIT_RANGE = 2048
DEFAULT_INTERFACE = "lo"
KEEPALIVES = 3
BLOCKED = {"deactivate": ("what the collection writes there does nothing", "activate"), "protect": ("nothing can be changed there", "unprotect")}
REFERENCES = {"import", "export", "policy", "as-path", "as-path-group", "community", "prefix-list", "prefix-list-filter", "route-filter-list", "peer-as-list",
              "set", "add", "delete"}


@dataclass(frozen=True)
class Device:
    """`running`: as printed."""

    running: Statements
    around: Surroundings
    release: Release


def of_surroundings(running: Statements, printed: Iterable[Line], around: Surroundings, state: RouteServerState | ApplianceState) -> list[Fault]:
    """What is in the way of every change of ours, a removal too."""
    ours = set(printed)
    faults = [_blocked(mark) for mark in blocking(foreign_marks(running, ours), ours)]
    faults += [Fault("device", f"'{keys.masked(written(line))}' is not the collection's and names an object under its name prefix",
                     "rename it on the device, or choose another domain.name_prefix", state.name_prefix)
               for line in running if line[0] == "set" and line not in ours and _names(line, state.name_prefix)]
    if not handed_over(state) and any(name.startswith("lo0-") for name in around.records):
        faults.append(Fault("anycast_interface", f"{LOOPBACK} was handed over, and its addresses have OSPF interfaces of the collection's",
                            f"write {LOOPBACK}, on removal too, so that its own statements come back"))
    return faults


def of_marks(running: Statements, printed: Collection[Line], target: Callable[[], Iterable[Line]]) -> list[Fault]:
    """What stands in the way of lines that are to come; `target` is asked only where something could."""
    ours = set(printed)
    marks = foreign_marks(running, ours)
    found = blocking(marks, [line for line in target() if line not in ours]) if marks else []
    return [_blocked(mark) for mark in found if not blocking([mark], ours)]


def _blocked(mark: Line) -> Fault:
    why, verb = BLOCKED[mark[0]]
    otherwise = ", or remove what is inactive" if verb == "activate" else ""
    return Fault("device", f"'{written(mark)}' stands on the device, so {why}", f"write '{verb} {written(mark[1:])}' there{otherwise}")


def _names(line: Line, prefix: str) -> bool:
    """Whether a line of somebody else refers to an object of ours."""
    return any(word.startswith(prefix) and line[place] in REFERENCES for place, word in enumerate(line[1:]))


def of_route_server(state: RouteServerState, device: Device) -> list[Fault]:
    faults = [*_timers(state), *igp_refusals.of(state, device.around), *_loopbacks(state, device), *_anycast(state, device),
              *_foreign_peers(state, device), *_keys({group.pool: group.password for group in state.groups}),
              *_foreign_neighbors({peer.address: peer.name for peer in state.fabric}, device)]
    for group in state.groups:
        faults += _release_of(group, device.release)
    return list({str(fault): fault for fault in faults}.values())


def of_appliance(state: ApplianceState, device: Device) -> list[Fault]:
    faults = [*_timers(state), *_keys({neighbor.name: neighbor.password for neighbor in state.neighbors}),
              *_foreign_neighbors({neighbor.address: neighbor.name for neighbor in state.neighbors}, device)]
    for family in state.families if state.interface else ():
        if not local_address(state, family, device.around):
            known = ", ".join(sorted(device.around.addresses)) or "none has one"
            faults.append(Fault("interface", f"Junos starts a session from an address, and no interface of this name has an IPv{family} address in the "
                                "configuration", f"leave it out, where DHCP gives the address too; interfaces with addresses: {known}", state.interface))
    return faults


def of_keys(kept: Mapping[Line, Line], rendered: Iterable[Line], held: Configuration, update_password: str) -> list[Fault]:
    """`kept`: owner → line of keys that stay as they are."""
    wanted = {keys.owner(line): line for line in rendered if keys.holds_key(line)}
    changed = sorted({keys.shown(line) for line in held if keys.holds_key(line) and keys.owner(line) not in kept and not keys.is_sealed(line)
                      and wanted.get(keys.owner(line), line) != line})
    if not changed or update_password != "on_create":
        return []
    return [Fault("domain.pools", f"the key of {', '.join(changed)} differs from the key on the device; changed here alone it would cut sessions",
                  "run the playbook rotate_password, which changes keys in order, or set update_password: always")]


def advice(state: RouteServerState | ApplianceState, release: Release) -> list[str]:
    if isinstance(state, ApplianceState):
        return []
    if release.limits_peers or not state.groups:
        return []
    return [f"Junos {release.text} cannot limit the number of dynamic neighbors, {named(PEER_LIMIT)} can: max_appliances is not enforced"]


def _timers(state: RouteServerState | ApplianceState) -> list[Fault]:
    """The hold time is three times the keepalive interval ("hold-time (Protocols BGP)"); there is no statement for the interval."""
    timers = state.timers
    if timers.hold == KEEPALIVES * timers.keepalive:
        return []
    return [Fault("domain.timers", f"Junos sends a keepalive every third of the hold time, and here are {timers.keepalive} and {timers.hold} seconds",
                  f"write hold: {KEEPALIVES * timers.keepalive}, or keepalive: {max(1, timers.hold // KEEPALIVES)} and a hold of three times as much",
                  timers.keepalive)]


def _keys(passwords: Mapping[str, str | None]) -> Iterator[Fault]:
    """What begins as a stored key would be taken for one; 1 to 126 characters (vendor facts 5)."""
    for name, password in passwords.items():
        if password and (password.startswith("$") or any(character in password for character in ' "\\;#')):
            yield Fault(f"domain.pools ({name}).password", "Junos would read this key as something else",
                        "start with a letter and use letters, digits, '_', '.' and '-' only")


def _release_of(group: ApplianceGroup, release: Release) -> Iterator[Fault]:
    path = f"domain.pools ({group.pool})"
    if group.password and listens(group, release) and not release.keys_dynamic_neighbors:
        yield Fault(f"{path}.subnets", f"Junos {release.text} takes no key for dynamic neighbors, {named(KEYED_DYNAMIC_NEIGHBORS)} does",
                    "upgrade; or write the pool's appliances as hosts, each of which becomes a passive neighbor with the key", list(group.ranges))
    if len(group.remote_asns) > 1 and not release.takes_several_asns:
        yield Fault(f"{path}.appliance_asns", f"Junos {release.text} takes one ASN a group of dynamic neighbors, {named(SEVERAL_ASNS)} takes a list",
                    "upgrade, or split the pool by ASN", list(group.remote_asns))
    if group.bounds_exceed_limit and group.strict_limit and not release.drops_excess:
        yield Fault(f"{path}.max_prefixes", f"Junos {release.text} holds a prefix limit only by tearing the session down",
                    f"upgrade to {named(DROP_EXCESS)} or newer, which drops what is too much; or write max_prefixes_enforcement: advisory; or leave it "
                    f"out: the bounds admit {group.admitted} IPv{group.family} prefixes", group.limit)
    if release.limits_peers and group.max_appliances > PEER_LIMIT_RANGE:
        yield Fault(f"{path}.max_appliances", f"Junos takes a limit of at most {PEER_LIMIT_RANGE} dynamic neighbors", f"write at most {PEER_LIMIT_RANGE}",
                    group.max_appliances)


def _loopbacks(state: RouteServerState, device: Device) -> Iterator[Fault]:
    """The unique address must be on lo0.0 beside the anycast addresses, where it is marked primary and preferred, and fabric sessions start from it."""
    for family in sorted({peer.family for peer in state.fabric} | {injection.family for injection in state.injections}):
        address = state.loopback.get(family)
        host = ipaddress.ip_interface(f"{address}/{WIDTH[family]}") if address else None
        if host and host not in device.around.addresses.get(LOOPBACK, ()):
            yield Fault(f"domain.route_servers ({state.name}).{'router_id' if family == 4 else 'ipv6'}", f"{LOOPBACK} does not have the address {host}",
                        f"configure the route server's own address on {LOOPBACK} first, or correct it", address)


def _anycast(state: RouteServerState, device: Device) -> Iterator[Fault]:
    if state.anycast_interface not in (DEFAULT_INTERFACE, LOOPBACK):
        yield Fault("anycast_interface", f"on Junos the anycast addresses go on {LOOPBACK}",
                    f"leave it out, or write {LOOPBACK} to hand over its statements in OSPF", state.anycast_interface)
    for injection in state.injections:
        interface = device.around.interface_with(injection.address)
        if interface and injection.address not in device.around.own_addresses:
            yield Fault("device", f"{interface} has the anycast address {injection.name} ({injection.address}) already, and it is not the collection's",
                        f"remove it from {interface}")


def _foreign_peers(state: RouteServerState, device: Device) -> Iterator[Fault]:
    """Groups of others that listen, or have neighbors, where ours do."""
    for line in device.around.under("protocols", "bgp", "group"):
        listening = line[1:2] == ("allow",) or (line[1:2] == ("dynamic-neighbor",) and line[3:4] == ("allow",))
        block = line[-1] if listening else line[2] if line[1:2] == ("neighbor",) and len(line) > 2 else None
        for group in state.groups if block else ():
            for own in group.ranges:
                if block == "all" or overlapping(own, [block]):
                    what = f"listens on {block}" if listening else f"has the neighbor {block}"
                    yield Fault("domain.pools", f"the range {own} of pool {group.pool} overlaps with the device's group {line[0]}, which {what}",
                                "change one of the two")


def _foreign_neighbors(addresses: Mapping[str, str], device: Device) -> Iterator[Fault]:
    for line in device.around.under("protocols", "bgp", "group"):
        if line[1:2] == ("neighbor",) and line[2] in addresses:
            yield Fault("device", f"group {line[0]} has the neighbor {addresses[line[2]]} ({line[2]}) already",
                        "remove it from the device; the collection configures this neighbor")
            return
