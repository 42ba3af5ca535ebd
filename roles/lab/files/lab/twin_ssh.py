# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the SSH servers of all twins have in common: the host key, the login, and a thread to run one in."""
from __future__ import annotations

import asyncio
import secrets
import threading
from pathlib import Path
from typing import Any

import asyncssh

HOST_KEY = "ssh_host_key"


def host_key(directory: Path | None) -> asyncssh.SSHKey:
    """That of the directory, made the first time; another each time without a directory."""
    path = directory / HOST_KEY if directory else None
    if path is not None and path.exists():
        return asyncssh.read_private_key(str(path))
    key = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    if path is not None:
        path.touch(0o600)
        key.write_private_key(str(path))
    return key


class Login(asyncssh.SSHServer):
    """By the twin's `user` and `password`; anyone comes in where there is no user."""

    def __init__(self, twin: Any):
        self._twin = twin

    def begin_auth(self, username: str) -> bool:
        return bool(self._twin.user)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        same = secrets.compare_digest(password.encode(), self._twin.password.encode())
        return username == self._twin.user and same


class RunningTwin:
    """A twin in a thread of its own, for callers without asyncio: `with RunningTwin(Twin(...)) as twin:`."""

    def __init__(self, twin: Any):
        self.twin = twin
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Any:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.twin.start(), self._loop).result(30)
        return self.twin

    def __exit__(self, *exception) -> None:
        asyncio.run_coroutine_threadsafe(self.twin.stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
