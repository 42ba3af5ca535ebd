# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the validated options of a domain to its intent; every contradiction is refused here, all of them at once."""
from __future__ import annotations

from typing import Any, Mapping

from ..faults import Fault
from . import values
from .costs import injection_costs
from .model import AnycastAddress, Bfd, Domain, FabricPeer, Igp, Pool, RouteServer, Timers
from .pools import pools_intent
from .space import Claim, refuse_overlaps

Options = Mapping[str, Any]
FAMILIES = {"ipv4": 4, "ipv6": 6}


def domain_intent(options: Options, path: str = "domain") -> tuple[Domain | None, list[Fault]]:
    """`options`: a domain as `specification.check` returns it without faults. A domain only where there is no fault."""
    faults: list[Fault] = []
    values.asn(options["asn"], f"{path}.asn", faults)
    if not values.NAME_PREFIX.match(options["name_prefix"]):
        faults.append(Fault(f"{path}.name_prefix", "this cannot stand in front of the names of configuration objects",
                            "start with a letter, end with '-', at most 8 characters", options["name_prefix"]))
    anycast = _anycast_addresses(options, f"{path}.anycast_addresses", faults)
    families = sorted({family for address in anycast for family in address.by_family})
    peers = _fabric_peers(options["fabric_peers"] or [], f"{path}.fabric_peers", faults)
    infrastructure = [values.network(block, f"{path}.infrastructure[{index}]", faults)
                      for index, block in enumerate(options["infrastructure"] or [])]
    igp = igp_intent(options["igp"], families, f"{path}.igp", faults)
    timers = _timers(options["timers"] or {}, f"{path}.timers", faults)
    bfd = _bfd(options["bfd"], f"{path}.bfd", faults)
    servers = _route_servers(options, anycast, families, igp, path, faults)
    pools = pools_intent(options, families, f"{path}.pools", faults)
    faults += refuse_overlaps(_claims(path, anycast, servers, peers, infrastructure, pools, options["pools"]))
    if faults:
        return None, faults
    return Domain(
        asn=options["asn"], ebgp=options["session"] == "ebgp", name_prefix=options["name_prefix"], anycast_addresses=tuple(anycast),
        route_servers=tuple(servers), fabric_peers=tuple(peers), infrastructure=tuple(infrastructure), igp=igp, timers=timers,
        bfd=bfd, pools=tuple(pools), one_order=options["cost_plan"]["topology"] is None), []


def _by_family(item: Options, path: str, faults: list[Fault]) -> dict[int, str]:
    found = {}
    for option, family in FAMILIES.items():
        if item.get(option) is not None:
            parsed = values.address(item[option], family, f"{path}.{option}", faults)
            if parsed:
                found[family] = parsed
    return found


def _anycast_addresses(options: Options, path: str, faults: list[Fault]) -> list[AnycastAddress]:
    result = []
    for index, item in enumerate(options["anycast_addresses"]):
        values.name(item["name"], f"{path}[{index}].name", faults)
        result.append(AnycastAddress(item["name"], _by_family(item, f"{path}[{index}]", faults)))
    values.distinct([(item.name, f"{path}[{index}].name") for index, item in enumerate(result)], "this name", faults)
    for family in (4, 6):
        carried = [item for item in result if family in item.by_family]
        values.distinct([(item.by_family.get(family), f"{path}[{index}].ipv{family}") for index, item in enumerate(result)],
                        "this address", faults)
        if carried and len(carried) != options["redundancy"]:
            wanted = {1: "one anycast address", 2: "two anycast addresses"}[options["redundancy"]]
            faults.append(Fault(path, f"{len(carried)} of them with IPv{family}, and a redundancy of {options['redundancy']} wants {wanted}",
                                f"give {wanted} an ipv{family}, or set redundancy to what you want"))
    if not result or not any(item.by_family for item in result):
        faults.append(Fault(path, "there is no anycast address", "give each a name and an ipv4, an ipv6 or both"))
    return result


def _fabric_peers(items: list[Options], path: str, faults: list[Fault]) -> list[FabricPeer]:
    result = []
    for index, item in enumerate(items):
        here = f"{path}[{index}]"
        by_family = _by_family(item, here, faults)
        if item.get("ipv4") is None and item.get("ipv6") is None:
            faults.append(Fault(here, f"the fabric peer {item['name']} has no address", "give it an ipv4, an ipv6 or both"))
        result.append(FabricPeer(item["name"], by_family, values.key(item["password"], f"{here}.password", faults)))
    values.distinct([(item.name, f"{path}[{index}].name") for index, item in enumerate(result)], "this name", faults)
    for family in (4, 6):
        values.distinct([(item.by_family.get(family), f"{path}[{index}].ipv{family}") for index, item in enumerate(result)],
                        "this address", faults)
    return result


def igp_intent(options: Options, families: list[int], path: str, faults: list[Fault]) -> Igp:
    injection = options["injection"] or {}
    methods = {}
    for option, family in FAMILIES.items():
        method = injection.get(option)
        if options["protocol"] == "isis" and method:
            faults.append(Fault(f"{path}.injection.{option}", "IS-IS with wide metrics has no internal and external routes",
                                "leave it out", method))
        elif options["protocol"] == "ospf" and family in families:
            methods[family] = method or {4: "intra_area", 6: "external_1"}[family]
    if options["protocol"] == "isis" and not options["instance"]:
        faults.append(Fault(f"{path}.instance", "IS-IS instances have a name and the anycast addresses go into one of them",
                            "write the name that stands behind 'router isis' on the route servers"))
    if options["protocol"] == "ospf" and options["instance"]:
        faults.append(Fault(f"{path}.instance", "it is for IS-IS; OSPF is used in its default instance", "leave it out", options["instance"]))
    area = options["area"]
    if area.isdigit() and int(area) < 2**32:
        number = int(area)
        area = ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
    elif not _dotted(area):
        faults.append(Fault(f"{path}.area", "this is no OSPF area", "write it as an address, such as 0.0.0.0", area))
    return Igp(options["protocol"], area, options["level"], options["instance"], methods)


def _dotted(area: str) -> bool:
    parts = area.split(".")
    return len(parts) == 4 and all(part.isdigit() and int(part) < 256 for part in parts)


def _timers(options: Options, path: str, faults: list[Fault]) -> Timers:
    timers = Timers(*(options.get(name, default) for name, default in
                      (("keepalive", 3), ("hold", 9), ("connect", 1), ("minimum_hold", 3))))
    values.within(timers.connect, 1, 65535, f"{path}.connect", "seconds between two tries", faults)
    values.within(timers.minimum_hold, 3, 65535, f"{path}.minimum_hold",
                  "a hold time in seconds (RFC 4271 allows 0 or 3 and more; 0 is never safe here)", faults)
    values.within(timers.hold, 3, 65535, f"{path}.hold", "a hold time in seconds", faults)
    if timers.hold < timers.minimum_hold:
        faults.append(Fault(f"{path}.hold", f"it is below the minimum hold time of {timers.minimum_hold} s", "raise it", timers.hold))
    if not 1 <= timers.keepalive <= timers.hold // 3:
        faults.append(Fault(f"{path}.keepalive", f"three keepalives must fit into the hold time of {timers.hold} s (RFC 4271, 4.4)",
                            f"write a number from 1 to {max(timers.hold // 3, 1)}", timers.keepalive))
    return timers


def _bfd(options: Options | None, path: str, faults: list[Fault]) -> Bfd | None:
    if options is None:
        return None
    values.within(options["interval"], 50, 9999, f"{path}.interval", "milliseconds between two BFD packets", faults)
    values.within(options["multiplier"], 3, 50, f"{path}.multiplier", "missed packets (3 to 50 is what all vendors take)", faults)
    return Bfd(options["interval"], options["multiplier"])


def _route_servers(options: Options, anycast: list[AnycastAddress], families: list[int], igp: Igp, root: str,
                   faults: list[Fault]) -> list[RouteServer]:
    path = f"{root}.route_servers"
    items = options["route_servers"]
    for option, what in (("name", "this name"), ("router_id", "this address"), ("ipv6", "this address"), ("cluster_id", "this cluster id")):
        values.distinct([(item[option], f"{path}[{index}].{option}") for index, item in enumerate(items)], what, faults)
    names = [address.name for address in anycast]
    if options["redundancy"] == 2 and len(items) < 2:
        faults.append(Fault(path, "two anycast addresses need two route servers: both sessions of an appliance collide on one",
                            "add a route server, or set redundancy to 1 and leave one anycast address"))
    costs = injection_costs(options, items, names, igp, root, faults)
    result: list[RouteServer] = []
    for index, item in enumerate(items):
        here = f"{path}[{index}]"
        loopbacks = {}
        for option, family in (("router_id", 4), ("ipv6", 6)):
            if item[option] is not None:
                parsed = values.address(item[option], family, f"{here}.{option}", faults)
                if parsed:
                    loopbacks[family] = parsed
        for address in anycast:
            for family, text in address.by_family.items():
                if loopbacks.get(family) == text:
                    faults.append(Fault(f"{here}.{'router_id' if family == 4 else 'ipv6'}",
                                        f"it equals the anycast address {address.name}; two route servers would carry one identity",
                                        "write the route server's own, unique loopback address", text))
        if 6 in families and 6 not in loopbacks and item["ipv6"] is None:
            faults.append(Fault(f"{here}.ipv6", "the anycast addresses have IPv6, so the route server needs a unique IPv6 loopback too",
                                "write it, or leave IPv6 out of the anycast addresses"))
        cluster = item["cluster_id"] or item["router_id"]
        if not _dotted(cluster):
            faults.append(Fault(f"{here}.cluster_id", "this is no cluster id", "write it as an IPv4 address", cluster))
        result.append(RouteServer(item["name"], loopbacks.get(4, ""), cluster, loopbacks, costs.get(item["name"], {}), item["site"]))
    return result


def _claims(path: str, anycast: list[AnycastAddress], servers: list[RouteServer], peers: list[FabricPeer],
            infrastructure: list[str | None], pools: list[Pool], pool_options: list[Options]) -> list[Claim]:
    claims = []
    for group, kind, items in (("anycast_addresses", "anycast address", [(item.name, item.by_family) for item in anycast]),
                               ("route_servers", "loopback", [(item.name, item.loopbacks) for item in servers]),
                               ("fabric_peers", "fabric peer", [(item.name, item.by_family) for item in peers])):
        for index, (name, by_family) in enumerate(items):
            claims += [Claim(text, kind, name, f"{path}.{group}[{index}]") for text in by_family.values()]
    claims += [Claim(block, "infrastructure", "the fabric", f"{path}.infrastructure[{index}]")
               for index, block in enumerate(infrastructure) if block]
    for index, pool in enumerate(pools):
        option = "subnets" if pool_options[index]["subnets"] else "hosts"
        claims += [Claim(block, "listen range", pool.name, f"{path}.pools[{index}].{option}")
                   for ranges in pool.ranges.values() for block in ranges]
        claims += [Claim(bound.prefix, "permitted prefix", pool.name, f"{path}.pools[{index}].prefixes")
                   for admissions in pool.admissions.values() for admission in admissions for bound in admission.bounds]
    return claims
