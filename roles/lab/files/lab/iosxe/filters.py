# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters behind `|` (Cisco IOS Configuration Fundamentals: show | section, include, exclude, begin)."""
from __future__ import annotations

import re

NAMES = ("begin", "exclude", "include", "section")
BETWEEN = r"(?:^|$|[\s,{}()])"  # what `_` means in a regular expression of IOS


class BadFilter(ValueError):
    """The words behind `|` are no filter."""


def filtered(text: str, words: str) -> str:
    """`text` through the filter `words`, such as `section ^router bgp`. BadFilter where it is none."""
    name, _blank, pattern = words.strip().partition(" ")
    names = [full for full in NAMES if name and full.startswith(name)]
    if not names or not pattern.strip():
        raise BadFilter(words)
    try:
        wanted = re.compile(pattern.strip().replace("_", BETWEEN))
    except re.error as error:
        raise BadFilter(words) from error
    lines = text.splitlines()
    kept = {"begin": _begin, "exclude": _exclude, "include": _include, "section": _section}[names[0]](lines, wanted)
    return "".join(f"{line}\n" for line in kept)


def _include(lines: list[str], wanted: re.Pattern) -> list[str]:
    return [line for line in lines if wanted.search(line)]


def _exclude(lines: list[str], wanted: re.Pattern) -> list[str]:
    return [line for line in lines if not wanted.search(line)]


def _begin(lines: list[str], wanted: re.Pattern) -> list[str]:
    first = next((at for at, line in enumerate(lines) if wanted.search(line)), len(lines))
    return lines[first:]


def _section(lines: list[str], wanted: re.Pattern) -> list[str]:
    """Each line that matches, with the deeper lines that follow it."""
    kept: list[str] = []
    depth = -1
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if depth >= 0 and line.strip() and indent > depth:
            kept.append(line)
            continue
        depth = indent if line.strip() not in ("", "!") and wanted.search(line) else -1
        if depth >= 0:
            kept.append(line)
    return kept
