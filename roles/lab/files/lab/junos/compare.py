# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `show | compare` prints: the changes from one configuration to another, each below the level where it stands.

Junos CLI User Guide, Compare Configurations; console transcripts in public notes show `+` and two blanks at the top, one more for each level. `!` marks
what changed its place or its activation, and ` ` the sibling before an element that was put into the middle of a list.
"""
from __future__ import annotations

from .configuration import Configuration, Node
from .schema import CONTAINER, FLAG, LEAF, LIST, VALUES
from .text import statement, values
from .words import join


def compare(old: Configuration, new: Configuration) -> str:
    """Empty where nothing differs."""
    return "".join(f"{line}\n" for line in _level(old.root, new.root, ()))


def _level(old: Node, new: Node, above: tuple[Node, ...]) -> list[str]:
    here: list[str] = []
    deeper: list[str] = []
    pad = " " * (2 + len([node for node in above if node.step.tag != "family"]))
    done = set()
    for identity in _merged(old, new):
        was, now = old.children.get(identity), new.children.get(identity)
        step = (now or was).step
        if step.kind == VALUES:
            if step.tag not in done:
                done.add(step.tag)
                here += _values(old, new, step.tag, pad)
        elif was is None:
            here += _context(new, identity, pad) + [f"+{pad}{line}" for line in statement(now, "")]
        elif now is None:
            here += [f"-{pad}{line}" for line in statement(was, "")]
        elif step.kind in (LEAF, FLAG):
            if was.step.names != now.step.names:
                here += [f"{sign}{pad}{line}" for sign, node in (("-", was), ("+", now)) for line in statement(node, "")]
        else:
            if was.inactive != now.inactive:
                here.append(f"!{pad}{'inactive' if now.inactive else 'active'}: {join(now.step.words)} {{ ... }}")
            elif _moved(old, new, identity):
                here += _context(new, identity, pad) + [f"!{pad}{join(now.step.words)} {{ ... }}"]
            deeper += _level(was, now, (*above, now))
    head = [f"[edit{''.join(f' {join(node.step.words)}' for node in above)}]"] if here else []
    return head + here + deeper


def _merged(old: Node, new: Node) -> list[tuple[str, ...]]:
    """All children: those that stay and come in the new order, those that go at their old place."""
    order = list(new.children)
    for number, identity in enumerate(old.children):
        if identity not in new.children:
            order.insert(min(number, len(order)), identity)
    return order


def _values(old: Node, new: Node, tag: str, pad: str) -> list[str]:
    was = [child.step.names for child in old.tagged(tag)]
    now = [child.step.names for child in new.tagged(tag)]
    if was == now:
        return []
    return ([f"-{pad}{values(old, tag)}"] if was else []) + ([f"+{pad}{values(new, tag)}"] if now else [])


def _siblings(node: Node, tag: str) -> list[tuple[str, ...]]:
    return [identity for identity, child in node.children.items() if child.step.tag == tag and child.step.kind == LIST]


def _context(node: Node, identity: tuple[str, ...], pad: str) -> list[str]:
    """The sibling before an element, where others come after it."""
    siblings = _siblings(node, identity[0])
    if identity not in siblings or siblings[-1] == identity or siblings[0] == identity:
        return []
    before = node.children[siblings[siblings.index(identity) - 1]]
    return [f" {pad}{join(before.step.words)}{' { ... }' if before.children or before.step.kind == CONTAINER else ';'}"]


def _moved(old: Node, new: Node, identity: tuple[str, ...]) -> bool:
    """Whether an element that stays comes, among those that stay, after another that it came before."""
    was = [other for other in _siblings(old, identity[0]) if other in new.children]
    now = [other for other in _siblings(new, identity[0]) if other in old.children]
    if was == now or identity not in now:
        return False
    place = now.index(identity)
    return any(was.index(other) > was.index(identity) for other in now[:place])
