# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A configuration: the tree of its statements, in the order in which Junos shows them."""
from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from functools import cache

from .schema import CONTAINER, ENTRY, FLAG, LEAF, LIST, VALUES, Path, Step, schema
from .words import join, split

# One of several: Juniper YANG, `choice` in policy-statement/then, static/route and bgp/group.
CHOICES = (("then", frozenset({"accept", "reject"})), ("route", frozenset({"next-hop", "reject", "discard", "receive", "next-table"})))
BY_NAME = ("policy-statement", "community", "as-path", "condition", "filter", "policer")  # recorded in the order of their names
TOP = Step(CONTAINER, "", "configuration", (), 0, {})


class Node:
    """One statement and what is below it."""

    __slots__ = ("children", "inactive", "step")

    def __init__(self, step: Step, children: dict[tuple[str, ...], Node] | None = None, inactive: bool = False):
        self.step, self.children, self.inactive = step, children if children is not None else {}, inactive

    def copy(self) -> Node:
        return Node(self.step, {identity: child.copy() for identity, child in self.children.items()}, self.inactive)

    def child(self, *identity: str) -> Node | None:
        return self.children.get(identity)

    def tagged(self, tag: str) -> list[Node]:
        return [child for child in self.children.values() if child.step.tag == tag]

    def value(self, tag: str) -> str:
        """The value of a leaf below; "" where there is none."""
        found = self.children.get((tag,))
        return found.step.names[0] if found is not None and found.step.names else ""

    def same(self, other: Node) -> bool:
        return self.step.words == other.step.words and self.inactive == other.inactive and list(self.children) == list(other.children) and all(
            child.same(other.children[identity]) for identity, child in self.children.items())


class Configuration:
    def __init__(self, root: Node | None = None):
        self.root = root or Node(TOP)

    @classmethod
    def of(cls, lines: Iterable[str]) -> Configuration:
        """The configuration of the lines that `show configuration | display set` prints, kept in their order. SyntaxFault where one is none."""
        made = cls()
        for line in lines:
            words = split(line)
            if words[:1] == ["set"]:
                for path in schema().read(words[1:]):
                    made.put(path, as_given=True)
            elif words[:1] == ["deactivate"]:
                for node in made.find(schema().read(words[1:], partial=True)[0])[-1:]:
                    node.inactive = True
        return made

    def copy(self) -> Configuration:
        return Configuration(self.root.copy())

    def same(self, other: Configuration) -> bool:
        return self.root.same(other.root)

    def put(self, path: Path, as_given: bool = False) -> Node:
        """The node of a statement, made where it was not. as_given: after its siblings, not where Junos would show it."""
        node = self.root
        for step in path:
            child = node.children.get(step.identity)
            if child is None:
                child = _added(node, Node(step), as_given)
            elif step.kind == LEAF and step.names:
                child.step = step
            node = child
        return node

    def find(self, path: Path) -> list[Node]:
        """The nodes from the top to the statement's; [] where it is not there."""
        nodes = [self.root]
        for step in path:
            child = nodes[-1].children.get(step.identity)
            if child is None or (step.kind == LEAF and step.names and child.step.names != step.names):
                return []
            nodes.append(child)
        return nodes

    def remove(self, path: Path) -> bool:
        """False where the statement is not there. A path that ends in a keyword alone removes all that have it."""
        above, last = (self.find(path[:-1]), path[-1]) if path else ([self.root], None)
        if not above:
            return False
        if last is None:
            self.root = Node(TOP)
            return True
        if last.kind in (LEAF, FLAG) or last.names:
            gone = [last.identity] if self.find(path) else []
        else:
            gone = [identity for identity, child in above[-1].children.items() if child.step.tag == last.tag]
        for identity in gone:
            del above[-1].children[identity]
        _prune(above)
        return bool(gone)

    def move(self, path: Path, after: bool, beside: tuple[str, ...]) -> bool:
        """Put an element of a list beside its sibling. False where one of the two is not there."""
        nodes = self.find(path)
        if len(nodes) < 2:
            return False
        siblings = nodes[-2].children
        if beside not in siblings or beside == path[-1].identity:
            return False
        moved = siblings.pop(path[-1].identity)
        nodes[-2].children = {}
        for identity, sibling in siblings.items():
            pair = [(identity, sibling)]
            if identity == beside:
                pair.insert(1 if after else 0, (path[-1].identity, moved))
            nodes[-2].children.update(pair)
        return True

    def lines(self) -> list[str]:
        """As `show configuration | display set` prints them."""
        return list(_lines(self.root, ()))

    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines())


def _added(node: Node, child: Node, as_given: bool) -> Node:
    step = child.step
    for keyword, one_of in CHOICES:
        if node.step.tag == keyword and step.tag in one_of:
            for identity in [identity for identity, other in node.children.items() if other.step.tag in one_of - {step.tag}]:
                del node.children[identity]
    later: list[tuple[tuple[str, ...], Node]] = []
    if not as_given:
        for identity in reversed(node.children):
            if not _before(step, node.children[identity].step):
                break
            later.append((identity, node.children[identity]))
    for identity, _sibling in later:
        del node.children[identity]
    node.children[step.identity] = child
    node.children.update(reversed(later))
    return child


def _before(new: Step, old: Step) -> bool:
    if new.tag != old.tag:
        return new.place < old.place
    key = sort_key(new)
    return key is not None and key < sort_key(old)


def sort_key(step: Step) -> tuple | None:
    """What sorts the elements of a list that Junos sorts itself (recorded); None for one that stays in the user's order."""
    return _sort_key(step.tag, step.word, step.names[0]) if step.kind == LIST else None


@cache
def _sort_key(tag: str, word: str, name: str) -> tuple | None:
    if tag == "interface" and not word:
        return _interface_key(name)
    if tag == "prefix-list-item":
        try:
            network = ipaddress.ip_interface(name).network
        except ValueError:
            return (9, name)
        return (network.version, int(network.network_address), network.prefixlen)
    return (name,) if tag in BY_NAME else None


def _interface_key(name: str) -> tuple:
    """Recorded: by slot, then type, then channel (et-0/0/0, xe-0/0/0, xe-0/0/0:1, et-0/0/1), the others after them by name."""
    found = re.fullmatch(r"([a-z]+)-(\d+)/(\d+)/(\d+)(?::(\d+))?", name)
    if found:
        return (0, *(int(number) for number in found.group(2, 3, 4)), found[1], int(found[5] or -1))
    return (1, *re.findall(r"\D+", name)[:1], int((re.findall(r"\d+", name) or ["-1"])[0]), name)


def _prune(nodes: list[Node]) -> None:
    """Drop the containers that a removal left empty."""
    for above, node in reversed(list(zip(nodes, nodes[1:], strict=False))):
        if node.children or node.step.kind != CONTAINER:
            return
        del above.children[node.step.identity]


def _lines(node: Node, words: tuple[str, ...]) -> Iterator[str]:
    here = (*words, *node.step.words)
    if here and (not node.children or node.step.kind in (LEAF, VALUES, FLAG, ENTRY)):
        yield f"set {join(here)}"
    for child in node.children.values():
        yield from _lines(child, here)
    if node.inactive:
        yield f"deactivate {join(here)}"
