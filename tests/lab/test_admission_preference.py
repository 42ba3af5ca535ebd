# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Active and standby appliances that announce one prefix: by community, by MED, by GRACEFUL_SHUTDOWN."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.guests import exabgp, guest, sessions_of, up
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import best, family, installed, installed_everywhere
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

PREFIXES = ["192.0.2.64/29", "2001:db8:100:66::/64"]
WORDS = {"communities": ("community [ 65000:1 ]", "community [ 65000:2 ]"), "levels": ("med 10", "med 20")}
DRAINED = {"communities": "community [ 65000:1 65535:0 ]", "levels": "med 10 community [ 65535:0 ]"}
COMMUNITIES = {"primary": "65000:1", "backup": "65000:2"}
LEVELS = {"med": [{"med": 10, "local_preference": 300}, {"med": 20, "local_preference": 150}]}


@pytest.fixture(scope="module")
def pair(site):
    """The first guest sits where every tie-break prefers the other: it has the higher router id and address."""
    with guest(site, "dc2-f2", "web", 69) as first, guest(site, "dc1-f1", "web", 68) as second, \
            exabgp(first, sessions_of(first, site.anycast(), "lab-web-key")) as one, \
            exabgp(second, sessions_of(second, site.anycast(), "lab-web-key")) as other:
        up(first, 4)
        up(second, 4)
        yield (first, one), (second, other)


@pytest.fixture(params=PREFIXES)
def prefix(site, pair, request):
    yield request.param
    for _owner, peer in pair:
        peer.withdraw(request.param)
    until(lambda: not any(best(node, request.param) for node in (*site.fabric, *site.route_servers)), f"{request.param} is withdrawn")


@pytest.fixture(scope="module", params=["communities", "levels"])
def preference(site, request):
    domain = site.changed()
    pool(domain, "web").update(shared=True, preference=COMMUNITIES if request.param == "communities" else LEVELS)
    site.deploy(domain, appliances=False)
    return request.param


def everywhere(site, prefix, owner):
    hop = owner.address[family(prefix)]
    until(lambda: installed_everywhere(site.fabric, prefix, hop), f"{prefix} via {hop} everywhere",
          lambda: {node.name: installed(node, prefix) for node in site.fabric})


def preferred(site, prefix, preference):
    site.in_force(lambda: {best(node, prefix).get("locPrf") for node in site.fabric} == {preference}, f"{prefix} has the local preference {preference}")


def test_the_primary_wins_on_every_fabric_router_and_the_backup_takes_over(site, pair, preference, prefix):
    (first, one), (second, other) = pair
    high, low = WORDS[preference]
    preferences = (200, 50) if preference == "communities" else (300, 150)
    other.announce(prefix, low)
    everywhere(site, prefix, second)
    preferred(site, prefix, preferences[1])
    one.announce(prefix, high)
    everywhere(site, prefix, first)
    preferred(site, prefix, preferences[0])
    site.in_force(lambda: not any("community" in best(node, prefix) for node in site.fabric), "the communities stay on the route servers")
    one.withdraw(prefix)
    everywhere(site, prefix, second)


def test_a_primary_that_drains_hands_over_to_its_backup_while_it_still_announces(site, pair, preference, prefix):
    (first, one), (second, other) = pair
    high, low = WORDS[preference]
    one.announce(prefix, high)
    other.announce(prefix, low)
    everywhere(site, prefix, first)
    one.announce(prefix, DRAINED[preference])
    everywhere(site, prefix, second)


def test_a_preference_that_the_pool_does_not_define_is_the_plain_one(site, pair, preference, prefix):
    """A foreign community or MED, and with levels the community that another domain would use."""
    (first, one), _second = pair
    one.announce(prefix, "community [ 65000:3 ]" if preference == "communities" else "med 11 community [ 65000:1 ]")
    everywhere(site, prefix, first)
    preferred(site, prefix, 100)
