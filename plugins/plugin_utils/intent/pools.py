# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools: where appliances may live, what they may announce, and what they must prove."""
from __future__ import annotations

import ipaddress
from typing import Any, Mapping

from ..faults import Fault
from ..prefixes import Bound, prefix_bounds
from ..ranges import listen_ranges
from . import values
from .model import Admission, Pool, Preference

Options = Mapping[str, Any]
MED_LEVELS = 8


def pools_intent(options: Options, families: list[int], path: str, faults: list[Fault]) -> list[Pool]:
    items = options["pools"]
    values.distinct([(item["name"].lower(), f"{path}[{index}].name") for index, item in enumerate(items)], "this name", faults)
    ranges = _ranges(items, path, faults)
    return [_pool(options, item, ranges.get(item["name"], {}), families, f"{path}[{index}]", faults) for index, item in enumerate(items)]


def _ranges(items: list[Options], path: str, faults: list[Fault]) -> dict[str, dict[int, tuple[str, ...]]]:
    declared = []
    for index, item in enumerate(items):
        _refuse_repeated_subnets(item, f"{path}[{index}]", faults)
        declared.append({"name": item["name"], "subnets": item["subnets"] or [], "hosts": item["hosts"] or [],
                         "exclude": item["exclude"] or []})
    computed, found = listen_ranges(declared, path=path)
    faults += found
    return {name: {family: tuple(block for block in blocks if (":" in block) == (family == 6)) for family in (4, 6)}
            for name, blocks in computed.items()}


def _refuse_repeated_subnets(item: Options, path: str, faults: list[Fault]) -> None:
    seen: list[tuple[Any, str]] = []
    for index, text in enumerate(item["subnets"] or []):
        try:
            block = ipaddress.ip_network(text)
        except ValueError:
            continue
        for other, where in seen:
            if block.version == other.version and block.overlaps(other):
                faults.append(Fault(f"{path}.subnets[{index}]", f"it overlaps {other} ({where})", "leave the smaller one out", text))
        seen.append((block, f"{path}.subnets[{index}]"))


def _pool(options: Options, item: Options, ranges: Mapping[int, tuple[str, ...]], families: list[int], path: str, faults: list[Fault]) -> Pool:
    values.name(item["name"], f"{path}.name", faults)
    ranges = {family: blocks for family, blocks in ranges.items() if blocks}
    if not ranges and not item["subnets"] and not item["hosts"]:
        faults.append(Fault(path, f"the pool {item['name']} has no place to live", "give it subnets or hosts"))
    for family in sorted(set(ranges) - set(families)):
        faults.append(Fault(f"{path}.subnets", f"there are IPv{family} ranges, but no anycast address with IPv{family} to peer with",
                            f"give the anycast addresses an ipv{family}, or leave these out"))
    asns = _asns(options, item, path, faults)
    admissions = _admissions(options, item, asns, path, faults)
    for family in sorted(set(admissions) - set(ranges)) if ranges else []:
        faults.append(Fault(f"{path}.prefixes", f"no appliance can announce IPv{family} prefixes: the pool has no IPv{family} ranges, and "
                            f"IPv{family} prefixes travel in IPv{family} sessions", f"give the pool IPv{family} subnets, or leave these prefixes out"))
    for family in sorted(set(ranges) - set(admissions)) if admissions else []:
        faults.append(Fault(f"{path}.prefixes", f"the pool has IPv{family} ranges, and no IPv{family} prefix is permitted",
                            f"permit IPv{family} prefixes, or leave the IPv{family} subnets out"))
    values.within(item["max_appliances"], 1, 10000, f"{path}.max_appliances", "a number of appliances", faults)
    values.within(item["max_prefixes"], 1, 4294967295, f"{path}.max_prefixes", "a number of prefixes", faults)
    return Pool(
        name=item["name"], ranges=ranges, hosts_only=bool(item["hosts"]) and not item["subnets"], password=_password(item, path, faults),
        appliance_asns=asns, admissions=admissions, max_appliances=item["max_appliances"], max_prefixes=item["max_prefixes"],
        strict_limit=item["max_prefixes_enforcement"] == "strict", advertise_default=item["advertise"] == "default", shared=item["shared"],
        preference=_preference(item["preference"], f"{path}.preference", faults),
        subnets=tuple(item["subnets"] or ()))


def _password(item: Options, path: str, faults: list[Fault]) -> str | None:
    if item["authentication"] == "md5" and not item["password"]:
        faults.append(Fault(f"{path}.password", "sessions without a key are open to whoever sits in the subnet",
                            "write a key (from a vault), or write authentication: none to do without on purpose"))
    if item["authentication"] == "none" and item["password"]:
        faults.append(Fault(f"{path}.authentication", "there is a password, and authentication is none", "drop one of the two"))
        return None
    return values.key(item["password"] or None, f"{path}.password", faults)


def _asns(options: Options, item: Options, path: str, faults: list[Fault]) -> tuple[int, ...]:
    given = item["appliance_asns"] or []
    if options["session"] == "ibgp":
        if given:
            faults.append(Fault(f"{path}.appliance_asns", "with session: ibgp the appliances use the domain's ASN", "leave it out", given))
        return ()
    if not given:
        faults.append(Fault(f"{path}.appliance_asns", "with session: ebgp the ASNs of the pool's appliances are needed", "write a list of them"))
    values.distinct([(asn, f"{path}.appliance_asns[{index}]") for index, asn in enumerate(given)], "this ASN", faults)
    for index, asn in enumerate(given):
        here = f"{path}.appliance_asns[{index}]"
        values.asn(asn, here, faults)
        if asn == options["asn"]:
            faults.append(Fault(here, "this is the domain's own ASN", "write the appliances' ASN, or session: ibgp", asn))
    return tuple(sorted(asn for asn in given if asn is not None))


def _admissions(options: Options, item: Options, asns: tuple[int, ...], path: str, faults: list[Fault]) -> dict[int, tuple[Admission, ...]]:
    by_asn: dict[int | None, list[dict]] = {}
    positions: dict[int | None, list[int]] = {}
    for index, entry in enumerate(item["prefixes"]):
        asn = entry["asn"]
        if asn is not None and asn not in asns:
            faults.append(Fault(f"{path}.prefixes[{index}].asn", "this ASN is not one of the pool's appliance_asns" if asns
                                else "prefixes are bound to an ASN with session: ebgp only", "add it there, or leave it out", asn))
        by_asn.setdefault(asn, []).append({key: entry[key] for key in ("within", "lengths") if entry[key] is not None})
        positions.setdefault(asn, []).append(index)
    if not item["prefixes"]:
        faults.append(Fault(f"{path}.prefixes", "an appliance that may announce nothing needs no session", "permit at least one prefix"))
    result: dict[int, list[Admission]] = {}
    for asn, entries in by_asn.items():
        bounds, found = prefix_bounds(entries, path=f"{path}.prefixes")
        faults += [_repositioned(fault, f"{path}.prefixes", positions[asn]) for fault in found]
        for family in (4, 6):
            own = tuple(bound for bound in bounds if _family(bound) == family)
            for bound in own:
                if bound.prefix.endswith("/0"):
                    faults.append(Fault(f"{path}.prefixes", "a default route would be permitted from an appliance",
                                        "permit the pool's own blocks", bound.prefix))
            if own:
                result.setdefault(family, []).append(Admission(asn, own))
    _refuse_shared_bounds(result, f"{path}.prefixes", faults)
    return {family: tuple(sorted(items, key=lambda one: one.asn or 0)) for family, items in result.items()}


def _refuse_shared_bounds(result: Mapping[int, list[Admission]], path: str, faults: list[Fault]) -> None:
    for admissions in result.values():
        claims = sorted(((ipaddress.ip_network(bound.prefix), admission.asn) for admission in admissions for bound in admission.bounds),
                        key=lambda claim: (claim[0].network_address, claim[0].prefixlen))
        for (block, asn), (other, other_asn) in zip(claims, claims[1:]):
            if asn != other_asn and other.subnet_of(block):
                faults.append(Fault(path, f"{other} (ASN {other_asn or 'any'}) lies in {block} (ASN {asn or 'any'})",
                                    "bind disjoint blocks to ASNs"))


def _repositioned(fault: Fault, path: str, positions: list[int]) -> Fault:
    """The fault with the user's index: entries are handed on in groups by ASN."""
    head, bracket, rest = fault.path[len(path):].partition("]")
    if not bracket:
        return fault
    return Fault(f"{path}[{positions[int(head[1:])]}]{rest}", fault.why, fault.instead, fault.value)


def _family(bound: Bound) -> int:
    return 6 if ":" in bound.prefix else 4


def _preference(options: Options | None, path: str, faults: list[Fault]) -> Preference:
    if options is None:
        return Preference()
    levels = options["med"] or []
    if levels and (options["primary"] or options["backup"]):
        faults.append(Fault(path, "communities and MED both ask for a preference", "choose one"))
    primary = values.community(options["primary"], f"{path}.primary", faults)
    backup = values.community(options["backup"], f"{path}.backup", faults)
    if primary and primary == backup:
        faults.append(Fault(f"{path}.backup", "it equals the primary community", "write another", backup))
    if len(levels) > MED_LEVELS:
        faults.append(Fault(f"{path}.med", f"there are {len(levels)} levels", f"write at most {MED_LEVELS}"))
    values.distinct([(level["med"], f"{path}.med[{index}].med") for index, level in enumerate(levels)], "this MED", faults)
    for index, level in enumerate(levels):
        values.within(level["med"], 0, 4294967295, f"{path}.med[{index}].med", "a MED", faults)
        values.within(level["local_preference"], 1, 1000, f"{path}.med[{index}].local_preference",
                      "a LOCAL_PREF (bounded, so that no appliance outdoes the rest of the network)", faults)
    return Preference(primary, backup, tuple(sorted((level["med"], level["local_preference"]) for level in levels)))
