# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operational commands of a twin: which FRR commands answer them, and in what shape.

Words may be shortened as on IOS. What stands in UNWITNESSED is in no recorded output that was at hand: read it as this lab's, not as IOS's.
"""
from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from typing import Any

from ...twin_frr import Translation
from . import bgp_shows, database_shows, igp_shows, interface_shows, route_shows
from .neighbor_shows import neighbor
from .tree import ipv4_network
from .words import shown

UNWITNESSED = {
    "show ip bgp summary": "the dynamic neighbors' footer is of CSR 1000V and IOS 15 outputs without a known release; the lines on memory are left out",
    "show bgp ipv6 unicast": "the columns of a network or next hop that is too long for its place",
    "show ip bgp neighbors": "BFD's line, MD5's place among the option flags; the TCP connection's inner state is left out",
    "show ip bgp neighbors A received-routes": "whether an unknown neighbor or one without soft reconfiguration gets these words",
    "show bfd neighbors": "the tables of multi-hop sessions",
    "show ipv6 ospf database": "external, NSSA and inter-area-router LSAs",
    "show isis database verbose": "what an LSP has besides its reachability; the names of systems are not cut",
    "show ip route": "a DHCP default's distance 254 is from memory; level-1 IS-IS is shown as level-2",
    "show ipv6 route A": "the words for a prefix that is not there",
    "show ip route P M longer-prefixes": "local and connected rows of a range, and what is printed for an empty one",
    "show ip interface": "everything but the lines on state and addresses; the same for show ipv6 interface",
    "clear ip bgp": "that nothing is printed when there is no such neighbor",
}
Vtysh = Callable[..., str]
Links = Callable[[], Mapping[str, interface_shows.Link]]


def answer(command: str, translation: Translation, vtysh: Vtysh, links: Links) -> str | None:
    """The text that IOS prints; None where the command is not one of these."""
    words = command.split()
    if not words:
        return None
    verb = words[0].lower()
    asked = Asked(translation, vtysh, links)
    if len(verb) >= 2 and "show".startswith(verb):
        return asked.show(words[1:])
    if len(verb) >= 2 and "clear".startswith(verb):
        return asked.clear(words[1:])
    return None


def fits(words: list[str], *pattern: str) -> bool:
    """Whether the first words are these, each whole or shortened to at least two letters."""
    return len(words) >= len(pattern) and all(
        one == whole or (len(one) >= 2 and whole.startswith(one.lower())) for one, whole in zip(words, pattern))


class Asked:
    def __init__(self, translation: Translation, vtysh: Vtysh, links: Links) -> None:
        self._translation, self._vtysh, self._links = translation, vtysh, links

    def _json(self, command: str) -> Any:
        try:
            return json.loads(self._vtysh(f"{command} json") or "{}")
        except ValueError:
            return {}

    def _name(self, device: str) -> str:
        return next((one.name for one in self._translation.interfaces if one.device == device), device)

    # -- show --------------------------------------------------------------------------------------------------------

    def show(self, words: list[str]) -> str | None:
        if fits(words, "ip", "bgp") and not fits(words, "ip", "bgp", "all"):
            return self._bgp(words[2:], 4)
        if fits(words, "bgp", "ipv4", "unicast") or fits(words, "bgp", "ipv6", "unicast"):
            return self._bgp(words[3:], int(words[1][-1]))
        if fits(words, "bgp", "all", "summary") or fits(words, "ip", "bgp", "all", "summary"):
            return self._all_summaries()
        if fits(words, "bgp", "summary"):
            return self._bgp(words[1:], 4)
        if fits(words, "ip", "route") or fits(words, "ipv6", "route"):
            return self._route(words[2:], 4 if words[0] == "ip" else 6)
        if fits(words, "ip", "ospf", "neighbor"):
            return igp_shows.neighbors(self._json("show ip ospf neighbor"), self._name)
        if fits(words, "ip", "ospf", "database") and len(words) == 4 and words[3] in database_shows.ASKED:
            return database_shows.database(self._json(f"show ip ospf database {words[3]}"), words[3], "1")
        if fits(words, "ipv6", "ospf", "database") and " ".join(words[3:]) in database_shows.ASKED3:
            overview = self._json("show ipv6 ospf6")
            return database_shows.database3(self._json("show ipv6 ospf6 database detail"), " ".join(words[3:]), overview.get("routerId", ""), "1")
        if fits(words, "isis", "database", "verbose") and len(words) == 3:
            return database_shows.isis(self._vtysh("show isis database detail"), database_shows.hostnames(self._vtysh("show isis hostname")))
        if fits(words, "bfd", "neighbors") and len(words) == 2:
            return igp_shows.bfd(self._json("show bfd peers") or [], self._name)
        if fits(words, "ip", "interface", "brief"):
            return interface_shows.brief(self._translation.interfaces, self._links())
        if fits(words, "ip", "interface") and len(words) == 2:
            return interface_shows.ipv4(self._translation.interfaces, self._links())
        if fits(words, "ipv6", "interface") and len(words) == 2:
            return interface_shows.ipv6(self._translation.interfaces, self._links())
        return None

    def _family(self, family: int) -> str:
        return f"show bgp ipv{family} unicast"

    def _bgp(self, words: list[str], family: int) -> str | None:
        if not self._translation.asn:
            return bgp_shows.NOT_ACTIVE
        if not words:
            return bgp_shows.table(self._json(self._family(family)))
        if fits(words, "summary"):
            return self._summary(family)
        if fits(words, "neighbors"):
            return self._neighbors(words[1:], family)
        prefix = _prefix(words, family)
        if prefix is None:
            return None
        return bgp_shows.entry(self._json(f"{self._family(family)} {prefix}"), self._softened(family))

    def _summary(self, family: int) -> str:
        answer = self._json(f"{self._family(family)} summary")
        if "routerId" not in answer:
            known = self._json(self._family(family))
            answer = {"routerId": known.get("routerId", "0.0.0.0"), "as": known.get("localAS", self._translation.asn)}
        return bgp_shows.summary(answer, self._ranges(family), self._limit())

    def _all_summaries(self) -> str:
        if not self._translation.asn:
            return bgp_shows.NOT_ACTIVE
        return "\n".join(f"For address family: {bgp_shows.FAMILY_NAMES[family]}\n{self._summary(family)}" for family in (4, 6) if self._speaks(family))

    def _speaks(self, family: int) -> bool:
        head = f"address-family ipv{family} unicast"
        return any(len(line) == 3 and line[1] == head and line[2].startswith(("neighbor ", "network ")) for line in self._translation.lines)

    def _ranges(self, family: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line in self._translation.lines:
            words = line[-1].split()
            if words[:3] == ["bgp", "listen", "range"] and ip_network(words[3]).version == family:
                found.setdefault(words[5], []).append(words[3].lower())
        return found

    def _limit(self) -> int:
        return next((int(line[-1].split()[3]) for line in self._translation.lines if line[-1].startswith("bgp listen limit ")), 100)

    def _softened(self, family: int) -> set[str]:
        key = f"ipv{family}Unicast"
        return {address for address, peer in self._json("show bgp neighbors").items()
                if isinstance(peer, dict) and peer.get("addressFamilyInfo", {}).get(key, {}).get("inboundSoftConfigPermit")}

    def _neighbors(self, words: list[str], family: int) -> str | None:
        peers = {address: peer for address, peer in self._json("show bgp neighbors").items() if isinstance(peer, dict)}
        table = bgp_shows.version(self._json(self._family(family)))
        key = f"ipv{family}Unicast"
        if not words:
            return "\n".join(neighbor(address, peer, family, table) for address, peer in peers.items() if key in peer.get("addressFamilyInfo", {}))
        address = words[0].lower()
        if address not in peers:
            return "% No such neighbor or address family\n"
        if len(words) == 1:
            return neighbor(address, peers[address], family, table)
        base = f"{self._family(family)} neighbors {address}"
        if fits(words[1:], "routes"):
            answer = self._json(f"{base} routes")
            return bgp_shows.table(answer) + f"\nTotal number of prefixes {len(answer.get('routes', {}))} \n"
        if fits(words[1:], "received-routes"):
            if not peers[address].get("addressFamilyInfo", {}).get(key, {}).get("inboundSoftConfigPermit"):
                return f"% Inbound soft reconfiguration not enabled on {shown(address)}\n"
            return bgp_shows.neighbor_table(self._json(f"{base} received-routes"), "receivedRoutes")
        if fits(words[1:], "advertised-routes"):
            return bgp_shows.neighbor_table(self._json(f"{base} advertised-routes"), "advertisedRoutes")
        return None

    def _route(self, words: list[str], family: int) -> str | None:
        ip = "ip" if family == 4 else "ipv6"
        if not words:
            return self._routes(family)(self._json(f"show {ip} route"), self._context(family))
        if words[0] in ("bgp", "ospf", "connected", "static", "isis"):
            protocol = "ospf6" if family == 6 and words[0] == "ospf" else words[0]
            return self._routes(family)(self._json(f"show {ip} route"), self._context(family), protocol)
        prefix = _prefix(words[:-1] if fits(words[-1:], "longer-prefixes") else words, family)
        if prefix is None:
            return None
        if fits(words[-1:], "longer-prefixes"):
            return self._routes(family)(self._json(f"show {ip} route {prefix} longer-prefixes"), self._context(family))
        answer = self._json(f"show {ip} route {prefix}")
        if family == 6:
            return route_shows.ipv6_entry(answer, self._context(6))
        return route_shows.ipv4_entry(answer, self._context(4), self._json("show ip route"), prefix)

    def _routes(self, family: int) -> Callable[..., str]:
        return route_shows.ipv4_table if family == 4 else route_shows.ipv6_table

    def _context(self, family: int) -> route_shows.Context:
        types: dict[str, str] = {}
        if family == 4 and "ospfd" in self._translation.daemons:
            types = {prefix: route.get("routeType", "") for prefix, route in self._json("show ip ospf route").items() if isinstance(route, dict)}
        elif family == 6 and "ospf6d" in self._translation.daemons:
            routes = self._json("show ipv6 ospf6 route").get("routes", {})
            types = {prefix: (route[0] if isinstance(route, list) else route).get("pathType", "") for prefix, route in routes.items()}
        return route_shows.Context(self._translation.interfaces, self._translation.asn, types, lambda prefix: self._json(f"{self._family(family)} {prefix}"))

    # -- clear -------------------------------------------------------------------------------------------------------

    def clear(self, words: list[str]) -> str | None:
        """`clear ip bgp * | A | peer-group G [soft] [in|out]`, `clear bgp ipv4|ipv6 unicast …`; without a direction the whole session ends."""
        if fits(words, "ip", "bgp"):
            rest, family = words[2:], "ipv4 unicast"
        elif fits(words, "bgp", "ipv4", "unicast") or fits(words, "bgp", "ipv6", "unicast"):
            rest, family = words[3:], f"{words[1].lower()} unicast"
        else:
            return None
        if not rest:
            return None
        whom, rest = (" ".join(rest[:2]), rest[2:]) if rest[0] == "peer-group" else (rest[0].lower(), rest[1:])
        how = [whole for whole in ("soft", "in", "out") if any(len(word) >= 2 and whole.startswith(word) for word in rest)]
        if len(how) != len(rest):
            return None
        if how and how[0] != "soft":
            how.insert(0, "soft")
        self._vtysh(" ".join(["clear bgp", *([family] if how else []), whom, *how]))
        return ""


def _prefix(words: list[str], family: int) -> str | None:
    """`10.0.0.0`, `10.0.0.0/8`, `10.0.0.0 255.0.0.0`, `2001:DB8::/32`."""
    try:
        if family == 4 and len(words) == 2:
            return str(ipv4_network(words[0], words[1]))
        if len(words) == 1 and ip_network(words[0], strict=False).version == family:
            return words[0].lower()
    except ValueError:
        return None
    return None
