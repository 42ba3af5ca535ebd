# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Published topologies, checked by networkx after every single loss."""
from __future__ import annotations

import networkx
import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import KINDS, Failure, Reach, audit, plan

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.networks import clos, published, with_servers
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.oracle import Oracle

HOSTS = {"abilene": ["SNVAng", "NYCMng", "KSCYng"], "geant": ["uk1", "de1", "at1"], "nobel_germany": ["Hannover", "Koeln", "Frankfurt"],
         "polska": ["Warsaw", "Gdansk", "Wroclaw"]}
SIZES = {"abilene": (12, 15), "geant": (22, 36), "nobel_germany": (17, 26), "polska": (12, 18)}


def planned(topology, servers, **options):
    made, faults = plan(topology, servers, ["a", "b"], **options)
    assert not faults, [str(fault) for fault in faults]
    return made


@pytest.mark.parametrize("name", HOSTS)
def test_every_promise_holds_after_every_single_loss(name):
    assert (len(published(name).routers), len(published(name).links)) == SIZES[name]
    topology, servers = with_servers(published(name), HOSTS[name])
    made = planned(topology, servers, metric="isis")
    reach = Reach(topology, tuple(server.name for server in servers))
    for failure in [Failure(), *reach.failures(KINDS)]:
        for promise, address, router in Oracle(topology, made.costs, failure).broken(["a", "b"]):
            assert any(breach.impossible and router in breach.routers and (breach.failure, breach.promise, breach.address) == (failure, promise, address)
                       for breach in made.breaches), (failure, promise, router)


@pytest.mark.parametrize("name", HOSTS)
def test_a_site_goes_without_its_own_only_where_the_sites_contradict_each_other(name):
    topology, servers = with_servers(published(name), HOSTS[name])
    made = planned(topology, servers, metric="isis")
    oracle = Oracle(topology, made.costs, Failure())
    sites = {server.name: topology.by_name[server.name].site for server in servers}
    told = {router for breach in made.breaches if breach.promise == "own_site" for router in breach.routers}
    outside = {router.name for router in topology.routers if router.name not in sites and router.site in sites.values()
               and router.site not in {sites[next(iter(oracle.ends(router.name, address)))] for address in ("a", "b")}}
    assert told == outside
    needs = networkx.DiGraph()  # an edge from one to another: the other costs this much more; a cycle that adds up to more than nothing has no solution
    servers_of_a = [server.name for server in servers if "a" in server.addresses]
    for router in (router for router in topology.routers if router.name not in sites):
        own = [server for server in servers_of_a if sites[server] == router.site]
        for other in servers_of_a:
            if own and other not in own:
                least = oracle.towards[other][router.name] - oracle.towards[own[0]][router.name] - 1
                if not needs.has_edge(own[0], other) or needs[own[0]][other]["weight"] > least:
                    needs.add_edge(own[0], other, weight=least)
    assert networkx.negative_edge_cycle(needs) == bool(told)


def test_a_clos_of_a_thousand_switches_keeps_every_leaf_to_its_own_pod_after_the_loss_of_any_route_server():
    fabric = clos(20, 30, 18, 36)
    assert len(fabric.routers) == 996 and len(fabric.links) == 11_520
    topology, servers = with_servers(fabric, [f"pod{pod}-leaf0" for pod in (0, 7, 13)])
    made = planned(topology, servers, survive=["route_server"])
    assert made.breaches == () and max(cost for of_server in made.costs.values() for cost in of_server.values()) == 12
    found = audit(topology, made.costs)
    for one in found.by_address:
        assert not one.ecmp and not one.captured and not one.cut_off
        for pod in (0, 7, 13):
            assert one.row(topology.routers.index(topology.by_name[f"pod{pod}-leaf9"]))["nearest"] == f"rs-{one.address}-pod{pod}-leaf0"


def test_a_small_clos_survives_the_loss_of_any_link_and_any_switch():
    topology, servers = with_servers(clos(3, 2, 2, 4), ["pod0-leaf0", "pod0-leaf1", "pod2-leaf0"])
    made = planned(topology, servers)
    assert all(breach.impossible for breach in made.breaches), [str(breach) for breach in made.breaches if not breach.impossible]
    for failure in Reach(topology, tuple(server.name for server in servers)).failures(("link",)):
        left = set(Oracle(topology, made.costs, failure).broken(["a", "b"]))
        assert {router for _promise, _address, router in left} <= {server.name for server in servers}
