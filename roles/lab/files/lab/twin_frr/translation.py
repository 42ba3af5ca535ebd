# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the translation of a twin's configuration gives: FRR's lines, the interfaces with their addresses, what is left out. Pure."""
from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface

from .lines import Line, commands


@dataclass(frozen=True)
class Untranslated:
    """A line of the twin's configuration that FRR runs without, or with the nearest that it has, and why."""

    line: str
    reason: str


class Notes:
    """What a translation leaves out, never silently."""

    def __init__(self) -> None:
        self.untranslated: list[Untranslated] = []

    def add(self, line: str, reason: str = "no counterpart in FRR") -> None:
        self.untranslated.append(Untranslated(line, reason))


@dataclass
class Interface:
    """An interface of the twin and the Linux device that stands for it.

    `dynamic` names the families whose addresses come from elsewhere (DHCP, autoconfiguration): the translation leaves them alone.
    """

    name: str
    device: str
    loopback: bool = False
    up: bool = True
    ipv4: list[IPv4Interface] = field(default_factory=list)
    ipv6: list[IPv6Interface] = field(default_factory=list)
    dynamic: set[int] = field(default_factory=set)

    @property
    def addresses(self) -> list[str]:
        return [str(one) for one in (*self.ipv4, *self.ipv6)]


@dataclass(frozen=True)
class Translation:
    """FRR's lines in the order to send them, each with the contexts it stands in, and the devices with their addresses.

    `untranslated` names every line that FRR runs without, or with the nearest that it has.
    """

    lines: tuple[Line, ...]
    interfaces: tuple[Interface, ...]
    untranslated: tuple[Untranslated, ...]
    hostname: str = ""
    asn: str = ""

    @property
    def text(self) -> str:
        return "\n".join(commands(self.lines)) + "\n"

    @property
    def daemons(self) -> tuple[str, ...]:
        """The daemons beyond zebra, staticd, bgpd and bfdd that these lines need."""
        heads = {line[0].split(" ")[1] for line in self.lines if line[0].startswith("router ")}
        return tuple(daemon for head, daemon in (("ospf", "ospfd"), ("ospf6", "ospf6d"), ("isis", "isisd")) if head in heads)
