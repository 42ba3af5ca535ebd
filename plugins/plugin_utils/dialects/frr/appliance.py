# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes an appliance on FRR: state to canonical lines. It announces its own prefixes, exactly, and can never become transit."""
from __future__ import annotations

from dataclasses import replace

from ...declared_settings import Setting
from ...prefixes import Bound
from ...state.model import EBGP_HOPS, ApplianceState
from .configuration import Line
from .names import Names, address_family, ip, prefix_lists
from .release import Release
from .shared import bfd_profile, deny_all, timers

DEFAULT_ROUTE = {4: "0.0.0.0/0", 6: "::/0"}


def possible(state: ApplianceState, release: Release) -> ApplianceState:
    """The state without BFD where the release would not try a session again whose BFD went down."""
    return state if release.retries_without_bfd else replace(state, bfd=None)


def without_bfd(state: ApplianceState, release: Release) -> str:
    return (f"FRR {release.text} never retries a session whose BFD went down, and a route server starts BFD with the session only, so BFD is left "
            f"out on this appliance: its loss is noticed by the hold time ({state.timers.hold} s). FRR 10.2.3, 10.3.1 and all of 8, 9 and 10.4 do better.")


def settings(state: ApplianceState, release: Release) -> list[Setting]:
    """Sources: vendor facts 9 (next hop tracking through the default route, import check), routing facts (fast convergence: 3 s instead of 5 s)."""
    bgp = f"router bgp {state.asn}"
    wanted = [
        Setting(10, (bgp,), bgp),
        Setting(20, (bgp, f"bgp router-id {state.router_id}"), "bgp router-id"),
        Setting(30, (bgp, "no bgp default ipv4-unicast"), "no bgp default ipv4-unicast"),
        Setting(80, (bgp, "bgp fast-convergence"), "bgp fast-convergence"),
        Setting(110, (bgp, "no bgp network import-check"), "no bgp network import-check"),
    ]
    for family in state.families:
        line = f"{ip(family)} nht resolve-via-default"
        wanted.append(Setting(90 if family == 4 else 100, (line,), line, implied=release.resolves_via_default))
    if state.bfd:
        wanted.append(Setting(5, ("bfd",), "bfd"))
    return sorted(wanted, key=lambda one: one.number)


def render(state: ApplianceState) -> list[Line]:
    names = Names(state.name_prefix)
    return [*_policies(state, names), *_sessions(state, names)]


def _policies(state: ApplianceState, names: Names) -> list[Line]:
    lines = deny_all(names)
    if state.bfd:
        lines += bfd_profile(state.bfd, names)
    lines.append((f"route-map {names.own('ORIGIN')} permit 10",))
    announced = dict(state.announced)
    for family in state.families:
        own = names.group("OWN", family)
        lists, entries = prefix_lists(own, family, tuple(Bound(prefix, None, None) for prefix in announced.get(family, ())))
        lines += entries
        for position, name in enumerate(lists, 1):
            header = f"route-map {own} permit {position * 10}"
            lines += [(header,), (header, f"match {ip(family)} address prefix-list {name}")]
            lines += [(header, f"set {word}") for word in _attributes(state)]
        if not lists:
            lines.append((f"route-map {own} deny 10",))
        if state.accept_default:
            name = names.default(family)
            header = f"route-map {name} permit 10"
            lines += [(f"{ip(family)} prefix-list {name} permit {DEFAULT_ROUTE[family]}",), (header,),
                      (header, f"match {ip(family)} address prefix-list {name}")]
    return lines


def _attributes(state: ApplianceState) -> list[str]:
    words = [f"community {state.community}"] if state.community else []
    return words + ([f"metric {state.med}"] if state.med is not None else [])


def _sessions(state: ApplianceState, names: Names) -> list[Line]:
    bgp = f"router bgp {state.asn}"
    lines: list[Line] = []
    activations: list[Line] = []
    announced = dict(state.announced)
    for family in state.families:
        name = names.group("RS", family)
        words = ["peer-group", f"remote-as {state.remote_asn}"]
        if state.asn != state.remote_asn:
            words.append(f"ebgp-multihop {EBGP_HOPS}")
        if state.bfd:
            words += ["bfd", f"bfd profile {names.bfd}"]
        if state.interface:
            words.append(f"update-source {state.interface}")
        words += [timers(state.timers), f"timers connect {state.timers.connect}"]
        lines += [(bgp, f"neighbor {name} {word}") for word in words]
        inside = (bgp, address_family(family))
        activations += [(*inside, f"network {prefix} route-map {names.own('ORIGIN')}") for prefix in announced.get(family, ())]
        activations += [(*inside, f"neighbor {name} {word}") for word in
                        ("activate", "soft-reconfiguration inbound", *([f"maximum-prefix-out {state.limit}"] if state.limit else []),
                         f"route-map {names.default(family) if state.accept_default else names.nothing} in",
                         f"route-map {names.group('OWN', family)} out")]
    lines += activations
    for neighbor in state.neighbors:
        lines.append((bgp, f"neighbor {neighbor.address} peer-group {names.group('RS', neighbor.family)}"))
        if neighbor.password:
            lines.append((bgp, f"neighbor {neighbor.address} password {neighbor.password}"))
    return lines
