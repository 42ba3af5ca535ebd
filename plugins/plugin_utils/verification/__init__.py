# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verification: the domain and what was read of every device, to findings with evidence and advice. Pure."""
from __future__ import annotations

from typing import Any, Iterable, Mapping

from ..intent import Domain
from . import anycast, configuration, exchange, keys, prefixes, resolution, sessions, tables
from .junit import junit
from .link_state import link_state
from .model import ERROR, INFO, ROLES, SEVERITIES, WARNING, Device, Examined, Finding, Network
from .outcome import FAIL_ON, failing_checks
from .text import table

__all__ = ["ERROR", "FAIL_ON", "INFO", "ROLES", "SEVERITIES", "WARNING", "Device", "Examined", "Finding", "Network", "failing_checks", "junit",
           "lines", "verify"]


def verify(domain: Domain, devices: Iterable[Device], database: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The report: `checks`, `findings`, `count` by severity, `devices`, and the rows of route servers and appliances.

    `database`: what the module anycast_paths_info returned for one router; None where none was asked.
    """
    network = Network(domain, tuple(devices))
    reached = anycast.nearest(network)
    examined = [
        sessions.devices_read(network), configuration.configuration(network), sessions.fabric_sessions(network), sessions.appliance_sessions(network),
        sessions.both_ends(network), keys.session_keys(network), keys.equal_keys(network), configuration.listen_ranges(network),
        prefixes.accepted_prefixes(network), prefixes.refused_prefixes(network), prefixes.announcers(network), exchange.transit(network),
        exchange.outbound(network), prefixes.fabric_routes(network), resolution.next_hops(network),
        anycast.nearest_route_server(network, reached), anycast.two_route_servers(network, reached), anycast.planned_order(network, reached),
        anycast.dead_injection(network, reached), link_state(network, database), sessions.unmanaged(network),
    ]
    findings = sorted((finding for one in examined for finding in one.findings), key=lambda finding: SEVERITIES.index(finding.severity))
    return {
        "checks": [{"name": one.check, "title": one.title, "examined": one.count, "result": one.result} for one in examined],
        "findings": [finding.as_dict() for finding in findings],
        "count": {severity: sum(1 for finding in findings if finding.severity == severity) for severity in SEVERITIES},
        "devices": [{"name": device.name, "role": device.role, "read": device.facts is not None, "trouble": device.trouble} for device in network.devices],
        "route_servers": tables.route_servers(network, reached),
        "appliances": tables.appliances(network),
    }


def lines(report: Mapping[str, Any]) -> list[str]:
    """The report for people."""
    text = table(("check", "examined", "result"), [(check["title"], check["examined"], check["result"]) for check in report["checks"]])
    for finding in report["findings"]:
        text.append(f"{finding['severity'].upper()} {finding['subject']}: {finding['evidence']}."
                    + (f" {finding['advice'][:1].upper()}{finding['advice'][1:]}." if finding["advice"] else ""))
    count = report["count"]
    return [*text, f"{count['error']} errors, {count['warning']} warnings, {count['info']} notes."]
