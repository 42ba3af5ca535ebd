# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The move: seconds until every fabric router has an appliance's prefixes at its new address."""
from __future__ import annotations

from pathlib import Path

from figures import Sheet

LIMIT = 5
ROUNDS_OF_MOVES = 2
WAYS = {False: "carrier lost", True: "carrier kept"}


def measure(sheet: Sheet, directory: Path) -> None:
    from ansible_collections.virtual_appliance.routing.tests.lab import test_move as procedure
    from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import Site

    site = Site(directory / "lab")
    try:
        site.up()
        site.deploy()
        site.settle("the deployed lab settles")
        for keep_carrier, words in WAYS.items():
            taken: dict[str, list[float]] = {procedure.THERE: [], procedure.HOME: []}
            for _round in range(ROUNDS_OF_MOVES):
                for router in taken:
                    taken[router].append(procedure.follow(site, site.node("web1"), router, keep_carrier))
                    site.settle()
            for router, times in taken.items():
                way = "back home" if router == procedure.HOME else "to the other site"
                sheet.add(f"the move, {words}, {way}: new next hop on every fabric router", max(times), "s", LIMIT,
                          f"worst of {len(times)}: {', '.join(f'{time:.2f}' for time in times)} s")
    finally:
        site.lab.down()
