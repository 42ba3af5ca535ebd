# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device behind the sessions: candidate and committed configuration, lock, commits and their history. No network in here."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from . import checks, loading, releases, text
from .compare import compare
from .configuration import Configuration, Node
from .schema import SyntaxFault, schema
from .text import Order

KEPT = 50  # CLI User Guide, rollback: the active configuration and 49 before it
MODEL = "vmx"
MODIFIED = "configuration database modified"  # NETCONF guide, Lock and Unlock the Candidate Configuration; a public client waits for these words
CHECKED_OUT = "configuration check-out failed"
Later = Callable[[float, Callable[[], None]], Callable[[], None]]  # (seconds, what) -> a function that cancels it


class Refused(Exception):
    """Junos's words for an RPC that it does not carry out."""

    def __init__(self, said: str, tag: str = "operation-failed", holder: int = 0):
        super().__init__(said)
        self.said, self.tag, self.holder = said, tag, holder


class NotCommitted(Exception):
    """A commit, or its check, that finds something wrong."""

    def __init__(self, refusals: list[checks.Refusal]):
        super().__init__(CHECKED_OUT)
        self.refusals = refusals


@dataclass(frozen=True)
class Client:
    """Who a session is: its number, its user, when it began (seconds since 1970)."""

    number: int
    user: str
    since: float


@dataclass
class Commit:
    """One entry of the history. rollback: minutes where it was to be confirmed."""

    configuration: Configuration
    user: str
    at: float
    comment: str = ""
    client: str = "netconf"
    rollback: float = 0


@dataclass
class Pending:
    """A commit that waits for its confirmation."""

    before: Configuration
    client: int
    cancel: Callable[[], None]


class Device:
    """`minute`: seconds of one minute of a commit's timer. `changed`: called after every commit and rollback.

    startup: `set` lines, or the text format. master: secrets are kept as `$8$`.
    """

    def __init__(self, startup: str = "", hostname: str = "", release: str = "", minute: float = 60.0, later: Later | None = None, master: bool = False):
        self.encoder = loading.Encoder(master)
        self.committed = _started(startup, self.encoder)
        printed = self.committed.root.value("version")
        self.release = release or printed or releases.DEFAULT
        system = schema().read(["system", "host-name", hostname or "re0"])[0]
        if hostname or not self.committed.find(system[:-1]):
            self.committed.put(system)
        self.candidate = self.committed.copy()
        self.history = [Commit(self.committed, "root", time.time(), client="other")]
        self.minute = minute
        self.holder: Client | None = None
        self.pending: Pending | None = None
        self.changed: Callable[[], None] = lambda: None
        self._later = later or (lambda seconds, what: lambda: None)

    @property
    def hostname(self) -> str:
        system = self.committed.root.child("system")
        return system.value("host-name") if system is not None else ""

    @property
    def dirty(self) -> bool:
        return not self.candidate.same(self.committed)

    def lock(self, client: Client) -> None:
        if self.holder is not None:
            raise Refused(self._held(), "lock-denied", self.holder.number)
        if self.dirty:
            raise Refused(MODIFIED)
        self.holder = client

    def unlock(self, client: Client) -> None:
        if self.holder is not None and self.holder.number == client.number:
            self.holder = None
            self.candidate = self.committed.copy()

    def left(self, client: Client, killed: bool = False) -> None:
        """A session ended: its lock goes with its changes; killed, its commit that waits is put back (NETCONF guide, Commit ... with Confirmation)."""
        self.unlock(client)
        if killed and self.pending is not None and self.pending.client == client.number:
            self._roll_back()

    def load(self, client: Client, orders: Iterable[Order], action: str) -> list[loading.Note]:
        self._ours(client)
        return loading.Loader(self.candidate, self.release, self.encoder, action).load(orders)

    def load_rollback(self, client: Client, number: int) -> None:
        self._ours(client)
        if not 0 <= number < len(self.history):
            raise Refused(f"could not open rollback configuration: {number}")
        self.candidate = self.history[number].configuration.copy()

    def discard(self, client: Client) -> None:
        self._ours(client)
        self.candidate = self.committed.copy()

    def check(self) -> None:
        """A check confirms a commit that waits (CLI User Guide, Commit a Configuration: `commit` or `commit check`)."""
        refusals = checks.refusals(self.candidate)
        if refusals:
            raise NotCommitted(refusals)
        self._confirm()

    def commit(self, client: Client, comment: str = "", minutes: float = 0) -> None:
        """minutes: put back after so many unless it is confirmed by then."""
        self._ours(client)
        refusals = checks.refusals(self.candidate)
        if refusals:
            raise NotCommitted(refusals)
        before = self.pending.before if self.pending is not None and minutes else self.committed
        self._confirm()
        made = self.candidate.copy()
        self._now(made, Commit(made, client.user, time.time(), comment, rollback=minutes))
        if minutes:
            self.pending = Pending(before, client.number, self._later(minutes * self.minute, self._roll_back))

    def compared(self, number: int) -> str:
        """What `show | compare rollback N` prints; empty where nothing differs."""
        if not 0 <= number < len(self.history):
            raise Refused(f"could not open rollback configuration: {number}")
        return compare(self.history[number].configuration, self.candidate)

    def _held(self) -> str:
        since = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(self.holder.since))
        return f"configuration database locked by:\n  {self.holder.user} terminal  (pid {self.holder.number}) on since {since}\n      exclusive [edit]"

    def _ours(self, client: Client) -> None:
        if self.holder is not None and self.holder.number != client.number:
            raise Refused(self._held(), "in-use")

    def _confirm(self) -> None:
        if self.pending is not None:
            self.pending.cancel()
            self.pending = None

    def _roll_back(self) -> None:
        if self.pending is None:
            return
        before, clean = self.pending.before, not self.dirty
        self._confirm()
        self._now(before, Commit(before, "root", time.time(), client="other"))
        if clean:
            self.candidate = before.copy()

    def _now(self, configuration: Configuration, commit: Commit) -> None:
        self.committed = configuration
        self.history = [commit, *self.history][:KEPT]
        self.changed()


def _started(startup: str, encoder: loading.Encoder) -> Configuration:
    lines = startup.splitlines()
    if any(line.startswith("set ") for line in lines):
        try:
            made = Configuration.of(lines)
        except SyntaxFault as fault:
            raise ValueError(f"the startup configuration: {fault.said} at {' '.join(fault.path)} {fault.element}") from fault
        _encoded(made.root, encoder)
        return made
    made = Configuration()
    notes = loading.Loader(made, "99.1", encoder).load(text.read(startup))
    if notes:
        raise ValueError(f"the startup configuration: {notes[0].said} at {notes[0].path} {notes[0].element}")
    return made


def _encoded(node: Node, encoder: loading.Encoder) -> None:
    for child in node.children.values():
        if child.step.secret and child.step.names:
            child.step = replace(child.step, names=(encoder.kept(child.step.names[0]),))
        _encoded(child, encoder)
