# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a route server rewrites instead of refusing: next hop, preference and communities."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.guests import exabgp, guest, sessions_of, up
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import best, family, installed_everywhere, next_hop, received
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

PREFIXES = ["192.0.2.64/29", "2001:db8:100:66::/64"]
CANARIES = {4: "192.0.2.200/29", 6: "2001:db8:100:cafe::/64"}
OUTSIDE = {4: "10.9.1.99", 6: "2001:db8:9:1::99"}
THIRD_PARTY = {4: "10.1.1.99", 6: "2001:db8:1:1::99"}


@pytest.fixture(scope="module")
def hostile(site):
    with guest(site, "dc1-f1", "web", 67) as owner, exabgp(owner, sessions_of(owner, site.anycast(), "lab-web-key")) as peer:
        up(owner, 4)
        yield owner, peer


@pytest.fixture(params=PREFIXES)
def announced(site, hostile, request):
    """`announced(attributes…)`: the paths of the prefix on every fabric router, once they have them all."""
    owner, peer = hostile
    prefix = request.param
    hop = owner.address[family(prefix)]
    asked = []

    def announce(*attributes):
        asked.append(attributes)
        peer.announce(prefix, *attributes)
        until(lambda: installed_everywhere(site.fabric, prefix, hop), f"{prefix} via {hop} everywhere",
              lambda: {node.name: next_hop(node, prefix) for node in site.fabric})
        return [best(node, prefix) for node in site.fabric]

    yield announce
    for attributes in asked:
        peer.withdraw(prefix, *attributes)
    until(lambda: not any(best(node, prefix) for node in (*site.fabric, *site.route_servers)), f"{prefix} is withdrawn")


def test_a_third_party_next_hop_becomes_the_peers(site, announced, request):
    version = family(request.node.callspec.params["announced"])
    if version == 6 and any(node.plan.vendor == "iosxe" for node in site.route_servers):
        pytest.skip("IOS-XE does not rewrite an IPv6 next hop (docs: iosxe); the next test holds for it")
    for path in announced(f"next-hop {THIRD_PARTY[version]}"):
        assert THIRD_PARTY[version] not in {hop["ip"] for hop in path["nexthops"]}


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_next_hop_outside_of_the_pools_subnets_is_used_by_nobody(site, hostile, prefix):
    """Rewritten to the peer's, or refused."""
    owner, peer = hostile
    version = family(prefix)
    peer.announce(prefix, f"next-hop {OUTSIDE[version]}")
    until(lambda: all(prefix in received(node, owner.address[version]) for node in site.route_servers), "it arrives")
    peer.announce(CANARIES[version])
    until(lambda: installed_everywhere(site.fabric, CANARIES[version], owner.address[version]), "what is announced after it is everywhere")
    assert [node.name for node in site.fabric if next_hop(node, prefix) not in ("", owner.address[version])] == []
    for words in ((prefix, f"next-hop {OUTSIDE[version]}"), (CANARIES[version],)):
        peer.withdraw(*words)
    until(lambda: not any(received(node, owner.address[version]) for node in site.route_servers), "both are withdrawn")


def test_local_preference_and_med_are_scrubbed(announced):
    for path in announced("local-preference 900", "med 50"):
        assert (path["locPrf"], path["metric"]) == (100, 0)


def test_the_origin_becomes_igp(announced):
    for path in announced("origin incomplete"):
        assert path["origin"] == "IGP"


def test_communities_of_every_kind_are_scrubbed(announced):
    """Extended ones by the fabric's side of the session at the latest."""
    for path in announced("community [ 65000:99 no-export ]", "large-community [ 65000:1:2 ]", "extended-community [ target:65000:1 ]"):
        assert not any("ommunity" in key for key in path)


def test_graceful_shutdown_stays_and_lowers_the_preference_below_all(announced):
    for path in announced("local-preference 900", "community [ 65535:0 65000:99 ]", "large-community [ 65000:1:2 ]"):
        assert path["locPrf"] == 0
        assert path["community"]["list"] == ["gracefulShutdown"]
        assert "largeCommunity" not in path
