# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Junos configuration as the FRR configuration that means the same, with the addresses of its interfaces. Pure.

A static route's preference is 5 and that of one which DHCP brings 12 (Juniper, "Route Preferences Overview"). One that is `no-install` stays out of the
forwarding table, so FRR's RIB never sees it; BGP exports it all the same.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network

from ...twin_frr import Line, Notes, Translation
from .bgp import Bgp, statics
from .bgp_replies import Peering
from .igp import Igp
from .interfaces import LOOPBACK, interfaces
from .policies import Policies
from .statements import Statements, parse

# What no routing daemon needs.
QUIET = ("version", "apply-macro", "system", "chassis", "snmp", "security", "services", "event-options", "applications", "access", "vlans", "poe",
         "forwarding-options",
         "class-of-service", "virtual-chassis", "management-instance", "multi-chassis", "ethernet-switching-options", "firewall", "accounting-options")
QUIET_PROTOCOLS = ("lldp", "lldp-med", "igmp-snooping", "rstp", "mstp", "router-advertisement", "l2-learning", "sflow", "stp", "layer2-control")
STATIC_PREFERENCE = 5
TARGETS = {"discard": "Null0", "reject": "reject", "receive": "Null0"}
MANAGEMENT = "mgmt_junos"


@dataclass(frozen=True)
class JunosTranslation(Translation):
    """With what answers on the sessions need."""

    peerings: tuple[Peering, ...] = ()
    uninstalled: tuple[str, ...] = ()


def translate(committed: str, devices: Mapping[str, str]) -> JunosTranslation:
    """`devices`: the Linux device of each physical interface but lo0, by Junos's name (`ge-0/0/0`: `eth1`); its unit 0 is meant."""
    top, notes = parse(committed), Notes()
    hostname = top.value("system", "host-name")
    for word in QUIET:
        top.drop(word)
    for word in QUIET_PROTOCOLS:
        top.drop("protocols", word)
    top.drop("routing-instances", MANAGEMENT)
    found = interfaces(top, devices, notes)
    router_id = top.value("routing-options", "router-id") or found[LOOPBACK].primary
    policies = Policies(top, found, notes)
    routed = Igp(top, found, policies, router_id, notes).lines()
    bgp = Bgp(top, found, policies, router_id, notes)
    spoken = bgp.lines()
    head = [(f"ip router-id {router_id}",)] if router_id else []
    lines = [*head, *policies.lines, *_statics(top, notes), *routed, *spoken]
    for line in _unread(top):
        notes.add(line)
    return JunosTranslation(tuple(dict.fromkeys(lines)), tuple(found.values()), tuple(dict.fromkeys(notes.untranslated)), hostname, bgp.asn,
                            tuple(bgp.peerings()), tuple(prefix for prefix, installed in statics(top) if not installed))


def _unread(top: Statements) -> list[str]:
    """What routes, is active and was never asked for; a policy that nothing uses is none of it."""
    unused = ("policy-options ", "groups ", "routing-options router-id", "routing-options autonomous-system")
    return [line for line in top.unread() if not line.startswith(unused)]


def _statics(top: Statements, notes: Notes) -> Iterator[Line]:
    for place in (("routing-options", "static"), ("routing-options", "rib", "inet6.0", "static"), ("routing-options", "rib", "inet.0", "static")):
        for text, below in top.each(*place, "route"):
            network = ip_network(text, strict=False)
            hops = [*below.values("next-hop"), *(target for word, target in TARGETS.items() if below.has(word))]
            preference = below.value("preference") or str(STATIC_PREFERENCE)
            for word in ("metric", "tag", "resolve", "no-resolve", "install", "readvertise", "no-readvertise", "retain", "no-retain"):
                below.drop(word)
            if below.has("no-install"):
                continue
            if not hops:
                notes.add(f"{' '.join(place)} route {text}", "its next hop has no counterpart in FRR")
            for hop in hops:
                yield (f"{'ip' if network.version == 4 else 'ipv6'} route {network} {hop} {preference}",)
