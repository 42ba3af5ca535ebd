# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other people's policies before ours in an export list of the IGP: the first that accepts or rejects an anycast address is the last that is asked
("Understanding How a Routing Policy Chain Is Evaluated")."""
from __future__ import annotations

import ipaddress
from typing import Iterable, Iterator, Sequence

from ...cidr import WIDTH
from ...state.model import Injection, RouteServerState
from ...statements import Line, Statements
from .configuration import active
from .names import INET, LOOPBACK, OSPF, Names

DIRECT = "direct"
DECISIONS = {"accept": "accepts", "reject": "rejects"}
LISTS: dict[str, Line] = {"prefix-list": ("exact",), "prefix-list-filter": ()}


def warnings(state: RouteServerState, running: Statements) -> Iterator[str]:
    names = Names(state.name_prefix)
    alive = active(running)
    for family in sorted({one.family for one in state.injections if one.method != "intra_area"}):
        protocol = "isis" if state.igp.protocol == "isis" else OSPF[family]
        chain = [line[4] for line in alive if line[1:4] == ("protocols", protocol, "export") and len(line) == 5]
        ours = names.anycast(family)
        for policy in chain[:chain.index(ours)] if ours in chain else ():
            told = [said for said in (_decides(alive, policy, one) for one in state.injections if one.family == family) if said]
            if told:
                yield (f"the policy {policy} stands before {ours} in 'protocols {protocol} export' and decides first: it {', '.join(told)}, so the "
                       f"collection's cost may not be what the IGP hears; on the device: insert protocols {protocol} export {ours} before {policy}")


def _decides(alive: Iterable[Line], policy: str, injection: Injection) -> str:
    """What a policy does with an anycast address, in words; empty where it leaves it to the next. What cannot be read is taken to match."""
    path = ("policy-options", "policy-statement", policy)
    lines = [line[4:] for line in alive if line[1:4] == path]
    if not lines:
        return f"may accept or reject {injection.address}"
    terms: dict[str, list[Line]] = {}
    for line in lines:
        named = line[0] == "term" and len(line) > 2
        terms.setdefault(line[1] if named else "", []).append(line[2:] if named else line)
    unnamed = terms.pop("", [])
    for statements in [*terms.values(), unnamed]:
        if not _may_match([line[1:] for line in statements if line[0] in ("from", "to") and len(line) > 1], alive, injection):
            continue
        then = [line[1:] for line in statements if line[0] == "then"]
        decision = next((DECISIONS[action[0]] for action in then if action and action[0] in DECISIONS), "")
        if decision:
            return f"{decision} {injection.address}"
        if ("next", "policy") in then:
            return ""
    return ""


def _may_match(conditions: list[Line], alive: Iterable[Line], injection: Injection) -> bool:
    """All kinds of condition must hold, of several values of one kind one ("Routing Policy Match Conditions"). Kinds that are not read here may hold."""
    host = ipaddress.ip_network(f"{injection.address}/{WIDTH[injection.family]}")
    kinds: dict[str, list[Line]] = {}
    for kind, *words in conditions:
        kinds.setdefault("prefix" if kind == "route-filter" or kind in LISTS else kind, []).append((kind, *words))
    tests = {"protocol": lambda word: word[1:] == (DIRECT,), "family": lambda word: word[1:] == (INET[injection.family],),
             "interface": lambda word: word[1:] == (LOOPBACK,), "prefix": lambda word: _covers(word, alive, host)}
    return all(any(map(tests[kind], words)) for kind, words in kinds.items() if kind in tests)


def _covers(word: Line, alive: Iterable[Line], host: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    """Whether a prefix condition can mean a host route: its block is the host itself, or one around it that takes longer ones."""
    kind, name, *how = word
    if kind == "route-filter":
        return _within(host, name, how)
    blocks = [line[4] for line in alive if line[1:4] == ("policy-options", "prefix-list", name) and len(line) > 4]
    return not blocks or any(_within(host, block, LISTS[kind] or how) for block in blocks)


def _within(host: ipaddress.IPv4Network | ipaddress.IPv6Network, text: str, how: Sequence[str]) -> bool:
    try:
        block = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return True
    if block.version != host.version or not host.subnet_of(block):
        return False
    kind = how[0] if how else ""
    if kind in ("upto", "prefix-length-range"):
        return how[-1].endswith(f"/{host.prefixlen}")
    return block == host if kind == "exact" else block != host if kind == "longer" else True
