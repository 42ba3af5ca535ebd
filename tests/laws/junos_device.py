# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Junos device's configuration in memory, which shares nothing with the dialect: a tree that `set`, `delete`, `insert` and the like change.

Told by the vendor's schema which words are a key, a value that replaces another, or one of several. An entry of a list stays when all in it is deleted, a
plain container goes (as recorded configurations show: `neighbor 10.0.0.1` stands alone, no empty `protocols bgp`); a new entry comes last; keys are
stored as $9$ with a random salt (vendor facts 5).
"""
from __future__ import annotations

import shlex
from functools import lru_cache
from typing import Iterable, Iterator

from netutils.password import encrypt_juniper_type9

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.junos_schema import Objection, Step, steps


class Node:
    def __init__(self, step: Step | None = None):
        self.step = step
        self.children: dict[tuple[str, ...], Node] = {}
        self.inactive = False


class Device:
    def __init__(self, running: str = ""):
        self.root = Node()
        self.load(line for line in running.split("\n") if line)

    def load(self, lines: Iterable[str]) -> None:
        for line in lines:
            verb, *words = _split(line)
            getattr(self, f"_{verb}")(tuple(words))

    def show(self) -> str:
        return "".join(f"{line}\n" for line in self._lines(self.root, ()))

    def _set(self, words: tuple[str, ...]) -> None:
        node = self.root
        for step in steps(_stored(words)):
            node = node.children.setdefault(step.identity, Node(step))
            node.step = step

    def _delete(self, words: tuple[str, ...]) -> None:
        path = self._found(words)
        for parent, node in reversed(list(zip([self.root, *path], path))):
            if node is path[-1] or (node.step.kind == "container" and not node.children):
                del parent.children[node.step.identity]

    def _insert(self, words: tuple[str, ...]) -> None:
        place = max(index for index, word in enumerate(words) if word in ("before", "after"))
        path = self._found(words[:place])
        parent, node = (path[-2] if len(path) > 1 else self.root), path[-1]
        reference = words[place + 1:]
        reference = reference if len(reference) > 1 else (node.step.words[0], *reference)
        order = [identity for identity in parent.children if identity != node.step.identity]
        order.insert(order.index(reference) + (words[place] == "after"), node.step.identity)
        parent.children = {identity: parent.children[identity] for identity in order}

    def _deactivate(self, words: tuple[str, ...]) -> None:
        self._found(words)[-1].inactive = True

    def _activate(self, words: tuple[str, ...]) -> None:
        self._found(words)[-1].inactive = False

    def _found(self, words: tuple[str, ...]) -> list[Node]:
        node, path = self.root, []
        for step in steps(words, partial=True):
            if step.identity not in node.children:
                raise Objection(f"{' '.join(words)}: statement not found")
            node = node.children[step.identity]
            path.append(node)
        return path

    def _lines(self, node: Node, above: tuple[str, ...]) -> Iterator[str]:
        for child in node.children.values():
            words = (*above, *child.step.words)
            if child.children:
                yield from self._lines(child, words)
            else:
                yield _written("set", words)
            if child.inactive:
                yield _written("deactivate", words)


@lru_cache(maxsize=None)
def _split(line: str) -> tuple[str, ...]:
    return tuple(shlex.split(line))


def _stored(words: tuple[str, ...]) -> tuple[str, ...]:
    if words[-2:-1] == ("authentication-key",) and not words[-1].startswith("$"):
        return (*words[:-1], encrypt_juniper_type9(words[-1]))
    return words


def _written(verb: str, words: tuple[str, ...]) -> str:
    return " ".join((verb, *(f'"{word}"' if set(word) & set(' "$()+;') else word for word in words)))
