# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with the anycast addresses of a network, each finding named, with the routers concerned and one sentence."""
from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from .view import PREFERENCE, View

SHOWN = 5
WORDS = {"intra_area": "inside its area", "inter_area": "from another area", "external_1": "as external type 1", "external_2": "as external type 2",
         "level_1": "in level 1", "level_2": "in level 2", "level_1_down": "in level 1, out of level 2"}
ORDER = ("foreign", "ecmp", "mixed_route_types", "captured", "same_server", "cut_off", "missing", "unreachable", "stale", "covering", "one_way")
LIVE = ("expected", "foreign", "relayed")
Finding = dict[str, Any]


def found_in(result: Mapping[str, Any], addresses: Mapping[str, str], servers: Mapping[str, list[str] | None], view: View,
             names: Mapping[str, str]) -> list[Finding]:
    """`result`: one family of `audit.audit_database`; `servers`: address → its route servers, None where nobody says. The checks are those of `ORDER`."""
    found: list[Finding] = []
    for name, address in addresses.items():
        if any(one["status"] in LIVE for one in result["originators"][name]):
            found += _of_paths(name, address, result["paths"]["addresses"][name])
        found += _of_originators(name, address, result["originators"][name], servers[name])
        found += _covering(name, address, view, names, set(servers[name] or ()))
    together: dict[str, list[str]] = {}
    for item in result["paths"]["same_server"]:
        together.setdefault(item["server"], []).append(item["router"])
    for server, routers in together.items():
        found.append(_finding("same_server", "", routers, f"from {_some(routers)}, both addresses lead to {server}"))
    for item in result["one_way"]:
        found.append(_finding("one_way", "", [item["router"], item["neighbor"]],
                              f"{item['router']} announces a link to {item['neighbor']}, and {item['neighbor']} announces none back: nobody uses it"))
    return sorted(found, key=lambda finding: ORDER.index(finding["check"]))


def _finding(check: str, address: str, routers: list[str], text: str) -> Finding:
    return {"check": check, "address": address, "routers": routers, "text": text}


def _some(routers: list[str]) -> str:
    return ", ".join(routers[:SHOWN]) + (f" and {len(routers) - SHOWN} more" if len(routers) > SHOWN else "")


def _of_paths(name: str, address: str, paths: Mapping[str, Any]) -> list[Finding]:
    found = []
    shared: dict[tuple[str, ...], list[str]] = {}
    for item in paths["ecmp"]:
        shared.setdefault(tuple(item["servers"]), []).append(item["router"])
    for ends, routers in shared.items():
        found.append(_finding("ecmp", name, routers, f"flows to {name} ({address}) from {_some(routers)} are spread over {' and '.join(ends)}"))
    kept: dict[tuple[str, str], list[str]] = {}
    for item in paths["captured"]:
        kept.setdefault((item["nearest"], " and ".join(item["ends"]) or "nowhere"), []).append(item["router"])
    for (nearest, ends), routers in kept.items():
        found.append(_finding("captured", name, routers, f"flows to {name} ({address}) from {_some(routers)} are meant for {nearest} and end at {ends}"))
    if paths["cut_off"]:
        found.append(_finding("cut_off", name, list(paths["cut_off"]), f"{_some(paths['cut_off'])} cannot reach {name} ({address})"))
    return found


def _of_originators(name: str, address: str, originators: list[dict[str, Any]], servers: list[str] | None) -> list[Finding]:
    found = []
    for check, why in (("foreign", "announces {name} ({address}) {how} at {cost} and is none of its route servers"),
                       ("stale", "no longer announces {name} ({address}); what it said has reached its maximum age and is being removed"),
                       ("unreachable", "announced {name} ({address}), and no other router has a path to it any more")):
        for one in originators:
            if one["status"] == check:
                text = why.format(name=name, address=address, how=WORDS[one["route_type"]], cost=one["cost"])
                found.append(_finding(check, name, [one["router"]], f"{one['router']} {text}"))
    live = [one for one in originators if one["status"] in ("expected", "foreign")]
    kinds: dict[str, list[str]] = {}
    for one in live:
        if one["router"] not in kinds.setdefault(one["route_type"], []):
            kinds[one["route_type"]].append(one["router"])
    if len({PREFERENCE[kind] for kind in kinds}) > 1:
        told = "; ".join(f"{_some(routers)} {WORDS[kind]}" for kind, routers in sorted(kinds.items(), key=lambda item: PREFERENCE[item[0]]))
        found.append(_finding("mixed_route_types", name, list(dict.fromkeys(one["router"] for one in live)),
                              f"{name} ({address}) is announced in different ways, and the first wins whatever the cost: {told}"))
    if not any(one["status"] in LIVE for one in originators):
        found.append(_finding("missing", name, servers or [], f"nobody announces {name} ({address})"))
    elif servers is not None and not any(one["status"] == "relayed" for one in originators):
        gone = [server for server in servers if server not in {one["router"] for one in originators if one["status"] == "expected"}]
        if gone:
            found.append(_finding("missing", name, gone, f"{_some(gone)} {'does' if len(gone) == 1 else 'do'} not announce {name} ({address})"))
    return found


def _covering(name: str, address: str, view: View, names: Mapping[str, str], servers: set[str]) -> list[Finding]:
    """Prefixes of strangers that hold the address and would take it over wherever its own route is lost; default routes are left out."""
    wanted = ipaddress.ip_address(address)
    found = []
    for prefix, announcements in view.announcements.items():
        text, _slash, length = prefix.rpartition("/")
        if (":" in text) != (wanted.version == 6) or not 0 < int(length) < wanted.max_prefixlen or wanted not in ipaddress.ip_network(prefix):
            continue
        routers = sorted({names.get(one.at, one.at) for one in announcements if not one.relayed} - servers)
        if routers:
            found.append(_finding("covering", name, routers, f"{_some(routers)} {'announces' if len(routers) == 1 else 'announce'} {prefix}, which holds "
                                                             f"{name} ({address}): it takes over where the address itself is not announced"))
    return found
