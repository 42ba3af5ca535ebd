# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTML out of plain data: what is not markup already is escaped, always."""
from __future__ import annotations

import base64
import hashlib
import html
import json
from typing import Any


VOID = ("input",)  # elements that have no end (HTML, 13.1.2)


class Markup(str):
    """Text that is HTML. Everything else is text that people or devices wrote."""

    __slots__ = ()


def escaped(value: Any) -> Markup:
    """Applying it twice yields the same as applying it once."""
    return value if isinstance(value, Markup) else Markup(html.escape("" if value is None else str(value), quote=True))


def tag(name: str, *children: Any, **attributes: Any) -> Markup:
    """`tag("td", text, class_="x", data_y=1)`. An attribute that is True stands alone, one that is False or None is left out."""
    shown = "".join(f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escaped(value)}"')
                    for key, value in attributes.items() if value is not None and value is not False)
    return Markup(f"<{name}{shown}>" if name in VOID else f"<{name}{shown}>{joined(*children)}</{name}>")


def joined(*children: Any) -> Markup:
    return Markup("".join(escaped(child) for child in children))


def data_script(identity: str, data: Any) -> Markup:
    """Data for the page's script. `<`, `>` and `&` are written as escapes of JSON: no text in it can end the element or begin a comment
    (HTML, 4.12.1.3 Restrictions for contents of script elements)."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(f'<script type="application/json" id="{identity}">{text}</script>')


def source_hash(text: str) -> str:
    """How a Content-Security-Policy names an inline script or style that may be used (CSP Level 3, 2.3.1 hash-source)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
