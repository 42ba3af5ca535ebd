# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A walk over Junos's own schema tree (Junos 24.4, as the package junoscfg ships it) that takes a statement apart, or objects to it.

The tree's marks: c children, l a leaf, ll one with several values, L a list, nk a key or value without a keyword, t the list that a container's own
words are keys of, fe and o an entry that is one line, e and r what a leaf takes (an enumeration, a pattern), p a flag, tr its type.
Numbers, AS numbers and references between objects are not in it.
"""
from __future__ import annotations

import ipaddress
import json
import re
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

Node = dict[str, Any]
POSIX = {"alnum": "a-zA-Z0-9", "digit": "0-9", "alpha": "a-zA-Z", "space": r"\s", "xdigit": "0-9a-fA-F", "upper": "A-Z", "lower": "a-z",
         "punct": r"!-/:-@\[-`{-~"}
PREFIX_TYPES = {"ipprefix", "ipv4prefix", "ipv6prefix"}


class Objection(ValueError):
    """Why Junos would not take the words."""


class Step(NamedTuple):
    """`words`: what is written of this level. `identity`: what makes it one among its siblings. `kind`: container, flag, list, leaf, values or entry."""

    words: tuple[str, ...]
    identity: tuple[str, ...]
    kind: str


@lru_cache(maxsize=1)
def tree() -> Node:
    with (resources.files("junoscfg") / "validate" / "data" / "junos-structure-tree.json").open(encoding="utf-8") as file:
        return json.load(file)


@lru_cache(maxsize=None)
def steps(words: tuple[str, ...], partial: bool = False) -> tuple[Step, ...]:
    """The levels of a statement. `partial`: it may end anywhere, as one to delete may."""
    node, found, at = tree(), [], 0
    while at < len(words):
        if words[at] == "apply-macro":
            return (*found, *_macro(words[at:], partial))
        step, node = _next(node, words[at:], partial)
        found.append(step)
        at += len(step.words)
    return tuple(found)


def _macro(rest: tuple[str, ...], partial: bool) -> list[Step]:
    """`apply-macro NAME PARAMETER VALUE`, at every level ("apply-macro", Junos CLI Reference)."""
    if len(rest) > 4 or (len(rest) < 2 and not partial):
        raise Objection(f"{' '.join(rest)}: a macro has a name, a parameter and a value")
    found = [Step(rest[:2], rest[:2], "list")]
    return found + ([Step(rest[2:], rest[2:3], "leaf")] if rest[2:] else [])


def _next(node: Node, rest: tuple[str, ...], partial: bool) -> tuple[Step, Node]:
    word, children = rest[0], node.get("c") or {}
    child = children.get(word)
    if child is None or (child.get("nk") and "t" in node):
        if "t" in node:
            return Step((word,), (word,), "list"), children[node["t"]]
        return _keyless(children, rest)
    if child.get("L") and (child.get("fe") or child.get("o")):
        return _entry(child, rest, partial), {}
    if child.get("L"):
        if len(rest) < 2 and not partial:
            raise Objection(f"{word}: missing key")
        return Step(rest[:2], rest[:2], "list"), child
    if child.get("l") or child.get("ll"):
        if len(rest) < 2 and not partial:
            raise Objection(f"{word}: missing value")
        if len(rest) > 2:
            raise Objection(f"{word}: '{' '.join(rest[2:])}' stands behind its value")
        for value in rest[1:]:
            _fits(child, value, word)
        return Step(rest[:2], rest[:2] if child.get("ll") else rest[:1], "values" if child.get("ll") else "leaf"), {}
    if child.get("p") and len(rest) > 1 and not child.get("c"):
        raise Objection(f"{word}: '{rest[1]}' stands behind a flag")
    return Step((word,), (word,), "flag" if child.get("p") else "container"), child


def _keyless(children: dict[str, Node], rest: tuple[str, ...]) -> tuple[Step, Node]:
    said = f"'{rest[0]}' is no keyword there"
    for tag, child in children.items():
        if not child.get("nk"):
            continue
        try:
            _fits(child, rest[0], tag)
        except Objection as objection:
            said = str(objection)
            continue
        if child.get("L"):
            return Step(rest[:1], rest[:1], "list"), child
        if len(rest) > 1:
            raise Objection(f"'{' '.join(rest[1:])}' stands behind the value {rest[0]}")
        return Step(rest[:1], (f"<{tag}>",), "leaf"), {}
    raise Objection(said)


def _entry(child: Node, rest: tuple[str, ...], partial: bool) -> Step:
    """`route-filter ADDRESS TYPE VALUE`, `community OPERATION NAME`: one line is one entry."""
    words, children = list(rest[1:]), child["c"]
    if child.get("fe"):
        key, words = words[:1], words[1:]
        for value in key:
            _fits({"tr": "ipprefix"}, value, rest[0])
    operation = words[:1]
    if not operation and not partial:
        raise Objection(f"{' '.join(rest)}: something is missing")
    if operation and operation[0] not in children:
        raise Objection(f"'{operation[0]}' is no keyword in {rest[0]}")
    takes = 1 if not child.get("fe") or children[operation[0]].get("l") else 0
    if operation and len(words) != 1 + takes:
        raise Objection(f"{' '.join(rest)}: too many or too few words")
    if operation and child.get("fe") and takes:
        _fits(children[operation[0]], words[1], operation[0])
    return Step(rest, rest, "entry")


def _fits(leaf: Node, value: str, name: str) -> None:
    if "e" in leaf and value not in tree()["_enums"][leaf["e"]]:
        raise Objection(f"{name}: '{value}' is none of its values")
    if "r" in leaf:
        pattern = tree()["_patterns"][leaf["r"]]
        if bool(_pattern(pattern.removeprefix("!")).search(value)) == pattern.startswith("!"):
            raise Objection(f"{name}: '{value}' does not match {pattern}")
    if leaf.get("tr") in PREFIX_TYPES:
        try:
            ipaddress.ip_interface(value)
        except ValueError:
            raise Objection(f"{name}: '{value}' is no prefix") from None


@lru_cache(maxsize=None)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\[:(\w+):\]", lambda match: POSIX[match[1]], text))
