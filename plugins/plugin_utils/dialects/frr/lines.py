# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a line of FRR configuration is about: its kind, its subject, what it replaces, and how it is taken away."""
from __future__ import annotations

import re
from functools import lru_cache

from .configuration import Line

POLICY = ("ip prefix-list ", "ipv6 prefix-list ", "bgp as-path access-list ", "bgp community-list ", "route-map ")

# What stands once only: the words that begin such lines, their pattern, the key and the removal made of the pattern's groups.
SINGLE_VALUED = (
    ("neighbor", r"(neighbor \S+ timers connect) .*", "{0}", "no {0}"),
    ("neighbor", r"(neighbor \S+ (?:password|timers|update-source|ebgp-multihop|maximum-prefix-out|maximum-prefix|description)) .*", "{0}", "no {0}"),
    ("neighbor", r"(neighbor \S+ bfd profile) (\S+)", "{0}", "no {0} {1}"),
    ("neighbor", r"(neighbor \S+ route-map) (\S+) (in|out)", "{0} {2}", "no {0} {1} {2}"),
    ("bgp", r"(bgp (?:router-id|cluster-id|listen limit|minimum-holdtime)) .*", "{0}", "no {0}"),
    ("set", r"(set (?:local-preference|metric-type|metric|community|large-community|origin)) .*", "{0}", "no {0}"),
    ("call description", r"(call|description) .*", "{0}", "no {0}"),
    ("set", r"(set extcommunity) (.*)", "{0}", "no {0} {1}"),
    ("set", r"(set ipv?6? next-hop peer-address)", "{0}", "no {0}"),
    ("match", r"(match (?:as-path|community|metric|ip address prefix-list|ipv6 address prefix-list)) .*", "{0}", "no {0}"),
    ("isis", r"(isis metric(?: level-\d)?) .*", "{0}", "no {0}"),
    ("isis", r"(isis circuit-type) (\S+)", "{0}", "no {0} {1}"),
    ("ip", r"ip ospf cost \S+ (\S+)", "ip ospf cost {0}", "no ip ospf cost {0}"),
    ("detect-multiplier transmit-interval receive-interval", r"(\S+) .*", "{0}", "no {0}"),
    ("redistribute", r"(redistribute .*connected.*) route-map (\S+)", "{0}", "no {0}"),
    ("network", r"(network \S+) route-map \S+", "{0}", "no {0}"),
)
RULES: dict[str, list[tuple[re.Pattern[str], str, str]]] = {}
for _words, _pattern, _key, _removal in SINGLE_VALUED:
    for _word in _words.split():
        RULES.setdefault(_word, []).append((re.compile(_pattern), _key, _removal))
DEFAULTED = {"detect-multiplier": "detect-multiplier 3", "transmit-interval": "transmit-interval 300", "receive-interval": "receive-interval 300"}


def key(line: Line) -> Line:
    """What can stand once only: a new line with the key of an old one replaces it."""
    text = line[-1]
    for pattern, key_, _removal_ in RULES.get(text.partition(" ")[0], ()):
        match = pattern.fullmatch(text)
        if match:
            return (*line[:-1], key_.format(*match.groups()))
    return line


def removal(line: Line) -> Line:
    """The line that takes `line` away, without the secret that it may hold."""
    text = line[-1]
    if text.startswith("no "):
        return (*line[:-1], text[3:])
    for pattern, _key_, removal_ in RULES.get(text.partition(" ")[0], ()):
        match = pattern.fullmatch(text)
        if match:
            taken = removal_.format(*match.groups())
            return (*line[:-1], DEFAULTED.get(taken[3:], taken))
    return (*line[:-1], f"no {text}")


def is_policy(line: Line) -> bool:
    return line[0].startswith(POLICY) or (line[0] == "bfd" and len(line) > 1)


def is_anycast(line: Line) -> bool:
    return line[0].startswith("interface ") or line[-1].startswith("redistribute ")


@lru_cache(maxsize=None)
def policy_object(line: Line) -> str:
    """The command that names the whole object of a policy line: `ip prefix-list VA-web-4`, `route-map VA-web-4-IN`."""
    words = line[0].split()
    if words[0] == "route-map":
        return " ".join(words[:2])
    if words[0] == "bgp" and words[1] == "community-list":
        return " ".join(words[:4])
    return " ".join(words[:4] if words[:2] == ["bgp", "as-path"] else words[:3])


def profile(line: Line) -> Line | None:
    return line[:2] if line[0] == "bfd" and len(line) > 1 else None
