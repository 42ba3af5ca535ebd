# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does each fabric router have one nearest route server for each anycast address, and another one for the other address?"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable

from .model import ERROR, INFO, WARNING, Device, Examined, Network, shortened


@dataclass(frozen=True)
class Reached:
    """The devices that answer for an address, as names, and what stood in the way of finding out."""

    servers: frozenset[str] = frozenset()
    trouble: tuple[str, ...] = ()


class Walk:
    """Follows next hops from device to device until one owns the address."""

    def __init__(self, devices: Iterable[Device]) -> None:
        self._devices = [device for device in devices if device.facts is not None]
        self._known: dict[tuple[str, str], Reached] = {}
        self._owners: dict[str, list[Device]] = {}
        for device in self._devices:
            for address in device.addresses:
                self._owners.setdefault(address, []).append(device)

    def from_device(self, device: Device, address: str, behind: tuple[str, ...] = ()) -> Reached:
        if address in device.addresses:
            return Reached(frozenset({device.name}))
        if device.name in behind:
            return Reached(trouble=(f"a loop: {' > '.join((*behind, device.name))}",))
        key = (device.name, address)
        if key not in self._known:
            reached = self._hops(device, address, (*behind, device.name))
            if any(text.startswith("a loop") for text in reached.trouble):
                return reached
            self._known[key] = reached
        return self._known[key]

    def _hops(self, device: Device, address: str, behind: tuple[str, ...]) -> Reached:
        path = device.facts["paths"].get(address) if device.facts else None
        if path is None or path["prefix"].partition("/")[0] != address:
            return Reached(trouble=(f"{device.name} has no route of its own to it" + (f", only {path['prefix']}" if path else ""),))
        servers: set[str] = set()
        trouble: list[str] = []
        for hop in path["nexthops"]:
            reached = self._hop(device, hop, address, behind)
            servers |= reached.servers
            trouble += reached.trouble
        if not path["nexthops"]:
            trouble.append(f"the route of {device.name} has no next hop in use")
        return Reached(frozenset(servers), tuple(dict.fromkeys(trouble)))

    def _hop(self, device: Device, hop: dict, address: str, behind: tuple[str, ...]) -> Reached:
        owners = [owner for owner in self._owners.get(hop["address"] or "", ()) if owner.name != device.name]
        if len(owners) != 1:
            what = "no device that was read owns" if not owners else f"{' and '.join(owner.name for owner in owners)} both have"
            return Reached(trouble=(f"from {device.name} over {hop['interface']}: {what} {hop['address'] or 'the next hop'}",))
        return self.from_device(owners[0], address, behind)


def nearest(network: Network) -> dict[tuple[str, str], Reached]:
    """(fabric router, anycast address) → who answers."""
    walk = Walk(network.devices)
    return {(router.name, address): walk.from_device(router, address)
            for router in network.read("fabric") for _name, _family, address in network.anycast()}


def nearest_route_server(network: Network, reached: dict[tuple[str, str], Reached]) -> Examined:
    found = Examined("nearest_route_server", "From every fabric router each anycast address leads to exactly one route server")
    if not network.of_role("fabric"):
        found.add(INFO, "fabric", "the inventory has no host in the group of fabric routers, so where the anycast addresses lead is not checked")
    servers = {device.name for device in network.of_role("route_server")}
    unread = any(device.facts is None for device in network.devices if device.role != "appliance")
    for router in network.read("fabric"):
        for name, _family, address in network.anycast():
            found.count += 1
            answer = reached[router.name, address]
            if len(answer.servers) > 1:
                found.add(ERROR, router.name, f"{name} ({address}) leads to {' and '.join(sorted(answer.servers))}: ECMP would split sessions",
                          "raise igp_diameter in the cost plan to the cost of the longest path, and run site")
            for stranger in sorted(answer.servers - servers):
                found.add(ERROR, router.name, f"{name} ({address}) is answered by {stranger}, which is no route server", "remove the address there")
    for name, _family, address in network.anycast():
        _unanswered(name, address, {router: answer for (router, to), answer in reached.items() if to == address and answer.trouble}, unread, found)
    return found


def _unanswered(name: str, address: str, answers: dict[str, Reached], unread: bool, found: Examined) -> None:
    """One finding an address: where next hops could not be followed. No fault where a device on the way could not be read."""
    if not answers:
        return
    lost = not unread or any(answer.servers for answer in answers.values())
    trouble = list(dict.fromkeys(text for answer in answers.values() for text in answer.trouble))
    found.add(ERROR if lost else WARNING, shortened(answers), f"where {name} ({address}) leads could not be found out: {'; '.join(trouble)}",
              "see that a route server injects the address, and that every router on the way is in the group of fabric routers and can be read")


def two_route_servers(network: Network, reached: dict[tuple[str, str], Reached]) -> Examined:
    found = Examined("two_route_servers", "From every fabric router the two anycast addresses lead to two different route servers")
    alive = [device for device in network.of_role("route_server") if device.server not in network.servers_down]
    for router in network.read("fabric"):
        for family in (4, 6):
            answers = {name: reached[router.name, address].servers for name, version, address in network.anycast() if version == family}
            if len(answers) < 2 or not all(len(servers) == 1 for servers in answers.values()):
                continue
            found.count += 1
            distinct = {next(iter(servers)) for servers in answers.values()}
            if len(distinct) == 1:
                alone = len(alive) < 2
                found.add(WARNING if alone else ERROR, router.name, f"{' and '.join(answers)} (IPv{family}) both lead to {distinct.pop()}"
                          + (", the only route server that is up" if alone else ""),
                          "bring the other route server back" if alone else "see the costs at which the route servers inject them")
    return found


def planned_order(network: Network, reached: dict[tuple[str, str], Reached]) -> Examined:
    found = Examined("planned_order", "Each anycast address leads to the route server with the lowest cost of those that are up")
    if not network.domain.one_order:
        return found
    up = [server for server in network.domain.route_servers if (device := network.device_of_server(server.name)) is not None
          and device.facts is not None and server.name not in network.servers_down]
    for name, _family, address in network.anycast():
        carriers = [server for server in up if name in server.costs]
        answers = {device for (_router, to), answer in reached.items() if to == address for device in answer.servers}
        if not carriers or len(answers) != 1:
            continue
        found.count += 1
        first = min(carriers, key=lambda server: server.costs[name])
        answering, wanted = answers.pop(), network.device_of_server(first.name)
        if wanted is not None and answering != wanted.name:
            found.add(WARNING, wanted.name, f"{name} ({address}) leads to {answering}, though {wanted.name} is up and has the lowest cost, {first.costs[name]}",
                      "see whether it injects the address (playbook site), and what its IGP announces")
    return found


def dead_injection(network: Network, reached: dict[tuple[str, str], Reached]) -> Examined:
    found = Examined("dead_injection", "No route server attracts an anycast address without BGP behind it")
    for device in network.of_role("route_server"):
        held = [f"{name} ({address})" for name, _family, address in network.anycast() if address in device.addresses]
        drawn = sorted({router for (router, _address), answer in reached.items() if device.name in answer.servers})
        found.count += device.facts is not None
        if held and not device.speaks_bgp:
            evidence = f"BGP is dead and it still injects {', '.join(held)}"
            found.add(ERROR, device.name, evidence + (f"; {', '.join(drawn)} send their sessions into it" if drawn else ""),
                      f"{device.start_bgp}; or take the addresses off its interface until it runs")
    return found
