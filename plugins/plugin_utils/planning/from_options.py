# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a user writes, as plain data, to a plan as plain data: what the filter, the module and the domain have in common."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..costs import DEFAULT_BASE
from ..faults import Fault
from ..topology import Topology, outline, topology_of
from .audit import audit
from .compare import compare
from .failures import KINDS, Progress
from .planner import Server, homes_of, input_faults, plan


@dataclass(frozen=True)
class Input:
    """What a plan is made of."""

    topology: Topology
    servers: list[Server]
    addresses: list[str]
    kinds: list[str]
    before: dict[str, dict[str, int]]


def input_of(topology: Any, route_servers: Any, addresses: Any, base: Any = DEFAULT_BASE, metric: Any = "ospf", survive: Any = KINDS,
             previous: Any = None, paths: Mapping[str, str] | None = None, area: str | None = None) -> tuple[Input | None, list[Fault]]:
    """Everything that is wrong with the input, found without computing a path."""
    at = {name: (paths or {}).get(name, name) for name in ("topology", "route_servers", "addresses", "survive", "previous")}
    network, faults = topology_of(topology, at["topology"])
    if area is not None and not isinstance(area, str):
        faults.append(Fault("area", "this is not an area", "write it as in the topology", area))
    names = _names(addresses, at["addresses"], "an anycast address", faults)
    kinds = _names(survive, at["survive"], "a kind of loss", faults)
    servers = _servers(route_servers, names, at["route_servers"], faults)
    before = _costs(previous, at["previous"], faults)
    if network is None:
        rough = outline(topology)
        if rough is not None:
            faults += input_faults(rough, servers, names, base, metric, kinds, paths or {}, None)
    if faults or network is None:
        return None, faults
    faults = input_faults(network, servers, names, base, metric, kinds, paths or {}, area)
    return (None, faults) if faults else (Input(network, servers, names, kinds, before), [])


def planned(topology: Any, route_servers: Any, addresses: Any, base: Any = DEFAULT_BASE, metric: Any = "ospf", survive: Any = KINDS,
            previous: Any = None, paths: Mapping[str, str] | None = None, progress: Progress | None = None,
            area: str | None = None) -> tuple[dict[str, Any], list[Fault]]:
    """The plan as a dictionary (`Plan.as_dict`), with `paths` of the audit and, where there is a `previous` plan, `changes`. Empty with faults."""
    given, faults = input_of(topology, route_servers, addresses, base, metric, survive, previous, paths, area)
    if given is None:
        return {}, faults
    network, servers, names, before = given.topology, given.servers, given.addresses, given.before
    made, faults = plan(network, servers, names, base, metric, given.kinds, before, paths, progress, area)
    if made is None:
        return {}, faults
    found = audit(network, made.costs, tuple(names), external=metric == "ospf_e1", home=homes_of(network, servers, area), isis=metric.startswith("isis"),
                  forwarding={server.name: server.forwarding for server in servers if server.forwarding}).as_dict()
    result = {**made.as_dict(), "paths": found}
    if previous:
        result["changes"] = compare(before, made.costs)
    return result, []


def _names(given: Any, path: str, what: str, faults: list[Fault]) -> list[str]:
    if not isinstance(given, (list, tuple)):
        faults.append(Fault(path, "this is not a list", f"write a list, each the name of {what}", given))
        return []
    for number, name in enumerate(given):
        if not isinstance(name, str) or not name:
            faults.append(Fault(f"{path}[{number}]", "this is not a name", f"write the name of {what}", name))
        elif name in given[:number]:
            faults.append(Fault(f"{path}[{number}]", "this name is in the list already", "drop one", name))
    return [name for name in given if isinstance(name, str)]


def _servers(given: Any, addresses: Sequence[str], path: str, faults: list[Fault]) -> list[Server]:
    if not isinstance(given, (list, tuple)):
        faults.append(Fault(path, "this is not a list", "write a list of route servers, their names or dictionaries with name and addresses", given))
        return []
    servers = []
    for number, item in enumerate(given):
        name = item.get("name") if isinstance(item, Mapping) else item
        if not isinstance(name, str) or not name:
            faults.append(Fault(f"{path}[{number}]", "this is no route server", "write its name, or a dictionary with name and addresses", item))
            continue
        carried = item.get("addresses") if isinstance(item, Mapping) else None
        forwarding = item.get("forwarding") if isinstance(item, Mapping) else None
        servers.append(Server(name, tuple(addresses if carried is None else _names(carried, f"{path}[{number}].addresses", "an anycast address", faults)),
                              str(forwarding or "")))
    return servers


def _costs(given: Any, path: str, faults: list[Fault]) -> dict[str, dict[str, int]]:
    """The costs of a plan: those alone, or all that a plan returned."""
    given = given.get("costs", given) if isinstance(given, Mapping) and isinstance(given.get("costs"), Mapping) else given
    if given is None:
        return {}
    if isinstance(given, Mapping) and all(isinstance(of_server, Mapping) for of_server in given.values()):
        faults += [Fault(f"{path}.{server}.{address}", "this is not a cost", "write the whole number that it was", cost)
                   for server, of_server in given.items() for address, cost in of_server.items()
                   if isinstance(cost, bool) or not isinstance(cost, int) or cost < 0]
        return {server: dict(of_server) for server, of_server in given.items()}
    faults.append(Fault(path, "this is not a plan", "write what the last plan returned, or its costs: {rs1: {a: 10}}", given))
    return {}
