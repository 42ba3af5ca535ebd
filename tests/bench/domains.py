# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The domains that are measured: twenty route servers, some pools."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Domain = dict[str, Any]
Server = dict[str, str]  # name, router_id, ipv6


def domain(servers: Iterable[Server], pools: int, extra_prefix: bool = False) -> Domain:
    """`pools` pools of an IPv4 /24 and an IPv6 /64. `extra_prefix`: the first pool may announce one block more.

    Two appliances a pool, so that the TCP MD5 keys of 200 pools fit into the kernel's default memory for them.
    """
    made = [_pool(number) for number in range(pools)]
    if extra_prefix:
        made[0]["prefixes"].append({"within": "198.51.100.0/24", "lengths": "28-32"})
    return _around(servers, made)


def domain_of_blocks(servers: Iterable[Server], count: int) -> Domain:
    """One pool that may announce `count` single IPv4 prefixes, none of which joins with another."""
    pool = _pool(0)
    pool["prefixes"] += [{"within": f"100.{96 + number // 4096}.{number // 16 % 256}.{number % 16 * 16}/29", "lengths": 29}
                         for number in range(count - 1)]
    return _around(servers, [pool])


def _pool(number: int) -> dict[str, Any]:
    return {
        "name": f"pool{number}",
        "subnets": [f"172.{16 + number // 256}.{number % 256}.0/24", f"2001:db8:{0x1000 + number:x}::/64"],
        "password": f"key-of-pool{number}",
        "max_appliances": 2,
        "prefixes": [{"within": f"100.{64 + number // 256}.{number % 256}.0/24", "lengths": "29-32"},
                     {"within": f"2001:db8:{0x2000 + number:x}::/48", "lengths": 64}],
    }


def _around(servers: Iterable[Server], pools: list[dict[str, Any]]) -> Domain:
    return {
        "asn": 65000,
        "session": "ibgp",
        "anycast_addresses": [{"name": "a", "ipv4": "10.255.0.1", "ipv6": "2001:db8:ff::1"},
                              {"name": "b", "ipv4": "10.255.0.2", "ipv6": "2001:db8:ff::2"}],
        "route_servers": list(servers),
        "fabric_peers": [{"name": f"f{number}", "ipv4": f"10.255.1.{number}", "ipv6": f"2001:db8:fe::1:{number}"} for number in (1, 2, 3, 4)],
        "igp": {"protocol": "ospf", "area": "0.0.0.0", "injection": {"ipv4": "intra_area", "ipv6": "external_1"}},
        "cost_plan": {"strategy": "ordered", "igp_diameter": 100},
        "bfd": {"interval": 300, "multiplier": 3},
        "pools": pools,
    }
