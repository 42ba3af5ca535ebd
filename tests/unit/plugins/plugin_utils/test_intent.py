# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every contradiction of a domain is refused, with the option's path and what to write, all of them at once."""
from __future__ import annotations

import pytest

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.state import appliance_state, route_server_state

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import INTENTS, appliance, base, changed, faults_of, intent_of

WEB = ("pools", 0)
BAD = [
    # name, where the option is, what is written there, path in the fault, words in it
    ("range over an anycast address", (*WEB, "subnets"), ["10.255.0.0/24"], "pools[0].subnets", "overlaps the anycast address 10.255.0.1"),
    ("range over a loopback", (*WEB, "subnets"), ["10.255.1.0/29"], "pools[0].subnets", "overlaps the loopback 10.255.1.1"),
    ("range over a fabric link", (*WEB, "subnets"), ["10.254.3.0/24"], "pools[0].subnets", "overlaps the infrastructure 10.254.0.0/16"),
    ("range over another pool's", (*WEB, "subnets"), ["10.2.0.0/16"], "pools", "10.2"),
    ("ranges that overlap in one pool", (*WEB, "subnets"), ["10.1.0.0/16", "10.1.2.0/24", "2001:db8:1::/48"], "pools[0].subnets[1]", "overlaps 10.1.0.0/16"),
    ("host bits in a subnet", (*WEB, "subnets"), ["10.1.0.1/16"], "pools[0].subnets[0]", "10.1.0.0/16"),
    ("no place to live", (*WEB, "subnets"), [], "pools[0]", "no place to live"),
    ("IPv4 lengths for an IPv6 block", (*WEB, "prefixes", 1, "lengths"), "29-32", "pools[0].prefixes[1].lengths", "IPv4"),
    ("lengths shorter than the block", (*WEB, "prefixes", 0, "lengths"), "20-24", "pools[0].prefixes[0].lengths", "24"),
    ("reversed lengths", (*WEB, "prefixes", 0, "lengths"), "32-29", "pools[0].prefixes[0].lengths", "29"),
    ("host bits in a block", (*WEB, "prefixes", 0, "within"), "192.0.2.1/24", "pools[0].prefixes[0].within", "192.0.2.0/24"),
    ("default route permitted", (*WEB, "prefixes", 0), {"within": "0.0.0.0/0", "lengths": "0-32"}, "pools[0].prefixes", "default route"),
    ("permitted prefix over ranges", (*WEB, "prefixes", 0, "within"), "10.1.4.0/24", "pools[0].prefixes", "overlaps the listen range"),
    ("permitted prefix over anycast", (*WEB, "prefixes", 0), {"within": "10.255.0.0/24", "lengths": 32}, "pools[0].prefixes", "overlaps the anycast address"),
    ("permitted prefix of another pool", (*WEB, "prefixes", 0), {"within": "198.51.100.128/25", "lengths": 32}, "prefixes", "198.51.100"),
    ("prefixes of a family without ranges", (*WEB, "subnets"), ["10.1.0.0/16"], "pools[0].prefixes", "IPv6 prefixes travel in IPv6 sessions"),
    ("no key", (*WEB, "password"), None, "pools[0].password", "authentication: none"),
    ("key of 26 characters", (*WEB, "password"), "k" * 26, "pools[0].password", "at most 25"),
    ("key with a question mark", (*WEB, "password"), "what?", "pools[0].password", "some vendor refuses"),
    ("key with a leading digit", (*WEB, "password"), "1abc", "pools[0].password", "start with a letter"),
    ("key that is a number", (*WEB, "password"), 12345, "pools[0].password", "put it into quotes"),
    ("ASN of 0", ("asn",), 0, "domain.asn", "reserved"),
    ("ASN above 32 bits", ("asn",), 2**32, "domain.asn", "32 bits"),
    ("unknown option", ("anycast_adresses",), [], "domain.anycast_adresses", "did you mean 'anycast_addresses'"),
    ("unknown option in a pool", (*WEB, "subnet"), [], "domain.pools[0].subnet", "did you mean 'subnets'"),
    ("router id that is anycast", ("route_servers", 0, "router_id"), "10.255.0.1", "route_servers[0].router_id", "equals the anycast address a"),
    ("one router id twice", ("route_servers", 1, "router_id"), "10.255.1.1", "route_servers[1].router_id", "route_servers[0].router_id"),
    ("one anycast address", ("anycast_addresses",), [{"name": "a", "ipv4": "10.255.0.1", "ipv6": "2001:db8:ff::1"}], "anycast_addresses", "redundancy of 2"),
    ("one route server", ("route_servers",), [{"name": "rs1", "router_id": "10.255.1.1", "ipv6": "2001:db8:fe::1"}], "route_servers", "collide"),
    ("hold time of 0", ("timers",), {"hold": 0}, "timers.hold", "from 3 to"),
    ("hold below its minimum", ("timers",), {"hold": 9, "minimum_hold": 30}, "timers.hold", "below the minimum"),
    ("appliance ASNs with IBGP", (*WEB, "appliance_asns"), [64512], "pools[0].appliance_asns", "leave it out"),
    ("EBGP without ASNs", ("session",), "ebgp", "pools[0].appliance_asns", "needed"),
    ("IS-IS without an instance", ("igp",), {"protocol": "isis"}, "igp.instance", "router isis"),
    ("scalar for a list", (*WEB, "subnets"), "10.1.0.0/16", "pools[0].subnets", "a list is needed"),
    ("unknown choice", (*WEB, "advertise"), "defualt", "pools[0].advertise", "did you mean 'default'"),
    ("required option missing", ("cost_plan",), None, "domain.cost_plan", "required"),
    ("multicast anycast address", ("anycast_addresses", 0, "ipv4"), "239.0.0.1", "anycast_addresses[0].ipv4", "multicast"),
    ("pool name that no object can have", (*WEB, "name"), "web pool", "pools[0].name", "letters"),
    ("preference by community and MED", (*WEB, "preference"), {"primary": "65000:1", "med": [{"med": 1, "local_preference": 2}]},
     "pools[0].preference", "choose one"),
]


def _write(domain, where, value):
    *path, last = where
    for step in path:
        domain = domain[step]
    domain[last] = value


@pytest.mark.parametrize(("where", "value", "path", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_contradiction_is_refused_with_its_path_and_advice(where, value, path, words):
    domain = base()
    _write(domain, where, value)
    found = [fault for fault in faults_of(domain) if path in fault and words.lower() in fault.lower()]
    assert found, faults_of(domain)


@pytest.mark.parametrize("name", INTENTS)
def test_every_intent_of_the_table_is_free_of_faults(name):
    assert faults_of(changed(name)) == []


def test_all_faults_come_at_once():
    domain = base()
    domain["asn"] = 0
    domain["pools"][0]["password"] = "0"
    domain["pools"][1]["advertise"] = "default"
    domain["route_servers"][1]["router_id"] = "10.255.0.2"
    text = "\n".join(faults_of(domain))
    assert all(path in text for path in ("domain.asn", "domain.pools[0].password", "domain.route_servers[1].router_id"))


def test_no_fault_shows_a_key():
    domain = base()
    domain["pools"][0]["password"] = "secret key?"
    domain["pools"][1]["password"] = ["secret key?"]
    assert faults_of(domain)
    assert "secret" not in "\n".join(faults_of(domain))


@pytest.mark.parametrize(("costs", "words"), [
    (({"a": 50, "b": 90}, {"a": 50, "b": 20}), "a"),
    (({"a": 50, "b": 90}, {"a": 53, "b": 20}), "diameter"),
    (({"a": 50, "b": 20}, {"a": 80, "b": 90}), "rs1"),
    (({"a": 50}, {"a": 80, "b": 20}), "costs.b"),
], ids=["equal", "within the diameter", "one server nearest for both", "missing"])
def test_explicit_costs_that_cannot_hold_are_refused(costs, words):
    domain = base()
    domain["cost_plan"] = {"strategy": "explicit", "igp_diameter": 5}
    for server, own in zip(domain["route_servers"], costs):
        server["costs"] = own
    assert any(words in fault for fault in faults_of(domain)), faults_of(domain)


def test_costs_are_a_pure_function_of_the_domain_and_reversed_between_the_addresses():
    one, two = intent_of(base()), intent_of(base())
    assert [server.costs for server in one.route_servers] == [server.costs for server in two.route_servers]
    first, second = (server.costs for server in one.route_servers)
    assert first["a"] < second["a"] and first["b"] > second["b"]
    assert second["a"] - first["a"] > 100


def nearest(domain, **more):
    routers = {"x": {"site": "east"}, "y": {"site": "west"}, "rs1": {"site": "east"}, "rs2": {"site": "west"}}
    links = [{"between": pair, "cost": 10} for pair in (["x", "y"], ["x", "rs1"], ["y", "rs2"])]
    domain["cost_plan"] = {"strategy": "nearest", "topology": {"routers": routers, "links": links}, **more}
    return domain


def test_costs_from_the_topology_are_the_same_whoever_computes_them():
    states = [route_server_state(intent_of(nearest(base())), name)[0] for name in ("rs1", "rs2")]
    assert [{injection.name: injection.cost for injection in state.injections} for state in states] == [{"a": 10, "b": 21}, {"a": 21, "b": 10}]
    costs = [tuple(server.costs.items()) for server in intent_of(nearest(base())).route_servers]
    assert costs == [tuple(server.costs.items()) for server in intent_of(nearest(base())).route_servers]


@pytest.mark.parametrize(("change", "path", "words"), [
    (lambda domain: nearest(domain, igp_diameter=5), "domain.cost_plan.igp_diameter", "has no use for it"),
    (lambda domain: domain.update(cost_plan={"strategy": "nearest"}), "domain.cost_plan.topology", "needs it"),
    (lambda domain: domain.update(cost_plan={}), "domain.cost_plan.igp_diameter", "'ordered' needs it"),
    (lambda domain: domain["cost_plan"].update(topology={"routers": {}}), "domain.cost_plan.topology", "strategy: nearest"),
    (lambda domain: nearest(domain, survive=["links"]), "domain.cost_plan.survive[0]", "Did you mean 'link'"),
    (lambda domain: nearest(domain)["cost_plan"]["topology"]["links"].pop(), "domain.cost_plan.topology", "in 2 parts: rs2 cannot reach the rest"),
    (lambda domain: nearest(domain)["cost_plan"]["topology"]["links"][0].update(cost=-1), "domain.cost_plan.topology.links[0].cost", "1 or more"),
    (lambda domain: nearest(domain)["route_servers"][1].update(name="rs3"), "domain.route_servers[1]", "not in the topology"),
    (lambda domain: nearest(domain)["route_servers"][1].update(costs={"a": 1}), "domain.route_servers[1].costs", "computes the costs"),
    (lambda domain: nearest(domain)["route_servers"][1].update(site="north"), "domain.route_servers[1].site", "in site west"),
    (lambda domain: nearest(domain)["cost_plan"]["topology"]["links"][0].update(cost=65000), "domain.cost_plan.topology", "inject as external type 1"),
    (lambda domain: nearest(domain)["cost_plan"]["topology"]["links"].append({"between": ["rs1", "z"], "cost": 1}) or
     domain["cost_plan"]["topology"]["routers"].update(z={}), "domain.cost_plan.topology", "z: both addresses lead to rs1"),
    (lambda domain: nearest(domain)["cost_plan"]["topology"]["links"][0].update(area=1), "domain.igp.injection", "external_1"),
])
def test_a_topology_that_makes_no_plan_is_refused(change, path, words):
    domain = base()
    change(domain)
    assert any(fault.startswith(path) and words in fault for fault in faults_of(domain)), faults_of(domain)


def test_an_unknown_route_server_is_refused_with_the_nearest_name():
    state, faults = route_server_state(intent_of(base()), "rs11")
    assert state is None and "did you mean 'rs1'" in str(faults[0])[:200].lower()


@pytest.mark.parametrize(("options", "words"), [
    ({"prefixes": ["192.0.3.0/29"]}, "permits 192.0.2.0/24 ge 29 le 32"),
    ({"prefixes": ["192.0.2.0/24"]}, "permits 192.0.2.0/24"),
    ({"prefixes": ["192.0.2.9/29"]}, "192.0.2.8/29"),
    ({"prefixes": []}, "nothing to announce"),
    ({"router_id": "10.255.0.1"}, "anycast address a"),
    ({"asn": 64512}, "65000"),
    ({"pool": "wep"}, "did you mean 'web'"),
    ({"preference": "primary"}, "no community"),
])
def test_an_appliance_that_the_domain_does_not_permit_is_refused(options, words):
    given = {"pool": "web", "prefixes": ["192.0.2.8/29"], "router_id": "192.0.2.8", "asn": None, "preference": None, "med": None, "interface": None,
             "password_addresses": None, "state": "present", **options}
    state, faults = appliance_state(intent_of(base()), given)
    assert state is None
    assert any(words in str(fault).replace("Did", "did") for fault in faults), [str(fault) for fault in faults]


def test_an_appliance_has_a_session_to_each_anycast_address_of_its_pools_families():
    state = appliance(base())
    assert {neighbor.address for neighbor in state.neighbors} == {"10.255.0.1", "10.255.0.2", "2001:db8:ff::1", "2001:db8:ff::2"}
