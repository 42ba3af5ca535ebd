# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an appliance may announce: inside the bounds it reaches the whole fabric, outside it reaches nothing."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.guests import exabgp, guest, sessions_of, up
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import (
    accepted,
    family,
    installed,
    installed_everywhere,
    known_nowhere,
    received,
)
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

CANARY = {4: "192.0.2.200/29", 6: "2001:db8:100:cafe::/64"}
PERMITTED = ["192.0.2.64/29", "192.0.2.72/30", "192.0.2.254/31", "2001:db8:100:66::/64"]
REFUSED = {
    "too long": ["192.0.2.64/32"],
    "too long, IPv6": ["2001:db8:100:66::/65"],
    "too short": ["192.0.2.64/28"],
    "too short, IPv6": ["2001:db8:100:66::/63"],
    "the whole block": ["192.0.2.0/24"],
    "outside the block": ["203.0.113.64/29"],
    "outside the block, IPv6": ["2001:db8:101:66::/64"],
    "another pool's block": ["198.51.100.64/29"],
    "another pool's block, IPv6": ["2001:db8:200:66::/64"],
    "the anycast address": ["10.255.0.1/32"],
    "the anycast address, IPv6": ["2001:db8:ff::1/128"],
    "covering its own next hop": ["10.1.1.64/29"],
    "covering its own next hop, IPv6": ["2001:db8:1:1::/64"],
    "the default route": ["0.0.0.0/0"],
    "the default route, IPv6": ["::/0"],
    "an AS path with transit": ["192.0.2.64/29", "as-path [ 65010 65020 ]"],
    "an AS path with transit, IPv6": ["2001:db8:100:66::/64", "as-path [ 65010 ]"],
    "an AS path of the same private AS": ["192.0.2.64/29", "as-path [ 65001 ]"],
}


@pytest.fixture(scope="module")
def hostile(site):
    domain = site.changed()
    pool(domain, "web")["prefixes"][0]["lengths"] = "29-31"
    site.deploy(domain, appliances=False)
    with guest(site, "dc1-f1", "web", 66) as owner, exabgp(owner, sessions_of(owner, site.anycast(), "lab-web-key")) as peer:
        up(owner, 4)
        yield owner, peer


@pytest.fixture
def announcing(site, hostile):
    """`announcing(prefix, …)` announces until the test ends, then waits for the route servers to forget it."""
    owner, peer = hostile
    asked = []

    def announce(prefix, *attributes):
        asked.append((prefix, *attributes))
        peer.announce(prefix, *attributes)

    yield announce
    for words in asked:
        peer.withdraw(*words)
    for prefix in {words[0] for words in asked}:
        mine = owner.address[family(prefix)]
        until(lambda prefix=prefix, mine=mine: not any(prefix in received(node, mine) for node in site.route_servers), f"{prefix} is withdrawn")


@pytest.mark.parametrize("prefix", PERMITTED)
def test_a_prefix_inside_the_bounds_reaches_every_fabric_router_with_the_appliances_own_next_hop(site, hostile, announcing, prefix):
    announcing(prefix)
    hop = hostile[0].address[family(prefix)]
    until(lambda: installed_everywhere(site.fabric, prefix, hop), f"{prefix} via {hop} on every fabric router",
          lambda: {node.name: installed(node, prefix) for node in site.fabric})


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_what_is_outside_the_bounds_is_received_and_kept_nowhere(site, hostile, announcing, words):
    prefix = words[0]
    version = family(prefix)
    mine = hostile[0].address[version]
    before = {node.name: installed(node, prefix) for node in site.fabric}
    announcing(*words)
    until(lambda: all(prefix in received(node, mine) for node in site.serving(mine)), f"{prefix} arrives at both route servers")
    announcing(CANARY[version])
    until(lambda: installed_everywhere(site.fabric, CANARY[version], mine), "what is announced after it is everywhere")
    assert [node.name for node in site.route_servers if prefix in accepted(node, mine)] == []
    assert known_nowhere([*site.route_servers, *site.fabric], prefix)
    assert {node.name: installed(node, prefix) for node in site.fabric} == before


def test_permitted_prefixes_stand_beside_refused_ones_of_the_same_session(site, hostile, announcing):
    for words in (["192.0.2.64/28"], ["192.0.2.64/29"], ["0.0.0.0/0"], ["192.0.2.72/29"]):
        announcing(*words)
    mine = hostile[0].address[4]
    for prefix in ("192.0.2.64/29", "192.0.2.72/29"):
        until(lambda prefix=prefix: installed_everywhere(site.fabric, prefix, mine), f"{prefix} is everywhere")
    assert {prefix for node in site.route_servers for prefix in accepted(node, mine)} == {"192.0.2.64/29", "192.0.2.72/29"}


def test_the_refused_announcement_of_one_appliance_leaves_the_prefix_of_another_in_place(site, hostile, announcing):
    """web1 owns 192.0.2.8/29; a copy of it with transit in its path must not compete."""
    web1 = site.node("web1")
    announcing("192.0.2.8/29", "as-path [ 65010 ]")
    mine = hostile[0].address[4]
    until(lambda: all("192.0.2.8/29" in received(node, mine) for node in site.serving(mine)), "the copy arrives")
    announcing(CANARY[4])
    until(lambda: installed_everywhere(site.fabric, CANARY[4], mine), "what is announced after it is everywhere")
    assert installed_everywhere(site.fabric, "192.0.2.8/29", site.address_of(web1, 4))
