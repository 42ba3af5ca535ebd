# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interfaces and the link-state protocols."""
from __future__ import annotations

from .model import by_interface, rule

METRIC = "[metric {metric:0-16777214}] [metric-type {kind:1-2}]"

INTERFACE = (
    rule("description ~ {line}", "interface-command", 5),
    rule("vrf forwarding ~ {word}", "recorded, interface-command", 10),
    rule("ip address {address:ipv4} {mask} secondary", "interface-command", 19, action="ip_address"),
    rule("ip address ~ {address:ipv4} {mask}", "recorded, interface-command", 20, action="ip_address"),
    rule("ip mtu ~ {68-9216}", "interface-command", 22),
    rule("ip router isis ~ [{tag:word}]", "isis-command, vendor facts 7", 25),
    rule("ip ospf network ~ (point-to-point | broadcast | non-broadcast | point-to-multipoint)", "ospf-command", 30),
    rule("ip ospf bfd", "ospf-command", 31),
    rule("ip ospf ~ {number:1-65535} area {area}", "ospf-command, vendor facts 7, nso", 33, action="joins_ospf"),
    rule("ip ospf cost ~ {cost:1-65535}", "ospf-command, vendor facts 7", 34),
    rule("shutdown", "recorded, interface-command", 40),
    rule("negotiation auto", "recorded", 42, keep_no=True),
    rule("bfd interval ~ {tx:50-9999} min_rx {rx:50-9999} multiplier {multiplier:3-50}", "interface-command, bfd-guide", 44),
    rule("bfd template ~ {word}", "interface-command, bfd-guide", 44),
    rule("ipv6 address {address6/length}", "ipv6-command", 50),
    rule("ipv6 address {ipv6} link-local", "ipv6-command", 49),
    rule("ipv6 enable", "ipv6-command", 51),
    rule("ipv6 mtu ~ {1280-9976}", "ipv6-command", 52),
    rule("ipv6 router isis ~ [{tag:word}]", "isis-command, ipv6-command", 53),
    rule("ipv6 ospf ~ {number:1-65535} area {area}", "ipv6-command, recorded-ipv6", 54, action="joins_ospfv3"),
    rule("ipv6 ospf cost ~ {cost:1-65535}", "ipv6-command", 55),
    rule("ipv6 ospf network ~ (point-to-point | broadcast)", "ipv6-command", 54),
    rule("ospfv3 network ~ (point-to-point | broadcast)", "ospf-command", 56),
    rule("ospfv3 {number:1-65535} (ipv4 | ipv6) area ~ {area}", "ospf-command, recorded-ipv6", 57, action="joins_ospfv3"),
    rule("ospfv3 cost ~ {cost:1-65535}", "ospf-command", 58),
    rule("ospfv3 {number:1-65535} cost ~ {cost:1-65535}", "ospf-command", 58),
    rule("ospfv3 {number:1-65535} (ipv4 | ipv6) cost ~ {cost:1-65535}", "ospf-command", 58),
    rule("isis circuit-type ~ (level-1 | level-1-2 | level-2-only)", "isis-command", 60),
    rule("isis network point-to-point", "isis-command", 61),
    rule("isis metric ~ {metric:1-16777214} [(level-1 | level-2)]", "isis-command, vendor facts 7", 62, action="isis_metric"),
    rule("isis ipv6 metric ~ {metric:1-16777214} [(level-1 | level-2)]", "isis-command", 63, action="isis_metric"),
    rule("mop (enabled | sysid)", "recorded", 70, keep_no=True, hidden=True),
)

PASSIVE = (
    rule("passive-interface default", "ospf-command", 50),
    rule("passive-interface {interface}", "recorded-ospfv3, ospf-command", 51, order=by_interface, keep_no=True, action="passive_interface"),
)

OSPF = (
    rule("router-id ~ {ipv4}", "ospf-command, recorded-ospfv3", 10),
    rule("max-metric router-lsa ~ [on-startup {seconds:5-86400}] [include-stub] [summary-lsa [{summary:1-16777215}]] [external-lsa [{external:1-16777215}]]",
         "ospf-command", 15),
    rule("auto-cost reference-bandwidth ~ {1-4294967}", "ospf-command", 16),
    rule(f"redistribute connected ~ {METRIC} [subnets] [route-map {{map:word}}]", "ospf-command, ip-command, vendor facts 7", 40, action="redistribution"),
    rule("redistribute connected ~ route-map {map:word} subnets", "ospf-command, ip-command", 40, action="redistribution"),
    *PASSIVE,
    rule("network {ipv4} {wildcard} area {area}", "recorded, ospf-command", 60),
    rule("default-information originate ~ [always]", "ospf-command", 70),
    rule("bfd all-interfaces", "ospf-command", 80),
    rule("shutdown", "ospf-command", 5),
)

OSPF6 = (
    rule("router-id ~ {ipv4}", "recorded-ospfv3, ipv6-command", 10),
    rule("max-metric router-lsa ~ [on-startup {seconds:5-86400}] [external-lsa [{external:1-16777215}]]", "ospf-command", 15),
    *PASSIVE,
    rule(f"redistribute connected ~ {METRIC} [route-map {{map:word}}] [include-connected]", "ipv6-command", 60, action="redistribution"),
)

OSPFV3 = (
    rule("router-id ~ {ipv4}", "ospf-command", 10),
    rule("address-family (ipv4 | ipv6) [unicast]", "ospf-command", 90, opens="ospfv3-af", lead=(" !",)),
    *PASSIVE,
)

OSPFV3_AF = (
    rule("max-metric router-lsa ~ [on-startup {seconds:5-86400}] [external-lsa [{external:1-16777215}]]", "max-metric-guide", 15),
    *PASSIVE,
    rule(f"redistribute connected ~ {METRIC} [route-map {{map:word}}]", "ospf-command", 60, action="redistribution"),
    rule("router-id ~ {ipv4}", "ospf-command", 10),
)

ISIS_REDISTRIBUTE = rule(
    "redistribute connected ~ [metric {metric:0-4261412864}] [metric-type (internal | external)] [route-map {map:word}] [(level-1 | level-2 | level-1-2)]",
    "isis-command", 50, action="redistribution")

ISIS = (
    rule("net {word}", "isis-command", 10),
    rule("is-type ~ (level-1 | level-1-2 | level-2-only)", "isis-command", 20),
    rule("metric-style ~ (wide | narrow | transition)", "isis-command", 30),
    rule("set-overload-bit ~ [on-startup {seconds:5-86400}]", "isis-command", 35),
    rule("log-adjacency-changes ~ [all]", "isis-command", 36),
    ISIS_REDISTRIBUTE,
    rule("passive-interface {interface}", "isis-command", 60, order=by_interface),
    rule("bfd all-interfaces", "isis-command", 70),
    rule("address-family ipv6 [unicast]", "isis-command", 90, opens="isis-af", lead=(" !",), action="family"),
)

ISIS_AF = (
    rule("multi-topology", "isis-command", 10),
    ISIS_REDISTRIBUTE,
)
