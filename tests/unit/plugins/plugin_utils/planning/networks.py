# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks for tests: drawn at random, read from `tests/topologies`, and folded Clos networks of any size."""
from __future__ import annotations

from pathlib import Path

import yaml
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import Server
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import Link, Network, Router, Topology, named, yaml_topology
from hypothesis import strategies as st

TOPOLOGIES = Path(__file__).parents[4] / "topologies"


@st.composite
def networks(draw, most=9, servers=4):
    """A connected network, and its route servers: some on the way of others, some stubs, some overloaded."""
    count = draw(st.integers(2, most))
    wide = draw(st.sampled_from([1, 3, 40]))
    cost = st.integers(1, wide)
    routers = [Router(f"r{number}", draw(st.sampled_from(["", "east", "west"])), draw(st.integers(0, 9)) == 0, draw(st.integers(0, 9)) == 0)
               for number in range(count)]
    ends = [(number, draw(st.integers(0, number - 1))) for number in range(1, count)]
    ends += draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] != pair[1]), max_size=count + 3))
    links = [Link((f"r{one}", f"r{other}"), draw(cost), draw(cost)) for one, other in ends]
    lans = []
    if count > 3 and draw(st.booleans()):
        members = draw(st.lists(st.integers(0, count - 1), min_size=3, max_size=4, unique=True))
        lans = [Network("lan", tuple((f"r{number}", draw(cost)) for number in members))]
    chosen = []
    for number in range(draw(st.integers(1, servers))):
        addresses = draw(st.sampled_from([("a", "b"), ("a", "b"), ("a", "b"), ("a",), ("b",)]))
        if draw(st.booleans()):
            host = draw(st.integers(0, count - 1))
            if f"r{host}" in [server.name for server in chosen]:
                continue
            chosen.append(Server(f"r{host}", addresses))
        else:
            name = f"s{number}"
            routers.append(Router(name, draw(st.sampled_from(["", "east", "west"])), draw(st.booleans())))
            hosts = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=2, unique=True))
            links += [Link((name, f"r{host}"), draw(cost), draw(cost)) for host in hosts]
            chosen.append(Server(name, addresses))
    for address in ("a", "b"):
        if not any(address in server.addresses for server in chosen):
            chosen[0] = Server(chosen[0].name, ("a", "b"))
    return Topology(tuple(routers), named(links), tuple(lans)), chosen


def published(name):
    topology, faults = yaml_topology(yaml.safe_load((TOPOLOGIES / f"{name}.yml").read_text(encoding="utf-8"))["topology"])
    assert not faults, [str(fault) for fault in faults]
    return topology


def with_servers(topology, hosts, cost=10):
    """The topology with two stub route servers at each host, one for each address, both of the host's site."""
    routers, links, servers = list(topology.routers), list(topology.links), []
    for host in hosts:
        for address in ("a", "b"):
            name = f"rs-{address}-{host}"
            routers.append(Router(name, topology.by_name[host].site))
            links.append(Link((name, host), cost, cost, name=f"{name} - {host}"))
            servers.append(Server(name, (address,)))
    return Topology(tuple(routers), tuple(links), topology.networks), servers


def clos(pods, leaves, spines, cores, cost=10):
    """A folded Clos network of three tiers: every leaf to every spine of its pod, each spine to its own group of cores (M. Al-Fares et al.,
    A Scalable, Commodity Data Center Network Architecture, SIGCOMM 2008, without its rule on the numbers)."""
    group = cores // spines
    routers = [Router(f"core{core}") for core in range(cores)]
    links = []
    for pod in range(pods):
        routers += [Router(f"pod{pod}-spine{spine}", f"pod{pod}") for spine in range(spines)]
        routers += [Router(f"pod{pod}-leaf{leaf}", f"pod{pod}") for leaf in range(leaves)]
        for spine in range(spines):
            links += [Link((f"pod{pod}-leaf{leaf}", f"pod{pod}-spine{spine}"), cost, cost) for leaf in range(leaves)]
            links += [Link((f"pod{pod}-spine{spine}", f"core{core}"), cost, cost) for core in range(spine * group, (spine + 1) * group)]
    return Topology(tuple(routers), named(links))
