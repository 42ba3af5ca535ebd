# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A node that is a twin of a vendor's device: its files, and its process.

The twin runs in the node's network namespace and sees the machine's own files, so its Python may lie anywhere; FRR behind it runs as in every node.
"""
from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import LabError
from .topology import Node, Topology
from .waiting import wait_for

TWIN_USER = "admin"
DELIVERED = "startup.cfg"
FILES = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class TwinKind:
    """What a vendor's twins have of their own.

    `package` is run with -m; `modules`: what it imports beyond Python; `startup`: the configuration that an operator would have made before this
    collection comes, of the topology, the node and its management address; `devices`: the Linux device of each interface by the vendor's name;
    `connection`: the variables by which Ansible reaches it; `saved`: the file in its directory with the configuration that it starts with again.
    """

    title: str
    package: str
    modules: tuple[str, ...]
    port: int
    password_file: str
    startup: Callable[[Topology, Node, str], str]
    devices: Callable[[Topology, Node], dict[str, str]]
    connection: Mapping[str, Any]
    saved: str

    def write(self, topology: Topology, node: Node, place: Path, management: str, pid: int) -> None:
        """The twin's directory, with what its backend needs to reach the FRR of the node that `pid` holds."""
        directory = place / "twin"
        directory.mkdir(exist_ok=True, mode=0o700)
        (directory / self.saved).unlink(missing_ok=True)
        (directory / DELIVERED).write_text(self.startup(topology, node, management))
        enter = ["nsenter", "-t", str(pid), "--mount", "--uts", "--net", "--pid", "--"]
        (directory / "backend.json").write_text(json.dumps({"devices": self.devices(topology, node), "etc": str(place / "etc-frr"), "enter": enter}))

    def make_password(self, keys: Path) -> None:
        path = keys / self.password_file
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(16) + "\n")

    def variables(self, keys: Path) -> dict[str, Any]:
        """The way to a twin; its password is read from its file, which only its owner can read. A twin makes its host key itself."""
        return {**self.connection, "ansible_user": TWIN_USER,
                "ansible_password": f"{{{{ lookup('ansible.builtin.file', {str(keys / self.password_file)!r}) }}}}", "ansible_host_key_checking": False}


def refuse_unfit(python: str, kinds: Iterable[TwinKind]) -> None:
    """A LabError where this Python lacks what the twins of a topology import."""
    for kind in kinds:
        for module in kind.modules:
            done = subprocess.run([python, "-c", f"import {module}"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
            if done.returncode:
                raise LabError(f"{python} has no {module}, which the {kind.title} twins of this topology need; give one with it with --python (lab_python).")


class TwinProcess:
    def __init__(self, kind: TwinKind, directory: Path, name: str, address: str, namespace: str, keys: Path, python: str) -> None:
        self.kind = kind
        self._directory, self._name, self._address, self._namespace = directory, name, address, namespace
        self._keys, self._python = keys, python

    @property
    def pid(self) -> int | None:
        """The twin's process id as the machine sees it, if it runs in the node's network namespace."""
        try:
            pid = int((self._directory / "pid").read_text())
            inside = os.stat(f"/proc/{pid}/ns/net").st_ino == os.stat(f"/run/netns/{self._namespace}").st_ino
        except (OSError, ValueError):
            return None
        return pid if inside else None

    def start(self) -> bool:
        """False where it runs already."""
        if self.pid:
            return False
        saved = self._directory / self.kind.saved
        words = [self._python, "-m", self.kind.package, "--hostname", self._name, "--address", self._address, "--port", str(self.kind.port),
                 "--startup", str(saved if saved.exists() else self._directory / DELIVERED), "--user", TWIN_USER,
                 "--password-file", str(self._keys / self.kind.password_file), "--directory", str(self._directory), "--frr"]
        with (self._directory / "log").open("a") as log:
            started = subprocess.Popen(["nsenter", f"--net=/run/netns/{self._namespace}", "--", *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       env=os.environ | {"PYTHONPATH": str(FILES)}, start_new_session=True)
        (self._directory / "pid").write_text(str(started.pid))
        started.returncode = 0  # it outlives this process on purpose
        return True

    def stop(self, kill: bool = False) -> None:
        pid = self.pid
        if pid:
            os.kill(pid, signal.SIGKILL if kill else signal.SIGTERM)
            wait_for(lambda: self.pid != pid, f"the twin {self._name} did not end")
        (self._directory / "pid").unlink(missing_ok=True)
