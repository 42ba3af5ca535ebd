# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module bgp_sessions_info reads of a device: sessions, prefixes, routes, and how its configuration compares with a declaration."""
from __future__ import annotations

import ipaddress
from typing import Any, Mapping

from .change import Failure, Reading
from .declared import comparison_queries, compared, declared_state
from .dialects.protocol import Transport
from .faults import Fault
from .reading_task import values_at
from .vendors import Vendor

UNKNOWN = dict.fromkeys(("accepted", "refused", "announced", "advertised"))


def option_faults(options: Mapping[str, Any]) -> list[Fault]:
    return values_at(options, "destinations", ipaddress.ip_address, "an address") + values_at(options, "blocks", ipaddress.ip_network, "a network")


def read_sessions(vendor: Vendor, transport: Transport, options: Mapping[str, Any]) -> dict:
    """Where the declaration itself is at fault, the device is read all the same."""
    declared, troubles = declared_state(options["declared"]) if options["declared"] else (None, [])
    result = _read(vendor, transport, options, declared)
    return {**result, "configuration": {"faults": [str(fault) for fault in troubles]}} if troubles else result


def _read(vendor: Vendor, transport: Transport, options: Mapping[str, Any], declared: Any) -> dict:
    sessions = vendor.language.sessions()
    asked = {**sessions.queries(options["destinations"], options["blocks"]), **(sessions.neighbor_queries() if options["prefixes"] else {}),
             **(comparison_queries(vendor.language) if declared else {})}
    reading = transport.read(asked)
    if isinstance(reading, Failure):
        return {"failed": True, "changed": False, "msg": reading.why}
    found = {**sessions.facts(reading), **_configured(vendor, reading, declared, options["salt"] or "")}
    if options["prefixes"]:
        wanted, answers = sessions.prefix_queries(found), dict(reading.facts)
        more = {name: query for name, query in wanted.items() if name not in answers}
        if more:
            again = transport.read(more)
            if isinstance(again, Failure):
                return {"failed": True, "changed": False, "msg": again.why}
            answers.update(again.facts)
        found = without_unanswered(sessions.with_prefixes(found, answers), wanted, answers)
    return {"changed": False, "vendor": vendor.name, **found}


def without_unanswered(found: Mapping[str, Any], asked: Mapping[str, str], answers: Mapping[str, Any]) -> dict:
    """What a device did not answer is unknown, which is not the same as no prefix. A query's name ends with its neighbor."""
    silent = {name.rpartition(" ")[2] for name in asked if answers.get(name) is None}
    return {**found, "sessions": [{**session, **UNKNOWN} if session["peer"] in silent else session for session in found["sessions"]]}


def _configured(vendor: Vendor, reading: Reading, declared: Any, salt: str) -> dict:
    guards = vendor.language.guards()
    told = {"listen_ranges": guards.listen_ranges(reading.running), "start_bgp": guards.START_BGP}
    return {**told, "configuration": compared(vendor.language, reading, declared, salt)} if declared else told
