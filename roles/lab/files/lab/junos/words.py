# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of `set` lines: where one ends, and which ones Junos prints in quotes."""
from __future__ import annotations

import re
from collections.abc import Iterable

WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s"]+')
PLAIN = re.compile(r"[\w./:*+%@~^-]+\Z", re.ASCII)  # recorded: `*` and `/28-/32` stand without quotes, what holds a blank, `[`, `<` or `$` in quotes


def split(line: str) -> list[str]:
    """The words of a line without their quotes. ValueError where a quote is left open."""
    words = []
    for found in WORD.finditer(line):
        word = found[0]
        if word.startswith('"'):
            word = re.sub(r"\\(.)", r"\1", word[1:-1])
        words.append(word)
    if line.count('"') - line.count('\\"') & 1:
        raise ValueError("missing closing quote")
    return words


def quoted(word: str) -> str:
    return word if PLAIN.match(word) else '"' + re.sub(r'(["\\])', r"\\\1", word) + '"'


def join(words: Iterable[str]) -> str:
    return " ".join(quoted(word) for word in words)
