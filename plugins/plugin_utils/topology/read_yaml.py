# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The topology that a user writes in the inventory."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..faults import Fault
from .model import Link, Network, Router, Topology, named
from .read_netbox import netbox_topology
from .values import AREAS, area_at, area_flags, cost_of, name_known, unknown_keys

EXAMPLE = "write routers: {r1: {site: east}, r2: {}} and links: [{between: [r1, r2], cost: 10}]"


def topology_of(given: Any, path: str = "topology") -> tuple[Topology | None, list[Fault]]:
    """The topology in the user's own form, or in a NetBox-style export where `given` has devices and cables. One that is read already stays as it is."""
    if isinstance(given, Topology):
        return given, []
    if isinstance(given, Mapping) and "devices" in given:
        return netbox_topology(given, path)
    return yaml_topology(given, path)


def yaml_topology(given: Any, path: str = "topology") -> tuple[Topology | None, list[Fault]]:
    """`given`: `routers` (name → site, overloaded, max_metric), `links` (between, cost, area, name), `networks` (name, routers → cost, area)
    `defaults` (cost, area), and how areas are treated: `rfc1583`, `leaked`. A topology only where there is no fault."""
    if not isinstance(given, Mapping):
        return None, [Fault(path, "this is not a topology", EXAMPLE, given)]
    faults = unknown_keys(given, ("routers", "links", "networks", "defaults", *AREAS), path)
    defaults = given.get("defaults") or {}
    faults += unknown_keys(defaults, ("cost", "area"), f"{path}.defaults")
    if isinstance(defaults, Mapping):
        cost = None if defaults.get("cost") is None else cost_of(defaults["cost"], f"{path}.defaults.cost", faults)
        defaults = {"cost": cost, "area": area_at(defaults.get("area"), f"{path}.defaults.area", faults)}
    routers = _routers(given.get("routers"), f"{path}.routers", faults)
    links = _links(given.get("links") or [], defaults, {router.name for router in routers}, f"{path}.links", faults)
    networks = _networks(given.get("networks") or [], defaults, {router.name for router in routers}, f"{path}.networks", faults)
    flags = area_flags(given, path, faults)
    if faults:
        return None, faults
    return Topology(tuple(routers), named(links), tuple(networks), "inventory", **flags), []


def outline(given: Any) -> Topology | None:
    """What can be made out of a topology with faults, to look for more of them at the same time: routers, and what connects them, in one area."""
    routers = given.get("routers") if isinstance(given, Mapping) else None
    if not isinstance(routers, Mapping) or not routers:
        return None
    known = {str(name) for name in routers}
    pairs = [item.get("between") for item in _listed(given.get("links")) if isinstance(item, Mapping)]
    for item in _listed(given.get("networks")):
        members = _listed(item.get("routers")) if isinstance(item, Mapping) else []
        pairs += zip(members, members[1:])
    links = [Link((str(pair[0]), str(pair[1])), 1, 1) for pair in pairs
             if isinstance(pair, (list, tuple)) and len(pair) == 2 and {str(end) for end in pair} <= known]
    return Topology(tuple(Router(str(name)) for name in routers), named(links))


def _listed(given: Any) -> list[Any]:
    return list(given) if isinstance(given, (list, tuple, Mapping)) else []


def _routers(given: Any, path: str, faults: list[Fault]) -> list[Router]:
    if not isinstance(given, Mapping) or not given:
        faults.append(Fault(path, "there are no routers here", EXAMPLE, None if given is None else given))
        return []
    routers = []
    for name, times in Counter(str(name) for name in given).items():
        if times > 1:
            faults.append(Fault(f"{path}.{name}", "this name is written twice, once as text and once as a number", "give each router a name of its own"))
    for name, options in given.items():
        options = {} if options is None else options
        found = unknown_keys(options, ("site", "overloaded", "max_metric"), f"{path}.{name}")
        faults += found
        if not isinstance(options, Mapping):
            routers.append(Router(str(name)))
            continue
        for flag in ("overloaded", "max_metric"):
            if not isinstance(options.get(flag, False), bool):
                faults.append(Fault(f"{path}.{name}.{flag}", "this is neither true nor false", "write true or false", options[flag]))
        site = options.get("site")
        routers.append(Router(str(name), "" if site is None else str(site), options.get("overloaded") is True, options.get("max_metric") is True))
    return routers


def _links(given: Any, defaults: Any, routers: set[str], path: str, faults: list[Fault]) -> list[Link]:
    if not isinstance(given, (list, tuple)):
        faults.append(Fault(path, "this is not a list of links", EXAMPLE, given))
        return []
    links: list[Link] = []
    named_at: dict[str, str] = {}
    for number, item in enumerate(given):
        here = f"{path}[{number}]"
        found = unknown_keys(item, ("between", "cost", "area", "name"), here)
        faults += found
        if not isinstance(item, Mapping):
            continue
        ends = _ends(item.get("between"), routers, f"{here}.between", faults)
        cost, back = _costs(item.get("cost", _default(defaults, "cost")), f"{here}.cost", faults)
        area = area_at(item.get("area", _default(defaults, "area")), f"{here}.area", faults)
        name = str(item.get("name") or "")
        if name and name in named_at:
            faults.append(Fault(f"{here}.name", f"{named_at[name]} has this name already", "give each link a name of its own", name))
        named_at[name] = here
        if ends:
            links.append(Link(ends, cost, back, area, name))
    return links


def _default(defaults: Any, option: str) -> Any:
    return defaults.get(option) if isinstance(defaults, Mapping) else None


def _ends(given: Any, routers: set[str], path: str, faults: list[Fault]) -> tuple[str, str] | None:
    if not isinstance(given, (list, tuple)) or len(given) != 2:
        faults.append(Fault(path, "a link is between two routers", "write the names of two: between: [r1, r2]", given))
        return None
    first, second = (str(name) for name in given)
    known = [name_known(name, routers, f"{path}[{number}]", faults) for number, name in enumerate((first, second))]
    if first == second:
        faults.append(Fault(path, "this link leads from a router to itself", "write the router at its other end", [first, second]))
        return None
    return (first, second) if all(known) else None


def _costs(given: Any, path: str, faults: list[Fault]) -> tuple[int, int]:
    if isinstance(given, (list, tuple)):
        if len(given) != 2 or any(cost is None for cost in given):
            faults.append(Fault(path, "a link that has a cost in one direction only carries nothing: both ends must announce it (RFC 2328, 16.1)",
                                "write two costs, that from the first router to the second and that of the way back", list(given)))
            return 1, 1
        return cost_of(given[0], f"{path}[0]", faults), cost_of(given[1], f"{path}[1]", faults)
    if given is None:
        faults.append(Fault(path, "this link has no cost", "write it, or defaults.cost for all links without one"))
        return 1, 1
    cost = cost_of(given, path, faults)
    return cost, cost


def _networks(given: Any, defaults: Any, routers: set[str], path: str, faults: list[Fault]) -> list[Network]:
    if not isinstance(given, (list, tuple)):
        faults.append(Fault(path, "this is not a list of broadcast networks", "write networks: [{name: lan1, routers: {r1: 10, r2: 10}}]", given))
        return []
    networks = []
    taken = set(routers)
    for number, item in enumerate(given):
        here = f"{path}[{number}]"
        faults += unknown_keys(item, ("name", "routers", "area"), here)
        if not isinstance(item, Mapping):
            continue
        name = str(item.get("name") or "")
        if not name or name in taken:
            why = "another router or network has this name" if name else "this network has no name"
            faults.append(Fault(f"{here}.name", why, "give it a name of its own", name))
        taken.add(name)
        members = item.get("routers")
        if not isinstance(members, Mapping) or len(members) < 2:
            faults.append(Fault(f"{here}.routers", "a broadcast network connects two routers or more", "write routers: {r1: 10, r2: 10}", members))
            continue
        costs = []
        for router, cost in members.items():
            name_known(str(router), routers, f"{here}.routers.{router}", faults)
            given_cost = _default(defaults, "cost") if cost is None else cost
            costs.append((str(router), cost_of(given_cost, f"{here}.routers.{router}", faults)))
        networks.append(Network(name, tuple(costs), area_at(item.get("area", _default(defaults, "area")), f"{here}.area", faults)))
    return networks
