# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Typed configuration lines: find the rule, carry it out, or refuse in IOS's words."""
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import actions, bgp_actions
from .document import Document, Node, parse
from .edit import Edit, Refusal
from .grammar import Fit, Reading
from .rules import CLOSING, MODES, PROMPTS, Rule
from .rules.system import PLACES

INVALID = "{caret}^\n% Invalid input detected at '^' marker.\n"
INCOMPLETE = "% Incomplete command."
SPLIT = re.compile(r"\S+")


@dataclass(frozen=True)
class Answer:
    """What a configuration line led to: the new path of modes (empty: left configuration mode) and what IOS prints."""

    path: list[Node]
    text: str = ""
    changed: bool = False


def _action(name: str) -> Callable[[Edit], Node | None]:
    return getattr(bgp_actions if hasattr(bgp_actions, name) else actions, name)


class Editor:
    """Reads and changes one document. `release`: (17, 12, 1), for commands that came with a release."""

    def __init__(self, release: tuple[int, ...] = (17, 12, 1)):
        self.release = release
        self.document = Document(Node(""))

    def load(self, text: str) -> None:
        """Take a startup configuration: one that was recorded prints back as it is; a plain list of commands is put into IOS's order."""
        if re.search(r"^version ", text, re.M):
            self.document = parse(text, self._attach)
            return
        self.document = parse(_frame(self.release), self._attach)
        path = [self.document.root]
        for line in text.splitlines():
            path = self._startup_line(path, line)

    def type(self, path: list[Node], line: str, column: int) -> Answer:
        """`path`: the document's root and the open modes. `column`: where the line began on the screen, behind the prompt."""
        words = line.split()
        if not words or words[0].startswith("!"):
            return Answer(path)
        if words == ["exit"]:
            return Answer(path[:-1])
        if words == ["exit-address-family"] and path[-1].mode in CLOSING:
            return Answer(path[:-1])
        no = words[0] == "no" and len(words) > 1
        found = self._find(path, words[1:] if no else words, no)
        if found is None:
            return Answer(path, self._refusal(path, line, column))
        depth, rule, fit = found
        before = self.document.body()
        edit = Edit(self.document, path[: depth + 1], rule, fit, no, self.release)
        try:
            opened = _action(rule.action or "setting")(edit)
        except Refusal as refusal:
            text = refusal.text or INVALID.format(caret=" " * (column + _column(line, len(words) - 1)))
            return Answer(path, text)
        new = _alive(path[: depth + 1]) if opened is None else [*path[: depth + 1], opened]
        return Answer(new, edit.said, changed=self.document.body() != before)

    def _find(self, path: Sequence[Node], words: Sequence[str], no: bool) -> tuple[int, Rule, Fit] | None:
        """A line that the mode does not know is read in the modes around it (fundamentals)."""
        for depth in range(len(path) - 1, -1, -1):
            for rule in MODES.get(path[depth].mode, ()):
                fit = _fit(rule, words, no)
                if fit is not None:
                    return depth, rule, fit
        return None

    def _refusal(self, path: Sequence[Node], line: str, column: int) -> str:
        words = line.split()
        skipped = 1 if words[0] == "no" else 0
        readings = []
        for mode in dict.fromkeys((path[-1].mode, "")):
            for rule in MODES.get(mode, ()):
                reading = Reading(words[skipped:])
                rule.syntax.fit(reading.words, reading)
                readings.append(reading)
        if any(reading.starved for reading in readings):
            return INCOMPLETE
        at = max((reading.reached for reading in readings), default=0) + skipped
        return INVALID.format(caret=" " * (column + _column(line, min(at, len(words) - 1))))

    def _attach(self, parents: Sequence[Node], node: Node) -> None:
        """Tie a line of a startup configuration to its rule; what no rule knows stays as it is."""
        words = node.line.split()
        no = words[0] == "no"
        parent = parents[-1]
        for rule in MODES.get(parent.mode, ()):
            fit = _fit(rule, words[1:] if no else words, no)
            if fit is not None:
                node.key, node.mode, node.cluster = rule.key_of(fit), "" if no else rule.opens, rule.cluster_of(fit)
                node.order = rule.place(fit, self.document)
                return
        node.key, node.mode = f"? {node.raw}", "?"
        if parent.mode == "":
            node.order = next(((rank,) for pattern, rank in PLACES if pattern.match(node.line)), None)

    def _startup_line(self, path: list[Node], line: str) -> list[Node]:
        depth = len(line) - len(line.lstrip())
        words = line.split()
        if not words or words[0].startswith("!") or words[0] in ("end", *CLOSING.values()):
            return path
        while len(path) > 1 and depth <= len(path[-1].raw) - len(path[-1].raw.lstrip()):
            path = path[:-1]
        if path[-1].mode != "?":
            answer = self.type(path, line, 0)
            if not answer.text or answer.changed:
                return answer.path
        node = Node(" " * depth + line.strip(), ["!"] if len(path) == 1 else [])
        self._attach(path, node)
        if node.order is None:
            path[-1].children.insert(len(path[-1].children) - (1 if len(path) == 1 else 0), node)
        else:
            path[-1].insert(node)
        return [*path, node]


def prompt(hostname: str, path: Sequence[Node], privileged: bool) -> str:
    """`R1>`, `R1#`, `R1(config)#`, `R1(config-router-af)#`. `path` is empty outside configuration mode."""
    if not path:
        return hostname + ("#" if privileged else ">")
    return f"{hostname}({PROMPTS.get(path[-1].mode, 'config')})#"


def _fit(rule: Rule, words: Sequence[str], no: bool) -> Fit | None:
    fit = rule.syntax.fit(words, Reading(words), key_alone=no)
    if fit is None and no and rule.prefix_key is not None:
        fit = rule.prefix_key.fit(words, Reading(words))
    return fit


def _column(line: str, word: int) -> int:
    return [found.start() for found in SPLIT.finditer(line)][word]


def _alive(path: list[Node]) -> list[Node]:
    """The modes of `path` that still exist after something was removed."""
    alive = path[:1]
    for node in path[1:]:
        if not any(child is node for child in alive[-1].children):
            break
        alive.append(node)
    return alive


def _frame(release: tuple[int, ...]) -> str:
    """A configuration without settings, in the shape of the recorded ones."""
    return "\n".join((
        "!", "! Last configuration change at 00:00:00 UTC Mon Jan 1 2024", "!", f"version {release[0]}.{release[1]}",
        "service timestamps debug datetime msec", "service timestamps log datetime msec", "!", "hostname Router", "!", "boot-start-marker",
        "boot-end-marker", "!", "!", "no aaa new-model", "!", "!", "redundancy", "!", "!", "ip forward-protocol nd", "!", "!", "control-plane", "!",
        "line con 0", " stopbits 1", "line vty 0 4", " login local", " transport input ssh", "!", "!", "end", ""))
