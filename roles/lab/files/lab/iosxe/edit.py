# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One configuration line that fits a rule, and the simple changes of the tree that actions are made of."""
from __future__ import annotations

from dataclasses import dataclass

from .document import Document, Node
from .grammar import Fit
from .rules import CLOSING, Rule


class Refusal(Exception):
    """IOS does not take the line. `text`: what it prints; empty for the caret under the last word."""

    def __init__(self, text: str = ""):
        super().__init__(text)
        self.text = text


@dataclass
class Edit:
    """`path`: the root and the modes down to the one in which the rule was found. `no`: the line began with `no`. `said`: what IOS tells and goes on."""

    document: Document
    path: list[Node]
    rule: Rule
    fit: Fit
    no: bool
    release: tuple[int, ...]
    said: str = ""

    @property
    def root(self) -> Node:
        return self.path[0]

    @property
    def parent(self) -> Node:
        return self.path[-1]

    @property
    def key(self) -> str:
        return self.rule.key_of(self.fit)

    def put(self, text: str, parent: Node | None = None, key: str | None = None, order: tuple | None = None) -> Node:
        """Write the line `text` into `parent`: over the line of the same key, or at its place."""
        parent = self.parent if parent is None else parent
        key = self.key if key is None else key
        depth = 0 if parent is self.root else len(parent.raw) - len(parent.raw.lstrip()) + 1
        existing = parent.child(key)
        if existing is not None:
            existing.raw = " " * depth + text
            return existing
        rule = self.rule
        node = Node(" " * depth + text, list(rule.lead), mode=rule.opens, key=key, cluster=rule.cluster_of(self.fit))
        node.order = rule.place(self.fit, self.document) if order is None else order
        if rule.opens in CLOSING:
            node.closing = " " * depth + CLOSING[rule.opens]
        parent.insert(node)
        return node

    def drop(self, key: str | None = None, parent: Node | None = None) -> Node | None:
        """Remove the line of `key` and what stands below it."""
        parent = self.parent if parent is None else parent
        node = parent.child(self.key if key is None else key)
        if node is not None:
            parent.remove(node)
        return node
