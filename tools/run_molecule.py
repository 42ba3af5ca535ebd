# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the molecule scenarios on one lab of their own: built once, shared by all, taken down at the end.

usage: tools/run_molecule.py [MOLECULE-ARGUMENT...]      (default: test --all)
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"


def main(arguments: list[str]) -> int:
    lab = BUILD / "lab-molecule"
    release = os.environ.get("FRR", "")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "ANSIBLE_COLLECTIONS_PATH": str(BUILD / "collections"),
        "MOLECULE_LAB_DIRECTORY": str(lab),
        "MOLECULE_FRR_ROOT": str(BUILD / release) if release else "",
    }
    collection = BUILD / "collections" / "ansible_collections" / "virtual_appliance" / "routing"
    command = [str(Path(sys.executable).with_name("molecule")), *(arguments or ["test", "--all"])]
    return subprocess.call(command, cwd=collection, env=environment, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
