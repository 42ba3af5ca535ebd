# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the database says of the anycast addresses, against networkx, and against the planner's own audit."""
from __future__ import annotations

from collections import Counter

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state import ISIS, OSPF, OSPF3, Database, audit_database
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state.instances import merged, newer
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state.model import (
    BORDER, EXTERNAL, NSSA, ROUTER, SUMMARY, Adjacency, ExternalBody, Lsa, RouterBody, SummaryBody,
)
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import Failure, Reach, audit
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning.from_options import planned
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import MAX_LINK_METRIC, Link, Router, Topology, named, yaml_topology
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state.databases import (
    ADDRESSES, address_of, database, domain_of, identities,
)
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.networks import networks
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.oracle import Oracle

BRISK = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
FAMILY = {OSPF: "ipv4", OSPF3: "ipv6", ISIS: "ipv6"}


def audited(databases, domain):
    result, faults = audit_database(databases, domain)
    assert not faults, [str(fault) for fault in faults]
    return result


def checks(of_family, check):
    return [finding for finding in of_family["findings"] if finding["check"] == check]


def as_announced(topology, protocol):
    """What the database of a protocol can tell of a topology."""
    stub = {router.name for router in topology.routers if router.max_metric and protocol != ISIS}
    routers = tuple(Router(router.name, "", router.overloaded and protocol != OSPF) for router in topology.routers)

    def cost(router, value):
        return MAX_LINK_METRIC if router in stub else value

    links = tuple(Link(link.ends, cost(link.ends[0], link.cost), cost(link.ends[1], link.cost_back), name=link.name) for link in topology.links)
    lans = tuple(type(lan)(lan.name, tuple((router, cost(router, value)) for router, value in lan.costs)) for lan in topology.networks)
    return Topology(routers, links, lans)


def arcs(topology):
    found = Counter()
    for link in topology.links:
        found[link.ends[0], link.ends[1], link.cost] += 1
        found[link.ends[1], link.ends[0], link.cost_back] += 1
    return found, sorted(sorted(lan.costs) for lan in topology.networks), {router.name: router.overloaded for router in topology.routers}


@pytest.mark.parametrize("protocol", [OSPF, OSPF3, ISIS])
@given(network=networks(), data=st.data())
@BRISK
def test_every_router_s_nearest_route_server_is_what_networkx_and_the_planner_say(protocol, network, data):
    topology, servers = network
    topology = as_announced(topology, protocol)
    costs = {server.name: {address: data.draw(st.integers(1, 60)) for address in server.addresses} for server in servers}
    domain = domain_of(topology, {server.name: server.addresses for server in servers}, protocol)
    found = audited([database(topology, costs, protocol)], domain)[FAMILY[protocol]]
    read, faults = yaml_topology(found["topology"])
    assert not faults
    assert arcs(read) == arcs(topology)
    assert found["costs"] == costs
    oracle, planner = Oracle(topology, costs, Failure()), audit(topology, costs, ("a", "b")).as_dict()
    for address, paths in found["paths"]["addresses"].items():
        for router, row in paths["routers"].items():
            best, nearest = oracle.nearest(router, address)
            assert row["distance"] == best, router
            assert row["nearest"] in nearest or best is None
            assert set(row["ends"]) == ({router} if address in costs.get(router, ()) else oracle.ends(router, address)), router
            assert row["runner_up_distance"] == planner["addresses"][address]["routers"][router]["runner_up_distance"]
        assert {item["router"] for item in paths["ecmp"]} == {item["router"] for item in planner["addresses"][address]["ecmp"]}
        assert {item["router"] for item in paths["captured"]} == {item["router"] for item in planner["addresses"][address]["captured"]}
        assert paths["cut_off"] == planner["addresses"][address]["cut_off"]
    assert {item["router"] for item in found["paths"]["same_server"]} == {item["router"] for item in planner["same_server"]}


@given(network=networks(), kind=st.sampled_from([1, 2]), data=st.data())
@BRISK
def test_external_routes_are_compared_as_their_type_wants(network, kind, data):
    """Type 1 as routes inside the area; type 2 by the external metric, then by the way to the one that announces it (RFC 2328, 16.4.1)."""
    topology, servers = network
    topology = as_announced(topology, OSPF)
    costs = {server.name: {address: data.draw(st.integers(1, 3)) for address in server.addresses} for server in servers}
    domain = domain_of(topology, {server.name: server.addresses for server in servers}, OSPF)
    found = audited([database(topology, costs, OSPF, external=kind)], domain)["ipv4"]
    assert found["metric"] == ("ospf_e1" if kind == 1 else "ospf")
    bare = Oracle(topology, {server: dict.fromkeys(of_server, 0) for server, of_server in costs.items()}, Failure())
    for address, paths in found["paths"]["addresses"].items():
        for router, row in paths["routers"].items():
            keys = {server: (away + of_server[address],) if kind == 1 else (of_server[address], away) for server, of_server in costs.items()
                    if address in of_server and (away := bare.towards[server].get(router)) is not None}
            best = min(keys.values(), default=(None,))
            assert row["distance"] == best[0]
            assert row["nearest"] is None or keys[row["nearest"]] == best


@given(network=networks(), data=st.data())
@BRISK
def test_a_link_that_one_end_announces_is_no_link_and_is_named(network, data):
    topology, servers = network
    topology = as_announced(topology, OSPF)
    victim = data.draw(st.sampled_from(topology.links))
    whole = database(topology, {servers[0].name: {"a": 5}}, OSPF)
    of = identities(topology, OSPF)
    lsas = []
    for lsa in whole.lsas:
        if lsa.kind == ROUTER and lsa.router == of[victim.ends[1]]:
            own = address_of(topology.links.index(victim), 1)
            lsa = lsa._replace(body=lsa.body._replace(adjacencies=tuple(one for one in lsa.body.adjacencies if one.own != own)))
        lsas.append(lsa)
    found = audited([Database(OSPF, tuple(lsas), whole.router)], domain_of(topology, {servers[0].name: ("a",)}, OSPF))["ipv4"]
    left = Topology(topology.routers, tuple(link for link in topology.links if link is not victim), topology.networks)
    assert arcs(yaml_topology(found["topology"])[0]) == arcs(left)
    assert [finding["routers"] for finding in checks(found, "one_way")] == [list(victim.ends)]


SQUARE = Topology(tuple(Router(name) for name in ("f1", "f2", "rs1", "rs2", "x")),
                  named([Link(("f1", "f2"), 10, 10), Link(("rs1", "f1"), 10, 10), Link(("rs2", "f2"), 10, 10), Link(("x", "f2"), 10, 10)]))
SQUARE_SERVERS = {"rs1": ("a", "b"), "rs2": ("a", "b")}
SQUARE_COSTS = {"rs1": {"a": 10, "b": 111}, "rs2": {"a": 111, "b": 10}}


def square(costs=None, lsas=(), protocol=OSPF):
    whole = database(SQUARE, SQUARE_COSTS if costs is None else costs, protocol)
    return Database(protocol, (*whole.lsas, *lsas), whole.router, whole.process, whole.names)


def findings_of(changed, protocol=OSPF):
    return audited([changed], domain_of(SQUARE, SQUARE_SERVERS, protocol))[FAMILY[protocol]]


def test_a_network_as_planned_has_no_findings():
    assert findings_of(square())["findings"] == []


@pytest.mark.parametrize("protocol", [OSPF, OSPF3, ISIS])
def test_a_stranger_that_announces_an_address_is_named(protocol):
    found = findings_of(square({**SQUARE_COSTS, "x": {"a": 1}}, protocol=protocol), protocol)
    (finding,) = checks(found, "foreign")
    assert finding["routers"] == ["x"]
    assert finding["address"] == "a"
    assert " at 1 and is none of its route servers" in finding["text"]
    assert found["paths"]["addresses"]["a"]["routers"]["f2"]["nearest"] == "x"


def test_an_equal_cost_is_named_with_the_routers_that_share_their_flows():
    found = findings_of(square({"rs1": {"a": 30, "b": 111}, "rs2": {"a": 20, "b": 10}}))
    (finding,) = checks(found, "ecmp")
    assert finding["text"] == "flows to a (10.255.0.1) from f1 are spread over rs1 and rs2"


def test_a_route_server_that_is_gone_and_what_it_left_behind_are_named():
    of = identities(SQUARE, OSPF)
    whole = square()
    body = {lsa.router: lsa.body for lsa in whole.lsas}
    for age, check in ((20, "unreachable"), (3600, "stale")):
        lsas = [lsa._replace(age=age) if lsa.router == of["rs1"] else lsa for lsa in whole.lsas if lsa.router != of["f1"]]
        alone = body[of["f1"]]._replace(adjacencies=tuple(one for one in body[of["f1"]].adjacencies if one.to != of["rs1"]))
        lsas.append(Lsa(ROUTER, "0.0.0.0", of["f1"], of["f1"], 5, 1, 1, alone))
        found = findings_of(Database(OSPF, tuple(lsas), of["f1"]))
        assert [finding["routers"] for finding in checks(found, check) if finding["address"] == "a"] == [["rs1" if check == "unreachable" else of["rs1"]]]
        assert [finding["routers"] for finding in checks(found, "missing") if finding["address"] == "a"] == [["rs1"]]
        assert found["paths"]["addresses"]["a"]["routers"]["f1"]["nearest"] == "rs2"


def test_different_types_of_route_are_named_and_the_type_goes_before_the_cost():
    of = identities(SQUARE, OSPF)
    external = Lsa(EXTERNAL, "", ADDRESSES["a"][0], of["rs1"], 1, 1, 1, ExternalBody(f"{ADDRESSES['a'][0]}/32", 1, 1))
    found = findings_of(square({"rs1": {"b": 111}, "rs2": {"a": 111, "b": 10}}, [external]))
    (finding,) = checks(found, "mixed_route_types")
    assert finding["text"].endswith("rs2 inside its area; rs1 as external type 1")
    assert {row["nearest"] for row in found["paths"]["addresses"]["a"]["routers"].values()} == {"rs2"}


def test_a_prefix_of_a_stranger_that_holds_an_address_is_named_and_a_default_is_not():
    of = identities(SQUARE, OSPF)
    covering = [Lsa(EXTERNAL, "", identity, of["x"], 1, 1, 1, ExternalBody(prefix, 20, 2))
                for identity, prefix in (("10.255.0.0", "10.255.0.0/24"), ("0.0.0.0", "0.0.0.0/0"))]
    assert [(finding["address"], finding["routers"]) for finding in checks(findings_of(square(lsas=covering)), "covering")] == [("a", ["x"]), ("b", ["x"])]


def test_an_address_that_nobody_announces_is_one_finding():
    found = findings_of(square({"rs1": {"b": 111}, "rs2": {"b": 10}}))
    assert [finding["text"] for finding in found["findings"]] == ["nobody announces a (10.255.0.1)"]


def test_without_a_domain_nobody_is_a_stranger():
    found = audited([square({**SQUARE_COSTS, "x": {"a": 1}})], {"anycast_addresses": [{"name": "10.255.0.1", "ipv4": "10.255.0.1"}]})["ipv4"]
    assert {one["status"] for one in found["originators"]["10.255.0.1"]} == {"expected"}


def test_the_newest_instance_counts_whoever_holds_the_older_one():
    """RFC 2328, 13.1: sequence number, checksum, maximum age, then a difference in age of more than 15 minutes."""
    base = Lsa(ROUTER, "0.0.0.0", "1.1.1.1", "1.1.1.1", 5, 100, 50, RouterBody(()))
    for one in (base._replace(sequence=6), base._replace(checksum=51), base._replace(age=3600), base._replace(age=1200)):
        older = base if one.age != 1200 else one
        assert newer(one if older is base else base, older)
        assert not newer(older, one if older is base else base)
    assert not newer(base._replace(age=90), base)
    stale = square()
    fresh = Database(OSPF, tuple(lsa._replace(sequence=lsa.sequence + 9, body=lsa.body._replace(
        prefixes=tuple((prefix, cost + 1 if cost else 0) for prefix, cost in lsa.body.prefixes))) for lsa in stale.lsas), stale.router)
    for order in ([stale, fresh], [fresh, stale]):
        assert audited(order, domain_of(SQUARE, SQUARE_SERVERS, OSPF))["ipv4"]["costs"]["rs1"] == {"a": 11, "b": 112}
    assert len(merged([stale, fresh]).lsas) == len(stale.lsas)


def test_the_audit_feeds_the_planner():
    found = findings_of(square())
    made, faults = planned(found["topology"], ["rs1", "rs2"], ["a", "b"], 10, found["metric"], previous=found["costs"])
    assert not faults
    assert made["costs"] == found["costs"]
    for address, paths in made["paths"]["addresses"].items():
        ours = found["paths"]["addresses"][address]["routers"]
        for name in ("f1", "f2", "x"):
            assert {key: ours[name][key] for key in paths["routers"][name]} == paths["routers"][name]


# -- bad input -----------------------------------------------------------------------------------------------------------


def faults_of(databases, domain=None):
    result, faults = audit_database(databases, domain or domain_of(SQUARE, SQUARE_SERVERS, OSPF))
    assert result == {}
    return " / ".join(str(fault) for fault in faults)


def test_an_empty_database_is_refused():
    assert "no link-state database with routes of IPv4 was read" in faults_of([])
    assert "no link-state database with routes of IPv4 was read" in faults_of([square(protocol=OSPF3)])


def test_a_database_without_the_router_that_was_asked_is_refused():
    assert "it holds nothing of 10.9.9.9, the router that was asked" in faults_of([Database(OSPF, square().lsas, "10.9.9.9")])


def test_a_database_that_names_what_it_does_not_hold_is_refused():
    of = identities(SQUARE, OSPF)
    assert f"{of['rs2']} (named by {of['f2']})" in faults_of([Database(OSPF, tuple(lsa for lsa in square().lsas if lsa.router != of["rs2"]), of["f1"])])


def test_a_link_of_cost_zero_is_refused():
    body = RouterBody((Adjacency("10.0.0.2", 0),))
    pair = [Lsa(ROUTER, "0.0.0.0", router, router, 1, 1, 1, body._replace(adjacencies=(Adjacency(other, 0),))) for router, other in
            (("10.0.0.1", "10.0.0.2"), ("10.0.0.2", "10.0.0.1"))]
    assert "the interface of 10.0.0.1 to 10.0.0.2 has the cost 0" in faults_of([Database(OSPF, tuple(pair))])


# -- areas ---------------------------------------------------------------------------------------------------------------

AREAS = Topology(tuple(Router(name) for name in ("core1", "core2", "abr1", "abr2", "leaf1", "leaf2", "rs1", "rs2")), named([
    Link(("core1", "core2"), 10, 10), Link(("core1", "abr1"), 10, 10), Link(("core2", "abr2"), 10, 10), Link(("abr1", "leaf1"), 5, 5, "0.0.0.1"),
    Link(("abr2", "leaf2"), 7, 7, "0.0.0.1"), Link(("leaf1", "leaf2"), 3, 3, "0.0.0.1"), Link(("rs1", "core1"), 10, 10),
    Link(("rs2", "leaf2"), 10, 10, "0.0.0.1")]))
AREA_COSTS = {"rs1": {"a": 10, "b": 111}, "rs2": {"a": 30, "b": 10}}


def area_databases(external=False):
    """The database of an area border router, as OSPF would flood it: summaries both ways, at the costs that Reach computes."""
    of = identities(AREAS, OSPF)
    reach = Reach(AREAS, ("rs1", "rs2"))
    lsas = []
    for area in AREAS.areas:
        for router in AREAS.routers:
            ends = [Adjacency(of[link.ends[1 - side]], (link.cost, link.cost_back)[side]) for link in AREAS.links if link.area == area for side in (0, 1)
                    if link.ends[side] == router.name]
            stubs = tuple((f"{ADDRESSES[name][0]}/32", cost) for name, cost in AREA_COSTS.get(router.name, {}).items() if area in AREAS.areas_of[router.name])
            if ends:
                lsas.append(Lsa(ROUTER, area, of[router.name], of[router.name], 1, 1, 1, RouterBody(tuple(ends), () if external else stubs)))
    for abr in ("abr1", "abr2"):
        away = {server: reach.rows[number][reach.graph.index[abr]] for number, server in enumerate(("rs1", "rs2"))}
        into = {"rs1": "0.0.0.1", "rs2": "0.0.0.0"}
        if external:
            lsas += [Lsa(BORDER, into[server], of[server], of[abr], 1, 1, 1, SummaryBody(of[server], away[server])) for server in away]
            continue
        for name, (address, _ipv6) in ADDRESSES.items():
            cost, server = min((away[server] + AREA_COSTS[server][name], server) for server in away)
            lsas.append(Lsa(SUMMARY, into[server], address, of[abr], 1, 1, 1, SummaryBody(f"{address}/32", cost)))
    for server in ("rs1", "rs2") if external else ():
        lsas += [Lsa(EXTERNAL, "", ADDRESSES[name][0], of[server], 1, 1, 1, ExternalBody(f"{ADDRESSES[name][0]}/32", cost, 1))
                 for name, cost in AREA_COSTS[server].items()]
    return Database(OSPF, tuple(lsas), of["abr1"])


@pytest.mark.parametrize("external", [False, True])
def test_across_areas_the_database_agrees_with_the_planner(external):
    found = audited([area_databases(external)], domain_of(AREAS, SQUARE_SERVERS, OSPF))["ipv4"]
    expected = audit(AREAS, AREA_COSTS, ("a", "b"), external).as_dict()["addresses"]
    for address, paths in found["paths"]["addresses"].items():
        for router, row in paths["routers"].items():
            wanted = expected[address]["routers"][router]
            if router.startswith("rs"):
                assert row["ends"] == [router]
            else:
                assert {key: row[key] for key in ("nearest", "distance", "runner_up", "runner_up_distance", "ends")} == wanted, (address, router)


def test_one_area_alone_tells_which_border_router_leads_elsewhere():
    """Without the backbone's LSAs, what lies behind the border routers has no other name than theirs."""
    of = identities(AREAS, OSPF)
    inside = Database(OSPF, tuple(lsa for lsa in area_databases().lsas if lsa.area == "0.0.0.1"), of["leaf1"])
    rows = audited([inside], domain_of(AREAS, SQUARE_SERVERS, OSPF))["ipv4"]["paths"]["addresses"]
    assert rows["b"]["routers"]["leaf1"] | {"runner_up": None, "runner_up_distance": None} == {
        "nearest": "rs2", "distance": 23, "runner_up": None, "runner_up_distance": None, "ends": ["rs2"], "route_type": "intra_area"}
    assert rows["a"]["routers"]["leaf1"]["nearest"] == "rs2"
    assert rows["a"]["routers"]["leaf1"]["runner_up"] == "abr1 (from another area)"
    assert rows["a"]["routers"]["leaf1"]["runner_up_distance"] == 35


def test_an_nssa_s_announcement_is_its_route_server_s_after_translation_too():
    """RFC 3101: the border router translates it to type 5 and leaves the forwarding address; the way there counts (RFC 2328, 16.4)."""
    of = identities(AREAS, OSPF)
    base = [lsa for lsa in area_databases().lsas if lsa.kind == ROUTER]
    lsas = []
    for lsa in base:
        adjacencies = tuple(one._replace(own="10.7.0.1") if lsa.router == of["rs2"] else one for one in lsa.body.adjacencies)
        stubs = (("10.7.0.0/30", 10),) if lsa.router in (of["rs2"], of["leaf2"]) and lsa.area == "0.0.0.1" else ()
        lsas.append(lsa._replace(body=RouterBody(adjacencies, stubs)))
    lsas += [Lsa(SUMMARY, "0.0.0.0", "10.7.0.0", of[abr], 1, 1, 1, SummaryBody("10.7.0.0/30", cost)) for abr, cost in (("abr1", 18), ("abr2", 17))]
    body = ExternalBody("10.255.0.1/32", 30, 1, "10.7.0.1")
    lsas += [Lsa(NSSA, "0.0.0.1", "10.255.0.1", of["rs2"], 1, 1, 1, body), Lsa(EXTERNAL, "", "10.255.0.1", of["abr2"], 1, 1, 1, body)]
    found = audited([Database(OSPF, tuple(lsas), of["abr1"])], domain_of(AREAS, {"rs2": ("a",)}, OSPF))["ipv4"]
    rows = found["paths"]["addresses"]["a"]["routers"]
    assert {name: (row["nearest"], row["distance"]) for name, row in rows.items() if not name.startswith("rs")} == {
        "leaf2": ("rs2", 40), "leaf1": ("rs2", 43), "abr2": ("rs2", 47), "abr1": ("rs2", 48), "core2": ("rs2", 57), "core1": ("rs2", 58)}
    assert checks(found, "foreign") == []


def test_a_network_with_stub_route_servers_can_be_planned():
    """What a stub router says of its links to others is no limit to the costs: nobody's path leads there."""
    stub = Topology(tuple(Router(router.name, "", False, router.name.startswith("rs")) for router in SQUARE.routers), SQUARE.links)
    whole = database(stub, SQUARE_COSTS, OSPF)
    found = findings_of(whole)
    assert found["topology"]["routers"]["rs1"] == {"max_metric": True}
    made, faults = planned(found["topology"], ["rs1", "rs2"], ["a", "b"], 10, found["metric"])
    assert not faults
    assert made["holds"]["unique"]
