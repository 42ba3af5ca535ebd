# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A judge of IOS-XE changes that is not ours: hier_config says what configuration a change leads to.

hier_config knows the tree and negation; told here is what Cisco's command references say besides: which commands stand once only, that
`no neighbor GROUP peer-group` takes the group's lines and its listen ranges with it, and which lines IOS does not print.
"""
from __future__ import annotations

from functools import lru_cache
from typing import Iterable

from hier_config import HConfig, get_hconfig
from hier_config.models import IdempotentCommandsRule, MatchRule
from hier_config.platforms.cisco_ios.driver import HConfigDriverCiscoIOS

ONCE = (
    (("router bgp",), r"^(neighbor \S+ (?:password|timers|update-source|ebgp-multihop|maximum-prefix)) "),
    (("router bgp",), r"^(bgp (?:router-id|cluster-id|listen limit)) "),
    (("router bgp", "address-family"), r"^(neighbor \S+ (?:maximum-prefix|send-community))"),
    (("router bgp", "address-family"), r"^(neighbor \S+ route-map) \S+ (in|out)$"),
    (("router ospf",), r"^(redistribute connected) "),
    (("ipv6 router ospf",), r"^(redistribute connected) "),
    (("interface",), r"^((?:ip|ipv6) ospf cost) "),
    (("interface",), r"^(isis (?:ipv6 )?metric|isis circuit-type) "),
    (("route-map",), r"^(set (?:local-preference|metric-type|metric|community|large-community|origin)|description) "),
    (("bfd-template",), r"^(interval) "),
)
HIDDEN = {"bgp default ipv4-unicast"}


def applied(running: str, steps: Iterable[Iterable[str]]) -> str:
    """The running configuration after the steps, in no order that means anything."""
    lines = running.split("\n")
    for step in steps:
        for change in _single_passes(list(step)):
            future = _tree("\n".join(lines)).future(_tree("\n".join(change)))
            lines = _cascaded([child.cisco_style_text() for child in future.all_children()])
    return "\n".join(lines) + "\n"


def _single_passes(step: list[str]) -> list[list[str]]:
    """hier_config takes a change as one tree: a section entered again, or a line and its negation, must be two trees."""
    passes: list[list[str]] = [[]]
    seen: set[str] = set()
    context: list[str] = []
    for line in step:
        if line.strip() == "exit-address-family":
            continue
        depth = len(line) - len(line.lstrip(" "))
        context = context[:depth]
        text = line.strip()
        path = "/".join([*context, text.removeprefix("no ")])
        if path in seen:
            passes.append([" " * level + header for level, header in enumerate(context)])
            seen = {"/".join(context[:level + 1]) for level in range(len(context))}
        seen.add(path)
        passes[-1].append(line)
        context.append(text)
    return passes


@lru_cache(maxsize=64)
def _tree(text: str) -> HConfig:
    """`future` reads a tree and leaves it as it is."""
    return get_hconfig(_driver(), text)


@lru_cache(maxsize=None)
def _driver() -> HConfigDriverCiscoIOS:
    driver = HConfigDriverCiscoIOS()
    for sections, pattern in ONCE:
        rules = (*(MatchRule(startswith=section) for section in sections), MatchRule(re_search=pattern))
        driver.rules.idempotent_commands.append(IdempotentCommandsRule(match_rules=rules))
    return driver


def _cascaded(lines: list[str]) -> list[str]:
    """Without the lines of peer groups and neighbors that are gone."""
    words_of = [line.split() for line in lines]
    groups = {words[1] for words in words_of if words[:1] == ["neighbor"] and words[2:] == ["peer-group"]}
    members = {words[1] for words in words_of if words[:1] == ["neighbor"] and len(words) > 3
               and ((words[2] == "remote-as" and (words[1][0].isdigit() or ":" in words[1])) or (words[2] == "peer-group" and words[3] in groups))}
    kept = []
    for line, words in zip(lines, words_of):
        about = words[1] if words[:1] == ["neighbor"] else words[5] if words[:3] == ["bgp", "listen", "range"] else None
        if (about is None or about in groups | members) and line.strip() not in HIDDEN:
            kept.append(line)
    return kept
