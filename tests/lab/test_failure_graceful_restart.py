# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dead appliance that had asked for graceful restart: its prefixes leave the fabric all the same."""
from __future__ import annotations

import time

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import established, sessions
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until
from ansible_collections.virtual_appliance.routing.tests.lab.support_b.watch import RouteWatch

BY_BFD, MARGIN = 2.5, 2


@pytest.fixture
def asking(site):
    """web2, with graceful restart asked for in every session."""
    node = site.node("web2")
    bgp = f"router bgp {site.domain['asn']}"

    def ask(word):
        node.vtysh("configure terminal", bgp, word)
        before = connections(node)
        node.vtysh("clear bgp *")
        until(lambda: renewed(node, before), 30, "sessions are made anew", lambda: sessions(node))
        until(lambda: not site.unsettled(), 40, "web2 is back", site.unsettled)

    ask("bgp graceful-restart")
    yield node
    if "bgpd" not in node.daemons():
        node.start_daemon("bgpd")
    node.plug()
    ask("no bgp graceful-restart")


def connections(node):
    """How often each session was established so far."""
    return {address: peer["connectionsEstablished"] for address, peer in sessions(node).items()}


def renewed(node, before):
    return len(established(node)) == len(before) and all(count > before[address] for address, count in connections(node).items())


def until_gone(site, node, deadline, death):
    """Seconds from the death to the last fabric router that has a prefix of the node."""
    prefixes = node.plan.vars["appliance_prefixes"]
    everywhere = len(prefixes) * len(site.fabric)
    with RouteWatch(site.fabric, prefixes) as watch:
        until(lambda: watch.samples > 2, 5, "the watch runs")
        assert not watch.missing()
        start = time.monotonic()
        death()
        until(lambda: len(watch.missing()) == everywhere, deadline, "the prefixes of the dead leave the fabric", watch.missing)
        return time.monotonic() - start


def test_prefixes_of_a_silently_dead_appliance_leave_by_bfd(site, asking, record_property):
    seconds = until_gone(site, asking, BY_BFD, lambda: asking.unplug(keep_carrier=True))
    record_property("seconds", seconds)
    print(f"silent death, with BFD: {seconds:.2f} s")


@pytest.mark.parametrize("death", ["cut", "killed"])
def test_prefixes_of_a_dead_appliance_leave_within_the_hold_time_without_bfd(site, domain, deploy, request, death, record_property):
    domain["bfd"] = None
    deploy(domain, appliances=True)
    until(lambda: not site.unsettled(), 40, "the lab without BFD settles", site.unsettled)
    node = request.getfixturevalue("asking")
    assert not node.json("show bfd peers json")
    ways = {"cut": lambda: node.unplug(keep_carrier=True), "killed": lambda: node.stop_daemon("bgpd", kill=True)}
    seconds = until_gone(site, node, site.domain["timers"]["hold"] + MARGIN, ways[death])
    record_property("seconds", seconds)
    print(f"dead ({death}), without BFD: {seconds:.2f} s")
