# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running configuration as a tree of lines, with the `!` and blank lines between them, so that a recorded one prints back byte for byte."""
from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

SIZE = re.compile(r"Current configuration : (\d+) bytes")
OVERHEAD = 53  # recorded-iosxe: N is the size of what follows the line, plus 53, in all 15 recordings from which nothing was removed
CLOSINGS = ("exit-address-family", "exit-af-topology", "exit-af-interface", "exit-service-family")


@dataclass
class Node:
    """One line. `lead`: the filler lines printed before it; `raw`: the line with its indentation; `closing`: printed after the children."""

    raw: str
    lead: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    closing: str | None = None
    mode: str = ""  # the configuration mode that the line opens
    key: str = ""  # two lines of one parent never have the same key
    order: tuple | None = None  # place among the siblings; None for a line of a startup configuration that no rule knows
    cluster: str = ""  # siblings of one cluster stand together, without a `!` between them

    @property
    def line(self) -> str:
        return self.raw.strip()

    def child(self, key: str) -> Node | None:
        return next((node for node in self.children if node.key == key), None)

    def lines(self) -> Iterator[str]:
        yield from self.lead
        if self.raw:
            yield self.raw
        for node in self.children:
            yield from node.lines()
        if self.closing is not None:
            yield self.closing

    def insert(self, node: Node) -> None:
        """Put `node` after the last sibling that comes before it or is its equal."""
        at = len(self.children)
        placed = [(index, other) for index, other in enumerate(self.children) if other.order is not None]
        before = [index for index, other in placed if other.order <= node.order]
        if before:
            at = before[-1] + 1
        elif placed:
            at = placed[0][0]
        follower = self.children[at] if at < len(self.children) else None
        if node.cluster and at and self.children[at - 1].cluster == node.cluster:
            node.lead = []
        elif node.cluster and follower is not None and follower.cluster == node.cluster:
            node.lead, follower.lead = follower.lead, []
        self.children.insert(at, node)

    def remove(self, node: Node) -> None:
        at = next(index for index, other in enumerate(self.children) if other is node)
        follower = self.children[at + 1] if at + 1 < len(self.children) else None
        if node.cluster and follower is not None and follower.cluster == node.cluster and not follower.lead:
            follower.lead = node.lead
        del self.children[at]


class Document:
    """The tree and what `show running-config` prints around it."""

    def __init__(self, root: Node, overhead: int = OVERHEAD):
        self.root = root
        self.overhead = overhead
        self.names: dict[tuple[str, str], int] = {}  # (what, name) of peer groups and route maps in the order of their creation

    def copy(self) -> Document:
        return copy.deepcopy(self)

    def body(self) -> str:
        return "".join(f"{line}\n" for line in self.root.lines())

    def text(self) -> str:
        """What `show running-config` prints, LF only."""
        body = self.body()
        return f"Building configuration...\n\nCurrent configuration : {len(body.encode()) + self.overhead} bytes\n{body}"

    def place_of(self, what: str, name: str) -> int:
        return self.names.setdefault((what, name), len(self.names))

    def stamp(self, start: str, text: str) -> None:
        """Replace the header line that begins with `start`, or add it below the first header line."""
        for node in self.root.children:
            for at, line in enumerate(node.lead):
                if line.startswith(start) or (start == CHANGED and line.startswith("! No configuration change since")):
                    node.lead[at] = text
                    return
        lead = self.root.children[0].lead
        at = next((index for index, line in enumerate(lead) if line.startswith(CHANGED)), -1)
        if at < 0:
            lead[:] = ["!", text, *(lead or ["!"])]
        else:
            lead.insert(at + 1, text)


CHANGED = "! Last configuration change at"
SAVED = "! NVRAM config last updated at"


def parse(text: str, attach: Callable[[list[Node], Node], None] = lambda parents, node: None) -> Document:
    """The document that prints `text` back. `attach` is called with the parents and each node, to tie it to its rule."""
    lines = text.splitlines()
    size = next((SIZE.fullmatch(line) for line in lines[:4] if SIZE.fullmatch(line)), None)
    if size:
        lines = lines[lines.index(size.string) + 1:]
    root = Node("")
    parents: list[Node] = [root]
    filler: list[str] = []
    for line in lines:
        if not line.strip() or line.lstrip().startswith("!"):
            filler.append(line)
            continue
        indent = len(line) - len(line.lstrip())
        while len(parents) > 1 and indent <= _indent(parents[-1]):
            closed = parents.pop()
            if line.strip() in CLOSINGS and _indent(closed) == indent and not filler:
                closed.closing = line
                break
        else:
            node = Node(line, filler)
            filler = []
            attach(parents, node)
            parents[-1].children.append(node)
            parents.append(node)
    if filler:
        root.children.append(Node("", filler, order=(10**6,)))
    document = Document(root)
    if size:
        document.overhead = int(size[1]) - len(document.body().encode())
    return document


def _indent(node: Node) -> int:
    return len(node.raw) - len(node.raw.lstrip())
