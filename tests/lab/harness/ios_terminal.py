# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A `Terminal` of the network_cli transport without Ansible: one SSH session to an IOS-XE twin, by paramiko."""
from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator, Sequence

import paramiko
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.network_cli import Answer

PROMPT = re.compile(r"(?:^|\n)([\w.-]+(?:\([^)\n]+\))?[#>])$")
SECONDS = 60


class SshTerminal:
    """Use it as a context; `password` is that of the twin's user."""

    def __init__(self, address: str, user: str, password: str, port: int = 22) -> None:
        self._client = paramiko.SSHClient()
        self._client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        self._client.connect(address, port, username=user, password=password, look_for_keys=False, allow_agent=False, timeout=SECONDS)
        self._shell = self._client.invoke_shell(width=512)
        self._until_prompt()
        self.send("terminal length 0")

    def __enter__(self) -> SshTerminal:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._client.close()

    def send(self, command: str, questions: Sequence[str] = ()) -> Answer:
        try:
            self._shell.sendall(f"{command}\n".encode())
            text, prompt = self._until_prompt(questions)
        except OSError as error:
            return Answer(f"The connection to the device ended: {error}.", "")
        return Answer(text.partition("\n")[2] if prompt else "The connection to the device ended in the middle of an answer.", prompt)

    @contextlib.contextmanager
    def hurry(self) -> Iterator[None]:
        yield

    def _until_prompt(self, questions: Sequence[str] = ()) -> tuple[str, str]:
        heard, end, answered = "", time.monotonic() + SECONDS, 0
        self._shell.settimeout(SECONDS)
        while time.monotonic() < end:
            piece = self._shell.recv(65536).decode()
            if not piece:
                return heard, ""
            heard = (heard + piece).replace("\r", "")
            found = PROMPT.search(heard)
            if found:
                return heard[:found.start()], found[1]
            if any(re.search(question, heard[answered:]) for question in questions):
                answered = len(heard)
                self._shell.sendall(b"\n")
        return heard, ""
