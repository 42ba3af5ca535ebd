# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rim between Ansible and a device that is only read: one task, from its arguments to its facts. Faults are returned, never raised."""
from __future__ import annotations

import ipaddress
from typing import Any, Mapping

from ansible.errors import AnsibleConnectionFailure

from .change import Failure, Reading
from .declared import comparison_queries, compared, declared_state
from .device_task import failed, fitting_vendor
from .dialects.protocol import Transport
from .faults import Fault
from .plain import plain
from .specification import check
from .vendors import Vendor


def run_reading_task(action: Any, spec: Mapping[str, Any], task_vars: Mapping[str, Any]) -> dict:
    try:
        given = plain(action._task.args)
        network_os = plain(action._templar.template(task_vars.get("ansible_network_os")))
    except Exception as error:  # whatever the type, it is the user's input
        return failed([Fault("options", f"they cannot be read: {type(error).__name__}", "check the variables in use")])
    options, faults = check(spec, given)
    if not faults:
        faults += _values(options, "destinations", ipaddress.ip_address, "an address") + _values(options, "blocks", ipaddress.ip_network, "a network")
    declared, troubles = declared_state(options["declared"]) if not faults and options["declared"] else (None, [])
    chosen = fitting_vendor(action, network_os)
    if isinstance(chosen, Fault):
        faults.append(chosen)
    if faults:
        return failed(faults)
    try:
        with chosen.open_transport(action, options) as transport:
            return {"reachable": True, **_read(chosen, transport, options, declared), **_undeclared(troubles)}
    except AnsibleConnectionFailure as error:
        if not options["tolerate_unreachable"]:
            raise
        return {"changed": False, "reachable": False, "msg": " ".join(str(error).split())}


def _values(options: Mapping[str, Any], name: str, parse: Any, what: str) -> list[Fault]:
    faults = []
    for index, text in enumerate(options[name]):
        try:
            parse(text)
        except ValueError as error:
            faults.append(Fault(f"{name}[{index}]", str(error), f"write {what}"))
    return faults


def _undeclared(troubles: list[Fault]) -> dict:
    """Where the declaration itself is at fault, the device is read all the same."""
    return {"configuration": {"faults": [str(fault) for fault in troubles]}} if troubles else {}


def _read(chosen: Vendor, transport: Transport, options: Mapping[str, Any], declared: Any) -> dict:
    sessions = chosen.language.sessions()
    asked = {**sessions.queries(options["destinations"], options["blocks"]), **(sessions.neighbor_queries() if options["prefixes"] else {}),
             **(comparison_queries(chosen.language) if declared else {})}
    reading = transport.read(asked)
    if isinstance(reading, Failure):
        return {"failed": True, "changed": False, "msg": reading.why}
    found = {**sessions.facts(reading), **_configured(chosen, reading, declared, options["salt"] or "")}
    if options["prefixes"]:
        answers = dict(reading.facts)
        more = {name: query for name, query in sessions.prefix_queries(found).items() if name not in answers}
        if more:
            again = transport.read(more)
            if isinstance(again, Failure):
                return {"failed": True, "changed": False, "msg": again.why}
            answers.update(again.facts)
        found = sessions.with_prefixes(found, answers)
    return {"changed": False, "vendor": chosen.name, **found}


def _configured(chosen: Vendor, reading: Reading, declared: Any, salt: str) -> dict:
    guards = chosen.language.guards()
    told = {"listen_ranges": guards.listen_ranges(reading.running), "start_bgp": guards.START_BGP}
    return {**told, "configuration": compared(chosen.language, reading, declared, salt)} if declared else told
