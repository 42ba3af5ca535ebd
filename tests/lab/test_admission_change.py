# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A changed filter holds on running sessions when the module returns, on Junos soon after it, without a session reset."""
from __future__ import annotations

import time

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.guests import exabgp, guest, sessions_of, up
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import accepted, installed_everywhere, paths, received, sessions
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

NARROW, WIDE = "192.0.2.64/30", "192.0.2.96/28"
ALWAYS = "192.0.2.80/29"


@pytest.fixture(scope="module")
def hostile(site):
    with guest(site, "dc1-f1", "web", 70) as owner, exabgp(owner, sessions_of(owner, site.anycast(4), "lab-web-key")) as peer:
        up(owner, 2)
        for prefix in (NARROW, WIDE, ALWAYS):
            peer.announce(prefix, "med 5")
        until(lambda: all(received(node, owner.address[4]) == {NARROW, WIDE, ALWAYS} for node in site.route_servers), "everything arrives")
        yield owner


@pytest.fixture
def as_deployed(site, hostile):
    """The topology's own bounds: lengths 29 to 32, so NARROW is in and WIDE is out."""
    until(lambda: admitted(site, hostile) == [{NARROW, ALWAYS}] * 2, "the usual bounds hold")
    return {node.name: sessions(node)[hostile.address[4]] for node in site.route_servers}


def admitted(site, owner):
    """What each route server accepts of the guest."""
    return [accepted(node, owner.address[4]) for node in site.route_servers]


def preferences(site, owner, prefix):
    """The local preference of the guest's path on each route server."""
    return [path["locPrf"] for node in site.route_servers for path in paths(node, prefix) if path["peer"]["peerId"] == owner.address[4]]


def with_lengths(site, lengths):
    domain = site.changed()
    pool(domain, "web")["prefixes"][0]["lengths"] = lengths
    return domain


def unreset(site, hostile, before, start):
    """Every session is as old as it was, plus the time that passed."""
    passed = (time.monotonic() - start) * 1000
    for node in site.route_servers:
        now = sessions(node)[hostile.address[4]]
        assert now["state"] == "Established"
        assert now["peerUptimeMsec"] >= before[node.name]["peerUptimeMsec"] + passed - 2000


def test_a_narrowed_filter_takes_the_prefix_away_before_the_module_returns(site, hostile, as_deployed, deploy):
    start = time.monotonic()
    deploy(with_lengths(site, 29))
    site.in_force(lambda: admitted(site, hostile) == [{ALWAYS}] * 2, "the prefix is refused")
    site.in_force(lambda: not any(paths(node, NARROW) for node in site.route_servers), "no route server has a path to it")
    until(lambda: not any(paths(node, NARROW) for node in site.fabric), "the fabric forgets it")
    unreset(site, hostile, as_deployed, start)


def test_a_widened_filter_lets_the_refused_prefix_in_before_the_module_returns(site, hostile, as_deployed, deploy):
    start = time.monotonic()
    deploy(with_lengths(site, "28-32"))
    site.in_force(lambda: admitted(site, hostile) == [{NARROW, WIDE, ALWAYS}] * 2, "the prefix is accepted")
    until(lambda: installed_everywhere(site.fabric, WIDE, hostile.address[4]), "the fabric has it")
    unreset(site, hostile, as_deployed, start)


def test_a_change_of_bounds_never_drops_what_both_permit(site, hostile, as_deployed):
    """Sampled between the steps of three changes: 192.0.2.80/29 is permitted before and after each."""
    for lengths in (29, "28-32", "29-32"):
        for node in site.route_servers:
            site.apply(node, site.route_server_state(node.name, with_lengths(site, lengths)))
            assert installed_everywhere(site.fabric, ALWAYS, hostile.address[4])


def test_of_two_permissions_in_one_block_one_goes_and_the_other_holds(site, hostile, as_deployed, deploy):
    domain = with_lengths(site, "29")
    pool(domain, "web")["prefixes"].append({"within": pool(domain, "web")["prefixes"][0]["within"], "lengths": "30-31"})
    deploy(domain)
    site.in_force(lambda: admitted(site, hostile) == [{NARROW, ALWAYS}] * 2, "both permissions hold")
    pool(domain, "web")["prefixes"].pop(0)
    deploy(domain)
    site.in_force(lambda: admitted(site, hostile) == [{NARROW}] * 2, "the other permission holds")


def test_a_pool_that_comes_to_know_preferences_applies_them_to_what_it_has(site, hostile, as_deployed, deploy):
    start = time.monotonic()
    domain = site.changed()
    pool(domain, "web")["preference"] = {"med": [{"med": 5, "local_preference": 321}]}
    deploy(domain)
    site.in_force(lambda: preferences(site, hostile, ALWAYS) == [321] * 2, "the preference is that of its MED")
    unreset(site, hostile, as_deployed, start)
