# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`protocols bgp` of Junos as FRR's bgpd. Pure.

Each configured neighbor becomes one of FRR's with all that it inherits; each `dynamic-neighbor`, and each `allow` of a group, a peer group of FRR's.

Defaults that differ and are written out for FRR:
- the preference of BGP's routes is 170, behind the IGPs' (Juniper, "Route Preferences Overview"): `distance bgp 170 170 170`;
- hold time 90 s and a third of it between keepalives (Juniper, hold-time (Protocols BGP));
- what an import policy rejects is kept (Juniper, import (Protocols BGP)): `soft-reconfiguration inbound`; a changed policy acts at once;
- a route needs no policy to pass, nor its network a route; the first AS of a path need not be the neighbor's without `enforce-first-as`.

Nearest, and noted as such: `drop-excess` and `hide-excess` (warning-only), a peer-limit (one limit for all ranges together).
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network

from ...twin_frr import Line, Notes
from .. import type9
from .bgp_replies import Peering
from .interfaces import Interface
from .policies import Policies
from .statements import Statements
from .uses import Use

CONNECT = 5
HOLD = 90
TTL = 64
LIMIT = 5000
PATHS = 16
PREFERENCE = 170
FAMILIES = {4: "address-family ipv4 unicast", 6: "address-family ipv6 unicast"}
WORDS = {4: "inet", 6: "inet6"}
QUIET = ("description", "log-updown", "mtu-discovery", "tcp-mss", "advertise-inactive", "traceoptions", "precision-timers", "keep")
REDISTRIBUTED = {"direct": "connected", "static": "static", "ospf": "ospf", "ospf3": "ospf6", "isis": "isis"}


@dataclass
class Peer:
    """A neighbor, or a peer group with its ranges. `levels`: where its statements may stand, the nearest first; `group`: Junos's group."""

    name: str
    group: str
    levels: list[Statements]
    ranges: list[str] = field(default_factory=list)

    @property
    def version(self) -> int:
        return ip_network((self.ranges or [self.name])[0], strict=False).version

    def value(self, *words: str) -> str:
        return next(iter([found for found in [level.value(*words) for level in self.levels] if found]), "")

    def values(self, *words: str) -> list[str]:
        return next(iter([found for found in [level.values(*words) for level in self.levels] if found]), [])

    def at(self, *words: str) -> Statements:
        found = [level.at(*words) for level in self.levels]
        return next((one for one in found if one), found[-1])

    def has(self, *words: str) -> bool:
        found = [level.has(*words) for level in self.levels]  # each level is to be read, also behind the first that has it
        return any(found)


class Bgp:
    def __init__(self, top: Statements, interfaces: Mapping[str, Interface], policies: Policies, router_id: str, notes: Notes) -> None:
        self._statements, self._interfaces, self._policies, self._notes = top.at("protocols", "bgp"), interfaces, policies, notes
        self._options, self._as_lists = top.at("routing-options"), top.at("policy-options", "as-list")
        self._igps = [name for name in ("ospf", "ospf3", "isis") if top.at("protocols", name)]
        self._router_id = router_id
        self.asn = self._options.value("autonomous-system")
        self.head = f"router bgp {self.asn}"
        self._statics = dict(statics(top))
        self.peers = list(self._peers()) if self.asn else []
        self._disabled = [peer for peer in self.peers if peer.has("graceful-restart", "disable")]
        self._no_helper = bool(self._disabled) and (len(self._disabled) == len(self.peers) or any(peer.ranges for peer in self._disabled))
        self._profiles: dict[tuple[int, int, int], str] = {}
        self._filters: list[Line] = []
        self._exported: dict[int, set[str]] = {4: set(), 6: set()}
        for word in QUIET:
            self._statements.drop(word)

    def _peers(self) -> Iterator[Peer]:
        for name, group in self._statements.each("group"):
            for word in QUIET:
                group.drop(word)
            allowed = group.values("allow")
            if allowed:
                yield Peer(name, name, [group, self._statements], allowed)
            for dynamic, below in group.each("dynamic-neighbor"):
                allowed = below.values("allow")
                if allowed:
                    yield Peer(f"{name}.{dynamic}", name, [below, group, self._statements], allowed)
            for address, below in group.each("neighbor"):
                for word in QUIET:
                    below.drop(word)
                yield Peer(address, name, [below, group, self._statements])

    def peerings(self) -> Iterator[Peering]:
        for peer in self.peers:
            yield Peering(peer.name, peer.group, peer.value("description"), tuple(peer.values("import")), tuple(peer.values("export")),
                          tuple(version for version in (4, 6) if self._speaks(peer, version)), int(peer.value("hold-time") or HOLD),
                          peer.value("local-address"), peer.value("cluster"), bool(peer.value("authentication-key")), bool(peer.at("bfd-liveness-detection")))

    # -- lines -------------------------------------------------------------------------------------------------------

    def lines(self) -> list[Line]:
        if not self._statements or not self.asn:
            return []
        head = self.head
        sessions = [line for peer in self.peers for line in self._session(peer)]
        families = [line for version in (4, 6) for line in self._family(version)]
        return [*self._bfd_lines(), *self._filters, ("bgp route-map delay-timer 1",), ("ip nht resolve-via-default",), ("ipv6 nht resolve-via-default",),
                (head,), (head, "no bgp default ipv4-unicast"), (head, "no bgp ebgp-requires-policy"), (head, "no bgp network import-check"),
                *((head, text) for text in self._instance()), *sessions, *self._listening(), *families]

    def _instance(self) -> Iterator[str]:
        if self._router_id:
            yield f"bgp router-id {self._router_id}"
        yield "bgp log-neighbor-changes"
        clusters = list(dict.fromkeys(filter(None, [peer.value("cluster") for peer in self.peers])))
        if clusters:
            yield f"bgp cluster-id {clusters[0]}"
        if clusters[1:]:
            self._notes.add(f"protocols bgp … cluster {clusters[1]}", f"FRR has one cluster id: {clusters[0]}")
        limits = list(dict.fromkeys(filter(None, [peer.value("minimum-hold-time") for peer in self.peers])))
        if limits:
            yield f"bgp minimum-holdtime {min(map(int, limits))}"
        if limits[1:]:
            self._notes.add("protocols bgp … minimum-hold-time", f"FRR has one for all neighbors: {min(map(int, limits))} s")
        if self._no_helper:
            yield "bgp graceful-restart-disable"

    def _restart(self, peer: Peer) -> Iterator[str]:
        """Junos helps a restarting neighbor unless it is told not to (Juniper, graceful-restart (Protocols BGP)), as FRR does; FRR 8.4 does not hear a peer
        group's word on it for its dynamic neighbors (vendor facts 0.7), so theirs is said for all and taken back for the others."""
        disabled = peer in self._disabled
        if self._no_helper and not disabled and peer.ranges:
            self._notes.add(f"protocols bgp group {peer.group}", "FRR helps no restarting neighbor of a range where another range's must not be helped")
        elif self._no_helper != disabled:
            yield "graceful-restart-disable" if disabled else "graceful-restart-helper"

    def _listening(self) -> Iterator[Line]:
        dynamic = [peer for peer in self.peers if peer.ranges]
        for peer in dynamic:
            yield from ((self.head, f"bgp listen range {text} peer-group {peer.name}") for text in peer.ranges)
        limits = [peer.value("peer-limit") for peer in dynamic]
        limit = sum(int(limits[index] or 0) * len(peer.ranges) for index, peer in enumerate(dynamic))  # of each subnet (Junos 23.4's own help)
        if dynamic:
            yield self.head, f"bgp listen limit {limit if all(limits) else LIMIT}"
        if any(limits) and len(dynamic) > 1:
            self._notes.add("protocols bgp … peer-limit", "FRR has one limit for all ranges together")

    def _session(self, peer: Peer) -> Iterator[Line]:
        for text in self._session_words(peer):
            yield self.head, text if text.startswith("no ") else f"neighbor {peer.name} {text}"

    def _session_words(self, peer: Peer) -> Iterator[str]:
        if peer.ranges:
            yield "peer-group"
        remote, several = self._remote(peer)
        yield f"remote-as {remote}"
        hold = int(peer.value("hold-time") or HOLD)
        yield f"timers {hold // 3} {hold}"
        yield f"timers connect {CONNECT}"
        stored = peer.value("authentication-key")
        key = clear_text(stored) if stored else None
        if key:
            yield f"password {key}"
        elif stored:
            self._notes.add(f"protocols bgp group {peer.group} … authentication-key ********", "a key that cannot be decoded")
        source = peer.value("local-address")
        if source:
            yield f"update-source {source}"
        local = peer.value("local-as")
        if local:
            yield f"local-as {local}"
        multihop = peer.at("multihop")
        ttl = peer.value("multihop", "ttl") or peer.value("ttl") or str(TTL)
        if remote != self.asn:
            if multihop:
                yield f"ebgp-multihop {ttl}"
            yield "enforce-first-as" if peer.has("enforce-first-as") else f"no neighbor {peer.name} enforce-first-as"
        if peer.has("passive"):
            yield "passive"
        if peer.has("shutdown"):
            yield "shutdown"
        yield from self._restart(peer)
        yield from self._bfd(peer)
        if several:
            name = f"JUNOS-AS-{peer.name}"
            self._filters += [line for line in [(f"bgp as-path access-list {name} permit ^({'|'.join(several)})_",)] if line not in self._filters]

    def _remote(self, peer: Peer) -> tuple[str, list[str]]:
        """The AS for FRR, and the ASes of a peer-as-list."""
        given, listed, kind = peer.value("peer-as"), peer.value("peer-as-list"), peer.value("type")
        if kind == "internal" or (not kind and not given and not listed):
            return self.asn, []
        if not listed:
            return given or "external", []
        members: list[str] = []
        for member in self._as_lists.values(listed, "members"):
            first, _dash, last = member.partition("-")
            members += [str(number) for number in range(int(first), int(last or first) + 1)]
        return "external", members

    def _bfd(self, peer: Peer) -> Iterator[str]:
        bfd = peer.at("bfd-liveness-detection")
        if not bfd:
            return
        both = bfd.value("minimum-interval")
        transmit = bfd.value("transmit-interval", "minimum-interval") or both
        receive = bfd.value("minimum-receive-interval") or both
        bfd.value("session-mode")
        if not transmit or not receive:
            self._notes.add(f"protocols bgp group {peer.group} … bfd-liveness-detection", "it names no interval")
            return
        wanted = (int(transmit), int(receive), int(bfd.value("multiplier") or 3))
        yield "bfd"
        yield f"bfd profile {self._profiles.setdefault(wanted, 'JUNOS-' + '-'.join(map(str, wanted)))}"

    def _bfd_lines(self) -> Iterator[Line]:
        if self._profiles:
            yield ("bfd",)
        for (transmit, receive, multiplier), name in self._profiles.items():
            head = ("bfd", f"profile {name}")
            yield from (head, (*head, f"detect-multiplier {multiplier}"), (*head, f"transmit-interval {transmit}"), (*head, f"receive-interval {receive}"))

    # -- families ----------------------------------------------------------------------------------------------------

    def _speaks(self, peer: Peer, version: int) -> bool:
        """A family that is configured, or the address's own where none is."""
        configured = [family for family in ("inet", "inet6") if peer.at("family", family)]
        if not configured:
            return peer.version == version
        for kind in ("unicast", "any"):
            peer.at("family", WORDS[version], kind)
        return WORDS[version] in configured

    def _family(self, version: int) -> Iterator[Line]:
        head = (self.head, FAMILIES[version])
        speakers = [peer for peer in self.peers if self._speaks(peer, version)]
        policies = [(*head, text) for peer in speakers for text in self._policy(peer, version)]
        yield head
        yield (*head, f"distance bgp {PREFERENCE} {PREFERENCE} {PREFERENCE}")
        multipath = [bool(peer.at("multipath").lines()) for peer in speakers]
        yield (*head, f"maximum-paths {PATHS if any(multipath) else 1}")
        yield (*head, f"maximum-paths ibgp {PATHS if any(multipath) else 1}")
        for protocol in sorted(self._exported[version]):
            yield (*head, f"redistribute {REDISTRIBUTED[protocol]} route-map {self._policies.tagged(protocol)}")
        if "static" in self._exported[version]:
            for prefix, installed in self._statics.items():
                if not installed and ip_network(prefix).version == version:
                    yield (*head, f"network {prefix} route-map {self._policies.tagged('static')}")
        yield from policies

    def _policy(self, peer: Peer, version: int) -> Iterator[str]:
        name = f"neighbor {peer.name}"
        yield f"{name} activate"
        if peer.value("cluster") and self._remote(peer)[0] == self.asn:
            yield f"{name} route-reflector-client"
        yield f"{name} soft-reconfiguration inbound"
        for word, imports in (("import", True), ("export", False)):
            chain = peer.values(word)
            if chain or not imports:
                yield f"{name} route-map {self._map(chain, version, imports)} {'in' if imports else 'out'}"
        if any(line[0].split()[3] == f"JUNOS-AS-{peer.name}" for line in self._filters):
            yield f"{name} filter-list JUNOS-AS-{peer.name} in"
        yield from self._limit(peer, version)
        if peer.has("as-override"):
            yield f"{name} as-override"
        if peer.at("remove-private"):
            yield f"{name} remove-private-AS"

    def _map(self, chain: Sequence[str], version: int, imports: bool) -> str:
        label = "-".join(chain).replace(" ", "_") or "default"
        if imports:
            return self._policies.chain(chain, Use(f"in-{version}-{label}", version, ("bgp",), imports=True))
        known = [name for name in ("direct", "static", *self._igps) if name != ("ospf3" if version == 4 else "ospf")]
        brought = [source for source in known if self._policies.accepts(chain, Use("", version, (source,)))]
        self._exported[version] |= set(brought)
        return self._policies.chain(chain, Use(f"out-{version}-{label}", version, ("bgp", *known)))

    def _limit(self, peer: Peer, version: int) -> Iterator[str]:
        for kind in ("prefix-limit", "accepted-prefix-limit"):
            limit = peer.at("family", WORDS[version], "unicast", kind)
            most = limit.value("maximum")
            if not most:
                continue
            teardown, excess = limit.at("teardown"), [one for one in ("drop-excess", "hide-excess") if limit.at(one)]
            words = [word for place in ("teardown", *excess) for line in limit.at(place).lines() for word in line]
            share = f" {words[0]}" if words[:1] and words[0].isdigit() else ""
            minutes = next((words[at + 1] for at, word in enumerate(words[:-1]) if word == "idle-timeout"), "")
            if excess:
                self._notes.add(f"protocols bgp group {peer.group} … {kind} {excess[0]}", "FRR cannot drop the excess prefixes: warning-only, so they come in")
            ending = (f" restart {minutes}" if minutes.isdigit() else "") if teardown else " warning-only"
            yield f"neighbor {peer.name} maximum-prefix {most}{share}{ending}"


def clear_text(stored: str) -> str | None:
    """The key, of `$9$` or clear; None for `$8$`, which needs the master password, and for a broken string."""
    if not stored.startswith(("$8$", "$9$")):
        return stored
    try:
        return type9.decode(stored)
    except ValueError:
        return None


def statics(top: Statements) -> Iterator[tuple[str, bool]]:
    """The static routes, and whether they go to the forwarding table."""
    for place in (("routing-options", "static"), ("routing-options", "rib", "inet6.0", "static"), ("routing-options", "rib", "inet.0", "static")):
        for prefix, below in top.each(*place, "route"):
            yield str(ip_network(prefix, strict=False)), not below.has("no-install")
