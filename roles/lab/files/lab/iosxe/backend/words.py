# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How IOS writes what all of its answers hold: times, addresses, networks. Pure."""
from __future__ import annotations

from ipaddress import IPv4Network, ip_network

from ...twin_frr.words import DAY, WEEK, YEAR


def uptime(seconds: float) -> str:
    """`00:03:16`, `1d02h`, `1w6d`, `1y02w` (recorded and public outputs show the first three)."""
    whole = int(seconds)
    if whole < DAY:
        return f"{whole // 3600:02d}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
    if whole < WEEK:
        return f"{whole // DAY}d{whole % DAY // 3600:02d}h"
    if whole < YEAR:
        return f"{whole // WEEK}w{whole % WEEK // DAY}d"
    return f"{whole // YEAR}y{whole % YEAR // WEEK:02d}w"


def shown(address: str) -> str:
    """IPv6 in capitals, as IOS prints it."""
    return address.upper() if ":" in address else address


def classful(network: IPv4Network) -> IPv4Network:
    """The network of its class that holds it; a supernet of that is its own."""
    first = int(network.network_address) >> 24
    length = 8 if first < 128 else 16 if first < 192 else 24
    return network.supernet(new_prefix=length) if network.prefixlen > length else network


def bgp_network(text: str) -> str:
    """A network in the BGP table: IPv4 without its mask where that is its class's (recorded), IPv6 with its length."""
    network = ip_network(text)
    if isinstance(network, IPv4Network):
        first = int(network.network_address) >> 24
        if network.prefixlen in (0, 8 if first < 128 else 16 if first < 192 else 24):
            return str(network.network_address)
    return shown(text)
