# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges of a rendered Junos route server that share no code with the renderer: each returns its objections, as sentences.

`grammar`: every line along Junos's own schema tree, and numbers in their documented ranges. `references`: everything named is there. `sessions`: junoscfg
reads the text, and what it reads is held against the state. `routes`: an interpreter of policy is asked about routes at the edges of every bound.
`injection`: each anycast address on lo0.0 with its cost. `commit`: the twin's own commit checks.
"""
from __future__ import annotations

import ipaddress
import json
import shlex
from functools import lru_cache
from typing import Any, Callable, Iterator

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.junos_schema import Objection, steps
from junoscfg import Format, convert_config
from lab.junos.checks import refusals
from lab.junos.configuration import Configuration
from lab.junos.schema import SyntaxFault

from .junos_policy import Policies, Route

# Keyword → lowest and highest value: "hold-time (Protocols BGP)", "minimum-hold-time", "bfd-liveness-detection (Protocols BGP)", vendor facts 1 (peer-limit),
# "multihop", RFC 2328 A.4.2 (a link's metric), "accepted-prefix-limit".
RANGES = {"hold-time": (3, 65535), "minimum-hold-time": (3, 65535), "minimum-interval": (1, 255000), "multiplier": (1, 255), "peer-limit": (0, 2048),
          "ttl": (1, 255), "drop-excess": (1, 100), "maximum": (1, 2**32 - 1), "peer-as": (1, 2**32 - 2)}
TRANSIT = 64999
OTHERS = ("target:65000:1", "origin:192.0.2.1:2", "0x8006:64512:9")
WIDTH = {4: 32, 6: 128}


def objections(text: str, state: Any) -> dict[str, list[str]]:
    """Judge → what it objects to; judges that have nothing to say are left out."""
    found = {}
    for judge in JUDGES:
        try:
            said = list(judge(text, state))
        except (KeyError, ValueError, IndexError, StopIteration, TypeError) as error:
            said = [f"cannot be read: {error!r}"]
        if said:
            found[judge.__name__] = said
    return found


def grammar(text: str, state: Any) -> Iterator[str]:
    for line in text.strip().split("\n"):
        words = tuple(shlex.split(line))
        try:
            steps(words[1:])
        except Objection as objection:
            yield f"{line}: {objection}"
        if words[-2] in RANGES and not (words[-1].isdigit() and RANGES[words[-2]][0] <= int(words[-1]) <= RANGES[words[-2]][1]):
            yield f"{line}: out of range"


@lru_cache(maxsize=32)
def _read(text: str) -> dict[str, Any]:
    read = json.loads(convert_config(text, from_format=Format.SET, to_format=Format.JSON, validate=False))
    return read.get("configuration", read)


def references(text: str, state: Any) -> Iterator[str]:
    options = _read(text)["policy-options"]
    there = {kind: {one["name"] for one in options.get(kind, ())} for kind in ("policy-statement", "community", "as-path", "as-list")}
    kinds = {"policy": "policy-statement", "import": "policy-statement", "export": "policy-statement", "community": "community", "as-path": "as-path",
             "peer-as-list": "as-list", "set": "community", "delete": "community", "add": "community"}
    for line in text.strip().split("\n"):
        words = shlex.split(line)
        if words[-2] in kinds and words[1] in ("protocols", "policy-options") and words[-1] not in there[kinds[words[-2]]]:
            yield f"{kinds[words[-2]]} {words[-1]} is not there: {line}"


def sessions(text: str, state: Any) -> Iterator[str]:
    groups = {one["name"]: one for one in _read(text)["protocols"]["bgp"]["group"]}
    for group in state.groups:
        name = f"VA-{group.pool}-{group.family}"
        yield from (f"{name}: {what}" for what in _group(groups[name], group, state, _read(text)["policy-options"]))
    for label, kind in (("FABRIC", "fabric"), ("RS", "route_server")):
        for family in (4, 6):
            peers = {peer.address: peer.password for peer in state.fabric if (peer.kind, peer.family) == (kind, family)}
            found = groups.get(f"VA-{label}-{family}", {})
            held = {one["name"]: one.get("authentication-key") for one in found.get("neighbor", ())}
            if held != peers:
                yield f"VA-{label}-{family} has the neighbors {held}, wanted {peers}"
            if peers and (found["type"], found["local-address"], list(found["family"])) != ("internal", state.loopback[family], [_inet(family)]):
                yield f"VA-{label}-{family} is of another type, address or family"
            if peers and "cluster" in found:
                yield f"VA-{label}-{family} are no clients"


def _group(found: dict[str, Any], group: Any, state: Any, options: dict[str, Any]) -> Iterator[str]:
    dynamic = found["dynamic-neighbor"]
    wanted = {"key": group.password, "ranges": set(group.ranges), "peers": str(group.max_appliances)}
    held = {"key": dynamic[0].get("authentication-key"), "ranges": set(dynamic[0]["allow"]), "peers": dynamic[0].get("peer-limit")}
    if held != wanted or len(dynamic) != 1 or "allow" in found or "authentication-key" in found:
        yield f"its dynamic neighbors are {held}, wanted {wanted}, and nothing beside them"
    lists = {one["name"]: one["members"] for one in options.get("as-list", ())}
    asns = lists.get(found.get("peer-as-list"), [found["peer-as"]] if "peer-as" in found else [])
    if state.ebgp and {int(asn) for asn in asns} != set(group.remote_asns):
        yield f"its ASNs are {asns}"
    local = [one.address for one in state.injections if one.family == group.family]
    single = {
        "type": "external" if state.ebgp else "internal", "cluster": None if state.ebgp else state.cluster_id, "hold-time": str(state.timers.hold),
        "minimum-hold-time": str(state.timers.minimum_hold), "graceful-restart": {"enable-disable": "disable"}, "passive": None,
        "multihop": {"ttl": "64"} if state.ebgp else None, "enforce-first-as": [None] if state.ebgp else None,
        "local-address": local[0] if len(local) == 1 else None,
        "bfd-liveness-detection": {"minimum-interval": str(state.bfd.interval), "multiplier": str(state.bfd.multiplier), "session-mode": "multihop"}
        if state.bfd else None}
    yield from (f"{word} is {found.get(word)}, wanted {value}" for word, value in single.items() if found.get(word) != value)
    limit = {} if group.limit is None else {"maximum": str(group.limit)}
    held = found["family"][_inet(group.family)]["unicast"]
    held = held.get("accepted-prefix-limit", {}) if isinstance(held, dict) else {}
    drops = "drop-excess" in held
    if {key: value for key, value in held.items() if key != "drop-excess"} != limit or drops != bool(limit and group.strict_limit) or len(found["family"]) != 1:
        yield f"its limit is {held}"


def _inet(family: int) -> str:
    return "inet" if family == 4 else "inet6"


def routes(text: str, state: Any) -> Iterator[str]:
    read = _read(text)
    policies, groups = Policies(read["policy-options"]), {one["name"]: one for one in read["protocols"]["bgp"]["group"]}
    for group in state.groups:
        found = groups[f"VA-{group.pool}-{group.family}"]
        for route in _samples(group, state):
            yield from _heard(policies, found, route, _expected(route, group, state))
        yield from _said(policies, found, group)
    for family in sorted({peer.family for peer in state.fabric}):
        for route in (one for group in state.groups if group.family == family for one in _samples(group, state)):
            inside = any(_within(bound, route.prefix) for group in state.groups if group.family == family for one in group.admissions for bound in one.bounds)
            yield from _in_fabric(policies, groups, family, route, inside)


def _chain(policies: Policies, names: list[str], route: Route) -> tuple[bool, Route]:
    """What a chain of policies makes of a BGP route; Junos accepts what none decides ("Default Routing Policies")."""
    for name in names:
        decided, route = policies.decide(name, route)
        if decided is not None:
            return decided, route
    return True, route


def _heard(policies: Policies, found: dict[str, Any], route: Route, expected: Route | None) -> Iterator[str]:
    accepted, result = _chain(policies, found["import"], route)
    if (result if accepted else None) != expected:
        yield f"{found['name']} makes {result if accepted else 'nothing'} of {route}, wanted {expected or 'nothing'}"


def _said(policies: Policies, found: dict[str, Any], group: Any) -> Iterator[str]:
    default = "0.0.0.0/0" if group.family == 4 else "::/0"
    for prefix in (default, group.ranges[0]):
        for protocol in ("static", "ospf", "bgp"):
            accepted, result = _chain(policies, found["export"], Route(prefix, protocol=protocol))
            wanted = group.advertise_default and prefix == default
            if accepted != wanted or (wanted and result.next_hop != "self"):
                yield f"{found['name']} sends {prefix} of {protocol}: {accepted} with next hop {result.next_hop}"


def _in_fabric(policies: Policies, groups: dict[str, Any], family: int, route: Route, inside: bool) -> Iterator[str]:
    for label in ("FABRIC", "RS"):
        found = groups.get(f"VA-{label}-{family}")
        if not found:
            continue
        sent = {protocol: _chain(policies, found["export"], Route(route.prefix, protocol=protocol)) for protocol in ("bgp", "ospf")}
        if sent["bgp"] != (inside, Route(route.prefix)) or sent["ospf"][0]:
            yield f"{found['name']} sends {route.prefix}: {sent}"
        heard = _chain(policies, found["import"], Route(route.prefix))
        if heard[0] != (inside and label == "RS"):
            yield f"{found['name']} hears {route.prefix}: {heard}"


def _samples(group: Any, state: Any) -> Iterator[Route]:
    paths = [()] if not state.ebgp else [(asn,) * times for asn in group.remote_asns for times in (1, 3)]
    marks = ["65535:0", *filter(None, (group.preference.primary, group.preference.backup))]
    for prefix in _edges(group):
        yield from (Route(prefix, path) for path in paths)
    inside = [bound for admission in group.admissions for bound in admission.bounds][0]
    prefix = f"{ipaddress.ip_network(inside.prefix).network_address}/{inside.shortest}"
    for path in paths:
        yield Route(prefix, (*path, TRANSIT))
        yield Route(prefix, (TRANSIT,))
        yield from (Route(prefix, path, frozenset({"65000:77", "large:1:2:3", *OTHERS, *mark})) for mark in ((), *((one,) for one in marks)))
        yield from (Route(prefix, path, med=med) for med in (0, *(med for med, preference in group.preference.med)))


def _edges(group: Any) -> list[str]:
    """Prefixes at the lengths around the ends of each bound, inside its block and beside it."""
    found = ["0.0.0.0/0" if group.family == 4 else "::/0", *group.ranges]
    for bound in (bound for admission in group.admissions for bound in admission.bounds):
        block = ipaddress.ip_network(bound.prefix)
        beside = type(block)((int(block.network_address) ^ (1 << (block.max_prefixlen - block.prefixlen)), block.prefixlen)) if block.prefixlen else block
        for length in sorted({bound.shortest - 1, bound.shortest, bound.longest, bound.longest + 1}):
            if block.prefixlen <= length <= block.max_prefixlen:
                found += [str(type(one)((int(one.network_address), length))) for one in (block, beside)]
            elif length < block.prefixlen:
                found.append(str(block.supernet(new_prefix=length)))
    return list(dict.fromkeys(found))


def _within(bound: Any, prefix: str) -> bool:
    network, block = ipaddress.ip_network(prefix), ipaddress.ip_network(bound.prefix)
    return network.version == block.version and network.subnet_of(block) and bound.shortest <= network.prefixlen <= bound.longest


def _expected(route: Route, group: Any, state: Any) -> Route | None:
    own = route.path[0] if route.path else None
    clean = route.path == () if not state.ebgp else bool(route.path) and set(route.path) == {own} and own in group.remote_asns
    admitted = any(one.asn in (None, own) and any(_within(bound, route.prefix) for bound in one.bounds) for one in group.admissions)
    if not clean or not admitted:
        return None
    kept: frozenset[str] = frozenset()
    if "65535:0" in route.communities:
        preference, kept = 0, frozenset({"65535:0"})
    elif group.preference.primary in route.communities:
        preference = 200
    elif group.preference.backup in route.communities:
        preference = 50
    else:
        preference = dict(group.preference.med).get(route.med, 100)
    return Route(route.prefix, route.path, kept, 0, route.protocol, preference, "igp", "peer-address")


def injection(text: str, state: Any) -> Iterator[str]:
    lines = set(text.strip().split("\n"))
    policies = Policies(_read(text)["policy-options"])
    for one in state.injections:
        host = f"{one.address}/{WIDTH[one.family]}"
        if f"set interfaces lo0 unit 0 family {_inet(one.family)} address {host}" not in lines:
            yield f"{host} is not on lo0.0"
        if one.method == "intra_area":
            path = f"set protocols ospf area {state.igp.area} interface {one.address}"
            yield from (f"'{path} {rest}' is missing" for rest in ("passive", f"metric {one.cost}") if f"{path} {rest}" not in lines)
            continue
        protocol = "isis" if one.method == "isis" else "ospf" if one.family == 4 else "ospf3"
        name = next((line.split()[-1] for line in lines if line.startswith(f"set protocols {protocol} export ") and line.endswith(f"-{one.family}")), None)
        if not name:
            yield f"nothing exports {host} into {protocol}"
            continue
        accepted, result = policies.decide(name, Route(host, protocol="direct"))
        typed = any(line.startswith(f"set policy-options policy-statement {name} term {one.name} then external type 1") for line in lines)
        level = f"set policy-options policy-statement {name} term {one.name} to level {state.igp.level}" in lines
        if accepted is not True or result.med != one.cost or (typed, level) != (protocol != "isis", protocol == "isis"):
            yield f"{host} goes into {protocol} as {result if accepted else 'nothing'}, wanted the cost {one.cost}"
        for other in (Route(host, protocol="static"), Route("10.99.0.1/32", protocol="direct"), Route("2001:db8:99::1/128", protocol="direct")):
            if policies.decide(name, other)[0] is not None:
                yield f"{name} decides about {other.prefix} of {other.protocol} too"
    for family, address in state.loopback.items():
        path = f"set interfaces lo0 unit 0 family {_inet(family)} address {address}/{WIDTH[family]}"
        if any(one.family == family for one in state.injections):
            yield from (f"{address} is not {word}" for word in ("primary", "preferred") if f"{path} {word}" not in lines)
    wanted = [f"router-id {state.router_id}", f"autonomous-system {state.asn}"]
    yield from (f"{word} is missing" for word in wanted if f"set routing-options {word}" not in lines)
    overloaded = ["isis overload allow-route-leaking"] if state.igp.protocol == "isis" else [
        f"{'ospf' if family == 4 else 'ospf3'} overload" for family in sorted({one.family for one in state.injections})]
    yield from (f"{word} is missing" for word in overloaded if f"set protocols {word}" not in lines)


def commit(text: str, state: Any) -> Iterator[str]:
    try:
        configuration = Configuration.of(text.strip().split("\n"))
    except SyntaxFault as fault:
        yield f"{' '.join(fault.path)} {fault.element}: {fault.said}"
        return
    yield from (f"{' '.join(refusal.path)} {refusal.element}: {refusal.said}" for refusal in refusals(configuration))


JUDGES: tuple[Callable[[str, Any], Iterator[str]], ...] = (grammar, references, sessions, routes, injection, commit)
