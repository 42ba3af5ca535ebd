# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The twin: a device, its SSH server, and what runs behind it."""
from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import asyncssh

from ..fault_file import FaultFile
from ..twin_ssh import Login, host_key
from .device import Device
from .faults import Faults
from .session import Session
from .transcript import Transcript

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
        self._fault_file = FaultFile(directory / "faults.json", Faults) if directory else None
        self._server = None
        self._numbers = 0
        self._applied = True
        self._applying: asyncio.Task | None = None
        self._tasks: set[asyncio.Task] = set()

    async def start(self) -> None:
        self._key = await asyncio.to_thread(host_key, self.directory)
        await self._listen()
        if self.backend is not None:
            self._changed()

    async def _listen(self) -> None:
        self._server = await asyncssh.create_server(
            lambda: Login(self), self.address, self.port, server_host_keys=[self._key], line_editor=False, process_factory=self._serve,
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
