# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IOS-XE, or this device, cannot do of a state: each a fault that says what to do instead."""
from __future__ import annotations

import ipaddress
from collections import Counter
from dataclasses import dataclass
from typing import AbstractSet, Iterable, Iterator, Mapping

from ...bgp_lines import subject
from ...faults import Fault
from ...state.model import ApplianceGroup, ApplianceState, RouteServerState
from ...statements import Line, Statements
from . import igp_refusals, keys
from .admission import path_purposes
from .canonical import canonical
from .names import Names, written
from .release import BFD_OVER_HOPS, DISCARD_EXTRA, IPV6_DYNAMIC_NEIGHBORS, LARGE_COMMUNITIES, Release, named
from .surroundings import LAST_PATH_LIST, Surroundings

ALTERNATES = 5
KEY_LENGTH = 25
LISTEN_LIMIT = 10000
ANYCAST_INTERFACE = "lo"
REFERENCES = {"neighbor", "route-map", "prefix-list", "peer-group", "community", "template"}


@dataclass(frozen=True)
class Device:
    """`running`: as printed. `mine`: what the collection owns of it, in canonical form; `printed`: the same as printed."""

    running: Statements
    mine: Statements
    printed: AbstractSet[Line]
    release: Release
    around: Surroundings

    @property
    def foreign(self) -> Iterator[Line]:
        return (line for line in self.running if line not in self.printed)


def of_route_server(state: RouteServerState, device: Device) -> list[Fault]:
    faults = [*_asn(state.asn, device), *_notation(_asns(state), device), *igp_refusals.of(state, device.running, device.printed, device.around),
              *_loopbacks(state, device), *_anycast(state, device), *_listen_ranges(state, device), *_listen_limit(state),
              *_path_lists(state, device), *_keys({group.pool: group.password for group in state.groups}),
              *_foreign_neighbors({written(peer.address): peer.name for peer in state.fabric}, device),
              *_default_family(state.asn, device), *_bfd(state, device.release)]
    for group in state.groups:
        faults += [*_alternates(group), *_release_of(group, device.release)]
    return list({str(fault): fault for fault in faults}.values())


def of_appliance(state: ApplianceState, device: Device) -> list[Fault]:
    faults = [*_asn(state.asn, device), *_notation({state.asn, state.remote_asn}, device),
              *_keys({neighbor.name: neighbor.password for neighbor in state.neighbors}),
              *_foreign_neighbors({written(neighbor.address): neighbor.name for neighbor in state.neighbors}, device),
              *_default_family(state.asn, device), *_bfd(state, device.release)]
    known = {line[0].removeprefix("interface ") for line in device.running if line[0].startswith("interface ")}
    if state.interface and known and state.interface not in known:
        faults.append(Fault("interface", "the device has no interface of this name", f"one of: {', '.join(sorted(known))}", state.interface))
    return faults


def of_foreign_users(running: Statements, printed: Iterable[Line], prefix: str) -> list[Fault]:
    """Lines of others that name an object of ours: with it they would lose their filter, or keep it from being taken away."""
    ours = set(printed)
    return [Fault("device", f"'{keys.masked(line[-1])}'{_where(line)} is not the collection's and names an object under its name prefix",
                  "rename it on the device, or choose another domain.name_prefix", prefix)
            for line in running if prefix in line[-1] and line not in ours and _names(line[-1], prefix)]


def _names(text: str, prefix: str) -> bool:
    """Whether a line refers to an object whose name begins so (a hostname or a remark that does is nobody's business)."""
    words = text.partition(" description ")[0].split()
    first = next((position for position, word in enumerate(words) if word in REFERENCES), len(words))
    return any(word.startswith(prefix) for word in words[first + 1:])


def _where(line: Line) -> str:
    return f" in '{line[0]}'" if len(line) > 1 else ""


def of_keys(state: RouteServerState | ApplianceState, device: Device, rendered: list[Line], update_password: str) -> list[Fault]:
    held = {subject(line): line for line in device.mine if " password " in line[-1]}
    wanted = {subject(line): line for line in rendered if " password " in line[-1]}
    frozen = {written(neighbor.address) for neighbor in getattr(state, "neighbors", ()) if neighbor.password_frozen}
    changed = sorted(name or "" for name in held if name in wanted and held[name] != wanted[name] and name not in frozen
                     and not keys.is_sealed(held[name]))
    faults = []
    if changed and update_password == "on_create":
        faults.append(Fault("domain.pools", f"the key of {', '.join(changed)} differs from the key on the device; changed here alone it would cut sessions",
                            "run the playbook rotate_password, which changes keys in order, or set update_password: always"))
    sends = changed or [name for name in wanted if name not in held]
    log = ("archive", "log config")
    if sends and (*log, "logging enable") in device.running and (*log, "hidekeys") not in device.running:
        faults.append(Fault("device", "'logging enable' stands in 'archive log config' without 'hidekeys': IOS would write the session keys into its log",
                            "write 'hidekeys' there"))
    return faults


def advice(state: RouteServerState | ApplianceState, release: Release, running: Statements) -> list[str]:
    if isinstance(state, ApplianceState):
        return _unreached(state, running) + _resets(state, running)
    told = [*_resets(state, running), *_leaks(state, running)]
    if release.scrubs_large_communities:
        return told
    return [*told, f"IOS-XE {release.text} cannot take large communities away from an appliance's routes, {named(LARGE_COMMUNITIES)} can: "
            "they pass into the fabric as the appliance sent them"]


def _unreached(state: ApplianceState, running: Statements) -> list[str]:
    """IOS starts no session over several hops whose neighbor only the default route leads to ("BGP Peering and Default Routes", blog.ipexpert.com)."""
    routes = [line[0].split() for line in running if line[0].startswith("ip route ") and len(line) == 1 and line[0].split()[2] != "vrf"]
    blocks = [ipaddress.ip_network(f"{words[2]}/{words[3]}") for words in routes if words[2] != "0.0.0.0" and words[4] != "Null0"]
    learns = any(line[0].startswith(("router ospf", "router isis", "router eigrp", "router rip")) for line in running)
    lost = [neighbor.address for neighbor in state.neighbors
            if neighbor.family == 4 and not any(ipaddress.ip_address(neighbor.address) in block for block in blocks)]
    if learns or not lost:
        return []
    return [f"no static route but a default one leads to {', '.join(lost)}: IOS opens no BGP session to a neighbor that only the default route reaches; "
            "add a host route for each (ip route ADDRESS 255.255.255.255 GATEWAY, or INTERFACE dhcp for the gateway of the lease)"]


def _resets(state: RouteServerState | ApplianceState, running: Statements) -> list[str]:
    """Changing the router ID resets every session of the process (BGP Command Reference, bgp router-id)."""
    bgp = f"router bgp {state.asn}"
    foreign = any(line[0] == bgp and len(line) == 2 and " remote-as " in line[1] for line in running)
    if not foreign or any(line[0] == bgp and len(line) == 2 and line[1].startswith("bgp router-id ") for line in running):
        return []
    return [f"'{bgp}' has sessions and no 'bgp router-id': setting it to {state.router_id} resets them all; do it in a quiet hour"]


def _leaks(state: RouteServerState, running: Statements) -> list[str]:
    """A route of EBGP is preferred to one of the IGP (distances 20, 110 and 115: Command Reference, distance), so no anycast address may stand in BGP."""
    injected = {injection.address: injection.name for injection in state.injections}
    found = []
    for line in running:
        words = line[-1].split()
        if not line[0].startswith("router bgp ") or len(line) < 2 or any(" vrf " in context for context in line[1:-1]):
            continue
        named = injected.get(words[1].partition("/")[0].lower()) if words[0] == "network" else None
        if named or words[:2] == ["redistribute", "connected"]:
            what = f"the anycast address {named}" if named else "the anycast addresses"
            found.append(f"'{line[-1]}' in '{line[0]}' takes {what} into BGP: a router that hears it by EBGP goes there and not to its nearest route server; "
                         "keep the anycast addresses out")
    return found


def _default_family(asn: int, device: Device) -> list[Fault]:
    """Whether `no bgp default ipv4-unicast` resets or silences neighbors that are active without saying so has no source but hearsay (Cisco Support
    Community 10625556: "all existing BGP sessions are reset"), so nobody's are put at risk.
    """
    bgp = f"router bgp {asn}"
    if (bgp, "no bgp default ipv4-unicast") in device.running:
        return []
    silent = {subject(line) for line in device.foreign if len(line) == 2 and line[0] == bgp and subject(line)
              and line[1].split()[2] in ("remote-as", "peer-group") and line[1].split()[2:] != ["peer-group"]}
    said = {(subject(line) or "") for line in device.foreign if line[-1].endswith(" activate")}
    said |= {line[-1].split()[2] for line in device.foreign if line[-1].startswith("no neighbor ") and line[-1].endswith(" activate")}
    groups = {line[1].split()[1] for line in device.foreign if len(line) == 2 and line[1].startswith("neighbor ") and line[1].endswith(" peer-group")}
    lost = sorted(name for name in silent - said - groups if name)
    return [] if not lost else [
        Fault("device", f"{', '.join(lost)} of '{bgp}' are active in IPv4 only because that is the default, and the design needs 'no bgp default ipv4-unicast'",
              "activate them below 'address-family ipv4' and write 'no bgp default ipv4-unicast' in a quiet hour")]


def _bfd(state: RouteServerState | ApplianceState, release: Release) -> list[Fault]:
    if not state.bfd or release.watches_over_hops:
        return []
    return [Fault("domain.bfd", f"IOS-XE {release.text} has no BFD for BGP sessions over several hops", f"upgrade to {named(BFD_OVER_HOPS)} or newer, or leave "
                  "bfd out")]


def _asns(state: RouteServerState) -> set[int]:
    return {state.asn, *(asn for group in state.groups for asn in group.remote_asns)}


def _asn(asn: int, device: Device) -> list[Fault]:
    running = [line[0] for line in device.running if len(line) == 1 and line[0].startswith("router bgp ")]
    return [Fault("domain.asn", f"'{head}' runs on the device", "write its ASN, or remove it from the device", asn)
            for head in running if head != f"router bgp {asn}"]


def _notation(asns: Iterable[int], device: Device) -> list[Fault]:
    """With the notation by dots an ASN of four bytes is shown and matched in another form (BGP Configuration Guide, 4-byte ASN)."""
    if not any(line[-1].startswith("bgp asnotation dot") for line in device.running) or max(asns) < 65536:
        return []
    return [Fault("device", "'bgp asnotation dot' is set: ASNs above 65535 would be printed and matched in another form than the collection writes them",
                  "write 'no bgp asnotation dot' in 'router bgp' on the device", max(asns))]


def _keys(passwords: Mapping[str, str | None]) -> Iterator[Fault]:
    """IOS reads `?` as a call for help and a leading digit as the type of the key ("the first character cannot be a number": Cisco IOS in a Nutshell,
    neighbor password); 25 characters make 52 of type 7, what Cisco-IOS-XE-bgp.yang holds (vendor facts 5).
    """
    for name, password in passwords.items():
        if password and ("?" in password or " " in password or password[0].isdigit()):
            yield Fault(f"domain.pools ({name}).password", "IOS cannot take a key with '?' or a space in it, or with a digit in front",
                        "start with a letter and use letters, digits, '_', '.' and '-' only")
        elif password and len(password) > KEY_LENGTH:
            yield Fault(f"domain.pools ({name}).password", f"the key has {len(password)} characters", f"write at most {KEY_LENGTH}, IOS-XE holds no more")


def _alternates(group: ApplianceGroup) -> list[Fault]:
    """A listen range takes up to five ASNs beside its first (IOS XE 16 BGP Configuration Guide, chapter 18: alternate-as)."""
    if len(group.remote_asns) <= 1 + ALTERNATES:
        return []
    return [Fault(f"domain.pools ({group.pool}).appliance_asns", f"there are {len(group.remote_asns)} ASNs, and IOS-XE takes {1 + ALTERNATES} a listen range",
                  "split the pool by ASN", list(group.remote_asns))]


def _release_of(group: ApplianceGroup, release: Release) -> Iterator[Fault]:
    path = f"domain.pools ({group.pool})"
    if group.family == 6 and not release.listens_on_ipv6:
        yield Fault(f"{path}.subnets", f"IOS-XE {release.text} listens for IPv4 neighbors only",
                    f"upgrade to {named(IPV6_DYNAMIC_NEIGHBORS)} or newer, or leave the IPv6 subnets out")
    if group.bounds_exceed_limit and group.strict_limit and not release.discards_extra:
        yield Fault(f"{path}.max_prefixes", f"IOS-XE {release.text} holds a prefix limit by tearing the session down again and again",
                    f"upgrade to {named(DISCARD_EXTRA)} or newer, which discards what is too much; or write max_prefixes_enforcement: advisory; or leave it "
                    f"out: the bounds admit {group.admitted} IPv{group.family} prefixes", group.limit)


def _loopbacks(state: RouteServerState, device: Device) -> Iterator[Fault]:
    for family in sorted({peer.family for peer in state.fabric}):
        address = state.loopback[family]
        if not device.around.interface_with(address, ""):
            yield Fault(f"domain.route_servers ({state.name}).{'router_id' if family == 4 else 'ipv6'}", "no interface of the device has this address, so no "
                        "session to the fabric can start from it", "configure the route server's own Loopback first, or correct the address", address)


def _anycast(state: RouteServerState, device: Device) -> Iterator[Fault]:
    if state.anycast_interface != ANYCAST_INTERFACE:
        yield Fault("anycast_interface", "on IOS-XE each anycast address gets a Loopback of its own, made by the collection", "leave it out",
                    state.anycast_interface)
    own = {f"Loopback{number}" for number in device.around.anycast.values()}
    for injection in state.injections:
        interface = device.around.interface_with(injection.address, "")
        if interface and interface not in own:
            yield Fault("device", f"{interface} has the anycast address {injection.name} ({injection.address}) already, and it is not the collection's",
                        f"remove it from {interface}, or describe the Loopback as {Names(state.name_prefix).address(injection.name)} to hand it over")
    described = [line[1].removeprefix("description ") for line in device.running if len(line) == 2 and line[0].startswith("interface Loopback")
                 and line[1].startswith(f"description {Names(state.name_prefix).own('ANYCAST-')}")]
    for text, times in Counter(described).items():
        if times > 1:
            yield Fault("device", f"{times} Loopbacks are described as {text}", "leave that description to one of them")


def _listen_ranges(state: RouteServerState, device: Device) -> Iterator[Fault]:
    for line in device.foreign:
        if not line[-1].startswith("bgp listen range ") or len(line) != 2:
            continue
        words = line[-1].split()
        block = ipaddress.ip_network(words[3], strict=False)
        for group in state.groups:
            for own in group.ranges:
                other = ipaddress.ip_network(own)
                if other.version == block.version and other.overlaps(block):
                    yield Fault("domain.pools", f"the listen range {own} of pool {group.pool} overlaps {block} of the device's peer group {words[-1]}",
                                "change one of the two")


def _listen_limit(state: RouteServerState) -> list[Fault]:
    """1 to 10000 (Cisco-IOS-XE-bgp.yang 17.18; vendor facts 6)."""
    listed = sum(group.max_appliances for group in state.groups)
    return [] if listed <= LISTEN_LIMIT else [
        Fault("domain.pools", f"max_appliances of all pools and families makes {listed}, and IOS-XE takes {LISTEN_LIMIT} dynamic neighbors",
              "lower max_appliances of some pools", listed)]


def _path_lists(state: RouteServerState, device: Device) -> list[Fault]:
    if 0 not in device.around.path_lists(path_purposes(state)).values():
        return []
    return [Fault("device", f"too few of the {LAST_PATH_LIST} numbers of AS path lists are free", "remove lists that nobody uses ('ip as-path access-list')")]


def _foreign_neighbors(addresses: Mapping[str, str], device: Device) -> Iterator[Fault]:
    mine = {subject(line) for line in device.mine}
    for line in map(canonical, device.foreign):
        name = subject(line)
        if name in addresses and name not in mine and len(line) == 2:
            yield Fault("device", f"'{keys.masked(line[-1])}' configures the neighbor {addresses[name]} already",
                        "remove it from the device; the collection configures this neighbor")
            return
