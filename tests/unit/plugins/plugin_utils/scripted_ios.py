# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogue of IOS-XE around a change, in memory: archive, revert timer, confirm, revert, save. The configuration is flat lines.

Its words are those that the transport's docstrings cite; that it keeps a configuration as IOS does is the twin's task, not this one's.
"""
from __future__ import annotations

from contextlib import contextmanager

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.network_cli import Answer

VERSION = "Cisco IOS XE Software, Version 17.12.01a\nCisco IOS Software [Dublin], Virtual XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 17.12.1a"
INVALID = "             ^\n% Invalid input detected at '^' marker.\n"
NO_PENDING = "%No Rollback Confirmed Change pending"
LOST = Answer("The connection to the device ended in the middle of an answer.", "")


class ScriptedIos:
    """`answers`: what it says to a command or line instead, once if it is a list. `cut_at`: the connection ends there. `silent_at`: no answer
    in time there, once; it comes in place of the next one."""

    def __init__(self, *lines: str, archive: bool = True, privilege: int = 15):
        self.lines = ["version 17.12", *lines]
        self.startup: list[str] = []
        self.archive = archive
        self.privilege = privilege
        self.answers: dict[str, str | list[str]] = {}
        self.cut_at = self.silent_at = ""
        self.backup: list[str] | None = None
        self.minutes = 0
        self.user = "admin"
        self.configuring = False
        self.sent: list[str] = []
        self.hurried: list[str] = []
        self.closed = False
        self._hurry = False
        self._late = False

    def send(self, command, questions=()):
        self.sent.append(command)
        if self._hurry:
            self.hurried.append(command)
        if command == self.silent_at:
            self.silent_at, self._late = "", True
            return Answer("The device did not answer in time.", "")
        if self.closed or command == self.cut_at:
            self.closed = True
            return LOST
        configuring, text = self.configuring, self._said(command)
        if self._late and configuring:
            self._late = False
            return Answer("", "R1(config)#")
        return Answer(text.strip("\n"), f"R1{'(config)' if self.configuring else ''}{'>' if self.privilege == 1 else '#'}")

    @contextmanager
    def hurry(self):
        self._hurry = True
        yield
        self._hurry = False

    def revert(self):
        """What the device does by itself when the timer ends."""
        self.lines, self.backup, self.configuring = self.backup, None, False

    def _said(self, command: str) -> str:
        told = self.answers.get(command)
        if isinstance(told, list):
            told = told.pop(0) if told else None
        if told is not None:
            return told
        if self.configuring:
            return self._configure(command)
        exec_commands = {
            "show privilege": lambda: f"Current privilege level is {self.privilege}",
            "show version": lambda: VERSION,
            "show running-config": self._running,
            "show archive": lambda: "The maximum archive configurations allowed is 10." if self.archive else " Archive feature not enabled",
            "show archive config rollback timer": self._timer,
            "configure confirm": self._confirm,
            "configure revert now": self._revert_now,
            "write memory": self._write,
            "!": lambda: "",
        }
        if command.startswith("configure terminal revert timer "):
            return self._enter(command)
        return exec_commands.get(command, lambda: INVALID)()

    def _configure(self, line: str) -> str:
        if line == "end":
            self.configuring = False
        elif line.startswith("no "):
            self.lines.remove(line[3:])
        elif not line.startswith("!"):
            self.lines.append(line)
        return ""

    def _running(self) -> str:
        size = sum(map(len, self.lines))
        changed = f"! Last configuration change at 17:00:{len(self.sent) % 60} UTC Thu Nov 21 2019"
        return "\n".join(["Building configuration...", "", f"Current configuration : {size} bytes", "!", changed, "!", *self.lines, "end"])

    def _enter(self, command: str) -> str:
        if not self.archive:
            return "%Turn config archive on before using Rollback Confirmed Change"
        if self.backup is not None:
            return "% busy"
        self.backup, self.configuring, self.minutes = list(self.lines), True, int(command.split()[-1])
        return "Rollback Confirmed Change: Backing up current running config to flash:a-Feb-15\n\nEnter configuration commands, one per line.  End with CNTL/Z."

    def _timer(self) -> str:
        if self.backup is None:
            return NO_PENDING
        return f"Time configured(or reconfigured): 22:50:48 UTC Sat Feb 21 2026\nTimer type: absolute timer\nTimer value: {self.minutes} min\nUser: {self.user}"

    def _confirm(self) -> str:
        if self.backup is None:
            return NO_PENDING
        self.backup = None
        return ""

    def _revert_now(self) -> str:
        if self.backup is None:
            return NO_PENDING
        self.revert()
        return "Rollback Confirmed Change: rolling to:flash:a-Feb-15\n\nTotal number of passes: 1\nRollback Done"

    def _write(self) -> str:
        self.startup = list(self.lines)
        return "Building configuration...\n[OK]"
