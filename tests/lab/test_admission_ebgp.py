# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Multihop EBGP: any ASN of the pool's list, from any of its addresses; prefixes bound to an ASN; no other ASN."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.guests import exabgp, guest, sessions_of, up
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import (
    accepted,
    best,
    established,
    family,
    installed,
    installed_everywhere,
    known_nowhere,
    neighbor,
    received,
)
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

MEMBER, LONG, FOREIGN = 64512, 4200000001, 64999
FREE = ["192.0.2.64/29", "2001:db8:100:66::/64"]
BOUND = ["192.0.2.136/29", "2001:db8:100:8066::/64"]


@pytest.fixture(scope="module")
def domain_of_ebgp(site):
    domain = site.changed()
    domain["session"] = "ebgp"
    pool(domain, "web").update(appliance_asns=[MEMBER, LONG], prefixes=[
        {"within": "192.0.2.0/25", "lengths": "29-32"}, {"within": "192.0.2.128/25", "lengths": "29-32", "asn": LONG},
        {"within": "2001:db8:100::/49", "lengths": 64}, {"within": "2001:db8:100:8000::/49", "lengths": 64, "asn": LONG}])
    pool(domain, "edge").update(appliance_asns=[64600])
    site.deploy(domain, appliances=False)
    return domain


def speaker(site, router, host, asn):
    with guest(site, router, "web", host) as owner, exabgp(owner, sessions_of(owner, site.anycast(), "lab-web-key", asn=asn)) as peer:
        yield owner, peer


@pytest.fixture(scope="module")
def member(site, domain_of_ebgp):
    for owner, peer in speaker(site, "dc1-f1", 92, MEMBER):
        up(owner, 4)
        yield owner, peer


@pytest.fixture(scope="module")
def bound(site, domain_of_ebgp):
    for owner, peer in speaker(site, "dc2-f2", 93, LONG):
        up(owner, 4)
        yield owner, peer


@pytest.fixture(scope="module")
def foreign(site, domain_of_ebgp):
    for owner, peer in speaker(site, "dc1-f2", 94, FOREIGN):
        up(owner, 4)
        yield owner, peer


@pytest.fixture
def announcing(site):
    asked = []

    def announce(speaking, prefix, *attributes):
        asked.append((speaking, prefix, attributes))
        speaking[1].announce(prefix, *attributes)

    yield announce
    for speaking, prefix, attributes in asked:
        speaking[1].withdraw(prefix, *attributes)
    for _speaking, prefix, _attributes in asked:
        until(lambda prefix=prefix: known_nowhere([*site.fabric, *site.route_servers], prefix), f"{prefix} is withdrawn")


def everywhere(site, speaking, prefix):
    hop = speaking[0].address[family(prefix)]
    until(lambda: installed_everywhere(site.fabric, prefix, hop), f"{prefix} via {hop} on every fabric router",
          lambda: {node.name: installed(node, prefix) for node in site.fabric})


def refused(site, speaking, prefix):
    mine = speaking[0].address[family(prefix)]
    until(lambda: all(prefix in received(node, mine) for node in site.route_servers), f"{prefix} arrives")
    assert [node.name for node in site.route_servers if prefix in accepted(node, mine)] == []
    assert known_nowhere([*site.fabric, *site.route_servers], prefix)


def test_sessions_are_multihop_ebgp_of_both_families_and_several_asns(site, member, bound):
    for (owner, _peer), asn in ((member, MEMBER), (bound, LONG)):
        for node in site.route_servers:
            for address in owner.address.values():
                peer = neighbor(node, address)
                assert (peer["bgpState"], peer["remoteAs"], peer["nbrExternalLink"]) == ("Established", asn, True)


@pytest.mark.parametrize("prefix", FREE)
def test_a_prefix_inside_the_bounds_is_everywhere_with_the_appliances_own_next_hop(site, member, announcing, prefix):
    announcing(member, prefix)
    everywhere(site, member, prefix)
    assert {best(node, prefix)["locPrf"] for node in site.fabric} == {100}


@pytest.mark.parametrize("prefix", BOUND)
def test_a_prefix_bound_to_an_asn_comes_from_that_asn_only(site, member, bound, announcing, prefix):
    announcing(member, prefix)
    refused(site, member, prefix)
    announcing(bound, prefix)
    everywhere(site, bound, prefix)


def test_an_asn_that_is_not_in_the_list_gets_no_prefix_in_whatever_it_writes_into_its_path(site, foreign, member, announcing):
    announcing(foreign, "192.0.2.72/29")
    announcing(foreign, "192.0.2.80/29", f"as-path [ {MEMBER} ]")
    announcing(foreign, "192.0.2.88/29", f"as-path [ {FOREIGN} {MEMBER} ]")
    announcing(member, FREE[0])
    everywhere(site, member, FREE[0])
    addresses = set(foreign[0].address.values())
    for node in site.route_servers:
        for address in addresses & established(node):
            assert accepted(node, address) == set()
    for prefix in ("192.0.2.72/29", "192.0.2.80/29", "192.0.2.88/29"):
        assert known_nowhere([*site.fabric, *site.route_servers], prefix)


def test_an_appliance_cannot_write_the_asn_of_another_into_its_path(site, member, announcing):
    announcing(member, BOUND[0], f"as-path [ {LONG} ]")
    announcing(member, FREE[0])
    everywhere(site, member, FREE[0])
    assert known_nowhere([*site.fabric, *site.route_servers], BOUND[0])


def test_the_asn_that_prefixes_are_bound_to_may_announce_the_others_too(site, bound, announcing):
    announcing(bound, FREE[0])
    everywhere(site, bound, FREE[0])


@pytest.mark.parametrize("path", [f"{MEMBER} 65010", f"{MEMBER} {LONG}", f"{MEMBER} 65010 {MEMBER}"])
def test_an_as_path_with_transit_is_refused(site, member, announcing, path):
    announcing(member, FREE[0], f"as-path [ {path} ]")
    refused(site, member, FREE[0])


def test_an_appliance_may_prepend_its_own_asn(site, member, announcing):
    announcing(member, FREE[0], f"as-path [ {MEMBER} {MEMBER} {MEMBER} ]")
    everywhere(site, member, FREE[0])


@pytest.mark.parametrize("prefix", ["192.0.2.64/28", "203.0.113.64/29", "10.255.0.1/32", "0.0.0.0/0", "::/0", "2001:db8:100:66::/65"])
def test_the_bounds_hold_on_ebgp_too(site, member, announcing, prefix):
    announcing(member, prefix)
    refused(site, member, prefix)
