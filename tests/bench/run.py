# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures what `make bench` shows and writes into build/bench.json.

usage: python tests/bench [PART...]      parts: pure, planning, link_state, report, iosxe, junos, nodes, prefixes, move (all by default)
"""
from __future__ import annotations

import os
import signal
import sys
import traceback

import iosxe
import junos
import link_state
import move
import nodes
import planning
import prefixes
import pure
import report
from figures import Sheet
from playbooks import REPOSITORY

PARTS = {"pure": pure.measure, "planning": planning.measure, "link_state": link_state.measure, "report": report.measure, "iosxe": iosxe.measure,
         "junos": junos.measure, "nodes": nodes.measure, "prefixes": prefixes.measure, "move": move.measure}
ROOTLESS = {"pure", "planning", "link_state", "report", "iosxe", "junos"}


def main(arguments: list[str]) -> int:
    unknown = [word for word in arguments if word not in PARTS]
    if unknown:
        print(f"There is no part {', '.join(unknown)}. Parts: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    chosen = arguments or list(PARTS)
    if not ROOTLESS.issuperset(chosen) and (not sys.platform.startswith("linux") or os.geteuid() != 0):
        print(f"The benchmarks build a lab of network namespaces: run them on Linux as root ({', '.join(sorted(ROOTLESS))} need neither).", file=sys.stderr)
        return 2
    # Labs and twins are ended on the way out, so neither signal may end this process at once, nor be unheard as in a shell's background.
    signal.signal(signal.SIGTERM, lambda *_arguments: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    directory = REPOSITORY / "build" / "bench"
    sheet = Sheet(REPOSITORY / "build" / "bench.json")
    for name in chosen:
        try:
            PARTS[name](sheet, directory / name)
        except KeyboardInterrupt:
            print("\nInterrupted. The lab is down, build/bench.json holds what was measured.", file=sys.stderr)
            return 130
        except Exception as failure:  # one part that cannot be measured must not take the others with it
            traceback.print_exc()
            sheet.missing(f"part {name}", f"{type(failure).__name__}: {failure}")
    print(sheet.table())
    return 0 if sheet.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
