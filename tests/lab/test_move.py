# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The move: an appliance is plugged into another subnet at another site, its configuration stays, its prefixes follow."""
from __future__ import annotations

import time

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import bfd_up, installed
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until


def follow(site, appliance, router, keep_carrier):
    """Move it; the seconds from its new address and route to the last fabric router that has its prefixes at the new address."""
    until(lambda: site.lacks_bfd(appliance) or site.bfd_is_up(appliance), "BFD is up at both ends", lambda: bfd_up(appliance))
    hops = appliance.move(router, keep_carrier=keep_carrier)
    start = time.monotonic()
    awaited = [(node, prefix, hop) for prefix, hop in zip(appliance.plan.vars["appliance_prefixes"], hops) for node in site.fabric]

    def late():
        awaited[:] = [(node, prefix, hop) for node, prefix, hop in awaited if installed(node, prefix) != {hop}]
        return [f"{prefix} via {hop} on {node.name}" for node, prefix, hop in awaited]

    until(lambda: not late(), "every fabric router has the prefixes at the new address", lambda: awaited)
    return time.monotonic() - start


def away(site, appliance):
    """A fabric router of the other site that has a subnet for the appliance's pool."""
    home = site.topology.node(appliance.plan.at).site
    return [node.name for node in site.fabric if node.plan.site != home and node.plan.subnet(appliance.plan.pool)][-1]


@pytest.mark.parametrize("keep_carrier", [False, True], ids=["carrier_lost", "carrier_kept"])
def test_prefixes_follow_an_appliance_of_each_vendor_to_the_other_site_and_back(site, keep_carrier, record_property):
    for appliance in site.appliances_of_each_vendor:
        before, running = site.saved(appliance), site.running(appliance)
        for router in (away(site, appliance), appliance.plan.at):
            seconds = follow(site, appliance, router, keep_carrier)
            record_property(f"{appliance.name} to {router}, seconds", round(seconds, 2))
            print(f"{appliance.name} ({appliance.plan.vendor}) to {router}, carrier {'kept' if keep_carrier else 'lost'}: {seconds:.2f} s")
            site.settle()
        assert site.saved(appliance) == before
        assert site.running(appliance) == running
