# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A node that is an IOS-XE twin: its startup configuration, and the process of the twin.

The twin runs in the node's network namespace and sees the machine's own files, so its Python may lie anywhere; FRR behind it runs as in every node.
"""
from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
from collections.abc import Iterator
from ipaddress import IPv4Interface
from pathlib import Path

from . import frr
from .errors import LabError
from .topology import Node, Topology
from .waiting import wait_for

TWIN_USER = "admin"
TWIN_PASSWORD = "iosxe_password"
DELIVERED, SAVED = "startup.cfg", "startup-config"
RELEASE = "17.12"
IGP_INSTANCE = {"ospf": "1", "isis": "lab"}
FILES = Path(__file__).resolve().parent.parent


def devices(topology: Topology, node: Node) -> dict[str, str]:
    """The Linux device of each interface: the first is the management's."""
    names = ["mgmt0", *(f"to-{neighbor}" for _link, neighbor, _address in topology.links_of(node.name)), *(["eth0"] if node.at else [])]
    return {f"GigabitEthernet{number}": name for number, name in enumerate(names, 1)}


def startup(topology: Topology, node: Node, management: str) -> str:
    """What an operator would have typed before this collection comes: addresses, the IGP, an archive."""
    blocks = [[f"version {RELEASE}"], [f"hostname {node.name}"], ["archive", " path flash:archive", " maximum 14"], ["ipv6 unicast-routing"]]
    routed = frr.routes_igp(topology, node)
    if node.loopback_ipv4:
        blocks.append(["interface Loopback0", *_address(f"{node.loopback_ipv4}/32"), f" ipv6 address {node.loopback_ipv6.upper()}/128",
                       *(_igp(topology.igp) if routed else [])])
    blocks.append(["interface GigabitEthernet1", *_address(management)])
    for number, (link, _neighbor, address) in enumerate(topology.links_of(node.name), 2):
        blocks.append([f"interface GigabitEthernet{number}", *_address(address), " ipv6 enable", *_link(topology.igp, node, link.cost)])
    if node.at:
        blocks.append(["interface GigabitEthernet2", " ip address dhcp", " ipv6 address autoconfig default"])
    blocks += _routers(topology.igp, node) if routed else []
    return "".join("\n".join(block) + "\n!\n" for block in blocks) + "end\n"


def _address(text: str) -> list[str]:
    interface = IPv4Interface(text)
    return [f" ip address {interface.ip} {interface.netmask}"]


def _igp(igp: str) -> list[str]:
    if igp == "isis":
        return [" ip router isis lab", " ipv6 router isis lab"]
    return [" ip ospf 1 area 0", " ipv6 ospf 1 area 0"]


def _link(igp: str, node: Node, cost: int) -> Iterator[str]:
    if igp == "none":
        return
    if igp == "isis":
        yield from [*_igp(igp), " isis circuit-type level-2-only", " isis network point-to-point", f" isis metric {cost}", " isis hello-multiplier 4",
                    " isis hello-interval 1"]
        return
    ipv6_cost = frr.NO_TRANSIT if node.role == "route_server" else cost
    for protocol, own in (("ip", cost), ("ipv6", ipv6_cost)):
        yield from [f" {protocol} ospf network point-to-point", f" {protocol} ospf dead-interval 4", f" {protocol} ospf hello-interval 1",
                    f" {protocol} ospf retransmit-interval 1", f" {protocol} ospf 1 area 0", f" {protocol} ospf cost {own}"]


def _routers(igp: str, node: Node) -> list[list[str]]:
    if igp == "isis":
        return [["router isis lab", f" net {frr.network_entity(node)}", " is-type level-2-only", " metric-style wide", " lsp-gen-interval 1",
                 " spf-interval 1 10 50"]]
    spf = " timers throttle spf 10 50 200"
    return [["router ospf 1", f" router-id {node.loopback_ipv4}", spf], ["ipv6 router ospf 1", f" router-id {node.loopback_ipv4}", spf]]


def write(topology: Topology, node: Node, place: Path, management: str, pid: int) -> None:
    """The twin's directory, with what its backend needs to reach the FRR of the node that `pid` holds."""
    directory = place / "twin"
    directory.mkdir(exist_ok=True, mode=0o700)
    (directory / SAVED).unlink(missing_ok=True)
    (directory / DELIVERED).write_text(startup(topology, node, management))
    enter = ["nsenter", "-t", str(pid), "--mount", "--uts", "--net", "--pid", "--"]
    (directory / "backend.json").write_text(json.dumps({"devices": devices(topology, node), "etc": str(place / "etc-frr"), "enter": enter}))


def make_password(keys: Path) -> None:
    path = keys / TWIN_PASSWORD
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(16) + "\n")


def refuse_unfit(python: str) -> None:
    done = subprocess.run([python, "-c", "import asyncssh"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        raise LabError(f"{python} has no asyncssh, which the IOS-XE twins of this topology need; give one that has it with --python (lab_python).")


class TwinProcess:
    def __init__(self, directory: Path, name: str, address: str, namespace: str, keys: Path, python: str) -> None:
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
        saved = self._directory / SAVED
        words = [self._python, "-m", "lab.iosxe", "--hostname", self._name, "--address", self._address, "--port", "22", "--startup",
                 str(saved if saved.exists() else self._directory / DELIVERED), "--user", TWIN_USER, "--password-file", str(self._keys / TWIN_PASSWORD),
                 "--directory", str(self._directory), "--frr"]
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
            wait_for(lambda: self.pid != pid, f"the twin {self._name} did not end", 20)
        (self._directory / "pid").unlink(missing_ok=True)
