# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rim between Ansible and a device that is only read: one task, from its arguments to its facts. Faults are returned, never raised."""
from __future__ import annotations

from typing import Any, Callable, Mapping

from ansible.errors import AnsibleConnectionFailure

from .device_task import failed, fitting_vendor
from .dialects.protocol import Transport
from .faults import Fault
from .plain import plain
from .specification import check
from .vendors import Vendor

Options = Mapping[str, Any]


def run_reading_task(action: Any, spec: Mapping[str, Any], task_vars: Mapping[str, Any], values: Callable[[Options], list[Fault]],
                     read: Callable[[Vendor, Transport, Options], dict]) -> dict:
    """`values`: what is wrong with the values of options; `read`: the result."""
    try:
        given = plain(action._task.args)
        network_os = plain(action._templar.template(task_vars.get("ansible_network_os")))
    except Exception as error:  # whatever the type, it is the user's input
        return failed([Fault("options", f"they cannot be read: {type(error).__name__}", "check the variables in use")])
    options, faults = check(spec, given)
    if not faults:
        faults += values(options)
    chosen = fitting_vendor(action, network_os)
    if isinstance(chosen, Fault):
        faults.append(chosen)
    if faults:
        return failed(faults)
    try:
        with chosen.open_transport(action, options) as transport:
            return {"reachable": True, **read(chosen, transport, options)}
    except AnsibleConnectionFailure as error:
        if not options["tolerate_unreachable"]:
            raise
        return {"changed": False, "reachable": False, "msg": " ".join(str(error).split())}


def values_at(options: Options, name: str, parse: Any, what: str) -> list[Fault]:
    faults = []
    for index, text in enumerate(options[name]):
        try:
            parse(text)
        except ValueError as error:
            faults.append(Fault(f"{name}[{index}]", str(error), f"write {what}"))
    return faults
