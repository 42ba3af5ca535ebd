# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of the playbook verify as tables: demo_report.py [build/verify/verify.json]"""
from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Row = Sequence[str]


def report(verified: dict[str, Any], second_run: int | None = None) -> str:
    """`second_run`: how many tasks changed something in the second run of the playbook site."""
    lines = ["Route servers: which anycast address each one injects, and who is led to it", ""]
    lines += table(("route server", "site", "state", "anycast address", "cost", "nearest for"), server_rows(verified["route_servers"]))
    lines += ["", "Appliances: where each session ended, and what became of what it announced", ""]
    lines += table(("appliance", "pool", "session", "ended at", "BFD", "announced", "accepted", "refused"), appliance_rows(verified["appliances"]))
    lines += ["", "Checks", ""]
    lines += table(("check", "looked at", "result"), [(check["title"], str(check["examined"]), check["result"]) for check in verified["checks"]])
    lines += [f"{found['severity'].upper()} {found['subject']}: {found['evidence']}" for found in verified["findings"]]
    if second_run is not None:
        lines += ["", f"The second run of site: changed={second_run}" + ("" if second_run == 0 else " (it should be 0)")]
    return "\n".join(lines) + "\n"


def server_rows(servers: Iterable[dict[str, Any]]) -> list[Row]:
    rows = []
    for server in servers:
        addresses = server["addresses"]
        rows.append((
            server["name"], server["site"] or "", server["state"],
            column(f"{item['name']}  {item['address']}" + ("" if item["injected"] else "  not injected") for item in addresses),
            column(str(item["cost"]) for item in addresses),
            column(", ".join(item["nearest_for"]) or "-" for item in addresses),
        ))
    return rows


def appliance_rows(appliances: Iterable[dict[str, Any]]) -> list[Row]:
    rows = []
    for appliance in appliances:
        sessions = appliance["sessions"]
        rows.append((
            appliance["name"], appliance["pool"],
            column(f"{item['address']}  {item['to']}" for item in sessions),
            column(item["route_server"] or item["state"] for item in sessions),
            column(item["bfd"] or "-" for item in sessions),
            column(", ".join([*(item["accepted"] or ()), *(item["refused"] or ())]) or "-" for item in sessions),
            column(", ".join(item["accepted"] or ()) or "-" for item in sessions),
            column(", ".join(item["refused"] or ()) or "-" for item in sessions),
        ))
    return rows


def column(cells: Iterable[str]) -> str:
    return "\n".join(cells)


def table(head: Row, rows: Iterable[Row]) -> list[str]:
    grid = [[cell.split("\n") for cell in row] for row in [head, *rows]]
    widths = [max(len(line) for row in grid for line in row[index]) for index in range(len(head))]
    rule = "+".join("-" * (width + 2) for width in widths)
    lines = []
    for number, row in enumerate(grid):
        height = max(len(cell) for cell in row)
        lines += [rule] if number < 2 or height > 1 else []
        for level in range(height):
            lines.append("|".join(f" {(cell[level] if level < len(cell) else ''):<{width}} " for cell, width in zip(row, widths)).rstrip())
    return [*lines, rule]


if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "build/verify/verify.json")
    print(report(json.loads(path.read_text())), end="")
