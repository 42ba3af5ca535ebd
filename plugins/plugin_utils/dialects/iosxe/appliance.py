# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes an appliance on IOS-XE: state to canonical lines. It announces its own prefixes, exactly, and can never become transit."""
from __future__ import annotations

import ipaddress

from ...cidr import WIDTH
from ...prefixes import Bound
from ...state.model import EBGP_HOPS, ApplianceState
from ...statements import Line
from .names import Names, address_family, entry, ip, masked, written
from .shared import WIDEST, bfd_map, bfd_template, deny_all, default_only, timers

FLOATING = 254
CLASSES = ((1, 126, 8), (128, 191, 16), (192, 223, 24))


def render(state: ApplianceState) -> list[Line]:
    names = Names(state.name_prefix)
    return [*_policies(state, names), *_routes(state, names), *_sessions(state, names)]


def _policies(state: ApplianceState, names: Names) -> list[Line]:
    lines = deny_all(names)
    if state.bfd:
        lines += bfd_template(state.bfd, names)
        lines += [bfd_map(neighbor.family, f"{neighbor.address}/{WIDTH[neighbor.family]}", WIDEST[neighbor.family], names)
                  for neighbor in state.neighbors]
    lines.append((f"route-map {names.own('ORIGIN')} permit 10",))
    announced = dict(state.announced)
    for family in state.families:
        own = names.group("OWN", family)
        prefixes = announced.get(family, ())
        lines += [entry(own, Bound(prefix, None, None)) for prefix in prefixes]
        if prefixes:
            header = f"route-map {own} permit 10"
            lines += [(header,), (header, f"match {ip(family)} address prefix-list {own}"), *((header, f"set {word}") for word in _attributes(state))]
        else:
            lines.append((f"route-map {own} deny 5",))
        if state.accept_default:
            lines += default_only(family, names)
    return lines


def _attributes(state: ApplianceState) -> list[str]:
    words = [f"community {state.community}"] if state.community else []
    return words + ([f"metric {state.med}"] if state.med is not None else [])


def _routes(state: ApplianceState, names: Names) -> list[Line]:
    """IOS announces a network only while its route is in the table (BGP Command Reference, network), so each prefix has a floating one."""
    lines: list[Line] = []
    for family, prefixes in state.announced:
        for prefix in prefixes:
            block = masked(prefix) if family == 4 else written(prefix)
            lines.append((f"{ip(family)} route {block} Null0 {FLOATING} name {names.routes}",))
    return lines


def _sessions(state: ApplianceState, names: Names) -> list[Line]:
    bgp = f"router bgp {state.asn}"
    lines: list[Line] = []
    inside: list[Line] = []
    announced = dict(state.announced)
    for family in state.families:
        name = names.group("RS", family)
        words = ["peer-group", f"remote-as {state.remote_asn}"]
        words += [f"ebgp-multihop {EBGP_HOPS}"] if state.asn != state.remote_asn else []
        words += ["fall-over bfd multi-hop"] if state.bfd else []
        words += [f"update-source {state.interface}"] if state.interface else []
        words.append(timers(state.timers, minimum=False))
        lines += [(bgp, f"neighbor {name} {word}") for word in words]
        context = (bgp, address_family(family))
        inside += [(*context, f"network {_network(prefix)} route-map {names.own('ORIGIN')}") for prefix in announced.get(family, ())]
        heard = names.default(family) if state.accept_default else names.nothing
        words = (["send-community"] if state.community else []) + [
            "next-hop-self", f"route-map {heard} in", f"route-map {names.group('OWN', family)} out"]
        inside += [(*context, f"neighbor {name} {word}") for word in words]
        inside += [(*context, f"neighbor {written(neighbor.address)} activate") for neighbor in state.neighbors if neighbor.family == family]
    for neighbor in state.neighbors:
        address = written(neighbor.address)
        lines.append((bgp, f"neighbor {address} peer-group {names.group('RS', neighbor.family)}"))
        if neighbor.password:
            lines.append((bgp, f"neighbor {address} password {neighbor.password}"))
    return lines + inside


def _network(prefix: str) -> str:
    """As IOS prints it: a classful network stands without its mask (seen in the recorded configurations: `network 192.168.122.0`)."""
    network = ipaddress.ip_network(prefix)
    if network.version == 6:
        return written(prefix)
    first = int(network.network_address) >> 24
    natural = any(low <= first <= high and network.prefixlen == length for low, high, length in CLASSES)
    return str(network.network_address) if natural else f"{network.network_address} mask {network.netmask}"
