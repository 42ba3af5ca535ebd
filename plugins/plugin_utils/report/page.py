# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as one HTML file that needs nothing beside it, and may ask for nothing."""
from __future__ import annotations

from pathlib import Path
from string import Template

from . import sections
from .markup import Markup, data_script, escaped, joined, source_hash, tag
from .model import Report
from .network import network_data

ASSETS = Path(__file__).parent / "assets"
STYLES = ("page.css", "map.css", "print.css")
SCRIPTS = ("paths.js", "layout.js", "marks.js", "tables.js", "drawing.js", "panel.js", "main.js")
TITLE = "Anycast report"


def html_of(report: Report) -> str:
    style = "\n".join(_asset(name) for name in STYLES)
    script = '"use strict";\n(() => {\n' + "\n".join(_asset(name) for name in SCRIPTS) + "})();\n"
    parts = _sections(report)
    data = network_data(report)
    return Template(_asset("page.html")).substitute(
        policy=f"default-src 'none'; script-src {source_hash(script)}; style-src {source_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'",
        title=escaped(report.title or TITLE), style=style, script=script, summary=_summary(report),
        navigation=joined(*(tag("a", title, href=f"#{identity}") for identity, title, _content in parts)),
        content=joined(*(content for _identity, _title, content in parts)), data=data_script("network-data", data))


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _sections(report: Report) -> list[tuple[str, str, Markup]]:
    found = []
    if report.topology:
        found.append(("network", "Network", Markup(_asset("network.html"))))
    if report.plan.get("costs"):
        found.append(("promises", "Promises", sections.promises(report)))
    if report.all_costs:
        found.append(("costs", "Costs", sections.costs(report)))
    if report.paths.get("addresses") and report.predicted is not report.paths:
        found.append(("deviations", "Plan and network", sections.deviations(report)))
    if report.originators or report.paths.get("findings"):
        found.append(("link-state", "Link-state database", sections.link_state(report)))
    if report.verification.get("checks"):
        found.append(("checks", "Checks", sections.checks(report)))
    if report.verification.get("route_servers"):
        found.append(("route-servers", "Route servers", sections.route_servers(report)))
    if report.sessions:
        found.append(("sessions", "Sessions", sections.sessions(report)))
    if report.topology:
        found.append(("routers", "Routers", Markup(_asset("routers.html"))))
    return found


def _summary(report: Report) -> Markup:
    cards: list[tuple[int, str, str, str]] = []  # how many, the word for one and for several, what it is like
    if report.topology:
        cards += [(len(report.topology.routers), "router", "routers", ""), (len(report.topology.links), "link", "links", "")]
    if report.all_costs:
        cards.append((len(report.all_costs), "route server", "route servers", ""))
    if report.plan.get("costs"):
        broken = len(report.plan.get("breaches") or ())
        cards.append((broken, "breach of N-1", "breaches of N-1", "warning" if broken else "ok"))
    if report.paths.get("addresses") and report.predicted is not report.paths:
        cards.append((len(report.deviations), "router off the plan", "routers off the plan", "error" if report.deviations else "ok"))
    count = report.verification.get("count") or {}
    cards += [(count[severity], word, f"{word}s", severity if count[severity] else "ok")
              for severity, word in (("error", "error"), ("warning", "warning"), ("info", "note")) if severity in count]
    if report.sessions:
        up = sum(1 for session in report.sessions if str(session.get("state", "")).lower() == "established")
        of_all = f"of {len(report.sessions)} sessions up"
        cards.append((up, of_all, of_all, "ok" if up == len(report.sessions) else "error"))
    return joined(*(tag("li", tag("b", number), " ", tag("span", one if number == 1 else many), class_=f"card {kind}") for number, one, many, kind in cards))
