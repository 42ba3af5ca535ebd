# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What FRR, or this device, cannot do of a state: each a fault that says what to do instead."""
from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any, Iterator, Mapping

from ...bgp_lines import subject
from ...faults import Fault
from ...state.model import ADDRESS_NAME, ApplianceGroup, ApplianceState, RouteServerState
from .configuration import Configuration, Line
from .release import Release
from .route_server import static_neighbors

NARROW = 63
BYTES_A_KEY = 136  # net.core.optmem_max 20480 holds 150 keys a listening socket, 131072 holds 963 (routing facts: MD5 keys)


@dataclass(frozen=True)
class Device:
    """`mine`: what the collection owns of `running`. `facts`: the answers to the dialect's queries."""

    running: Configuration
    mine: Configuration
    facts: Mapping[str, Any]
    release: Release

    @property
    def foreign(self) -> Iterator[Line]:
        return (line for line in self.running if line not in self.mine)

    def runs(self, daemon: str) -> bool:
        known = self.facts.get("daemons")
        return known is None or daemon in known

    def within(self, interface: str) -> Iterator[Line]:
        return (line for line in self.running if line[0] == f"interface {interface}" and len(line) == 2)

    def has(self, interface: str, text: str) -> bool:
        return (f"interface {interface}", text) in self.running

    def interfaces(self) -> Iterator[tuple[str, Any]]:
        """Interface name and one of its addresses with the length of its subnet."""
        for name, item in (self.facts.get("interfaces") or {}).items():
            for text in item.get("addresses") or ():
                yield name, ipaddress.ip_interface(text)


def of_route_server(state: RouteServerState, device: Device) -> list[Fault]:
    faults = [*_asn(state.asn, device), *_daemons(_needed(state), device), *_igp(state, device), *_anycast_interfaces(state, device),
              *_listen_ranges(state, device),
              *_foreign_neighbors({peer.address: peer.name for peer in state.fabric}, device), *_interfaces(state, device),
              *_transit(state, device), *_memory(state, device)]
    for group in state.groups:
        faults += [*_limit(group), *_med(group)]
    return faults


def of_appliance(state: ApplianceState, device: Device) -> list[Fault]:
    needed = ["zebra", "bgpd"] + (["bfdd"] if state.bfd else [])
    faults = [*_asn(state.asn, device), *_daemons(needed, device),
              *_foreign_neighbors({neighbor.address: neighbor.name for neighbor in state.neighbors}, device)]
    known = set(device.facts.get("interfaces") or ())
    if state.interface and known and state.interface not in known:
        faults.append(Fault("interface", "the device has no interface of this name", f"one of: {', '.join(sorted(known))}", state.interface))
    unchecked = (f"router bgp {state.asn}", "no bgp network import-check")
    networks = [line for line in device.foreign if line[-1].startswith("network ") and line[0].startswith("router bgp ")]
    if networks and unchecked not in device.running:
        faults.append(Fault("device", f"'{networks[0][-1]}' stands in '{networks[0][0]}', and without the import check, which the design needs, it would "
                            "be announced whether its route is there or not", "write 'no bgp network import-check' on the device, or remove that line"))
    return faults


def of_keys(state: RouteServerState | ApplianceState, device: Device, rendered: list[Line], update_password: str) -> list[Fault]:
    held = {subject(line): line[-1] for line in device.mine if " password " in line[-1]}
    wanted = {subject(line): line[-1] for line in rendered if " password " in line[-1]}
    frozen = {neighbor.address for neighbor in getattr(state, "neighbors", ()) if neighbor.password_frozen}
    changed = sorted(name for name in held if name in wanted and held[name] != wanted[name] and name not in frozen)
    faults = []
    if changed and update_password == "on_create":
        faults.append(Fault("domain.pools", f"the key of {', '.join(changed)} differs from the key on the device; changed here alone it would cut sessions",
                            "run the playbook rotate_password, which changes keys in order, or set update_password: always"))
    sends = changed or [name for name in wanted if name not in held]
    if sends and any(line == ("log commands",) for line in device.running):
        faults.append(Fault("device", "'log commands' is on: FRR would write the session keys into its log", "write 'no log commands' on the device"))
    return faults


def advice(state: RouteServerState) -> list[str]:
    return [f"pool {group.pool}: FRR cannot hold a prefix limit on a dynamic peer; {group.limit} is only logged, the bounds admit "
            f"{group.admitted} IPv{group.family} prefixes" for group in state.groups
            if group.bounds_exceed_limit and not group.strict_limit and not static_neighbors(group)]


def _asn(asn: int, device: Device) -> list[Fault]:
    running = [line[0] for line in device.running if len(line) == 1 and line[0].startswith("router bgp ") and len(line[0].split()) == 3]
    return [Fault("domain.asn", f"'{head}' runs on the device", "write its ASN, or remove it from the device", asn)
            for head in running if head != f"router bgp {asn}"]


def _needed(state: RouteServerState) -> list[str]:
    families = {injection.family for injection in state.injections}
    igp = ["isisd"] if state.igp.protocol == "isis" else [{4: "ospfd", 6: "ospf6d"}[family] for family in sorted(families)]
    return ["zebra", "bgpd", *igp] + (["bfdd"] if state.bfd else [])


def _daemons(needed: list[str], device: Device) -> list[Fault]:
    return [Fault("device", f"the FRR daemon {name} does not run", f"write {name}=yes into /etc/frr/daemons and restart FRR")
            for name in needed if not device.runs(name)]


def _igp(state: RouteServerState, device: Device) -> Iterator[Fault]:
    for family in sorted({injection.family for injection in state.injections}):
        router = f"router isis {state.igp.instance}" if state.igp.protocol == "isis" else {4: "router ospf", 6: "router ospf6"}[family]
        if (router,) not in device.running:
            yield Fault("domain.igp", f"'{router}' is missing on the device, so nothing carries the anycast addresses",
                        "configure the IGP on the device first, or correct domain.igp")
            continue
        method = [injection.method for injection in state.injections if injection.family == family][0]
        if method == "intra_area" and family == 6:
            yield Fault("domain.igp.injection.ipv6", "FRR has one OSPFv3 cost an interface, so two anycast addresses cannot have two",
                        "write external_1", method)
        elif method == "intra_area":
            yield from _intra_area(router, device)
        elif method == "external_1":
            yield from _redistributed(router, family, state, device)


def _intra_area(router: str, device: Device) -> Iterator[Fault]:
    networks = [line[1] for line in device.running if line[0] == router and len(line) == 2 and line[1].startswith("network ")]
    if networks:
        yield Fault("domain.igp.injection.ipv4", f"'{networks[0]}' stands in '{router}', and FRR takes network lines or interface lines, not both",
                    "write external_1, or move the device's own OSPF to 'ip ospf area' on its interfaces", "intra_area")


def _anycast_interfaces(state: RouteServerState, device: Device) -> Iterator[Fault]:
    lost = sorted({f"{injection.name} ({injection.cost})" for injection in state.injections if injection.cost > NARROW})
    if state.igp.protocol == "isis" and lost and not device.release.keeps_wide_metrics:
        yield Fault("domain.cost_plan", f"FRR {device.release.text} loses IS-IS on an interface with a metric above {NARROW} when it restarts, and here are "
                    f"{', '.join(lost)}", f"upgrade to FRR 10.1, or plan costs up to {NARROW} (a smaller igp_diameter, if it is smaller)")
    if state.igp.protocol == "isis" and ADDRESS_NAME not in state.anycast_interface:
        yield Fault("anycast_interface", "IS-IS has one metric an interface, so each anycast address needs an interface of its own",
                    f"write a name with {ADDRESS_NAME} in it, any-{ADDRESS_NAME} say, and make the interfaces on the device (ip link add any-a type dummy)",
                    state.anycast_interface)
        return
    known = device.facts.get("interfaces") or {}
    for name in sorted(state.anycast_interfaces) if known else ():
        if (known.get(name) or {}).get("status") != "up":
            yield Fault("anycast_interface", f"the interface {name} is {'down' if name in known else 'missing'} on the device",
                        f"make it and set it up (ip link add {name} type dummy; ip link set {name} up), so that it is there after a boot too",
                        state.anycast_interface)
    if state.igp.protocol != "isis":
        return
    own = {injection.address for injection in state.injections}
    for name, address in device.interfaces():
        if name in state.anycast_interfaces and str(address.ip) not in own and not address.ip.is_link_local:
            yield Fault("anycast_interface", f"{address} is on {name} too, and IS-IS would announce it at the anycast address's cost",
                        "give the anycast addresses interfaces of their own", state.anycast_interface)


def _redistributed(router: str, family: int, state: RouteServerState, device: Device) -> Iterator[Fault]:
    interfaces = {f"interface {name}" for name in state.anycast_interfaces}
    for line in device.foreign:
        if line[0] == router and line[-1].startswith("redistribute ") and " connected" in line[-1] and _of_family(line[-1], family):
            yield Fault("device", f"'{line[-1]}' stands in '{router}', and the anycast addresses need that line with a route map of their own",
                        "remove it from the device, or inject intra_area")
        words = line[-1].split()
        whole = {4: (["ip", "router", "isis"], ["ip", "ospf", "area"]), 6: (["ipv6", "router", "isis"], ["ipv6", "ospf6", "area"])}[family]
        if line[0] in interfaces and words[:3] in whole and len(words) == 4:
            yield Fault("anycast_interface", f"'{line[-1]}' stands on it, so the anycast address would be announced at the interface's own cost besides",
                        "name an interface that is not in the IGP", line[0].split()[1])


def _of_family(text: str, family: int) -> bool:
    word = text.split()[1]
    return word == "connected" or word == f"ipv{family}"


def _listen_ranges(state: RouteServerState, device: Device) -> Iterator[Fault]:
    foreign = [line[-1].split() for line in device.foreign if line[-1].startswith("bgp listen range ")]
    for words in foreign:
        block = ipaddress.ip_network(words[3])
        for group in state.groups:
            for own in group.ranges:
                other = ipaddress.ip_network(own)
                if other.version == block.version and other.overlaps(block):
                    yield Fault("domain.pools", f"the listen range {own} of pool {group.pool} overlaps {block} of the device's peer group {words[-1]}",
                                "change one of the two")


def _foreign_neighbors(addresses: Mapping[str, str], device: Device) -> Iterator[Fault]:
    mine = {subject(line) for line in device.mine}
    for line in device.foreign:
        name = subject(line)
        if name in addresses and name not in mine and len(line) == 2:
            yield Fault("device", f"'{line[-1]}' configures the neighbor {addresses[name]} already",
                        "remove it from the device; the collection configures this neighbor")
            return


def _interfaces(state: RouteServerState, device: Device) -> Iterator[Fault]:
    """A route server answers locally for every anycast address that it owns (routing facts): no appliance may live behind one that owns several."""
    names = sorted({injection.name for injection in state.injections})
    ranges = [(group, ipaddress.ip_network(block)) for group in state.groups for block in group.ranges]
    for interface, address in device.interfaces():
        for group, block in ranges:
            if address.version != block.version or not address.network.overlaps(block) or interface in state.anycast_interfaces:
                continue
            if _speaks(interface, address, device):
                yield Fault("domain.pools", f"the device runs an IGP on {interface} ({address}), which lies in {block} of pool {group.pool}: no link-state "
                            "protocol may run towards appliances", "make the interface passive, or take the subnet out of the pool")
            elif len(names) > 1:
                yield Fault("domain.pools", f"{interface} ({address}) lies in {block} of pool {group.pool}, and this route server carries the addresses "
                            f"{', '.join(names)}: it would answer for both, and the second session of an appliance never comes up",
                            "move these appliances behind a fabric router, or give each address route servers of its own (route_servers[].addresses)")


def _speaks(interface: str, address: Any, device: Device) -> bool:
    """Whether a link-state protocol says hello on an interface: on it and not passive."""
    own = {line[1] for line in device.within(interface)}
    isis = any(text.startswith(("ip router isis ", "ipv6 router isis ")) for text in own) and "isis passive" not in own
    if address.version == 6:
        return isis or (any(text.startswith("ipv6 ospf6 area ") for text in own) and "ipv6 ospf6 passive" not in own)
    process = [line[1] for line in device.running if line[0] == "router ospf" and len(line) == 2]
    covered = any(address.ip in ipaddress.ip_network(text.split()[1]) for text in process if text.startswith("network "))
    quiet = "ip ospf passive" in own or f"passive-interface {interface}" in process or (
        "passive-interface default" in process and "no ip ospf passive" not in own)
    return isis or ((covered or any(text.startswith("ip ospf area ") for text in own)) and not quiet)


def _transit(state: RouteServerState, device: Device) -> Iterator[Fault]:
    """OSPFv3's stub router bit would take the route server's external routes away with it (seen on 8.4.4), so its links' costs must keep transit out."""
    if state.igp.protocol != "ospf" or not any(injection.family == 6 for injection in state.injections):
        return
    links = {name for name, address in device.interfaces() if address.network.prefixlen < address.max_prefixlen and not address.ip.is_link_local}
    links |= {name for name in device.facts.get("interfaces") or {} if not any(owner == name for owner, address in device.interfaces())}
    cheap = sorted(name for name in links if any(line[1].startswith("ipv6 ospf6 area ") for line in device.within(name))
                   and not device.has(name, "ipv6 ospf6 passive") and not device.has(name, "ipv6 ospf6 cost 65535"))
    if len(cheap) > 1:
        yield Fault("device", f"IPv6 transit may cross this route server, over {', '.join(cheap)}, and it answers for the anycast addresses itself",
                    "write 'ipv6 ospf6 cost 65535' on these interfaces")


def _memory(state: RouteServerState, device: Device) -> Iterator[Fault]:
    limit = device.facts.get("optmem_max")
    if not isinstance(limit, int):
        return
    for family in (4, 6):
        keyed = [group for group in state.groups if group.family == family and group.password]
        keys = sum(len(group.ranges) + group.max_appliances for group in keyed)
        keys += sum(1 for peer in state.fabric if peer.family == family and peer.password)
        if keys * BYTES_A_KEY > limit:
            yield Fault("domain.pools", f"{keys} TCP MD5 keys of IPv{family} (ranges, and max_appliances of each pool) need {keys * BYTES_A_KEY} bytes, and "
                        f"net.core.optmem_max is {limit} on the device: the kernel would refuse keys and leave ranges closed",
                        f"raise it with 'sysctl -w net.core.optmem_max={keys * BYTES_A_KEY * 2}' (and in /etc/sysctl.d), or lower max_appliances")


def _limit(group: ApplianceGroup) -> list[Fault]:
    if not group.bounds_exceed_limit or not group.strict_limit or static_neighbors(group):
        return []
    return [Fault(f"domain.pools ({group.pool}).max_prefixes", "FRR cannot hold a prefix limit on a dynamic peer (it tears the session down and "
                  f"loops), and the bounds admit {group.admitted} IPv{group.family} prefixes", "permit exact prefixes, so that the bounds are the limit; or "
                  "give the pool single hosts; or write max_prefixes_enforcement: advisory", group.limit)]


def _med(group: ApplianceGroup) -> list[Fault]:
    """`match metric 0` fails FRR's own model, and what it leaves behind makes every daemon of 8.4.4 abort at the next `show running-config` (seen)."""
    return [Fault(f"domain.pools ({group.pool}).preference.med", "FRR cannot match a MED of 0", "use MEDs from 1", 0)
            for med, preference in group.preference.med if med == 0]
