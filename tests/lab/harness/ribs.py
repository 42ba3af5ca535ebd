# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a node's daemons say: sessions, BGP paths, installed routes. Addresses and prefixes tell their family themselves."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

FAMILIES = (4, 6)
OWN_WEIGHT = 32768


def family(text: str) -> int:
    return 6 if ":" in text else 4


def unicast(text: str) -> str:
    return f"show bgp ipv{family(text)} unicast"


def sessions(node: Any) -> dict[str, dict[str, Any]]:
    """The node's BGP peers by address, each with `state`, `peerUptimeMsec`, … of `show bgp summary`."""
    answer = node.json("show bgp summary json")
    return {address: peer for part in answer.values() if isinstance(part, dict) for address, peer in part.get("peers", {}).items()}


def established(node: Any) -> set[str]:
    return {address for address, peer in sessions(node).items() if peer["state"] == "Established"}


def bfd_up(node: Any) -> set[str]:
    """The addresses of the peers with which BFD is up."""
    return {peer["peer"] for peer in node.json("show bfd peers json") if peer["status"] == "up"}


def neighbor(node: Any, address: str) -> dict[str, Any]:
    return (node.json(f"show bgp neighbors {address} json") or {}).get(address, {})


def told(node: Any, address: str) -> str:
    """What a node says of one session, in a line."""
    peer = neighbor(node, address)
    shown = {"state": "bgpState", "up ms": "bgpTimerUpMsec", "from": "hostLocal", "dropped": "connectionsDropped", "reset": "lastResetDueTo",
             "reset ms": "lastResetTimerMsecs"}
    return f"{address} ({', '.join(f'{word} {peer[key]}' for word, key in shown.items() if key in peer) or 'no such neighbor'})"


def _own(node: Any, path: dict[str, Any]) -> bool:
    """A Junos device's own route: the FRR behind its twin has in BGP's table what an export policy may take from Junos's one routing table."""
    return node.plan.vendor == "junos" and path.get("weight") == OWN_WEIGHT


def prefixes(node: Any, version: int) -> set[str]:
    """Every prefix in the node's BGP table."""
    routes = (node.json(f"show bgp ipv{version} unicast json") or {}).get("routes", {})
    return {prefix for prefix, found in routes.items() if not all(_own(node, path) for path in found)}


def paths(node: Any, prefix: str) -> list[dict[str, Any]]:
    """Without those that bgpd has removed already and only sweeps up later."""
    answer = node.json(f"{unicast(prefix)} {prefix} json") or {}
    return [path for path in answer.get("paths", ()) if not path.get("removed") and not _own(node, path)] if answer.get("prefix") == prefix else []


def best(node: Any, prefix: str) -> dict[str, Any]:
    """The best BGP path of a prefix, or {}."""
    return next((path for path in paths(node, prefix) if path.get("bestpath", {}).get("overall")), {})


def next_hop(node: Any, prefix: str) -> str:
    """The next hop of the best BGP path, or ''."""
    return next((hop["ip"] for hop in best(node, prefix).get("nexthops", []) if hop.get("used")), "")


def installed(node: Any, prefix: str) -> set[str]:
    """The next hops, as BGP gave them, of the route that the node forwards by; empty where there is none."""
    word = "ip" if family(prefix) == 4 else "ipv6"
    answer = node.json(f"show {word} route {prefix} json") or {}
    return {hop.get("ip", hop.get("interfaceName", "")) for route in answer.get(prefix, ()) if route.get("selected") and route["protocol"] == "bgp"
            for hop in route["nexthops"] if not hop.get("resolver")}


def installed_of_all(node: Any, version: int) -> dict[str, set[str]]:
    """Every route of BGP that the node forwards by, with its next hops, as `installed` tells them."""
    answer = node.json(f"show {'ip' if version == 4 else 'ipv6'} route bgp json") or {}
    return {prefix: {hop.get("ip", "") for hop in route["nexthops"] if not hop.get("resolver")}
            for prefix, routes in answer.items() for route in routes if route.get("selected")}


def received(node: Any, peer: str) -> set[str]:
    """What the peer announced, before any filter (the route servers keep it)."""
    return set((node.json(f"{unicast(peer)} neighbors {peer} received-routes json") or {}).get("receivedRoutes", {}))


def accepted(node: Any, peer: str) -> set[str]:
    return set((node.json(f"{unicast(peer)} neighbors {peer} routes json") or {}).get("routes", {}))


def advertised(node: Any, peer: str) -> set[str]:
    return set((node.json(f"{unicast(peer)} neighbors {peer} advertised-routes json") or {}).get("advertisedRoutes", {}))


def installed_everywhere(nodes: Iterable[Any], prefix: str, hop: str) -> bool:
    return all(installed(node, prefix) == {hop} for node in nodes)


def known_nowhere(nodes: Iterable[Any], prefix: str) -> bool:
    return not any(paths(node, prefix) for node in nodes)


def destinations(nodes: dict[str, Any], start: str, address: str) -> set[str]:
    """The nodes at which packets from `start` to an address end, along every next hop of every node on the way."""
    ends, seen, todo = set(), set(), [start]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        following = onward(nodes[name], address)
        if following is None:
            ends.add(name)
        todo += following or []
    return ends


def onward(node: Any, address: str) -> list[str] | None:
    """The nodes next on the way to an address, by the interfaces' names; None where the node has the address itself."""
    held = node.run(["ip", "-o", "addr", "show", "to", f"{address}/{32 if family(address) == 4 else 128}"], check=True).stdout
    if held.strip():
        return None
    word = "ip" if family(address) == 4 else "ipv6"
    answer = node.json(f"show {word} route {address} json") or {}
    return [hop["interfaceName"].removeprefix("to-") for routes in answer.values() for route in routes if route.get("selected")
            for hop in route["nexthops"] if hop.get("active") and hop.get("interfaceName", "").startswith("to-")]


def tcp_counter(node: Any, name: str) -> int:
    """A counter of /proc/net/netstat, `TCPMD5Failure` say."""
    lines = node.run(["cat", "/proc/net/netstat"], check=True).stdout.splitlines()
    for head, figures in zip(lines[::2], lines[1::2]):
        table = dict(zip(head.split()[1:], figures.split()[1:]))
        if name in table:
            return int(table[name])
    raise KeyError(name)
