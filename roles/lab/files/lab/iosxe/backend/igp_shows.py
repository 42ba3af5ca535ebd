# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPF's neighbors and BFD's sessions, in IOS's words. Pure: from FRR's JSON to text.

Formats: recorded `show ip ospf neighbor` of IOS-XE 16.4 (batfish/lab-validation); ntc-templates cisco_ios show_bfd_neighbors_details (single hop).
The table of multi-hop BFD sessions has no witness.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .words import shown

JSON = Mapping[str, Any]
Name = Callable[[str], str]


def neighbors(answer: JSON, name: Name) -> str:
    lines = []
    for identity, sessions in answer.get("neighbors", {}).items():
        for one in sessions:
            state, _slash, role = str(one.get("nbrState", one.get("state", ""))).partition("/")
            role = {"-": "  -", "Backup": "BDR", "DROther": "DROTHER"}.get(role, role)
            dead = int(one.get("routerDeadIntervalTimerDueMsec", one.get("deadTimeMsecs", 0))) // 1000
            device = str(one.get("ifaceName", "")).partition(":")[0]
            lines.append(f"{identity:<16}{one.get('nbrPriority', 1):>3}   {state.upper() + '/' + role:<16}"
                         f"{dead // 3600:02d}:{dead // 60 % 60:02d}:{dead % 60:02d}    {one.get('ifaceAddress', one.get('address', '')):<16}{name(device)}")
    return "Neighbor ID     Pri   State           Dead Time   Address         Interface\n" + "\n".join(lines) + "\n" if lines else ""


def bfd(peers: Sequence[JSON], name: Name) -> str:
    blocks = []
    for family, multihop in ((4, False), (6, False), (4, True), (6, True)):
        chosen = [one for one in peers if bool(one.get("multihop")) == multihop and (6 if ":" in one["peer"] else 4) == family]
        if not chosen:
            continue
        head = f"IPv{family}{' Multihop' if multihop else ''} Sessions\n"
        head += "NeighAddr[vrf]                         LD/RD         RH/RS     State" if multihop else (
            "NeighAddr                              LD/RD         RH/RS     State     Int")
        rows = [_bfd_row(one, "[default]" if multihop else "", "" if multihop else name(one.get("interface", ""))) for one in chosen]
        blocks.append("\n" + "\n".join([head, *rows]) + "\n")
    return "".join(blocks)


def _bfd_row(one: JSON, vrf: str, interface: str) -> str:
    state = {"up": "Up", "down": "Down", "init": "Init"}.get(one.get("status", ""), "AdminDown")
    remote = "Up" if state == "Up" else "Down"
    numbers = f"{one.get('id', 0)}/{one.get('remote-id', 0)}"
    short = interface.replace("GigabitEthernet", "Gi").replace("Loopback", "Lo")
    return f"{shown(one['peer']) + vrf:<32}{numbers:>12}          {remote:<10}{state:<10}{short}".rstrip()
