# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The IGP costs at which route servers inject the anycast addresses.

Every router must see one nearest route server per address. It does where two costs of one address differ by more than the
IGP diameter (the cost of the longest shortest path between any two routers): no difference in distance can then make up for
the difference in cost, nor equal it.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from .faults import Fault

DEFAULT_BASE = 10


@dataclass(frozen=True)
class Metric:
    """What one way of injecting can hold: the highest cost of an address, the highest total of a path to it, and the highest cost of an interface."""

    title: str
    highest_cost: int
    highest_total: int
    wider: str
    highest_link: int


METRICS = {
    # A router-LSA has 16 bits, and 65535 is MaxLinkMetric, the "do not come this way" of RFC 6987.
    "ospf": Metric("OSPF", 65535, 65534, "inject as external type 1 (metric ospf_e1)", 65535),
    # LSInfinity, 0xffffff, is unreachable: RFC 2328, appendix B.
    "ospf_e1": Metric("OSPF external type 1", 0xFFFFFF - 1, 0xFFFFFF - 1, "", 65535),
    # 2^24-1 takes a link out of the computation and a total beyond MAX_V3_PATH_METRIC, 0xFE000000, a prefix: RFC 5305, 3 and 4.
    "isis": Metric("IS-IS with wide metrics", 0xFFFFFF - 1, 0xFE000000, "", 0xFFFFFF - 1),
    # 6 bits a link, MaxPathMetric 1023: ISO/IEC 10589.
    "isis_narrow": Metric("IS-IS with narrow metrics", 63, 1023, "use wide metrics (metric isis)", 63),
}


def anycast_costs(
    route_servers: Any,
    addresses: Any,
    igp_diameter: Any,
    base: Any = DEFAULT_BASE,
    metric: Any = "ospf",
    paths: Mapping[str, str] | None = None,
) -> tuple[dict[str, dict[str, int]], list[Fault]]:
    """Route server -> address -> cost, by the strategy `ordered`: the order given for the first address, reversed for the second.

    `paths` names the options as the user wrote them, where these are not the names of the arguments.
    """
    at = {name: (paths or {}).get(name, name) for name in ("route_servers", "addresses", "igp_diameter", "base", "metric")}
    faults = _names(route_servers, at["route_servers"], "route server") + _names(addresses, at["addresses"], "anycast address")
    faults += _more_than_two(addresses, at["addresses"])
    faults += _number(igp_diameter, at["igp_diameter"]) + _number(base, at["base"]) + _unknown_metric(metric, at["metric"])
    if not faults:
        faults = _too_far(len(route_servers), igp_diameter, base, METRICS[metric], at)
    if faults:
        return {}, faults
    ladder = [base + step * (igp_diameter + 1) for step in range(len(route_servers))]
    columns = (ladder, ladder[::-1])
    return {
        server: {address: column[position] for address, column in zip(addresses, columns)}
        for position, server in enumerate(route_servers)
    }, []


def check_costs(
    costs: Any, igp_diameter: Any, metric: Any = "ospf", path: str = "costs", paths: Mapping[str, str] | None = None
) -> list[Fault]:
    """What is wrong with costs (route server -> address -> cost) that a user chose."""
    at = {name: (paths or {}).get(name, name) for name in ("igp_diameter", "metric")}
    faults = _number(igp_diameter, at["igp_diameter"]) + _unknown_metric(metric, at["metric"])
    by_address, unreadable = _by_address(costs, path)
    faults += unreadable
    if faults:
        return faults
    limit = METRICS[metric]
    for address, of_servers in by_address.items():
        for cost, server in of_servers:
            faults += _out_of_range(cost, igp_diameter, limit, f"{path}.{server}.{address}")
        ordered = sorted(of_servers, key=lambda pair: pair[0])
        for (near, nearer), (far, farther) in zip(ordered, ordered[1:]):
            faults += _too_near(address, (nearer, near), (farther, far), igp_diameter, path)
    return faults + _same_nearest(by_address, path)


def _names(names: Any, path: str, what: str) -> list[Fault]:
    if not isinstance(names, (list, tuple)):
        return [Fault(path, "this is not a list", f"write a list of {what} names", names)]
    if not names:
        article = "an" if what[0] in "aeiou" else "a"
        return [Fault(path, f"there is no {what} here", f"name at least one: {article} {what} is what the costs are for")]
    faults = []
    for index, name in enumerate(names):
        if not isinstance(name, str) or not name:
            faults.append(Fault(f"{path}[{index}]", "this is not a name", f"write the name of the {what}", name))
        elif name in names[:index]:
            faults.append(Fault(f"{path}[{index}]", f"this {what} is in the list already, at {path}[{names.index(name)}]", "drop one", name))
    return faults


def _more_than_two(addresses: Any, path: str) -> list[Fault]:
    if not isinstance(addresses, (list, tuple)) or len(addresses) <= 2:
        return []
    why = (
        f"the strategy 'ordered' serves one address or two, not {len(addresses)}: an order has one reverse, "
        "so a third address would lead every router to a route server that another address leads to"
    )
    return [Fault(path, why, "use two addresses, or give the costs explicitly", list(addresses))]


def _number(value: Any, path: str) -> list[Fault]:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        return [Fault(path, "this is not a cost", "write a whole number of 1 or more", value)]
    return []


def _unknown_metric(metric: Any, path: str) -> list[Fault]:
    if isinstance(metric, str) and metric in METRICS:
        return []
    near = get_close_matches(str(metric), METRICS, 1)
    return [Fault(path, "there is no such metric", f"write '{near[0]}'" if near else f"write one of {', '.join(METRICS)}", metric)]


def _ceiling(limit: Metric, igp_diameter: int) -> int:
    """The highest cost an address can have when the longest path to it costs `igp_diameter`."""
    return min(limit.highest_cost, limit.highest_total - igp_diameter)


def _too_far(servers: int, igp_diameter: int, base: int, limit: Metric, at: Mapping[str, str]) -> list[Fault]:
    highest = base + (servers - 1) * (igp_diameter + 1)
    ceiling = _ceiling(limit, igp_diameter)
    if highest <= ceiling:
        return []
    if ceiling < 1:
        why = f"a path as long as this leaves no cost for an address: the total of a path stays within {limit.highest_total} in {limit.title}"
        return [Fault(at["igp_diameter"], why, _advice(limit.wider), igp_diameter)]
    if base > ceiling:
        why = f"with {at['igp_diameter']} {igp_diameter} the highest cost in {limit.title} is {ceiling}"
        return [Fault(at["base"], why, _advice(f"write {ceiling} or less", limit.wider), base)]
    why = (
        f"{servers} route servers spaced by {igp_diameter + 1} ({at['igp_diameter']} {igp_diameter} and one) from {base} on need costs up "
        f"to {highest}, the highest in {limit.title} is {ceiling}"
    )
    fit = (ceiling - base) // (igp_diameter + 1) + 1
    fewer = f"use at most {fit} route server{'s' if fit > 1 else ''}"
    return [Fault(at["route_servers"], why, _advice(fewer, _shorter(servers, base, limit, at), limit.wider))]


def _shorter(servers: int, base: int, limit: Metric, at: Mapping[str, str]) -> str:
    # The ladder's top and the path to it stay within the total: base + n(d+1) + d <= total, and its top within the cost.
    steps = servers - 1
    by_total = (limit.highest_total - base - steps) // (steps + 1)
    by_cost = (limit.highest_cost - base - steps) // steps if steps else by_total
    diameter = min(by_total, by_cost)
    return f"lower the IGP's own costs to {at['igp_diameter']} {diameter} or less" if diameter >= 1 else ""


def _advice(*ways: str) -> str:
    return ", or ".join(way for way in ways if way) or "lower the costs of the IGP's own links"


def _by_address(costs: Any, path: str) -> tuple[dict[str, list[tuple[int, str]]], list[Fault]]:
    example = "write {rs1: {a: 10, b: 200}, rs2: {a: 200, b: 10}}"
    if not isinstance(costs, Mapping) or not costs:
        return {}, [Fault(path, "this is not a dictionary of costs", example, costs)]
    by_address: dict[str, list[tuple[int, str]]] = {}
    faults = []
    for server, of_server in costs.items():
        if not isinstance(of_server, Mapping):
            faults.append(Fault(f"{path}.{server}", "this is not a dictionary of costs", example, of_server))
            continue
        for address, cost in of_server.items():
            faults += _number(cost, f"{path}.{server}.{address}")
            by_address.setdefault(address, []).append((cost, server))
    return by_address, faults


def _out_of_range(cost: int, igp_diameter: int, limit: Metric, path: str) -> list[Fault]:
    ceiling = _ceiling(limit, igp_diameter)
    if cost <= ceiling:
        return []
    why = f"the highest cost in {limit.title} is {ceiling} where a path costs up to {igp_diameter}"
    return [Fault(path, why, _advice(f"write {ceiling} or less" if ceiling >= 1 else "", limit.wider), cost)]


def _too_near(address: str, near: tuple[str, int], far: tuple[str, int], igp_diameter: int, path: str) -> list[Fault]:
    apart = far[1] - near[1]
    if apart > igp_diameter:
        return []
    if not apart:
        why = f"{near[0]} has the same cost for anycast address '{address}': some router would share its flows between both"
    else:
        why = (
            f"this is only {apart} above {near[0]}'s {near[1]} for anycast address '{address}', not more than the IGP diameter "
            f"{igp_diameter}: a router could be equally far from {near[0]} and {far[0]}"
        )
    return [Fault(f"{path}.{far[0]}.{address}", why, f"write {near[1] + igp_diameter + 1} or more", far[1])]


def _same_nearest(by_address: Mapping[str, list[tuple[int, str]]], path: str) -> list[Fault]:
    first_of: dict[str, str] = {}
    faults = []
    for address, of_servers in by_address.items():
        nearest = min(of_servers)[1]
        if nearest not in first_of:
            first_of[nearest] = address
        elif len({server for servers in by_address.values() for cost, server in servers}) > 1:
            why = (
                f"{nearest} is nearest for anycast address '{first_of[nearest]}' and for '{address}': both sessions of an appliance "
                "would meet on one route server, and one of them never comes up"
            )
            faults.append(Fault(f"{path}.{nearest}.{address}", why, f"make another route server nearest for '{address}'"))
    return faults
