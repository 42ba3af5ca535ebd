# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The twin: a device, its NETCONF server over SSH, and what runs behind it."""
from __future__ import annotations

import asyncio
import copy
import logging
import time
from pathlib import Path
from typing import Protocol

import asyncssh
from lxml import etree

from ..twin_server import TwinServer
from .device import Client, Device
from .faults import Faults
from .messages import END, Body, error, hello, reply, stripped
from .operational import COMMANDS
from .rpcs import Rpcs
from .transcript import Transcript

SAVED = "committed.set"
FIRST_SESSION = 1000  # Junos numbers its sessions by process ids
LARGEST = 16 * 1024 * 1024  # bytes of one message
LOG = logging.getLogger(__name__)


class Backend(Protocol):
    """What routes behind the configuration."""

    def apply(self, committed: str) -> None:
        """Take the whole committed configuration as `set` lines, after every commit."""

    def answer(self, rpc: etree._Element) -> etree._Element | None:
        """The reply to an operational RPC in Junos's XML, or None where the RPC is none of the backend's."""


class Twin(TwinServer):
    """A Junos device on one address and port.

    startup: its configuration, as `set` lines or in the text format. hostname, release: over those of the startup configuration.
    user, password: the login; without a user anyone comes in. minute: seconds of a minute of a commit's timer.
    directory: for the host key, `transcript.jsonl`, `faults.json`, and `committed.set`, the configuration as it was last committed.
    reload_seconds: how long a reboot leaves the port closed. master: the device has a master password and keeps secrets as `$8$`.
    """

    def __init__(self, startup: str = "", *, hostname: str = "", release: str = "", address: str = "127.0.0.1", port: int = 0, user: str = "",
                 password: str = "", minute: float = 60.0, directory: Path | None = None, faults: Faults | None = None, backend: Backend | None = None,
                 reload_seconds: float = 1.0, master: bool = False):
        super().__init__(address, port, user, password, directory, faults or Faults(), backend, reload_seconds)
        self.transcript = Transcript(directory / "transcript.jsonl" if directory else None)
        self.sessions: dict[int, _Session] = {}
        self.device = Device(startup, hostname, release, minute, later=self._later, master=master)
        self.device.changed = self._changed
        self._numbers = FIRST_SESSION

    def _configuration(self) -> str:
        return self.device.committed.text()

    def _restart(self) -> None:
        self.device.holder = None
        self.device.candidate = self.device.committed.copy()

    def _cut_all(self) -> None:
        for session in list(self.sessions.values()):
            session.cut()

    async def _serve(self, process) -> None:
        if process.subsystem != "netconf":
            process.exit(1)
            return
        self._numbers += 1
        session = _Session(self, process, Client(self._numbers, process.get_extra_info("username") or "", time.time()))
        self.sessions[session.client.number] = session
        try:
            await session.run()
        finally:
            del self.sessions[session.client.number]
            self.device.left(session.client, session.killed)
            process.exit(0)

    def kill(self, number: int) -> bool:
        session = self.sessions.get(number)
        if session is None:
            return False
        session.killed = True
        self.device.left(session.client, killed=True)
        session.cut()
        return True

    def _changed(self) -> None:
        self._keep(SAVED, self.device.committed.text())
        super()._changed()

    async def ask_backend(self, rpc: etree._Element) -> etree._Element | None:
        """A command of the CLI is asked as the RPC that it stands for."""
        if self.backend is None:
            return None
        if rpc.tag == "command":
            tag = COMMANDS.get((rpc.text or "").split("|")[0].strip())
            if tag is None:
                return None
            rpc = etree.Element(tag)
        await self._backend_follows()
        try:
            return await asyncio.to_thread(self.backend.answer, rpc)
        except Exception as fault:
            LOG.exception("The backend did not answer")
            return error(f"the daemon behind this twin did not answer: {type(fault).__name__}")


class _Session:
    """One NETCONF session. It reads messages to their end-of-message mark, one at a time."""

    def __init__(self, twin: Twin, process, client: Client):
        self._twin, self._process, self.client = twin, process, client
        self.killed = False
        self._rpcs = Rpcs(twin.device, client, twin.kill)

    def cut(self) -> None:
        """End the connection at once, as a broken path does."""
        self._process.get_extra_info("connection").abort()

    async def run(self) -> None:
        self._process.stdout.write(hello(self.client.number))
        waiting = ""
        while True:
            try:
                more = await self._process.stdin.read(65536)
            except (asyncssh.Error, ConnectionError):
                return
            if not more or len(waiting) + len(more) > LARGEST:
                return
            waiting += more
            while END in waiting:
                message, waiting = waiting.split(END, 1)
                if not await self._message(message.strip()):
                    return

    async def _message(self, text: str) -> bool:
        """False where the session ends with it."""
        try:
            root = stripped(etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True)))
        except etree.XMLSyntaxError:
            return self._write(None, [error("malformed message", "malformed-message", kind="rpc")])
        if root.tag == "hello":
            return True
        message = root.get("message-id")
        asked = [child for child in root if isinstance(child.tag, str)]
        if root.tag != "rpc" or len(asked) != 1:
            return self._write(message, [error("syntax error, expecting <rpc>", element=root.tag)])
        return await self._rpc(message, asked[0])

    async def _rpc(self, message: str | None, rpc: etree._Element) -> bool:
        text = etree.tostring(rpc, encoding="unicode")
        self._twin.transcript.add(self.client.number, rpc.tag, text)
        faults = self._twin.renew_faults()
        faults.count()
        if faults.delays(text):
            await asyncio.sleep(faults.delays(text))
        if faults.refuses(text):
            body: Body | None = [error(faults.refusal)]
        else:
            body = self._rpcs.answer(rpc, faults)
            if body is None:
                found = await self._twin.ask_backend(copy.deepcopy(rpc))
                body = [found] if found is not None else [error("syntax error, expecting <rpc>", element=rpc.tag)]
        if faults.cuts:
            self.cut()
            return False
        if faults.reloads:
            self._twin.reload()
            return False
        return self._write(message, body) and rpc.tag != "close-session"

    def _write(self, message: str | None, body: Body) -> bool:
        try:
            text = reply(message, body, self._twin.device.release)
            size = self._twin.faults.pieces or len(text)
            for start in range(0, len(text), size):
                self._process.stdout.write(text[start:start + size])
        except (asyncssh.Error, ConnectionError, BrokenPipeError):
            return False
        return True
