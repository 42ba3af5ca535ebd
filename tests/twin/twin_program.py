# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A twin as a program of its own, reached over SSH as a device is."""
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

LAB = Path(__file__).resolve().parents[2] / "roles" / "lab" / "files"
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
PACKAGES = {
    "iosxe": ("asyncssh", "pylibsshext", "paramiko", "ansible_collections.cisco.ios"),
    "junos": ("asyncssh", "lxml", "ncclient", "junoscfg", "ansible_collections.junipernetworks.junos"),
}
"""What the twin of a vendor and the connection to it import."""


def needs_twin(vendor: str) -> pytest.MarkDecorator:
    why = _why_not(vendor)
    return pytest.mark.skipif(bool(why), reason=why or "-")


def _why_not(vendor: str) -> str:
    if not (LAB / "lab" / vendor / "__main__.py").is_file():
        return f"the lab has no twin of {vendor}"
    missing = [name for name in PACKAGES[vendor] if subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode]
    return f"not installed here: {', '.join(missing)}" if missing else "" if PLAYBOOK.exists() else "no ansible-playbook beside this Python"


class Twin:
    """A running twin. `minute`: seconds of one minute of the timer after which it takes a change back."""

    def __init__(self, directory: Path, vendor: str, startup: str, minute: float = 60.0, arguments: tuple[str, ...] = ()) -> None:
        self.directory = directory
        (directory / "startup").write_text(startup, encoding="utf-8")
        (directory / "password").write_text("admin\n", encoding="utf-8")
        command = [sys.executable, "-m", f"lab.{vendor}", "--startup", "startup", "--user", "admin", "--password-file", "password", "--directory", ".",
                   "--minute", str(minute), *arguments]
        path = os.pathsep.join([str(LAB), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.process = subprocess.Popen(command, cwd=directory, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r"port (\d+)", self.process.stdout.readline())[1])

    def faults(self, **faults: object) -> None:
        fresh = self.directory / "faults.new"
        fresh.write_text(json.dumps(faults), encoding="utf-8")
        fresh.rename(self.directory / "faults.json")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)


def twins(place: Path, start: Callable[..., Twin]) -> Iterator[Callable[..., Twin]]:
    """For a fixture: `start(directory, **options)`, each time in a directory of its own; at the end all are stopped."""
    started: list[Twin] = []

    def another(**options: object) -> Twin:
        directory = place / f"twin{len(started)}"
        directory.mkdir()
        started.append(start(directory, **options))
        return started[-1]

    yield another
    for twin in started:
        twin.stop()
