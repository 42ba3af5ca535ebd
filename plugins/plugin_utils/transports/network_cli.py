# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IOS-XE through its command line: read, apply under a revert timer, confirm or revert.

The protocol, over anything that sends a command and returns IOS's answer. What brings a device back is IOS's own "Configuration Rollback
Confirmed Change" (Cisco, Configuration Rollback Confirmed Change, IOS XE 17.x): `configure terminal revert timer N` copies the running
configuration to the archive and goes back to it after N minutes, unless `configure confirm` comes before; `configure revert now` goes back at once.
That holds for a controller that dies and for a connection that breaks.
"""
from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from typing import Callable, Mapping, Protocol, Sequence

from ..change import Applied, Change, Failure, Reading
from . import network_cli_words as words

SHORTEST = 2
SAVE_ATTEMPTS = 3
REREADS = 5


@dataclass(frozen=True)
class Answer:
    """What IOS said to a command, without the command's echo, LF only, and the prompt after it.

    No prompt: the connection ended, or IOS did not answer in time; `text` then says so in a sentence.
    """

    text: str
    prompt: str

    @property
    def lost(self) -> bool:
        return not self.prompt

    @property
    def configuring(self) -> bool:
        return "(config" in self.prompt


class Terminal(Protocol):
    """One session on the device, terminal length 0."""

    def send(self, command: str, questions: Sequence[str] = ()) -> Answer:
        """`questions`: patterns of what IOS may ask in between; each is answered with the return key."""

    def hurry(self) -> AbstractContextManager[None]:
        """While it lasts, an answer ends with the first prompt: for lines whose answer is short."""


class NetworkCliTransport:
    """One device. `mask`: configuration text without its keys, to find the lines that hold one. `logs_keys`: whatever is sent is logged."""

    def __init__(
        self,
        terminal: Terminal,
        mask: Callable[[str], str] = lambda text: text,
        rollback_timeout: int = 60,
        lock_timeout: int = 30,
        logs_keys: bool = False,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._terminal = terminal
        self._mask = mask
        self._minutes = minutes(rollback_timeout)
        self._lock_timeout = lock_timeout
        self._logs_keys = logs_keys
        self._sleep = sleep
        self._clock = clock
        self._before = ""
        self._refresh: Sequence[str] = ()
        self._pending = False

    def read(self, queries: Mapping[str, str]) -> Reading | Failure:
        """The running configuration and the answers to `queries` (show commands by name) as text; None where IOS refused one.

        A note where a change waits for its confirmation: what is read then may be gone soon.
        """
        with self._terminal.hurry():
            level = self._terminal.send("show privilege")
            if level.lost:
                return Failure(level.text)
            if words.privilege(level.text) not in (15, None) or level.prompt.endswith(">"):
                return Failure(words.unprivileged(words.privilege(level.text)))
            timer = self._terminal.send("show archive config rollback timer")
        version = self._terminal.send("show version")
        release = words.release(version.text)
        if version.lost or release is None:
            return Failure(version.text if version.lost else f"The device does not answer `show version` as IOS-XE does: {words.short(version.text)}")
        running = self._running()
        if isinstance(running, Failure):
            return running
        facts: dict[str, str | None] = {}
        for name, command in queries.items():
            answer = self._terminal.send(command)
            if answer.lost:
                return Failure(answer.text)
            facts[name] = None if words.refused(answer.text) else answer.text
        return Reading(running, release, fingerprint(running), facts, words.notes(timer.text))

    def apply(self, reading: Reading, change: Change) -> Applied | Failure:
        """Apply a change that was made from `reading`; IOS undoes it unless `confirm` follows in time."""
        failure = self._unsendable([*change.lines, *change.refresh]) or self._unready(reading)
        if failure is not None:
            return failure
        self._before, self._refresh = reading.running, change.refresh
        complaints = self._configure(change.lines) if change.lines else ()
        if isinstance(complaints, Failure):
            return complaints
        for command in () if complaints else change.refresh:
            answer = self._terminal.send(command)
            if answer.lost:
                return Failure(f"{answer.text} {self._comes_back()}")
            complaints = (*complaints, *words.complaint(command, answer.text))
        running = self._running()
        return Failure(f"{running.why} {self._comes_back()}") if isinstance(running, Failure) else Applied(running, complaints)

    def confirm(self, save: bool) -> Failure | None:
        """Keep what was applied, and write it to the startup configuration where `save`."""
        if self._pending:
            answer = self._terminal.send("configure confirm")
            if answer.lost:
                return Failure(f"{answer.text} It is not known whether the change was confirmed before. If not: {self._comes_back()}")
            self._pending = False
            if words.nothing_pending(answer.text):
                return Failure("The change was not confirmed in time, so the device put its configuration back as it was.")
            if words.refused(answer.text):
                return Failure(f"The device did not confirm the change: {words.short(answer.text)} {self._comes_back()}")
        return self._save() if save else None

    def roll_back(self) -> Applied | Failure:
        """Put the device back now; complaints where its running configuration is not what it was before."""
        said = ""
        if self._pending:
            answer = self._terminal.send("configure revert now")
            if answer.lost:
                return Failure(f"{answer.text} {self._comes_back()}")
            self._pending, said = False, answer.text
            # What was announced while the filters were guarded was denied, and IOS does not ask for it again by itself.
            for command in self._refresh:
                answer = self._terminal.send(command)
                if answer.lost:
                    return Failure(answer.text)
        for attempt in range(REREADS):
            if attempt:
                self._sleep(1)
            running = self._running()
            if isinstance(running, Failure):
                return running
            different = words.differing(running, self._before)
            if not different:
                return Applied(running)
        why = f"The running configuration is not as it was before the change: {different} line{'s differ' if different > 1 else ' differs'}."
        return Applied(running, (why, *words.complaint("configure revert now", said)))

    def _running(self) -> str | Failure:
        answer = self._terminal.send("show running-config")
        if answer.lost:
            return Failure(answer.text)
        running = words.canonical(answer.text)
        if not running.endswith("\nend\n"):
            return Failure(f"The device does not show its whole running configuration: {words.short(self._mask(answer.text[:200]))}")
        return running

    def _unsendable(self, lines: Sequence[str]) -> Failure | None:
        if any(character in line for line in lines for character in "\n\r\0"):
            return Failure("a configuration line holds a line break: nothing was sent")
        if any("?" in line for line in lines):
            return Failure("a configuration line holds a question mark, which IOS takes as a request for help: nothing was sent")
        keys = sum(1 for line in lines if self._mask(line) != line)
        if self._logs_keys and keys:
            return Failure(words.logged(keys))
        return None

    def _unready(self, reading: Reading) -> Failure | None:
        """Why the device cannot take a change now: no archive, somebody else's change, another configuration than the one that was read."""
        archive = self._terminal.send("show archive")
        if archive.lost or words.without_archive(archive.text):
            return Failure(archive.text if archive.lost else words.NO_ARCHIVE)
        failure = self._busy()
        if failure is not None:
            return failure
        running = self._running()
        if isinstance(running, Failure):
            return running
        if fingerprint(running) != reading.token:
            return Failure("The configuration of the device changed since it was read; nothing was sent.", retry=True)
        return None

    def _busy(self) -> Failure | None:
        """Waits for another change to be confirmed or to go back, `lock_timeout` seconds at most."""
        since = self._clock()
        while True:
            timer = self._terminal.send("show archive config rollback timer")
            if timer.lost or words.nothing_pending(timer.text):
                return Failure(timer.text) if timer.lost else None
            if words.refused(timer.text):
                return Failure(f"The device does not say whether a change waits for its confirmation, nothing was sent: {words.short(timer.text)}")
            if self._clock() - since >= self._lock_timeout:
                return Failure(words.held(timer.text, self._lock_timeout))
            self._sleep(1)

    def _configure(self, lines: Sequence[str]) -> tuple[str, ...] | Failure:
        """Sends the lines in one configuration session, up to the first that IOS refuses; what it said to that one."""
        entered = self._enter()
        if isinstance(entered, Failure):
            return entered
        self._pending = True
        complaints: tuple[str, ...] = ()
        lost = None
        with self._terminal.hurry():
            for number, line in enumerate(lines):
                answer = self._terminal.send(line)
                said, where = answer.text, words.in_context(lines, number)
                if answer.lost:
                    lost = said
                    complaints = (f"{said} The line was: {where}",)
                elif not answer.configuring:
                    complaints = words.complaint(where, said) or words.complaint(where, "% The line ended the configuration session.")
                else:
                    complaints = words.complaint(where, said)
                if complaints:
                    break
        if self._leave():
            return complaints
        return Failure(f"{lost or 'The configuration session cannot be left.'} {self._comes_back()}")

    def _enter(self) -> Failure | None:
        """Opens the configuration session; where somebody was faster, waits for them as long as for a lock, and has the device read again."""
        command = f"configure terminal revert timer {self._minutes}"
        answer = self._terminal.send(command)
        if answer.lost:
            return Failure(f"{answer.text} {self._comes_back()}")
        if answer.configuring and not words.refusals(answer.text):
            return None
        if answer.configuring:
            self._leave()
        if words.without_archive(answer.text):
            return Failure(words.NO_ARCHIVE)
        timer = self._terminal.send("show archive config rollback timer")
        if not timer.lost and not words.nothing_pending(timer.text):
            return self._busy() or Failure("Another change was made on the device meanwhile; nothing was sent.", retry=True)
        return Failure(f"The device did not open a configuration session, nothing was sent: {words.short(answer.text)}")

    def _leave(self) -> bool:
        """Ends the configuration session; a late answer to an earlier line may come first, hence the comments after it."""
        answer = self._terminal.send("end")
        for _attempt in range(3):
            if answer.lost or not answer.configuring:
                break
            answer = self._terminal.send("!")
        return not answer.lost and not answer.configuring

    def _save(self) -> Failure | None:
        """IOS's answers, as Netspoc's approve tells them apart: `[OK]`, questions about NVRAM, `startup-config file open failed (Device or resource busy)`."""
        answer = Answer("", "")
        for attempt in range(SAVE_ATTEMPTS):
            if attempt:
                self._sleep(1)
            answer = self._terminal.send("write memory", questions=words.SAVE_QUESTIONS)
            if not answer.lost and "[OK]" in answer.text:
                return None
            if answer.lost or "file open failed" not in answer.text:
                break
        return Failure(f"The change is applied and confirmed but could not be saved: {words.short(answer.text)}")

    def _comes_back(self) -> str:
        return f"The device puts its configuration back as it was within {self._minutes} minutes by itself, where it had changed."


def minutes(seconds: int) -> int:
    """The revert timer for a timeout: whole minutes, rounded up, at least 2.

    One minute before the end IOS writes a warning into the session, after the prompt and without a new one. With a timer of 1 that
    is at once (a session with `conf t revert timer 1`, shown on the blog of byteworks.com), where Ansible would wait for a prompt for ever.
    """
    return max(SHORTEST, -(-seconds // 60))


def fingerprint(running: str) -> str:
    return sha256("\n".join(words.statements(running)).encode("utf-8", "surrogateescape")).hexdigest()
