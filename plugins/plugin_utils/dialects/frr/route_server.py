# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes a route server on FRR: state to canonical lines."""
from __future__ import annotations

from ...declared_settings import Setting
from ...intent.model import Preference
from ...owned_names import bounds_name
from ...state.model import BACKUP, DRAINED, EBGP_HOPS, LOCAL_PREFERENCE, PRIMARY, ApplianceGroup, Injection, RouteServerState
from .configuration import Line
from .names import Names, address_family, ip, prefix_lists
from .release import Release
from .shared import bfd_profile, deny_all, timers

LISTEN_LIMIT = 100
ISIS_METRIC = 10


def settings(state: RouteServerState, release: Release) -> list[Setting]:
    """Sources: vendor facts 0.7 (graceful restart helper), 9 (listen limit 100 an instance, default address family), routing facts (hold time)."""
    bgp = f"router bgp {state.asn}"
    listed = sum(group.max_appliances for group in state.groups if not static_neighbors(group))
    wanted = [
        Setting(10, (bgp,), bgp),
        Setting(20, (bgp, f"bgp router-id {state.router_id}"), "bgp router-id"),
        Setting(30, (bgp, "no bgp default ipv4-unicast"), "no bgp default ipv4-unicast"),
        Setting(40, (bgp, f"bgp cluster-id {state.cluster_id}"), "bgp cluster-id"),
        Setting(60, (bgp, f"bgp minimum-holdtime {state.timers.minimum_hold}"), "bgp minimum-holdtime", "at least"),
    ]
    if not release.group_graceful_restart:
        wanted.append(Setting(50, (bgp, "bgp graceful-restart-disable"), "bgp graceful-restart-disable"))
    wanted.append(Setting(70, (bgp, f"bgp listen limit {listed}"), "bgp listen limit", "at least", implied=listed <= LISTEN_LIMIT))
    families = {injection.family for injection in state.injections}
    if state.igp.protocol == "isis":
        router = f"router isis {state.igp.instance}"
        wanted.append(Setting(140, (router, "set-overload-bit"), "set-overload-bit"))
    elif 4 in families:
        wanted.append(Setting(120, ("router ospf", "max-metric router-lsa administrative"), "max-metric router-lsa administrative"))
    if state.bfd:
        wanted.append(Setting(5, ("bfd",), "bfd"))
    return sorted(wanted, key=lambda one: one.number)


def static_neighbors(group: ApplianceGroup) -> bool:
    """A prefix limit holds on FRR with static neighbors only, so single hosts with a limit become such."""
    return group.hosts_only and group.limit is not None


def render(state: RouteServerState, release: Release) -> list[Line]:
    names = Names(state.name_prefix)
    return [*_policies(state, names), *_groups(state, release, names), *_listening(state, release, names), *_injections(state, names)]


def _policies(state: RouteServerState, names: Names) -> list[Line]:
    lines: list[Line] = [(f"bgp community-list standard {names.drained} permit graceful-shutdown",)]
    lines += deny_all(names)
    if state.bfd:
        lines += bfd_profile(state.bfd, names)
    if not state.ebgp:
        lines.append((f"bgp as-path access-list {names.own('LOCAL')} permit ^$",))
    lines += _scrubs(state, names)
    accepted: dict[int, list[str]] = {4: [], 6: []}
    for group in state.groups:
        lines += _as_paths(group, names) if state.ebgp else []
        lines += _preference_communities(group, names)
        lines += _inbound(group, state, names, accepted[group.family])
    for family in sorted({peer.family for peer in state.fabric}):
        lines += _accepted_of_pools(family, accepted[family], names)
    return lines


def _as_paths(group: ApplianceGroup, names: Names) -> list[Line]:
    name = names.own(group.pool)
    lines = [(f"bgp as-path access-list {name} permit ^{asn}(_{asn})*$",) for asn in group.remote_asns]
    bound = {admission.asn for admission in group.admissions} - {None}
    return lines + [(f"bgp as-path access-list {names.own(f'AS{asn}')} permit ^{asn}(_{asn})*$",) for asn in sorted(bound)]


def _preference_communities(group: ApplianceGroup, names: Names) -> list[Line]:
    return [(f"bgp community-list standard {names.own(f'{group.pool}-{kind}')} permit {value}",)
            for kind, value in (("PRIMARY", group.preference.primary), ("BACKUP", group.preference.backup)) if value]


def _inbound(group: ApplianceGroup, state: RouteServerState, names: Names, accepted: list[str]) -> list[Line]:
    """An entry for each prefix list; what is done to an accepted route stands once for all pools, as FRR 8 takes long on many route maps."""
    name = names.group(group.pool, group.family)
    scrub = f"{name}-SCRUB" if group.preference != Preference() else names.scrub(group.family)
    lines: list[Line] = []
    number = 0
    for admission in group.admissions:
        path = "LOCAL" if not state.ebgp else group.pool if admission.asn is None else f"AS{admission.asn}"
        lists, entries = prefix_lists(bounds_name(name, admission), group.family, admission.bounds)
        accepted += lists
        lines += entries
        for own in lists:
            number += 10
            header = f"route-map {name}-IN permit {number}"
            lines += [(header,), (header, f"match as-path {names.own(path)}"),
                      (header, f"match {ip(group.family)} address prefix-list {own}"), (header, f"call {scrub}")]
    return lines


def _scrubs(state: RouteServerState, names: Names) -> list[Line]:
    """Next hop and attributes of accepted routes: one route map a family, and one for each pool that allows a preference."""
    lines: list[Line] = []
    for family in sorted({group.family for group in state.groups if group.preference == Preference()}):
        lines += _scrub(names.scrub(family), family, _classes(None, names))
    for group in state.groups:
        if group.preference != Preference():
            lines += _scrub(f"{names.group(group.pool, group.family)}-SCRUB", group.family, _classes(group, names))
    return lines


def _scrub(name: str, family: int, classes: list[tuple[list[str], int, str]]) -> list[Line]:
    lines: list[Line] = []
    for position, (matches, preference, community) in enumerate(classes, 1):
        header = f"route-map {name} permit {position * 10}"
        words = [*matches, f"set {ip(family)} next-hop peer-address", f"set local-preference {preference}", "set metric 0", "set origin igp",
                 f"set community {community}", "set large-community none", "set extcommunity none"]
        lines += [(header,), *((header, word) for word in words)]
    return lines


def _classes(group: ApplianceGroup | None, names: Names) -> list[tuple[list[str], int, str]]:
    """What is matched, the LOCAL_PREF it gives, and the communities that stay. GRACEFUL_SHUTDOWN: RFC 8326, 4.1."""
    classes = [([f"match community {names.drained}"], DRAINED, "graceful-shutdown")]
    if group and group.preference.primary:
        classes.append(([f"match community {names.own(f'{group.pool}-PRIMARY')}"], PRIMARY, "none"))
    if group and group.preference.backup:
        classes.append(([f"match community {names.own(f'{group.pool}-BACKUP')}"], BACKUP, "none"))
    classes += [([f"match metric {med}"], preference, "none") for med, preference in (group.preference.med if group else ())]
    return classes + [([], LOCAL_PREFERENCE, "none")]


def _accepted_of_pools(family: int, lists: list[str], names: Names) -> list[Line]:
    if not lists:
        header = f"route-map {names.pools(family)} deny 10"
        return [(header,)]
    lines: list[Line] = []
    for position, own in enumerate(lists, 1):
        header = f"route-map {names.pools(family)} permit {position * 10}"
        lines += [(header,), (header, f"match {ip(family)} address prefix-list {own}")]
    return lines


def _groups(state: RouteServerState, release: Release, names: Names) -> list[Line]:
    bgp = f"router bgp {state.asn}"
    lines: list[Line] = []
    activations: dict[int, list[Line]] = {4: [], 6: []}
    for group in state.groups:
        name = names.group(group.pool, group.family)
        remote = group.remote_asns[0] if len(group.remote_asns) == 1 else "external"
        words = ["peer-group", f"remote-as {remote}"]
        if state.ebgp:
            words.append(f"ebgp-multihop {EBGP_HOPS}")
            words += [] if release.enforces_first_as else ["enforce-first-as"]
        if state.bfd:
            words += ["bfd", f"bfd profile {names.bfd}"]
        if group.password:
            words.append(f"password {group.password}")
        words += ["passive", timers(state.timers)]
        if release.group_graceful_restart:
            words.append("graceful-restart-disable")
        lines += [(bgp, f"neighbor {name} {word}") for word in words]
        activations[group.family] += _activation(bgp, group, state, name, names)
    for family in sorted({peer.family for peer in state.fabric}):
        lines += _fabric_groups(bgp, family, state, names, activations[family])
    return lines + activations[4] + activations[6]


def _activation(bgp: str, group: ApplianceGroup, state: RouteServerState, name: str, names: Names) -> list[Line]:
    words = ["activate"]
    if not state.ebgp:
        words.append("route-reflector-client")
    if group.advertise_default:
        words.append("default-originate")
    words.append("soft-reconfiguration inbound")
    if group.limit is not None and static_neighbors(group):
        words.append(f"maximum-prefix {group.limit} restart 1")
    elif group.limit is not None and not group.strict_limit:
        words.append(f"maximum-prefix {group.limit} warning-only")
    words += [f"route-map {name}-IN in", f"route-map {names.nothing} out"]
    return [(bgp, address_family(group.family), f"neighbor {name} {word}") for word in words]


def _fabric_groups(bgp: str, family: int, state: RouteServerState, names: Names, activation: list[Line]) -> list[Line]:
    """Two groups of IBGP peers: fabric routers hear the pools' prefixes and say nothing, other route servers exchange them."""
    lines: list[Line] = []
    for label, kind, heard in (("FABRIC", "fabric", names.nothing), ("RS", "route_server", names.pools(family))):
        own = [peer for peer in state.fabric if (peer.kind, peer.family) == (kind, family)]
        if not own:
            continue
        name = names.group(label, family)
        lines += [(bgp, f"neighbor {name} {word}") for word in
                  ("peer-group", f"remote-as {state.asn}", f"update-source {state.loopback[family]}", timers(state.timers),
                   f"timers connect {state.timers.connect}")]
        for peer in own:
            lines.append((bgp, f"neighbor {peer.address} peer-group {name}"))
            if peer.password:
                lines.append((bgp, f"neighbor {peer.address} password {peer.password}"))
        activation += [(bgp, address_family(family), f"neighbor {name} {word}") for word in
                       ("activate", f"route-map {heard} in", f"route-map {names.pools(family)} out")]
    return lines


def _listening(state: RouteServerState, release: Release, names: Names) -> list[Line]:
    """FRR 10.3 prints the group's graceful restart mode on its static members too."""
    bgp = f"router bgp {state.asn}"
    lines: list[Line] = []
    for group in state.groups:
        name = names.group(group.pool, group.family)
        if static_neighbors(group):
            for address in (block.partition("/")[0] for block in group.ranges):
                lines.append((bgp, f"neighbor {address} peer-group {name}"))
                if release.group_graceful_restart:
                    lines.append((bgp, f"neighbor {address} graceful-restart-disable"))
        else:
            lines += [(bgp, f"bgp listen range {block} peer-group {name}") for block in group.ranges]
    return lines


def _injections(state: RouteServerState, names: Names) -> list[Line]:
    """The list `VA-ANYCAST-…` also says, to a later run, which addresses on the interface are the collection's."""
    lines: list[Line] = []
    for injection in state.injections:
        lines.append((f"{ip(injection.family)} prefix-list {names.anycast(injection.family)}-{injection.name} permit {_host(injection)}",))
    for family in sorted({injection.family for injection in state.injections if injection.method == "external_1"}):
        lines += _redistribution(state, family, names)
    for injection in state.injections:
        interface = f"interface {state.interface_of(injection.name)}"
        if injection.method == "intra_area":
            lines += [(interface, f"ip ospf area {state.igp.area} {injection.address}"),
                      (interface, f"ip ospf cost {injection.cost} {injection.address}")]
        elif injection.method == "isis":
            lines += _isis_interface(state, injection, interface)
        lines.append((interface, f"{ip(injection.family)} address {_host(injection)}"))
    return list(dict.fromkeys(lines))


def _isis_interface(state: RouteServerState, injection: Injection, interface: str) -> list[Line]:
    """Not by redistribution: isisd before 10.4 applies its route map before it has read it, so a restart injects nothing, and takes no notice
    of a changed metric (FRR issue 13304, pull request 18369; seen on 8.4.4). A metric of 10 is FRR's own and not shown."""
    circuit = "level-1" if state.igp.level == 1 else "level-2-only"
    words = [f"{ip(injection.family)} router isis {state.igp.instance}", f"isis circuit-type {circuit}", "isis passive"]
    words += [] if injection.cost == ISIS_METRIC else [f"isis metric {injection.cost}"]
    return [(interface, word) for word in words]


def _redistribution(state: RouteServerState, family: int, names: Names) -> list[Line]:
    lines: list[Line] = []
    name = names.anycast(family)
    chosen = [injection for injection in state.injections if injection.family == family]
    for position, injection in enumerate(chosen, 1):
        header = f"route-map {name} permit {position * 10}"
        words = [f"match {ip(family)} address prefix-list {name}-{injection.name}", f"set metric {injection.cost}", "set metric-type type-1"]
        lines += [(header,), *((header, word) for word in words)]
    return lines + [("router ospf" if family == 4 else "router ospf6", f"redistribute connected route-map {name}")]


def _host(injection: Injection) -> str:
    return f"{injection.address}/{32 if injection.family == 4 else 128}"
