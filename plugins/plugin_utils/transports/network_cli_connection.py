# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rim of the transport network_cli: a terminal over the persistent connection of ansible.netcommon, with paramiko or libssh.

Facts of ansible.netcommon 8.2.0 (plugins/connection/network_cli.py) that this file is made of:

- The SSH session lives in a process of its own. Each call is one request on its socket; the options that a call sets there hold until the
  next task of the play, which sets all of them anew.
- With `strip_prompt` off an answer ends with the prompt. An answer that ends without one is of a session that ended (`None` as text).
- Text that matches `terminal_stderr_re` becomes an error whose traceback, the line with its key in it, goes to Ansible's log at -vvv. It also
  hits a running configuration with a description such as "host not found". So these patterns are off here; the transport judges answers itself.
- After each prompt it waits `persistent_buffer_read_timeout` (0.1 s) for more. A prompt is any word with `#` or `>` at the end of what came.
- In single user mode it answers commands from a cache, but none that comes with a question.
"""
from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Callable, Iterator, Mapping, Sequence

from ansible.errors import AnsibleConnectionFailure
from ansible.module_utils.connection import Connection, ConnectionError as NotConnected

from ..faults import Fault
from .network_cli import Answer, NetworkCliTransport
from .network_cli_words import unprivileged

NEVER = "(?!)"
PATIENCE = 120
CONFUSING = set("#>")


def unfit_for_network_cli(connection: Any) -> Fault | None:
    if getattr(connection, "_socket_path", None):
        return None
    return Fault("ansible_connection", "this connection has no persistent session", "use ansible.netcommon.network_cli, of ansible.netcommon 6 or newer")


@contextmanager
def open_network_cli(action: Any, options: Mapping[str, Any], mask: Callable[[str], str] = lambda text: text) -> Iterator[NetworkCliTransport]:
    plugin = action._connection
    timeouts = {name: options[name] for name in ("rollback_timeout", "lock_timeout") if name in options}
    logs_keys = bool(_option(plugin, "persistent_log_messages")) and not options.get("allow_logged_keys")
    terminal = PersistentTerminal(plugin)
    try:
        yield NetworkCliTransport(terminal, mask, logs_keys=logs_keys, **timeouts)
    finally:
        terminal.close()


class PersistentTerminal:
    """A `Terminal` over the session that `plugin`, a connection plugin of the task, has to the device."""

    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin
        self._session = Connection(plugin._socket_path)
        self._pause = _option(plugin, "persistent_buffer_read_timeout")
        self._own_questions = (NEVER,) if _option(plugin, "single_user_mode") else ()
        self._changed: dict[str, Any] = {}
        self._reached = False
        self._hurried = False

    def send(self, command: str, questions: Sequence[str] = ()) -> Answer:
        """Raises AnsibleConnectionFailure where the device cannot be reached at all: Ansible then calls the host unreachable."""
        try:
            if not self._reached:
                prompt = self._reach()
                if not prompt.endswith("#"):
                    return Answer(unprivileged(None), "")
            if self._hurried:
                self._set("persistent_buffer_read_timeout", self._pause if CONFUSING & set(command) else 0)
            asked = [*questions, *self._own_questions]
            told = {"prompt": asked, "answer": [""] * len(asked)} if asked else {}
            return _answer(self._session.send_command(command=command, strip_prompt=False, **told))
        except NotConnected as error:
            why = _sentence(error)
            if self._reached:
                return Answer(why, "")
            if "privilege" in why or "answer is not valid" in why or self._waits_for_a_secret(error):
                return Answer(f"{unprivileged(None)} ({why})", "")
            raise AnsibleConnectionFailure(why) from None

    @contextmanager
    def hurry(self) -> Iterator[None]:
        self._hurried = True
        try:
            yield
        finally:
            self._hurried = False
            self._restore("persistent_buffer_read_timeout")

    def close(self) -> None:
        for name in list(self._changed):
            self._restore(name)

    def _reach(self) -> str:
        """Connects; afterwards answers are taken as they are, and a slow one is waited for."""
        prompt = str(self._session.get_prompt()).strip()
        self._reached = True
        self._set("terminal_stderr_re", [{"pattern": NEVER}])
        if (_option(self._plugin, "persistent_command_timeout") or 0) < PATIENCE:
            self._set("persistent_command_timeout", PATIENCE)
        return prompt

    def _set(self, name: str, value: Any) -> None:
        if self._changed.get(name, _option(self._plugin, name)) != value:
            self._session.set_option(name, value)
            self._changed[name] = value

    def _restore(self, name: str) -> None:
        if self._changed.pop(name, None) is None:
            return
        try:
            self._session.set_option(name, _option(self._plugin, name))
        except NotConnected:  # the session is gone, and its options with it
            pass

    def _waits_for_a_secret(self, error: Exception) -> bool:
        """`enable` was sent without a secret, and the device did not go on."""
        context = self._plugin._play_context
        return "timeout" in str(error) and bool(getattr(context, "become", False)) and not getattr(context, "become_pass", None)


def _answer(said: Any) -> Answer:
    lines = str(said).replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    last = lines[-1].strip()
    if not last.endswith(("#", ">")):
        return Answer("The connection to the device ended in the middle of an answer.", "")
    return Answer("\n".join(lines[:-1]), last)


def _sentence(error: Exception) -> str:
    """What went wrong, without the command that some of these messages quote."""
    text = " ".join(str(error).split())
    if "Unable to decode JSON" in text or "socket path" in text:
        return "The persistent connection of Ansible ended."
    if "command timeout triggered" in text or "while trying to send command" in text:
        return "The device did not answer in time."
    return f"{text.rstrip('.')}."


def _option(plugin: Any, name: str) -> Any:
    try:
        return plugin.get_option(name)
    except KeyError:
        return None
