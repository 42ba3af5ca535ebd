# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Junos over NETCONF: read, apply under a commit that waits for its confirmation, confirm or roll back.

The protocol, over anything that sends an RPC and returns Junos's answer. A change is one load into the locked candidate, a commit check, the device's own
comparison, which must be what was predicted, and one commit. What brings a device back is Junos's own `commit confirmed` (NETCONF Developer Guide, Commit
the Candidate Configuration Only After Confirmation): unless a commit follows in time it loads and commits the configuration before. What was loaded and
not committed goes with the lock, and the lock with the session (same guide, Lock and Unlock the Candidate Configuration). Both hold for a controller that
dies and for a connection that breaks.
"""
from __future__ import annotations

import time
from hashlib import sha256
from typing import Callable, Mapping, Protocol, Sequence

from ..change import Applied, Change, Failure, Reading
from . import netconf_compare as compare
from . import netconf_words as words
from .netconf_words import Reply

SHORTEST = 2
LONGEST = 65535


class Session(Protocol):
    """One NETCONF session on the device."""

    def call(self, rpc: str, discreet: bool = False) -> Reply:
        """`discreet`: the RPC holds a key, so nothing of an error but its message may be passed on or logged."""


class NetconfTransport:
    """One device. `mask`: configuration text without its keys, to find the lines that hold one. `logged_by`: what writes all that is sent into a log."""

    def __init__(
        self,
        session: Session,
        mask: Callable[[str], str] = lambda text: text,
        rollback_timeout: int = 60,
        lock_timeout: int = 30,
        logged_by: str = "",
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._mask = mask
        self._minutes = minutes(rollback_timeout)
        self._lock_timeout = lock_timeout
        self._logged_by = logged_by
        self._sleep = sleep
        self._clock = clock
        self._before = self._applied = self._difference = ""
        self._locked = self._pending = False

    def read(self, queries: Mapping[str, str]) -> Reading | Failure:
        """The committed configuration as set lines, and the answers to `queries` (RPCs by name); None where Junos refused one.

        A note where a change waits for its confirmation: what is read then may be gone soon. Neither lock nor candidate is touched.
        """
        software = self._session.call(words.SOFTWARE)
        release = words.release(software)
        if software.lost or release is None:
            return Failure(software.lost or f"The device does not answer get-software-information as Junos does: {words.short(_said(software))}")
        if not words.prints_set_format(release):
            return Failure(words.too_old(release))
        running = self._configuration(words.COMMITTED)
        if isinstance(running, Failure):
            return running
        commits = self._session.call(words.COMMITS)
        if commits.lost:
            return Failure(commits.lost)
        facts: dict[str, str | None] = {}
        for name, rpc in queries.items():
            answer = self._session.call(rpc)
            if answer.lost:
                return Failure(answer.lost)
            facts[name] = None if answer.errors else answer.inner
        return Reading(running, release, fingerprint(running), facts, words.notes(words.pending(commits)))

    def apply(self, reading: Reading, change: Change) -> Applied | Failure:
        """Commit a change that was made from `reading`; Junos undoes it unless `confirm` follows in time."""
        failure = self._unsendable(change.lines) or self._nothing_waits() or self._lock()
        if failure is not None:
            return failure
        outcome = self._unready(reading) or self._commit(reading, change.lines)
        if isinstance(outcome, Failure):
            self.close()
        return outcome

    def confirm(self, save: bool) -> Failure | None:
        """Keep what was applied; a commit is stored by itself, whatever `save` says."""
        failure = self._confirm() if self._pending else None
        self.close()
        return failure

    def roll_back(self) -> Applied | Failure:
        """Put the device back now; complaints where its configuration is not what it was before."""
        failure = self._go_back() if self._pending else _failure(self._session.call(words.DISCARD), "The candidate configuration could not be discarded")
        self.close()
        if failure is not None:
            return failure
        running = self._configuration(words.COMMITTED)
        if isinstance(running, Failure) or running == self._before:
            return running if isinstance(running, Failure) else Applied(running)
        return Applied(running, ("The committed configuration is not what it was before the change.",))

    def close(self) -> None:
        """Give the lock back, and with it what is in the candidate."""
        if self._locked:
            self._locked = False
            self._session.call(words.UNLOCK)

    def _configuration(self, rpc: str) -> str | Failure:
        answer = self._session.call(rpc)
        text = None if answer.lost or answer.errors else answer.text("configuration-set")
        if text is None:
            return Failure(answer.lost or f"The device does not show its configuration as set lines: {words.short(self._mask(_said(answer)))}")
        return words.canonical(text)

    def _unsendable(self, lines: Sequence[str]) -> Failure | None:
        if any(character in line for line in lines for character in "\n\r\0"):
            return Failure("a configuration line holds a line break: nothing was sent")
        keys = sum(1 for line in lines if self._mask(line) != line)
        return Failure(words.logged(keys, self._logged_by)) if self._logged_by and keys else None

    def _waiting(self) -> str | Failure | None:
        """Who made a commit that waits for its confirmation."""
        commits = self._session.call(words.COMMITS)
        if commits.lost or commits.errors:
            said = f"The device does not say whether a change waits for its confirmation, nothing was sent: {words.short(_said(commits))}"
            return Failure(commits.lost or said)
        return words.pending(commits)

    def _nothing_waits(self) -> Failure | None:
        """Waits for another change to be confirmed or to go back, without the lock, which its author needs; `lock_timeout` seconds at most."""
        since = self._clock()
        while True:
            who = self._waiting()
            if who is None or isinstance(who, Failure):
                return who
            if self._clock() - since >= self._lock_timeout:
                return Failure(words.waits(who, self._lock_timeout))
            self._sleep(1)

    def _lock(self) -> Failure | None:
        since = self._clock()
        while True:
            answer = self._session.call(words.LOCK)
            if answer.lost:
                return Failure(answer.lost)
            if not answer.errors:
                self._locked = True
                return None
            who = words.locked_by(answer.errors)
            if who is None:
                dirty = words.left_dirty(answer.errors)
                return Failure(words.DIRTY if dirty else f"The device did not lock its configuration, nothing was sent: {words.short(_said(answer))}")
            if self._clock() - since >= self._lock_timeout:
                return Failure(words.held(who, self._lock_timeout))
            self._sleep(1)

    def _unready(self, reading: Reading) -> Failure | None:
        """Why the locked device cannot take a change: somebody else's change, committed or not, or another configuration than the one that was read."""
        who = self._waiting()
        if isinstance(who, Failure):
            return who
        if who is not None:
            return Failure("Another change was made on the device meanwhile; nothing was sent.", retry=True)
        difference = self._comparison()
        if isinstance(difference, Failure) or difference.strip():
            return difference if isinstance(difference, Failure) else Failure(words.CHANGED_UNDER_LOCK)
        running = self._configuration(words.COMMITTED)
        if isinstance(running, Failure):
            return running
        if fingerprint(running) != reading.token:
            return Failure("The configuration of the device changed since it was read; nothing was sent.", retry=True)
        return None

    def _comparison(self) -> str | Failure:
        answer = self._session.call(words.COMPARE)
        if answer.lost or answer.errors:
            return Failure(answer.lost or f"The device does not compare its configurations: {words.short(self._mask(_said(answer)))}")
        return answer.text("configuration-output") or ""

    def _commit(self, reading: Reading, lines: Sequence[str]) -> Applied | Failure:
        """One load, one check, one comparison, one commit; up to the first that fails, and nothing is committed then."""
        self._before = reading.running
        complaints = self._load(lines)
        if complaints == ():
            complaints = self._foreseen(reading, lines)
        checked = Reply() if complaints else self._session.call(words.CHECK)
        if isinstance(complaints, Failure) or checked.lost:
            return complaints if isinstance(complaints, Failure) else Failure(f"{checked.lost} Nothing was committed.")
        complaints = complaints or checked.errors
        if complaints:
            return Applied(reading.running, complaints)
        committed = self._session.call(words.commit_confirmed(self._minutes))
        if committed.lost:
            return Failure(f"{committed.lost} {self._comes_back()}")
        if committed.errors:
            return Applied(reading.running, committed.errors)
        self._pending = True
        running = self._configuration(words.COMMITTED)
        if isinstance(running, Failure):
            return Failure(f"{running.why} {self._comes_back()}")
        self._applied = running
        return Applied(running, notes=tuple(dict.fromkeys((*checked.warnings, *committed.warnings))), difference=self._difference)

    def _load(self, lines: Sequence[str]) -> tuple[str, ...] | Failure:
        """What Junos says against the lines. A warning counts: the change was made for exactly this configuration.

        Lines with a key are loaded discreetly, so that an error tells little; then they are loaded again with a mask for each key, to hear it in full. What
        that second load leaves in the candidate is never committed.
        """
        masked = [self._mask(line) for line in lines]
        answer = self._session.call(words.load(lines), discreet=masked != list(lines))
        if answer.lost:
            return Failure(f"{answer.lost} Nothing was committed.")
        said = (*answer.errors, *answer.warnings)
        if not said or masked == list(lines):
            return said
        again = self._session.call(words.load(masked))
        return (*again.errors, *again.warnings) or said

    def _foreseen(self, reading: Reading, lines: Sequence[str]) -> tuple[str, ...] | Failure:
        text = self._comparison()
        if isinstance(text, Failure):
            return Failure(f"{text.why} Nothing was committed.")
        self._difference = text.strip("\n")
        found = compare.differences(compare.predicted(reading.running, lines), compare.shown(text), self._mask)
        return (words.unforeseen(found),) if found else ()

    def _confirm(self) -> Failure | None:
        """A plain commit confirms; where the time was over it commits nothing, so only the configuration after it tells."""
        answer = self._session.call(words.COMMIT)
        if answer.lost:
            return Failure(f"{answer.lost} It is not known whether the change was confirmed before. If not: {self._comes_back()}")
        if answer.errors:
            return Failure(f"The device did not confirm the change: {words.short(self._mask(_said(answer)))} {self._comes_back()}")
        self._pending = False
        running = self._configuration(words.COMMITTED)
        if isinstance(running, Failure):
            return Failure(f"The change was confirmed, and the configuration could not be read after it: {running.why}")
        if running == self._before:
            return Failure("The change was not confirmed in time, so the device put its configuration back as it was.")
        return None if running == self._applied else Failure("The change was confirmed, and the configuration is no longer what was applied.")

    def _go_back(self) -> Failure | None:
        """Commits `rollback 1` where that is the configuration before the change: once Junos went back by itself, it is the change."""
        running = self._configuration(words.COMMITTED)
        if isinstance(running, Failure):
            return Failure(f"{running.why} {self._comes_back()}")
        if running == self._before:
            return self._leave_unchanged()
        failure = _failure(self._session.call(words.PREVIOUS), "The configuration before the change could not be loaded")
        candidate = failure or self._configuration(words.CANDIDATE)
        if isinstance(candidate, Failure):
            return Failure(f"{candidate.why} {self._comes_back()}")
        if candidate != self._before:
            return Failure(f"The device has another configuration stored as the one before the change, which was not committed. {self._comes_back()}")
        failure = _failure(self._session.call(words.COMMIT), "The configuration before the change could not be committed")
        if failure is not None:
            return Failure(f"{failure.why} {self._comes_back()}")
        self._pending = False
        return None

    def _leave_unchanged(self) -> Failure | None:
        """The configuration is as it was: Junos went back, or the change changed nothing and still waits, which would keep others from the device."""
        self._pending = False
        who = self._waiting()
        return _failure(self._session.call(words.COMMIT), "A commit without a change still waits") if who and not isinstance(who, Failure) else None

    def _comes_back(self) -> str:
        return f"The device puts its configuration back as it was within {self._minutes} minutes by itself, where it had changed."


def minutes(seconds: int) -> int:
    """The time to confirm: whole minutes, rounded up, at least 2, as the re-reading and the confirming commit take their time on a large device, too."""
    return min(LONGEST, max(SHORTEST, -(-seconds // 60)))


def fingerprint(running: str) -> str:
    return sha256(running.encode("utf-8", "surrogateescape")).hexdigest()


def _failure(answer: Reply, what: str) -> Failure | None:
    return Failure(answer.lost or f"{what}: {words.short(_said(answer))}") if answer.lost or answer.errors else None


def _said(answer: Reply) -> str:
    return " / ".join(answer.errors) or answer.inner
