# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text format: what `show configuration` prints, and what `load merge|replace|override` takes."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .configuration import Configuration, Node
from .schema import CONTAINER, FLAG, LEAF, LIST, VALUES, SyntaxFault
from .words import quoted

TOKEN = re.compile(r'/\*.*?\*/|#[^\n]*|"(?:[^"\\]|\\.)*"|[{};]|\[|\]|[^\s{};"\[\]]+', re.S)
MARKS = {"inactive:": "deactivate", "active:": "activate", "replace:": "replace", "delete:": "delete", "protect:": ""}
SINGLE = ("from", "then", "route")  # Junos shows these and their only statement on one line (recorded in Juniper's guides)
INDENT = "    "
Order = tuple[str, tuple[str, ...]]  # (set, delete, replace, deactivate or activate; the words of the statement)


def read(text: str) -> Iterator[Order]:
    """What the text says, in its order. SyntaxFault where braces do not match."""
    levels: list[tuple[str, ...]] = []
    words: list[str] = []
    mark, said = "", False
    for found in TOKEN.finditer(text):
        token = found[0]
        if token.startswith(("/*", "#")):
            continue
        above = levels[-1] if levels else ()
        if token in ("{", ";"):
            full = (*above, *words)
            if mark == "delete":
                yield ("delete", full)
            else:
                if mark == "replace":
                    yield ("replace", full)
                if token == ";" and words:
                    yield ("set", full)
                elif token == "{":
                    yield ("open", full)
                if mark in ("deactivate", "activate"):
                    yield (mark, full)
            if token == "{":
                levels.append(full)
            words, mark, said = [], "", False
        elif token == "}":
            if not levels or words:
                raise SyntaxFault(above, token)
            levels.pop()
        elif not said and token in MARKS:
            mark = MARKS[token] or mark
        else:
            said = True
            words.append(re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token)
    if levels or words:
        raise SyntaxFault((*(levels[-1] if levels else ()), *words), "<eof>")


def show(configuration: Configuration, header: str = "") -> str:
    return "".join(f"{line}\n" for line in ([header] if header else []) + block(configuration.root, ""))


def block(node: Node, indent: str) -> list[str]:
    """The lines below a node."""
    lines, done = [], set()
    for child in node.children.values():
        if child.step.kind == VALUES:
            if child.step.tag not in done:
                done.add(child.step.tag)
                lines.append(indent + values(node, child.step.tag))
            continue
        lines += statement(child, indent)
    return lines


def values(node: Node, tag: str) -> str:
    found = [quoted(child.step.names[0]) for child in node.tagged(tag)]
    return f"{tag} {found[0]};" if len(found) == 1 else f"{tag} [ {' '.join(found)} ];"


def statement(node: Node, indent: str) -> list[str]:
    mark = "inactive: " if node.inactive else ""
    head, below = " ".join(quoted(word) for word in node.step.words), node
    while below.step.tag == "family" and len(below.children) == 1 and below.step.kind == CONTAINER:
        below = next(iter(below.children.values()))
        head += " " + " ".join(quoted(word) for word in below.step.words)
    if below.step.tag == "family" and below.step.kind == CONTAINER and below.children:
        return [line for child in below.children.values() for line in statement(_headed(head, child), indent)]
    if not below.children:
        return [f"{indent}{mark}{head};" + (" ## SECRET-DATA" if below.step.secret else "")]
    if _inline(below):
        return [f"{indent}{mark}{head} " + " ".join(line.rstrip(";") for line in block(below, "")) + ";"]
    return [f"{indent}{mark}{head} {{", *block(below, indent + INDENT), f"{indent}}}"]


def _headed(head: str, node: Node) -> Node:
    step = replace(node.step, word=head, names=node.step.words)
    return Node(step, node.children, node.inactive)


def _inline(node: Node) -> bool:
    children = list(node.children.values())
    if any(child.step.kind in (CONTAINER, LIST) and child.children and not _inline(child) for child in children):
        return False
    if node.step.one_line:
        return True
    if len(children) == 1 and node.step.tag in SINGLE and children[0].step.kind in (LEAF, FLAG, VALUES):
        return True
    return any(child.step.kind == LEAF and not child.step.word and child.step.tag != "enable-disable" for child in children)
