# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook as a user runs it, with one of the collection's modules on one node, on any ansible-core that is installed."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import REPOSITORY, Site

CALLBACKS = Path(__file__).parent / "callbacks"
CONFIGURATION = "[defaults]\nhost_key_checking = true\n[ssh_connection]\npipelining = true\n"


def cores() -> dict[str, Path]:
    """Name → ansible-playbook: this Python's own, and those that the matrix of ansible-cores has made."""
    found = {"venv": Path(sys.executable).parent / "ansible-playbook"}
    for path in sorted((REPOSITORY / "build").glob("venv-*/bin/ansible-playbook")):
        if path.resolve().parent.parent.name != found["venv"].resolve().parent.parent.name:
            found[path.parts[-3]] = path
    return found


def module_task(site: Site, name: str, **options: Any) -> dict[str, Any]:
    """The task that deploys this node; a domain that is not given comes from the inventory."""
    given = {"domain": "{{ virtual_appliance_domain }}", **options}
    if site.topology.node(name).role == "route_server":
        return {"name": "Deploy", "virtual_appliance.routing.route_server": {"name": name, **given}}
    own = {key: "{{ appliance_%s }}" % key for key in ("pool", "prefixes", "router_id")}
    return {"name": "Deploy", "virtual_appliance.routing.appliance": {**own, **given}}


class Play:
    """One run of ansible-playbook in a process group of its own: `wait()`, then `result`, `output`; or `kill()`."""

    def __init__(self, site: Site, name: str, place: Path, *arguments: str, tasks: list[dict] | None = None, playbook: str | None = None,
                 program: Path | None = None, environment: Mapping[str, str] | None = None, **options: Any) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self._results = place / "results.jsonl"
        self._results.unlink(missing_ok=True)
        (place / "ansible.cfg").write_text(CONFIGURATION)
        play = {"hosts": name, "gather_facts": False, "tasks": tasks or [module_task(site, name, **options)]}
        (place / "play.yml").write_text(playbook or json.dumps([play]))
        settings = {"ANSIBLE_COLLECTIONS_PATH": str(REPOSITORY / "build" / "collections"), "ANSIBLE_CONFIG": str(place / "ansible.cfg"),
                    "ANSIBLE_HOME": str(place / "home"), "ANSIBLE_LOCAL_TEMP": str(place / "local"), "ANSIBLE_NOCOLOR": "1",
                    "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS), "ANSIBLE_CALLBACKS_ENABLED": "va_results", "VA_RESULTS": str(self._results),
                    "LC_ALL": "C.UTF-8"}
        words = [str(program or cores()["venv"]), "-i", str(site.lab.inventory), str(place / "play.yml"), *arguments]
        inherited = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
        self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                         start_new_session=True, env={**inherited, **settings, **(environment or {})})
        self.output = ""

    def wait(self, timeout: float = 120) -> Play:
        self.output = self._process.communicate(timeout=timeout)[0]
        return self

    def kill(self) -> None:
        """The controller dies: no process of it has a last word (ansible-core's workers lead sessions of their own)."""
        os.kill(self._process.pid, signal.SIGSTOP)
        for pid in (*descendants(self._process.pid), self._process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.communicate()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    @property
    def code(self) -> int:
        return self._process.returncode

    @property
    def result(self) -> dict[str, Any]:
        """The last task's result."""
        assert self._results.exists(), self.output
        return json.loads(self._results.read_text().splitlines()[-1])["result"]


def descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found[1:]


def play(site: Site, name: str, place: Path, *arguments: str, **options: Any) -> Play:
    return Play(site, name, place, *arguments, **options).wait()
