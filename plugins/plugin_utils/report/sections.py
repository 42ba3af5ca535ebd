# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the page. They are there without the script, which makes them sort and filter."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .markup import Markup, joined, tag
from .model import PROMISES, Report

MARKS = {"error": "\u2716", "warning": "\u25b2", "info": "\u25cf", "ok": "\u2714", "not checked": "\u25cb"}  # shapes, not colours alone
WORDS = {"error": "error", "warning": "warning", "info": "note", "ok": "ok", "not checked": "not checked"}
NONE = "\u2013"
LISTED = 8
MD5 = {True: "yes", False: "no"}
STATUS = {"expected": "ok", "foreign": "error", "stale": "warning", "unreachable": "warning", "relayed": "info"}  # of who announces an address


def badge(result: str) -> Markup:
    kind = result if result in MARKS else "info"
    return tag("span", tag("span", MARKS[kind], aria_hidden="true"), " ", WORDS.get(result, result), class_=f"badge {kind.replace(' ', '-')}")


def table(identity: str, caption: str, head: Sequence[str], rows: Iterable[Markup], *, numbers: Sequence[str] = ()) -> Markup:
    cells = [tag("th", name, scope="col", data_number=name in numbers) for name in head]
    return tag("div", tag("table", tag("caption", caption), tag("thead", tag("tr", *cells)), tag("tbody", *rows), id=identity, class_="sortable"),
               class_="scroll", role="region", aria_label=caption, tabindex=0)


def row(*cells: Any, **attributes: Any) -> Markup:
    """The first cell names the row."""
    first, *others = cells
    return tag("tr", tag("th", first, scope="row"), *(cell if isinstance(cell, Markup) and cell.startswith("<td") else tag("td", cell) for cell in others),
               **attributes)


def chooser(label: str, target: str, key: str, values: Iterable[str]) -> Markup:
    """A select that shows only rows whose data attribute `key` is the value chosen."""
    options = [tag("option", "all", value="")] + [tag("option", value, value=value) for value in values]
    return tag("label", label, " ", tag("select", *options, data_filter=key, data_table=target))


def searcher(target: str) -> Markup:
    return tag("label", "Search ", tag("input", type="search", data_filter="text", data_table=target, autocomplete="off", spellcheck="false"))


def filters(target: str, *controls: Markup) -> Markup:
    return tag("div", *controls, tag("button", "Clear", type="button", data_clear=target), tag("output", class_="count", data_count=target),
               class_="filters", role="search", aria_label="Filters")


def section(identity: str, title: str, *content: Markup) -> Markup:
    return tag("section", tag("h2", title, id=f"{identity}-title"), *content, id=identity, aria_labelledby=f"{identity}-title")


def promises(report: Report) -> Markup:
    holds = report.plan.get("holds") or {}
    kept = [tag("li", badge("ok" if holds[promise] else "warning"), " ", tag("span", text if holds[promise] else f"{text}: not always, see below"))
            for promise, text in PROMISES.items() if promise in holds]
    tried = [str(kind).replace("_", " ") for kind in report.plan.get("survives") or ()]
    said = tag("p", f"Tried with everything up and after the loss of any one {', '.join(tried)}." if tried else "Tried with everything up.")
    rows = [_breach(breach) for breach in report.plan.get("breaches") or ()]
    if not rows:
        return section("promises", "Promises", tag("ul", *kept, class_="holds"), said, tag("p", "No single loss breaks any of them."))
    losses = sorted({str(breach.get("failure", "none")).replace("_", " ") for breach in report.plan["breaches"]})
    broken = list(dict.fromkeys(str(breach.get("promise", "")).replace("_", " ") for breach in report.plan["breaches"]))
    return section(
        "promises", "Promises", tag("ul", *kept, class_="holds"), said,
        filters("breaches", searcher("breaches"), chooser("Loss of", "breaches", "loss", losses), chooser("Promise", "breaches", "promise", broken)),
        table("breaches", "What does not hold, and why", ("loss", "promise", "address", "routers", "why", "could any costs hold it?"), rows))


def _breach(breach: Mapping[str, Any]) -> Markup:
    kind, lost = str(breach.get("failure", "none")), str(breach.get("lost", ""))
    words = kind.replace("_", " ")
    name = "none (everything up)" if kind == "none" else joined(words, " ", tag("b", lost))
    replay = joined(" ", tag("button", "Replay", type="button", data_replay=kind, data_lost=lost, aria_label=f"Replay the loss of {words} {lost}"))
    routers = [str(router) for router in breach.get("routers") or ()]
    return row(joined(name, replay if kind != "none" else ""), str(breach.get("promise", "")).replace("_", " "), breach.get("address") or NONE,
               listed(routers), breach.get("why", ""),
               "no" if breach.get("impossible") else "yes", data_loss=words, data_promise=str(breach.get("promise", "")).replace("_", " "))


def listed(names: Sequence[str]) -> Markup:
    """Names; of many the first, the others on demand (and in print)."""
    if len(names) <= LISTED:
        return tag("td", ", ".join(names) or NONE)
    return tag("td", tag("details", tag("summary", f"{', '.join(names[:3])} and {len(names) - 3} more"), tag("p", ", ".join(names[3:]))))


def costs(report: Report) -> Markup:
    why = report.plan.get("explanations") or {}
    rows = [row(server, address, tag("td", cost, class_="number"), (why.get(server) or {}).get(address) or NONE)
            for server, of_server in report.all_costs.items() for address, cost in of_server.items()]
    content = [table("costs-table", "Injection cost of each route server for each address, and why it is what it is",
                     ("route server", "address", "cost", "why"), rows, numbers=("cost",))]
    changes = report.plan.get("changes")
    if changes:
        shown = [row(change.get("route_server"), change.get("address"), tag("td", _or_none(change.get("before")), class_="number"),
                     tag("td", _or_none(change.get("after")), class_="number"), change.get("text")) for change in changes]
        content.append(table("changes", "What changes against the last plan", ("route server", "address", "before", "after", "what"), shown,
                             numbers=("before", "after")))
    elif changes is not None:
        content.append(tag("p", "No cost changes against the last plan."))
    if report.other_costs:
        rows = [row(item["route_server"], item["address"], tag("td", _or_none(item["planned"]), class_="number"),
                    tag("td", _or_none(item["seen"]), class_="number")) for item in report.other_costs]
        content.append(table("other-costs", "Costs that are others in the network than in the plan", ("route server", "address", "planned", "in the network"),
                             rows, numbers=("planned", "in the network")))
    if report.strangers:
        content.append(tag("p", f"Not in the topology, and so not drawn: {', '.join(report.strangers)}.", class_="hint"))
    return section("costs", "Costs", *content)


def _or_none(value: Any) -> Any:
    return NONE if value is None else value


def deviations(report: Report) -> Markup:
    rows = [row(item["router"], item["address"], ", ".join(item["planned"]) or "nowhere", ", ".join(item["seen"]) or "nowhere") for item in report.deviations]
    if not rows:
        return section("deviations", "Plan and network", tag("p", "Every router that was seen sends its packets where the costs say."))
    return section("deviations", "Plan and network",
                   table("deviating", "Routers that do not send their packets where the costs say",
                         ("router", "address", "by the costs", "in the network"), rows))


def link_state(report: Report) -> Markup:
    """What the link-state database says of the addresses besides where they lead."""
    said = [row(tag("span", finding.get("text")), str(finding.get("check", "")).replace("_", " "), finding.get("address") or NONE,
                listed([str(router) for router in finding.get("routers") or ()])) for finding in report.paths.get("findings") or ()]
    found = [table("link-state-findings", "What is wrong in the link-state database", ("what", "kind", "address", "routers"), said)] if said else \
        [tag("p", "Nothing is wrong in the link-state database.")]
    rows = [row(item["address"], item.get("router"), item.get("router_id") or NONE, tag("td", badge_of(str(item.get("status", "")))),
                str(item.get("route_type") or NONE).replace("_", " "), tag("td", item.get("cost"), class_="number"), item.get("area") or NONE,
                tag("td", _or_none(item.get("age")), class_="number")) for item in report.originators]
    return section("link-state", "Link-state database", *found, table(
        "originators", "Who announces each address", ("address", "router", "router ID", "status", "route type", "cost", "area", "age in seconds"), rows,
        numbers=("cost", "age in seconds")))


def badge_of(status: str) -> Markup:
    kind = STATUS.get(status, "info")
    return tag("span", tag("span", MARKS[kind], aria_hidden="true"), " ", status, class_=f"badge {kind}")


def checks(report: Report) -> Markup:
    found = report.verification.get("findings") or ()
    overview = [row(check.get("title"), tag("td", badge(str(check.get("result", "")))), tag("td", check.get("examined"), class_="number"),
                    tag("td", sum(1 for finding in found if finding.get("check") == check.get("name")), class_="number"),
                    tag("td", tag("code", check.get("name"))),
                    data_result=check.get("result")) for check in report.verification.get("checks") or ()]
    content = [table("checks-table", "Every check that was made", ("check", "result", "examined", "findings", "name"), overview,
                     numbers=("examined", "findings"))]
    if found:
        rows = [row(finding.get("subject"), tag("td", badge(str(finding.get("severity", "")))), finding.get("evidence"), finding.get("advice") or NONE,
                    tag("td", tag("code", finding.get("check"))), data_severity=finding.get("severity"), data_check=finding.get("check")) for finding in found]
        content += [filters("findings", searcher("findings"), chooser("Severity", "findings", "severity", _values(found, "severity")),
                            chooser("Check", "findings", "check", _values(found, "check"))),
                    table("findings", "What was found, the evidence, and what to do", ("subject", "severity", "evidence", "what to do", "check"), rows)]
    else:
        content.append(tag("p", "Nothing was found."))
    return section("checks", "Checks", *content)


def _values(rows: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return list(dict.fromkeys(str(item[key]) for item in rows if item.get(key)))


def sessions(report: Report) -> Markup:
    listed_sessions = report.sessions
    rows = [row(item["appliance"], item["pool"] or NONE, joined(item.get("address"), " ", tag("small", item.get("to"))),
                tag("td", badge_of_state(str(item.get("state", "")))), item.get("route_server") or NONE, item.get("from") or NONE, item.get("bfd") or NONE,
                MD5.get(item.get("authenticated"), NONE),
                listed(item.get("accepted") or ()), listed([f"{prefix} ({why})" if (why := (item.get("reasons") or {}).get(prefix)) else prefix
                                                            for prefix in item.get("refused") or ()]),
                data_state=item.get("state"), data_pool=item["pool"], data_server=item.get("route_server") or "none") for item in listed_sessions]
    return section(
        "sessions", "Sessions",
        filters("sessions-table", searcher("sessions-table"), chooser("State", "sessions-table", "state", _values(listed_sessions, "state")),
                chooser("Pool", "sessions-table", "pool", _values(listed_sessions, "pool")),
                chooser("Route server", "sessions-table", "server", [*sorted(_values(listed_sessions, "route_server")), "none"])),
        table("sessions-table", "The sessions of the appliances",
              ("appliance", "pool", "anycast address", "state", "route server", "from", "BFD", "MD5", "accepted", "refused"), rows))


def badge_of_state(state: str) -> Markup:
    kind = "ok" if state.lower() == "established" else "not-checked" if state == "not read" else "error"
    return tag("span", tag("span", MARKS[kind.replace("-", " ")], aria_hidden="true"), " ", state, class_=f"badge {kind}")


def route_servers(report: Report) -> Markup:
    rows = []
    for item in report.verification.get("route_servers") or ():
        state = str(item.get("state", ""))
        kind = {"up": "ok", "down": "error"}.get(state, "not-checked")
        injected = [tag("li", f"{one.get('name')} ({one.get('address')}) at {one.get('cost')}", "" if one.get("injected") else tag("b", ", not injected"))
                    for one in item.get("addresses") or ()]
        rows.append(row(item.get("name"), item.get("site") or NONE, tag("td", tag("span", MARKS[kind.replace("-", " ")] + " ", state, class_=f"badge {kind}")),
                        item.get("router_id"), tag("td", tag("ul", *injected, class_="plain")), tag("td", item.get("fabric_sessions"), class_="number"),
                        tag("td", item.get("appliance_sessions"), class_="number"), item.get("release") or NONE))
    return section("route-servers", "Route servers", table(
        "servers-table", "The route servers, as they were read",
        ("route server", "site", "state", "router ID", "anycast addresses", "fabric sessions", "appliance sessions", "release"), rows,
        numbers=("fabric sessions", "appliance sessions")))
