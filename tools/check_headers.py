# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that every source file carries the licence header and that no file names a path of one developer's machine.

usage: tools/check_headers.py
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ansible_test import ROOT, collection_files

LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
SOURCES = {".py", ".yml", ".yaml", ".j2", ".sh", ".cfg", ".ini", ".toml", ".txt", ""}
WITHOUT_HEADER = re.compile(r"^(LICENSE|LICENSES/.*|galaxy\.yml|changelogs/changelog\.yaml|changelogs/fragments/.*|tests/sanity/ignore-.*|\.gitignore)$")
RECORDED = re.compile(r"(^|/)(recorded|fixtures|golden|expected)/")
HEADER_LINES = 12
MACHINE_PATHS = re.compile(r"/(?:home/[a-z]\w*|Users/\w+|work/(?:main|shared)|root/\.\w+)\b")
MAX_LINES = 400


def faults_of(name: str, text: str) -> list[str]:
    faults = []
    lines = text.splitlines()
    path = Path(name)
    recorded = RECORDED.search(name) is not None
    if path.suffix in SOURCES and lines and not recorded and not WITHOUT_HEADER.match(name):
        if not any(LICENCE in line for line in lines[:HEADER_LINES]):
            faults.append(f"{name}:1: has no line '{LICENCE}' among its first {HEADER_LINES}")
    if path.suffix == ".py" and len(lines) > MAX_LINES and name.startswith(("plugins/", "tools/", "roles/")):
        faults.append(f"{name}:{MAX_LINES}: has {len(lines)} lines; split it ({MAX_LINES} at most)")
    if not recorded:
        for number, line in enumerate(lines, start=1):
            found = MACHINE_PATHS.search(line)
            if found and name != "tools/check_headers.py":
                faults.append(f"{name}:{number}: names a path of one machine: {found.group()}")
    return faults


def read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def main() -> int:
    faults = []
    names = collection_files(ROOT)
    for name in names:
        path = ROOT / name
        text = None if path.is_symlink() else read(path)
        if text is not None:
            faults += faults_of(name, text)
    for fault in faults:
        print(fault)
    print(f"{len(names)} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
