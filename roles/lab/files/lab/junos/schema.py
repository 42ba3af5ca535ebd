# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Junos's statements: the schema tree of Junos 24.4 that the package junoscfg ships, walked along the words of a line.

A node of the tree: c its children, l a leaf, ll a list of values, L a list with a key, p a flag, nk a keyword that Junos does not show, fe a list whose
entry is its whole line (`route-filter`), o a statement on one line, e and r the values that a leaf takes (enumeration, pattern), tr its type, m mandatory.
"""
from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from . import schema_tree

CONTAINER, FLAG, LEAF, VALUES, LIST, ENTRY = "container", "flag", "leaf", "values", "list", "entry"
ANYWHERE = {  # CLI Reference: apply-groups, apply-groups-except, apply-macro
    "apply-groups": {"l": True, "ll": True}, "apply-groups-except": {"l": True, "ll": True},
    "apply-macro": {"L": True, "c": {"data": {"L": True, "nk": True, "c": {"value": {"l": True, "nk": True}}}}}}
PREFIXED = {  # Juniper YANG: the key's type
    "static": ("route",), "aggregate": ("route",), "generate": ("route",), "inet": ("address",), "inet6": ("address",)}
LATER = {"services ssh": {"tcp-forwarding": {"p": True}}}  # recorded on 25.4R1, not yet in the schema of 24.4
NUMBERED = ("port", "source-port", "destination-port", "icmp-type", "icmp-code")  # recorded: a number instead of a name
SECRETS = (  # vendor facts 5, guides
    "authentication-key", "simple-password", "secret", "authentication-password", "privacy-password", "ascii-text")
CLASSES = {"alnum": "a-zA-Z0-9", "digit": "0-9", "alpha": "a-zA-Z", "space": r"\s", "xdigit": "0-9a-fA-F", "upper": "A-Z", "lower": "a-z",
           "punct": r"!-/:-@\[-`{-~"}
AREA = re.compile(r"[0-9]{1,10}\Z")
WIDTHS = {4: 32, 6: 128}


class SyntaxFault(Exception):
    """path: the words before the one at fault. element: that word, as `bad-element` has it. said: Junos's words."""

    def __init__(self, path: Sequence[str], element: str, said: str = "syntax error"):
        super().__init__(said)
        self.path, self.element, self.said = tuple(path), element, said


@dataclass(frozen=True)
class Step:
    """One level of a statement.

    word: the keyword, "" where Junos shows none. tag: its name in XML. names: a list's key, or a leaf's value; none where a deletion names no value.
    place: among its siblings in the schema. node: the schema below. one_line: Junos prints it with what is below on one line.
    secret: a leaf that Junos stores encoded.
    """

    kind: str
    word: str
    tag: str
    names: tuple[str, ...]
    place: int
    node: dict
    one_line: bool = False
    secret: bool = False

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.tag, *self.names) if self.kind in (VALUES, LIST, ENTRY) else (self.tag,)

    @property
    def words(self) -> tuple[str, ...]:
        return (self.word, *self.names) if self.word else self.names


Path = tuple[Step, ...]


@cache
def schema() -> Schema:
    """Loaded once a process."""
    return Schema(schema_tree.read())


class Schema:
    def __init__(self, tree: dict):
        self.tree = tree
        self._enumerations, self._patterns = tree["_enums"], tree["_patterns"]
        self._places: dict[int, dict[str, int]] = {}

    def place(self, node: dict, tag: str) -> int:
        places = self._places.get(id(node))
        if places is None:
            places = self._places[id(node)] = {name: number for number, name in enumerate(node.get("c") or {})}
        return places.get(tag, -1)

    def read(self, words: Sequence[str], partial: bool = False) -> list[Path]:
        """The statements that the words mean: one for each value of `[ ... ]`, and one for each further statement on the line.

        partial: words may end at any level, and a leaf may lack its value, as in a deletion. SyntaxFault otherwise.
        """
        paths: list[Path] = []
        self._read((), self.tree, list(words), 0, partial, paths)
        return paths

    def _read(self, path: Path, node: dict, words: list[str], at: int, partial: bool, paths: list[Path]) -> None:
        started = at
        while at < len(words):
            steps, after = self.steps(node, words, at, partial)
            kind = steps[0].kind
            if kind in (LEAF, VALUES, FLAG, ENTRY):
                paths += [(*path, step) for step in steps]
                at = after
                continue
            if at > started:
                self._read((*path, steps[0]), steps[0].node, words, after, partial, paths)
                return
            path, node, at = (*path, steps[0]), steps[0].node, after
            started = at
        if at == started:
            paths.append(path)

    def steps(self, node: dict, words: Sequence[str], at: int, partial: bool = False) -> tuple[list[Step], int]:
        """The steps for the words from `at` on, several for several values, and where the next step begins."""
        word, children = words[at], node.get("c") or {}
        if word in ANYWHERE:
            return self._named(ANYWHERE[word], word, self.place(node, "groups"), words, at + 1, partial)
        if "t" in node and word not in children:
            tag = node["t"]
            return [self._list(children[tag], "", tag, (word,), self.place(node, tag))], at + 1
        child = children.get(word) or LATER.get(" ".join(words[max(at - 2, 0):at]), {}).get(word)
        if child is not None and (not child.get("nk") or child.get("frnk")):
            return self._named(child, word, self.place(node, word), words, at + 1, partial)
        said = "syntax error"
        for tag, hidden in children.items():
            if not hidden.get("nk") or hidden.get("frnk"):
                continue
            fault = self.fault(hidden, word)
            if fault:
                said = fault
            elif tag == "prefix-list-item" and not prefix(word):
                said = "invalid prefix value"
            elif hidden.get("L"):
                return [self._list(hidden, "", tag, (word,), self.place(node, tag))], at + 1
            elif hidden.get("l"):
                return [Step(LEAF, "", tag, (word,), self.place(node, tag), {})], at + 1
        raise SyntaxFault(words[:at], word, said)

    def _named(self, child: dict, word: str, place: int, words: Sequence[str], at: int, partial: bool) -> tuple[list[Step], int]:
        if child.get("fe", {}).get("p") == "first":
            return self._entry(child, word, place, words, at, partial)
        if child.get("l"):
            return self._valued(child, VALUES if child.get("ll") else LEAF, word, word, place, words, at, partial)
        if word == "groups" and child.get("t") == "group":
            child = child["c"]["group"]
        if child.get("L"):
            if at >= len(words):
                raise SyntaxFault(words, word, "missing argument")
            names: tuple[str, ...] = (words[at],)
            if child.get("o") and words[at] in (child.get("c") or {}) and at + 1 < len(words):
                names = (words[at], words[at + 1])
            elif word == "route" and words[at + 1:at + 2] == ["routing-instance"] and len(words) > at + 2:  # VRRP: key "route_address routing-instance"
                names = tuple(words[at:at + 3])
            if word in PREFIXED.get(words[at - 2] if at > 1 else "", ()) and not prefix(names[0]):
                raise SyntaxFault(words[:at], names[0], "invalid prefix value")
            return [self._list(child, word, word, names, place)], at + len(names)
        if child.get("p") and not child.get("c"):
            return [Step(FLAG, word, word, (), place, {})], at
        return [Step(CONTAINER, word, word, (), place, child)], at

    def _list(self, child: dict, word: str, tag: str, names: tuple[str, ...], place: int) -> Step:
        if tag == "area" and AREA.match(names[0]) and int(names[0]) < 2 ** 32:
            names = (str(ipaddress.IPv4Address(int(names[0]))),)  # OSPF guide: an area is shown in dotted decimal notation
        if tag == "address" and word and "primary" in (child.get("c") or {}):
            names = (with_length(names[0]),)
        return Step(LIST, word, tag, names, place, child, bool(child.get("o")))

    def _valued(self, child: dict, kind: str, word: str, tag: str, place: int, words: Sequence[str], at: int, partial: bool) -> tuple[list[Step], int]:
        if at >= len(words):
            if partial:
                return [Step(kind, word, tag, (), place, {})], at
            raise SyntaxFault(words, word, "missing argument")
        values, after = [words[at]], at + 1
        if words[at] == "[":
            end = next((index for index in range(at, len(words)) if words[index] == "]"), None)
            if kind != VALUES or end is None:
                raise SyntaxFault(words[:at], words[at])
            values, after = list(words[at + 1:end]), end + 1
        for value in values:
            fault = self.fault(child, value)
            if fault and not (value.isdigit() and (tag in NUMBERED or child.get("frnk"))):
                raise SyntaxFault(words[:at], value, fault)
        secret = tag in SECRETS or child.get("tr") == "unreadable" and tag != "encrypted-password"
        return [Step(kind, word, tag, (value,), place, {}, secret=secret) for value in values], after

    def _entry(self, child: dict, word: str, place: int, words: Sequence[str], at: int, partial: bool) -> tuple[list[Step], int]:
        if at >= len(words):
            raise SyntaxFault(words, word, "missing argument")
        names, choices = [words[at]], child["c"]
        if child["fe"]["k"] == "address" and not prefix(names[0]):
            raise SyntaxFault(words[:at], names[0], "invalid prefix value")
        if at + 1 < len(words):
            chosen = choices.get(words[at + 1])
            if chosen is None:
                raise SyntaxFault(words[:at + 1], words[at + 1])
            names.append(words[at + 1])
            if chosen.get("l"):
                if at + 2 >= len(words):
                    raise SyntaxFault(words, words[at + 1], "missing argument")
                fault = self.fault(chosen, words[at + 2])
                if fault:
                    raise SyntaxFault(words[:at + 2], words[at + 2], fault)
                names.append(words[at + 2])
        elif not partial:
            raise SyntaxFault(words, words[at], "missing argument")
        return [Step(ENTRY, word, word, tuple(names), place, child)], at + len(names)

    def fault(self, node: dict, value: str) -> str:
        """Why a leaf does not take a value; "" where it does."""
        if "e" in node and value not in self._enumerations[node["e"]]:
            return "syntax error"
        if "r" in node:
            pattern = self._patterns[node["r"]]
            if bool(_compiled(pattern).search(value)) == pattern.startswith("!"):
                return "invalid value"
        if node.get("tr") in ("ipprefix", "ipv4prefix", "ipv6prefix", "ipprefix-only", "ipv6prefix-only", "ipaddr", "ipv4addr", "ipv6addr"):
            if not prefix(value):
                return "invalid ip address or hostname" if node["tr"].endswith("addr") else "invalid prefix value"
        return ""


def prefix(text: str) -> bool:
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return True


def with_length(address: str) -> str:
    """An interface's address with the length that Junos adds where none is written (Junos CLI: `/32`, `/128`)."""
    try:
        return address if "/" in address else f"{address}/{WIDTHS[ipaddress.ip_address(address).version]}"
    except ValueError:
        return address


@cache
def _compiled(pattern: str) -> re.Pattern:
    return re.compile(re.sub(r"\[:(\w+):\]", lambda found: CLASSES[found[1]], pattern.removeprefix("!")))
