# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and configuration of the nodes' sshd, and of the client that reaches them."""
from __future__ import annotations

import pwd
from collections.abc import Mapping
from pathlib import Path

from .commands import run

SFTP_SERVER = "/usr/lib/openssh/sftp-server"


def make_keys(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    directory.chmod(0o700)
    for name in ("host_ed25519", "id_ed25519"):
        if not (directory / name).exists():
            run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", str(directory / name)])


def server_configuration(address: str) -> str:
    return "\n".join([
        "Port 22",
        f"ListenAddress {address}",
        "HostKey /etc/ssh/host_ed25519",
        "PidFile /run/sshd.pid",
        "PermitRootLogin prohibit-password",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "AuthorizedKeysFile /etc/ssh/authorized_keys",
        "StrictModes no",
        "UsePAM no",
        "UseDNS no",
        "PrintMotd no",
        "MaxStartups 200",
        "MaxSessions 50",
        f"Subsystem sftp {SFTP_SERVER}",
        "",
    ])


def write_server(etc_ssh: Path, keys: Path, address: str) -> None:
    etc_ssh.mkdir(parents=True, exist_ok=True)
    (etc_ssh / "sshd_config").write_text(server_configuration(address))
    (etc_ssh / "authorized_keys").write_text((keys / "id_ed25519.pub").read_text())
    host_key = etc_ssh / "host_ed25519"
    host_key.touch(mode=0o600)
    host_key.write_text((keys / "host_ed25519").read_text())


def write_shadow(path: Path) -> None:
    """No password for anybody, yet no account locked: sshd without PAM refuses a locked root its key."""
    path.touch(mode=0o600)
    path.write_text("".join(f"{entry.pw_name}:*:19000:0:99999:7:::\n" for entry in pwd.getpwall()))


def write_client(keys: Path, addresses: Mapping[str, str]) -> None:
    host_key = " ".join((keys / "host_ed25519.pub").read_text().split()[:2])
    known = "".join(f"{name},{address} {host_key}\n" for name, address in addresses.items())
    (keys / "known_hosts").write_text(known)
    hosts = "".join(f"Host {name}\n  HostName {address}\n" for name, address in addresses.items())
    common = [
        "Host *",
        "  User root",
        f"  IdentityFile {keys / 'id_ed25519'}",
        "  IdentitiesOnly yes",
        f"  UserKnownHostsFile {keys / 'known_hosts'}",
        "  StrictHostKeyChecking yes",
        "",
    ]
    (keys / "config").write_text(hosts + "\n".join(common))
