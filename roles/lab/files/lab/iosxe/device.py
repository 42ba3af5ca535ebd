# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device behind the sessions: running and startup configuration, archive, rollback timer. No network in here."""
from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .document import CHANGED, SAVED, Document, Node
from .editor import Answer, Editor

DEFAULT_RELEASE = "17.12.1"
NVRAM = 33554432  # recorded: 32768K bytes of non-volatile configuration memory
NOT_PENDING = "%No Rollback Confirmed Change pending"  # recorded-archive
NO_ARCHIVE = "%Turn config archive on before using Rollback Confirmed Change"  # nso
Later = Callable[[float, Callable[[], None]], Callable[[], None]]  # (seconds, what) -> a function that cancels it


@dataclass
class Rollback:
    """A change that waits for `configure confirm`."""

    document: Document
    file: str
    minutes: int
    user: str
    since: float
    cancels: list[Callable[[], None]] = field(default_factory=list)


class Device:
    """`minute`: seconds of one minute of the rollback timer.

    `changed`: called after every change of the running configuration; `saved`: after every write of the startup configuration.
    """

    def __init__(self, startup: str, hostname: str = "", release: str = "", minute: float = 60.0, later: Later | None = None):
        found = re.search(r"^version (\d+\.\d+)", startup, re.M)
        self.release = release or (f"{found[1]}.1" if found else DEFAULT_RELEASE)
        self.minute = minute
        self.started = time.time()
        self.changed: Callable[[], None] = lambda: None
        self.saved: Callable[[], None] = lambda: None
        self.say: Callable[[str], None] = lambda text: None  # to all sessions, unasked
        self.archived: list[str] = []
        self.modified = False
        self._saved_files = 0
        self._later = later or _no_timer
        self._rollback: Rollback | None = None
        self.editor = Editor(numbers(self.release))
        self._load(startup)
        if hostname and hostname != self.hostname:
            self.editor.type([self.root], f"hostname {hostname}", 0)
        self.startup = self.document.text()

    def _load(self, text: str) -> None:
        self.editor.load(text)
        if not self.document.root.children:
            self.editor.load("")

    @property
    def document(self) -> Document:
        return self.editor.document

    @property
    def root(self) -> Node:
        return self.document.root

    @property
    def running(self) -> str:
        return self.document.text()

    @property
    def hostname(self) -> str:
        node = self.root.child("hostname")
        return node.line.split()[1] if node is not None else "Router"

    def modes(self, keys: tuple[str, ...]) -> list[Node]:
        """The nodes of the modes named by `keys`; those that are gone are left out with all below them."""
        nodes = [self.root]
        for key in keys:
            node = nodes[-1].child(key)
            if node is None:
                break
            nodes.append(node)
        return nodes

    def configure(self, keys: tuple[str, ...], line: str, column: int, user: str) -> Answer:
        answer = self.editor.type(self.modes(keys), line, column)
        if answer.changed:
            self._touched(user)
        return answer

    def _touched(self, user: str) -> None:
        self.modified = True
        self.document.stamp(CHANGED, f"{CHANGED} {self._clock()}" + (f" by {user}" if user else ""))
        self.changed()

    def _clock(self) -> str:
        return time.strftime("%H:%M:%S UTC %a %b %-d %Y", time.gmtime())

    def save(self, user: str) -> None:
        self.document.stamp(SAVED, f"{SAVED} {self._clock()}" + (f" by {user}" if user else ""))
        self.startup = self.running
        self.modified = False
        self.saved()
        archive = self.root.child("archive")
        if self.archive_path and archive is not None and archive.child("write-memory") is not None:
            self._archive_file()

    def restart(self) -> None:
        """Come up with the startup configuration, as after `reload`."""
        self._end_rollback()
        self._load(self.startup)
        self.modified = False
        self.started = time.time()
        self.changed()

    @property
    def archive_path(self) -> str:
        """Without a path the archive is off (recorded-archive)."""
        archive = self.root.child("archive")
        path = archive.child("path") if archive is not None else None
        return path.line.split(maxsplit=1)[1] if path is not None else ""

    @property
    def archive_maximum(self) -> int:
        archive = self.root.child("archive")
        maximum = archive.child("maximum") if archive is not None else None
        return int(maximum.line.split()[1]) if maximum is not None else 10

    def _archive_file(self) -> str:
        now = time.time()
        stamp = time.strftime("%b-{day}-%H-%M-%S", time.gmtime(now)).format(day=time.strftime("%e", time.gmtime(now)).replace(" ", "-"))
        name = f"{self.archive_path}-{stamp}.{int(now % 1 * 1000):03d}-{self._saved_files}"
        self._saved_files += 1
        self.archived = [*self.archived, name][-self.archive_maximum:]
        return name

    @property
    def pending(self) -> Rollback | None:
        return self._rollback

    def begin_rollback(self, minutes: int, user: str) -> str:
        """Remember the configuration and start the timer. What IOS prints (revert-session); an error begins with `%`."""
        if not self.archive_path:
            return NO_ARCHIVE
        if self._rollback is not None:
            return "% Error: a Rollback Confirmed Change is pending"  # that IOS refuses: cisco.ios cliconf; its words: unwitnessed
        file = self._archive_file()
        self._rollback = Rollback(self.document.copy(), file, minutes, user, time.time())
        self._start_timer(minutes)
        return f"Rollback Confirmed Change: Backing up current running config to {file}\n"

    def _start_timer(self, minutes: int) -> None:
        rollback = self._rollback
        for cancel in rollback.cancels:
            cancel()
        rollback.minutes, rollback.since = minutes, time.time()
        rollback.cancels = [
            self._later((minutes - 1) * self.minute, lambda: self.say(
                "Rollback Confirmed Change: Rollback will begin in one minute.\nEnter \"configure confirm\" if you wish to keep what you've configured\n")),
            self._later(minutes * self.minute, lambda: self.say(self.revert())),
        ]

    def prolong(self, minutes: int) -> str:
        if self._rollback is None:
            return NOT_PENDING
        self._start_timer(minutes)
        return ""

    def confirm(self) -> str:
        if self._rollback is None:
            return NOT_PENDING
        self._end_rollback()
        return ""

    def _end_rollback(self) -> None:
        if self._rollback is not None:
            for cancel in self._rollback.cancels:
                cancel()
        self._rollback = None

    def revert(self) -> str:
        """Put the remembered configuration back. What IOS prints (revert-session)."""
        if self._rollback is None:
            return NOT_PENDING
        rollback = self._rollback
        self._end_rollback()
        self.editor.document = rollback.document
        self._touched(rollback.user)
        return f"Rollback Confirmed Change: rolling to:{rollback.file}\n\nTotal number of passes: 1\nRollback Done\n"


def numbers(release: str) -> tuple[int, ...]:
    """(17, 12, 1) of "17.12.1", (16, 9, 3) of "16.09.03a"."""
    return tuple(int(part) for part in re.findall(r"\d+", release))


def _no_timer(seconds: float, what: Callable[[], None]) -> Callable[[], None]:
    return lambda: None
