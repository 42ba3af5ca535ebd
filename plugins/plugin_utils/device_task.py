# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rim between Ansible and the engine: one task on one device, from its arguments to its result. Faults are returned, never raised."""
from __future__ import annotations

from typing import Any, Callable, Mapping

from .engine import converge
from .faults import Fault, sentence
from .intent import Domain, domain_intent
from .plain import plain
from .specification import check
from .vendors import Vendor, network_os_of, vendor

Options = Mapping[str, Any]
StateMaker = Callable[[Domain, dict], "tuple[Any, list[Fault]]"]
MAX_ROLLBACK = 3600


def run_device_task(action: Any, spec: Mapping[str, Any], make_state: StateMaker, task_vars: Mapping[str, Any]) -> dict:
    """`action`: the action plugin. `make_state`: the domain and checked options → the state of the device, and faults."""
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
    domain, found = domain_intent(options["domain"])
    faults += found
    state, found = (None, []) if domain is None else make_state(domain, options)
    faults += found
    chosen = fitting_vendor(action, network_os)
    if isinstance(chosen, Fault):
        faults.append(chosen)
    if faults:
        return failed(faults)
    return _converge(action, chosen, state, options)


def fitting_vendor(action: Any, network_os: str | None) -> Vendor | Fault:
    """The vendor at the other end of the task's connection, or why there is none."""
    chosen = vendor(connection_name(action), network_os_of(action._connection, network_os))
    return chosen if isinstance(chosen, Fault) else chosen.unfit(action._connection) or chosen


def failed(faults: list[Fault]) -> dict:
    return {"failed": True, "changed": False, "msg": sentence(faults), "faults": [str(fault) for fault in faults]}


def connection_name(action: Any) -> str:
    return str(getattr(action._connection, "transport", None) or action._connection._load_name)


def _converge(action: Any, chosen: Vendor, state: Any, options: Options) -> dict:
    dialect = chosen.language.dialect(update_password=options["update_password"])
    with chosen.open_transport(action, options, dialect.mask) as transport:
        result = converge(dialect, transport, state, check_mode=action._task.check_mode, save=options["save"])
    if not action._task.diff:
        result.pop("diff", None)
    return {"vendor": chosen.name, **result}
