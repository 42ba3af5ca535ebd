# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would change, for every host: the results of check mode as texts for people. Pure."""
from __future__ import annotations

from typing import Any, Mapping

from .verification.text import table

Result = Mapping[str, Any]
MEANING = {"change": "would change", "same": "is as it should be", "failed": "could not be planned"}


def plan_report(results: Mapping[str, Result]) -> dict[str, Any]:
    """`results`: host → the module's result in check mode. `hosts` are rows, `texts` the file of each host."""
    hosts = [_host(name, result) for name, result in results.items()]
    return {
        "hosts": hosts,
        "texts": {host["host"]: _text(host) for host in hosts},
        "markdown": _markdown(hosts),
        "lines": [*table(("host", "plan", "commands", "note"), [(host["host"], MEANING[host["state"]], len(host["commands"]), _note(host)) for host in hosts]),
                  _sum(hosts)],
        "failed": [host["host"] for host in hosts if host["state"] == "failed"],
    }


def _host(name: str, result: Result) -> dict[str, Any]:
    understood = "changed" in result and "commands" in result and not result.get("failed")
    state = "failed" if not understood else "change" if result["changed"] else "same"
    return {
        "host": name, "state": state, "commands": list(result.get("commands") or ()), "warnings": list(result.get("warnings") or ()),
        "message": "" if understood else str(result.get("msg") or "it gave no result"),
        "unreachable": bool(result.get("unreachable")),
    }


def _note(host: Mapping[str, Any]) -> str:
    note = host["message"] or "; ".join(host["warnings"])
    line = note.replace("\n", " ")
    return line if len(line) <= 90 else f"{line[:87]}..."


def _sum(hosts: list[dict[str, Any]]) -> str:
    count = {state: sum(1 for host in hosts if host["state"] == state) for state in MEANING}
    return f"{count['change']} hosts would change, {count['same']} are as they should be, {count['failed']} could not be planned. Nothing was sent."


def _text(host: Mapping[str, Any]) -> str:
    lines = [f"# {host['host']} {MEANING[host['state']]}"]
    lines += [f"# {line}" for line in host["message"].split("\n") if line]
    lines += [f"# warning: {warning}" for warning in host["warnings"]]
    return "\n".join([*lines, *host["commands"]]) + "\n"


def _markdown(hosts: list[dict[str, Any]]) -> str:
    lines = ["# Plan", "", _sum(hosts), "", "| host | plan | commands | note |", "|---|---|---|---|"]
    lines += [f"| {host['host']} | {MEANING[host['state']]} | {len(host['commands'])} | {_note(host).replace('|', chr(92) + '|')} |" for host in hosts]
    for host in hosts:
        if host["commands"]:
            lines += ["", f"## {host['host']}", "", "```", *host["commands"], "```"]
        elif host["message"]:
            lines += ["", f"## {host['host']}", "", host["message"]]
    return "\n".join(lines) + "\n"
