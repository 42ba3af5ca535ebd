# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Link-state databases of networks that were drawn at random, as the protocols would hold them. No code of the collection's computes anything here."""
from __future__ import annotations

from collections import defaultdict

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state.model import (
    EXTERNAL, ISIS, LSP, NETWORK, OSPF, OSPF3, PREFIXES, ROUTER, Adjacency, Database, ExternalBody, Lsa, LspBody, NetworkBody, PrefixesBody, Reached,
    RouterBody,
)
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import MAX_LINK_METRIC

ADDRESSES = {"a": ("10.255.0.1", "2001:db8:ff::1"), "b": ("10.255.0.2", "2001:db8:ff::2")}
AREA = "0.0.0.0"
FIRST = 1 - (1 << 31)


def identities(topology, protocol):
    """Router → router ID or system ID."""
    return {router.name: f"0100.0000.{number + 1:04x}" if protocol == ISIS else f"10.0.{number // 200}.{number % 200 + 1}"
            for number, router in enumerate(topology.routers)}


def address_of(number, side):
    """The address of a link's first or second end."""
    return f"10.{64 + number // 16384}.{number // 64 % 256}.{number % 64 * 4 + side}"


def domain_of(topology, servers, protocol):
    """A domain that names all routers; `servers`: route server → its addresses."""
    of = identities(topology, protocol)
    named = {"route_servers": [{"name": name, "router_id": of[name], "addresses": list(addresses)} for name, addresses in servers.items()]}
    if protocol != ISIS:
        named["fabric_peers"] = [{"name": name, "ipv4": identity} for name, identity in of.items() if name not in servers]
    key, number = ("ipv4", 0) if protocol == OSPF else ("ipv6", 1)
    both = [{"name": name, key: addresses[number], **({"ipv4": addresses[0]} if protocol == ISIS else {})} for name, addresses in ADDRESSES.items()]
    return {"anycast_addresses": both, **named}


def database(topology, costs, protocol, external=0):
    """`costs`: route server → address → cost, announced inside the area, or as external of type 1 or 2. The first router is the one that was asked."""
    of = identities(topology, protocol)
    stub = {router.name for router in topology.routers if router.max_metric and protocol != ISIS}
    ends = defaultdict(list)
    for number, link in enumerate(topology.links):
        own = (address_of(number, 0), address_of(number, 1)) if protocol == OSPF else (str(2 * number + 1), str(2 * number + 2))
        for router, other, cost, side in ((*link.ends, link.cost, 0), (*link.ends[::-1], link.cost_back, 1)):
            ends[router].append(Adjacency(of[other], MAX_LINK_METRIC if router in stub else cost, False, own[side], "" if protocol == OSPF else own[1 - side]))
    lans = {}
    for number, network in enumerate(topology.networks):
        members = [name for name, _cost in network.costs]
        key = {OSPF: f"10.253.{number}.1", OSPF3: f"{of[members[0]]}%{9000 + number}", ISIS: f"{of[members[0]]}.{number + 1:02x}"}[protocol]
        lans[key] = (members, number)
        for place, (router, cost) in enumerate(network.costs):
            own = f"10.253.{number}.{place + 1}" if protocol == OSPF else str(9000 + number)
            ends[router].append(Adjacency(key, MAX_LINK_METRIC if router in stub else cost, True, own, "" if protocol == OSPF else str(9000 + number)))
    lsas = _isis(topology, of, ends, lans, costs) if protocol == ISIS else _ospf(topology, of, ends, lans, costs, protocol, external)
    return Database(protocol, tuple(lsas), of[topology.routers[0].name], "", {identity: name for name, identity in of.items()} if protocol == ISIS else {})


def _ospf(topology, of, ends, lans, costs, protocol, external):
    third = protocol == OSPF3
    for number, router in enumerate(topology.routers):
        inside = [] if external else [(f"{ADDRESSES[name][third]}/{128 if third else 32}", cost) for name, cost in costs.get(router.name, {}).items()]
        stubs = () if third else ((f"{of[router.name]}/32", 0), *inside)
        body = RouterBody(tuple(ends[router.name]), stubs, not (third and router.overloaded))
        yield Lsa(ROUTER, AREA, "0" if third else of[router.name], of[router.name], FIRST + number, 7 + number % 3000, 0x1234, body)
        if third and inside:
            yield Lsa(PREFIXES, AREA, "0", of[router.name], FIRST, 9, 0x77, PrefixesBody(of[router.name], False, tuple(inside)))
        for place, (name, cost) in enumerate(costs.get(router.name, {}).items() if external else ()):
            prefix = f"{ADDRESSES[name][third]}/{128 if third else 32}"
            yield Lsa(EXTERNAL, "", str(place) if third else ADDRESSES[name][0], of[router.name], FIRST, 3, 0xab, ExternalBody(prefix, cost, external))
    for key, (members, _number) in lans.items():
        body = NetworkBody(tuple(of[name] for name in members), 0 if third else 24)
        yield Lsa(NETWORK, AREA, key.partition("%")[2] or key, of[members[0]], FIRST, 11, 0x99, body)


def _isis(topology, of, ends, lans, costs):
    for number, router in enumerate(topology.routers):
        neighbors = tuple((one.to if one.transit else f"{one.to}.00", one.cost, 0) for one in ends[router.name])
        own = tuple(Reached(f"{address}/{128 if ':' in address else 32}", cost)
                    for name, cost in costs.get(router.name, {}).items() for address in ADDRESSES[name])
        body = LspBody(neighbors, (Reached(f"10.0.{number // 200}.{number % 200 + 1}/32", 0), *own), router.name, router.overloaded)
        yield Lsa(LSP, "2", "00-00", of[router.name], 1 + number, 3600 - 900, 0x4321, body)
    for key, (members, number) in lans.items():
        yield Lsa(LSP, "2", f"{number + 1:02x}-00", of[members[0]], 1, 3600 - 900, 0x99, LspBody(tuple((f"{of[name]}.00", 0, 0) for name in members)))
