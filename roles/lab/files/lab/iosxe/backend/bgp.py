# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`router bgp` of IOS as FRR's bgpd. Pure.

Defaults that differ and are written out for FRR:
- graceful restart: off on IOS unless `bgp graceful-restart` (recorded `Graceful-Restart is disabled`); FRR helps by default (vendor facts 0.7);
- communities are sent to a neighbor only with `send-community` (Cisco IOS BGP Command Reference, neighbor send-community); FRR sends them;
- one path a route (`maximum-paths` 1); EBGP needs no policy; the first AS of an EBGP path must be the neighbor's (`bgp enforce-first-as`, same book);
- next hops and neighbors may resolve through a default route (vendor facts 9);
- policies act when a session is cleared, not by themselves (Cisco, "Configuring a Basic BGP Network", BGP soft reset): FRR's timer is switched off.

Nearest, and noted as such: `alternate-as` (FRR takes any external AS; a filter list holds the listed ones), `discard-extra` (FRR has warning-only).
IOS tries a failed session again after some ten seconds, FRR after 120 by default: `timers connect 10`.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network

from ...twin_frr import Line, Notes
from .tree import Interface, Node, clear_text, ipv4_network

CONNECT = 10
FAMILIES = {4: "address-family ipv4 unicast", 6: "address-family ipv6 unicast"}
SESSION_WORDS = ("peer-group", "remote-as", "description", "password", "update-source", "ebgp-multihop", "timers", "fall-over", "transport", "shutdown",
                 "ha-mode", "disable-connected-check", "ttl-security", "version", "log-neighbor-changes", "cluster-id")
SAME_IN_FAMILY = ("route-reflector-client", "soft-reconfiguration", "prefix-list", "route-map", "filter-list", "next-hop-self", "weight", "allowas-in",
                  "remove-private-as", "advertisement-interval", "as-override")
SAME_INSTANCE = ("bgp router-id ", "bgp log-neighbor-changes", "bgp cluster-id ", "bgp listen limit ", "bgp listen range ", "bgp bestpath ",
                 "bgp always-compare-med", "bgp deterministic-med", "bgp default local-preference ", "bgp fast-external-fallover")


@dataclass
class Neighbor:
    """A neighbor or peer group, with what its lines say."""

    name: str
    group: bool = False
    member_of: str = ""
    remote_as: str = ""
    alternates: tuple[str, ...] = ()
    session: list[str] = field(default_factory=list)
    families: dict[int, list[str]] = field(default_factory=lambda: {4: [], 6: []})
    active: dict[int, bool | None] = field(default_factory=lambda: {4: None, 6: None})
    update_source: str = ""
    bfd: bool = False
    minimum_hold: int = 0

    @property
    def family(self) -> int:
        return 6 if ":" in self.name else 4


class Bgp:
    def __init__(self, node: Node, top: list[Node], interfaces: Mapping[str, Interface], notes: Notes) -> None:
        self._node, self._top, self._interfaces, self._notes = node, top, interfaces, notes
        self.asn = node.words[2]
        self.head = f"router bgp {self.asn}"
        self._neighbors: dict[str, Neighbor] = {}
        self._ranges: dict[str, list[str]] = {}
        self._instance: list[str] = []
        self._family_lines: dict[int, list[str]] = {4: [], 6: []}
        self._paths: dict[int, dict[str, str]] = {4: {}, 6: {}}
        self._default_ipv4 = True
        self._graceful_restart = False
        self._enforce_first_as = True
        self._filters: list[Line] = []
        self._templates = _templates(top)
        self._maps = _maps(top)
        for one in node.below:
            self._read(one)

    # -- reading -----------------------------------------------------------------------------------------------------

    def _note(self, text: str, reason: str = "no counterpart in FRR") -> None:
        self._notes.add(f"{self._node.text} / {text}", reason)

    def _read(self, node: Node) -> None:
        words, text = node.words, node.text
        if words[0] == "address-family":
            if text in ("address-family ipv4", "address-family ipv4 unicast", "address-family ipv6", "address-family ipv6 unicast"):
                for below in node.below:
                    self._read_family(below, 6 if "ipv6" in text else 4)
            else:
                self._note(text, "IPv4 and IPv6 unicast of the global table are modelled")
        elif words[0] == "neighbor" and len(words) > 2 and words[2] in SESSION_WORDS:
            self._read_session(self._neighbor(words[1]), words[2:], text)
        elif text == "no bgp default ipv4-unicast":
            self._default_ipv4 = False
        elif text.startswith("bgp graceful-restart"):
            self._graceful_restart = True
            self._instance.append(text)
        elif text == "no bgp enforce-first-as":
            self._enforce_first_as = False
        elif words[:2] == ["timers", "bgp"]:
            self._instance.append(" ".join(words[:4]))
            self._instance += [f"bgp minimum-holdtime {words[4]}"] if len(words) > 4 else []
        elif text.startswith("bgp listen range "):
            self._ranges.setdefault(words[5], []).append(words[3])
            self._instance.append(text)
        elif text.startswith(SAME_INSTANCE):
            self._instance.append(text)
        elif words[0] in ("neighbor", "network", "redistribute", "aggregate-address", "maximum-paths") or text.startswith("no neighbor "):
            self._read_family(node, 4)
        elif text not in ("no synchronization", "no auto-summary"):
            self._note(text)

    def _neighbor(self, name: str) -> Neighbor:
        return self._neighbors.setdefault(name, Neighbor(name))

    def _read_session(self, one: Neighbor, words: list[str], text: str) -> None:
        word = words[0]
        if word == "peer-group":
            one.group, one.member_of = (True, "") if len(words) == 1 else (False, words[1])
        elif word == "remote-as":
            one.remote_as = words[1]
            one.alternates = tuple(words[3:]) if words[2:3] == ["alternate-as"] else ()
        elif word == "password":
            key = clear_text(words[1:])
            if key is None:
                self._note(f"neighbor {one.name} password {words[1]} ********", "a key that cannot be decoded")
            else:
                one.session.append(f"password {key}")
        elif word == "update-source":
            one.update_source = words[1]
        elif word == "timers":
            one.session.append(" ".join(words[:3]))
            one.minimum_hold = int(words[3]) if len(words) > 3 else 0
        elif word == "fall-over":
            one.bfd = words[1:2] == ["bfd"]
            if words[1:] not in (["bfd"], ["bfd", "multi-hop"], ["bfd", "single-hop"]):
                self._note(text)
        elif words[:3] == ["transport", "connection-mode", "passive"]:
            one.session.append("passive")
        elif word == "ha-mode":
            if words[1:] == ["graceful-restart"]:
                one.session.append("graceful-restart")
            elif words[1:] == ["graceful-restart", "disable"] and self._graceful_restart:
                one.session.append("graceful-restart-disable")
        elif word in ("description", "ebgp-multihop", "shutdown", "disable-connected-check", "ttl-security"):
            one.session.append(" ".join(words))
        elif word not in ("version", "log-neighbor-changes") and words != ["transport", "path-mtu-discovery"]:
            self._note(text)

    def _read_family(self, node: Node, family: int) -> None:
        words, text = node.words, node.text
        if words[:2] == ["no", "neighbor"] and words[3:] == ["activate"]:
            self._neighbor(words[2]).active[family] = False
        elif words[0] == "neighbor":
            self._read_neighbor_in_family(self._neighbor(words[1]), words[2:], text, family)
        elif words[0] == "network" and family == 4:
            mask = words[3] if words[2:3] == ["mask"] else None
            rest = words[4:] if mask else words[2:]
            self._family_lines[4].append(" ".join(["network", str(ipv4_network(words[1], mask)), *rest]))
        elif words[0] == "network":
            self._family_lines[6].append(f"network {words[1].lower()} {' '.join(words[2:])}".strip())
        elif words[0] == "aggregate-address":
            prefix, rest = (str(ipv4_network(words[1], words[2])), words[3:]) if family == 4 else (words[1], words[2:])
            self._family_lines[family].append(" ".join(["aggregate-address", prefix, *rest]))
        elif words[0] == "redistribute" and words[1] in ("connected", "static", "kernel"):
            self._family_lines[family].append(text)
        elif words[0] == "maximum-paths":
            self._paths[family]["ibgp" if words[1] == "ibgp" else ""] = words[-1]
        elif text not in ("no auto-summary", "no synchronization"):
            self._note(f"{FAMILIES[family]} / {text}")

    def _read_neighbor_in_family(self, one: Neighbor, words: list[str], text: str, family: int) -> None:
        lines, word = one.families[family], words[0]
        if word == "activate":
            one.active[family] = True
        elif word == "peer-group":
            one.member_of = words[1] if len(words) > 1 else one.member_of
        elif word == "send-community":
            lines.append(f"send-community {words[1] if len(words) > 1 else 'standard'}")
        elif word == "maximum-prefix":
            self._maximum_prefix(lines, words, text, family)
        elif word == "default-originate":
            lines.append(" ".join(words))
        elif word in SAME_IN_FAMILY:
            lines.append(" ".join(words))
        else:
            self._note(f"{FAMILIES[family]} / {text}")

    def _maximum_prefix(self, lines: list[str], words: list[str], text: str, family: int) -> None:
        if words[-1] == "discard-extra":
            self._note(f"{FAMILIES[family]} / {text}", "FRR cannot discard the extra prefixes: warning-only, so they come in")
            words = [*words[:-1], "warning-only"]
        lines.append(" ".join(words))

    # -- writing -----------------------------------------------------------------------------------------------------

    def lines(self) -> list[Line]:
        neighbors = sorted(self._neighbors.values(), key=lambda one: not one.group)
        session: list[Line] = []
        for one in neighbors:
            session += self._session(one)
        families = [line for family in (4, 6) for line in self._family(family, neighbors)]
        return [*self._profiles(), *self._filters, *self._top_lines(), *session, *self._listening(), *families]

    def _top_lines(self) -> list[Line]:
        head = self.head
        lines: list[Line] = [("bgp route-map delay-timer 0",), ("ip nht resolve-via-default",), ("ipv6 nht resolve-via-default",), (head,),
                             (head, "no bgp default ipv4-unicast"), (head, "no bgp ebgp-requires-policy")]
        if not self._graceful_restart:
            lines.append((head, "bgp graceful-restart-disable"))
        lines += [(head, text) for text in self._instance if not text.startswith("bgp listen ")]
        held = sorted({one.minimum_hold for one in self._neighbors.values()} - {0})
        if held:
            lines.append((head, f"bgp minimum-holdtime {held[0]}"))
        if len(held) > 1:
            self._note(f"neighbor … timers … {held[-1]}", f"FRR has one minimum hold time for all neighbors: {held[0]} s")
        return lines

    def _listening(self) -> list[Line]:
        return [(self.head, text) for text in self._instance if text.startswith("bgp listen ")]

    def _session(self, one: Neighbor) -> list[Line]:
        if one.member_of and one.member_of not in self._neighbors:
            self._note(f"neighbor {one.name} peer-group {one.member_of}", "there is no such peer group")
            return []
        if not one.group and not one.member_of and not one.remote_as:
            return []
        words: list[str] = []
        if one.group:
            words.append("peer-group")
        if one.remote_as:
            words.append(f"remote-as {'external' if one.alternates else one.remote_as}")
        if one.member_of:
            words.append(f"peer-group {one.member_of}")
        if not one.member_of:
            words += [f"timers connect {CONNECT}"]
            if self._enforce_first_as and one.remote_as not in ("", self.asn):
                words.append("enforce-first-as")
        words += one.session
        source = self._source(one)
        words += [f"update-source {source}"] if source else []
        words += self._bfd(one)
        return [(self.head, f"neighbor {one.name} {word}") for word in words]

    def _families_of(self, one: Neighbor) -> set[int]:
        if not one.group:
            return {one.family}
        members = {member.family for member in self._neighbors.values() if member.member_of == one.name}
        return members | {ip_network(text).version for text in self._ranges.get(one.name, [])}

    def _source(self, one: Neighbor) -> str:
        """The address of the interface, where the neighbor's family is plain, or the interface's device."""
        if not one.update_source:
            return ""
        interface = self._interfaces.get(one.update_source)
        if interface is None:
            self._note(f"neighbor {one.name} update-source {one.update_source}", "there is no such interface")
            return ""
        families = self._families_of(one)
        found = [*(interface.ipv4 if families == {4} else []), *(address for address in interface.ipv6 if families == {6} and not address.ip.is_link_local)]
        return str(found[0].ip) if found else interface.device

    def _bfd(self, one: Neighbor) -> list[str]:
        """BFD with the template that a map gives for the neighbor and its source; a multi-hop session without a template does not start."""
        if not one.bfd:
            return []
        destinations = [ip_network(one.name)] if not one.group else [ip_network(text) for text in self._ranges.get(one.name, [])]
        destinations += [ip_network(member.name) for member in self._neighbors.values() if one.group and member.member_of == one.name]
        found = {template for destination in destinations for network, template in self._maps
                 if network.version == destination.version and (destination.subnet_of(network) or network.subnet_of(destination))}
        known = sorted(found & set(self._templates))
        if not known:
            self._note(f"neighbor {one.name} fall-over bfd", "no bfd map leads from this neighbor to a multi-hop template")
            return []
        if len(known) > 1:
            self._note(f"neighbor {one.name} fall-over bfd", f"one template a neighbor or group is modelled: {known[0]}")
        return ["bfd", f"bfd profile {known[0]}"]

    def _profiles(self) -> list[Line]:
        lines: list[Line] = [("bfd",)] if self._templates else []
        for name, (transmit, receive, multiplier) in self._templates.items():
            head = f"profile {name}"
            lines += [("bfd", head), ("bfd", head, f"detect-multiplier {multiplier}"), ("bfd", head, f"transmit-interval {transmit}"),
                      ("bfd", head, f"receive-interval {receive}")]
        return lines

    def _is_active(self, one: Neighbor, family: int) -> bool:
        given = one.active[family]
        if given is not None:
            return given
        return family == 4 and self._default_ipv4 and not one.group

    def _family(self, family: int, neighbors: list[Neighbor]) -> list[Line]:
        head = (self.head, FAMILIES[family])
        lines: list[Line] = [(*head, text) for text in self._family_lines[family]]
        paths = self._paths[family]
        lines += [(*head, f"maximum-paths {paths.get('', '1')}"), (*head, f"maximum-paths ibgp {paths.get('ibgp', '1')}")]
        active_groups = {one.member_of for one in neighbors if one.member_of and self._is_active(one, family)}
        active_groups |= {one.name for one in neighbors if one.group and self._is_active(one, family)}
        for one in neighbors:
            if one.name in active_groups if one.group else self._is_active(one, family):
                lines += [(*head, text) for text in self._policy(one, family)]
            elif one.member_of in active_groups:
                lines.append((*head, f"no neighbor {one.name} activate"))
        return [(*head,), *lines]

    def _policy(self, one: Neighbor, family: int) -> list[str]:
        own = [text for text in one.families[family] if not text.startswith("send-community")]
        if one.alternates:
            own += self._alternates(one, own)
        sent = {text.split()[1] for text in one.families[family] if text.startswith("send-community")}
        texts = [f"neighbor {one.name} {word}" for word in ("activate", *own)]
        if one.member_of:
            return texts + [f"neighbor {one.name} send-community {kind}" for kind in sorted(sent)]
        return texts + [f"no neighbor {one.name} send-community {kind}" for kind in _held_back(sent)]

    def _alternates(self, one: Neighbor, own: list[str]) -> list[str]:
        if any(text.startswith("filter-list ") and text.endswith(" in") for text in own):
            self._note(f"neighbor {one.name} remote-as {one.remote_as} alternate-as", "beside a filter list of its own any external AS may send routes")
            return []
        name = f"IOS-AS-{one.name}"
        self._filters += [line for line in [(f"bgp as-path access-list {name} permit ^({'|'.join((one.remote_as, *one.alternates))})_",)]
                          if line not in self._filters]
        return [f"filter-list {name} in"]


def _held_back(sent: set[str]) -> list[str]:
    """The communities that FRR would send and IOS does not; large ones go with the standard ones."""
    if not sent:
        return ["all"]
    if "both" in sent or sent == {"standard", "extended"}:
        return []
    return ["extended"] if sent == {"standard"} else ["standard", "large"]


def _templates(top: list[Node]) -> dict[str, tuple[int, int, int]]:
    """The multi-hop templates with their intervals (ms) and multiplier; IOS has microseconds too."""
    found: dict[str, tuple[int, int, int]] = {}
    for node in top:
        if node.words[:2] != ["bfd-template", "multi-hop"]:
            continue
        for below in node.below:
            words = below.words
            if words[0] != "interval":
                continue
            scale = 1000 if "microseconds" in words else 1
            values = {words[index]: int(words[index + 1]) for index in range(1, len(words) - 1) if words[index + 1].isdigit()}
            both = values.get("both", 0)
            found[node.words[2]] = (values.get("min-tx", both) // scale, values.get("min-rx", both) // scale, values.get("multiplier", 3))
    return found


def _maps(top: list[Node]) -> list[tuple[object, str]]:
    """`bfd map ipv4 DESTINATION/length SOURCE/length TEMPLATE`."""
    return [(ip_network(node.words[3], strict=False), node.words[5]) for node in top
            if node.words[:2] == ["bfd", "map"] and len(node.words) == 6 and node.words[2] in ("ipv4", "ipv6")]
