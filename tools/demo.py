# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration: lab, plan, site, site again, verify, and the tables at the end. The lab stays up (make lab-down removes it)."""
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from demo_report import report

ROOT = Path(__file__).resolve().parent.parent
VERIFIED = ROOT / "build" / "verify" / "verify.json"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LAB = (Path.cwd() / os.environ.get("LAB", ROOT / "build" / "lab")).resolve()
INTERRUPTED_PLAYBOOK_ENDS = 30
STEPS = (
    ("Build the lab: two sites, a route server and an appliance of each vendor, FRR itself and twins of IOS-XE and Junos before it",
     ["lab", "-e", "lab_state=present", "-e", f"lab_directory={LAB}"]),
    ("Plan: what would change on every host, and nothing is sent", ["plan", "-e", "plan_diff=false"]),
    ("Site: deploy route servers one at a time, then the appliances", ["site"]),
    ("Site again: nothing is left to change", ["site"]),
    ("Verify: sessions, prefixes, and where the anycast addresses lead", ["verify", "-e", "verify_retries=15"]),
)


def run(words: list[str]) -> tuple[int, int]:
    """The exit code of a playbook, and how many tasks changed something."""
    environment = os.environ | ({"ANSIBLE_FORCE_COLOR": "1"} if sys.stdout.isatty() else {})
    environment["LAB"] = str(LAB)
    environment.setdefault("ANSIBLE_DISPLAY_SKIPPED_HOSTS", "false")
    process = subprocess.Popen([str(ROOT / "tools" / "playbook"), *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    changed = 0
    try:
        for line in process.stdout:
            print(line, end="", flush=True)
            recap = re.search(r" : ok=\d+ +changed=(\d+) ", COLOUR.sub("", line))
            changed += int(recap[1]) if recap else 0
        return process.wait(), changed
    except KeyboardInterrupt:
        process.wait(INTERRUPTED_PLAYBOOK_ENDS)
        raise


def main() -> int:
    started = time.monotonic()
    changes = []
    for number, (title, words) in enumerate(STEPS, 1):
        print(f"\n=== {number} of {len(STEPS)}. {title}\n", flush=True)
        code, changed = run(words)
        changes.append(changed)
        if code and words[0] != "verify":
            print(f"\nStep {number} failed (tools/playbook {' '.join(words)}).", file=sys.stderr)
            return code
    second = changes[3]
    print(f"\n=== What is there now ({time.monotonic() - started:.0f} s)\n")
    print(report(json.loads(VERIFIED.read_text()), second))
    print(f"The report with the network drawn: {os.path.relpath(VERIFIED.with_suffix('.html'))}")
    print(f"The lab is up: ssh -F {os.path.relpath(LAB)}/ssh/config rs1 vtysh. make lab-down removes it.")
    return 1 if code or second else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nInterrupted. What is there of the lab stays; make lab-down removes it.", file=sys.stderr)
        sys.exit(130)
