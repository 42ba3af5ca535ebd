# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing a report, and drawing it in a real headless Chromium."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from figures import ROUNDS, Sheet, alternately, median, timed
from playbooks import REPOSITORY

CHROMIUM = Path("/usr/bin/chromium")
SHAPES = {500: (20, 18, 6, 12, 8), 1000: (20, 30, 18, 36, 16)}  # switches → pods, leaves, spines, cores, route servers of a folded Clos network
TARGET = 500  # routers that draw in less than
DRAW_LIMIT = 2
LOSS_LIMIT = 0.5


def measure(sheet: Sheet, directory: Path) -> None:
    sys.path.insert(0, str(REPOSITORY / "build" / "collections"))
    if not CHROMIUM.exists():
        sheet.missing("a report drawn in Chromium", f"there is no {CHROMIUM}: install Debian's package chromium")
        return
    directory.mkdir(parents=True, exist_ok=True)
    for size, shape in SHAPES.items():
        _measured(sheet, directory / f"report{size}.html", shape, size == TARGET)


def _measured(sheet: Sheet, file: Path, shape: tuple[int, ...], held: bool) -> None:
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.report import html_of
    from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.report.samples import clos_parts, reported
    from playwright.sync_api import sync_playwright

    made = reported(clos_parts(*shape), metric="isis")
    what = f"{len(made.topology.routers)} routers, {len(made.topology.links)} links, {len(made.costs)} route servers"
    text = html_of(made)
    file.write_text(text, encoding="utf-8")
    written = alternately({"ours": timed(lambda: html_of(made))})
    sheet.add(f"report written as HTML, {what}", median(written["ours"]), "s", None, f"median of {ROUNDS}; {len(text) // 1024} KiB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        drawn, lost = zip(*(_once(browser, file) for _round in range(ROUNDS)))
        browser.close()
    runs = f"median of {ROUNDS} new pages in headless Chromium"
    sheet.add(f"report drawn, {what}", median(drawn), "s", DRAW_LIMIT if held else None, f"{runs}; from the request to the second frame")
    sheet.add(f"loss of a route server replayed, {what}", median(lost), "s", LOSS_LIMIT if held else None, f"{runs}; from the click to the second frame")


def _once(browser: Any, file: Path) -> tuple[float, float]:
    """Seconds until the network is drawn and painted, and until it is again without its first route server."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() / 1000))))"
    drawn = page.evaluate(frames)  # performance.now() counts from the start of the navigation (High Resolution Time, 4)
    began, ended = page.evaluate(f"""async () => {{ const began = performance.now() / 1000;
        document.querySelector("#legend button").click(); return [began, await {frames}]; }}""")
    assert page.text_content("#status").startswith("Without route server")
    context.close()
    return drawn, ended - began
