# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one twin until it is told to stop: python -m lab.iosxe --hostname rs1 --port 2201 --startup rs1.cfg --user admin --password-file key"""
from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..twin_main import common_parser, first_line, run
from .server import Twin


def main(arguments: Sequence[str] | None = None) -> None:
    parser = common_parser("iosxe", "A twin of a Cisco IOS-XE device.")
    parser.add_argument("--startup", type=Path, help="the startup configuration; empty without")
    parser.add_argument("--release", default="", help="such as 17.12.1; by default that of the startup configuration")
    parser.add_argument("--enable-file", type=Path, help="its first line is the enable secret; a login is then not privileged")
    parser.add_argument("--directory", type=Path, help="for the host key, transcript.jsonl and faults.json")
    run(parser, arguments, _twin)


def _twin(given: argparse.Namespace, common: dict[str, Any]) -> Twin:
    backend = None
    if given.frr:
        from .backend import FrrBackend

        backend = FrrBackend(given.directory)
    startup = given.startup.read_text(encoding="utf-8") if given.startup else ""
    return Twin(startup, enable_secret=first_line(given.enable_file), backend=backend, **common)


if __name__ == "__main__":
    main()
