# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule is: one command in one configuration mode, with its source."""
from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

from ..document import Document
from ..grammar import Fit, Syntax, compile_syntax
from ..kinds import interface_order

Order = Callable[["dict[str, str]", Document], tuple]


@dataclass(frozen=True)
class Rule:
    """One command.

    syntax: see grammar.py
    sources: keys of SOURCES
    rank: place among the commands of its mode in `show running-config`
    opens: the configuration mode that the command enters
    key: a template of the arguments' names that tells which line this one replaces; by default what stands before `~`, or the whole line
    order: sorts the commands of one rank
    cluster: a template; lines of one cluster stand together without a `!` between them
    lead: the filler lines before a line that begins a cluster or opens a mode
    keep_no: the `no` form is a setting of its own that is shown
    hidden: the positive form is the default and is not shown
    action: the name of a function in actions.py or bgp_actions.py that carries the command out
    """

    syntax: Syntax
    sources: tuple[str, ...]
    rank: int
    opens: str = ""
    key: str = ""
    order: Order | None = None
    cluster: str = ""
    lead: tuple[str, ...] = ()
    keep_no: bool = False
    hidden: bool = False
    action: str = ""
    prefix_key: Syntax | None = None

    def key_of(self, fit: Fit) -> str:
        if self.key:
            return self.key.format_map(_Given(fit.names)).strip()
        return fit.key or fit.text

    def place(self, fit: Fit, document: Document) -> tuple:
        return (self.rank, *(self.order(fit.names, document) if self.order else ()))

    def cluster_of(self, fit: Fit) -> str:
        return self.cluster.format(**fit.names) if self.cluster else ""


class _Given(dict):
    def __missing__(self, name: str) -> str:
        return ""


def rule(written: str, sources: str, rank: int, **more) -> Rule:
    """`sources`: keys of SOURCES, separated by a comma and a space. `also`: a shorter syntax that only the `no` form may have."""
    also = more.pop("also", "")
    return Rule(compile_syntax(written), tuple(sources.split(", ")), rank, prefix_key=compile_syntax(also) if also else None, **more)


def peer_order(names: dict[str, str], document: Document) -> tuple:
    """Peer groups in the order of their creation, then addresses by their bytes (recorded, recorded-dynamic)."""
    peer = names["peer"]
    try:
        return (1, ipaddress.ip_address(peer).packed)
    except ValueError:
        return (0, document.place_of("peer group", peer))


def list_order(names: dict[str, str], document: Document) -> tuple:
    """Lists by name, entries by number, a description first (recorded; cisco.ios ios_prefix_lists)."""
    return (names["name"], int(names.get("seq", 0)))


def route_map_order(names: dict[str, str], document: Document) -> tuple:
    """Not by name (recorded); in the order of creation."""
    return (document.place_of("route-map", names["name"]), int(names.get("seq", 10)))


def by_interface(names: dict[str, str], document: Document) -> tuple:
    return interface_order(names["interface"])


def by_number(name: str) -> Order:
    return lambda names, document: (int(names[name]),)


def by_text(name: str) -> Order:
    return lambda names, document: (names[name],)
