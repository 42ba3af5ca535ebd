# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole lab: up, down, and the way to its nodes. All that it makes carries the lab's id, a digest of its directory."""
from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path
from typing import Any

from . import frr, inventory, links, machine, sshd, tree
from .commands import ip, ip_batch, run
from .errors import LabError
from .node import QUIET, Node
from .topology import Topology, parse
from .topology import Node as Plan
from .twin_node import TwinProcess, refuse_unfit
from .twins import KINDS, kinds_of
from .waiting import PATIENCE, wait_for

BENCHMARK_NETWORK = IPv4Network("198.18.0.0/15")
BOOT = Path(__file__).with_name("boot.sh")
WORKERS = 4
NODE_PLACES = ("etc-frr", "etc-ssh", "run", "run/frr", "run/sshd", "run/lock", "log", "log/frr", "tmp", "var-tmp", "root")

Say = Callable[[str], None]


def _silent(_line: str) -> None:
    return None


class Lab:
    def __init__(self, directory: str | os.PathLike[str], say: Say = _silent, frr_root: str | os.PathLike[str] | None = None,
                 python: str | None = None) -> None:
        self.directory = Path(directory).absolute()
        self._frr_root = str(Path(frr_root).resolve()) if frr_root else None
        self.id = "va" + hashlib.sha256(str(self.directory).encode()).hexdigest()[:4]
        self._say = say
        self._python = python or sys.executable

    # -- what is there -----------------------------------------------------------------------------------------------

    @property
    def state(self) -> dict[str, Any]:
        try:
            return json.loads((self.directory / "state.json").read_text())
        except (OSError, ValueError):
            return {}

    @property
    def topology(self) -> Topology:
        return parse(self._running()["topology"])

    @property
    def keys(self) -> Path:
        return self.directory / "ssh"

    @property
    def inventory(self) -> Path:
        return self.directory / "inventory.yml"

    @property
    def nodes(self) -> dict[str, Node]:
        state = self._running()
        topology = parse(state["topology"])
        return {plan.name: self._node(topology, plan, state["nodes"][plan.name]) for plan in topology.nodes}

    def node(self, name: str) -> Node:
        self.topology.node(name)
        return self.nodes[name]

    def namespaces(self) -> list[str]:
        names = (line.split()[0] for line in ip("netns", "list").splitlines() if line.strip())
        return [name for name in names if name.startswith(f"{self.id}-")]

    def alive(self) -> bool:
        nodes = self.state.get("nodes", {})
        return bool(nodes) and self.state.get("complete", False) and all(
            self._holds(name, node["pid"]) for name, node in nodes.items()
        )

    def _holds(self, name: str, pid: int) -> bool:
        """The process is the node's holder still, and not a later bearer of its number."""
        try:
            return os.stat(f"/proc/{pid}/ns/net").st_ino == os.stat(f"/run/netns/{self.id}-{name}").st_ino
        except OSError:
            return False

    def _running(self) -> dict[str, Any]:
        state = self.state
        if not state.get("nodes"):
            raise LabError(f"No lab runs in {self.directory}; `up` starts one.")
        return state

    def _node(self, topology: Topology, plan: Plan, known: Mapping[str, Any]) -> Node:
        twin = None
        if plan.vendor in KINDS:
            twin = TwinProcess(KINDS[plan.vendor], self._place(plan.name) / "twin", plan.name, known["address"], f"{self.id}-{plan.name}", self.keys,
                               self.state.get("python") or self._python)
        return Node(self.id, topology, plan, known["pid"], known["address"], self._place(plan.name), twin)

    def _place(self, name: str) -> Path:
        return self.directory / "nodes" / name

    # -- up ----------------------------------------------------------------------------------------------------------

    def up(self, topology: Topology, allow_live_frr: bool = False) -> bool:
        """Build the lab; False where just this lab runs already."""
        machine.refuse_unfit(allow_live_frr)
        refuse_unfit(self._python, kinds_of(topology))
        if self.alive():
            if self.state["topology"] == json.loads(json.dumps(topology.source)) and self.state.get("frr_root") == self._frr_root:
                return False
            raise LabError(f"Another topology or FRR runs in {self.directory}; take it down first, or use another directory.")
        self.down()
        network = self._free_network()
        addresses = links.management_addresses(network, topology.nodes)
        state: dict[str, Any] = {"id": self.id, "complete": False, "topology": topology.source, "frr_root": self._frr_root, "python": self._python, "nodes": {}}
        shutil.rmtree(self.directory / "frr", ignore_errors=True)
        if self._frr_root:
            tree.install(Path(self._frr_root), self.directory / "frr")
        self._save(state)
        self._say(f"lab {self.id}: {len(topology.nodes)} nodes, management {network.network}")
        self._write_files(topology, addresses)
        self._make_namespaces(topology)
        pids = dict(zip(addresses, self._each(self._hold, topology.nodes)))
        state["nodes"] = {name: {"pid": pids[name], "address": address} for name, address in addresses.items()}
        self._save(state)
        for plan in topology.nodes:
            if plan.vendor in KINDS:
                KINDS[plan.vendor].write(topology, plan, self._place(plan.name), f"{addresses[plan.name]}/24", pids[plan.name])
        self._wire(topology, network, addresses)
        self._say("links are up; starting sshd and FRR")
        self._each(self._start, self.nodes.values())
        self._each(self._wait_for_sshd, self.nodes.values())
        inventory.write(self.inventory, inventory.inventory(topology, addresses, self.keys))
        self._save(state | {"complete": True})
        return True

    def wait_converged(self, timeout: float = PATIENCE) -> None:
        """Until every router and route server knows the way to every loopback that links lead to, in both families."""
        topology = self.topology
        routers = {plan.name: plan for plan in topology.nodes if frr.routes_igp(topology, plan)}
        wanted = {name: {address for other in topology.connected_with(name) - {name}
                         for address in (routers[other].loopback_ipv4, routers[other].loopback_ipv6)} for name in routers}

        def missing() -> str:
            for name, addresses in wanted.items():
                unknown = addresses - self._destinations(name) if addresses else set()
                if unknown:
                    return f"{name} has no route to {', '.join(sorted(unknown))}"
            return ""

        last = missing()
        while last:
            step = last
            wait_for(lambda: missing() != step, step, timeout, 0.2)
            last = missing()

    def _destinations(self, name: str) -> set[str]:
        namespace = f"{self.id}-{name}"
        text = ip("route", netns=namespace) + ip("-6", "route", netns=namespace)
        return {line.split()[0] for line in text.splitlines() if line.strip()}

    def _each(self, work: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(work, items))

    def _save(self, state: Mapping[str, Any]) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        fresh = self.directory / "state.json.new"
        fresh.write_text(json.dumps(state, indent=1))
        fresh.replace(self.directory / "state.json")

    def _free_network(self) -> IPv4Interface:
        subnets = list(BENCHMARK_NETWORK.subnets(new_prefix=24))
        first = int(self.id[2:], 16) % len(subnets)
        used = [IPv4Interface(f"{address['local']}/{address['prefixlen']}").network
                for device in json.loads(ip("-j", "-4", "addr") or "[]") for address in device.get("addr_info", [])]
        for subnet in subnets[first:] + subnets[:first]:
            if not any(subnet.overlaps(network) for network in used):
                return IPv4Interface(f"{subnet[1]}/24")
        raise LabError(f"No /24 of {BENCHMARK_NETWORK} is free for the management network.")

    def _write_files(self, topology: Topology, addresses: Mapping[str, str]) -> None:
        sshd.make_keys(self.keys)
        for kind in KINDS.values():
            kind.make_password(self.keys)
        sshd.write_client(self.keys, addresses)
        for plan in topology.nodes:
            place = self._place(plan.name)
            shutil.rmtree(place, ignore_errors=True)
            for name in NODE_PLACES:
                (place / name).mkdir(parents=True)
            (place / "tmp").chmod(0o1777)
            (place / "var-tmp").chmod(0o1777)
            (place / "root").chmod(0o700)
            sshd.write_server(place / "etc-ssh", self.keys, addresses[plan.name])
            sshd.write_shadow(place / "shadow")
            self._write_frr(topology, plan, place)

    def _write_frr(self, topology: Topology, plan: Plan, place: Path) -> None:
        files = {
            "daemons": frr.daemons_file(topology, plan),
            "frr.conf": frr.configuration(topology, plan),
            "vtysh.conf": "service integrated-vtysh-config\n",
        }
        for name, text in files.items():
            path = place / "etc-frr" / name
            path.touch(mode=0o640)
            path.write_text(text)
            shutil.chown(path, "frr", "frr")
        for name in ("etc-frr", "run/frr", "log/frr"):
            shutil.chown(place / name, "frr", "frr")

    def _make_namespaces(self, topology: Topology) -> None:
        for name in (links.HYPERVISOR, *(plan.name for plan in topology.nodes)):
            ip("netns", "add", f"{self.id}-{name}")
        run(["nsenter", f"--net=/run/netns/{self.id}-{links.HYPERVISOR}", "sh", "-c",
             "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6"])

    def _hold(self, plan: Plan) -> int:
        """Start the node's first process and return its number as this machine counts."""
        holder = subprocess.Popen(
            ["nsenter", f"--net=/run/netns/{self.id}-{plan.name}", "--", "unshare", "--mount", "--uts", "--pid", "--fork",
             "sh", str(BOOT), str(self._place(plan.name)), plan.name],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        word, _space, pid = holder.stdout.readline().partition(" ")
        if word != "ready":
            raise LabError(f"{plan.name} did not come to life: {holder.stderr.read().strip()}")
        holder.stdout.close()
        holder.stderr.close()
        holder.returncode = 0  # it outlives this process on purpose
        return int(pid)

    def _wire(self, topology: Topology, network: IPv4Interface, addresses: Mapping[str, str]) -> None:
        ip_batch(links.management(self.id, network, topology.nodes))
        ip_batch(links.wires(self.id, topology))
        ip_batch(links.switches(topology), f"{self.id}-{links.HYPERVISOR}")
        for plan in topology.nodes:
            ip_batch(links.interfaces(topology, plan, f"{addresses[plan.name]}/24"), f"{self.id}-{plan.name}")

    def _start(self, node: Node) -> None:
        if node.twin is None:
            node.run(["/usr/sbin/sshd"], check=True, **QUIET)
        node.start()
        self._say(f"{node.name}: {'FRR and sshd' if node.twin is None else f'the twin of {node.twin.kind.title}'} started at {node.address}")

    def _wait_for_sshd(self, node: Node) -> None:
        def banner() -> bool:
            try:
                with socket.create_connection((node.address, node.twin.kind.port if node.twin else 22), timeout=2) as connection:
                    return connection.recv(4) == b"SSH-"
            except OSError:
                return False
        wait_for(banner, f"sshd of {node.name} at {node.address} did not answer")

    # -- down --------------------------------------------------------------------------------------------------------

    def down(self) -> bool:
        """Undo all of `up`, also half of it; False where nothing was there."""
        found = self._kill_processes()
        for device in self._devices():
            ip("link", "del", device)
            found = True
        for namespace in self.namespaces():
            ip("netns", "del", namespace)
            found = True
        found = found or bool(self.state)
        for name in ("state.json", "state.json.new", "inventory.yml"):
            (self.directory / name).unlink(missing_ok=True)
        return found

    def _devices(self) -> list[str]:
        """The bridge and its ports; a port goes before its namespace, whose end takes the kernel a while."""
        names = [path.name for path in Path("/sys/class/net").iterdir()]
        return [name for name in names if name == self.id or name.startswith(f"{self.id}-")]

    def _kill_processes(self) -> bool:
        """While the links are up: closed connections then tell their far ends, Ansible's persistent ssh among them."""
        killed = False

        def remaining() -> list[int]:
            return [int(pid) for name in self.namespaces() for pid in ip("netns", "pids", name, check=False).split()]

        def none_left() -> bool:
            nonlocal killed
            pids = [pid for pid in remaining() if pid != os.getpid()]
            for pid in pids:
                killed = True
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            return not pids

        wait_for(none_left, f"processes of the lab {self.id} did not end", interval=0.05)
        return killed
