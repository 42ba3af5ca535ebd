# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo`: builds the lab, plans, deploys twice, verifies, and says at the end what came of it.

usage: tools/demo.py
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "log"
RECAP = re.compile(r"^(?P<host>\S+)\s+: ok=\d+\s+changed=(?P<changed>\d+)\s+unreachable=(?P<unreachable>\d+)\s+failed=(?P<failed>\d+)")

STEPS = (
    ("Build the lab: network namespaces with real FRR daemons", "lab", ["-e", "lab_state=present"]),
    ("Plan: read every device, write what would change", "plan", []),
    ("Deploy: route servers one at a time, then the appliances", "site", []),
    ("Deploy again: nothing may change", "site", []),
    ("Verify: sessions, accepted prefixes, one nearest route server per address", "verify", []),
)


def stream(command: list[str], log: Path) -> Iterator[str]:
    """The command's lines as they come, kept in the log too; ends with an exception when the command fails."""
    with log.open("w", encoding="utf-8") as kept:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            kept.write(line)
            kept.flush()
            yield line.rstrip("\n")
    status = process.wait()
    if status:
        raise subprocess.CalledProcessError(status, command)


def run_step(number: int, title: str, playbook: str, arguments: list[str]) -> int:
    """Runs one playbook, showing its output; returns how many hosts' tasks changed something."""
    started = time.monotonic()
    print(f"\n[{number}/{len(STEPS)}] {title}", flush=True)
    changed = 0
    for line in stream([str(ROOT / "tools" / "playbook"), playbook, *arguments], LOGS / f"demo-{number}-{playbook}.log"):
        print(f"    {line}", flush=True)
        recap = RECAP.match(line)
        changed += int(recap["changed"]) if recap else 0
    print(f"[{number}/{len(STEPS)}] done ({time.monotonic() - started:.0f} s), changed={changed}", flush=True)
    return changed


def main() -> int:
    LOGS.mkdir(parents=True, exist_ok=True)
    changes = []
    for number, (title, playbook, arguments) in enumerate(STEPS, start=1):
        try:
            changes.append(run_step(number, title, playbook, arguments))
        except subprocess.CalledProcessError:
            print(f"\nThe demo stopped at step {number}; its output is in build/log/demo-{number}-{playbook}.log.", file=sys.stderr)
            return 1
    second_run = changes[3]
    print(f"\nThe second run: changed={second_run}")
    print("The lab is still up: ansible-playbook and ssh reach it through build/lab/inventory.yml. make lab-down removes it.")
    return 1 if second_run else 0


if __name__ == "__main__":
    sys.exit(main())
