# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lab needs of the machine, and refuses to start without."""
from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from .errors import LabError

FRR = Path("/usr/lib/frr")
PROGRAMS = {
    "ip": "iproute2",
    "nsenter": "util-linux",
    "unshare": "util-linux",
    "mount": "mount",
    "ssh-keygen": "openssh-client",
    "/usr/sbin/sshd": "openssh-server",
    f"{FRR}/frrinit.sh": "frr",
    "/usr/bin/vtysh": "frr",
}


def refuse_unfit(allow_live_frr: bool) -> None:
    faults = list(_faults())
    if not allow_live_frr:
        faults += [
            f"FRR's {name} (pid {pid}) runs on this machine itself; stop the service (`systemctl disable --now frr`), "
            "or allow it with --allow-live-frr (lab_allow_live_frr)."
            for name, pid in live_frr()
        ]
    if faults:
        raise LabError("\n".join(faults))


def _faults() -> Iterator[str]:
    if not sys.platform.startswith("linux"):
        yield f"The lab is made of Linux network namespaces; this is {sys.platform}."
        return
    if os.geteuid() != 0:
        yield "The lab makes network namespaces and mounts; run it as root (sudo, or become: true)."
    missing = {package: program for program, package in PROGRAMS.items() if shutil.which(program) is None}
    for package, program in missing.items():
        yield f"The program {program} is missing; on Debian `apt-get install {package}` brings it (lab_install: true does it)."


def live_frr(run: Path = Path("/run/frr")) -> Iterator[tuple[str, int]]:
    """The FRR daemons whose pid files the machine itself sees; those of a lab are out of its sight."""
    for pid_file in sorted(run.glob("*.pid")):
        try:
            pid = int(pid_file.read_text())
            name = Path(f"/proc/{pid}/comm").read_text().strip()
        except (OSError, ValueError):
            continue
        if name == pid_file.stem[:15]:
            yield name, pid
