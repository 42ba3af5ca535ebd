# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rim of the transports that run a shell script: any Ansible connection that pipes one to a shell."""
from __future__ import annotations

import getpass
import socket
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Mapping

from ..faults import Fault
from .vtysh import VtyshTransport


def unfit_for_shell(connection: Any) -> Fault | None:
    if getattr(connection, "has_pipelining", False):
        return None
    return Fault("ansible_connection", "this connection cannot pipe a script to a shell", "use ssh, local or a container connection",
                 str(getattr(connection, "transport", None) or connection._load_name))


@contextmanager
def open_vtysh(action: Any, options: Mapping[str, Any], mask: Callable[[str], str] | None = None) -> Iterator[VtyshTransport]:
    timeouts = {name: options[name] for name in ("rollback_timeout", "lock_timeout") if name in options}
    with quiet(action._connection):
        yield VtyshTransport(lambda script: execute(action, script), vtysh_command=options["vtysh_command"], run_owner=owner(), **timeouts)


def execute(action: Any, script: str) -> tuple[int, str, str]:
    answer = action._low_level_execute_command("sh", in_data=script.encode("utf-8", "surrogateescape"))
    return answer.get("rc", 255), answer.get("stdout", ""), answer.get("stderr", "")


@contextmanager
def quiet(connection: Any) -> Iterator[None]:
    """No output of ours in a log or at -vvvv: the connection's own play context decides (the action's is another object)."""
    context = connection._play_context
    before = context.no_log
    context.no_log = True
    try:
        connection.set_option("pipelining", True)
    except Exception:  # a connection without the option pipes anyway
        pass
    try:
        yield
    finally:
        context.no_log = before


def owner() -> str:
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (KeyError, OSError):
        return socket.gethostname()
