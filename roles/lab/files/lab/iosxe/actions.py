# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What commands do; those of `router bgp` are in bgp_actions.py. A rule names its action; `setting` is the action of a rule that names none.

An action changes the document and returns the node whose mode the line enters, or None. It raises Refusal in IOS's words.
The sources of what an action does stand at its rule and, where they are about one effect only, beside it.
"""
from __future__ import annotations

import ipaddress
import re

from . import type7
from .bgp_actions import move_below
from .document import Node
from .edit import Edit, Refusal

NO_ADDRESS = "no ip address"
PASSWORD = re.compile(r"(\s*neighbor \S+ password) (?:0 )?([^ ]+)$")


def setting(edit: Edit) -> Node | None:
    if not edit.no:
        if edit.rule.hidden:
            edit.drop()
            return None
        node = edit.put(edit.fit.text)
        return node if edit.rule.opens else None
    if edit.rule.keep_no:
        edit.put(f"no {edit.fit.text}")
    else:
        edit.drop()
    return None


def service_password_encryption(edit: Edit) -> None:
    """Clear passwords become type 7 at once; `no` decodes none (security)."""
    setting(edit)
    if not edit.no:
        _encode_below(edit.root)


def _encode_below(node: Node) -> None:
    for child in node.children:
        clear = PASSWORD.match(child.raw)
        if clear:
            child.raw = f"{clear[1]} 7 {type7.encode(clear[2])}"
        _encode_below(child)


def interface(edit: Edit) -> Node | None:
    """A new interface shows `no ip address` (recorded). Ports of hardware exist or not; the others are made by naming them (interface-command)."""
    name = edit.fit.names["interface"]
    existing = edit.parent.child(edit.key)
    if existing is None and name.startswith(("Gigabit", "TenGigabit", "Twenty", "Hundred")) or edit.no and name.startswith("Gigabit"):
        raise Refusal()
    if edit.no:
        edit.drop()
        return None
    if existing is not None:
        return existing
    node = edit.put(edit.fit.text)
    node.children.append(Node(f" {NO_ADDRESS}", key="ip address", order=(20,)))
    return node


def ip_address(edit: Edit) -> None:
    """An address whose network is on another interface is refused (cisco.ios: terminal plugin, `overlaps with`)."""
    secondary = edit.fit.text.endswith(" secondary")
    if edit.no:
        edit.drop() if secondary else edit.put(NO_ADDRESS)
        return
    names = edit.fit.names
    own = ipaddress.IPv4Interface(f"{names['address']}/{names['mask']}").network
    vrf = edit.parent.child("vrf forwarding")
    for other in edit.root.children:
        if other.mode != "interface" or other is edit.parent or _line(other.child("vrf forwarding")) != _line(vrf):
            continue
        for node in other.children:
            found = re.match(r"ip address (\S+) (\d+\.\d+\.\d+\.\d+)", node.line)
            if found and ipaddress.IPv4Interface(f"{found[1]}/{found[2]}").network.overlaps(own):
                raise Refusal(f"% {own.network_address} overlaps with {other.line.split()[1]}")
    edit.put(edit.fit.text)


def _line(node: Node | None) -> str:
    return node.line if node is not None else ""


def numbered_list(edit: Edit) -> None:
    """`no` with the name alone removes the whole list (bgp-command)."""
    if not edit.no:
        edit.put(edit.fit.text)
        return
    start = edit.fit.text
    for node in [node for node in edit.root.children if node.line == start or node.line.startswith(f"{start} ")]:
        edit.root.remove(node)


def large_community(edit: Edit) -> None:
    """From 17.4 on (large-community); no source for older releases."""
    if edit.release[:2] < (17, 4):
        raise Refusal()
    setting(edit)


def joins_ospf(edit: Edit) -> None:
    """Taken without an address too, but not in silence (nso)."""
    if not edit.no and not any(node.line.startswith("ip address ") for node in edit.parent.children):
        edit.said = "% OSPF will not operate on this interface until IP is configured on it"
    setting(edit)


def joins_ospfv3(edit: Edit) -> None:
    """Only where IPv6 is enabled, by `ipv6 enable` or by an address (recorded-ipv6)."""
    enabled = any(node.line == "ipv6 enable" or node.line.startswith("ipv6 address ") for node in edit.parent.children)
    if not edit.no and not enabled:
        raise Refusal("% OSPFv3: IPV6 is not enabled on this interface")
    setting(edit)


def passive_interface(edit: Edit) -> None:
    """`no passive-interface X` is a setting only below `passive-interface default` (ospf-command)."""
    everywhere = edit.parent.child("passive-interface default") is not None
    if edit.no == everywhere:
        edit.put(("no " if edit.no else "") + edit.fit.text)
    else:
        edit.drop()


def isis_metric(edit: Edit) -> None:
    level = re.search(r"level-\d$", edit.fit.text)
    key = f"{edit.fit.key} {level[0] if level else ''}".strip()
    edit.drop(key) if edit.no else edit.put(edit.fit.text, key=key)


def family(edit: Edit) -> Node | None:
    """`unicast` is not shown (recorded). Lines of the address family at router level move into it (bgp-guide: hybrid CLI; recorded both ways)."""
    text = re.sub(r" unicast\b", "", edit.fit.text)
    if edit.no:
        edit.drop(text)
        return None
    existing = edit.parent.child(text)
    if existing is not None:
        return existing
    node = edit.put(text, key=text)
    if edit.parent.mode == "bgp" and text == "address-family ipv4":
        move_below(edit, node)
    return node


def union(edit: Edit) -> None:
    """More names of one kind join those of the line (recorded-dynamic: three lists in one `match`); `no` with names takes these away (ip-command)."""
    existing = edit.parent.child(edit.key)
    have = existing.line[len(edit.key):].split() if existing is not None else []
    typed = edit.fit.names.get("lists", "").split()
    left = [name for name in have if name not in typed] if edit.no and typed else [] if edit.no else have + [name for name in typed if name not in have]
    if left:
        edit.put(f"{edit.key} {' '.join(left)}")
    else:
        edit.drop()


def route_map(edit: Edit) -> Node | None:
    """`route-map NAME` is `permit 10`; `no route-map NAME` removes all of the name (ip-command)."""
    names = edit.fit.names
    if edit.no:
        whole = "seq" not in names
        for node in [node for node in edit.root.children if node.mode == "route-map" and node.line.split()[1] == names["name"]]:
            if whole or node.line.split()[3] == names["seq"]:
                edit.root.remove(node)
        return None
    names.setdefault("seq", "10")
    return edit.put(f"route-map {names['name']} {names.get('action', 'permit')} {names['seq']}")


def prefix_list(edit: Edit) -> None:
    """Numbers are given in steps of 5; `len < ge <= le` (ip-config, prefix-range); `no` by name, by number or by entry (ip-command)."""
    family_word, names = edit.fit.text.split()[0], edit.fit.names
    name = names["name"]
    entries = [node for node in edit.root.children if node.cluster == f"{family_word} {name}"]
    prefix = names.get("prefix4") or names.get("prefix6")
    start = f"{family_word} prefix-list {name} seq "
    wanted = re.sub(r"^\S+ prefix-list \S+ (seq \d+ )?", "", edit.fit.text)
    same = [node for node in entries if prefix and re.sub(r"^\S+ prefix-list \S+ (seq \d+ )?", "", node.line) == wanted]
    if edit.no:
        if prefix is None and "seq" not in names:
            gone = entries
        elif "seq" in names:
            gone = [node for node in entries if node.line.startswith(f"{start}{names['seq']} ")]
        else:
            gone = same
        for node in gone:
            edit.root.remove(node)
        return
    length, top = int(prefix.split("/")[1]), 32 if family_word == "ip" else 128
    low, high = int(names.get("ge", length + 1)), int(names.get("le", top))
    if ("ge" in names or "le" in names) and not length < low <= high:
        raise Refusal(f"% Invalid prefix range for {prefix}, make sure: len < ge-value <= le-value")
    if "seq" not in names:
        if same:
            return
        numbers = [int(node.line[len(start):].split()[0]) for node in entries if node.line.startswith(start)]
        names["seq"] = str(max(numbers, default=0) // 5 * 5 + 5)
    edit.put(f"{start}{names['seq']} {wanted}", key=f"{start}{names['seq']}")
