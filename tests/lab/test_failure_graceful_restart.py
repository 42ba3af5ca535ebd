# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dead appliance that had asked for graceful restart: its prefixes leave the fabric all the same."""
from __future__ import annotations

import time

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import bfd_up, established, sessions
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until
from ansible_collections.virtual_appliance.routing.tests.lab.harness.route_watch import RouteWatch

BY_BFD, MARGIN = 2.5, 2


@pytest.fixture
def mortal(site):
    """web2; alive and as it was deployed after the test."""
    node = site.node("web2")
    yield node
    revive(site, node)


def ask_for_graceful_restart(site, node, word="bgp graceful-restart"):
    node.vtysh("configure terminal", f"router bgp {site.domain['asn']}", word)
    before = connections(node)
    node.vtysh("clear bgp *")
    until(lambda: renewed(node, before), "sessions are made anew", lambda: sessions(node))
    site.settle("web2 is back")


def revive(site, node):
    node.plug()
    if "bgpd" not in node.daemons():
        node.start_daemon("bgpd")
    if "\n bgp graceful-restart\n" in node.running_config():
        ask_for_graceful_restart(site, node, "no bgp graceful-restart")
    site.settle("web2 is back")


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
        until(lambda: watch.samples > 2, "the watch runs")
        assert not watch.missing()
        start = time.monotonic()
        death()
        until(lambda: len(watch.missing()) == everywhere, "the prefixes of the dead leave the fabric", watch.missing, deadline)
        return time.monotonic() - start


def test_prefixes_of_a_silently_dead_appliance_leave_by_bfd(site, mortal, record_property):
    if site.lacks_bfd(mortal):
        pytest.skip("the collection leaves BFD out on an appliance with this FRR")
    ask_for_graceful_restart(site, mortal)
    until(lambda: site.bfd_is_up(mortal), "BFD is up at both ends", lambda: bfd_up(mortal))
    seconds = until_gone(site, mortal, BY_BFD, lambda: mortal.unplug(keep_carrier=True))
    record_property("seconds", seconds)
    print(f"silent death, with BFD: {seconds:.2f} s")


def test_prefixes_of_a_dead_appliance_leave_within_the_hold_time_without_bfd(site, domain, deploy, mortal, record_property):
    domain["bfd"] = None
    deploy(domain, appliances=True)
    site.settle("the lab without BFD settles")
    assert not mortal.json("show bfd peers json")
    for name, death in (("killed", lambda: mortal.stop_daemon("bgpd", kill=True)), ("cut", lambda: mortal.unplug(keep_carrier=True))):
        ask_for_graceful_restart(site, mortal)
        seconds = until_gone(site, mortal, site.domain["timers"]["hold"] + MARGIN, death)
        record_property(f"seconds, {name}", seconds)
        print(f"dead ({name}), without BFD: {seconds:.2f} s")
        revive(site, mortal)
