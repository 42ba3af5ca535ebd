# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The twin: a device, its SSH server, and what runs behind it."""
from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Protocol

from ..twin_server import TwinServer
from .device import Device
from .faults import Faults
from .session import Session
from .transcript import Transcript

STARTUP = "startup-config"


class Backend(Protocol):
    """What routes behind the configuration."""

    def apply(self, running: str) -> None:
        """Take the whole running configuration, as `show running-config` prints it."""

    def show(self, command: str) -> str | None:
        """The answer to an operational command in IOS's format, or None where the command is none of the backend's."""


class Twin(TwinServer):
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
        super().__init__(address, port, user, password, directory, faults or Faults(), backend, reload_seconds)
        self.enable_secret = enable_secret
        self.login_level = 15 if (privileged if privileged is not None else enable_secret is None) else 1
        self.transcript = Transcript(directory / "transcript.jsonl" if directory else None)
        self.sessions: list[Session] = []
        self.device = Device(startup, hostname, release, minute, later=self._later)
        self.device.changed = self._changed
        self.device.say = self._say
        self.device.saved = self._saved
        self._numbers = 0

    def _configuration(self) -> str:
        return self.device.running

    def _restart(self) -> None:
        self.device.restart()

    def _cut_all(self) -> None:
        for session in list(self.sessions):
            self.cut(session)

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

    def _say(self, text: str) -> None:
        for session in self.sessions:
            if session.monitors:
                session.write(text)

    def _saved(self) -> None:
        self._keep(STARTUP, self.device.startup)

    async def ask_backend(self, command: str) -> str | None:
        await self._backend_follows()
        return await asyncio.to_thread(self.backend.show, command)
