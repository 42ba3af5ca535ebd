# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains of Junos's policies as FRR's route maps. Pure.

A chain is tried policy by policy and term by term; `accept` and `reject` end it, `next policy` leaves the policy, anything else goes on with the next
term and keeps what was changed; a policy behind `from policy` is a subroutine, whose accept is a match (same guide, "Routing Policy Subroutines");
after the chain the protocol's own default decides (Junos OS Routing Policies User Guide, "Evaluation of a Routing Policy";
Juniper, import (BGP)). So a term becomes entries that go on with the next term's, and each map ends with entries that spell the default out.

Junos's BGP exports active routes of any protocol that a policy accepts, and of BGP by default; FRR's only what is in its BGP table. So routes of other
protocols are brought in, with a tag for each protocol, and every map that tells protocols apart does it by the tag. Their origin is IGP, as Junos prints
it for a route that the router itself brings in.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from ...twin_frr import Line, Notes
from . import paths
from .conditions import Conditions
from .interfaces import Interface
from .statements import Statements
from .uses import STEP, TAGS, Policy, Use, frr_name

EVERY_EXTENDED = {"target:*:*", "origin:*:*", "0x*:*:*"}  # together what FRR's `none` takes away
Label = tuple[object, ...]
END: Label = ()
DEFAULT: Label = ("default",)


@dataclass
class Entry:
    """An entry of a route map; `after`: the block that a permit goes on with, END where it ends the map."""

    action: str
    matches: list[str] = field(default_factory=list)
    sets: list[str] = field(default_factory=list)
    after: Label = END


Block = tuple[Label, list[Entry]]


@dataclass(frozen=True)
class Outcome:
    """Where a chain leads: at accept, at reject (None: the route is denied) and past its last term. A subroutine keeps no changes."""

    accept: Label
    reject: Label | None
    otherwise: Label
    changes: bool = True


class Policies:
    """The policies of a configuration; `lines` collects the lists and maps that the chains need."""

    def __init__(self, top: Statements, interfaces: Mapping[str, Interface], notes: Notes) -> None:
        self._options = top.at("policy-options")
        self._policy = Policy(self._options, interfaces, notes)
        self._maps: dict[str, list[Line]] = {}

    @property
    def lines(self) -> list[Line]:
        return [*self._policy.lists, *(line for lines in self._maps.values() for line in lines)]

    def chain(self, names: Sequence[str], use: Use) -> str:
        """The name of the route map for a chain at its use."""
        if use.name not in self._maps:
            self._maps[use.name] = _numbered(use.name, [*self._whole(names, use), _default(use)])
        return use.name

    def accepts(self, names: Sequence[str], use: Use) -> bool:
        """Whether the chain can let a route through before its default."""
        return any(entry.action == "permit" and entry.after == END for _label, entries in self._whole(names, use) for entry in entries)

    def tagged(self, protocol: str) -> str:
        """The map that brings a protocol's routes into FRR's BGP."""
        header = f"route-map JUNOS-{protocol} permit {STEP}"
        self._maps.setdefault(f"JUNOS-{protocol}", [(header,), (header, "set origin igp"), (header, f"set tag {TAGS[protocol]}")])
        return f"JUNOS-{protocol}"

    # -- chains ------------------------------------------------------------------------------------------------------

    def _whole(self, names: Sequence[str], use: Use) -> list[Block]:
        return list(self._blocks(names, use, (), Outcome(END, None, DEFAULT)))

    def _blocks(self, names: Sequence[str], use: Use, place: Label, outcome: Outcome) -> Iterator[Block]:
        terms: list[tuple[int, str, Statements]] = []
        for position, name in enumerate(names):
            policy = self._options.at("policy-statement", name)
            if not policy:
                self._policy.note_line(f"policy-statement {name}", "there is no such policy")
            terms += [(position, f"{name}-{term}", below) for term, below in policy.each("term")]
            if policy.at("then") or policy.at("from"):
                terms.append((position, name, policy))
        for index, (position, label, statements) in enumerate(terms):
            leaving = next((later for later, term in enumerate(terms) if term[0] > position), len(terms))
            following, left = ((*place, number) if number < len(terms) else outcome.otherwise for number in (index + 1, leaving))
            yield (*place, index), []
            yield from self._term(label.replace(" ", "_"), statements, use, (*place, index), {None: following, "policy": left}, outcome)

    def _term(self, label: str, term: Statements, use: Use, place: Label, ways: Mapping[str | None, Label], outcome: Outcome) -> Iterator[Block]:
        found = Conditions(label, term.at("from"), use, self._policy)
        if not found.read():
            return
        action, sets, leaves = self._actions(label, term.at("then"), use)
        if sets and not outcome.changes:
            self._policy.note(label, ("then",), "a subroutine's changes are not modelled")
            sets = []
        following = ways[None]
        after = outcome.accept if leaves == "accept" else ways[leaves]
        if action == "deny" and outcome.reject is not None:
            action, after = "permit", outcome.reject
        if action == "permit" and after == following and not sets:
            return
        yield (*place, "other"), [Entry("permit", [match], [], following) for match in found.excluded]
        acting = (*place, "then")
        if found.subroutines:
            passed = acting if use.to == "bgp" else following
            yield from self._blocks(found.subroutines, use, (*place, "from"), Outcome(acting, following, passed, False))
            if passed != acting:
                yield (*place, "from", "end"), [Entry("permit", [], [], passed)]
        yield acting, [Entry(action, list(chosen), sets if action == "permit" else [], after) for chosen in product(*found.alternatives)]

    # -- actions -----------------------------------------------------------------------------------------------------

    def _actions(self, label: str, then: Statements, use: Use) -> tuple[str, list[str], str | None]:
        """permit or deny; what is set; `accept`, `policy` or None, where the next term follows."""
        action, leaves, sets = "permit", None, []
        for words in then.lines():
            if words == ("accept",):
                leaves = "accept"
            elif words == ("reject",):
                return "deny", [], "accept"
            elif words == ("next", "policy"):
                leaves = "policy"
            elif words != ("next", "term"):
                done = self._set(words, use)
                if done is None:
                    self._policy.note(label, ("then", *words), "no counterpart in FRR's route maps; the rest of the term stands")
                else:
                    sets += done
        return action, _merged(sets), leaves

    def _set(self, words: tuple[str, ...], use: Use) -> list[str] | None:
        word, rest = words[0], words[1:]
        if word == "metric" and len(rest) == 1 and rest[0].isdigit():
            return [f"set metric {rest[0]}"]
        if word == "tag" and len(rest) == 1:
            return [f"set tag {rest[0]}"] if use.to != "bgp" else []
        if words[:2] == ("external", "type"):
            return [f"set metric-type type-{rest[1]}"] if use.to.startswith("ospf") else []
        if use.to != "bgp":
            return [] if word in ("local-preference", "community", "as-path-prepend", "origin", "next-hop") else None
        if word == "local-preference" and len(rest) == 1:
            return [f"set local-preference {rest[0]}"]
        if word == "preference" and len(rest) == 1:
            return [f"set distance {rest[0]}"]
        if word == "origin" and rest in (("igp",), ("incomplete",)):
            return [f"set origin {rest[0]}"]
        if word == "as-path-prepend":
            return [f"set as-path prepend {rest[0]}"]
        if word == "next-hop" and (rest in (("peer-address",), ("self",)) or "." in rest[0] or ":" in rest[0]):
            return self._next_hop(rest[0], use)
        if word == "community" and len(rest) == 2:
            return self._community(rest[0], rest[1])
        return None

    @staticmethod
    def _next_hop(which: str, use: Use) -> list[str] | None:
        """FRR's `peer-address` is the neighbor's at an import and the session's own at an export."""
        if which in ("peer-address", "self"):
            if (which == "self") == use.imports:
                return None
            return ["set ip next-hop peer-address" if use.family == 4 else "set ipv6 next-hop peer-address"]
        if (":" in which) != (use.family == 6):
            return []
        return [f"set ip next-hop {which}" if use.family == 4 else f"set ipv6 next-hop global {which}"]

    def _community(self, how: str, name: str) -> list[str] | None:
        members = self._options.values("community", name, "members")
        if how in ("-", "delete"):
            return self._deleted(name, members)
        if not members or not all(paths.is_literal(member) for member in members):
            return None
        sets = []
        for kind, prefix in (("community", ""), ("large-community", "large:")):
            chosen = [member.removeprefix("large:") for member in members if member.startswith("large:") == bool(prefix)]
            if chosen:
                sets.append(f"set {kind} {' '.join(frr_name(one) for one in chosen)}{' additive' if how in ('+', 'add') else ''}")
            elif how in ("=", "set"):
                sets.append(f"set {kind} none")
        return sets

    def _deleted(self, name: str, members: list[str]) -> list[str] | None:
        """A list for each kind of community; a member whose kind FRR cannot delete is noted and kept."""
        sets = []
        if EVERY_EXTENDED <= set(members):
            sets.append("set extcommunity none")
            members = [member for member in members if member not in EVERY_EXTENDED]
        for kind, command in (("", "comm-list"), ("large:", "large-comm-list")):
            mine = [member for member in members if member.startswith("large:") == bool(kind)]
            expressions = [paths.community(member) if not paths.is_literal(member) else f"_{frr_name(member.removeprefix('large:'))}_" for member in mine]
            for member, expression in zip(mine, expressions):
                if expression is None:
                    self._policy.note_line(f"community {name} members {member}", "FRR's route maps cannot delete it")
            known = [expression for expression in expressions if expression]
            if known:
                listed = f"{name}-deleted".replace(" ", "_")
                self._policy.add((f"bgp {'large-' if kind else ''}community-list expanded {listed} permit {one}",) for one in known)
                sets.append(f"set {command} {listed} delete")
        return sets


def _merged(sets: list[str]) -> list[str]:
    """FRR keeps one `set community` and one deletion an entry: the communities of several additions go together."""
    result: list[str] = []
    for text in sets:
        words = text.split()
        same = next((index for index, other in enumerate(result) if other.split()[1] == words[1] and words[-1] == "additive"), None)
        if words[1] in ("community", "large-community") and same is not None:
            before = result[same].split()
            kept = [word for word in before[2:] if word not in ("additive", "none")]
            result[same] = " ".join([*before[:2], *kept, *words[2:-1], *(["additive"] if before[-1] == "additive" else [])])
        else:
            result.append(text)
    return result


def _default(use: Use) -> Block:
    """BGP takes everything in and tells what came from BGP; nothing else goes into an IGP (Juniper, "Default Routing Policies and Actions")."""
    if use.to != "bgp":
        return DEFAULT, [Entry("deny")]
    return DEFAULT, [*(Entry("deny", [f"match tag {TAGS[source]}"]) for source in use.sources if source != "bgp"), Entry("permit")]


def _numbered(name: str, blocks: Sequence[Block]) -> list[Line]:
    first: dict[Label, int] = {}
    count = 0
    for label, entries in blocks:
        first[label] = (count + 1) * STEP
        count += len(entries)
    lines: list[Line] = []
    number = 0
    for _label, entries in blocks:
        for entry in entries:
            number += STEP
            header = f"route-map {name} {entry.action} {number}"
            lines += [(header,), *((header, text) for text in (*entry.matches, *entry.sets))]
            if entry.action == "permit" and entry.after != END:
                lines.append((header, f"on-match goto {first[entry.after]}"))
    return lines
