# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a line of IOS configuration is about: its kind, its subject, what it replaces, and how it is taken away."""
from __future__ import annotations

import re
from functools import lru_cache

from ...bgp_lines import subject
from ...statements import Line

POLICY = ("ip prefix-list ", "ipv6 prefix-list ", "ip as-path access-list ", "ip community-list ", "route-map ", "bfd-template ", "bfd map ")

# What stands once only, by the words that begin such lines; the first group is the key. A match line is not here: of some kinds IOS adds the new value
# to the entry's, of others it holds one (Cisco-IOS-XE-route-map.yang 17.15: a list of `ip address prefix-list`, one `ipv6 address prefix-list`), so
# the old one is taken away before the new one comes.
SINGLE_VALUED = (
    ("neighbor", r"(neighbor \S+ (?:password|timers|update-source|ebgp-multihop|maximum-prefix|description|send-community)) .*"),
    ("neighbor", r"(neighbor \S+ route-map) \S+ (in|out)"),
    ("bgp", r"(bgp (?:router-id|cluster-id|listen limit)) .*"),
    ("set", r"(set (?:local-preference|metric-type|metric|community|large-community|origin)) .*"),
    ("description", r"(description) .*"),
    ("interval", r"(interval) .*"),
    ("isis", r"(isis (?:ipv6 )?metric) \d+( level-\d)?"),
    ("isis", r"(isis circuit-type) \S+"),
    ("ip ipv6 ospfv3", r"((?:(?:ip|ipv6) ospf|ospfv3) cost) \d+"),
    ("ip", r"(ip address) .*"),
    ("redistribute", r"(redistribute connected) .*"),
    ("network", r"(network \S+(?: mask \S+)?) route-map \S+"),
)
RULES: dict[str, list[re.Pattern[str]]] = {}
for _words, _pattern in SINGLE_VALUED:
    for _word in _words.split():
        RULES.setdefault(_word, []).append(re.compile(_pattern))
# `no` with every word would take the options away and leave the rest (Command Reference, redistribute), or show a key. `network` goes with all its
# words (cisco.ios 11.1.1, documentation of ios_bgp_address_family: `no network … mask … route-map test`, and the configuration after it).
SHORT_REMOVAL = ("redistribute ",)
SECRET = re.compile(r"(neighbor \S+ password) .*")


@lru_cache(maxsize=None)
def _key(text: str) -> str:
    for pattern in RULES.get(text.partition(" ")[0], ()):
        match = pattern.fullmatch(text)
        if match:
            return " ".join(group.strip() for group in match.groups() if group)
    return text


def key(line: Line) -> Line:
    """What can stand once only: a new line with the key of an old one replaces it."""
    return (*line[:-1], _key(line[-1]))


def removal(line: Line) -> Line:
    """The line that takes `line` away, without the secret that it may hold."""
    text = line[-1]
    if text.startswith("no "):
        return (*line[:-1], text[3:])
    if text.startswith(SHORT_REMOVAL):
        text = _key(text)
    return (*line[:-1], "no " + SECRET.sub(r"\1", text))


def is_policy(line: Line) -> bool:
    return line[0].startswith(POLICY)


def is_match(line: Line) -> bool:
    return len(line) == 2 and line[1].startswith("match ")


def is_inbound(line: Line) -> bool:
    """Whether a line belongs to the route map that a pool's routes pass as they come in."""
    return line[0].startswith("route-map ") and line[0].split()[1].endswith("-IN")


def is_listed(line: Line) -> bool:
    """Whether a line is one entry of a list."""
    return len(line) == 1 and line[0].startswith(("ip prefix-list ", "ipv6 prefix-list ", "ip as-path ", "ip community-list "))


def is_anycast(line: Line) -> bool:
    return line[0].startswith("interface ") or line[-1].startswith("redistribute ")


def is_address_line(line: Line) -> bool:
    return line[0].startswith("interface ") and line[-1].startswith(("ip address ", "ipv6 address "))


def is_ospf_line(line: Line) -> bool:
    """Whether a line of an interface is about OSPF."""
    return line[0].startswith("interface ") and line[-1].startswith(("ip ospf ", "ipv6 ospf ", "ospfv3 "))


def is_activation(line: Line) -> bool:
    return subject(line) is not None and line[-1].endswith(" activate")


@lru_cache(maxsize=None)
def policy_object(line: Line) -> str:
    """The command that names the whole object of a policy line: `ip prefix-list VA-web-4`, `route-map VA-web-4-IN`, `bfd map ipv4 … VA-BFD`."""
    words = line[0].split()
    if words[0] == "route-map":
        return " ".join(words[:2])
    if words[:2] == ["bfd", "map"]:
        return line[0]
    return " ".join(words[:4] if words[1] in ("community-list", "as-path") else words[:3])
