# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the planner says of a network after a loss, with names: what the page must say, too."""
from __future__ import annotations

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning import Failure, Reach, audit
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning.failures import Promises
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning.reach import LINK, NETWORK, ROUTE_SERVER, ROUTER, without

ALL = (ROUTE_SERVER, LINK, NETWORK, ROUTER)


class Planner:
    """With the costs of a plan by the planner's own promises; with costs drawn at random by the audit of what is left, since the promises count a route
    server behind another one at the same distance as a second one, which a plan never has."""

    def __init__(self, report):
        self.report, self.planned = report, "holds" in report.plan
        self.reach = Reach(report.topology, tuple(report.costs), report.external)
        position = {name: number for number, name in enumerate(report.costs)}
        costs = {address: {position[server]: of_server[address] for server, of_server in report.costs.items() if address in of_server}
                 for address in report.addresses}
        self.promises = Promises(self.reach, costs)
        self.base = self.promises.after(Failure(), [])

    def failures(self):
        return list(self.reach.failures(ALL))

    def ends(self, failure=Failure()):
        """Address → router → route servers at which its packets end; without those that answer themselves, and what is lost."""
        if len(self.report.topology.areas) > 1 or self.planned:
            return {address: {name: self.names(outcome.ends.get(node, self.base[address].ends[node])) for node, name in self.others(address, failure)}
                    for address, outcome in self.promises.after(failure, self.reach.changes(failure)).items()}
        alive = {server: of_server for server, of_server in self.report.costs.items() if failure.kind not in (ROUTE_SERVER, ROUTER) or server != failure.name}
        left = audit(without(self.report.topology, failure), alive, self.report.addresses, self.report.external)
        return {one.address: {name: sorted(one.names(one.ends[node])) for node, name in self.others(one.address, failure)} for one in left.by_address}

    def others(self, address, failure):
        stopped = failure.name if failure.kind == ROUTE_SERVER else None
        owners = {server for server, of_server in self.report.costs.items() if address in of_server and server != stopped}
        return [(node, name) for node, name in enumerate(self.reach.graph.names[:self.reach.graph.routers])
                if name not in owners and not (failure.kind == ROUTER and failure.name == name)]

    def names(self, bits):
        return sorted(name for number, name in enumerate(self.reach.servers) if bits >> number & 1)

    def of_page(self, outcome, failure=Failure()):
        """What the page computed, of the same routers."""
        return {address: {name: sorted(outcome[address][name]["ends"]) for name in routers} for address, routers in self.ends(failure).items()}
