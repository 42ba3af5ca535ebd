# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all twins are beside their device: an SSH server on one port, faults from a file, and a backend that follows the configuration."""
from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncssh

from .twin_faults import FaultFile, Faults
from .twin_ssh import Login, host_key

LOG = logging.getLogger(__name__)


class TwinServer:
    """A subclass says what is its vendor's: `_serve`, `_cut_all`, `_restart`, `_configuration`, `transcript`; its device calls `_changed` after every change.

    directory: for the host key, `faults.json` and what the vendor's twin adds. faults: those to begin with; their class reads the file.
    reload_seconds: how long a reload leaves the port closed.
    """

    def __init__(self, address: str, port: int, user: str, password: str, directory: Path | None, faults: Faults, backend: Any, reload_seconds: float):
        self.address, self.port = address, port
        self.user, self.password = user, password
        self.directory = directory
        self.faults = faults
        self.backend = backend
        self.reload_seconds = reload_seconds
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
        self._fault_file = FaultFile(directory / "faults.json", type(faults)) if directory else None
        self._server = None
        self._applied = True
        self._applying: asyncio.Task | None = None
        self._tasks: set[asyncio.Task] = set()

    async def _serve(self, process: Any) -> None:
        """One session, to its end."""
        raise NotImplementedError

    def _cut_all(self) -> None:
        """End all sessions at once."""
        raise NotImplementedError

    def _restart(self) -> None:
        """What a device has forgotten after a restart."""
        raise NotImplementedError

    def _configuration(self) -> str:
        """What the backend routes by."""
        raise NotImplementedError

    async def start(self) -> None:
        self._key = await asyncio.to_thread(host_key, self.directory)
        await self._listen()
        self._changed()

    async def _listen(self) -> None:
        self._server = await asyncssh.create_server(
            lambda: Login(self), self.address, self.port, server_host_keys=[self._key], line_editor=False, process_factory=self._serve,
            allow_scp=False, reuse_address=True)
        self.port = self._server.get_port()

    async def stop(self) -> None:
        await self._close()
        await self._backend_follows()
        self.transcript.close()

    async def _close(self) -> None:
        self._cut_all()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    def reload(self) -> None:
        """Restart; nobody gets in for `reload_seconds`."""
        task = asyncio.ensure_future(self._reload())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def reloading(self) -> bool:
        return bool(self._tasks)

    async def _reload(self) -> None:
        await self._close()
        self._restart()
        await asyncio.sleep(self.reload_seconds)
        await self._listen()

    def renew_faults(self) -> Faults:
        if self._fault_file is not None:
            self.faults = self._fault_file.renewed(self.faults)
        return self.faults

    def _later(self, seconds: float, what: Callable[[], None]) -> Callable[[], None]:
        return asyncio.get_running_loop().call_later(seconds, what).cancel

    def _keep(self, name: str, text: str) -> None:
        """Into the twin's directory, for its owner alone."""
        if self.directory is not None:
            with os.fdopen(os.open(self.directory / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(text)

    def _changed(self) -> None:
        self._applied = False
        if self.backend is not None and (self._applying is None or self._applying.done()):
            self._applying = asyncio.ensure_future(self._apply())

    async def _apply(self) -> None:
        """Give the backend the newest configuration; changes that come meanwhile are taken together."""
        while not self._applied:
            self._applied = True
            try:
                await asyncio.to_thread(self.backend.apply, self._configuration())
            except Exception:
                LOG.exception("The backend did not take the configuration; the twin goes on without it")

    async def _backend_follows(self) -> None:
        if self._applying is not None:
            await self._applying
