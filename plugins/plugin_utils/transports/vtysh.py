# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FRR through vtysh, over anything that runs a shell script: read, apply under a rollback timer, confirm or roll back.

A read is one execution, an apply one, a confirm or roll back one. What happens on the device is told in `vtysh_shell`.
Keys travel in the script's text on stdin only: never on a command line, never in a file, never in vtysh's history.
"""
from __future__ import annotations

import json
import re
import secrets
import zlib
from datetime import datetime, timezone
from typing import Any, Callable, Mapping

from ..change import Applied, Change, Failure, Reading
from . import vtysh_scripts as scripts

Execute = Callable[[str], "tuple[int, str, str]"]
HEADINGS = ("Building configuration...", "Current configuration:")
REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
PROGRESS = re.compile(r"\[\d+\|\w+\] (sending configuration|done|Configuration file.* processing failure)|Waiting for children|MGMTD: No changes found")
# mgmtd keeps one candidate configuration for all: whoever opens or closes a vtysh meanwhile may make it forget lines (seen on 10.3).
LOST = re.compile(r"^line \d+: Failure to communicate\[\d+\] to mgmtd, line: |candidate datastore locked by another session")
OUTCOMES = {
    "expired": "was not confirmed in time, so the device put its configuration back as it was",
    "differs": "was undone, but the running configuration is not as it was before: look at the device",
    "unsaved": "was applied and confirmed but could not be saved: a restart of the device loses it",
}


def canonical(text: str) -> str:
    """A running configuration without headings and surrounding blank lines, LF only, one LF at its end."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line not in HEADINGS]
    return "\n".join(lines).strip("\n") + "\n"


def posix_cksum(text: str) -> str:
    """What `cksum` prints for this text on its stdin: zlib's CRC with the bits of every byte turned round."""
    data = text.encode("utf-8", "surrogateescape")
    size = len(data)
    length = size.to_bytes((size.bit_length() + 7) // 8, "little")
    crc = zlib.crc32((data + length).translate(REVERSED), 0xFFFFFFFF)
    return f"{int(f'{crc:032b}'[::-1], 2)} {size}"


def sections(output: str, nonce: str) -> dict[str, str]:
    """The parts of a script's answer by name; what stands before the first marker is the connection's noise."""
    found: dict[str, str] = {}
    pieces = re.split(rf"^(.*?){nonce} ([^\n]+)\n", output.replace("\r\n", "\n") + "\n", flags=re.MULTILINE)
    for echoed, name, text in zip(pieces[1::3], pieces[2::3], pieces[3::3]):
        found[name] = text.partition("\n")[2] if echoed else text
    return found


class VtyshTransport:
    """One device. `execute(script)` runs `sh` with the script on its stdin there and returns (rc, stdout, stderr)."""

    def __init__(
        self,
        execute: Execute,
        vtysh_command: str = "vtysh",
        rollback_timeout: int = 60,
        lock_timeout: int = 30,
        run_id: str = "",
        run_owner: str = "an unnamed run",
    ) -> None:
        self._execute = execute
        self._vtysh = vtysh_command
        self._rollback_timeout = rollback_timeout
        self._lock_timeout = lock_timeout
        self._run = run_id or secrets.token_hex(8)
        self._owner = " ".join(run_owner.split())
        self._applied = 0

    def read(self, queries: Mapping[str, str]) -> Reading | Failure:
        """The running configuration and the answers to `queries` (show commands by name); None where FRR refused one.

        A query of each neighbor, with `{peer}` in it, has an answer for each that there is. `facts` holds besides them `daemons` (the names of
        the daemons that vtysh reaches) and `optmem_max` (an int or None).
        """
        if not self._vtysh.strip() or "\n" in self._vtysh:
            return Failure("vtysh_command must be one line that runs vtysh")
        asked = {name: command for name, command in queries.items() if name != "daemons"}
        parts = self._run_script(lambda head, nonce: scripts.read_script(head, self._vtysh, nonce, asked))
        if isinstance(parts, Failure):
            return parts
        running = canonical(parts.get("running", ""))
        release = re.search(r"^frr version (\S+)", running, re.MULTILINE)
        if release is None:
            return Failure(self._trouble(parts))
        facts = {name: None if f"refused fact {name}" in parts else _fact(command, parts.get(f"fact {name}"))
                 for name, command in asked.items() if "{peer}" not in command}
        facts.update(_of_each(asked, parts))
        facts["daemons"] = parts.get("daemons", "").split()
        facts["optmem_max"] = _number(parts.get("optmem", ""))
        return Reading(running, release.group(1), posix_cksum(running), facts, _notes(parts))

    def apply(self, reading: Reading, change: Change) -> Applied | Failure:
        """Apply a change that was made from `reading`; the device undoes it unless `confirm` follows in time."""
        lines = [line for steps in (change.commands, change.undo, change.rebuild, (change.refresh,)) for step in steps for line in step]
        if any(character in line for line in lines for character in "\n\r\0"):
            return Failure("a configuration line holds a line break: nothing was sent")
        self._applied += 1
        parts = self._run_script(lambda head, nonce: scripts.apply_script(head, self._vtysh, change), token=reading.token)
        if isinstance(parts, Failure):
            return parts
        failure = self._refusal(parts)
        if failure is not None:
            return failure
        state = _state(parts)
        if state not in ("applied", "complained"):
            return Failure(f"The change {OUTCOMES.get(state, 'was lost: its rollback process on the device is gone')}.")
        said = _said(parts)
        return Applied(canonical(parts.get("running", "")), said, _notes(parts), lossy=bool(said) and all(map(LOST.search, said)))

    def confirm(self, save: bool) -> Failure | None:
        """Keep what was applied, and write it to the startup configuration where `save`."""
        parts = self._settle("save" if save else "confirm")
        if isinstance(parts, Failure):
            return parts
        state = _state(parts)
        if state in ("confirmed", "saved"):
            return None
        if state == "unsaved":
            return Failure("The change is applied and confirmed but could not be saved: " + " / ".join(_said(parts)))
        if state == "restored":
            return Failure("The change was rolled back before it was confirmed.")
        return Failure(f"The change {OUTCOMES.get(state, _GONE)}.")

    def roll_back(self) -> Applied | Failure:
        """Put the device back now; complaints where its running configuration is not what it was before."""
        parts = self._settle("restore", show=True)
        if isinstance(parts, Failure):
            return parts
        state = _state(parts)
        running = canonical(parts.get("running", ""))
        if state in ("restored", "expired", "unused"):
            return Applied(running)
        if state == "differs":
            return Applied(running, _said(parts) or ("The running configuration is not as it was before the change.",))
        return Failure(f"The change {_GONE}.")

    def _settle(self, word: str, show: bool = False) -> dict[str, str] | Failure:
        return self._run_script(lambda head, nonce: scripts.settle_script(head, self._vtysh, word, show))

    def _run_script(self, script: Callable[[str, str], str], token: str = "") -> dict[str, str] | Failure:
        nonce = secrets.token_hex(12)
        head = scripts.header(
            nonce=nonce,
            token=token,
            run=f"{self._run}.{self._applied}",
            who=self._owner,
            since=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            name=f"virtual_appliance.{zlib.crc32(self._vtysh.encode()):08x}",
            lock_timeout=int(self._lock_timeout),
            rollback_timeout=int(self._rollback_timeout),
        )
        code, output, errors = self._execute(script(head, nonce))
        parts = sections(output, nonce)
        if "end" in parts:
            return parts
        said = " / ".join(line.strip() for line in f"{errors}\n{'' if parts else output}".split("\n") if line.strip())[:500]
        if "ready" in parts:
            return Failure(f"The connection ended in the middle of an answer (code {code}). {said}".strip())
        return Failure(f"The device did not run a POSIX shell script with `sh` (code {code}). {said}".strip())

    def _trouble(self, parts: Mapping[str, str]) -> str:
        said = " ".join(parts.get("trouble", "").split())
        user = parts.get("user", "").strip() or "the login user"
        host = parts.get("host", "").strip() or "the device"
        code = next((name[5:] for name in parts if name.startswith("code ")), "0")
        if code in ("126", "127"):
            return (
                f"`{self._vtysh}` cannot be run by {user} at {host} ({said}): install FRR there, "
                "or set vtysh_command to where vtysh is (/usr/bin/vtysh, `docker exec -i NAME vtysh`, …)."
            )
        if "failed to connect to any daemons" in said and user != "root" and parts.get("sockets", "").strip():
            return f"{user} may not talk to FRR at {host}: use become, or put {user} into the group frrvty."
        if "failed to connect to any daemons" in said:
            hint = "" if user == "root" else f", or {user} may not see it (use become, or the group frrvty)"
            return f"FRR is not running at {host}{hint}: vtysh reaches no daemon. Start it (systemctl start frr)."
        return f"vtysh at {host} did not show a running configuration of FRR: {said or 'it said nothing'}"

    def _refusal(self, parts: Mapping[str, str]) -> Failure | None:
        if "changed" in parts:
            return Failure("The configuration of the device changed since it was read; nothing was sent.", retry=True)
        if "held" in parts:
            lock, who, since = (parts["held"].strip("\n").split("\n") + ["?", "?"])[:3]
            return Failure(
                f"Another run holds the device: {who}, since {since} (waited {self._lock_timeout} s; nothing was sent). "
                f"Its lock is {lock}; remove it there only if that run is surely dead."
            )
        if "unlockable" in parts:
            return Failure(f"The lock {parts['unlockable'].strip()} cannot be made on the device; nothing was sent.")
        if "leaky" in parts:
            return Failure("`printf` is not built into the device's sh, so keys would show in its process list; nothing was sent.")
        if "unstarted" in parts:
            return Failure("The rollback process cannot be started on the device (does it have mkfifo?); nothing was sent.")
        return None


_GONE = "has no rollback process waiting for it on the device: it was undone, or the device restarted"


def _state(parts: Mapping[str, str]) -> str:
    return next((name[6:] for name in parts if name.startswith("state ")), "gone")


def _said(parts: Mapping[str, str]) -> tuple[str, ...]:
    """What was said, each line once (newer vtysh says it once a daemon), without vtysh's progress unless nothing else was said."""
    lines = list(dict.fromkeys(line.rstrip() for line in parts.get("said", "").split("\n") if line.strip()))
    return tuple([line for line in lines if not PROGRESS.match(line)] or lines)


def _notes(parts: Mapping[str, str]) -> tuple[str, ...]:
    notes = []
    if "stale" in parts:
        notes.append(f"Took over the lock of a run that died on the device ({parts['stale'].strip()}).")
    state, when, who = (parts.get("last", "").strip("\n").split("\n") + ["", ""])[:3]
    if state in OUTCOMES:
        notes.append(f"An earlier change ({who}, {when}) {OUTCOMES[state]}.")
    return tuple(notes)


def _fact(command: str, text: str | None) -> Any:
    if text is None or not command.endswith(" json"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return None


def _of_each(asked: Mapping[str, str], parts: Mapping[str, str]) -> dict[str, Any]:
    """The answers to the queries of each neighbor: `received 4 10.1.1.11` of `received {family} {peer}`."""
    found: dict[str, Any] = {}
    for name, command in asked.items():
        start = f"fact {name.partition('{')[0]}"
        for part, text in parts.items() if "{peer}" in command else ():
            if part.startswith(start):
                found[part[5:]] = None if f"refused {part}" in parts else _fact(command, text)
    return found


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdigit() else None
