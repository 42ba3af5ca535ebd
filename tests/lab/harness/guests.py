# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines that the collection does not manage: namespaces plugged into an access subnet, speaking BGP with ExaBGP or BIRD.

Their names begin with the lab's id, so that the lab's own teardown ends what a killed test leaves behind.
"""
from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .ribs import established, family
from .site import Site
from .waiting import until

NUMBERS = itertools.count(1)
FAMILY_NAMES = {4: "ipv4 unicast", 6: "ipv6 unicast"}


@dataclass
class Guest:
    """`address[4]` and `address[6]`: its own, at `host` in the subnet of `pool` at the fabric router (.66 and ::66)."""

    site: Site
    router: str
    pool: str
    host: int
    address: dict[int, str] = field(init=False)
    namespace: str = field(init=False)

    def __post_init__(self) -> None:
        from lab import links

        subnet = self.site.topology.access_subnet(self.router, self.pool)
        self.address = {4: str(subnet.ipv4[self.host]), 6: str(subnet.ipv6[int(str(self.host), 16)])}
        self.number = next(NUMBERS)
        self.namespace = f"{self.site.lab.id}-guest{self.number}"
        self.directory = self.site.directory / "guests" / f"{self.number}"
        self.directory.mkdir(parents=True, exist_ok=True)
        hypervisor = f"{self.site.lab.id}-{links.HYPERVISOR}"
        _ip("netns", "add", self.namespace)
        _ip("link", "add", "eth0", "netns", self.namespace, "type", "veth", "peer", "name", f"guest{self.number}", "netns", hypervisor)
        bridge = links.bridge_name(self.site.topology, self.router, self.pool)
        _ip("-n", hypervisor, "link", "set", f"guest{self.number}", "master", bridge, "up")
        for words in (["link", "set", "lo", "up"], ["link", "set", "eth0", "up"],
                      ["addr", "add", f"{self.address[4]}/{subnet.ipv4.prefixlen}", "dev", "eth0"],
                      ["addr", "add", f"{self.address[6]}/{subnet.ipv6.prefixlen}", "dev", "eth0", "nodad"],
                      ["route", "add", "default", "via", subnet.gateway_ipv4], ["-6", "route", "add", "default", "via", subnet.gateway_ipv6]):
            _ip("-n", self.namespace, *words)

    def add_address(self, address: str) -> None:
        _ip("-n", self.namespace, "addr", "add", address, "dev", "eth0", *(["nodad"] if family(address) == 6 else []))

    def popen(self, command: list[str], **options: Any) -> subprocess.Popen:
        return subprocess.Popen(["nsenter", f"--net=/run/netns/{self.namespace}", "--", *command], stdin=subprocess.DEVNULL, **options)

    def leave(self) -> None:
        _ip("netns", "del", self.namespace)


@contextlib.contextmanager
def guest(site: Site, router: str, pool: str, host: int) -> Iterator[Guest]:
    plugged = Guest(site, router, pool, host)
    try:
        yield plugged
    finally:
        plugged.leave()


@dataclass(frozen=True)
class Session:
    """One BGP session as the foreign daemon configures it. `key` None: without one."""

    peer: str
    local: str
    key: str | None
    asn: int = 65000
    peer_asn: int = 65000
    hold: int = 9


def sessions_of(owner: Guest, peers: Iterable[str], key: str | None, **options: Any) -> list[Session]:
    return [Session(peer, owner.address[family(peer)], key, **options) for peer in peers]


class ExaBgp:
    """An ExaBGP process. `say("announce route 192.0.2.0/24 next-hop self")` speaks to every session, or to one peer."""

    def __init__(self, owner: Guest, sessions: list[Session]) -> None:
        self._owner = owner
        self._sessions = sessions
        self._fifo = owner.directory / "commands"
        self._fifo.unlink(missing_ok=True)
        os.mkfifo(self._fifo)
        self._commands = os.open(self._fifo, os.O_RDWR)
        self.log = owner.directory / "exabgp.log"
        configuration = owner.directory / "exabgp.conf"
        configuration.write_text(_exabgp(owner, sessions, self._fifo))
        settings = {"exabgp.daemon.user": "root", "exabgp.daemon.drop": "false", "exabgp.api.cli": "false", "exabgp.api.ack": "false",
                    "exabgp.log.destination": str(self.log), "exabgp.log.level": "INFO", "exabgp.tcp.delay": "0"}
        with open(owner.directory / "exabgp.out", "wb") as output:
            self._process = owner.popen(["exabgp", str(configuration)], env={**os.environ, **settings}, stdout=output, stderr=output)

    def say(self, command: str, peer: str | None = None) -> None:
        assert self._process.poll() is None, (self._owner.directory / "exabgp.out").read_text()
        os.write(self._commands, f"{f'neighbor {peer} ' if peer else ''}{command}\n".encode())

    def announce(self, prefix: str, *attributes: str, peer: str | None = None) -> None:
        self.say(f"announce route {prefix} {_next_hop(attributes, self._local(prefix))}", peer)

    def withdraw(self, prefix: str, *attributes: str, peer: str | None = None) -> None:
        self.say(f"withdraw route {prefix} {_next_hop(attributes, self._local(prefix))}", peer)

    def _local(self, prefix: str) -> str:
        return self._owner.address[family(prefix)]

    def stop(self) -> None:
        """By a closed connection, without waiting for a graceful end."""
        self._process.kill()
        self._process.wait(60)
        os.close(self._commands)


@contextlib.contextmanager
def exabgp(owner: Guest, sessions: list[Session]) -> Iterator[ExaBgp]:
    running = ExaBgp(owner, sessions)
    try:
        yield running
    finally:
        running.stop()


class Bird:
    """A BIRD process that imports everything and announces the static routes given to it."""

    def __init__(self, owner: Guest, sessions: list[Session], routes: Iterable[str] = ()) -> None:
        self._control = owner.directory / "bird.ctl"
        configuration = owner.directory / "bird.conf"
        configuration.write_text(_bird(owner, sessions, list(routes)))
        with open(owner.directory / "bird.out", "wb") as output:
            self._process = owner.popen(["bird", "-f", "-c", str(configuration), "-s", str(self._control)], stdout=output, stderr=output)

    def show(self, command: str) -> str:
        return subprocess.run(["birdc", "-s", str(self._control), "show", *command.split()], capture_output=True, text=True, check=False).stdout

    def learned(self) -> dict[str, set[str]]:
        """Prefix to the BGP next hops of what the peers sent."""
        found: dict[str, set[str]] = {}
        prefix = ""
        for line in self.show("route all where source = RTS_BGP").splitlines():
            head = line.split(None, 1)[0] if line[:1] not in ("", " ", "\t") else ""
            prefix = head if "/" in head else prefix
            if line.strip().startswith("BGP.next_hop:"):
                found.setdefault(prefix, set()).add(line.split()[1])
        return found

    def established(self) -> int:
        return sum(" BGP " in line and line.rstrip().endswith("Established") for line in self.show("protocols").splitlines())

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(60)


@contextlib.contextmanager
def bird(owner: Guest, sessions: list[Session], routes: Iterable[str] = ()) -> Iterator[Bird]:
    running = Bird(owner, sessions, routes)
    try:
        yield running
    finally:
        running.stop()


def _next_hop(attributes: Iterable[str], local: str) -> str:
    text = " ".join(attributes)
    return text if "next-hop" in text else f"next-hop {local} {text}"


def _exabgp(owner: Guest, sessions: list[Session], fifo: Path) -> str:
    blocks = [f"process commands {{\n  run /bin/cat {fifo};\n  encoder text;\n}}\n"]
    for session in sessions:
        version = family(session.peer)
        key = f"  md5-password '{session.key}';\n" if session.key else ""
        multihop = "  outgoing-ttl 64;\n" if session.asn != session.peer_asn else ""
        blocks.append(f"neighbor {session.peer} {{\n  router-id {owner.address[4]};\n  local-address {session.local};\n  local-as {session.asn};\n"
                      f"  peer-as {session.peer_asn};\n  hold-time {session.hold};\n{key}{multihop}  family {{ {FAMILY_NAMES[version]}; }}\n"
                      "  api { processes [ commands ]; }\n}\n")
    return "".join(blocks)


def _bird(owner: Guest, sessions: list[Session], routes: list[str]) -> str:
    lines = [f"router id {owner.address[4]};", "protocol device {}"]
    for version in (4, 6):
        own = "".join(f" route {route} blackhole;" for route in routes if family(route) == version)
        lines.append(f"protocol static {{ ipv{version};{own} }}")
    for session in sessions:
        key = f' password "{session.key}";' if session.key else ""
        channel = f"ipv{family(session.peer)} {{ import all; export where source = RTS_STATIC; }};"
        lines.append(f"protocol bgp {{ local {session.local} as {session.asn}; neighbor {session.peer} as {session.peer_asn}; multihop 64; hold time "
                     f"{session.hold}; connect delay time 1; connect retry time 1; error wait time 1, 2;{key} {channel} }}")
    return "\n".join(lines) + "\n"


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"


def up(owner: Guest, peers: int) -> None:
    """Until the guest has this many sessions with the route servers, both families together."""
    mine = set(owner.address.values())

    def count() -> int:
        return sum(len(mine & established(node)) for node in owner.site.route_servers)

    until(lambda: count() >= peers, f"{owner.address[4]} has {peers} sessions", count)
