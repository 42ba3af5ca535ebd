# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is computed without a device: the filters, one device's configuration, memory."""
from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from domains import Domain, domain
from figures import FASTER, ROUNDS, Sheet, alternately, median, ratio, timed
from playbooks import REPOSITORY

HOSTS, BLOCKS, POOLS = 100_000, 10_000, 200
DEVICES = (1, 10, 100)
MEMORY_LIMIT = 1.1


def measure(sheet: Sheet, _directory: Path) -> None:
    _listen_ranges(sheet)
    _prefix_bounds(sheet)
    _render(sheet)
    _memory(sheet)


def _listen_ranges(sheet: Sheet) -> None:
    from ansible_collections.virtual_appliance.routing.plugins.filter.listen_ranges import listen_ranges
    from netaddr import cidr_merge

    chance = random.Random(1)
    hosts = [f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}" for number in chance.sample(range(1 << 18), HOSTS)]
    same = listen_ranges(hosts) == [str(network) for network in cidr_merge(hosts)]
    taken = alternately({"ours": timed(lambda: listen_ranges(hosts)), "netaddr": timed(lambda: cidr_merge(hosts))})
    sheet.add(f"listen_ranges of {HOSTS} hosts against netaddr.cidr_merge", ratio(taken["netaddr"], taken["ours"]), FASTER, 3,
              f"{ROUNDS} paired runs; medians {median(taken['ours']):.3f} s, {median(taken['netaddr']):.3f} s; "
              f"{'same result' if same else 'ANOTHER RESULT'}", same)


def _prefix_bounds(sheet: Sheet) -> None:
    from ansible_collections.virtual_appliance.routing.plugins.filter.prefix_bounds import prefix_bounds

    chance = random.Random(2)
    entries = [{"within": f"10.{number >> 12}.{number >> 4 & 255}.{(number & 15) << 4}/28", "lengths": chance.choice(["28-32", "29-32", "30"])}
               for number in chance.sample(range(1 << 18), BLOCKS)]
    taken = alternately({"ours": timed(lambda: prefix_bounds(entries))})
    sheet.add(f"prefix_bounds of {BLOCKS} blocks", median(taken["ours"]), "s", 1, f"median of {ROUNDS}")


def _render(sheet: Sheet) -> None:
    given = domain(servers(), POOLS)
    lines = device(given, 1)
    taken = alternately({"ours": timed(lambda: device(given, 1))})
    sheet.add(f"options to configuration lines of one device, {POOLS} pools", median(taken["ours"]) * 1000, "ms", 100, f"median of {ROUNDS}; {lines} lines")


def _memory(sheet: Sheet) -> None:
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": str(REPOSITORY / "build" / "collections")})
    peaks = [int(word) for word in done.stdout.split()]
    shown = ", ".join(f"{count}: {peak // 1024} MiB" for count, peak in zip(DEVICES, peaks))
    sheet.add(f"peak memory of {DEVICES[-1]} devices against 1, {POOLS} pools", peaks[-1] / peaks[0], "x", MEMORY_LIMIT, f"one process; devices {shown}")


def servers(count: int = 100) -> list[dict[str, str]]:
    return [{"name": f"rs{number}", "router_id": f"10.254.0.{number}", "ipv6": f"2001:db8:fd::{number}"} for number in range(1, count + 1)]


def device(given: Domain, number: int) -> int:
    """The way of a task from its options to the lines of a route server; how many they are."""
    from ansible_collections.virtual_appliance.routing.plugins.module_utils._options import ROUTE_SERVER_MODULE
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils import intent, specification, state
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr import FrrDialect

    options, faults = specification.check(ROUTE_SERVER_MODULE, {"domain": given, "name": f"rs{number}"})
    assert not faults, faults[0]
    compiled, faults = intent.domain_intent(options["domain"])
    assert compiled, faults[0]
    made: Any = state.route_server_state(compiled, options["name"])[0]
    return len(FrrDialect().target(made, Reading("", "8.4.4", "", {})))


def _print_peaks() -> None:
    from resource import RUSAGE_SELF, getrusage

    given = domain(servers(), POOLS)
    for number in range(1, DEVICES[-1] + 1):
        device(given, number)
        if number in DEVICES:
            print(getrusage(RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    _print_peaks()
