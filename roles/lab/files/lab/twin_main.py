# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running a twin by hand or from a lab: the options of every vendor's, and its life until it is told to stop."""
from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def common_parser(vendor: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m lab.{vendor}", description=description)
    parser.add_argument("--hostname", default="", help="over the startup configuration's")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one; the first line printed names it")
    parser.add_argument("--user", default="", help="without, anyone logs in")
    parser.add_argument("--password-file", type=Path, help="its first line is the user's password")
    parser.add_argument("--minute", type=float, default=60.0, help="seconds of one minute of the timer that takes a change back")
    parser.add_argument("--reload-seconds", type=float, default=1.0, help="how long a reload takes")
    parser.add_argument("--frr", action="store_true", help="route with FRR (root; needs --directory)")
    return parser


def run(parser: argparse.ArgumentParser, arguments: Sequence[str] | None, made: Callable[[argparse.Namespace, dict[str, Any]], Any]) -> None:
    """`made`: the twin, of what was given and of the keywords that every vendor's twin takes. `--directory` is the vendor's own option."""
    given = parser.parse_args(arguments)
    if given.frr and given.directory is None:
        parser.error("--frr needs --directory")
    logging.getLogger("asyncssh").setLevel(logging.CRITICAL)
    asyncio.run(_live(given, made))


async def _live(given: argparse.Namespace, made: Callable[[argparse.Namespace, dict[str, Any]], Any]) -> None:
    twin = made(given, {
        "hostname": given.hostname, "release": given.release, "address": given.address, "port": given.port, "user": given.user,
        "password": first_line(given.password_file) or "", "minute": given.minute, "directory": given.directory, "reload_seconds": given.reload_seconds})
    stop = asyncio.Event()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    await twin.start()
    print(f"listening on {twin.address} port {twin.port}", flush=True)
    await stop.wait()
    await twin.stop()


def first_line(path: Path | None) -> str | None:
    return path.read_text(encoding="utf-8").split("\n", 1)[0] if path is not None else None
