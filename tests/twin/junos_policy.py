# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An interpreter of Junos routing policy, as the Routing Policies User Guide tells it, over configuration that junoscfg has read.

Terms in their order, the unnamed one last; all kinds of condition must hold, of several values of one kind one; of route filters in one term only the
longest match counts, then its type; a policy as a condition holds where that policy accepts; a term without accept or reject lets the next one decide,
`next policy` the next policy of the chain.
"""
from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Iterable

Options = dict[str, Any]


@dataclass(frozen=True)
class Route:
    prefix: str
    path: tuple[int, ...] = ()
    communities: frozenset[str] = frozenset()
    med: int = 7
    protocol: str = "bgp"
    local_preference: int = 333
    origin: str = "incomplete"
    next_hop: str = "sender's"


class Policies:
    """`options`: what stands in `policy-options`, as junoscfg's JSON."""

    def __init__(self, options: Options):
        self._statements = {one["name"]: one for one in options.get("policy-statement", ())}
        self._communities = {one["name"]: one["members"] for one in options.get("community", ())}
        self._paths = {one["name"]: one["path"] for one in options.get("as-path", ())}

    def decide(self, name: str, route: Route) -> tuple[bool | None, Route]:
        """Whether the policy accepts the route (None: it leaves the decision to the next), and what it makes of it. KeyError: an undefined name."""
        statement = self._statements[name]
        for term in [*statement.get("term", ()), {"from": statement.get("from", {}), "then": statement.get("then", {})}]:
            if not self._matches(term.get("from", {}), route):
                continue
            then = term.get("then", {})
            route = self._changed(then, route)
            if then.get("next") == "policy":
                return None, route
            if "accept" in then or "reject" in then:
                return "accept" in then, route
        return None, route

    def _matches(self, conditions: Options, route: Route) -> bool:
        tests = {
            "protocol": lambda values: route.protocol in values,
            "metric": lambda value: route.med == int(value),
            "as-path": lambda values: any(self._on_path(self._paths[value], route.path) for value in values),
            "community": lambda values: any(all(self._has(route, member) for member in self._communities[value]) for value in values),
            "policy": lambda values: any(self.decide(value, route)[0] is True for value in values),
            "route-filter": lambda values: _filtered(values, route.prefix),
        }
        return all(tests[kind](values) for kind, values in conditions.items())

    @staticmethod
    def _on_path(pattern: str, path: tuple[int, ...]) -> bool:
        """`()` is the empty path, `N+` that ASN once or more, `N` once, `.*` anything; other forms are not read."""
        if pattern == "()":
            return path == ()
        if pattern == ".*":
            return True
        match = re.fullmatch(r"(\d+)(\+?)", pattern)
        if not match:
            raise ValueError(f"a path pattern that this reader does not know: {pattern}")
        return set(path) == {int(match[1])} and (bool(match[2]) or len(path) == 1)

    @staticmethod
    def _has(route: Route, member: str) -> bool:
        return any(_is(member, community) for community in route.communities)

    def _changed(self, then: Options, route: Route) -> Route:
        if "metric" in then:
            route = replace(route, med=int(then["metric"]["metric"]))
        if "local-preference" in then:
            route = replace(route, local_preference=int(then["local-preference"]["local-preference"]))
        if "origin" in then:
            route = replace(route, origin=then["origin"])
        if "next-hop" in then:
            route = replace(route, next_hop=next(iter(then["next-hop"])))
        for change in then.get("community", ()):
            members = self._communities[change["community-name"]]
            kept = route.communities
            if "set" in change:
                kinds = {_kind(member) for member in members}
                kept = frozenset(one for one in kept if _kind(one) not in kinds) | set(members)
            elif "add" in change:
                kept |= set(members)
            else:
                kept = frozenset(one for one in kept if not any(_is(member, one) for member in members))
            route = replace(route, communities=kept)
        return route


def _is(member: str, community: str) -> bool:
    """`*` stands for any number in one place of a community, or for the rest of one."""
    wanted, given = member.split(":"), community.split(":")
    return len(wanted) == len(given) and all(fnmatchcase(other, one) for one, other in zip(wanted, given))


def _kind(community: str) -> int:
    """Standard, extended or large: `set` is taken to replace its own kind alone, as no document says more."""
    return community.count(":")


def _filtered(filters: Iterable[Options], prefix: str) -> bool:
    network = ipaddress.ip_network(prefix)
    around = [(ipaddress.ip_network(one["address"]), one) for one in filters]
    around = [(block, one) for block, one in around if block.version == network.version and network.subnet_of(block)]
    if not around:
        return False
    longest = max(block.prefixlen for block, one in around)
    return any(_of_type(one, block, network.prefixlen) for block, one in around if block.prefixlen == longest)


def _of_type(one: Options, block: Any, length: int) -> bool:
    if "prefix-length-range" in one:
        low, high = (int(part.lstrip("/")) for part in one["prefix-length-range"].split("-"))
        return low <= length <= high
    if "upto" in one:
        return block.prefixlen <= length <= int(one["upto"].lstrip("/"))
    if "longer" in one:
        return length > block.prefixlen
    return "orlonger" in one or length == block.prefixlen
