# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPFv2, OSPFv3 and IS-IS of Junos as FRR's ospfd, ospf6d and isisd. Pure.

- Junos's default costs: 1 from 100 Mbit/s upwards (reference-bandwidth), 0 on lo0 (JUNOS 9.3, "Modifying the Interface Metric"); IS-IS 10, 0 where passive
  lo0 is (Juniper, "Understanding IS-IS Metrics"). FRR's OSPFv3 knows no cost 0: 1 there.
- An OSPFv2 interface is named by its name or by one of its addresses (Juniper, interface (Protocols OSPF)): FRR takes an address behind its words too.
- Preferences: OSPF 10, its externals 150, as on Junos (Juniper, "Route Preferences Overview").
- `overload` gives the links the highest cost (Juniper, overload (Protocols OSPF)); FRR's OSPFv3 would clear the R-bit, so its costs are written out.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address

from ...twin_frr import Line, Notes
from .interfaces import Interface
from .policies import Policies
from .statements import Statements
from .uses import Use

REDISTRIBUTED = {"direct": "connected", "static": "static", "bgp": "bgp", "ospf": "ospf", "ospf3": "ospf6", "isis": "isis"}
ROUTER = {"ospf": ("router ospf", "ospf", "ip ospf"), "ospf3": ("router ospf6", "ospf6", "ipv6 ospf6")}
TIMERS = {"hello-interval": "hello-interval", "dead-interval": "dead-interval", "retransmit-interval": "retransmit-interval", "priority": "priority"}
TYPES = {"p2p": "point-to-point", "p2mp": "point-to-multipoint", "nbma": "non-broadcast"}
QUIET = ("traceoptions", "description", "bandwidth-based-metrics", "graceful-restart", "no-rfc-1583")
SPF = (200, 5000)
INSTANCE = "JUNOS"
ISIS_METRIC = 10
INFINITE = 0xFFFF


def area(text: str) -> str:
    return text if "." in text else str(IPv4Address(int(text)))


class Igp:
    def __init__(self, top: Statements, interfaces: Mapping[str, Interface], policies: Policies, router_id: str, notes: Notes) -> None:
        self._top, self._interfaces, self._policies, self._router_id, self._notes = top, interfaces, policies, router_id, notes

    def lines(self) -> list[Line]:
        return [*self._ospf("ospf"), *self._ospf("ospf3"), *self._isis()]

    # -- OSPF --------------------------------------------------------------------------------------------------------

    def _ospf(self, protocol: str) -> Iterator[Line]:
        ospf = self._top.at("protocols", protocol)
        if not ospf or ospf.has("disable"):
            return
        head, word, prefix = ROUTER[protocol]
        for quiet in QUIET:
            ospf.drop(quiet)
        yield (head,)
        if self._router_id:
            yield head, f"{word} router-id {self._router_id}"
        yield head, f"distance {word} intra-area 10 inter-area 10 external 150"
        spf = ospf.at("spf-options")
        delay, hold = int(spf.value("delay") or SPF[0]), int(spf.value("holddown") or SPF[1])
        spf.value("rapid-runs")
        yield head, f"timers throttle spf {delay} {delay} {hold}"
        yield head, "timers lsa min-arrival 0"
        overloaded = bool(ospf.at("overload"))
        if overloaded and protocol == "ospf":
            yield head, "max-metric router-lsa administrative"
        yield from ((head, text) for text in self._redistributed(ospf, protocol, "redistribute {protocol}", 4 if protocol == "ospf" else 6))
        named = {name for _area, below in ospf.each("area") for name in below.at("interface").names()}
        for number, below in ospf.each("area"):
            for name, statements in below.each("interface"):
                for interface, address in self._meant(name, named, protocol):
                    for line in self._ospf_interface(prefix, area(number), interface, address, statements):
                        costs = overloaded and protocol == "ospf3" and " cost " in line[1] and not interface.loopback
                        yield (line[0], f"{prefix} cost {INFINITE}") if costs else line

    def _meant(self, name: str, named: set[str], protocol: str) -> Iterator[tuple[Interface, str]]:
        """The interfaces behind a name, with the address where that is the name."""
        if name == "all":
            yield from ((one, "") for one in self._interfaces.values() if one.name not in named and one.addresses)
        elif name in self._interfaces:
            yield self._interfaces[name], ""
        else:
            holders = [one for one in self._interfaces.values() if name in [str(address.ip) for address in one.ipv4]] if protocol == "ospf" else []
            if not holders:
                self._notes.add(f"protocols {protocol} … interface {name}", "there is no such interface or address")
            yield from ((one, name) for one in holders)

    def _ospf_interface(self, prefix: str, number: str, interface: Interface, address: str, statements: Statements) -> Iterator[Line]:
        head, behind = f"interface {interface.device}", f" {address}" if address else ""
        if statements.has("disable"):
            return
        for quiet in QUIET:
            statements.drop(quiet)
        yield head, f"{prefix} area {number}{behind}"
        metric = statements.value("metric") or ("0" if interface.loopback else "1")
        if metric == "0" and prefix != "ip ospf":
            metric = "1"
        if metric != "0":
            yield head, f"{prefix} cost {metric}{behind}"
        kind = statements.value("interface-type")
        if kind and not interface.loopback:
            yield head, f"{prefix} network {TYPES.get(kind, kind)}"
        for word, ours in TIMERS.items():
            value = statements.value(word)
            if value:
                yield head, f"{prefix} {ours} {value}{behind}"
        if statements.at("passive") or interface.loopback:
            yield head, f"{prefix} passive"

    def _redistributed(self, protocol: Statements, own: str, shape: str, version: int) -> Iterator[str]:
        """A redistribution for each protocol whose routes the export chain can let through."""
        chain = protocol.values("export")
        others = [name for name in REDISTRIBUTED if name != own and name != ("ospf3" if version == 4 else "ospf")]
        for source in others if chain else []:
            if self._policies.accepts(chain, Use("", version, (source,), own)):
                name = self._policies.chain(chain, Use(f"{own}-{version}-{source}-{'-'.join(chain).replace(' ', '_')}", version, (source,), own))
                yield f"{shape.format(protocol=REDISTRIBUTED[source])} route-map {name}"

    # -- IS-IS -------------------------------------------------------------------------------------------------------

    def _isis(self) -> Iterator[Line]:
        isis = self._top.at("protocols", "isis")
        if not isis or isis.has("disable"):
            return
        for quiet in QUIET:
            isis.drop(quiet)
        entity = next((one.entity for one in self._interfaces.values() if one.entity), "")
        if not entity:
            self._notes.add("protocols isis", "no interface has an ISO address, so it cannot start")
            return
        head = f"router isis {INSTANCE}"
        levels = [level for level in ("1", "2") if not isis.has("level", level, "disable")]
        wide = [isis.has("level", level, "wide-metrics-only") for level in levels]
        yield (head,)
        yield head, f"net {entity}"
        yield head, "is-type " + ("level-1-2" if len(levels) == 2 else "level-1" if levels == ["1"] else "level-2-only")
        yield head, f"metric-style {'wide' if all(wide) else 'transition'}"
        yield head, "lsp-gen-interval 1"
        spf = isis.at("spf-options")
        delay, hold = int(spf.value("delay") or SPF[0]), int(spf.value("holddown") or SPF[1])
        spf.value("rapid-runs")
        yield head, f"spf-delay-ietf init-delay {delay} short-delay {delay} long-delay {hold} holddown {hold + 1000} time-to-learn 500"
        if isis.at("overload"):
            isis.drop("overload")
            yield head, "set-overload-bit"
        for version in (4, 6):
            for level in levels:
                yield from ((head, text) for text in self._redistributed(isis, "isis", f"redistribute ipv{version} {{protocol}} level-{level}", version))
        for name, statements in isis.each("interface"):
            for interface, _address in self._meant(name, set(isis.at("interface").names()), "isis"):
                yield from self._isis_interface(interface, statements, levels)

    def _isis_interface(self, interface: Interface, statements: Statements, levels: Sequence[str]) -> Iterator[Line]:
        head = f"interface {interface.device}"
        if statements.has("disable"):
            return
        mine = [level for level in levels if not statements.has("level", level, "disable")]
        yield head, f"ip router isis {INSTANCE}"
        yield head, f"ipv6 router isis {INSTANCE}"
        yield head, "isis circuit-type " + ("level-1-2" if len(mine) == 2 else "level-1" if mine == ["1"] else "level-2-only")
        level = mine[-1] if mine else "2"
        yield head, f"isis metric {statements.value('level', level, 'metric') or (0 if interface.loopback else ISIS_METRIC)}"
        if statements.at("passive") or statements.at("level", level, "passive") or interface.loopback:
            yield head, "isis passive"
            return
        if statements.has("point-to-point"):
            yield head, "isis network point-to-point"
        hello = statements.value("level", level, "hello-interval") or statements.value("hello-interval")
        hold = statements.value("level", level, "hold-time") or statements.value("hold-time")
        if hello:
            yield head, f"isis hello-interval {hello}"
        if hold:
            yield head, f"isis hello-multiplier {max(2, int(hold) // int(hello or 9))}"
