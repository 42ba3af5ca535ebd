# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook with tasks of a toy action against one twin."""
from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible_collections.virtual_appliance.routing.tests.lab.harness.plays import descendants
from ansible_collections.virtual_appliance.routing.tests.twin.twin_program import PLAYBOOK, Twin

HIGH_VOLUME = "-vvvv"


class ToyPlay:
    """A playbook that runs: `finished()`, then what it printed and logged, and the result of each task; or `kill()`.

    `action`: the file of the action plugin, beside this one. `variables`: those of the connection.
    """

    def __init__(self, twin: Twin, action: str, variables: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]], arguments: Sequence[str] = (),
                 environment: Mapping[str, str] | None = None) -> None:
        self._here = here = twin.directory / "play"
        for folder in ("action_plugins", "library"):
            (here / folder).mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(__file__).with_name(action), here / folder / "toy.py")
        (here / "results.json").unlink(missing_ok=True)
        options = {"ansible_host": "127.0.0.1", "ansible_port": twin.port, "ansible_user": "admin", "ansible_password": "admin", "tasks_of_play": tasks,
                   **variables}
        (here / "inventory.json").write_text(json.dumps({"all": {"hosts": {"r1": options}}}), encoding="utf-8")
        plays = [{"hosts": "all", "gather_facts": False, "tasks": [
            {"toy": f"{{{{ tasks_of_play[{number}] }}}}", "register": f"result_{number}", "ignore_errors": True} for number in range(len(tasks))]}]
        plays[0]["tasks"].append({"copy": {
            "content": f"{{{{ [{', '.join(f'result_{number}' for number in range(len(tasks)))}] | to_json }}}}", "dest": str(here / "results.json")},
            "check_mode": False, "connection": "local", "delegate_to": "localhost", "vars": {"ansible_python_interpreter": sys.executable}})
        (here / "play.json").write_text(json.dumps(plays), encoding="utf-8")
        settings = {
            **os.environ, "ANSIBLE_HOST_KEY_CHECKING": "false", "ANSIBLE_LOG_PATH": str(here / "ansible.log"), "ANSIBLE_FORCE_COLOR": "false",
            "ANSIBLE_INJECT_INVOCATION": "false", "ANSIBLE_HOME": str(here / "home"), **(environment or {}),
            "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(path for path in sys.path if path.endswith(("collections", "site-packages")))}
        self.process = subprocess.Popen([str(PLAYBOOK), "-i", "inventory.json", "play.json", *arguments], cwd=here, env=settings, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def finished(self) -> ToyPlay:
        self.printed = self.process.communicate(timeout=180)[0]
        self.log = (self._here / "ansible.log").read_text(encoding="utf-8")
        try:
            self.results = json.loads((self._here / "results.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.results = []
        return self

    @property
    def all_output(self) -> str:
        """Without the play's own source that newer Ansible quotes beside an error."""
        return "\n".join(line for line in (self.printed + self.log).split("\n") if "tasks_of_play" not in line)

    def kill(self, connection: bool) -> None:
        """The controller dies without a last word; with `connection` the process that holds the connection dies with it."""
        pid = self.process.pid
        os.kill(pid, signal.SIGSTOP)
        victims = [*descendants(pid), pid, *(connection_processes(pid) if connection else ())]
        for victim in victims:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.communicate()


def connection_processes(playbook: int) -> list[int]:
    """ansible-core gives the number of its own process to those that hold its persistent connections."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if any("ansible_connection_cli_stub" in word for word in words) and str(playbook) in words:
            found.append(int(path.parent.name))
    return found
