# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One SSH session: reading lines, prompts, the exec commands."""
from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from . import shows
from .commands import BACKEND, Command, ambiguous, incomplete, known_words, recognise, resets
from .editor import INCOMPLETE, INVALID, prompt
from .filters import BadFilter, filtered
from .kinds import KINDS

if TYPE_CHECKING:
    from .server import Twin

LINE_END = re.compile("\r\n|\r|\n")
ENTER = "Enter configuration commands, one per line.  End with CNTL/Z.\n"
SAVING = "Building configuration...\n[OK]\n"
MANY = 120  # revert-session: minutes of a revert timer are 1 to 120


class Closed(Exception):
    """The session is over."""


class Session:
    """`number`: counts the sessions of a twin. `level`: 15 privileged, 1 not."""

    def __init__(self, twin: Twin, process, number: int):
        self.twin, self.process, self.number = twin, process, number
        self.connection = process.channel.get_connection()
        self.device = twin.device
        self.user = process.get_extra_info("username") or ""
        self.level = twin.login_level
        self.modes: tuple[str, ...] | None = None  # keys of the open configuration modes; None outside configuration mode
        self.monitors = False
        self._buffer = ""

    async def run(self) -> None:
        try:
            self.write("\n" + self.prompt)
            while True:
                line = await self.read()
                await self._answer(line)
        except (Closed, asyncio.IncompleteReadError, BrokenPipeError, ConnectionError):
            pass

    @property
    def prompt(self) -> str:
        path = [] if self.modes is None else self.device.modes(self.modes)
        return prompt(self.device.hostname, path, self.level == 15)

    def write(self, text: str) -> None:
        self.process.stdout.write(text.replace("\n", "\r\n"))

    async def read(self, echo: bool = True) -> str:
        """The next line, as it was typed; Closed at the end of the connection."""
        while not LINE_END.search(self._buffer):
            try:
                data = await self.process.stdin.read(65536)
            except Exception as error:  # a resized terminal, a break: not part of a line
                if type(error).__name__ in ("TerminalSizeChanged", "BreakReceived", "SignalReceived"):
                    continue
                raise Closed from error
            if not data:
                raise Closed
            self._buffer += data
        end = LINE_END.search(self._buffer)
        line, self._buffer = self._buffer[: end.start()], self._buffer[end.end():]
        self.write((line if echo else "") + "\n")
        return line

    async def ask(self, question: str, echo: bool = True) -> str:
        self.write(question)
        answer = await self.read(echo)
        self.twin.transcript.add(self.number, question, answer if echo else "")
        return answer

    async def _answer(self, line: str) -> None:
        shown = self.prompt
        self.twin.transcript.add(self.number, shown, line)
        text = await self._configuration_line(line, shown) if self.modes is not None else await self._exec_line(line, shown)
        if self.twin.faults.delay:
            await asyncio.sleep(self.twin.faults.delay)
        if text and not text.endswith("\n"):
            text += "\n"
        self.write(text + self.prompt)

    async def _configuration_line(self, line: str, shown: str) -> str:
        if line.strip() in ("end", "\x1a"):
            self.modes = None
            return ""
        faults = self.twin.renew_faults()
        faults.count()
        if faults.refuses(line):
            return INVALID.format(caret=" " * len(shown)) if faults.refusal.startswith("% Invalid input") else faults.refusal
        answer = self.device.configure(self.modes, line, len(shown), self.user)
        self.modes = tuple(node.key for node in answer.path[1:]) if answer.path else None
        if faults.cuts:
            self.twin.cut(self)
            raise Closed
        if faults.reloads:
            self.twin.reload()
            raise Closed
        return answer.text

    async def _exec_line(self, line: str, shown: str) -> str:
        typed, pipe, words_of_filter = line.partition("|")
        words = typed.split()
        if not words or words[0].startswith("!"):
            return ""
        command = recognise(words)
        if command is not None and (self.level == 15 or not command.privileged):
            try:
                text = await getattr(self, f"do_{command.method}")(command)
            except _Wrong as wrong:
                at = len(words) - len(command.rest) + wrong.word
                return INCOMPLETE if at >= len(words) else self._invalid(line, at, shown)
        elif self.level == 15 and words[0] in BACKEND and self.twin.backend is not None:
            text = await self.twin.ask_backend(" ".join(words))
            if text is None:
                return self._unknown(line, words, shown)
        elif self.level == 15 and self.twin.backend is None and resets(words):
            text = ""
        else:
            return self._unknown(line, words, shown)
        if not pipe:
            return text
        try:
            return filtered(text, words_of_filter)
        except BadFilter:
            return self._invalid(line, len(words) + 1, shown) if words_of_filter.strip() else INCOMPLETE

    def _unknown(self, line: str, words: list[str], shown: str) -> str:
        if self.level == 15 and incomplete(words):
            return INCOMPLETE
        if len(words) == 1 and ambiguous(words[0]):
            return f"% Ambiguous command:  \"{line.strip()}\""
        return self._invalid(line, known_words(words) if self.level == 15 else 0, shown)

    def _invalid(self, line: str, word: int, shown: str) -> str:
        starts = [found.start() for found in re.finditer(r"\S+", line)]
        return INVALID.format(caret=" " * (len(shown) + starts[min(word, len(starts) - 1)]))

    async def do_nothing(self, command: Command) -> str:
        return ""

    async def do_leave(self, command: Command) -> str:
        raise Closed

    async def do_show_version(self, command: Command) -> str:
        return _plain(command, shows.version(self.device))

    async def do_show_privilege(self, command: Command) -> str:
        return _plain(command, f"Current privilege level is {self.level}\n")

    async def do_show_running(self, command: Command) -> str:
        return _plain(command, self.device.running)

    async def do_show_interface(self, command: Command) -> str:
        found = KINDS["interface"](command.rest, 0) if command.rest else None
        text = shows.interface(self.device, found[0]) if found else None
        if text is None:
            raise _Wrong(0)
        return text

    async def do_show_startup(self, command: Command) -> str:
        return _plain(command, shows.startup(self.device))

    async def do_show_archive(self, command: Command) -> str:
        return _plain(command, shows.archive(self.device))

    async def do_show_rollback_timer(self, command: Command) -> str:
        return _plain(command, shows.rollback_timer(self.device))

    async def do_terminal_size(self, command: Command) -> str:
        _number(command, 0, 512)
        return ""

    async def do_terminal_monitor(self, command: Command) -> str:
        self.monitors = True
        return ""

    async def do_terminal_no_monitor(self, command: Command) -> str:
        self.monitors = False
        return ""

    async def do_enable(self, command: Command) -> str:
        """Three tries (security; cisco.ios: terminal plugin, `Bad secrets`)."""
        if self.level == 15:
            return ""
        if self.twin.enable_secret is None:
            return "% No password set\n"
        for _attempt in range(3):
            if await self.ask("Password: ", echo=False) == self.twin.enable_secret:
                self.level = 15
                return ""
        return "% Bad secrets\n"

    async def do_disable(self, command: Command) -> str:
        self.level = 1
        return ""

    async def do_configure_terminal(self, command: Command) -> str:
        _plain(command, "")
        self.modes = ()
        return ENTER

    async def do_configure_terminal_revert_timer(self, command: Command) -> str:
        text = self.device.begin_rollback(_number(command, 1, MANY), self.user)
        if text.startswith("%"):
            return text
        self.modes = ()
        return f"{text}\n{ENTER}"

    async def do_configure_confirm(self, command: Command) -> str:
        return _plain(command, self.device.confirm())

    async def do_configure_revert_now(self, command: Command) -> str:
        return _plain(command, self.device.revert())

    async def do_configure_revert_timer(self, command: Command) -> str:
        return self.device.prolong(_number(command, 1, MANY))

    async def do_write_memory(self, command: Command) -> str:
        _plain(command, "")
        self.device.save(self.user)
        return SAVING

    async def do_copy_running_startup(self, command: Command) -> str:
        await self.ask("Destination filename [startup-config]? ")
        return await self.do_write_memory(command)

    async def do_reload(self, command: Command) -> str:
        if self.device.modified and (await self.ask("System configuration has been modified. Save? [yes/no]: ")).strip().startswith("y"):
            self.device.save(self.user)
            self.write("Building configuration...\n[OK]\n")
        if (await self.ask("Proceed with reload? [confirm]")).strip() not in ("", "y"):
            return ""
        self.twin.reload()
        raise Closed


class _Wrong(Exception):
    """A word behind a command does not fit: the `word`th, from 0."""

    def __init__(self, word: int):
        super().__init__(word)
        self.word = word


def _plain(command: Command, text: str) -> str:
    if command.rest:
        raise _Wrong(0)
    return text


def _number(command: Command, low: int, high: int) -> int:
    if not command.rest or not command.rest[0].isdigit() or not low <= int(command.rest[0]) <= high:
        raise _Wrong(0)
    if len(command.rest) > 1:
        raise _Wrong(1)
    return int(command.rest[0])
