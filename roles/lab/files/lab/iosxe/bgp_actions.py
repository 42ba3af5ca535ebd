# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the commands of `router bgp` do. See actions.py."""
from __future__ import annotations

import ipaddress
import re

from . import type7
from .document import Node
from .edit import Edit, Refusal
from .rules.bgp import PEERS
from .rules.model import peer_order

UNKNOWN_PEER = "% Specify remote-as or peer-group commands first"  # genie
SESSION_BELOW = "% General session commands not allowed under the address family"  # cisco.ios: terminal plugin
GROUP_MEMBER = "% Invalid command for a peer-group member"  # recorded-readme
DISCARD_EXTRA = (17, 13)  # bgp-yang: absent in 17.12.1, present from 17.13.1


def router_bgp(edit: Edit) -> Node | None:
    existing = edit.parent.child(edit.key)
    if edit.no:
        edit.drop()
        return None
    if existing is not None and existing.line != edit.fit.text:
        raise Refusal(f"BGP is already running; AS is {existing.line.split()[2]}")  # recorded-console
    if existing is not None:
        return existing
    node = edit.put(edit.fit.text)
    node.children.append(Node(" bgp log-neighbor-changes", key="bgp log-neighbor-changes", order=(12,)))  # recorded: in every `router bgp`
    return node


def is_address(peer: str) -> bool:
    try:
        ipaddress.ip_address(peer)
    except ValueError:
        return False
    return True


def instance(edit: Edit) -> Node:
    """The node that holds the sessions: `router bgp`, or the VRF's address family."""
    return edit.parent if edit.parent.mode == "bgp-vrf" else next(node for node in reversed(edit.path) if node.mode == "bgp")


def known(edit: Edit, peer: str) -> bool:
    holder = instance(edit)
    return any(holder.child(f"neighbor {peer} {what}") is not None for what in ("remote-as", "peer-group"))


def need(edit: Edit) -> str:
    peer = edit.fit.names["peer"]
    if not known(edit, peer):
        raise Refusal(UNKNOWN_PEER)
    return peer


def write(edit: Edit, text: str, holder: Node) -> None:
    edit.drop(parent=holder) if edit.no else edit.put(text, holder)


def session(edit: Edit) -> None:
    need(edit)
    if edit.parent.mode == "bgp-af":
        raise Refusal(SESSION_BELOW)
    write(edit, edit.fit.text, edit.parent)


def timers(edit: Edit) -> None:
    """Hold times below 20 seconds are taken with a warning (bgp-command, neighbor timers)."""
    session(edit)
    if not edit.no and 0 < int(edit.fit.text.split()[4]) < 20:
        edit.said = "% Warning: A hold time of less than 20 seconds increases the chances of peer flapping"


def ebgp_multihop(edit: Edit) -> None:
    """255 hops where none are named (bgp-command), and so shown (recorded-dynamic)."""
    if not edit.no and "ttl" not in edit.fit.names:
        need(edit)
        edit.put(f"{edit.fit.key} 255")
    else:
        session(edit)


def password(edit: Edit) -> None:
    """In clear unless `service password-encryption` is on; types 6 and 7 are kept as typed (security)."""
    need(edit)
    if edit.parent.mode == "bgp-af":
        raise Refusal(SESSION_BELOW)
    if edit.no:
        edit.drop()
        return
    encryption, secret = edit.fit.names.get("encryption", "0"), edit.fit.names["secret"]
    if encryption not in ("0", "6", "7"):
        raise Refusal()
    encrypting = edit.root.child("service password-encryption")
    if encryption == "0" and encrypting is not None and not encrypting.line.startswith("no "):
        encryption, secret = "7", type7.encode(secret)
    edit.put(edit.key + ("" if encryption == "0" else f" {encryption}") + f" {secret}")


def peer_group(edit: Edit) -> None:
    """`no` removes the group, its members and their lines (bgp-command); the listen ranges that name it go too (unwitnessed, see the docs)."""
    group, holder = edit.fit.names["peer"], instance(edit)
    if is_address(group):
        raise Refusal("% Incomplete command.")
    if not edit.no:
        edit.put(edit.fit.text, holder)
        return
    node = holder.child(f"neighbor {group} peer-group")
    if node is None:
        raise Refusal(UNKNOWN_PEER)
    members = [node.line.split()[1] for node in holder.children if re.fullmatch(rf"neighbor \S+ peer-group {re.escape(group)}", node.line)]
    for peer in (group, *members):
        purge(holder, peer)
    for node in [node for node in holder.children if re.fullmatch(rf"bgp listen range \S+ peer-group {re.escape(group)}", node.line)]:
        holder.remove(node)


def purge(holder: Node, peer: str) -> None:
    """Take away every line of a peer, in all address families."""
    for node in list(holder.children):
        if re.match(rf"(no )?neighbor {re.escape(peer)} ", node.line):
            holder.remove(node)
        elif node.mode == "bgp-af":
            purge(node, peer)


def remote_as(edit: Edit) -> None:
    """`no` removes a neighbor with all that belongs to it (bgp-command), also without `remote-as` (cisco.ios: ios_bgp_global, ios_bgp_address_family).

    A list of alternate-as ends with a blank (recorded-dynamic).
    """
    peer, holder = edit.fit.names["peer"], instance(edit)
    if not is_address(peer) and not known(edit, peer):
        raise Refusal(UNKNOWN_PEER)
    if edit.no:
        need(edit)
        if not is_address(peer) and edit.fit.key is None:
            raise Refusal("% Incomplete command.")
        if is_address(peer):
            purge(holder, peer)
        else:
            edit.drop(parent=holder)
        return
    edit.put(edit.fit.text + (" " if "alternate" in edit.fit.names else ""), holder)
    activate_by_default(edit, holder, peer)


def join_group(edit: Edit) -> None:
    """A neighbor that leaves its group and has no AS of its own is gone (bgp-command: a neighbor is one by remote-as or by its group)."""
    names, holder = edit.fit.names, instance(edit)
    if not is_address(names["peer"]) or not known(edit, names["group"]):
        raise Refusal(UNKNOWN_PEER)
    if not edit.no:
        edit.put(edit.fit.text, holder)
        activate_by_default(edit, holder, names["peer"])
        return
    need(edit)
    edit.drop(parent=holder)
    if not known(edit, names["peer"]):
        purge(holder, names["peer"])


def default_unicast(holder: Node) -> bool:
    return holder.child("bgp default ipv4-unicast") is None


def activate_by_default(edit: Edit, holder: Node, peer: str) -> None:
    """Neighbors are active in IPv4 unless `no bgp default ipv4-unicast`; IPv6 ones show that they are not (recorded, recorded-dynamic)."""
    below = holder.child("address-family ipv4") if holder.mode == "bgp" else None
    key = f"neighbor {peer} activate"
    if below is None or not is_address(peer) or not default_unicast(holder) or below.child(key) is not None:
        return
    order = (PEERS, *peer_order({"peer": peer}, edit.document), 101)
    below.insert(Node(f"  {'no ' if ':' in peer else ''}{key}", key=key, order=order))


def move_below(edit: Edit, below: Node) -> None:
    """What stood at router level for IPv4 moves into the new address family."""
    holder = edit.parent
    for node in list(holder.children):
        of_peer = node.order is not None and node.order[0] == PEERS and node.order[-1] > 100
        if of_peer or re.match(r"(network|redistribute|aggregate-address|maximum-paths) ", node.line):
            holder.remove(node)
            node.raw = f" {node.raw}"
            below.insert(node)
    for node in list(holder.children):
        peer = re.match(r"neighbor (\S+) (remote-as|peer-group \S)", node.line)
        if peer:
            activate_by_default(edit, holder, peer[1])


def activate(edit: Edit) -> None:
    """Off is shown where on is the default (recorded-dynamic)."""
    peer, holder = need(edit), instance(edit)
    below = target(edit)
    shown_off = below.line == "address-family ipv4" and default_unicast(holder) and is_address(peer)
    if edit.no and not shown_off:
        edit.drop(parent=below)
    else:
        edit.put(("no " if edit.no else "") + edit.fit.text, below, edit.fit.text)


def target(edit: Edit) -> Node:
    """Lines of the IPv4 address family typed at router level belong into it once it is there (bgp-guide: hybrid CLI)."""
    below = edit.parent.child("address-family ipv4") if edit.parent.mode == "bgp" else None
    return edit.parent if below is None else below


def policy(edit: Edit) -> None:
    need(edit)
    write(edit, edit.fit.text, target(edit))


def flat(edit: Edit) -> None:
    write(edit, edit.fit.text, target(edit))


def redistribution(edit: Edit) -> None:
    """Words in one order, whatever the order of typing; `no` with keywords takes away these keywords, without any the whole line (ip-command)."""
    holder, text = target(edit), edit.fit.text
    if re.search(r" route-map \S+ subnets$", text):
        text = f"{edit.key} subnets route-map {edit.fit.names['map']}"
    existing = holder.child(edit.key)
    if not edit.no:
        edit.put(text, holder)
    elif text == edit.key:
        edit.drop(parent=holder)
    elif existing is not None:
        left = existing.line
        for option in re.findall(r" (?:metric \d+|metric-type \S+|route-map \S+|subnets)", text[len(edit.key):]):
            left = left.replace(option, "", 1)
        edit.put(left, holder)


def by_direction(edit: Edit) -> None:
    names = edit.fit.names
    peer = need(edit)
    member = re.match(r"neighbor \S+ peer-group \S", getattr(instance(edit).child(f"neighbor {peer} peer-group"), "line", ""))
    if member and names["direction"] == "out" and " route-map " in edit.fit.text and not edit.no:
        raise Refusal(GROUP_MEMBER)
    write(edit, edit.fit.text, target(edit))


def maximum_prefix(edit: Edit) -> None:
    if edit.fit.text.endswith("discard-extra") and edit.release[:2] < DISCARD_EXTRA:
        raise Refusal()
    policy(edit)


def listen_limit(edit: Edit) -> None:
    """100 is the default (bgp-yang), and defaults are not shown (fundamentals)."""
    if edit.no or edit.fit.names["limit"] == "100":
        edit.drop()
    else:
        edit.put(edit.fit.text)
