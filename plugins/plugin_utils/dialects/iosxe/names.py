# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the objects that the collection owns on an IOS-XE device, and how IOS writes addresses and prefix-list entries."""
from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from ...intent.model import Admission
from ...prefixes import Bound
from ...statements import Line

LOCAL_PREFERENCE = 100
PRIMARY, BACKUP, DRAINED = 200, 50, 0
EBGP_HOPS = 64
WIDTH = {4: 32, 6: 128}


@dataclass(frozen=True)
class Names:
    prefix: str

    def group(self, pool: str, family: int) -> str:
        return f"{self.prefix}{pool}-{family}"

    def own(self, name: str) -> str:
        return f"{self.prefix}{name}"

    @property
    def nothing(self) -> str:
        return self.own("NOTHING")

    @property
    def settings(self) -> str:
        return self.own("SETTINGS")

    @property
    def paths(self) -> str:
        """The route map that records which numbered AS path lists are ours: an entry's number is the list's, its description says of what."""
        return self.own("PATHS")

    @property
    def bfd(self) -> str:
        return self.own("BFD")

    @property
    def routes(self) -> str:
        return self.own("OWN")

    def anycast(self, family: int) -> str:
        return self.own(f"ANYCAST-{family}")

    def address(self, name: str) -> str:
        """The description of the Loopback of an anycast address."""
        return self.own(f"ANYCAST-{name}")

    def pools(self, family: int) -> str:
        return self.own(f"POOLS-{family}")

    def default(self, family: int) -> str:
        return self.group("DEFAULT", family)


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


def bounds_name(group: str, admission: Admission) -> str:
    return group if admission.asn is None else f"{group}-AS{admission.asn}"


def entry(name: str, bound: Bound) -> Line:
    """One permit of a prefix list in IOS's form: length < ge <= le (IP Configuration Guide IPC-306). A `le` of the family's width behind a `ge` says
    nothing; whether IOS prints one back has no witness, so canonical.py takes both for the same.
    """
    ge = f" ge {bound.ge}" if bound.ge is not None else ""
    whole = bound.ge is not None and bound.le == WIDTH[bound.version]
    le = f" le {bound.le}" if bound.le is not None and not whole else ""
    return (f"{ip(bound.version)} prefix-list {name} permit {written(bound.prefix)}{ge}{le}",)
