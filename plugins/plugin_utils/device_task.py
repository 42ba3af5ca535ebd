# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rim between Ansible and the engine: one task on one device, from its arguments to its result. Faults are returned, never raised."""
from __future__ import annotations

import getpass
import socket
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Mapping

from .dialects import Vendor, vendor
from .engine import converge
from .faults import Fault, sentence
from .plain import plain
from .specification import check
from .transports.vtysh import VtyshTransport

Options = Mapping[str, Any]
StateMaker = Callable[[dict], "tuple[Any, list[Fault]]"]
MAX_ROLLBACK = 3600


def run_device_task(action: Any, spec: Mapping[str, Any], make_state: StateMaker, task_vars: Mapping[str, Any]) -> dict:
    """`action`: the action plugin. `make_state`: checked options → the state of the device, and faults."""
    try:
        given = plain(action._task.args)
        network_os = plain(action._templar.template(task_vars.get("ansible_network_os")))
    except Exception as error:  # a vault that cannot be opened, an undefined variable: whatever the type, it is the user's input
        return failed([Fault("options", f"they cannot be read: {type(error).__name__}", "check the vault password and the variables in use")])
    options, faults = check(spec, given)
    if faults:
        return failed(faults)
    for name, low, high in (("rollback_timeout", 5, MAX_ROLLBACK), ("lock_timeout", 0, MAX_ROLLBACK)):
        if not low <= options[name] <= high:
            faults.append(Fault(name, "this is out of range for seconds", f"write a number from {low} to {high}", options[name]))
    state, found = make_state(options)
    faults += found
    chosen = vendor(connection_name(action), network_os)
    if isinstance(chosen, Fault):
        faults.append(chosen)
    elif not getattr(action._connection, "has_pipelining", False):
        faults.append(Fault("ansible_connection", "this connection cannot pipe a script to a shell", "use ssh, local or a container connection",
                            connection_name(action)))
    if faults:
        return failed(faults)
    return _converge(action, chosen, state, options)


def failed(faults: list[Fault]) -> dict:
    return {"failed": True, "changed": False, "msg": sentence(faults), "faults": [str(fault) for fault in faults]}


def connection_name(action: Any) -> str:
    return str(getattr(action._connection, "transport", None) or action._connection._load_name)


def _converge(action: Any, chosen: Vendor, state: Any, options: Options) -> dict:
    dialect = chosen.dialect(update_password=options["update_password"])
    transport = VtyshTransport(
        lambda script: execute(action, script), vtysh_command=options["vtysh_command"], rollback_timeout=options["rollback_timeout"],
        lock_timeout=options["lock_timeout"], run_owner=owner())
    with quiet(action._connection):
        result = converge(dialect, transport, state, check_mode=action._task.check_mode, save=options["save"])
    if not action._task.diff:
        result.pop("diff", None)
    return {"vendor": chosen.name, **result}


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
