# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real headless Chromium, Debian's, and pages of reports in it. What a page asks of any network, and what it complains of, is kept."""
from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.report import html_of
from playwright.sync_api import Browser, Page, sync_playwright

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.report.samples import reported

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM.exists():
        pytest.fail(f"There is no {CHROMIUM}: install Debian's package chromium (apt-get install chromium).", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


class Shown:
    """A report in a page of its own. `asked`: what it requested besides itself; `said`: what stands in its console."""

    def __init__(self, browser: Browser, file: Path, **context: object) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page: Page = browser.new_context(**{"viewport": {"width": 1440, "height": 1000}, "reduced_motion": "reduce", **context}).new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("html[data-ready]")
        self.asked.remove(file.as_uri())

    def marks(self) -> dict[str, tuple[str, str, str]]:
        """Router → letter, colour and shape as they are drawn."""
        found = self.page.evaluate("""() => Object.fromEntries([...document.querySelectorAll("#map .node:not(.lan)")].map((node) => {
            const shape = node.querySelector(".shape");
            return [node.dataset.name, [node.querySelector(".letter").textContent, shape.getAttribute("fill"), shape.getAttribute("d")]]; }))""")
        return {name: tuple(mark) for name, mark in found.items()}

    def shown(self) -> dict:
        """What the page computed for what is drawn."""
        return self.page.evaluate("networkReport.shown()")

    def status(self) -> str:
        return self.page.text_content("#status")


@pytest.fixture
def show(chromium, tmp_path):
    """`show(parts)`: the report of these parts. After the test: nothing was asked of a network and nothing stands in the console."""
    opened: list[Shown] = []

    def look(parts, context=None, **options) -> Shown:
        file = tmp_path / f"report{len(opened)}.html"
        file.write_text(html_of(reported(parts, **options)), encoding="utf-8")
        opened.append(Shown(chromium, file, **(context or {})))
        return opened[-1]

    yield look
    for one in opened:
        one.page.context.close()
        assert [url for url in one.asked if not url.startswith("data:")] == []
        assert one.said == []
