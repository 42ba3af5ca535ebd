# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of rules and sources that stands in docs/docsite/rst/iosxe_twin.rst: python -m lab.iosxe.rules.listing"""
from __future__ import annotations

import re
import textwrap

from ..commands import COMMANDS
from . import MODES, PROMPTS, SOURCES


def rules() -> str:
    """Every rule by mode, as reStructuredText."""
    parts = [_exec()]
    for mode, table in MODES.items():
        title = f"Mode ``({PROMPTS[mode]})#``" + (f", {mode}" if mode else "")
        block = []
        for entry in table:
            block += textwrap.wrap(f"{entry.syntax.written}", 140, initial_indent="    ", subsequent_indent="        ", break_long_words=False)
            block.append(f"      [{', '.join(entry.sources)}]")
        parts.append("\n".join((title, "~" * len(title), "", ".. code-block:: text", "", *block, "")))
    return "\n".join(parts)


def _exec() -> str:
    title = "Exec commands"
    block = [f"    {command}\n      [{entry[2]}]" for command, entry in COMMANDS.items()]
    return "\n".join((title, "~" * len(title), "", ".. code-block:: text", "", *block, ""))


def sources() -> str:
    """Every source, as a definition list."""
    entries = []
    for key, title in SOURCES.items():
        entries.append("\n".join((f"``{key}``", *textwrap.wrap(re.sub(r"`+", "``", title), 140, initial_indent="  ", subsequent_indent="  "))))
    return "\n".join(entries) + "\n"


if __name__ == "__main__":
    print(f"{rules()}\n{sources()}")
