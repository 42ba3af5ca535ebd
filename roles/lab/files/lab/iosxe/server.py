# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The twin: a device, its SSH server, and what runs behind it."""
from __future__ import annotations

import asyncio
import logging
import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import asyncssh

from .device import Device
from .faults import FaultFile, Faults
from .session import Session
from .transcript import Transcript

HOST_KEY = "ssh_host_key"
STARTUP = "startup-config"
LOG = logging.getLogger(__name__)


class Backend(Protocol):
    """What routes behind the configuration."""

    def apply(self, running: str) -> None:
        """Take the whole running configuration, as `show running-config` prints it."""

    def show(self, command: str) -> str | None:
        """The answer to an operational command in IOS's format, or None where the command is none of the backend's."""


class Twin:
    """An IOS-XE device on one address and port.

    startup: its startup configuration. hostname, release: over those of the startup configuration.
    user, password: the login; without a user anyone comes in. privileged: whether a login is at level 15.
    enable_secret: what `enable` asks for. minute: seconds of a minute of the revert timer.
    directory: for the host key, `transcript.jsonl`, `faults.json`, and `startup-config` as it was last saved.
    reload_seconds: how long a reload leaves the port closed.
    """

    def __init__(self, startup: str = "", *, hostname: str = "", release: str = "", address: str = "127.0.0.1", port: int = 0, user: str = "",
                 password: str = "", privileged: bool | None = None, enable_secret: str | None = None, minute: float = 60.0,
                 directory: Path | None = None, faults: Faults | None = None, backend: Backend | None = None, reload_seconds: float = 1.0):
        self.address, self.port = address, port
        self.user, self.password = user, password
        self.enable_secret = enable_secret
        self.login_level = 15 if (privileged if privileged is not None else enable_secret is None) else 1
        self.directory = directory
        self.faults = faults or Faults()
        self.backend = backend
        self.reload_seconds = reload_seconds
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
        self.transcript = Transcript(directory / "transcript.jsonl" if directory else None)
        self.sessions: list[Session] = []
        self.device = Device(startup, hostname, release, minute, later=self._later)
        self.device.changed = self._changed
        self.device.say = self._say
        self.device.saved = self._saved
        self._fault_file = FaultFile(directory / "faults.json") if directory else None
        self._server = None
        self._numbers = 0
        self._applied = True
        self._applying: asyncio.Task | None = None
        self._tasks: set[asyncio.Task] = set()

    async def start(self) -> None:
        self._key = await asyncio.to_thread(self._host_key)
        await self._listen()
        if self.backend is not None:
            self._changed()

    async def _listen(self) -> None:
        self._server = await asyncssh.create_server(
            lambda: _Login(self), self.address, self.port, server_host_keys=[self._key], line_editor=False, process_factory=self._serve,
            allow_scp=False, reuse_address=True)
        self.port = self._server.get_port()

    async def stop(self) -> None:
        await self._close()
        if self._applying is not None:
            await self._applying
        self.transcript.close()

    async def _close(self) -> None:
        for session in list(self.sessions):
            self.cut(session)
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _serve(self, process) -> None:
        self._numbers += 1
        session = Session(self, process, self._numbers)
        self.sessions.append(session)
        try:
            await session.run()
        finally:
            self.sessions.remove(session)
            process.exit(0)

    def cut(self, session: Session) -> None:
        """End a session's connection at once, as a broken path does."""
        session.connection.abort()

    def reload(self) -> None:
        """Restart with the startup configuration; nobody gets in for `reload_seconds`."""
        self._keep(asyncio.ensure_future(self._reload()))

    async def _reload(self) -> None:
        await self._close()
        self.device.restart()
        await asyncio.sleep(self.reload_seconds)
        await self._listen()

    def _keep(self, task: asyncio.Task) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def renew_faults(self) -> Faults:
        if self._fault_file is not None:
            self.faults = self._fault_file.renewed(self.faults)
        return self.faults

    def _later(self, seconds: float, what: Callable[[], None]) -> Callable[[], None]:
        return asyncio.get_running_loop().call_later(seconds, what).cancel

    def _say(self, text: str) -> None:
        for session in self.sessions:
            if session.monitors:
                session.write(text)

    def _saved(self) -> None:
        if self.directory is not None:
            with os.fdopen(os.open(self.directory / STARTUP, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(self.device.startup)

    def _changed(self) -> None:
        self._applied = False
        if self.backend is not None and (self._applying is None or self._applying.done()):
            self._applying = asyncio.ensure_future(self._apply())

    async def _apply(self) -> None:
        """Give the backend the newest configuration; lines that come meanwhile are taken together."""
        while not self._applied:
            self._applied = True
            try:
                await asyncio.to_thread(self.backend.apply, self.device.running)
            except Exception:
                LOG.exception("The backend did not take the configuration; the twin goes on without it")

    async def ask_backend(self, command: str) -> str | None:
        if self._applying is not None:
            await self._applying
        return await asyncio.to_thread(self.backend.show, command)

    def _host_key(self) -> asyncssh.SSHKey:
        path = self.directory / HOST_KEY if self.directory else None
        if path is not None and path.exists():
            return asyncssh.read_private_key(str(path))
        key = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
        if path is not None:
            path.touch(0o600)
            key.write_private_key(str(path))
        return key


class RunningTwin:
    """A twin in a thread of its own, for callers without asyncio: `with RunningTwin(Twin(...)) as twin:`."""

    def __init__(self, twin: Twin):
        self.twin = twin
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Twin:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.twin.start(), self._loop).result(30)
        return self.twin

    def __exit__(self, *exception) -> None:
        asyncio.run_coroutine_threadsafe(self.twin.stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


class _Login(asyncssh.SSHServer):
    def __init__(self, twin: Twin):
        self._twin = twin

    def begin_auth(self, username: str) -> bool:
        return bool(self._twin.user)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        same = secrets.compare_digest(password.encode(), self._twin.password.encode())
        return username == self._twin.user and same
