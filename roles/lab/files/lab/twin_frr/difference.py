# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From one set of FRR lines to another, without a restart and without touching what both have. Pure.

Not frr-reload.py: it takes the password off a group before its listen range (vendor facts 11), logs keys, and starts slowly. The order here: listen
ranges and neighbors that go, policies that change, everything else, and last the policies, profiles and routers that nothing refers to any more.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .lines import Line, commands

# What stands once: the group is the slot, and `no` before it takes the line away.
SLOTS = [re.compile(pattern) for pattern in (
    r"(neighbor \S+ (?:password|timers connect|timers|update-source|ebgp-multihop|description|maximum-prefix|default-originate|weight|allowas-in|shutdown"
    r"|local-as|advertisement-interval|ttl-security hops))(?: .*)?",
    r"(bgp (?:router-id|cluster-id|listen limit|minimum-holdtime|default local-preference|route-map delay-timer)) .*",
    r"(timers bgp) .*", r"(maximum-paths(?: ibgp)?) \d+", r"(network \S+) route-map .*",
    r"(redistribute (?:ipv[46] )?(?:connected|static|bgp|ospf6?|isis)(?: level-\S+)?)(?: .*)?",
    r"(distance (?:bgp|ospf6?)) .*", r"(ip router-id) .*", r"(ospf6? router-id) .*", r"(timers throttle spf) .*", r"(timers lsa min-arrival) .*",
    r"(is-type|metric-style|lsp-gen-interval|spf-delay-ietf) .*",
    r"(ip ospf (?:area|cost|network|hello-interval|dead-interval|retransmit-interval|priority)) .*",
    r"(ipv6 ospf6 (?:area|cost|network|hello-interval|dead-interval|retransmit-interval|priority)) .*",
    r"(isis (?:metric|hello-interval|hello-multiplier|priority|circuit-type)) .*",
    r"(detect-multiplier|transmit-interval|receive-interval) .*",
    r"(set (?:local-preference|metric-type|metric|community|large-community|extcommunity|origin|weight|tag|as-path prepend"
    r"|ipv6 next-hop global)) .*", r"(set ip next-hop) \d.*",
    r"(match (?:as-path|community|metric|tag|interface|ip address prefix-list|ipv6 address prefix-list|ip next-hop prefix-list|ipv6 next-hop prefix-list)) .*",
    r"(on-match goto) .*", r"(description) .*",
)]
WITH_VALUE = ("set extcommunity", "set large-community", "match ", "isis circuit-type", "neighbor .* ttl-security")
ADDRESSED = re.compile(r"(ip ospf [a-z-]+) \S+ (\d+\.\d+\.\d+\.\d+)")
DIRECTED = re.compile(r"(neighbor \S+ (?:prefix-list|route-map|filter-list)) \S+ (in|out)")
PREFIX_LIST = re.compile(r"((?:ip|ipv6) prefix-list \S+ seq \d+) .*")
PATH_LIST = re.compile(r"(bgp (?:as-path access-list|(?:large-)?community-list (?:standard|expanded)) \S+) (?:seq \d+ )?(permit|deny) .*")
POLICY = ("ip prefix-list ", "ipv6 prefix-list ", "bgp as-path ", "bgp community-list ", "bgp large-community-list ", "route-map ")
NEIGHBOR = re.compile(r"(?:no )?neighbor (\S+) (.*)")
RANGE = re.compile(r"bgp listen range \S+ peer-group (\S+)")


def slot(line: Line) -> Line | None:
    """What can stand once only: a new line of the same slot replaces an old one."""
    text = line[-1]
    directed = DIRECTED.fullmatch(text) or ADDRESSED.fullmatch(text)
    if directed:
        return (*line[:-1], " ".join(directed.groups()))
    listed = PREFIX_LIST.fullmatch(text)
    if listed:
        return (listed[1],)
    return next(((*line[:-1], match[1]) for match in (pattern.fullmatch(text) for pattern in SLOTS) if match), None)


def removal(line: Line) -> Line:
    text = line[-1]
    if text.startswith("no "):
        return (*line[:-1], text[3:])
    if DIRECTED.fullmatch(text) or ADDRESSED.fullmatch(text) or PREFIX_LIST.fullmatch(text) or any(re.match(head, text) for head in WITH_VALUE):
        return (*line[:-1], f"no {text}")
    place = slot(line)
    return (*line[:-1], f"no {place[-1] if place else text}")


def difference(old: Sequence[Line], new: Sequence[Line]) -> list[str]:
    """The commands for configuration mode that lead from `old` to `new`."""
    first, old = _gone_sessions(list(old), new)
    wanted, held = set(new), set(old)
    slots = {slot(line) for line in new} - {None}
    removed = [line for line in old if line not in wanted and slot(line) not in slots]
    added = [line for line in new if line not in held]
    lists, removed, added = _rebuilt_lists(old, new, removed, added)
    dropped = {line[0] for line in removed if len(line) == 1 and line[0].startswith(("router ", "route-map "))}
    whole = [(f"no {head}",) for head in sorted(dropped) if head.startswith("router ")]
    removed = [line for line in removed if line[0] not in dropped or (len(line) == 1 and not line[0].startswith("router "))]
    blocks = {line for line in removed if line[0] == "bfd" and len(line) < 3}
    removed = [line for line in removed if line[0] != "bfd" or not any(line[:depth] in blocks for depth in range(1, len(line)))]
    names = {_policy(line) for line in new if line[0].startswith(POLICY)}
    early = [line for line in removed if line[0].startswith(POLICY) and _policy(line) in names]
    late = [line for line in removed if (line[0].startswith(POLICY) and _policy(line) not in names) or line[0] == "bfd"]
    middle = [line for line in removed if line not in early and line not in late and not line[-1].startswith("address-family ")]
    policies = [line for line in added if line[0].startswith((*POLICY, "bfd"))]
    rest = [line for line in added if not line[0].startswith((*POLICY, "bfd"))]
    return commands([*(line for line in whole if "router bgp" in line[0]), *first, *(removal(line) for line in early), *lists, *policies,
                     *(removal(line) for line in reversed(middle)), *rest, *(removal(line) for line in reversed(late)),
                     *(line for line in whole if "router bgp" not in line[0])])


def _policy(line: Line) -> tuple[str, ...]:
    words = line[0].split()
    return tuple(words[:2]) if words[0] == "route-map" else tuple(words[:3])


def _gone_sessions(old: list[Line], new: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """Removals of listen ranges, and of neighbors that go or become others; and the old lines that are left then.

    A neighbor is another when its group, its AS or its being a group changes. FRR deletes the members of a group with it.
    """
    wanted, present = set(new), set(old)
    heads = [line[0] for line in old if len(line) == 1 and line[0].startswith("router bgp ") and line in wanted]
    identity = re.compile(r"(peer-group.*|remote-as .*)")

    def sessions(lines: Iterable[Line]) -> list[tuple[Line, str, str]]:
        matches = ((line, NEIGHBOR.fullmatch(line[-1])) for line in lines if len(line) == 2 and line[0] in heads)
        return [(line, match[1], match[2]) for line, match in matches if match]

    before = sessions(old)
    known = {name for _line, name, _word in before}
    groups = {name for _line, name, word in before if word == "peer-group"}
    gone = {name for line, name, word in before if identity.fullmatch(word) and line not in wanted}
    gone |= {name for line, name, word in sessions(new) if identity.fullmatch(word) and line not in present and name in known}
    gone |= {name for _line, name, word in before if word.startswith("peer-group ") and word.split()[1] in gone}
    ranges = [line for line in old if line[0] in heads and RANGE.fullmatch(line[-1]) and (line not in wanted or RANGE.fullmatch(line[-1])[1] in gone)]
    removals: list[Line] = [(*line[:-1], f"no {line[-1]}") for line in ranges]
    for head in heads:
        removals += [(head, f"no neighbor {name}{' peer-group' if name in groups else ''}") for name in sorted(gone, key=lambda name: (name in groups, name))]
    left = [line for line in old if line not in ranges and not (line[0] in heads and _names(line, gone))]
    return removals, left


def _names(line: Line, gone: set[str]) -> bool:
    match = NEIGHBOR.fullmatch(line[-1])
    return bool(match) and match[1] in gone


def _rebuilt_lists(old: list[Line], new: Sequence[Line], removed: list[Line], added: list[Line]) -> tuple[list[Line], list[Line], list[Line]]:
    """AS path and community lists have no sequence numbers here: one that changes otherwise than by more at its end is made anew."""
    def by_name(lines: Iterable[Line]) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for line in lines:
            match = PATH_LIST.fullmatch(line[0])
            if match:
                found.setdefault(match[1], []).append(line)
        return found

    before, after = by_name(old), by_name(new)
    anew = [name for name, lines in before.items() if name in after and after[name][:len(lines)] != lines]
    lists = [line for name in anew for line in [(f"no {name}",), *after[name]]]
    mine = {line for name in anew for line in (*before[name], *after[name])}
    gone = [name for name in before if name not in after]
    dropped = {line for name in gone for line in before[name]}
    removed = [line for line in removed if line not in mine and line not in dropped] + [(name,) for name in gone]
    return lists, removed, [line for line in added if line not in mine]
