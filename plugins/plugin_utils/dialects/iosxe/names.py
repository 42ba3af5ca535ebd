# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of objects that only IOS-XE has, and how IOS writes addresses and prefix-list entries."""
from __future__ import annotations

import ipaddress

from ...cidr import WIDTH
from ...owned_names import OwnedNames
from ...prefixes import Bound
from ...statements import Line


class Names(OwnedNames):
    @property
    def paths(self) -> str:
        """The route map that records which numbered AS path lists are ours: an entry's number is the list's, its description says of what."""
        return self.own("PATHS")

    @property
    def routes(self) -> str:
        return self.own("OWN")

    def address(self, name: str) -> str:
        """The description of the Loopback of an anycast address."""
        return self.own(f"ANYCAST-{name}")


def ip(family: int) -> str:
    return "ip" if family == 4 else "ipv6"


def address_family(family: int) -> str:
    return f"address-family ipv{family}"


def written(address: str) -> str:
    """An address or a block as IOS prints it: IPv6 in capitals (seen in Cisco's own examples: BGP Configuration Guide, Multiprotocol BGP)."""
    return address.upper()


def masked(block: str) -> str:
    """An IPv4 block as address and mask."""
    network = ipaddress.IPv4Network(block)
    return f"{network.network_address} {network.netmask}"


def entry(name: str, bound: Bound) -> Line:
    """One permit of a prefix list in IOS's form: length < ge <= le (IP Configuration Guide IPC-306). A `le` of the family's width behind a `ge` says
    nothing; whether IOS prints one back has no witness, so canonical.py takes both for the same.
    """
    ge = f" ge {bound.ge}" if bound.ge is not None else ""
    whole = bound.ge is not None and bound.le == WIDTH[bound.version]
    le = f" le {bound.le}" if bound.le is not None and not whole else ""
    return (f"{ip(bound.version)} prefix-list {name} permit {written(bound.prefix)}{ge}{le}",)
