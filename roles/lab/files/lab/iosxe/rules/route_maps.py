# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Route maps."""
from __future__ import annotations

from .model import rule

LISTS = "ip-command, bgp-command, recorded-dynamic"

ROUTE_MAP = (
    rule("description ~ {line}", "recorded, ip-command", 5),
    rule("continue ~ [{1-65535}]", "bgp-command", 7),
    rule("match as-path ~ {lists:1-500}+16", "bgp-command", 10, action="union"),
    rule("match community ~ {lists:word}+16", "bgp-command", 11, action="union"),
    rule("match extcommunity ~ {lists:word}+16", "bgp-command", 12, action="union"),
    rule("match large-community ~ {lists:word}+16", "large-community", 12, action="large_community"),
    rule("match ip address prefix-list ~ {lists:word}+32", "recorded, " + LISTS, 13, action="union"),
    rule("match ip address ~ {lists:word}+32", LISTS, 14, action="union"),
    rule("match ip next-hop prefix-list ~ {lists:word}+32", LISTS, 15, action="union"),
    rule("match ip route-source prefix-list ~ {lists:word}+32", LISTS, 16, action="union"),
    rule("match ipv6 address prefix-list ~ {list:word}", "ipv6-command, bgp-guide, route-map-yang", 17),
    rule("match ipv6 next-hop prefix-list ~ {list:word}", "ipv6-command, route-map-yang", 18),
    rule("match interface ~ {interface}", "ip-command", 20),
    rule("match local-preference ~ {0-4294967295}", "bgp-command", 21),
    rule("match metric ~ {lists:0-4294967295}+16", "ip-command, route-map-yang", 21, action="union"),
    rule("match tag ~ {0-4294967295}", "ip-command", 22),
    rule("match route-type ~ (local | internal | external [(type-1 | type-2)] | level-1 | level-2)", "ip-command", 23),
    rule("set as-path prepend ~ {asn}+10", "recorded, bgp-command", 40),
    rule("set comm-list ~ {list:word} delete", "bgp-command", 41, key="set comm-list {list}"),
    rule("set community ~ (none | {community}+32 [additive])", "bgp-command", 42),
    rule("set extcomm-list ~ {list:word} delete", "bgp-command", 43, key="set extcomm-list {list}"),
    rule("set extcommunity (rt | soo) ~ {word}+10 [additive]", "recorded, bgp-command", 44),
    rule("set ip next-hop ~ (peer-address | self | {ipv4}+4)", "bgp-command, bgp-guide", 45),
    rule("set ipv6 next-hop ~ (peer-address | {ipv6}+2)", "bgp-command, bgp-guide", 46),
    rule("set large-comm-list ~ {list:word} delete", "large-community", 46, key="set large-comm-list {list}", action="large_community"),
    rule("set large-community ~ (none | {large}+20 [additive])", "large-community, route-map-yang", 47, action="large_community"),
    rule("set level ~ (level-1 | level-2 | level-1-2)", "isis-command", 47),
    rule("set local-preference ~ {0-4294967295}", "bgp-command", 48),
    rule("set metric ~ {number}", "ip-command, vendor facts 7", 49),
    rule("set metric-type ~ (internal | external | type-1 | type-2)", "ip-command, vendor facts 7", 50),
    rule("set origin ~ (igp | incomplete)", "bgp-command", 51),
    rule("set tag ~ {0-4294967295}", "ip-command", 52),
    rule("set weight ~ {0-65535}", "bgp-command", 53),
)
