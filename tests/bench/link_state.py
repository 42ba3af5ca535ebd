# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading link-state databases of 10,000 routers in each vendor's words, and auditing the anycast addresses in them."""
from __future__ import annotations

import json
from pathlib import Path

import planning
from figures import Sheet, median, timed

ROUTERS, LINKS, ROUNDS = 10_000, 20_000, 3
READ_LIMIT = 2


def measure(sheet: Sheet, _directory: Path) -> None:
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state import ISIS, audit_database
    from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state.databases import database, domain_of
    from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state.test_readers import WRITERS, read

    topology, servers = planning.network(ROUTERS - planning.SERVERS, LINKS)
    costs = {server.name: {"a": 10 + number, "b": 60 - number} for number, server in enumerate(servers)}
    for (vendor, protocol), written in WRITERS.items():
        answers = written(database(topology, costs, protocol))
        said = {name: answer if isinstance(answer, str) or name == "daemons" else json.dumps(answer) for name, answer in answers.items()}
        size = sum(len(answer) for answer in said.values() if isinstance(answer, str)) / 1e6
        databases, faults = read(vendor, said)
        whole = not faults and sum(len(one.lsas) for one in databases) >= ROUTERS
        seconds = [timed(lambda: read(vendor, said))() for _round in range(ROUNDS)]  # noqa: B023
        sheet.add(f"reading {ROUTERS} routers, {vendor} {protocol}", median(seconds), "s", READ_LIMIT, f"median of {ROUNDS} runs, {size:.0f} MB of text", whole)
        if vendor == "frr" and protocol != ISIS:
            domain = domain_of(topology, {server.name: ("a", "b") for server in servers}, protocol)
            found, faults = audit_database(databases, domain)
            seconds = [timed(lambda: audit_database(databases, domain))() for _round in range(ROUNDS)]  # noqa: B023
            sheet.add(f"auditing {ROUTERS} routers, {protocol}", median(seconds), "s", None, f"median of {ROUNDS} runs, {len(servers)} route servers",
                      not faults)
