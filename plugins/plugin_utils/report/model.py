# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report is made of: plain data of four kinds, each of which may be absent."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..costs import METRICS
from ..faults import Fault
from ..planning import Audit, audit
from ..planning.failures import DISTINCT, OWN_SITE, REACHED, UNIQUE
from ..topology import Topology, topology_of
from ..topology.values import area_of

PARTS = ("topology", "plan", "paths", "verification")
LISTS = {"plan": ("breaches", "changes", "survives"), "paths": ("same_server", "findings"),
         "verification": ("checks", "findings", "route_servers", "appliances")}
DICTS = {"plan": ("costs", "explanations", "holds", "paths"), "paths": ("addresses", "costs", "originators"), "verification": ("count",)}
PROMISES = {REACHED: "Every router reaches each address", UNIQUE: "One nearest route server for each address",
            DISTINCT: "Two addresses, two route servers", OWN_SITE: "A route server of the own site"}
Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Report:
    """`costs`: route server → address → cost, of the plan, else of the network, else of the domain that was verified. `area`: as in `plan`."""

    title: str
    topology: Topology | None = None
    plan: Plain = field(default_factory=dict)
    paths: Plain = field(default_factory=dict)
    verification: Plain = field(default_factory=dict)
    metric: str = "ospf"
    area: str | None = None

    @cached_property
    def all_costs(self) -> dict[str, dict[str, int]]:
        for given in (self.plan.get("costs"), self.paths.get("costs"), self._verified_costs):
            if given:
                return {str(server): dict(of_server) for server, of_server in given.items()}
        return {}

    @property
    def _verified_costs(self) -> dict[str, dict[str, int]]:
        return {row["name"]: {item["name"]: item["cost"] for item in row.get("addresses") or ()} for row in self.verification.get("route_servers") or ()}

    @cached_property
    def costs(self) -> dict[str, dict[str, int]]:
        """Those of `all_costs` whose route server is a router of the topology."""
        known = self.topology.by_name if self.topology else {}
        return {server: of_server for server, of_server in self.all_costs.items() if server in known}

    @property
    def strangers(self) -> list[str]:
        """The route servers that the topology does not have."""
        return [server for server in self.all_costs if self.topology and server not in self.costs]

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        named = [address for of_server in self.all_costs.values() for address in of_server]
        return tuple(dict.fromkeys([*named, *((self.paths.get("addresses") or {}) if not named else ())]))

    @property
    def external(self) -> bool:
        return self.metric == "ospf_e1"

    @property
    def replays(self) -> bool:
        """Whether the page computes paths itself: by costs, inside one area."""
        return bool(self.costs) and self.topology is not None and len(self.topology.areas) < 2

    @cached_property
    def audit(self) -> Audit | None:
        """Where the packets go by these costs, computed here."""
        if not self.topology or not self.costs:
            return None
        home = {server: self.area for server in self.costs if self.area is not None and self.area in self.topology.areas_of[server]}
        return audit(self.topology, self.costs, self.addresses, self.external, home=home, isis=str(self.metric).startswith("isis"))

    @cached_property
    def predicted(self) -> Plain:
        """The shape of `Audit.as_dict`: the plan's own, which knows its area, else computed of its costs. Without a plan what was seen goes first."""
        if self.plan.get("paths"):
            return self.plan["paths"]
        if self.audit and (self.plan.get("costs") or not self.paths.get("addresses")):
            return self.audit.as_dict()
        return self.paths

    @property
    def other_costs(self) -> list[dict[str, Any]]:
        """Where the network has another cost than the plan: `route_server`, `address`, `planned` and `seen` (None: it is not announced there)."""
        planned, seen = self.plan.get("costs") or {}, self.paths.get("costs") or {}
        pairs = dict.fromkeys((server, address) for costs in (planned, seen) for server, of_server in costs.items() for address in of_server)
        found = [(server, address, planned.get(server, {}).get(address), seen.get(server, {}).get(address)) for server, address in pairs]
        return [{"route_server": server, "address": address, "planned": want, "seen": has} for server, address, want, has in found
                if planned and seen and want != has]

    @property
    def originators(self) -> list[dict[str, Any]]:
        """Who announces the addresses: one row each, with `address`."""
        return [{"address": address, **one} for address, listed in (self.paths.get("originators") or {}).items()
                for one in ([listed] if isinstance(listed, Mapping) else listed)]

    @cached_property
    def deviations(self) -> list[dict[str, Any]]:
        """Where the network does not do what the costs say: router, address, `planned` and `seen`, the route servers at which packets end."""
        if not self.paths.get("addresses") or self.predicted is self.paths:
            return []
        found = []
        for address, of_address in self.predicted.get("addresses", {}).items():
            seen = (self.paths["addresses"].get(address) or {}).get("routers") or {}
            for router, row in of_address["routers"].items():
                if router in seen and address not in self.all_costs.get(router, {}) and ended(seen[router]) != ended(row):
                    found.append({"router": router, "address": address, "planned": ended(row), "seen": ended(seen[router])})
        return found

    @cached_property
    def literal(self) -> dict[str, list[str]]:
        """Anycast address → its addresses in IPv4 and IPv6, as far as they are known."""
        found: dict[str, list[str]] = {}
        for row in self.verification.get("route_servers") or ():
            for item in row.get("addresses") or ():
                known = found.setdefault(item["name"], [])
                if item.get("address") and item["address"] not in known:
                    known.append(item["address"])
        return found

    @cached_property
    def sessions(self) -> list[dict[str, Any]]:
        """One row a session of an appliance."""
        return [{"appliance": row["name"], "pool": row.get("pool") or "", **session}
                for row in self.verification.get("appliances") or () for session in row.get("sessions") or ()]


def ended(row: Plain) -> list[str]:
    """The route servers at which a router's packets end: `ends`, else its nearest."""
    ends = row.get("ends")
    return sorted(ends) if ends else [row["nearest"]] if row.get("nearest") else []


def report_of(parts: Any, title: Any = "", metric: Any = None, area: Any = None) -> tuple[Report | None, list[Fault]]:
    """`parts`: `topology`, `plan` (what `anycast_plan` returned), `paths` (what `anycast_paths_info` returned, or of it one family), `verification`
    (verify.json). `metric`: that of the paths by default, else `ospf`."""
    if not isinstance(parts, Mapping):
        return None, [Fault("report", "this is not a dictionary", f"write one with any of {', '.join(PARTS)}", parts)]
    faults = [Fault(f"report.{name}", "there is no such part", f"write one of {', '.join(PARTS)}") for name in parts if name not in PARTS]
    given = {name: _part(_of_one_family(parts.get(name)) if name == "paths" else parts.get(name), name, faults) for name in PARTS}
    metric = metric or given["paths"].get("metric") or "ospf"
    if not any(given.values()):
        faults.append(Fault("report", "there is nothing to report", f"give at least one of {', '.join(PARTS)}"))
    if not isinstance(metric, str) or metric not in METRICS:
        faults.append(Fault("metric", "there is no such metric", f"write one of {', '.join(METRICS)}", metric))
    topology, source = None, "report.topology" if given["topology"] else "report.paths.topology"
    network = given["topology"] or given["paths"].get("topology")
    if network:
        topology, found = topology_of(network, source)
        faults += found
    faults += _costs_are_costs(given)
    if faults:
        return None, faults
    return Report(str(title or ""), topology, given["plan"], given["paths"], given["verification"], metric, None if area in (None, "") else area_of(area)), []


def _of_one_family(given: Any) -> Any:
    """What `anycast_paths_info` returned, IPv4 first, in the one shape: its `addresses` beside its topology."""
    if isinstance(given, Mapping):
        given = next((given[family] for family in ("ipv4", "ipv6") if isinstance(given.get(family), Mapping)), given)
        if isinstance(given.get("paths"), Mapping):
            return {**given, **given["paths"]}
    return given


def _part(given: Any, name: str, faults: list[Fault]) -> Plain:
    if given is None or given == "":
        return {}
    if not isinstance(given, Mapping):
        faults.append(Fault(f"report.{name}", "this is not a dictionary", "pass on what the filter or the module returned, or leave it out"))
        return {}
    for keys, kind, word in ((LISTS.get(name, ()), Sequence, "list"), (DICTS.get(name, ()), Mapping, "dictionary")):
        for key in keys:
            value = given.get(key)
            if value is not None and (isinstance(value, str) or not isinstance(value, kind)):
                faults.append(Fault(f"report.{name}.{key}", f"this is not a {word}", "pass on what the filter or the module returned"))
            if kind is Sequence and isinstance(value, (list, tuple)):
                faults += [Fault(f"report.{name}.{key}[{number}]", "this is not a dictionary", "pass on what the filter or the module returned")
                           for number, item in enumerate(value) if key != "survives" and not isinstance(item, Mapping)]
    return given


def _costs_are_costs(given: Mapping[str, Plain]) -> list[Fault]:
    faults = []
    for name in ("plan", "paths"):
        costs = given[name].get("costs")
        for server, of_server in costs.items() if isinstance(costs, Mapping) else ():
            if not isinstance(of_server, Mapping) or any(isinstance(cost, bool) or not isinstance(cost, int) or cost < 0 for cost in of_server.values()):
                faults.append(Fault(f"report.{name}.costs.{server}", "these are not costs", "write a whole number for each address: {a: 10}", of_server))
    return faults
