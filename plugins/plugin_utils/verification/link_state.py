# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the network's own link-state database lead every router to one route server by each anycast address, and to two by the two?"""
from __future__ import annotations

from typing import Any, Mapping

from .model import ERROR, INFO, WARNING, Examined, Network, shortened

FAMILIES = {"ipv4": "IPv4", "ipv6": "IPv6"}
# What a finding of anycast_paths_info means here, and what to do about it.
MEANING = {
    "foreign": (ERROR, "find out who that is and take the address away there: it attracts appliances' sessions"),
    "ecmp": (ERROR, "make the costs unequal (cost_plan), and run site"),
    "mixed_route_types": (ERROR, "inject it in one way everywhere (igp.injection), and run site"),
    "captured": (ERROR, "keep transit away from route servers, or give the link that they cross a higher cost"),
    "same_server": (ERROR, "see the costs at which the route servers inject the two"),
    "cut_off": (ERROR, "look at the links of these routers"),
    "missing": (ERROR, "run site; see whether the address is up there and its IGP runs"),
    "unreachable": (INFO, "nothing to do: it goes with its age"),
    "stale": (INFO, "nothing to do: it is being removed"),
    "covering": (WARNING, "announce nothing that holds an anycast address"),
    "one_way": (WARNING, "look at the adjacency from both ends"),
}


def link_state(network: Network, read: Mapping[str, Any] | None) -> Examined:
    """`read`: what the module anycast_paths_info returned for one router; None where none was asked."""
    found = Examined("link_state", "The link-state database leads every router to one route server by each address, and to two by both")
    if read is None:
        return found
    if not any(name in read for name in FAMILIES):
        found.add(WARNING, "the IGP", f"its link-state database could not be read: {read.get('msg') or 'no answer'}", "ask for it with anycast_paths_info")
        return found
    for name, title in FAMILIES.items():
        family = read.get(name) or {}
        found.count += family.get("routers", 0) * len((family.get("paths") or {}).get("addresses", ()))
        for item in family.get("findings", ()):
            severity, advice = MEANING[item["check"]]
            found.add(_lighter(network, item, severity), shortened(item["routers"]) or item["address"], f"{title}: {item['text']}", advice)
    return found


def _lighter(network: Network, item: Mapping[str, Any], severity: str) -> str:
    """While route servers are down, what follows from it is expected."""
    down = set(network.servers_down)
    alone = len(network.domain.route_servers) - len(down) < 2
    expected = (item["check"] == "missing" and item["routers"] and set(item["routers"]) <= down) or (item["check"] == "same_server" and alone)
    return WARNING if expected else severity
