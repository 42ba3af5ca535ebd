# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPF's database and neighbors, and BFD's sessions, in IOS's words. Pure: from FRR's JSON to text.

Formats: recorded `show ip ospf neighbor` of IOS-XE 16.4 (batfish/lab-validation); public outputs of `show ip ospf database router` and `external`;
ntc-templates cisco_ios show_bfd_neighbors_details (single hop). The table of multi-hop BFD sessions has no witness.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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


def database(answer: JSON, kind: str, process: str) -> str:
    """`kind`: `router` or `external`."""
    lines = ["", f"            OSPF Router with ID ({answer.get('routerId', '0.0.0.0')}) (Process ID {process})", ""]
    if kind == "external":
        states = answer.get("asExternalLinkStates", [])
        lines += ["\t\tType-5 AS External Link States", ""] if states else []
        for one in states:
            lines += [*_head(one, "AS External Link", f"{one['linkStateId']} (External Network Number )"), *_external(one), ""]
    else:
        for area, states in answer.get("routerLinkStates", {}).get("areas", {}).items():
            number = area.rpartition(".")[2] if area.startswith("0.0.0.") else area
            lines += [f"                Router Link States (Area {number})", ""]
            for one in states:
                lines += [*_head(one, "Router Links", one["linkStateId"]), *_links(one), ""]
    return "\n".join(lines) + "\n"


def _head(one: JSON, kind: str, identity: str) -> Iterator[str]:
    yield f"  LS age: {one['lsaAge']}"
    yield f"  Options: (No TOS-capability, DC{', Upward' if kind.startswith('AS') else ''})"
    yield f"  LS Type: {kind}"
    yield f"  Link State ID: {identity}"
    yield f"  Advertising Router: {one['advertisingRouter']}"
    yield f"  LS Seq Number: {str(one['lsaSeqNumber']).upper()}"
    yield f"  Checksum: 0x{int(one['checksum'], 16):X}"
    yield f"  Length: {one['length']}"


def _links(one: JSON) -> Iterator[str]:
    if one.get("asbr"):
        yield "  AS Boundary Router"
    yield f"  Number of Links: {one['numOfLinks']}"
    yield ""
    for link in one.get("routerLinks", {}).values():
        kind = link["linkType"]
        if kind == "Stub Network":
            yield "    Link connected to: a Stub Network"
            yield f"     (Link ID) Network/subnet number: {link['networkAddress']}"
            yield f"     (Link Data) Network Mask: {link['networkMask']}"
        elif "point-to-point" in kind:
            yield "    Link connected to: another Router (point-to-point)"
            yield f"     (Link ID) Neighboring Router ID: {link['neighborRouterId']}"
            yield f"     (Link Data) Router Interface address: {link['routerInterfaceAddress']}"
        else:
            yield "    Link connected to: a Transit Network"
            yield f"     (Link ID) Designated Router address: {link.get('designatedRouterAddress', '')}"
            yield f"     (Link Data) Router Interface address: {link.get('routerInterfaceAddress', '')}"
        yield "      Number of MTID metrics: 0"
        yield f"       TOS 0 Metrics: {link['tos0Metric']}"
        yield ""


def _external(one: JSON) -> Iterator[str]:
    yield f"  Network Mask: /{one['networkMask']}"
    first = str(one.get("metricType", "")).startswith("E1")
    yield f"\tMetric Type: {'1 (Comparable directly to link state metric)' if first else '2 (Larger than any link state path)'}"
    yield "\tMTID: 0 "
    yield f"\tMetric: {one['metric']} "
    yield f"\tForward Address: {one.get('forwardAddress', '0.0.0.0')}"
    yield f"\tExternal Route Tag: {one.get('externalRouteTag', one.get('routeTag', 0))}"


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
