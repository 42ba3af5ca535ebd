# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Junos device's comparison of its candidate with its committed configuration shows, and what a change lets expect of it.

Both are statements as the words of `set` lines. The comparison is the text of `show | compare` (Junos XML Protocol Developer Guide, Compare the Active or
Candidate Configuration to a Prior Version): a banner `[edit LEVEL]`, then statements in braces after `+` or `-`. Order and activation (lines with `!`) are
left to the reading after the commit.
"""
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Callable, Iterable, Sequence

Path = tuple[str, ...]
WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|([{};\[\]])|([^\s"{};\[\]]+)')
COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|/\*.*?\*/', re.DOTALL)  # an annotation; what stands in quotes stays
BANNER = re.compile(r"\[edit(?: (.*))?\]\s*$")
ACTIVATION = {"inactive:", "active:"}
ELLIPSIS = "..."
SHOWN = 10


@dataclass(frozen=True)
class Comparison:
    """Statements that a candidate has more than the committed configuration, and those that it lacks."""

    added: frozenset[Path]
    removed: frozenset[Path]


def predicted(running: str, lines: Iterable[str]) -> Comparison:
    """What the lines of a change do to a configuration, both as `set` lines.

    Without a schema the value that a line replaces is unknown: `differences` allows for it.
    """
    before = _statements(running.split("\n"))
    after = set(before)
    for line in lines:
        verb, *rest = _words(line)
        if verb == "set":
            after |= set(_each_value(rest))
        elif verb == "delete":
            gone = tuple(rest)
            after = {path for path in after if path[:len(gone)] != gone}
    return _comparison(after - before, before - after, before | after)


def shown(text: str) -> Comparison:
    """What a device's comparison says."""
    found: dict[str, Counter[Path]] = {"+": Counter(), "-": Counter()}
    level: list[Path] = []
    for line in COMMENT.sub(r"\1", text).split("\n"):
        banner = BANNER.match(line.strip())
        if banner:
            level = [tuple(_words(banner[1] or ""))]
            continue
        sign, pending, elided = line[:1], [], False
        for quoted, mark, word in _tokens(line[1:] if sign in "+-!" else line):
            if word.startswith("##"):
                break
            if mark == ";":
                if sign in found:
                    found[sign].update(_each_value([part for statement in (*level, tuple(pending)) for part in statement]))
                pending = []
            elif mark == "{":
                level.append(tuple(pending))
                pending = []
            elif mark == "}":
                if level:
                    level.pop()
                elided = False
            elif word == ELLIPSIS:
                elided = True
            elif word not in ACTIVATION and not elided:
                pending.append(mark or word or quoted)
    both = found["+"] & found["-"]
    added, removed = set(found["+"] - both), set(found["-"] - both)
    return _comparison(added, removed, added | removed)


def differences(wanted: Comparison, said: Comparison, mask: Callable[[str], str]) -> list[str]:
    """What only the device shows and what only the prediction has, one sentence each, keys masked.

    A statement that goes although no line deletes it is the old value of one that comes: they differ in their last word alone.
    """
    replaced = {path[:-1] for path in wanted.added}
    wanted_added, said_added = _masked(wanted.added, mask), _masked(said.added, mask)
    wanted_removed, said_removed = _masked(wanted.removed, mask), _masked(said.removed, mask)
    went = _masked((path for path in said.removed if path[:-1] not in replaced), mask)
    found = []
    for sentence, sign, only in (
            ("adds, unforeseen", "+", said_added - wanted_added),
            ("removes, unforeseen", "-", went - wanted_removed),
            ("does not add", "+", wanted_added - said_added),
            ("does not remove", "-", wanted_removed - said_removed)):
        if only:
            more = f" and {len(only) - SHOWN} more" if len(only) > SHOWN else ""
            found.append(f"it {sentence}: {'; '.join(f'{sign} {line}' for line in sorted(only)[:SHOWN])}{more}")
    return found


def _statements(lines: Iterable[str]) -> set[Path]:
    return {tuple(_words(line)[1:]) for line in lines if line.startswith("set ")}


def _comparison(added: set[Path], removed: set[Path], known: set[Path]) -> Comparison:
    """Without the statements that others imply: `group G` where `group G type internal` stands."""
    parents = {path[:length] for path in known for length in range(1, len(path))}
    return Comparison(frozenset(added - parents), frozenset(removed - parents))


def _masked(paths: Iterable[Path], mask: Callable[[str], str]) -> set[str]:
    return {mask(f"set {' '.join(map(_quoted, path))}") for path in paths}


def _quoted(word: str) -> str:
    return f'"{word}"' if not word or re.search(r"[\s;{}\[\]#$]", word) else word


def _tokens(text: str) -> list[tuple[str, str, str]]:
    """(quoted, mark, word) each, one of them set; an empty string in quotes has none."""
    return WORD.findall(text)


def _words(line: str) -> list[str]:
    return [mark or word or quoted for quoted, mark, word in _tokens(line)]


def _each_value(words: Sequence[str]) -> list[Path]:
    """`import [ A B ]` is one statement a value."""
    if "[" not in words:
        return [tuple(words)]
    start = list(words).index("[")
    return [(*words[:start], value) for value in words[start + 1:] if value != "]"]
