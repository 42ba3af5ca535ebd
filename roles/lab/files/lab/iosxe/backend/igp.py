# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OSPFv2, OSPFv3 and IS-IS of IOS as FRR's ospfd, ospf6d and isisd. Pure.

- `network A W area N` of OSPF becomes `ip ospf area` on the interfaces whose address it holds: FRR refuses to mix the two.
- IOS's default cost is 1 on a Loopback and from 100 Mbit/s upwards (reference bandwidth 100 Mbit/s; vendor facts 7), so it is written out.
- A Loopback has no OSPF neighbors and is announced as a host route (network type LOOPBACK; vendor facts 7): passive here.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address

from ...twin_frr import Line, Notes
from .tree import Interface, Node, wildcard_holds

OSPF_OPTIONS = ("cost", "network", "hello-interval", "dead-interval", "retransmit-interval", "priority", "mtu-ignore")
OSPF_QUIET = ("log-adjacency-changes", "timers pacing ", "timers throttle lsa", "nsf", "bfd all-interfaces")
INFINITE = 0xFFFF
ISIS_QUIET = ("log-adjacency-changes", "nsf ")
REDISTRIBUTED = re.compile(r"redistribute (connected|static)(?: (level-[12]|level-1-2))?(?: subnets)?(?: metric (\d+))?(?: metric-type ([12]))?"
                           r"(?: route-map (\S+))?(?: (level-[12]|level-1-2))?")


def area(text: str) -> str:
    return text if "." in text else str(IPv4Address(int(text)))


class Passive:
    """`passive-interface default`, its exceptions, or the interfaces named one by one."""

    def __init__(self, nodes: list[Node]) -> None:
        texts = [node.text for node in nodes]
        self._all = "passive-interface default" in texts
        word = "no passive-interface " if self._all else "passive-interface "
        self._named = {text.split()[-1] for text in texts if text.startswith(word)}

    def holds(self, interface: Interface) -> bool:
        return interface.loopback or self._all != (interface.name in self._named)


def redistribution(text: str, shape: str) -> str | None:
    """FRR's line; `shape` has places for the protocol and the level. None where IOS's line says more."""
    match = REDISTRIBUTED.fullmatch(text)
    if match is None:
        return None
    protocol, before, metric, kind, route_map, after = match.groups()
    words = [shape.format(protocol=protocol, level=before or after or "level-2")]
    words += [f"metric {metric}"] if metric else []
    words += [f"metric-type {kind}"] if kind else []
    return " ".join([*words, *([f"route-map {route_map}"] if route_map else [])])


def ospf(top: list[Node], interfaces: Mapping[str, Interface], notes: Notes) -> list[Line]:
    routers = [node for node in top if node.words[:2] == ["router", "ospf"]]
    for node in routers[1:]:
        notes.add(node.text, "one OSPF process is modelled")
    if not routers:
        return []
    router = routers[0]
    number = router.words[2]
    head = "router ospf"
    lines: list[Line] = [(head,)]
    for node in router.below:
        words, text = node.words, node.text
        if words[0] == "router-id":
            lines.append((head, f"ospf {text}"))
        elif text.startswith(("max-metric router-lsa",)):
            lines.append((head, "max-metric router-lsa administrative"))
            if words[2:]:
                notes.add(f"{router.text} / {text}", "FRR knows `max-metric router-lsa administrative` alone")
        elif words[0] == "redistribute":
            _keep(lines, head, redistribution(text, "redistribute {protocol}"), f"{router.text} / {text}", notes)
        elif text.startswith("timers throttle spf "):
            lines.append((head, text))
        elif text.startswith("timers lsa arrival "):
            lines.append((head, f"timers lsa min-arrival {words[3]}"))
        elif text.startswith("default-information originate"):
            lines.append((head, text))
        elif words[0] not in ("network", "passive-interface") and not text.startswith((*OSPF_QUIET, "no passive-interface")):
            notes.add(f"{router.text} / {text}")
    passive = Passive(router.below)
    networks = [node.words for node in router.below if node.words[0] == "network"]
    for interface in interfaces.values():
        lines += _ospf_interface(interface, number, networks, passive, notes)
    return lines


def _keep(lines: list[Line], head: str, text: str | None, where: str, notes: Notes) -> None:
    if text is None:
        notes.add(where)
    else:
        lines.append((head, text))


def _ospf_interface(interface: Interface, number: str, networks: list[list[str]], passive: Passive, notes: Notes) -> list[Line]:
    head = f"interface {interface.device}"
    own = [text.split() for text in interface.lines if text.startswith("ip ospf ")]
    areas = [words[4] for words in own if len(words) >= 5 and words[2] == number and words[3] == "area"]
    areas += [words[4] for words in networks for one in interface.ipv4 if wildcard_holds(words[1], words[2], one.ip)][:1]
    if not areas:
        return []
    if interface.loopback and any(one.network.prefixlen != 32 for one in interface.ipv4) and ["ip", "ospf", "network", "point-to-point"] not in own:
        notes.add(f"interface {interface.name}", "IOS announces a Loopback as a host route, this one goes out with its mask")
    lines: list[Line] = [(head, f"ip ospf area {area(areas[0])}")]
    options = {words[2]: " ".join(words[2:]) for words in own if words[2] in OSPF_OPTIONS}
    options.setdefault("cost", "cost 1")
    if interface.loopback:
        options.pop("network", None)
    lines += [(head, f"ip ospf {text}") for text in options.values()]
    lines += [(head, "ip ospf passive")] if passive.holds(interface) else []
    for words in own:
        if words[2] not in OSPF_OPTIONS and words[2] != number:
            notes.add(f"interface {interface.name} / {' '.join(words)}")
    return lines


def ospfv3(top: list[Node], interfaces: Mapping[str, Interface], notes: Notes) -> list[Line]:
    """Of `ipv6 router ospf N` and `ipv6 ospf`, or of `router ospfv3 N` with its IPv6 address family and `ospfv3`."""
    routers = [node for node in top if node.words[:3] == ["ipv6", "router", "ospf"] or node.words[:2] == ["router", "ospfv3"]]
    for node in routers[1:]:
        notes.add(node.text, "one OSPFv3 process is modelled")
    if not routers:
        return []
    router = routers[0]
    head = "router ospf6"
    lines: list[Line] = [(head,)]
    nodes = [*router.below, *(below for node in router.below if node.text.startswith("address-family ipv6") for below in node.below)]
    for node in nodes:
        words, text = node.words, node.text
        if words[0] == "router-id":
            lines.append((head, f"ospf6 {text}"))
        elif text.startswith("max-metric router-lsa"):
            if words[2:]:
                notes.add(f"{router.text} / {text}", "`max-metric router-lsa` alone is modelled")
        elif words[0] == "redistribute":
            _keep(lines, head, redistribution(text.replace(" include-connected", ""), "redistribute {protocol}"), f"{router.text} / {text}", notes)
        elif text.startswith("timers throttle spf "):
            lines.append((head, text))
        elif text.startswith("timers lsa arrival "):
            lines.append((head, f"timers lsa min-arrival {words[3]}"))
        elif words[0] != "passive-interface" and not text.startswith(("address-family ipv6", "no passive-interface", *OSPF_QUIET)):
            notes.add(f"{router.text} / {text}")
    passive = Passive(nodes)
    stub = any(node.text.startswith("max-metric router-lsa") for node in nodes)
    for interface in interfaces.values():
        lines += _ospfv3_interface(interface, router.words[-1], passive, stub)
    return lines


def _ospfv3_interface(interface: Interface, number: str, passive: Passive, stub: bool) -> list[Line]:
    """A stub router announces its links with 0xFFFF and stub networks with their own cost (Catalyst 9600 17.16, OSPFv3 Max-Metric Router LSA). FRR's
    `stub-router` clears the R-bit instead, which would take the router's external routes away too (RFC 5340, A.2)."""
    head = f"interface {interface.device}"
    own = [_ospfv3_words(text, number) for text in interface.lines if text.startswith(("ipv6 ospf ", "ospfv3 "))]
    areas = [words[1] for words in own if words[:1] == ["area"] and len(words) > 1]
    if not areas:
        return []
    options = {words[0]: " ".join(words) for words in own if words and words[0] in OSPF_OPTIONS}
    options.setdefault("cost", "cost 1")
    if stub and not passive.holds(interface):
        options["cost"] = f"cost {INFINITE}"
    if interface.loopback:
        options.pop("network", None)
    lines = [(head, f"ipv6 ospf6 area {area(areas[0])}"), *((head, f"ipv6 ospf6 {text}") for text in options.values())]
    return lines + ([(head, "ipv6 ospf6 passive")] if passive.holds(interface) else [])


def _ospfv3_words(text: str, number: str) -> list[str]:
    """`area 0`, `cost 10`…, without the words for process and family."""
    words = text.split()[2 if text.startswith("ipv6 ") else 1:]
    words = words[1:] if words[:1] == [number] else words
    return words[1:] if words[:1] == ["ipv6"] else words


def isis(top: list[Node], interfaces: Mapping[str, Interface], notes: Notes) -> list[Line]:
    routers = [node for node in top if node.words[:2] == ["router", "isis"]]
    for node in routers[1:]:
        notes.add(node.text, "one IS-IS process is modelled")
    if not routers:
        return []
    router = routers[0]
    tag = router.words[2] if len(router.words) > 2 else "IOS"
    head = f"router isis {tag}"
    lines: list[Line] = [(head,)]
    for node in router.below:
        lines += _isis_router(node, head, router.text, notes)
    if not any(node.text.startswith("metric-style") for node in router.below):
        lines.append((head, "metric-style narrow"))
    passive = Passive(router.below)
    for interface in interfaces.values():
        lines += _isis_interface(interface, tag, passive, notes)
    return lines


def _isis_router(node: Node, head: str, where: str, notes: Notes) -> Iterator[Line]:
    words, text = node.words, node.text
    if words[0] in ("net", "is-type") or text in ("metric-style wide", "metric-style transition", "set-overload-bit"):
        yield head, text
    elif words[0] == "redistribute":
        translated = redistribution(text, "redistribute ipv4 {protocol} {level}")
        if translated:
            yield head, translated
        else:
            notes.add(f"{where} / {text}")
    elif words[0] == "spf-interval" and len(words) == 4:
        initial, second, longest = int(words[2]), int(words[3]), int(words[1]) * 1000
        yield head, f"spf-delay-ietf init-delay {initial} short-delay {second} long-delay {longest} holddown {longest + 1000} time-to-learn 500"
    elif words[0] == "lsp-gen-interval":
        yield head, f"lsp-gen-interval {words[1]}"
    elif words[:2] == ["address-family", "ipv6"]:
        for below in node.below:
            translated = redistribution(below.text, "redistribute ipv6 {protocol} {level}")
            if translated:
                yield head, translated
            elif below.text != "multi-topology":
                notes.add(f"{where} / {text} / {below.text}")
            else:
                yield head, "topology ipv6-unicast"
    elif words[0] != "passive-interface" and not text.startswith(("no passive-interface", *ISIS_QUIET)):
        notes.add(f"{where} / {text}")


def _isis_interface(interface: Interface, tag: str, passive: Passive, notes: Notes) -> list[Line]:
    head = f"interface {interface.device}"
    lines: list[Line] = []
    for text in interface.lines:
        words = text.split()
        if words[:3] in (["ip", "router", "isis"], ["ipv6", "router", "isis"]):
            if len(words) > 3 and words[3] != tag:
                notes.add(f"interface {interface.name} / {text}", "one IS-IS process is modelled")
            else:
                lines.append((head, f"{words[0]} router isis {tag}"))
        elif words[:2] == ["isis", "circuit-type"]:
            lines.append((head, text))
        elif words[:3] == ["isis", "ipv6", "metric"]:
            if f"isis metric {' '.join(words[3:])}" not in interface.lines:
                notes.add(f"interface {interface.name} / {text}", "FRR has one IS-IS metric for both families")
        elif words[0] == "isis" and words[1] in ("metric", "hello-interval", "hello-multiplier", "priority") or text == "isis network point-to-point":
            lines.append((head, text))
        elif words[0] == "isis":
            notes.add(f"interface {interface.name} / {text}")
    if not any("router isis" in line[1] for line in lines):
        return []
    return lines + ([(head, "isis passive")] if passive.holds(interface) else [])
