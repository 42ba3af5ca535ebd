# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""More prefixes than the limit: torn down where the pool is single hosts, refused before where FRR could not hold it."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.guests import exabgp, guest, sessions_of, up
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import accepted, installed_everywhere, known_nowhere, neighbor, sessions
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import never, until

LIMIT = 5
HOSTS = {"name": "lb", "hosts": ["10.9.1.90", "10.9.2.91", "10.9.3.92"], "password": "lab-lb-key", "max_prefixes": LIMIT,
         "prefixes": [{"within": "203.0.113.0/24", "lengths": 32}]}


@pytest.fixture(scope="module")
def limited(site):
    domain = site.changed()
    domain["pools"].append(HOSTS)
    site.deploy(domain, appliances=False)
    with guest(site, "dc1-f1", "outside", 90) as owner, guest(site, "dc1-f2", "outside", 91) as other, \
            exabgp(owner, sessions_of(owner, site.anycast(4), "lab-lb-key")) as greedy, \
            exabgp(other, sessions_of(other, site.anycast(4), "lab-lb-key")) as modest:
        up(owner, 2)
        up(other, 2)
        yield owner, greedy, other, modest


def torn(site, owner):
    for node in site.route_servers:
        until(lambda node=node: sessions(node)[owner.address[4]]["state"] == "Idle (PfxCt)", f"{node.name} tears the session down",
              lambda node=node: sessions(node)[owner.address[4]])


def test_a_host_beyond_its_limit_loses_its_session_and_nobody_else_does(site, limited):
    owner, greedy, other, modest = limited
    mine = [f"203.0.113.{number}/32" for number in range(1, LIMIT + 3)]
    modest.announce("203.0.113.100/32")
    for prefix in mine[:LIMIT]:
        greedy.announce(prefix)
    for prefix, hop in ((mine[0], owner), (mine[LIMIT - 1], owner), ("203.0.113.100/32", other)):
        until(lambda prefix=prefix, hop=hop: installed_everywhere(site.fabric, prefix, hop.address[4]), f"{prefix} is everywhere")
    for prefix in mine[LIMIT:]:
        greedy.announce(prefix)
    torn(site, owner)
    until(lambda: all(known_nowhere([*site.fabric, *site.route_servers], prefix) for prefix in mine), "all its prefixes leave the fabric")
    never(lambda: [node.name for node in site.route_servers if sessions(node)[owner.address[4]]["state"] != "Idle (PfxCt)"], 3,
          "the session loops instead of resting")
    for node in site.route_servers:
        words = node.vtysh(f"show bgp neighbors {owner.address[4]}")
        assert "restart interval 1 min" in words and "will restart in" in words
        assert sessions(node)[other.address[4]]["state"] == "Established"
        assert neighbor(node, other.address[4])["connectionsDropped"] == 0
    assert installed_everywhere(site.fabric, "203.0.113.100/32", other.address[4])
    assert not site.unsettled()


def test_one_prefix_at_a_time_no_host_gets_more_than_one_beyond_its_limit(site, limited):
    """FRR 8.4 looks at the count before it adds: the first prefix beyond the limit stays until the next update comes."""
    with guest(site, "dc2-f1", "outside", 92) as owner, exabgp(owner, sessions_of(owner, site.anycast(4), "lab-lb-key")) as trickle:
        up(owner, 2)
        for number in range(1, LIMIT + 1):
            trickle.announce(f"203.0.113.{200 + number}/32")
            until(lambda number=number: all(len(accepted(node, owner.address[4])) == number for node in site.route_servers), f"{number} are there")
        trickle.announce("203.0.113.220/32")
        until(lambda: all(len(accepted(node, owner.address[4])) in (0, LIMIT + 1) for node in site.route_servers), "the first beyond is judged")
        trickle.announce("203.0.113.221/32")
        torn(site, owner)
        for prefix in ("203.0.113.201/32", "203.0.113.220/32", "203.0.113.221/32"):
            until(lambda prefix=prefix: known_nowhere([*site.fabric, *site.route_servers], prefix), f"{prefix} leaves")


@pytest.fixture
def limited_pool(domain):
    pool(domain, "web").update(max_prefixes=4)
    return domain


def test_a_strict_limit_on_a_dynamic_pool_is_refused_with_the_number_that_the_bounds_admit(site, limited_pool):
    rs1 = site.node("rs1")
    before = rs1.running_config()
    result = site.attempt(rs1, site.route_server_state("rs1", limited_pool))
    assert result["failed"] and not result["changed"]
    assert "480 IPv4 prefixes" in result["msg"]
    assert "65536 IPv6 prefixes" in result["msg"]
    assert rs1.running_config() == before


def test_an_advisory_limit_on_a_dynamic_pool_warns_with_the_number_that_the_bounds_admit(site, limited_pool):
    pool(limited_pool, "web").update(max_prefixes_enforcement="advisory")
    result = site.attempt(site.node("rs1"), site.route_server_state("rs1", limited_pool), check_mode=True)
    assert not result.get("failed"), result
    assert any("480 IPv4 prefixes" in warning for warning in result["warnings"])


def test_exact_prefixes_within_the_limit_are_the_limit(site, limited_pool):
    pool(limited_pool, "web")["prefixes"] = [{"within": "192.0.2.8/29"}, {"within": "192.0.2.16/29"}, {"within": "2001:db8:100:1::/64"}]
    result = site.attempt(site.node("rs1"), site.route_server_state("rs1", limited_pool), check_mode=True)
    assert not result.get("failed"), result
    assert not any("maximum-prefix" in command for command in result["commands"])


def test_a_med_level_that_frr_cannot_match_is_refused_and_no_daemon_ends(site, domain):
    pool(domain, "web")["preference"] = {"med": [{"med": 0, "local_preference": 300}]}
    rs1 = site.node("rs1")
    before = {name: rs1.daemon_pid(name) for name in ("zebra", "bgpd", "ospfd")}
    result = site.attempt(rs1, site.route_server_state("rs1", domain))
    assert result["failed"] and "cannot match a MED of 0" in result["msg"]
    assert {name: rs1.daemon_pid(name) for name in before} == before
