# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one twin until it is told to stop: python -m lab.junos --hostname rs1 --port 8301 --startup rs1.set --user admin --password-file key"""
from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..twin_main import common_parser, run
from .server import SAVED, Twin


def main(arguments: Sequence[str] | None = None) -> None:
    parser = common_parser("junos", "A twin of a Juniper Junos device.")
    parser.add_argument("--startup", type=Path, help="the configuration, as `set` lines or in the text format, unless --directory has a newer one")
    parser.add_argument("--release", default="", help="such as 23.4R2.13; by default that of the startup configuration")
    parser.add_argument("--directory", type=Path, help="for the host key, transcript.jsonl, faults.json, and committed.set, from which the next twin goes on")
    parser.add_argument("--master-password", action="store_true", help="keep secrets as $8$, which nobody can compare")
    run(parser, arguments, _twin)


def _twin(given: argparse.Namespace, common: dict[str, Any]) -> Twin:
    backend = None
    if given.frr:
        from .backend import FrrBackend

        backend = FrrBackend(given.directory)
    startup = _newest(given.startup, given.directory / SAVED if given.directory else None)
    return Twin(startup.read_text(encoding="utf-8") if startup else "", master=given.master_password, backend=backend, **common)


def _newest(startup: Path | None, committed: Path | None) -> Path | None:
    """A device boots what was last committed, unless it was given another configuration since."""
    if committed is None or not committed.exists():
        return startup
    return startup if startup is not None and startup.stat().st_mtime_ns > committed.stat().st_mtime_ns else committed


if __name__ == "__main__":
    main()
