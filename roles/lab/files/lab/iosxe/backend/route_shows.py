# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`show ip route` and `show ipv6 route` in IOS's words. Pure: from FRR's JSON to text.

Formats: public outputs of CSR 1000V and IOS 15 devices (headings of subnetted networks, local routes, the entry of one route), the IPv6 entry's
`Routing paths`.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from ...twin_frr.words import frr_seconds
from .tree import Interface
from .words import classful, shown, uptime

JSON = Mapping[str, Any]
IPV4_CODES = """Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2, m - OMP
       n - NAT, Ni - NAT inside, No - NAT outside, Nd - NAT DIA
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       H - NHRP, G - NHRP registered, g - NHRP registration summary
       o - ODR, P - periodic downloaded static route, l - LISP
       a - application route
       + - replicated route, % - next hop override, p - overrides from PfR
"""
IPV6_CODES = """Codes: C - Connected, L - Local, S - Static, U - Per-user Static route
       B - BGP, R - RIP, H - NHRP, I1 - ISIS L1
       I2 - ISIS L2, IA - ISIS interarea, IS - ISIS summary, D - EIGRP
       EX - EIGRP external, ND - ND Default, NDp - ND Prefix, DCE - Destination
       NDr - Redirect, RL - RPL, O - OSPF Intra, OI - OSPF Inter
       OE1 - OSPF ext 1, OE2 - OSPF ext 2, ON1 - OSPF NSSA ext 1
       ON2 - OSPF NSSA ext 2, a - Application
"""
CODES = {"connected": "C", "static": "S", "kernel": "S", "bgp": "B", "ospf": "O", "ospf6": "O", "isis": "i L2"}
DHCP_DISTANCE = 254


@dataclass(frozen=True)
class Context:
    """What the RIB's answers need beyond FRR's RIB: the interfaces, the BGP and OSPF words for a prefix."""

    interfaces: Sequence[Interface]
    asn: str
    ospf_types: Mapping[str, str]
    bgp_paths: Callable[[str], JSON]
    isis_tag: str = ""

    def name(self, device: str) -> str:
        return next((one.name for one in self.interfaces if one.device == device), device)


def selected(answer: JSON) -> dict[str, JSON]:
    """The route of each prefix that is in use, without those of the kernel's own link-local addresses."""
    found = {}
    for prefix, routes in answer.items():
        chosen = next((route for route in routes if route.get("selected")), None)
        if chosen and not prefix.lower().startswith("fe80:"):
            found[prefix] = chosen
    return found


def _distance(route: JSON) -> int:
    return DHCP_DISTANCE if route["protocol"] == "kernel" else int(route["distance"])


def _code(prefix: str, route: JSON, context: Context) -> str:
    code = CODES.get(route["protocol"], "S")
    kind = context.ospf_types.get(prefix, "")
    star = "*" if prefix == "0.0.0.0/0" else ""
    words = next((word for word in ("E1", "E2", "IA", "N1", "N2") if word in kind.split()), "") if route["protocol"] == "ospf" else ""
    return f"{code}{star}{' ' if words and not star else ''}{words}"


# -- IPv4 ----------------------------------------------------------------------------------------------------------------


def ipv4_table(answer: JSON, context: Context, protocol: str = "") -> str:
    routes = selected(answer)
    default = routes.get("0.0.0.0/0")
    gateway = next((hop["ip"] for hop in default["nexthops"] if hop.get("ip")), "") if default else ""
    lines = [IPV4_CODES, f"Gateway of last resort is {gateway} to network 0.0.0.0" if gateway else "Gateway of last resort is not set", ""]
    groups: dict[IPv4Network, list[tuple[IPv4Network, list[str]]]] = {}
    rows = {IPv4Network(prefix): _ipv4_words(prefix, route, context) for prefix, route in routes.items() if not protocol or route["protocol"] == protocol}
    if not protocol or protocol == "connected":
        rows |= _locals(routes, context)
    for network in sorted(rows):
        groups.setdefault(classful(network), []).append((network, rows[network]))
    for major, members in groups.items():
        lines += _group(major, members)
    return "\n".join(lines) + "\n"


def _locals(routes: Mapping[str, JSON], context: Context) -> dict[IPv4Network, list[str]]:
    found = {}
    for interface in context.interfaces:
        for address in interface.ipv4:
            if address.network.prefixlen < 32 and str(address.network) in routes:
                found[IPv4Network(f"{address.ip}/32")] = ["L", f" is directly connected, {interface.name}"]
    return found


def _ipv4_words(prefix: str, route: JSON, context: Context) -> list[str]:
    """The code, and what stands behind the prefix, a text for each next hop."""
    code = _code(prefix, route, context)
    if route["protocol"] == "connected":
        return [code, f" is directly connected, {context.name(route['nexthops'][0]['interfaceName'])}"]
    numbers, age, texts = f" [{_distance(route)}/{route.get('metric', 0)}]", uptime(frr_seconds(route.get("uptime", "00:00:00"))), []
    for hop in route["nexthops"]:
        if hop.get("resolver"):
            continue
        if hop.get("blackhole") or hop.get("unreachable"):
            return [code, " is directly connected, Null0"]
        via = "" if route["protocol"] in ("bgp", "static", "kernel") else f", {context.name(hop.get('interfaceName', ''))}"
        aged = "" if route["protocol"] in ("static", "kernel") else f", {age}"
        connected = f" is directly connected, {context.name(hop.get('interfaceName', ''))}"
        texts.append(f"{numbers} via {hop['ip']}{aged}{via}" if hop.get("ip") else connected)
    return [code, *texts]


def _group(major: IPv4Network, members: list[tuple[IPv4Network, list[str]]]) -> Iterator[str]:
    alone = len(members) == 1 and members[0][0] == major
    masks = {network.prefixlen for network, _words in members}
    if not alone and len(masks) == 1:
        yield f"      {major.network_address}/{masks.pop()} is subnetted, {len(members)} subnets"
        masks = set()
    elif not alone:
        yield f"      {major} is variably subnetted, {len(members)} subnets, {len(masks)} masks"
    for network, words in members:
        code, first, *more = words if len(words) > 1 else [*words, ""]
        name = str(network) if masks else str(network.network_address)
        yield f"{code:<{6 if alone else 9}}{name}{first}"
        yield from (f"{'':<{10 + len(name)}}{text.strip()}" for text in more)


def ipv4_entry(answer: JSON, context: Context, others: JSON, wanted: str) -> str:
    """`show ip route A`; `others`: the whole table, where another subnet of the same network changes the refusal."""
    routes = selected(answer)
    if not routes:
        network = classful(IPv4Network(wanted))
        known = any(classful(IPv4Network(prefix)) == network for prefix in selected(others))
        return f"% {'Subnet' if known else 'Network'} not in table\n"
    prefix, route = next(iter(routes.items()))
    network = IPv4Network(prefix)
    supernet = ", supernet" if network.prefixlen < classful(IPv4Network(f"{network.network_address}/32")).prefixlen else ""
    lines = [f"Routing entry for {prefix}{supernet}", f"  Known via {_known(prefix, route, context)}"]
    age = uptime(frr_seconds(route.get("uptime", "00:00:00")))
    hops = [hop for hop in route["nexthops"] if not hop.get("resolver")]
    if route["protocol"] not in ("connected", "static", "kernel") and hops[0].get("ip"):
        on = f" on {context.name(hops[0]['interfaceName'])}," if route["protocol"] in ("ospf", "isis") else ""
        lines.append(f"  Last update from {hops[0]['ip']}{on} {age} ago")
    lines.append("  Routing Descriptor Blocks:")
    for index, hop in enumerate(hops):
        lines += _descriptor("*" if not index else " ", prefix, route, hop, context, age)
    return "\n".join(lines) + "\n"


def _known(prefix: str, route: JSON, context: Context) -> str:
    protocol, distance, metric = route["protocol"], _distance(route), route.get("metric", 0)
    default = ", candidate default path" if prefix == "0.0.0.0/0" else ""
    if protocol == "connected":
        return f'"connected", distance 0, metric 0 (connected, via interface){default}'
    if protocol == "bgp":
        kind = "internal" if distance == 200 else "external"
        segments = _path(prefix, context).get("aspath", {}).get("string", "").split()
        if segments and segments[0].isdigit():
            return f'"bgp {context.asn}", distance {distance}, metric {metric}{default}\n  Tag {segments[0]}, type {kind}'
        return f'"bgp {context.asn}", distance {distance}, metric {metric}, type {kind}{default}'
    if protocol == "ospf":
        kind = context.ospf_types.get(prefix, "")
        words = "extern 1" if "E1" in kind else "extern 2" if "E2" in kind else "inter area" if "IA" in kind else "intra area"
        return f'"ospf 1", distance {distance}, metric {metric}, type {words}{default}'
    if protocol == "isis":
        return f'"isis", distance {distance}, metric {metric}, type level-2{default}'
    return f'"static", distance {distance}, metric {metric}{default}'


def _path(prefix: str, context: Context) -> JSON:
    paths = context.bgp_paths(prefix).get("paths", [])
    return next((path for path in paths if path.get("bestpath", {}).get("overall")), {})


def _descriptor(mark: str, prefix: str, route: JSON, hop: JSON, context: Context, age: str) -> Iterator[str]:
    metric = f"      Route metric is {route.get('metric', 0)}, traffic share count is 1"
    via = context.name(hop.get("interfaceName", ""))
    if not hop.get("ip"):
        yield f"  {mark} directly connected, via {'Null0' if hop.get('blackhole') else via}"
        yield metric
    elif route["protocol"] == "bgp":
        path = _path(prefix, context)
        hops = path.get("aspath", {}).get("length", 0)
        yield f"  {mark} {hop['ip']}, from {path.get('peer', {}).get('peerId', hop['ip'])}, {age} ago"
        yield metric
        yield f"      AS Hops {hops}"
        yield "      MPLS label: none"
    elif route["protocol"] in ("static", "kernel"):
        yield f"  {mark} {hop['ip']}"
        yield metric
    else:
        yield f"  {mark} {hop['ip']}, from {hop['ip']}, {age} ago, via {via}"
        yield metric


# -- IPv6 ----------------------------------------------------------------------------------------------------------------


def ipv6_table(answer: JSON, context: Context, protocol: str = "") -> str:
    routes = selected(answer)
    rows: dict[IPv6Network, list[str]] = {}
    for prefix, route in routes.items():
        network = ip_network(prefix)
        own = next((one for one in context.interfaces if any(address.network == network and network.prefixlen == 128 for address in one.ipv6)), None)
        if own and route["protocol"] == "connected":
            rows[network] = [f"{'LC':<4}{shown(prefix)} [0/0]", f"     via {own.name}, receive"]
        elif not protocol or route["protocol"] == protocol:
            rows[network] = [f"{_ipv6_code(prefix, route, context):<4}{shown(prefix)} [{_distance(route)}/{route.get('metric', 0)}]",
                             *(f"     via {_ipv6_hop(hop, route, context)}" for hop in route["nexthops"] if not hop.get("resolver"))]
    if not protocol:
        for interface in context.interfaces:
            for address in interface.ipv6:
                if address.network.prefixlen < 128 and not address.ip.is_link_local and str(address.network) in routes:
                    rows[IPv6Network(f"{address.ip}/128")] = [f"{'L':<4}{shown(str(address.ip))}/128 [0/0]", f"     via {interface.name}, receive"]
        rows[IPv6Network("ff00::/8")] = ["L   FF00::/8 [0/0]", "     via Null0, receive"]
    lines = [line for network in sorted(rows) for line in rows[network]]
    return f"IPv6 Routing Table - default - {len(rows)} entries\n{IPV6_CODES}" + "\n".join(lines) + "\n"


def _ipv6_code(prefix: str, route: JSON, context: Context) -> str:
    code = {"isis": "I2"}.get(route["protocol"], CODES.get(route["protocol"], "S"))
    kind = context.ospf_types.get(prefix, "")
    return code + {"E1": "E1", "E2": "E2", "IE": "I"}.get(kind, "") if route["protocol"] == "ospf6" else code


def _ipv6_hop(hop: JSON, route: JSON, context: Context) -> str:
    name = context.name(hop.get("interfaceName", ""))
    if hop.get("blackhole") or hop.get("unreachable"):
        return "Null0, directly connected"
    if not hop.get("ip"):
        return f"{name}, directly connected"
    return shown(hop["ip"]) if route["protocol"] in ("bgp", "static") and not hop["ip"].startswith("fe80") else f"{shown(hop['ip'])}, {name}"


def ipv6_entry(answer: JSON, context: Context) -> str:
    routes = selected(answer)
    if not routes:
        return "% Route not found\n"
    prefix, route = next(iter(routes.items()))
    metric, kind = route.get("metric", 0), "internal" if route["distance"] == 200 else "external"
    words = {"connected": '"connected", distance 0, metric 0, type connected', "static": f'"static", distance {_distance(route)}, metric 0',
             "bgp": f'"bgp {context.asn}", distance {route["distance"]}, metric {metric}, type {kind}',
             "ospf6": f'"ospf 1", distance {route["distance"]}, metric {route.get("metric", 0)}, type {_ospf6_type(context.ospf_types.get(prefix, ""))}',
             "isis": f'"isis", distance {route["distance"]}, metric {route.get("metric", 0)}, type level-2'}
    hops = [hop for hop in route["nexthops"] if not hop.get("resolver")]
    lines = [f"Routing entry for {shown(prefix)}", f"  Known via {words.get(route['protocol'], words['static'])}",
             f"  Route count is {len(hops)}/{len(hops)}, share count 0", "  Routing paths:"]
    for hop in hops:
        lines.append(f"    {_ipv6_hop(hop, route, context)}" if hop.get("ip") else f"    directly connected via {context.name(hop.get('interfaceName', ''))}")
        lines.append(f"      Last updated {uptime(frr_seconds(route.get('uptime', '00:00:00')))} ago")
    return "\n".join(lines) + "\n"


def _ospf6_type(kind: str) -> str:
    return {"E1": "extern 1", "E2": "extern 2", "IE": "inter area"}.get(kind, "intra area")
