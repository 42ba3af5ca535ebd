# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One node: processes in its namespaces, its FRR daemons, its place in the network."""
from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import frr, links
from .commands import ip_batch
from .errors import LabError
from .topology import Topology
from .topology import Node as Plan
from .twin_node import TwinProcess
from .waiting import wait_for

FRRINIT = "/usr/lib/frr/frrinit.sh"
WATCHFRR = "/usr/lib/frr/watchfrr.sh"
ENVIRONMENT = {
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "TERM": "dumb",
    "USER": "root",
}

BEHIND_A_TWIN = {"zebra", "bgpd", "bfdd"}
QUIET: dict[str, Any] = {"capture_output": False, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Node:
    def __init__(self, lab: str, topology: Topology, plan: Plan, pid: int, address: str, directory: Path, twin: TwinProcess | None = None) -> None:
        self.name = plan.name
        self.plan = plan
        self.pid = pid
        self.address = address
        self.directory = directory
        self.namespace = f"{lab}-{plan.name}"
        self._hypervisor = f"{lab}-{links.HYPERVISOR}"
        self._topology = topology
        self.twin = twin

    def __repr__(self) -> str:
        return f"<Node {self.name} {self.address}>"

    # -- processes ---------------------------------------------------------------------------------------------------

    def argv(self, command: Sequence[str]) -> list[str]:
        return ["nsenter", "-t", str(self.pid), "--mount", "--uts", "--net", "--pid", "--", *command]

    def run(self, command: Sequence[str], check: bool = False, timeout: float | None = 60, **options: Any) -> subprocess.CompletedProcess:
        """subprocess.run inside the node; text and captured unless the caller says otherwise."""
        settings: dict[str, Any] = {"capture_output": True, "text": True, "env": ENVIRONMENT} | options
        if "input" not in settings:
            settings.setdefault("stdin", subprocess.DEVNULL)
        done = subprocess.run(self.argv(command), check=False, timeout=timeout, **settings)
        if check and done.returncode:
            words = f"{done.stdout or ''}{done.stderr or ''}".strip()
            raise LabError(f"{self.name}: `{' '.join(command)}` ended with {done.returncode}: {words}")
        return done

    def popen(self, command: Sequence[str], **options: Any) -> subprocess.Popen:
        settings: dict[str, Any] = {"stdin": subprocess.DEVNULL, "text": True, "env": ENVIRONMENT} | options
        return subprocess.Popen(self.argv(command), **settings)

    def vtysh(self, *commands: str) -> str:
        """What vtysh prints for these commands, given in this order; a LabError where it refuses one."""
        words = [word for command in commands for word in ("-c", command)]
        return self.run(["vtysh", *words], check=True).stdout

    def json(self, command: str) -> Any:
        return json.loads(self.vtysh(command) or "null")

    def running_config(self) -> str:
        return self.vtysh("show running-config")

    def routes(self, family: int = 4) -> list[dict[str, Any]]:
        """The kernel's routes, as `ip -j route` tells them."""
        return json.loads(self.run(["ip", "-j", f"-{family}", "route"], check=True).stdout or "[]")

    # -- daemons -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Everything that a boot starts: FRR with the saved /etc/frr/frr.conf, or the twin, which starts FRR behind it and is waited for."""
        if self.twin and self.twin.start():
            wait_for(lambda: BEHIND_A_TWIN <= set(self.daemons()), f"{self.name}: the twin did not start FRR")
        else:
            self.run([FRRINIT, "start"], check=True, **QUIET)

    def stop(self) -> None:
        """As a shutdown leaves it: no daemon, no twin, and no address that a daemon set."""
        if self.twin:
            self.twin.stop()
        self.run([FRRINIT, "stop"], **QUIET)
        for device in self._devices_of_frr():
            self.run(["ip", "addr", "flush", "dev", device, "scope", "global"])

    def restart(self) -> None:
        self.stop()
        self.start()

    def stop_daemon(self, daemon: str, kill: bool = False) -> None:
        """Stop one daemon for good, or kill it without a last word; watchfrr goes too, as it would bring it back."""
        if "watchfrr" in self.daemons():
            self.run([WATCHFRR, "stop", "watchfrr"], check=True)
        if kill:
            self.run(["kill", "-9", str(self.daemon_pid(daemon))], check=True)
        else:
            self.run([WATCHFRR, "stop", daemon], check=True)

    def start_daemon(self, daemon: str) -> None:
        """Start it with its part of the saved configuration; watchfrr comes back with the last one."""
        self.run([WATCHFRR, "start", daemon], check=True, **QUIET)
        if {"zebra", "staticd", *frr.daemons(self._topology, self.plan)} <= set(self.daemons()):
            self.run([FRRINIT, "start"], check=True, **QUIET)

    def daemons(self) -> list[str]:
        """The daemons that vtysh reaches now."""
        done = self.run(["vtysh", "-c", "show daemons"])
        return sorted(done.stdout.split()) if done.returncode == 0 else []

    def daemon_pid(self, daemon: str) -> int:
        """The daemon's process id as the node itself sees it."""
        return int(self.run(["cat", f"/run/frr/{daemon}.pid"], check=True).stdout)

    def _devices_of_frr(self) -> list[str]:
        devices = json.loads(self.run(["ip", "-j", "link"], check=True).stdout)
        return [device["ifname"] for device in devices if device["ifname"] not in ("mgmt0", "eth0")]

    # -- place -------------------------------------------------------------------------------------------------------

    def unplug(self, keep_carrier: bool = False) -> None:
        """Take the appliance off its subnet; with keep_carrier its own interface stays up (a silent death)."""
        self._must_be_pluggable()
        ip_batch([f"link set {self.name} nomaster", *([] if keep_carrier else [f"link set {self.name} down"])], self._hypervisor)

    def plug(self, router: str | None = None, pool: str | None = None) -> tuple[str, str]:
        """Into a router's access subnet (its first one by default), with that subnet's addresses, which it returns."""
        self._must_be_pluggable()
        router, pool = router or self.plan.at, pool or self.plan.pool
        addresses = list(links.placement(self._topology, self.plan, router, pool))
        bridge = links.bridge_name(self._topology, router, pool)
        self.run(["ip", "addr", "flush", "dev", "eth0", "scope", "global"], check=True)
        ip_batch([f"link set {self.name} master {bridge} up"], self._hypervisor)
        ip_batch(addresses, self.namespace)
        return links.addresses_at(self._topology, self.plan, router, pool)

    def move(self, router: str, pool: str | None = None, keep_carrier: bool = False) -> tuple[str, str]:
        links.addresses_at(self._topology, self.plan, router, pool or self.plan.pool)
        self.unplug(keep_carrier)
        return self.plug(router, pool)

    def _must_be_pluggable(self) -> None:
        if not self.plan.at:
            raise LabError(f"{self.name} is no appliance with a place in the network, so it cannot be moved or unplugged.")
