# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twins that are measured on: a process each, reached over SSH on ports of this machine, nothing behind them that routes."""
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domains import Server
from machines import LAB

USER, PASSWORD = "admin", "bench"
IOSXE_STARTUP = """\
version 17.12
hostname {name}
archive
 path bootflash:archive
 maximum 14
!
ipv6 unicast-routing
!
interface Loopback0
 ip address {router_id} 255.255.255.255
 ip ospf 1 area 0
 ipv6 address {ipv6}/128
 ipv6 ospf 1 area 0
!
router ospf 1
 router-id {router_id}
!
ipv6 router ospf 1
 router-id {router_id}
!
end
"""
JUNOS_STARTUP = """\
set version 23.4R2.13
set system host-name {name}
set interfaces lo0 unit 0 family inet address {router_id}/32
set interfaces lo0 unit 0 family inet6 address {ipv6}/128
set protocols ospf area 0.0.0.0 interface ge-0/0/0.0
set protocols ospf3 area 0.0.0.0 interface ge-0/0/0.0
"""


@dataclass(frozen=True)
class Kind:
    """Whose twin it is: its module in the lab, its startup configuration, the file that it saves to, what it writes down of each request, how it is reached."""

    module: str
    startup: str
    saved: str
    request: str
    variables: dict[str, str]


IOSXE = Kind("lab.iosxe", IOSXE_STARTUP, "startup-config", "line",
             {"ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": "cisco.ios.ios"})
JUNOS = Kind("lab.junos", JUNOS_STARTUP, "committed.set", "name",
             {"ansible_connection": "ansible.netcommon.netconf", "ansible_network_os": "junipernetworks.junos.junos"})


@dataclass(frozen=True)
class Twin:
    """`started`: seconds from the start of its process until it took connections; `computed`: those of the CPU among them."""

    kind: Kind
    server: Server
    port: int
    pid: int
    started: float
    computed: float
    directory: Path

    @property
    def name(self) -> str:
        return self.server["name"]

    @property
    def memory(self) -> float:
        """Resident MB."""
        return int(re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text(), re.MULTILINE)[1]) * 1024 / 1e6

    def saved(self) -> str:
        """Its configuration, as it was last saved."""
        return (self.directory / self.kind.saved).read_text(encoding="utf-8")

    def typed(self, since: int = 0) -> list[str]:
        """The lines, or the names of the RPCs, that it received, without the first `since`."""
        path = self.directory / "transcript.jsonl"
        return [json.loads(line)[self.kind.request] for line in path.read_text(encoding="utf-8").splitlines()[since:]]


def servers(count: int) -> list[Server]:
    return [{"name": f"x{number}", "router_id": f"10.254.0.{number}", "ipv6": f"2001:DB8:FD::{number:X}"} for number in range(1, count + 1)]


@contextmanager
def twins(directory: Path, wanted: Sequence[Server], kind: Kind) -> Iterator[list[Twin]]:
    """One after the other, so that each start is measured alone."""
    with ExitStack() as stack:
        yield [stack.enter_context(_twin(directory / server["name"], server, kind)) for server in wanted]


@contextmanager
def _twin(directory: Path, server: Server, kind: Kind) -> Iterator[Twin]:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "startup").write_text(kind.startup.format(**server), encoding="utf-8")
    (directory / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    for left in ("ssh_host_key", kind.saved):
        (directory / left).unlink(missing_ok=True)
    words = [sys.executable, "-m", kind.module, "--startup", "startup", "--user", USER, "--password-file", "password", "--directory", "."]
    begun = time.perf_counter()
    process = subprocess.Popen(words, cwd=directory, env={**os.environ, "PYTHONPATH": str(LAB)}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        port = re.search(r"port (\d+)", process.stdout.readline())
        if port is None:
            raise RuntimeError(f"The twin {server['name']} did not start.")
        yield Twin(kind, server, int(port[1]), process.pid, time.perf_counter() - begun, _computed(process.pid), directory)
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def _computed(pid: int) -> float:
    """Seconds of CPU of a process, its own and the system's for it (proc(5): fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def inventory(running: Sequence[Twin], **more: str) -> dict[str, Any]:
    """`more`: variables of every host."""
    shared = {
        "ansible_host": "127.0.0.1", "ansible_user": USER, "ansible_password": PASSWORD, "ansible_host_key_checking": False,
        "ansible_python_interpreter": sys.executable, **running[0].kind.variables, **more,
    }
    return {"route_servers": {"hosts": {twin.name: {"ansible_port": twin.port} for twin in running}, "vars": shared}}
