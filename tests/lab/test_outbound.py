# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a route server tells appliances: the default route or nothing; and that our appliances carry nobody else's routes on."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.guests import Session, bird, exabgp, guest, sessions_of
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import (
    accepted,
    advertised,
    family,
    installed_everywhere,
    next_hop,
    paths,
    prefixes,
    received,
)
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import never, until

DEFAULTS = {4: "0.0.0.0/0", 6: "::/0"}


@pytest.fixture(scope="module")
def web(site):
    yield from foreign(site, "dc1-f2", "web", 71, "lab-web-key", ["192.0.2.64/29", "2001:db8:100:71::/64"])


@pytest.fixture(scope="module")
def edge(site):
    yield from foreign(site, "dc2-f1", "edge", 72, "lab-edge-key", ["198.51.100.64/28", "2001:db8:200:72::/64"])


def foreign(site, router, pool, host, key, routes):
    """BIRD, which imports everything; its own routes are in the fabric, so the route servers have told it what they tell."""
    with guest(site, router, pool, host) as owner, bird(owner, sessions_of(owner, site.anycast(), key), routes) as speaker:
        for route in routes:
            hop = owner.address[family(route)]
            until(lambda route=route, hop=hop: installed_everywhere(site.fabric, route, hop), f"{route} via {hop} is everywhere",
                  lambda: speaker.show("protocols"))
        until(lambda: speaker.established() == 4, "BIRD has four sessions", lambda: speaker.show("protocols"))
        yield owner, speaker


def test_a_pool_with_nothing_hears_nothing(site, web):
    owner, speaker = web
    never(speaker.learned, 1.5, "a route server told an appliance of a pool with `nothing`")
    for node in site.route_servers:
        assert [advertised(node, owner.address[version]) for version in (4, 6)] == [set(), set()]


def test_a_pool_with_default_hears_exactly_the_default_from_the_anycast_addresses(site, edge):
    owner, speaker = edge
    wanted = {DEFAULTS[version]: set(site.anycast(version)) for version in (4, 6)}
    until(lambda: speaker.learned() == wanted, "the default routes", speaker.learned)
    never(lambda: speaker.learned() != wanted, 1.5, "anything but the default routes")


def test_a_prefix_that_comes_later_is_told_to_no_appliance(site, web, edge):
    with guest(site, "dc2-f2", "web", 73) as owner, exabgp(owner, sessions_of(owner, site.anycast(4), "lab-web-key")) as peer:
        peer.announce("192.0.2.96/29")
        until(lambda: installed_everywhere(site.fabric, "192.0.2.96/29", owner.address[4]), "the prefix is everywhere")
        assert web[1].learned() == {}
        assert set(edge[1].learned()) == set(DEFAULTS.values())
        for node in site.appliances:
            assert paths(node, "192.0.2.96/29") == []


@pytest.mark.parametrize("name", ["web1", "web2", "edge1", "edge2"])
def test_our_appliance_holds_its_own_prefixes_and_what_its_pool_grants(site, name):
    node = site.node(name)
    own = set(node.plan.vars["appliance_prefixes"])
    granted = set(DEFAULTS.values()) if node.plan.pool == "edge" else set()
    assert prefixes(node, 4) | prefixes(node, 6) == granted | (own if node.plan.vendor != "junos" else set())  # no BGP table holds its own
    assert [advertised(node, address) for address in site.anycast()] == [
        {prefix for prefix in own if family(prefix) == family(address)} for address in site.anycast()]


def test_our_appliance_takes_the_default_from_the_anycast_address(site):
    for version in (4, 6):
        assert next_hop(site.node("edge1"), DEFAULTS[version]) in site.anycast(version)


@pytest.fixture
def neighbor_of_web1(site):
    """A foreign IBGP and EBGP neighbor of web1 that gives it prefixes which the route servers would accept, and web1 a static one."""
    web1 = site.node("web1")
    with guest(site, "dc1-f1", "web", 74) as owner:
        lines = ["router bgp 65000", f"neighbor {owner.address[4]} remote-as 65010", f"no neighbor {owner.address[4]} ebgp-multihop",
                 f"neighbor {owner.address[4]} disable-connected-check", "no bgp ebgp-requires-policy", "address-family ipv4 unicast",
                 f"neighbor {owner.address[4]} activate", "redistribute static"]
        web1.vtysh("conf t", "ip route 192.0.2.40/29 blackhole", *lines)
        try:
            session = Session(site.address_of(web1, 4), owner.address[4], None, asn=65010)
            with exabgp(owner, [session]) as peer:
                peer.announce("192.0.2.48/29")
                until(lambda: {"192.0.2.40/29", "192.0.2.48/29"} <= prefixes(web1, 4), "web1 has the foreign routes", lambda: prefixes(web1, 4))
                yield web1
        finally:
            web1.vtysh("conf t", "no ip route 192.0.2.40/29 blackhole", "router bgp 65000", f"no neighbor {owner.address[4]}",
                       "bgp ebgp-requires-policy", "address-family ipv4 unicast", "no redistribute static")


def test_our_appliance_never_becomes_transit(site, neighbor_of_web1):
    mine = site.address_of(neighbor_of_web1, 4)
    servers = site.serving(mine)
    assert len(servers) == 2
    never(lambda: [node.name for node in servers if received(node, mine) != {"192.0.2.8/29"}], 1.5, "web1 announces others' routes")
    assert all(accepted(node, mine) == {"192.0.2.8/29"} for node in servers)
