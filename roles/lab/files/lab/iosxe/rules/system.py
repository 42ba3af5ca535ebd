# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Global configuration: the system, and the commands that open modes. Ranks follow the recorded configurations."""
from __future__ import annotations

import re

from .model import by_interface, by_number, by_text, list_order, route_map_order, rule

BLOCK = ("!",)

# Lines of recorded configurations that the twin keeps and nobody may type: their place, so that new lines go where IOS would print them (recorded).
PLACES = tuple((re.compile(pattern), rank) for pattern, rank in (
    (r"version ", 10), (r"service ", 20), (r"(no )?platform ", 25), (r"hostname ", 40), (r"boot-(start|end)-marker", 50), (r"vrf definition ", 60),
    (r"(no )?aaa ", 70), (r"ip domain ", 80), (r"subscriber ", 100), (r"multilink ", 110), (r"crypto pki", 120), (r"license ", 130),
    (r"diagnostic ", 140), (r"archive", 150), (r"spanning-tree ", 160), (r"redundancy", 170), (r"crypto ", 180), (r"interface ", 200),
    (r"router eigrp", 205), (r"router ", 210), (r"virtual-service ", 240), (r"ip forward-protocol", 250), (r"(no )?ip http", 260),
    (r"(no )?ip route ", 270), (r"ip (ssh|scp) ", 280), (r"ipv6 route ", 300), (r"control-plane", 400), (r"line ", 410), (r"end$", 10**6),
))

PREFIX_LIST = "ip prefix-list {name} [seq {seq:1-4294967294}] (permit | deny) {prefix4} [ge {ge:1-32}] [le {le:1-32}]"
PREFIX_LIST_6 = "ipv6 prefix-list {name} [seq {seq:1-4294967294}] (permit | deny) {prefix6} [ge {ge:1-128}] [le {le:1-128}]"

GLOBAL = (
    rule("service timestamps ~ (debug | log) [datetime] [msec] [localtime] [show-timezone]", "recorded, fundamentals", 20, key=""),
    rule("service password-encryption", "security, recorded-dynamic", 21, keep_no=True, action="service_password_encryption"),
    rule("hostname ~ {word}", "recorded, fundamentals", 40, lead=BLOCK),
    rule("vrf definition {word}", "recorded, ip-command", 60, opens="vrf", lead=BLOCK, order=by_text("word")),
    rule("enable (secret | password) ~ [{0-9}] {secret:word}", "security", 65),
    rule("username {word} ~ {line}", "security", 166),
    rule("ip domain name ~ {word}", "recorded, fundamentals", 80),
    rule("ip domain lookup", "fundamentals", 81, keep_no=True, hidden=True),
    rule("ipv6 unicast-routing", "ipv6-command", 90, lead=BLOCK),
    rule("archive", "recorded, archive-command", 150, opens="archive", lead=BLOCK),
    rule("bfd map ipv4 ~ {prefix:prefix4} {source:prefix4} {template:word}", "bfd-guide", 175, key="bfd map ipv4 {prefix} {source}",
         cluster="bfd map", lead=BLOCK),
    rule("bfd map ipv6 ~ {prefix:prefix6} {source:prefix6} {template:word}", "bfd-guide, bfd-yang", 175, key="bfd map ipv6 {prefix} {source}",
         cluster="bfd map", lead=BLOCK),
    rule("bfd-template (single-hop | multi-hop) {word}", "bfd-guide", 176, opens="bfd", lead=BLOCK, order=by_text("word")),
    rule("interface {interface}", "recorded, interface-command", 200, opens="interface", lead=BLOCK, order=by_interface, action="interface"),
    rule("router ospfv3 {number:1-65535}", "ospf-command", 206, opens="ospfv3", lead=BLOCK, order=by_number("number")),
    rule("router ospf {number:1-65535} [vrf {vrf:word}]", "recorded, ospf-command", 210, opens="ospf", lead=BLOCK, order=by_number("number"),
         key="router ospf {number}"),
    rule("router isis [{tag:word}]", "isis-command", 220, opens="isis", lead=BLOCK),
    rule("router bgp {asn}", "recorded, bgp-command, recorded-console", 230, opens="bgp", lead=BLOCK, key="router bgp", action="router_bgp"),
    rule("ip http (server | secure-server)", "recorded", 260, keep_no=True),
    rule("ip route [vrf {vrf:word}] {ipv4} {mask} ({via:address} | {out:interface} [{via:address}]) [{distance:1-255}] [tag {tag:1-4294967295}] [name {word}]",
         "recorded, ip-command", 270),
    rule("ip route [vrf {vrf:word}] {ipv4} {mask} [{out:interface}] dhcp [{distance:1-255}]", "dhcp-gateway", 270),
    rule("ip community-list standard {name:word} (permit | deny) {community}+32", "bgp-command", 285, order=list_order, cluster="{name}",
         action="numbered_list", also="ip community-list standard {name:word}"),
    rule("ip community-list expanded {name:word} (permit | deny) {line}", "bgp-command", 285, order=list_order, cluster="{name}",
         action="numbered_list", also="ip community-list expanded {name:word}"),
    rule("ip community-list {name:1-99} (permit | deny) {community}+32", "bgp-command", 285, order=list_order, cluster="{name}",
         action="numbered_list", also="ip community-list {name:1-99}"),
    rule("ip community-list {name:100-500} (permit | deny) {line}", "bgp-command", 285, order=list_order, cluster="{name}",
         action="numbered_list", also="ip community-list {name:100-500}"),
    rule("ip extcommunity-list (standard | expanded) {name:word} (permit | deny) {line}", "bgp-command", 286, order=list_order, cluster="{name}",
         action="numbered_list", also="ip extcommunity-list (standard | expanded) {name:word}"),
    rule("ip extcommunity-list {name:1-500} (permit | deny) {line}", "bgp-command", 286, order=list_order, cluster="{name}",
         action="numbered_list", also="ip extcommunity-list {name:1-500}"),
    rule("ip as-path access-list {name:1-500} (permit | deny) {line}", "bgp-command", 287, order=by_number("name"), action="numbered_list",
         also="ip as-path access-list {name:1-500}"),
    rule(PREFIX_LIST.replace("{name}", "{name:word}"), "recorded, ip-config, ip-command", 290, order=list_order, cluster="ip {name}", lead=BLOCK,
         action="prefix_list", key="ip prefix-list {name} seq {seq}", also="ip prefix-list {name:word} [seq {seq:1-4294967294}]"),
    rule("ip prefix-list {name:word} description ~ {line}", "ip-command, cisco.ios", 290, order=list_order, cluster="ip {name}", lead=BLOCK),
    rule("ipv6 route {prefix6} ({via:ipv6} | {out:interface} [{via:ipv6}]) [{distance:1-254}] [tag {tag:1-4294967295}] [name {word}]",
         "recorded-ospfv3, ipv6-command, cisco.ios", 300),
    rule("ipv6 router ospf {number:1-65535}", "recorded-ospfv3, ipv6-command", 310, opens="ospf6", order=by_number("number")),
    rule(PREFIX_LIST_6.replace("{name}", "{name:word}"), "recorded-ospfv3, ipv6-command, ip-config", 320, order=list_order, cluster="ipv6 {name}",
         lead=BLOCK, action="prefix_list", key="ipv6 prefix-list {name} seq {seq}", also="ipv6 prefix-list {name:word} [seq {seq:1-4294967294}]"),
    rule("ipv6 prefix-list {name:word} description ~ {line}", "ipv6-command, cisco.ios", 320, order=list_order, cluster="ipv6 {name}", lead=BLOCK),
    rule("route-map {name:word} [{action:route_map_action}] [{seq:0-65535}]", "recorded, ip-command", 330, opens="route-map", lead=BLOCK,
         order=route_map_order, action="route_map", key="route-map {name} {seq}"),
)

ARCHIVE = (
    rule("log config", "archive-command, recorded-archive", 5, opens="archive-log"),
    rule("path ~ {word}", "recorded, archive-command", 10),
    rule("maximum ~ {1-14}", "archive-command, vendor facts 8", 20),
    rule("write-memory", "recorded, archive-command", 30),
    rule("time-period ~ {1-525600}", "archive-command, archive-blog", 40),
)

ARCHIVE_LOG = (
    rule("logging enable", "archive-command, recorded-archive", 10),
    rule("logging size ~ {1-1000}", "archive-command", 20),
    rule("hidekeys", "archive-command, recorded-archive", 30),
    rule("notify syslog", "archive-command, recorded-archive", 40),
)

BFD = (
    rule("interval ~ min-tx {min_tx:1-9999} min-rx {min_rx:1-9999} multiplier {multiplier:3-50}", "bfd-guide", 10),
)

VRF = (
    rule("rd ~ {word}", "recorded, ip-command", 10),
    rule("description ~ {line}", "ip-command", 5),
    rule("address-family (ipv4 | ipv6) [unicast]", "recorded, ip-command", 20, opens="vrf-af", lead=(" !",), action="family"),
)

VRF_AF = (
    rule("import map ~ {word}", "recorded, ip-command", 10),
    rule("export map ~ {word}", "recorded, ip-command", 10),
    rule("route-target (export | import) {word}", "recorded, ip-command", 20),
)
