# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network's own link-state database, read from any of its routers: it agrees with the planner, and what goes wrong is found in it and named."""
from __future__ import annotations

import json

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.costs import anycast_costs
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects import LANGUAGES
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state import audit_database
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.paths_task import protocols_of
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import audit
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning.from_options import planned
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import Link, Router, Topology, named
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import destinations
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

FAMILIES = {4: "ipv4", 6: "ipv6"}
STUB = 65535


def look(site, node, domain=None):
    """What the module returns of a node's database."""
    domain = domain or site.domain
    link_state = next(language for language in LANGUAGES if language.name == node.plan.vendor).link_state()
    databases, faults = link_state.databases(site.vendor(node).read(link_state.queries(protocols_of(domain))))
    result, more = audit_database(databases, domain) if not faults else ({}, [])
    assert not faults + more, [str(fault) for fault in faults + more]
    return result


def found(result, check, family="ipv4"):
    return {(finding["address"], *finding["routers"]) for finding in result[family]["findings"] if finding["check"] == check}


def eventually(site, condition, what, node=None):
    """The result of one read for which the condition holds; a database that is being flooded may not be whole."""
    seen = []

    def holds():
        try:
            seen[:] = [look(site, node or site.fabric[0])]
        except AssertionError as error:
            seen[:] = [{"error": str(error)}]
            return False
        return condition(seen[0])

    until(holds, what, lambda: seen[0].get("lines", seen[0].get("error")))
    return seen[0]


def wrong(result):
    """What is wrong, without what is on its way out: FRR's ospf6d shows LSAs of maximum age for a while (seen on 8.4.4, more than 30 s)."""
    return [finding["text"] for family in FAMILIES.values() for finding in result[family]["findings"] if finding["check"] != "stale"]


def quiet(site):
    until(lambda: all(not wrong(look(site, node)) for node in site.fabric), "no router has a finding", lambda: look(site, site.fabric[0])["lines"])


@pytest.fixture(scope="module")
def lab_topology(site):
    """The network as it is built, with the route servers out of the way."""
    names = [node.name for node in (*site.fabric, *site.route_servers)]
    servers = {node.name for node in site.route_servers}
    links = [Link((link.a, link.b), STUB if link.a in servers else link.cost, STUB if link.b in servers else link.cost)
             for link in site.topology.links if {link.a, link.b} <= set(names)]
    return Topology(tuple(Router(name, "", False, name in servers) for name in names), named(links))


def test_every_router_s_database_agrees_with_the_costs_and_the_planner_s_prediction(site, lab_topology):
    quiet(site)
    servers = [node.name for node in site.route_servers]
    costs, faults = anycast_costs(servers, ["a", "b"], site.domain["cost_plan"]["igp_diameter"])
    assert not faults
    for node in (*site.fabric, *site.route_servers):
        result = look(site, node)
        assert wrong(result) == []
        for family in FAMILIES.values():
            assert result[family]["costs"] == costs, (node.name, family)
            expected = audit(lab_topology, costs, ("a", "b"), external=result[family]["metric"] == "ospf_e1").as_dict()["addresses"]
            for address, paths in result[family]["paths"]["addresses"].items():
                for router in (node.name for node in site.fabric):
                    row = paths["routers"][router]
                    assert {key: row[key] for key in expected[address]["routers"][router]} == expected[address]["routers"][router], (node.name, family, router)


@pytest.mark.parametrize("version", [4, 6])
def test_packets_end_where_the_database_says(site, version):
    result = look(site, site.fabric[0])[FAMILIES[version]]
    for address, literal in zip(("a", "b"), site.anycast(version)):
        for router in site.fabric:
            assert destinations(site.nodes, router.name, literal) == set(result["paths"]["addresses"][address]["routers"][router.name]["ends"])


def test_a_plan_from_the_database_is_one_step(site):
    result = look(site, site.fabric[0])
    for family in FAMILIES.values():
        made, faults = planned(result[family]["topology"], [node.name for node in site.route_servers], ["a", "b"], 10, result[family]["metric"])
        assert not faults
        assert made["holds"]["unique"]


def test_the_module_reads_it_by_ansible(site, tmp_path):
    place = tmp_path / "paths.yml"
    place.write_text(json.dumps([{"name": "Read", "hosts": "fabric:route_servers", "gather_facts": False, "tasks": [
        {"name": "Read the paths", "virtual_appliance.routing.anycast_paths_info": {"domain": "{{ virtual_appliance_domain }}"}, "register": "found"},
        {"name": "Keep them",
         "ansible.builtin.copy": {"content": "{{ found | to_json }}", "dest": f"{tmp_path}/{{{{ inventory_hostname }}}}.json", "mode": "0600"},
         "delegate_to": "localhost", "vars": {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}}]}]))
    done = site.ansible(playbook=place)
    assert "lab-web-key" not in done.stdout + done.stderr
    for node in (*site.fabric, *site.route_servers):
        result = json.loads((tmp_path / f"{node.name}.json").read_text())
        assert (result["changed"], wrong(result)) == (False, [])
        assert result["ipv4"]["paths"] == look(site, node)["ipv4"]["paths"]


def test_a_link_that_is_down_is_no_link(site):
    router = site.node("dc1-f1")
    router.run(["ip", "link", "set", "to-dc2-f1", "down"], check=True)
    try:
        result = eventually(site, lambda one: all(len(one[family]["topology"]["links"]) == 7 for family in FAMILIES.values()), "the link leaves the database",
                            site.node("dc2-f2"))
        assert not any(set(link["between"]) == {"dc1-f1", "dc2-f1"} for link in result["ipv4"]["topology"]["links"])
        row = result["ipv4"]["paths"]["addresses"]["a"]["routers"]["dc2-f1"]
        assert (row["nearest"], row["distance"]) == ("rs1", 30 + result["ipv4"]["costs"]["rs1"]["a"])
    finally:
        router.run(["ip", "link", "set", "to-dc2-f1", "up"], check=True)
    quiet(site)


def test_a_route_server_that_is_stopped_is_missed_and_what_it_left_is_named(site):
    server = site.node("rs1")
    server.stop()
    try:
        result = eventually(site, lambda one: {("a", "rs1"), ("b", "rs1")} <= found(one, "missing") & found(one, "missing", "ipv6"), "rs1 is missed")
        for family in FAMILIES.values():
            for address, paths in result[family]["paths"]["addresses"].items():
                assert {row["nearest"] for name, row in paths["routers"].items() if name.startswith("dc")} == {"rs2"}, (family, address)
            assert {item["router"] for item in result[family]["paths"]["same_server"]} == {node.name for node in site.fabric}
        leftovers = [one for one in result["ipv4"]["originators"]["a"] if one["status"] in ("unreachable", "stale")]
        assert bool(leftovers) == bool(found(result, "unreachable") | found(result, "stale"))
    finally:
        server.start()
    site.settle()
    quiet(site)


def test_a_cost_that_was_changed_by_hand_is_in_the_topology(site):
    router = site.node("dc1-f1")
    router.vtysh("configure terminal", "interface to-dc2-f1", "ip ospf cost 37")
    try:
        result = eventually(site, lambda one: any(link["cost"] in ([37, 10], [10, 37]) for link in one["ipv4"]["topology"]["links"]), "the cost arrives")
        link = next(link for link in result["ipv4"]["topology"]["links"] if set(link["between"]) == {"dc1-f1", "dc2-f1"})
        assert link["cost"] == ([37, 10] if link["between"][0] == "dc1-f1" else [10, 37])
        assert all(link["cost"] != 37 for link in result["ipv6"]["topology"]["links"])
    finally:
        router.vtysh("configure terminal", "interface to-dc2-f1", "ip ospf cost 10")
    quiet(site)


def test_an_equal_cost_is_found_where_the_flows_are_spread(site):
    if any(node.twin for node in site.route_servers):
        pytest.skip("the cost is changed in FRR's words")
    server, literal = site.node("rs2"), site.anycast(4)[0]
    server.vtysh("configure terminal", "interface lo", f"ip ospf cost 20 {literal}")
    try:
        result = eventually(site, lambda one: found(one, "ecmp"), "ECMP appears")
        assert found(result, "ecmp") == {("a", "dc2-f1", "dc2-f2")}
        assert "are spread over rs1 and rs2" in " ".join(result["lines"])
        for router in ("dc2-f1", "dc2-f2"):
            until(lambda: destinations(site.nodes, router, literal) == {"rs1", "rs2"}, "packets do the same")  # noqa: B023
        assert found(result, "ecmp", "ipv6") == set()
    finally:
        site.deploy(appliances=False)
    site.settle()
    quiet(site)


ROGUE = {
    4: (("interface lo", "ip address {0}/32", "ip ospf area 0.0.0.0 {0}", "ip ospf cost 60000 {0}"),
        ("interface lo", "no ip ospf cost 60000 {0}", "no ip ospf area 0.0.0.0 {0}", "no ip address {0}/32")),
    6: (("ipv6 route {0}/128 blackhole", "router ospf6", "redistribute static metric 60000"),
        ("no ipv6 route {0}/128 blackhole", "router ospf6", "no redistribute static")),
}


@pytest.mark.parametrize("version", [4, 6])
def test_a_stranger_that_announces_an_anycast_address_is_named(site, version):
    """At a cost that draws nobody yet: it would, once the route servers are gone."""
    rogue, literal, family = site.node("dc2-f1"), site.anycast(version)[0], FAMILIES[version]
    setting, removing = ([line.format(literal) for line in lines] for lines in ROGUE[version])
    rogue.vtysh("configure terminal", *setting)
    try:
        for node in (site.node("dc1-f2"), site.node("dc2-f2")):
            result = eventually(site, lambda one: found(one, "foreign", family), "the stranger is found", node)
            assert found(result, "foreign", family) == {("a", "dc2-f1")}
            assert f"dc2-f1 announces a ({literal})" in " ".join(result["lines"])
            assert found(result, "missing", family) == set()
    finally:
        rogue.vtysh("configure terminal", *removing)
    site.settle()
    quiet(site)
