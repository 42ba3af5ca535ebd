# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conditions of a term as matches of a route map. Pure."""
from __future__ import annotations

from collections.abc import Mapping

from . import filters, paths
from .statements import Statements
from .uses import TAGS, Policy, Use, frr_name

FAMILIES = {"inet": 4, "inet6": 6}
TABLES = {"inet.0": 4, "inet6.0": 6}
PREFIXES = ("route-filter", "prefix-list", "prefix-list-filter", "route-filter-list")


class Conditions:
    """The `from` of a term: `alternatives`, of each of which one must match, `excluded`, matches of routes that pass
    by, and `subroutines`, policies of which one must accept."""

    def __init__(self, label: str, statements: Statements, use: Use, policy: Policy) -> None:
        self._label, self._from, self._use, self._policy = label, statements, use, policy
        self.alternatives: list[list[str]] = []
        self.excluded: list[str] = []
        self.subroutines: list[str] = []
        self._protocols: set[str] | None = None
        self._networks: list[filters.Filter] | None = None

    def read(self) -> bool:
        """Whether a route of this use can match at all."""
        kinds: dict[str, list[tuple[str, ...]]] = {}
        for words in self._from.lines():
            kinds.setdefault(words[0], []).append(words[1:])
        met = [self._kind(kind, found) for kind, found in kinds.items()]
        return all(met) and self._of_protocols() and self._of_prefixes(kinds)

    def _kind(self, kind: str, found: list[tuple[str, ...]]) -> bool:
        values = [words[0] for words in found if words]
        use, known = self._use, True
        if kind == "family":
            known = use.family in [FAMILIES.get(value) for value in values]
        elif kind == "rib":
            known = use.family in [TABLES.get(value) for value in values]
        elif kind == "protocol":
            self._only(set(values))
        elif kind == "policy" and not any(sign in value for value in values for sign in "()&|!"):
            self.subroutines = values
        elif kind == "interface":
            known = self._of_interfaces(values)
        elif kind in PREFIXES:
            self._networks = self._networks or []
        elif kind == "neighbor":
            self.alternatives.append([f"match peer {value}" for value in values])
        elif kind == "next-hop":
            known = self._of_next_hops(values)
        elif kind in ("local-preference", "metric") and len(values) == 1:
            self.alternatives.append([f"match {kind} {values[0]}"])
        elif kind == "origin" and values[0] in ("igp", "egp", "incomplete"):
            self.alternatives.append([f"match origin {values[0]}"])
        elif kind == "community":
            known = self._of_communities(values)
        elif kind in ("as-path", "as-path-group"):
            known = self._of_paths(kind, values)
        else:
            self._policy.note(self._label, ("from", kind, *values))
            return False
        return known

    def _only(self, protocols: set[str]) -> None:
        self._protocols = protocols if self._protocols is None else self._protocols & protocols

    def _of_protocols(self) -> bool:
        sources = self._use.sources
        if self._protocols is None or self._protocols >= set(sources):
            return True
        wanted = [source for source in sources if source in self._protocols]
        if "bgp" in wanted:
            self.excluded = [f"match tag {TAGS[source]}" for source in sources if source not in wanted]
        elif wanted and len(sources) > 1:
            self.alternatives.append([f"match tag {TAGS[source]}" for source in wanted])
        return bool(wanted)

    def _of_prefixes(self, kinds: Mapping[str, list[tuple[str, ...]]]) -> bool:
        if self._networks is None:
            return True
        named = [kind for kind in PREFIXES if kind in kinds]
        if len(named) > 1 or (named and self._networks):
            self._policy.note(self._label, ("from", *named), "one kind of prefix condition a term is modelled; the term is left out")
            return False
        networks = self._networks or [one for words in kinds[named[0]] for one in self._named(named[0], words)]
        if not any(network.version == self._use.family for network, _lengths in networks):
            return False
        name = f"{self._label}-{self._use.family}"
        self._policy.add(filters.prefix_list(name, self._use.family, networks))
        self.alternatives.append([f"match {'ip' if self._use.family == 4 else 'ipv6'} address prefix-list {name}"])
        return True

    def _named(self, kind: str, words: tuple[str, ...]) -> list[filters.Filter]:
        options = self._policy.options
        if kind == "route-filter":
            listed = [words]
        elif kind == "route-filter-list":
            listed = options.at("route-filter-list", words[0]).lines()
        else:
            listed = [(line[0], *words[1:]) for line in options.at("prefix-list", words[0]).lines() if len(line) == 1]
        found = []
        for one in listed:
            network = filters.prefix(one[0])
            lengths = filters.lengths(network, one[1:])
            if lengths is None:
                self._policy.note(self._label, ("from", kind, *one), "this match type has no counterpart in FRR; the filter lets nothing through")
            found.append((network, lengths or (1, 0)))
        return found

    def _of_interfaces(self, names: list[str]) -> bool:
        """The direct routes of an interface; BGP's own routes are not asked (Juniper, "test policy")."""
        if self._use.imports:
            return True
        self._only({"direct"})
        self._networks = [(address.network, (address.network.prefixlen,) * 2) for name in names
                          for interface in [self._policy.interfaces.get(name)] if interface for address in (*interface.ipv4, *interface.ipv6)]
        return bool(self._networks)

    def _of_next_hops(self, values: list[str]) -> bool:
        family = self._use.family
        name, word = f"{self._label}-next-hop-{family}", "ip" if family == 4 else "ipv6"
        if not any((":" in value) == (family == 6) for value in values):
            return False
        networks = [(network, (network.prefixlen,) * 2) for network in map(filters.prefix, values)]
        self._policy.add(filters.prefix_list(name, family, networks))
        self.alternatives.append([f"match {word} next-hop prefix-list {name}"])
        return True

    def _of_communities(self, names: list[str]) -> bool:
        matches = []
        for name in names:
            members = self._policy.options.values("community", name, "members")
            listed, large = name.replace(" ", "_"), members and all(member.startswith("large:") for member in members)
            plain = [member.removeprefix("large:") for member in members]
            kind = "large-community" if large else "community"
            if members and all(paths.is_literal(member) for member in members) and (large or not any(one.startswith("large:") for one in members)):
                self._policy.add([(f"bgp {kind}-list standard {listed} permit {' '.join(map(frr_name, plain))}",)])
            elif len(members) == 1 and paths.community(members[0]):
                self._policy.add([(f"bgp {kind}-list expanded {listed} permit {paths.community(members[0])}",)])
            else:
                self._policy.note(self._label, ("from", "community", name))
                return False
            matches.append(f"match {kind} {listed}")
        self.alternatives.append(matches)
        return True

    def _of_paths(self, kind: str, names: list[str]) -> bool:
        options, matches = self._policy.options, []
        for name in names:
            if kind == "as-path":
                expressions = options.values("as-path", name) or options.values("as-path", name, "path")
            else:
                expressions = [value for member, below in options.each("as-path-group", name, "as-path") for value in _path_of(below)]
            converted = [paths.as_path(expression) for expression in expressions]
            if not converted or None in converted:
                self._policy.note(self._label, ("from", kind, name))
                return False
            listed = name.replace(" ", "_")
            self._policy.add((f"bgp as-path access-list {listed} permit {expression}",) for expression in converted)
            matches.append(f"match as-path {listed}")
        self.alternatives.append(matches)
        return True


def _path_of(below: Statements) -> list[str]:
    return [line[-1] for line in below.lines() if line]
