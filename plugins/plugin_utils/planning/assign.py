# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The smallest costs of one address that leave no router between two route servers.

A router's row holds its distance to each route server. Route servers get their costs one after another, in the order of their ranks; each
takes the lowest cost at which, in no row, it ties with the nearest of those before it, nor with the one that is nearest when that is
lost. So a cost depends on the network and on the route servers before it. Only a site whose own route server is too far away for all of its
routers raises others: each route server of another site by as much as it takes.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .paths import UNREACHABLE
from .reach import ROUTE_TYPE, Failure

FIRST, FREE, TIE, RANK, SITE, KEPT = "first", "free", "tie", "rank", "site", "kept"
ROUNDS = 40


@dataclass(frozen=True)
class Row:
    """What one router sees. `failure`: after which loss; a row of a failure need not survive the loss of a route server besides."""

    router: str
    site: str
    away: tuple[int, ...]
    failure: Failure = Failure()

    @property
    def whole(self) -> bool:
        return not self.failure.name


@dataclass(frozen=True)
class Reason:
    """Why a cost is what it is: `kind` of the last thing that raised it; `router` and `failure` that show it, `other` the route server that it
    keeps clear of (`lost`: the one whose loss would bring them together), `below` the cost that it could not have."""

    kind: str
    router: str = ""
    failure: Failure = Failure()
    other: int = -1
    below: int = 0
    lost: int = -1


@dataclass
class _Standing:
    """Each row's nearest and second nearest of the route servers that have a cost."""

    rows: Sequence[Row]
    best: list[int] = field(init=False)
    next: list[int] = field(init=False)
    server: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.best, self.next = [UNREACHABLE] * len(self.rows), [UNREACHABLE] * len(self.rows)
        self.server = [-1] * len(self.rows)

    def enter(self, column: int, cost: int) -> None:
        best, following, server = self.best, self.next, self.server
        for number, row in enumerate(self.rows):
            distance = row.away[column]
            if distance < UNREACHABLE:
                distance += cost
                if distance < best[number]:
                    best[number], following[number], server[number] = distance, best[number], column
                elif distance < following[number]:
                    following[number] = distance


@dataclass(frozen=True)
class _Need:
    """A site's need: `other` costs `above` more than `own` at least, or `router` does not find `own` nearer."""

    own: int
    other: int
    above: int
    router: str
    site: str


def assigned(rows: Sequence[Row], site_rows: Mapping[str, Sequence[Row]], ranks: Sequence[Sequence[int]], sites: Sequence[str], base: int,
             kept: Mapping[int, int]) -> tuple[dict[int, int], dict[int, Reason], bool]:
    """Column of a route server → its cost, and why. `ranks` and `sites` are by column of the rows; `kept`: costs to keep where they hold.

    And whether the sites contradict each other: then no costs could give all of them their own.
    """
    needs = _needs(site_rows, ranks[0], sites)
    contradict = _contradict(needs, len(ranks[0]))
    costs, reasons, unmet = _with_needs(rows, ranks, base, {}, needs)
    while unmet:
        last = max(unmet, key=lambda need: max(need.own, need.other)).site
        needs = [need for need in needs if need.site != last]
        costs, reasons, unmet = _with_needs(rows, ranks, base, {}, needs)
    if kept:  # which sites get their own does not depend on the costs before
        again, why, unmet = _with_needs(rows, ranks, base, kept, needs)
        if not unmet:
            costs, reasons = again, why
    return costs, reasons, contradict


def _needs(site_rows: Mapping[str, Sequence[Row]], rank: Sequence[int], sites: Sequence[str]) -> list[_Need]:
    """What each site needs, each router counting on the nearest route server of its own site."""
    needs: dict[tuple[str, int, int], _Need] = {}
    for site, rows in site_rows.items():
        local = [column for column in rank if sites[column] == site]
        for row in rows:
            own = min(local, key=lambda column: row.away[column])
            for other in rank:
                if sites[other] != site and max(row.away[own], row.away[other]) < UNREACHABLE:
                    above = row.away[own] - row.away[other] + 1
                    known = needs.get((site, own, other))
                    if above < ROUTE_TYPE // 2 and (known is None or above > known.above):
                        needs[site, own, other] = _Need(own, other, above, row.router, site)
    return list(needs.values())


def _contradict(needs: Sequence[_Need], servers: int) -> bool:
    """Whether needs raise each other without end (a positive cycle: R. Bellman, On a routing problem, 1958)."""
    costs: dict[int, int] = {}
    for _round in range(servers + 1):
        raised = False
        for need in needs:
            least = costs.get(need.own, 0) + need.above
            if costs.get(need.other, 0) < least:
                costs[need.other], raised = least, True
        if not raised:
            return False
    return True


def _with_needs(rows: Sequence[Row], ranks: Sequence[Sequence[int]], base: int, kept: Mapping[int, int],
                needs: Sequence[_Need]) -> tuple[dict[int, int], dict[int, Reason], list[_Need]]:
    """Costs that meet the needs, or the needs that stay unmet however far the others are raised."""
    lowest = {column: (base, Reason(FREE)) for rank in ranks for column in rank}
    for _round in range(ROUNDS):
        costs, reasons = _in_order(rows, ranks, lowest, kept)
        unmet = [need for need in needs if costs[need.other] < costs[need.own] + need.above]
        for need in unmet:
            if lowest[need.other][0] < costs[need.own] + need.above:
                lowest[need.other] = costs[need.own] + need.above, Reason(SITE, need.router, other=need.own)
        if not unmet:
            break
    return costs, reasons, unmet


def _in_order(rows: Sequence[Row], ranks: Sequence[Sequence[int]], lowest: Mapping[int, tuple[int, Reason]],
              kept: Mapping[int, int]) -> tuple[dict[int, int], dict[int, Reason]]:
    costs: dict[int, int] = {}
    reasons: dict[int, Reason] = {}
    standing = _Standing(rows)
    for number, rank in enumerate(ranks):
        floor = _floors(standing) if number else None
        for column in rank:
            start, reason = lowest[column]
            if reason.kind == FREE and not costs:
                reason = Reason(FIRST)
            costs[column], reasons[column] = _cost(column, standing, floor, start, reason, kept.get(column))
            standing.enter(column, costs[column])
    return costs, reasons


def _floors(standing: _Standing) -> list[int]:
    """What a later rank must stay above in each row: the second nearest of the ranks before, whose nearest may be lost."""
    return [following if row.whole and following < UNREACHABLE else best for row, best, following in zip(standing.rows, standing.best, standing.next)]


def _cost(column: int, standing: _Standing, floor: list[int] | None, lowest: int, reason: Reason, kept: int | None) -> tuple[int, Reason]:
    taken: dict[int, tuple[int, bool]] = {}  # a cost at which a row ties → the row, and whether only after the loss of its nearest
    for number, row in enumerate(standing.rows):
        distance = row.away[column]
        if distance >= UNREACHABLE or standing.best[number] >= UNREACHABLE:
            continue
        taken[standing.best[number] - distance] = number, False
        if row.whole and standing.next[number] < UNREACHABLE:
            taken.setdefault(standing.next[number] - distance, (number, True))
        if floor is not None and lowest <= floor[number] - distance < ROUTE_TYPE // 2:
            lowest, reason = floor[number] - distance + 1, Reason(RANK, row.router, row.failure, standing.server[number])
    cost = lowest
    while cost in taken:
        cost += 1
    if kept is not None and kept > cost and kept not in taken:
        return kept, Reason(KEPT)
    if cost > lowest:
        number, later = taken[cost - 1]
        row, nearest = standing.rows[number], standing.server[number]
        reason = Reason(TIE, row.router, row.failure, -1 if later else nearest, cost - 1, nearest if later else -1)
    return cost, reason
