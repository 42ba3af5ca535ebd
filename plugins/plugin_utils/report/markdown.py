# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown, for a merge request: the dialect that GitHub and GitLab have in common (GFM tables, `details`, Mermaid)."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..topology import Topology
from .model import PROMISES, Report

TITLE = "Anycast report"
DRAWN = 60  # routers up to which a drawing is worth its lines
OPEN = 12  # rows up to which a table is shown unfolded
NAMED = 12
NONE = "\u2013"
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999")  # as in assets/marks.js
DARK = ("#0072b2",)


def markdown_of(report: Report) -> str:
    blocks = [[f"# {plain(report.title or TITLE)}"], _summary(report), *_network(report), *_promises(report), *_costs(report), *_deviations(report),
              *_link_state(report), *_checks(report), *_sessions(report)]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def plain(value: Any) -> str:
    """Text in which nothing is markup, a mention or a cell's end."""
    text = re.sub(r"\s+", " ", "" if value is None else str(value)).strip()
    text = re.sub(r"([\\`*_{}\[\]()#+!|~<>$^=-])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    return text.replace("@", "@\u2060").replace("://", ":\u2060//")


def name(value: Any) -> str:
    """A name as code: no markup holds in it. A cell's end does, so that is escaped (GFM 4.10)."""
    text = re.sub(r"\s+", " ", str(value)).strip()
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{room}{text}{room}{ticks}".replace("|", "\\|") if text else NONE


def names(values: Iterable[Any]) -> str:
    listed = list(values)
    return ", ".join(name(value) for value in listed[:NAMED]) + (f" and {len(listed) - NAMED} more" if len(listed) > NAMED else "") if listed else NONE


def counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], summary: str = "") -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(cells)} |" for cells in rows)]
    if len(rows) <= OPEN or not summary:
        return lines
    return ["<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>"]


def _summary(report: Report) -> list[str]:
    said = []
    if report.topology:
        said.append(f"{counted(len(report.topology.routers), 'router', 'routers')}, {counted(len(report.topology.links), 'link', 'links')}, "
                    f"{counted(len(report.costs), 'route server', 'route servers')}.")
    if report.plan.get("costs"):
        broken = len(report.plan.get("breaches") or ())
        said.append(f"**{counted(broken, 'breach', 'breaches')} of N-1.**" if broken else "No breach of N-1.")
    if report.paths.get("addresses") and report.predicted is not report.paths:
        off = len(report.deviations)
        said.append(f"**{counted(off, 'router does', 'routers do')} not follow the plan.**" if off else "The network follows the plan.")
    count = report.verification.get("count") or {}
    if count:
        said.append(f"**{counted(count.get('error', 0), 'error', 'errors')}, {counted(count.get('warning', 0), 'warning', 'warnings')}**, "
                    f"{counted(count.get('info', 0), 'note', 'notes')}.")
    return [" ".join(said)] if said else []


def _network(report: Report) -> list[list[str]]:
    predicted = report.predicted.get("addresses") or {}
    if not predicted:
        return []
    blocks = [["## Nearest route servers"]]
    rows = []
    for address, of_address in predicted.items():
        regions: dict[tuple[str, ...], list[str]] = {}
        for router, row in of_address["routers"].items():
            if address not in report.all_costs.get(router, {}):  # a route server answers itself
                regions.setdefault(tuple(row.get("ends") or ()), []).append(router)
        for servers, routers in sorted(regions.items(), key=lambda pair: (len(pair[0]) == 1, pair[0])):
            cost = report.all_costs.get(servers[0], {}).get(address) if len(servers) == 1 else None
            where = name(servers[0]) if len(servers) == 1 else f"**ECMP**: {names(servers)}" if servers else "**cut off**"
            rows.append((name(address), where, NONE if cost is None else str(cost), str(len(routers)), names(routers)))
    blocks.append(table(("address", "route server", "cost", "routers", "which"), rows))
    shared = report.predicted.get("same_server") or []
    if shared:
        blocks.append([f"Both addresses lead to one route server from {names(item['router'] for item in shared)}."])
    for address, of_address in predicted.items():
        if report.topology and len(report.topology.routers) <= DRAWN:
            blocks.append(_drawing(report, report.topology, address, of_address["routers"]))
    return blocks


def _drawing(report: Report, topology: Topology, address: str, rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A Mermaid flowchart: each router with the letter of its route server, in a box a site."""
    servers = list(report.costs) or sorted({server for row in rows.values() for server in row.get("ends") or ()})
    number = {router.name: count for count, router in enumerate(topology.routers)}
    lines = ["<details>", f"<summary>Drawing for address {_label(address)}</summary>", "", "```mermaid", "flowchart LR"]
    sites = list(dict.fromkeys(router.site for router in topology.routers))
    for count, site in enumerate(sites):
        lines += [f'  subgraph s{count}["{_label(site)}"]'] if site else []
        lines += [_node(router.name, number[router.name], rows.get(router.name, {}), servers) for router in topology.routers if router.site == site]
        lines += ["  end"] if site else []
    lines += [f"  n{number[link.ends[0]]} --- n{number[link.ends[1]]}" for link in topology.links]
    for count, network in enumerate(topology.networks):
        lines += [f'  l{count}["{_label(network.name)}"]', *(f"  n{number[router]} --- l{count}" for router, _cost in network.costs)]
    for count, server in enumerate(servers):
        colour = COLOURS[count % len(COLOURS)]
        lines.append(f"  classDef c{count} fill:{colour},color:{'#fff' if colour in DARK else '#000'},stroke:#000")
    lines.append("  classDef trouble fill:#fff,color:#a00,stroke:#a00,stroke-width:3px,stroke-dasharray:4")
    return [*lines, "```", "", "</details>"]


def _node(router: str, number: int, row: Mapping[str, Any], servers: Sequence[str]) -> str:
    ends = [server for server in row.get("ends") or () if server in servers]
    marks = "".join(letter(servers.index(server)) for server in ends)
    opening, closing = ("[[", "]]") if router in servers else ("(", ")")
    kind = f"c{servers.index(ends[0])}" if len(ends) == 1 else "trouble"
    return f'    n{number}{opening}"{_label(router)} {marks if len(ends) == 1 else marks + "!"}"{closing}:::{kind}'


def _label(text: str) -> str:
    """Text inside quotes of Mermaid, and of HTML: what is neither letter nor digit becomes its code."""
    return re.sub(r"[^\w .:/-]", lambda found: f"&#{ord(found.group())};", re.sub(r"\s+", " ", text))


def letter(number: int) -> str:
    return chr(65 + number) if number < 26 else letter(number // 26 - 1) + chr(65 + number % 26)


def _promises(report: Report) -> list[list[str]]:
    if not report.plan.get("costs"):
        return []
    holds = report.plan.get("holds") or {}
    tried = ", ".join(str(kind).replace("_", " ") for kind in report.plan.get("survives") or ())
    kept = [f"- {':white_check_mark:' if holds[promise] else ':warning:'} {text}{'' if holds[promise] else ': not always'}"
            for promise, text in PROMISES.items() if promise in holds]
    blocks = [["## Promises"], kept, [f"Tried with everything up and after the loss of any one {tried}." if tried else "Tried with everything up."]]
    rows = [(_loss(breach), plain(str(breach.get("promise", "")).replace("_", " ")), name(breach.get("address") or ""), names(breach.get("routers") or ()),
             plain(breach.get("why")), "no" if breach.get("impossible") else "yes") for breach in report.plan.get("breaches") or ()]
    if rows:
        blocks.append(table(("loss", "promise", "address", "routers", "why", "could any costs hold it?"), rows, f"{len(rows)} breaches"))
    return blocks


def _loss(breach: Mapping[str, Any]) -> str:
    kind = str(breach.get("failure", "none"))
    return "none" if kind == "none" else f"{plain(kind.replace('_', ' '))} {name(breach.get('lost', ''))}"


def _costs(report: Report) -> list[list[str]]:
    if not report.all_costs:
        return []
    why = report.plan.get("explanations") or {}
    rows = [(name(server), name(address), str(cost), plain((why.get(server) or {}).get(address)) or NONE)
            for server, of_server in report.all_costs.items() for address, cost in of_server.items()]
    blocks = [["## Costs"], table(("route server", "address", "cost", "why"), rows, f"{len(rows)} costs")]
    changes = report.plan.get("changes")
    if changes:
        blocks += [["### Changes against the last plan"], [f"- {plain(change.get('text'))}" for change in changes]]
    elif changes is not None:
        blocks.append(["No cost changes against the last plan."])
    if report.other_costs:
        others = [(name(item["route_server"]), name(item["address"]), *(NONE if item[key] is None else str(item[key]) for key in ("planned", "seen")))
                  for item in report.other_costs]
        blocks += [["### Other costs in the network"], table(("route server", "address", "planned", "in the network"), others, f"{len(others)} costs")]
    if report.strangers:
        blocks.append([f"Not in the topology: {names(report.strangers)}."])
    return blocks


def _deviations(report: Report) -> list[list[str]]:
    if not report.deviations:
        return []
    rows = [(name(item["router"]), name(item["address"]), names(item["planned"]), names(item["seen"])) for item in report.deviations]
    return [["## Routers that do not follow the plan"], table(("router", "address", "by the costs", "in the network"), rows, f"{len(rows)} routers")]


def _link_state(report: Report) -> list[list[str]]:
    found = [f"- {plain(finding.get('text'))}" for finding in report.paths.get("findings") or ()]
    rows = [(name(one["address"]), name(one.get("router") or ""), plain(one.get("status")), plain(str(one.get("route_type") or NONE).replace("_", " ")),
             plain(one.get("cost"))) for one in report.originators]
    if not rows and not found:
        return []
    return [["## Link-state database"], found or ["Nothing is wrong in it."],
            table(("address", "router", "status", "route type", "cost"), rows, f"{len(rows)} originators") if rows else []]


def _checks(report: Report) -> list[list[str]]:
    made = report.verification.get("checks") or ()
    if not made:
        return []
    rows = [(plain(check.get("title")), f"**{plain(check.get('result'))}**" if check.get("result") in ("error", "warning") else plain(check.get("result")),
             plain(check.get("examined"))) for check in made]
    blocks = [["## Checks"], table(("check", "result", "examined"), rows, f"{len(rows)} checks")]
    found = report.verification.get("findings") or ()
    if found:
        blocks += [["### Findings"], [_finding(finding) for finding in found]]
    return blocks


def _finding(finding: Mapping[str, Any]) -> str:
    advice = str(finding.get("advice") or "")
    told = f" {plain(advice[:1].upper() + advice[1:])}." if advice else ""
    return f"- **{plain(finding.get('severity'))}** {name(finding.get('subject'))}: {plain(finding.get('evidence'))}.{told} ({name(finding.get('check'))})"


def _sessions(report: Report) -> list[list[str]]:
    if not report.sessions:
        return []
    rows = [(name(item["appliance"]), name(item["pool"]), name(item.get("address")), plain(item.get("state")), name(item.get("route_server") or ""),
             str(len(item.get("accepted") or ())), str(len(item.get("refused") or ()))) for item in report.sessions]
    return [["## Sessions"], table(("appliance", "pool", "address", "state", "route server", "accepted", "refused"), rows, f"{len(rows)} sessions")]
