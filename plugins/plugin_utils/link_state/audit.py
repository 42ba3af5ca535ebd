# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a network's own link-state database says of its anycast addresses. A pure function from databases to plain data."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..faults import Fault
from ..planning.audit import AddressAudit, Audit
from ..planning.paths import UNREACHABLE
from ..topology.model import Topology
from .findings import found_in
from .instances import merged
from .isis import isis_view
from .model import IPV4, IPV6, ISIS, OSPF, OSPF3, Database
from .ospf import ospf_view
from .routes import Offer, Routing, cost_of
from .view import EXTERNAL_1, LEVEL_1, LEVEL_2, Announcement, View, as_inventory, topology_of_view

FAMILIES = {IPV4: (OSPF, ISIS), IPV6: (OSPF3, ISIS)}
EXPECTED, FOREIGN, STALE, UNREACHED, RELAYED = "expected", "foreign", "stale", "unreachable", "relayed"


@dataclass(frozen=True)
class RoutedAudit(AddressAudit):
    """`kinds`: node → the type of its route (`intra_area`, `inter_area`, `external_1`, `external_2`, `level_1`, …, `default`); distances are keys
    of `routes`."""

    kinds: tuple[str | None, ...] = ()

    def row(self, node: int) -> dict[str, Any]:
        found = super().row(node)
        for name, key in (("distance", self.away[node]), ("runner_up_distance", self.runner_up_away[node])):
            found[name] = None if key >= UNREACHABLE else cost_of(key)
        return {**found, "route_type": self.kinds[node]}


def audit_database(databases: Sequence[Database], domain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """`databases`: of one network, from any number of its routers. `domain`: as the user writes it; `anycast_addresses` (`name`, `ipv4`, `ipv6`) is enough,
    `route_servers` (`name`, `router_id`, `ipv6`, `site`) tells expected announcers from strangers, `fabric_peers` (`name`, `ipv4`, `ipv6`) names routers,
    `cost_plan.topology.rfc1583` says how externals are compared.

    Returns, for each family that has addresses in the domain, under `ipv4` and `ipv6`:

    - `protocol`, `routers` (how many), `metric` (as the filter anycast_plan takes it), `topology` (the same, its argument) and `costs` (route server →
      name of the address → injection cost, as a plan has them)
    - `paths`: as the filter anycast_plan returns them: `addresses`, each with `routers` → `nearest`, `distance`, `runner_up`, `runner_up_distance`,
      `ends` and besides `route_type`, and `ecmp`, `captured`, `cut_off`; and `same_server`
    - `originators`: name of the address → a list of `router`, `router_id`, `status` (`expected`, `foreign`, `stale`, `unreachable`, `relayed`),
      `route_type`, `cost`, `area`, `age`
    - `one_way`: links that only one end announces, `router`, `neighbor`, `area`
    - `findings`: `check`, `address`, `routers`, `text`, the worst first

    and `lines`, the same as sentences. With faults nothing is returned: an answer that is not whole must not become a plan.
    """
    result: dict[str, Any] = {}
    faults: list[Fault] = []
    for family in (IPV4, IPV6):
        addresses = {str(item["name"]): str(item[f"ipv{family}"]) for item in domain.get("anycast_addresses") or () if item.get(f"ipv{family}")}
        if not addresses:
            continue
        view, found = _view(databases, family, addresses)
        faults += found
        if view is not None and not found:
            result[f"ipv{family}"] = _audited(view, family, addresses, domain)
    if faults:
        return {}, list(dict.fromkeys(faults))
    result["lines"] = [f"IPv{family[-1]}: {finding['text']}" for family, of_family in result.items() for finding in of_family["findings"]]
    return result, []


def _view(databases: Sequence[Database], family: int, addresses: Mapping[str, str]) -> tuple[View | None, list[Fault]]:
    """The network of the protocol and process that carries the addresses, or else of the one with the most routers."""
    groups: dict[tuple[str, str], list[Database]] = {}
    for database in databases:
        if database.protocol in FAMILIES[family] and database.lsas:
            groups.setdefault((database.protocol, database.process), []).append(database)
    if not groups:
        return None, [Fault("database", f"no link-state database with routes of IPv{family} was read: it is empty, or no such protocol runs there",
                            "read a router of the network that carries the anycast addresses")]
    views = []
    for of_one in groups.values():
        whole = merged(of_one)
        views.append(isis_view(whole, family) if whole.protocol == ISIS else ospf_view(whole))
        _own_is_there(of_one, views[-1])
    prefixes = [host(address) for address in addresses.values()]
    chosen = max(views, key=lambda view: (sum(prefix in view.announcements for prefix in prefixes), len(view.routers)))
    return chosen, chosen.faults


def _own_is_there(databases: Iterable[Database], view: View) -> None:
    for database in databases:
        if database.router and database.router not in view.routers:
            view.faults.append(Fault("database", f"it holds nothing of {database.router}, the router that was asked: it is empty or was cut off",
                                     "read it again"))


def host(address: str) -> str:
    return f"{address}/{128 if ':' in address else 32}"


def _audited(view: View, family: int, addresses: Mapping[str, str], domain: Mapping[str, Any]) -> dict[str, Any]:
    names = names_of(view, family, domain)
    sites = {str(item["name"]): str(item["site"]) for item in domain.get("route_servers") or () if item.get("site")}
    planned = (domain.get("cost_plan") or {}).get("topology")
    topology = topology_of_view(view, names, sites, not (isinstance(planned, Mapping) and planned.get("rfc1583") is False))
    routing = Routing(view, topology, names)
    audits, originators = [], {}
    servers = {name: carriers(domain, name) for name in addresses}
    for name, address in addresses.items():
        prefix = host(address)
        offers = routing.offers(prefix)
        audits.append(_address(routing, topology, names, name, offers))
        originators[name] = _originators(view, routing, names, servers[name], prefix, offers)
    paths = Audit(tuple(audits)).as_dict()
    one_way = [{"router": names.get(router, router), "neighbor": names.get(neighbor, neighbor), "area": area} for router, neighbor, area in view.one_way]
    result = {
        "protocol": view.protocol, "routers": len(view.routers), "metric": _metric(view, addresses), "topology": as_inventory(topology),
        "costs": _costs(originators, addresses), "paths": paths, "originators": originators, "one_way": one_way,
    }
    return {**result, "findings": found_in(result, addresses, servers, view, names)}


def names_of(view: View, family: int, domain: Mapping[str, Any]) -> dict[str, str]:
    """Identity → a name of its own, by the domain's route servers and fabric peers, whose router ID or loopback the router has, or its own hostname."""
    known: dict[str, str] = {}
    for item in domain.get("fabric_peers") or ():
        known |= {str(item[key]): str(item["name"]) for key in ("ipv4", "ipv6") if item.get(key) and item.get("name")}
    for item in domain.get("route_servers") or ():
        known |= {str(item[key]): str(item["name"]) for key in ("router_id", "ipv4", "ipv6") if item.get(key)}
    names: dict[str, str] = {}
    for identity in view.routers:
        names[identity] = known.get(identity) or view.names.get(identity) or identity
    for address, name in known.items():
        at = {one.at for one in view.announcements.get(host(address), ()) if one.kind in ("intra_area", LEVEL_1, LEVEL_2) and one.at in names}
        if len(at) == 1 and family == (IPV6 if ":" in address else IPV4):
            names[at.pop()] = name
    taken: dict[str, str] = {}
    for identity, name in names.items():
        names[identity] = name if name not in taken else f"{name} ({identity})"
        taken[name] = identity
    return names


def carriers(domain: Mapping[str, Any], address: str) -> list[str] | None:
    """The route servers that the domain gives an address to; None where it names no route servers."""
    servers = domain.get("route_servers")
    return None if not servers else [str(item["name"]) for item in servers if item.get("addresses") is None or address in item["addresses"]]


def _address(routing: Routing, topology: Topology, names: Mapping[str, str], name: str, offers: list[Offer]) -> RoutedAudit:
    origins = list(dict.fromkeys(offer.origin for offer in offers))
    position = {origin: number for number, origin in enumerate(origins)}
    rows: dict[str, list[int]] = {}
    for offer in offers:
        keys = [offer.key(node) for node in range(routing.size)]
        rows[offer.origin] = [min(pair) for pair in zip(rows[offer.origin], keys)] if offer.origin in rows else keys
    nearest, away, second, further = [], [], [], []
    for node in range(routing.size):
        ranked = sorted((rows[origin][node], position[origin]) for origin in origins if rows[origin][node] < UNREACHABLE) + [(UNREACHABLE, -1)] * 2
        nearest.append(ranked[0][1])
        away.append(ranked[0][0])
        second.append(ranked[1][1])
        further.append(ranked[1][0])
    owners = frozenset(routing.node[origin] for origin in origins if origin in routing.node and routing.node[origin] < routing.routers)
    ends = routing.ends(offers, away, position, owners)
    kinds = tuple(next((offer.kind for offer in offers if offer.key(node) == key), None) if (key := away[node]) < UNREACHABLE else None
                  for node in range(routing.routers))
    return RoutedAudit(name, tuple(_shown(origin, names) for origin in origins), tuple(router.name for router in topology.routers), owners, nearest, away,
                       second, further, ends, kinds)


def _shown(origin: str, names: Mapping[str, str]) -> str:
    identity, mark, _area = origin.partition("/")
    return names.get(identity, identity) + (" (from another area)" if mark else "")


def _originators(view: View, routing: Routing, names: Mapping[str, str], servers: list[str] | None, prefix: str, offers: list[Offer]) -> list[dict[str, Any]]:
    reached = {offer.origin for offer in offers for node in range(routing.routers)
               if offer.key(node) < UNREACHABLE and node != routing.node.get(offer.origin)}
    found = []
    for one, stale in [(one, False) for one in view.announcements.get(prefix, ())] + [(one, True) for one in view.stale if one.prefix == prefix]:
        name = names.get(one.at, one.at)
        owner = one.at if stale or not one.forward else routing._owner(one)
        alone = len(view.routers) > 1 and owner not in reached
        stranger = servers is not None and names.get(owner, owner) not in servers
        status = STALE if stale else RELAYED if one.relayed else UNREACHED if alone else FOREIGN if stranger else EXPECTED
        found.append({"router": name, "router_id": one.at, "status": status, "route_type": one.kind, "cost": one.cost, "area": one.area, "age": one.age})
    return found


def _costs(originators: Mapping[str, list[dict[str, Any]]], addresses: Mapping[str, str]) -> dict[str, dict[str, int]]:
    costs: dict[str, dict[str, int]] = {}
    for name in addresses:
        for one in originators[name]:
            if one["status"] in (EXPECTED, FOREIGN):
                of_router = costs.setdefault(one["router"], {})
                of_router[name] = min(one["cost"], of_router.get(name, one["cost"]))
    return costs


def _metric(view: View, addresses: Mapping[str, str]) -> str:
    if view.protocol == ISIS:
        return "isis"
    announced: list[Announcement] = [one for address in addresses.values() for one in view.announcements.get(host(address), ())]
    return "ospf_e1" if announced and all(one.kind == EXTERNAL_1 for one in announced) else "ospf"
