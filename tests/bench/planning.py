# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Auditing and planning the costs of anycast addresses, against native and pure graph libraries, in one run each."""
from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from figures import FASTER, ROUNDS, Sheet, alternately, median, ratio, timed
from playbooks import REPOSITORY

ROUTERS, LINKS, SERVERS = 10_000, 40_000, 16
SIZES = (100, 1_000, 10_000, 100_000)
PODS, LEAVES, SPINES, CORES = 20, 30, 18, 36  # 996 switches, 11,520 links
AUDIT_LIMIT, OF_RUSTWORKX, THAN_NETWORKX = 0.5, 3, 5
PLAN_LIMIT, CLOS_LIMIT, MEMORY_LIMIT = 10, 60, 1024
GROWTH_LIMIT = 4  # seconds a router at 100,000 against 1,000: n log n alone gives 1.7, memory beyond the caches the rest


def measure(sheet: Sheet, _directory: Path) -> None:
    _audit(sheet)
    _areas(sheet)
    _plan(sheet)
    _clos(sheet)
    _growth(sheet)


def network(routers: int, links: int, servers: int = SERVERS) -> tuple[Any, list[Any]]:
    """A connected random network with a cost in each direction, and stub route servers, half of them for each address."""
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import Server
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import Link, Router, Topology, named

    chance = random.Random(routers)
    ends = [(number, chance.randrange(number)) for number in range(1, routers)]
    while len(ends) < links:
        one, other = chance.randrange(routers), chance.randrange(routers)
        if one != other:
            ends.append((one, other))
    made = [Link((f"r{one}", f"r{other}"), chance.randint(10, 1000), chance.randint(10, 1000)) for one, other in ends]
    hosts = chance.sample(range(routers), servers)
    made += [Link((f"rs{number}", f"r{host}"), 10, 10) for number, host in enumerate(hosts)]
    nodes = [Router(f"r{number}") for number in range(routers)] + [Router(f"rs{number}") for number in range(servers)]
    return Topology(tuple(nodes), named(made)), [Server(f"rs{number}", ("a", "b")) for number in range(servers)]


def _audit(sheet: Sheet) -> None:
    import networkx
    import rustworkx
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import audit
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology.graph import Graph

    topology, servers = network(ROUTERS, LINKS)
    chance = random.Random(3)
    costs = {server.name: {"a": chance.randint(10, 99), "b": chance.randint(10, 99)} for server in servers}
    graph = Graph(topology)
    nodes = [graph.index[server.name] for server in servers]
    native = rustworkx.PyDiGraph()
    native.add_nodes_from(range(len(graph)))
    native.add_edges_from([(node, neighbor, float(cost)) for node, arcs in enumerate(graph.into) for neighbor, cost, _link in arcs])
    pure = networkx.DiGraph()
    for node, arcs in enumerate(graph.into):
        for neighbor, cost, _link in arcs:
            if not pure.has_edge(node, neighbor) or pure[node][neighbor]["weight"] > cost:
                pure.add_edge(node, neighbor, weight=cost)
    away = [rustworkx.dijkstra_shortest_path_lengths(native, node, float) for node in nodes]
    found = audit(topology, costs, ("a", "b"), graph=graph)
    same = all(one.away[node] == min(row[node] + costs[server.name][one.address] for server, row in zip(servers, away))
               for one in found.by_address for node in range(ROUTERS))
    taken = alternately({
        "ours": timed(lambda: audit(topology, costs, ("a", "b"), graph=graph)),
        "rustworkx": timed(lambda: [rustworkx.dijkstra_shortest_path_lengths(native, node, float) for node in nodes]),
        "networkx": timed(lambda: [networkx.single_source_dijkstra_path_length(pure, node) for node in nodes]),
        "graph": timed(lambda: Graph(topology)),
    })
    what = f"{ROUTERS} routers, {LINKS} links, {SERVERS} route servers, two addresses"
    runs = f"{ROUNDS} paired runs; medians " + ", ".join(f"{name} {median(seconds):.3f} s" for name, seconds in taken.items())
    runs += f"; {'same distances' if same else 'OTHER DISTANCES'}"
    sheet.add(f"uniqueness audit, {what}", median(taken["ours"]), "s", AUDIT_LIMIT, runs, same)
    sheet.add("uniqueness audit / rustworkx's Dijkstra from the same sources", ratio(taken["ours"], taken["rustworkx"]), "x", OF_RUSTWORKX, runs, same)
    sheet.add("uniqueness audit against networkx's Dijkstra from the same sources", ratio(taken["networkx"], taken["ours"]), FASTER, THAN_NETWORKX, runs, same)


def areas(count: int, inside: int) -> tuple[Any, list[Any]]:
    """A backbone ring of two border routers for each area, random networks behind them, and route servers at the backbone."""
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import Server
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import Link, Router, Topology, named

    chance = random.Random(count)
    core = [f"b{number}" for number in range(2 * count)]
    links = [Link((core[number - 1], core[number]), chance.randint(10, 1000), chance.randint(10, 1000)) for number in range(len(core))]
    names = list(core)
    for area in range(1, count + 1):
        members = core[2 * area - 2:2 * area] + [f"r{area}-{number}" for number in range(inside)]
        names += members[2:]
        ends = [(number, chance.randrange(number)) for number in range(1, len(members))]
        ends += [tuple(chance.sample(range(len(members)), 2)) for _more in range(3 * inside)]
        links += [Link((members[one], members[other]), chance.randint(10, 1000), chance.randint(10, 1000), f"0.0.0.{area}") for one, other in ends]
    servers = [f"rs{number}" for number in range(SERVERS)]
    links += [Link((server, host), 10, 10) for server, host in zip(servers, chance.sample(core, SERVERS))]
    return Topology(tuple(Router(name) for name in (*names, *servers)), named(links)), [Server(name, ("a", "b")) for name in servers]


def _areas(sheet: Sheet) -> None:
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import audit

    topology, servers = areas(20, 498)
    costs = {server.name: {"a": 10 + number, "b": 40 - number} for number, server in enumerate(servers)}
    start = time.perf_counter()
    found = audit(topology, costs, ("a", "b"))
    taken = time.perf_counter() - start
    reached = not any(one.cut_off for one in found.by_address)
    sheet.add(f"audit across {len(topology.areas)} areas, {len(topology.routers)} routers, {len(topology.links)} links, packets followed hop by hop",
              taken, "s", None, "one run" if reached else "one run; NOT ALL REACHED", reached)


def _plan(sheet: Sheet) -> None:
    topology, servers = network(ROUTERS, LINKS)
    seconds, breaches = _planned(topology, servers, ["route_server"])
    sheet.add(f"plan with N-1 over route servers, {ROUTERS} routers", seconds, "s", PLAN_LIMIT, f"one run; {breaches} breaches", not breaches)


def _clos(sheet: Sheet) -> None:
    sys.path.insert(0, str(REPOSITORY / "build" / "collections"))
    from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.networks import clos, with_servers

    fabric = clos(PODS, LEAVES, SPINES, CORES)
    topology, servers = with_servers(fabric, [f"pod{pod}-leaf0" for pod in range(0, 16, 2)])
    seconds, breaches = _planned(topology, servers, ["link"])
    own = sum(1 for server in servers)  # the link of each stub route server cuts it off
    sheet.add(f"plan with N-1 over all {len(topology.links)} links, three-tier Clos of {len(fabric.routers)} switches", seconds, "s", CLOS_LIMIT,
              f"one run; {breaches} breaches", breaches == own)


def _planned(topology: Any, servers: list[Any], survive: list[str]) -> tuple[float, int]:
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import plan

    start = time.perf_counter()
    made, faults = plan(topology, servers, ["a", "b"], metric="isis", survive=survive)
    taken = time.perf_counter() - start
    assert made is not None, str(faults[0])
    return taken, len(made.breaches)


def _growth(sheet: Sheet) -> None:
    each = {}
    for size in SIZES:
        done = subprocess.run([sys.executable, __file__, str(size)], capture_output=True, text=True, check=True,
                              env={**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "build" / "collections"), str(Path(__file__).parent)])})
        each[size] = json.loads(done.stdout)
        sheet.add(f"audit and plan with N-1 over route servers, {size} routers, {4 * size} links", each[size]["audit"] + each[size]["plan"], "s", None,
                  f"one run; audit {each[size]['audit']:.3f} s, plan {each[size]['plan']:.3f} s, {each[size]['peak'] // 1024} MiB")
    small, large = (each[size] for size in (SIZES[1], SIZES[-1]))
    grown = (large["audit"] + large["plan"]) / (small["audit"] + small["plan"]) / (SIZES[-1] / SIZES[1])
    sheet.add(f"audit and plan: seconds a router, {SIZES[-1]} against {SIZES[1]} routers", grown, "x", GROWTH_LIMIT, "one run each")
    sheet.add(f"peak memory of audit and plan, {SIZES[-1]} routers", large["peak"] / 1024, "MiB", MEMORY_LIMIT, "one process, the network drawn in it, too")


def _print_one(size: int) -> None:
    from resource import RUSAGE_SELF, getrusage

    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import audit

    topology, servers = network(size, 4 * size)
    costs = {server.name: {"a": 10 + number, "b": 40 - number} for number, server in enumerate(servers)}
    start = time.perf_counter()
    audit(topology, costs, ("a", "b"))
    audited = time.perf_counter() - start
    seconds, _breaches = _planned(topology, servers, ["route_server"])
    print(json.dumps({"audit": audited, "plan": seconds, "peak": getrusage(RUSAGE_SELF).ru_maxrss}))


if __name__ == "__main__":
    _print_one(int(sys.argv[1]))
