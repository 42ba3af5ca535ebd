# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one twin until it is told to stop: python -m lab.junos --hostname rs1 --port 8301 --startup rs1.set --user admin --password-file key"""
from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from collections.abc import Sequence
from pathlib import Path

from .server import SAVED, Twin


def main(arguments: Sequence[str] | None = None) -> None:
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.frr and given.directory is None:
        parser.error("--frr needs --directory")
    logging.getLogger("asyncssh").setLevel(logging.CRITICAL)
    asyncio.run(_run(given))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lab.junos", description="A twin of a Juniper Junos device.")
    parser.add_argument("--hostname", default="", help="over the startup configuration's")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one; the first line printed names it")
    parser.add_argument("--startup", type=Path, help="the configuration, as `set` lines or in the text format, unless --directory has a newer one")
    parser.add_argument("--release", default="", help="such as 23.4R2.13; by default that of the startup configuration")
    parser.add_argument("--user", default="", help="without, anyone logs in")
    parser.add_argument("--password-file", type=Path, help="its first line is the user's password")
    parser.add_argument("--directory", type=Path, help="for the host key, transcript.jsonl, faults.json, and committed.set, from which the next twin goes on")
    parser.add_argument("--minute", type=float, default=60.0, help="seconds of one minute of a commit's timer")
    parser.add_argument("--reload-seconds", type=float, default=1.0, help="how long a reboot takes")
    parser.add_argument("--master-password", action="store_true", help="keep secrets as $8$, which nobody can compare")
    parser.add_argument("--frr", action="store_true", help="route with FRR (root; needs --directory)")
    return parser


async def _run(given: argparse.Namespace) -> None:
    backend = None
    if given.frr:
        from .backend import FrrBackend

        backend = FrrBackend(given.directory)
    password = given.password_file.read_text(encoding="utf-8").split("\n", 1)[0] if given.password_file else ""
    startup = _newest(given.startup, given.directory / SAVED if given.directory else None)
    twin = Twin(
        startup.read_text(encoding="utf-8") if startup else "", hostname=given.hostname, release=given.release, address=given.address,
        port=given.port, user=given.user, password=password, minute=given.minute, directory=given.directory, backend=backend,
        reload_seconds=given.reload_seconds, master=given.master_password)
    stop = asyncio.Event()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    await twin.start()
    print(f"listening on {twin.address} port {twin.port}", flush=True)
    await stop.wait()
    await twin.stop()


def _newest(startup: Path | None, committed: Path | None) -> Path | None:
    """A device boots what was last committed, unless it was given another configuration since."""
    if committed is None or not committed.exists():
        return startup
    return startup if startup is not None and startup.stat().st_mtime_ns > committed.stat().st_mtime_ns else committed


if __name__ == "__main__":
    main()
