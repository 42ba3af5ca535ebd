# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Syntax of commands, written as Cisco's command references write it, and the reading of a typed line by it.

    neighbor {peer} timers ~ {0-65535} {0-65535} [{0-65535}]

A bare word is a keyword. `{kind}` or `{name:kind}` is an argument, see kinds.py. `[...]` may be left out, `(a | b)` is a choice,
`{...}+5` stands once to five times. `~` ends the key: what stands before it names the setting, what follows is its value, and the
`no` form may stop there (`no neighbor 10.0.0.1 timers`).
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .kinds import kind

TOKEN = re.compile(r"\{[^}]+\}(?:\+\d+)?|[\[\]()|~]|[^\s\[\]()|{}]+")
Elements = tuple


@dataclass
class Reading:
    """How far a line fits a syntax."""

    words: Sequence[str]
    reached: int = 0  # index of the first word that no way through the syntax could take
    starved: bool = False  # some way through took every word and wanted more

    def missed(self, at: int) -> None:
        if at >= len(self.words):
            self.starved = True
        self.reached = max(self.reached, at)


@dataclass(frozen=True)
class Fit:
    """A line that fits: `names` the arguments in canonical form, `text` the line in canonical form, `key` its part before `~`."""

    names: dict[str, str]
    text: str
    key: str | None


@dataclass(frozen=True)
class Syntax:
    written: str
    elements: Elements = field(compare=False)

    def fit(self, words: Sequence[str], reading: Reading, key_alone: bool = False) -> Fit | None:
        """The first way in which all words fit. `key_alone`: the words may also end at the `~`."""
        for at, names, texts, key in _walk(self.elements, words, 0, {}, (), None, reading, key_alone):
            if at == len(words):
                return Fit(names, " ".join(texts), key)
            reading.missed(at)
        return None


def compile_syntax(written: str) -> Syntax:
    tokens = TOKEN.findall(written)
    elements, end = _sequence(tokens, 0, "")
    if end != len(tokens):
        raise ValueError(f"Unbalanced syntax: {written}")
    return Syntax(written, elements)


def _sequence(tokens: Sequence[str], at: int, closing: str) -> tuple[Elements, int]:
    choices: list[list] = [[]]
    while at < len(tokens) and tokens[at] != closing:
        token = tokens[at]
        if token == "[":
            inner, at = _sequence(tokens, at + 1, "]")
            choices[-1].append(("maybe", inner))
        elif token == "(":
            inner, at = _sequence(tokens, at + 1, ")")
            choices[-1].append(("group", inner))
        elif token == "|":
            choices.append([])
        elif token == "~":
            choices[-1].append(("key",))
        elif token.startswith("{"):
            choices[-1].append(_argument(token))
        else:
            choices[-1].append(("word", token))
        at += 1
    return (tuple(choices[0]) if len(choices) == 1 else (("either", tuple(tuple(choice) for choice in choices)),)), at


def _argument(token: str) -> tuple:
    body, _plus, times = token.partition("+")
    name, colon, kind_name = body[1:-1].partition(":")
    return ("argument", name, kind(kind_name if colon else name), int(times or 1))


def _walk(elements: Elements, words, at, names, texts, key, reading: Reading, key_alone: bool) -> Iterator[tuple]:
    if not elements:
        yield at, names, texts, key
        return
    first, rest = elements[0], elements[1:]
    if first[0] == "key":
        marked = " ".join(texts)
        if key_alone and at == len(words):
            yield at, names, texts, marked
            return
        yield from _walk(rest, words, at, names, texts, marked, reading, key_alone)
    elif first[0] == "word":
        if at < len(words) and words[at] == first[1]:
            yield from _walk(rest, words, at + 1, names, (*texts, first[1]), key, reading, key_alone)
        else:
            reading.missed(at)
    elif first[0] == "argument":
        yield from _arguments(first, rest, words, at, names, texts, key, reading, key_alone)
    elif first[0] == "either":
        for choice in first[1]:
            yield from _walk((*choice, *rest), words, at, names, texts, key, reading, key_alone)
    else:
        yield from _walk((*first[1], *rest), words, at, names, texts, key, reading, key_alone)
        if first[0] == "maybe":
            yield from _walk(rest, words, at, names, texts, key, reading, key_alone)


def _arguments(first, rest, words, at, names, texts, key, reading: Reading, key_alone: bool) -> Iterator[tuple]:
    _kind, name, take, times = first
    taken = take(words, at) if at < len(words) else None
    if taken is None or taken[1] == 0:
        reading.missed(at)
        return
    text, count = taken
    named = {**names, name: f"{names[name]} {text}" if name in names else text}
    if times > 1:
        yield from _arguments((first[0], name, take, times - 1), rest, words, at + count, named, (*texts, text), key, reading, key_alone)
    yield from _walk(rest, words, at + count, named, (*texts, text), key, reading, key_alone)
