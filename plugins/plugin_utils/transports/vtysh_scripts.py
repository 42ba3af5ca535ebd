# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The POSIX shell scripts that the vtysh transport sends, as text.

Each script is definitions only and one call on its last line, so a script cut short does nothing. It answers on stdout in
sections, each opened by a marker line with a nonce that no banner can guess. Their parts are in `vtysh_shell`.
"""
from __future__ import annotations

from shlex import quote
from typing import Mapping, Sequence

from ..change import Change
from .vtysh_shell import APPLY, BASIS, LOCK, READ, SETTLE, SUPERVISOR


def read_script(parameters: str, vtysh: str, nonce: str, queries: Mapping[str, str]) -> str:
    """Prints the running configuration and the answers to `queries`, from one vtysh and one more after each that FRR refuses.

    vtysh stops at a command that fails, and the exit code is all that tells; `-E` makes it print each command, comments too,
    so a comment with the nonce opens each answer. A query with `{family}` and `{peer}` in its name and command is asked of each neighbor
    that is up and whose announcements FRR keeps: the device finds these by itself, so that this too is a part of the one execution.
    """
    shown = {"running": "show running-config no-header", "daemons": "show daemons"}
    shown.update({f"fact {name}": command for name, command in queries.items() if "{peer}" not in command})
    followed = {f"fact {name}": command for name, command in queries.items() if "{peer}" in command}
    script = READ.replace("@queries@", _asked(nonce, shown)).replace("@follow@", "va_follow" if followed else ":")
    return _assemble(parameters, vtysh, script.replace("@followed@", _asked(nonce, followed)))


def _asked(nonce: str, queries: Mapping[str, str]) -> str:
    """Words of vtysh's command line: a comment that opens the answer, and the command."""
    words = " ".join(f"-c {quote(f'! {nonce} {name}')} -c {quote(command)}" for name, command in queries.items())
    for name in ("family", "peer"):
        words = words.replace(f"{{{name}}}", f"'\"$va_{name}\"'")
    return words


def apply_script(parameters: str, vtysh: str, change: Change) -> str:
    """Takes the lock, checks that nothing changed since the read, starts the supervisor and reports what it did."""
    ways = (
        _function("va_commands", _way(change.commands, change.refresh), " &&\n    "),
        _function("va_undo", _way(change.undo, change.refresh), "\n    "),
        _function("va_rebuild", _way(change.rebuild, change.refresh), "\n    "),
    )
    return _assemble(parameters, vtysh, LOCK, SUPERVISOR, *ways, APPLY)


def settle_script(parameters: str, vtysh: str, word: str, show: bool) -> str:
    """Sends the supervisor its last word: `confirm`, `save` or `restore`."""
    after = "va_say running; va_running" if show else ":"
    return _assemble(parameters, vtysh, LOCK, SETTLE.replace("@word@", word).replace("@after@", after))


def header(**values: object) -> str:
    """Assignments of the script's parameters, each quoted."""
    return "".join(f"va_{name}={quote(str(value))}\n" for name, value in values.items())


def _assemble(parameters: str, vtysh: str, *parts: str) -> str:
    return parameters + BASIS.replace("@vtysh@", vtysh) + "".join(parts)


def _way(steps: Sequence[Sequence[str]], refresh: Sequence[str]) -> list[str]:
    """Shell commands for the steps, each committed as one, then one vtysh that refreshes and reads back. Where it stops early, as some
    releases do at a group without peers, each group is cleared by its own and the caller reads back."""
    clears = "".join(f" -c {quote(command)}" for command in refresh)
    return [*(f"va_step {quote(chr(10).join(step))}" for step in steps if step), f"va_close{clears}"]


def _function(name: str, body: Sequence[str], glue: str) -> str:
    return f"\n{name}() {{\n    {glue.join(body)}\n}}\n"
