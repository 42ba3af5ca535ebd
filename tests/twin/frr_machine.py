# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A twin's machine without the twin: namespaces of its own, in which a backend runs FRR."""
from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from lab.twin_frr import FrrDaemons

NEEDS_FRR = pytest.mark.skipif(os.geteuid() != 0 or not Path("/usr/lib/frr/bgpd").exists() or not shutil.which("unshare"), reason="needs root and FRR")
BOOT = """
mount --bind {root}/etc /etc/frr; mount --bind {root}/run /run/frr; mount --bind {root}/log /var/log/frr
ip link set lo up
for scope in all default; do
  for name in accept_dad dad_transmits accept_ra; do echo 0 > /proc/sys/net/ipv6/conf/$scope/$name; done
  echo 1 > /proc/sys/net/ipv4/conf/$scope/forwarding; echo 1 > /proc/sys/net/ipv6/conf/$scope/forwarding
done
echo up
exec 3<&0
trap 'exit 0' TERM
(read -r end <&3; kill -TERM 1) &
while :; do sleep 1000000 & wait; done # it reaps what the daemons' starters leave behind
"""


class Machine:
    """All of it ends with `close`."""

    def __init__(self, backend: type[FrrDaemons], devices: Mapping[str, str]) -> None:
        self._backend, self._devices = backend, devices
        self.root = Path(tempfile.mkdtemp(prefix="vaI-"))
        self.root.chmod(0o755)
        for name in ("etc", "run", "log", "twin"):
            (self.root / name).mkdir()
            shutil.chown(self.root / name, "frr", "frr")
        self.shell = subprocess.Popen(
            ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", BOOT.format(root=self.root)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.shell.stdout.readline() == "up\n"
        self.pid = int(Path(f"/proc/{self.shell.pid}/task/{self.shell.pid}/children").read_text().split()[0])
        self.backend = self.another_backend()

    def another_backend(self) -> FrrDaemons:
        return self._backend(self.root / "twin", self._devices, self.root / "etc", ["nsenter", "-t", str(self.pid), "-m", "-n", "-p"])

    def running(self) -> set[tuple[str, ...]]:
        """FRR's running configuration as lines with their contexts; the order of definitions means nothing."""
        return set(_lines(self.backend.vtysh("show running-config")))

    def forget(self) -> None:
        (self.root / "twin/frr-lines.json").unlink(missing_ok=True)

    def addresses(self) -> set[tuple[str, str]]:
        return {(device["ifname"], f"{info['local']}/{info['prefixlen']}") for device in self.backend.present() for info in device["addr_info"]
                if info["scope"] == "global"}

    def close(self) -> None:
        self.shell.stdin.close()
        self.shell.wait(60)
        self.shell.stdout.close()
        shutil.rmtree(self.root)


def _lines(running: str) -> Iterator[tuple[str, ...]]:
    context: list[tuple[int, str]] = []
    for raw in running.splitlines():
        text, depth = raw.strip(), len(raw) - len(raw.lstrip(" "))
        if text and not text.startswith("!") and text not in ("end", "exit", "exit-address-family"):
            context = [(above, words) for above, words in context if above < depth]
            yield (*(words for _depth, words in context), text)
            context.append((depth, text))


@contextmanager
def linked(backend: type[FrrDaemons], devices: Mapping[str, str]) -> Iterator[tuple[Machine, Machine]]:
    """Two machines with a link between them, eth1 on both."""
    with closing(Machine(backend, devices)) as one, closing(Machine(backend, devices)) as other:
        subprocess.run(["ip", "link", "add", "eth1", "netns", str(one.pid), "type", "veth", "peer", "name", "eth1", "netns", str(other.pid)], check=True)
        yield one, other
