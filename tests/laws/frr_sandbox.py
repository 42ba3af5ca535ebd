# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine of its own for tests: real zebra, staticd and bgpd in a private network and mount namespace.

Its shell waits on a pipe from the test process: when that closes, also because the test process died, the shell removes the
sandbox's files and ends, and with it every process inside. Nothing else is ever ended.
"""
from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Sequence

from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

DAEMONS = Path("/usr/lib/frr")
BOOT = """
mount --bind {root}/etc /etc/frr; mount --bind {root}/run /run/frr; mount --bind {root}/log /var/log/frr
ip link set lo up
for daemon in {names}; do {daemons}/$daemon -d -A 127.0.0.1 -P 0 </dev/null >/dev/null 2>&1; done
echo up
read -r end
rm -rf {root}
"""


def why_not() -> str:
    """Why this machine cannot hold a sandbox; empty where it can."""
    if os.geteuid() != 0:
        return "needs root"
    missing = [tool for tool in ("vtysh", "unshare", "nsenter", "ip") if shutil.which(tool) is None]
    if missing or not (DAEMONS / "bgpd").exists():
        return "needs FRR, iproute2 and util-linux"
    return ""


class Sandbox:
    """One machine; `close` ends what runs inside and waits for it."""

    def __init__(self, daemons: Sequence[str] = ("zebra", "staticd", "bgpd")) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="vaT-"))
        self.root.chmod(0o755)
        for name in ("etc", "run", "log"):
            (self.root / name).mkdir()
            shutil.chown(self.root / name, "frr", "frr")
        (self.root / "etc/vtysh.conf").write_text("service integrated-vtysh-config\n")
        (self.root / "etc/frr.conf").write_text("")
        self.shell = subprocess.Popen(
            ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
             BOOT.format(root=self.root, daemons=DAEMONS, names=" ".join(daemons))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.shell.stdout.readline() == "up\n"
        self.inside = int(Path(f"/proc/{self.shell.pid}/task/{self.shell.pid}/children").read_text().split()[0])
        self.enter = ["nsenter", "-t", str(self.inside), "-m", "-n", "-p"]
        until(lambda: self.running().startswith("Building"), "FRR answers")

    def popen(self, arguments: Sequence[str], **options) -> subprocess.Popen:
        return subprocess.Popen([*self.enter, *arguments], **options)

    def execute(self, script: str, shell: Sequence[str] = ("sh",)) -> tuple[int, str, str]:
        """What the Ansible rim does over a connection: `sh` with the script on its stdin."""
        done = subprocess.run([*self.enter, *shell], input=script, capture_output=True, text=True, timeout=120, check=False)
        return done.returncode, done.stdout, done.stderr

    def vtysh(self, *commands: str) -> str:
        arguments = [part for command in commands for part in ("-c", command)]
        return subprocess.run([*self.enter, "vtysh", *arguments], capture_output=True, text=True, timeout=60, check=False).stdout

    def configure(self, text: str) -> None:
        subprocess.run([*self.enter, "vtysh", "-f", "/dev/stdin"], input=text, capture_output=True, text=True, timeout=60, check=False)

    def running(self) -> str:
        return self.vtysh("show running-config")

    def close(self) -> None:
        self.shell.stdin.close()
        self.shell.wait(60)
        self.shell.stdout.close()
