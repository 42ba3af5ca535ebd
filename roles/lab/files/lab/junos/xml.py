# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The XML format: what <get-configuration> answers, and what <load-configuration> takes."""
from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .configuration import Configuration, Node
from .schema import ANYWHERE, ENTRY, LATER, LEAF, LIST, VALUES, SyntaxFault, schema
from .text import Order

XNM = "http://xml.juniper.net/xnm/1.1/xnm"
OPERATIONS = {"delete": "delete", "replace": "replace", "inactive": "deactivate", "active": "activate"}
NAMED = {"delete": "delete", "remove": "delete", "replace": "replace"}  # RFC 6241 7.2: the attribute `operation`


def show(configuration: Configuration) -> etree._Element:
    return element(configuration.root)


def element(node: Node) -> etree._Element:
    step, made = node.step, etree.Element(node.step.tag)
    if node.inactive:
        made.set("inactive", "inactive")
    if step.kind in (LEAF, VALUES):
        made.text = step.names[0] if step.names else None
    elif step.kind == ENTRY:
        etree.SubElement(made, step.node["fe"]["k"]).text = step.names[0]
        if len(step.names) > 1:
            etree.SubElement(made, step.names[1]).text = step.names[2] if len(step.names) > 2 else None
    elif step.kind == LIST and len(step.names) == 3:
        etree.SubElement(made, "route_address").text = step.names[0]
        etree.SubElement(made, step.names[1]).text = step.names[2]
    elif step.kind == LIST and len(step.names) == 2:
        etree.SubElement(made, step.names[0])
        etree.SubElement(made, f"{step.tag}-name").text = step.names[1]
    elif step.kind == LIST:
        etree.SubElement(made, "name").text = step.names[0]
    for child in node.children.values():
        made.append(element(child))
    return made


def read(configuration: etree._Element) -> Iterator[Order]:
    """What a <configuration> without namespaces says, in its order. SyntaxFault where an element is none of Junos's."""
    for child in configuration:
        yield from _read(child, schema().tree, ())


def _read(given: etree._Element, node: dict, above: tuple[str, ...]) -> Iterator[Order]:
    if not isinstance(given.tag, str):
        return
    below, words, keys = _place(given, node, above)
    full = (*above, *words)
    for order in _operations(given):
        if order == "delete":
            yield ("delete", full)
            return
        if order == "replace":
            yield ("replace", full)
    children = [child for child in given if isinstance(child.tag, str) and child not in keys]
    yield ("open" if children else "set", full)
    for child in children:
        yield from _read(child, below, full)
    for order in _operations(given):
        if order in ("deactivate", "activate"):
            yield (order, full)


def _operations(given: etree._Element) -> list[str]:
    found = [OPERATIONS[name] for name in given.attrib if name in OPERATIONS]
    named = [value for name, value in given.attrib.items() if etree.QName(name).localname == "operation"]
    return found + [NAMED[value] for value in named if value in NAMED]


def _place(given: etree._Element, node: dict, above: tuple[str, ...]) -> tuple[dict, tuple[str, ...], list[etree._Element]]:
    """The schema below an element, its words, and those of its children that are its key."""
    tag, text = given.tag, (given.text or "").strip()
    child = ANYWHERE.get(tag) or (node.get("c") or {}).get(tag) or LATER.get(" ".join(above[-2:]), {}).get(tag)
    if child is None:
        raise SyntaxFault(above, tag)
    if tag == "groups" and child.get("t") == "group":
        child = child["c"]["group"]
    shown = () if (child.get("nk") and not child.get("frnk")) or node.get("t") == tag else (tag,)
    if child.get("l"):
        values = tuple(text.split()) if child.get("ll") and text.startswith("[ ") else (text,) if text else ()
        return child, (*shown, *values), []
    if child.get("fe", {}).get("p") == "first":
        key = next((below for below in given if below.tag in (child["fe"]["k"], "name")), None)
        chosen = [below for below in given if isinstance(below.tag, str) and below is not key]
        if key is None:
            raise SyntaxFault((*above, tag), tag, "missing argument")
        named = tuple(word for below in chosen for word in (below.tag, (below.text or "").strip()) if word)
        return child, (tag, (key.text or "").strip(), *named), list(given)
    if child.get("L"):
        pair = [below for below in given if below.tag in ("route_address", "routing-instance")]
        if len(pair) == 2:
            return child, (*shown, (pair[0].text or "").strip(), pair[1].tag, (pair[1].text or "").strip()), pair
        key = next((below for below in given if below.tag in ("name", f"{tag}-name")), None)
        if key is None:
            return child, shown, []
        before = [below for below in given if key.tag != "name" and isinstance(below.tag, str) and below is not key]
        return child, (*shown, *(below.tag for below in before), (key.text or "").strip()), [*before, key]
    return child, shown, []


def filtered(configuration: Configuration, wanted: etree._Element | None) -> Configuration:
    """What a subtree filter of <get-configuration> leaves: a <configuration> without namespaces, with the elements asked for."""
    if wanted is None or not len(wanted):
        return configuration
    return Configuration(_kept(configuration.root, wanted))


def _kept(node: Node, wanted: etree._Element) -> Node:
    asked = [child for child in wanted if isinstance(child.tag, str) and child.tag != "name"]
    if not asked:
        return node
    kept = {}
    for identity, child in node.children.items():
        for ask in asked:
            name = (ask.findtext("name") or "").strip()
            if ask.tag == child.step.tag and (not name or child.step.names[:1] == (name,)):
                kept[identity] = _kept(child, ask)
                break
    return Node(node.step, kept, node.inactive)
