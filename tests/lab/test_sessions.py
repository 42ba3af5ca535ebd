# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who gets a session: any address of a pool's subnets with the pool's key, and nobody else."""
from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.guests import exabgp, guest, sessions_of, up
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import established, neighbor, sessions, tcp_counter
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import PATIENCE, never

KEYS = {"web": "lab-web-key", "edge": "lab-edge-key"}
PLACES = [("dc1-f1", "web", 2), ("dc1-f2", "web", 250), ("dc2-f1", "web", 129), ("dc2-f2", "web", 77), ("dc1-f1", "edge", 200),
          ("dc1-f2", "edge", 3), ("dc2-f1", "edge", 254), ("dc2-f2", "edge", 100)]
WATCHED = 5.5
OPEN_REFUSED = "OPEN receipt failed for peer: "
EXCLUDED = 80


@dataclass(frozen=True)
class Stranger:
    router: str
    pool: str
    host: int
    key: str | None
    hold: int = 9
    counter: str = ""
    open_refused: bool = False


STRANGERS = {
    "an excluded address": Stranger("dc1-f1", "web", EXCLUDED, KEYS["web"], counter="TCPMD5Unexpected"),
    "an address outside the ranges": Stranger("dc1-f1", "outside", 81, KEYS["web"], counter="TCPMD5Unexpected"),
    "an address outside the ranges, without a key": Stranger("dc1-f2", "outside", 82, None),
    "a wrong key": Stranger("dc2-f1", "web", 83, "lab-web-kez", counter="TCPMD5Failure"),
    "the key of another pool": Stranger("dc2-f2", "edge", 84, KEYS["web"], counter="TCPMD5Failure"),
    "no key": Stranger("dc2-f2", "web", 85, None, counter="TCPMD5NotFound"),
    "hold time 0": Stranger("dc1-f2", "web", 86, KEYS["web"], hold=0, open_refused=True),
    "a hold time below the minimum": Stranger("dc2-f1", "edge", 87, KEYS["edge"], hold=5, open_refused=True),
}
COUNTERS = {one.counter for one in STRANGERS.values() if one.counter}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: "-".join(map(str, place)))
def test_any_address_of_a_pools_subnets_gets_sessions_of_both_families_with_the_key(site, place):
    router, name, host = place
    with guest(site, router, name, host) as owner, exabgp(owner, sessions_of(owner, site.anycast(), KEYS[name])):
        up(owner, 4)
        for version in (4, 6):
            servers = site.serving(owner.address[version])
            assert len(servers) == 2
            for node in servers:
                peer = neighbor(node, owner.address[version])
                assert (peer["peerGroup"].partition(".")[0], peer["nbrInternalLink"]) == (f"VA-{name}-{version}", True)


@pytest.fixture(scope="module")
def watched(site):
    """All strangers try at once, on both families, for as long as WATCHED: what the route servers had to say to each."""
    domain = site.changed()
    domain["timers"].update(minimum_hold=6)
    pool(domain, "web")["exclude"] += [f"10.1.1.{EXCLUDED}", f"2001:db8:1:1::{EXCLUDED}"]
    site.deploy(domain, appliances=False)
    before = {name: _counted(site, name) for name in COUNTERS}
    seen = {title: set() for title in STRANGERS}
    with contextlib.ExitStack() as stack:
        guests = {}
        for title, one in STRANGERS.items():
            guests[title] = owner = stack.enter_context(guest(site, one.router, one.pool, one.host))
            stack.enter_context(exabgp(owner, sessions_of(owner, site.anycast(), one.key, hold=one.hold)))
        start = time.monotonic()
        while (passed := time.monotonic() - start) < WATCHED or (passed < PATIENCE and not all(_turned_away(site, guests, before).values())):
            for node in site.route_servers:
                up_now = established(node)
                for title, owner in guests.items():
                    seen[title] |= up_now & set(owner.address.values())
            time.sleep(0.2)
        return seen, _turned_away(site, guests, before)


def _counted(site, name):
    return sum(tcp_counter(node, name) for node in site.route_servers)


def _turned_away(site, guests, before):
    """Whether the route servers' own counters and logs tell that they turned the stranger away; no word of it is no proof of safety."""
    log = "".join((node.directory / "log" / "frr" / "frr.log").read_text() for node in site.route_servers)
    return {title: (not one.counter or _counted(site, one.counter) > before[one.counter])
            and (not one.open_refused or all(f"{OPEN_REFUSED}{address}" in log for address in guests[title].address.values()))
            for title, one in STRANGERS.items()}


@pytest.mark.parametrize("title", STRANGERS)
def test_a_stranger_never_gets_a_session(watched, title):
    seen, turned_away = watched
    assert seen[title] == set()
    assert turned_away[title]


@pytest.mark.parametrize("title", STRANGERS)
def test_what_keeps_the_stranger_out_is_only_what_it_is_named_for(site, watched, title):
    """The positive control: at the same place, with the pool's key, a permitted address and hold time, it is let in."""
    one = STRANGERS[title]
    name, host = one.pool, one.host
    if name == "outside" or host == EXCLUDED:
        name, host = "web", 89
    with guest(site, one.router, name, host) as owner, exabgp(owner, sessions_of(owner, site.anycast(), KEYS[name], hold=6)):
        up(owner, 4)


def test_the_strangers_disturb_no_session_of_an_appliance(site, watched):
    for node in site.appliances:
        assert {peer["state"] for peer in sessions(node).values()} == {"Established"}


def test_an_excluded_address_that_is_no_longer_excluded_gets_its_session(site, watched):
    """And loses it, and may not come back, when it is excluded again."""
    with guest(site, "dc1-f1", "web", EXCLUDED) as owner, exabgp(owner, sessions_of(owner, site.anycast(), KEYS["web"])):
        site.deploy(appliances=False)
        up(owner, 4)
        domain = site.changed()
        pool(domain, "web")["exclude"] += [f"10.1.1.{EXCLUDED}", f"2001:db8:1:1::{EXCLUDED}"]
        site.deploy(domain, appliances=False)
        mine = set(owner.address.values())
        site.in_force(lambda: not any(mine & established(node) for node in site.route_servers), "an excluded address loses its sessions")
        never(lambda: [node.name for node in site.route_servers if mine & established(node)], 3, "an excluded address has a session")
