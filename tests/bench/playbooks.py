# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook over ssh against the nodes of a lab, with connections that are there already or none."""
from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

Task = dict[str, Any]
REPOSITORY = Path(__file__).resolve().parents[2]
TIMEOUT = 600
CHANGED = re.compile(r"changed=[1-9]")
MODULE: Task = {"name": "Route server", "virtual_appliance.routing.route_server": {
    "domain": "{{ virtual_appliance_domain }}", "name": "{{ inventory_hostname }}"}}
RAW: Task = {"name": "Read", "ansible.builtin.raw": "vtysh -c 'show running-config'"}
ROLE = "virtual_appliance.routing.route_server"


class PlaybookFailed(Exception):
    """What ansible-playbook said at its end."""


@dataclass(frozen=True)
class Run:
    """`changed`: whether a host had a change."""

    seconds: float
    changed: bool


class Playbooks:
    """Playbooks of one play on `hosts`, and inventories that each hold a domain in group_vars, as users have it."""

    def __init__(self, directory: Path, inventory: Path) -> None:
        self.directory = directory
        self._hosts = inventory
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        (directory / "ansible.cfg").write_text("[defaults]\nforks = 20\nstrategy = linear\n[ssh_connection]\npipelining = true\n")

    def inventory(self, name: str, domain: dict[str, Any]) -> Path:
        place = self.directory / name
        (place / "group_vars").mkdir(parents=True)
        shutil.copy(self._hosts, place / "hosts.yml")
        (place / "group_vars" / "route_servers.json").write_text(json.dumps({"virtual_appliance_domain": domain}))
        return place / "hosts.yml"

    def playbook(self, name: str, *tasks: Task, roles: tuple[str, ...] = (), hosts: str = "route_servers", **more: Any) -> Path:
        play = {"name": name, "hosts": hosts, "gather_facts": False, "roles": list(roles), "tasks": list(tasks), **more}
        path = self.directory / f"{name}.yml"
        path.write_text(json.dumps([play]))
        return path

    def run(self, playbook: Path, inventory: Path, sockets: Path, *arguments: str) -> Run:
        """A PlaybookFailed where a host failed."""
        start = time.perf_counter()
        said = self._said(playbook, inventory, sockets, arguments)
        taken = time.perf_counter() - start
        return Run(taken, bool(CHANGED.search(said.partition("PLAY RECAP")[2])))

    def durations(self, playbook: Path, inventory: Path, sockets: Path) -> list[tuple[str, float]]:
        """Name and seconds of each task, over all hosts."""
        said = self._said(playbook, inventory, sockets, (), "ansible.posix.json")
        tasks = json.JSONDecoder().raw_decode(said[said.index("{\n"):])[0]["plays"][0]["tasks"]  # warnings may stand around it
        return [(task["task"]["name"], _seconds(task["task"]["duration"])) for task in tasks]

    def _said(self, playbook: Path, inventory: Path, sockets: Path, arguments: Sequence[str], callback: str = "default") -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_") and name != "PYTHONPATH"}
        environment = {
            **kept, "ANSIBLE_COLLECTIONS_PATH": str(REPOSITORY / "build" / "collections"), "ANSIBLE_CONFIG": str(self.directory / "ansible.cfg"),
            "ANSIBLE_HOME": str(self.directory / "home"), "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8", "ANSIBLE_STDOUT_CALLBACK": callback,
            "ANSIBLE_PERSISTENT_CONTROL_PATH_DIR": str(sockets / "persistent"),
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(sockets), "ANSIBLE_SSH_ARGS": "-C -o ControlMaster=auto -o ControlPersist=900s",
        }
        words = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", str(inventory), str(playbook), *arguments]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, env=environment)
        try:
            said = process.communicate(timeout=TIMEOUT)[0]
        except BaseException:  # ansible-playbook ends its workers itself, if it is asked and not killed
            process.send_signal(signal.SIGINT)
            process.communicate()
            raise
        if process.returncode:
            raise PlaybookFailed(_reason(said))
        return said


@contextmanager
def sockets() -> Iterator[Path]:
    """A place for ssh's control sockets (their paths must be short); the connections in it end with it."""
    place = Path(tempfile.mkdtemp(prefix="vab"))
    try:
        yield place
    finally:
        for socket in filter(Path.is_socket, place.iterdir()):
            subprocess.run(["ssh", "-o", f"ControlPath={socket}", "-O", "exit", "any"], capture_output=True, check=False)
        shutil.rmtree(place, ignore_errors=True)


def _seconds(duration: Mapping[str, str]) -> float:
    begun, ended = (datetime.fromisoformat(duration[moment].rstrip("Z")) for moment in ("start", "end"))
    return (ended - begun).total_seconds()


def _reason(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if "fatal:" in line or "ERROR" in line or "FAILED" in line]
    return " | ".join((lines or output.splitlines())[:2])[:600]
