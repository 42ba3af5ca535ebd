# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a prefix is missing: the routes that BGP has in the kernels of several nodes, read over netlink every 50 ms.

A process for each reading would cost more than the daemons under test, so the readings are made here, over one socket opened inside
each node's network namespace.
"""
from __future__ import annotations

import ctypes
import os
import socket
import struct
import threading
import time
from collections.abc import Iterable
from typing import Any

CLONE_NEWNET = 0x40000000
NLM_F_REQUEST, NLM_F_DUMP, NLMSG_ERROR, NLMSG_DONE = 0x1, 0x300, 2, 3
RTM_NEWROUTE, RTM_GETROUTE, RTPROT_BGP, RTA_DST = 24, 26, 186, 1
HEADER, ROUTE, ATTRIBUTE = struct.Struct("=IHHII"), struct.Struct("=BBBBBBBBI"), struct.Struct("=HH")
FAMILIES = (socket.AF_INET, socket.AF_INET6)
INTERVAL = 0.05


class RouteWatch:
    """`with RouteWatch(nodes, prefixes) as watch:` … then `watch.longest()`: the longest absence of any prefix on any node."""

    def __init__(self, nodes: Iterable[Any], prefixes: Iterable[str]) -> None:
        self._sockets = {node.name: _open(node.namespace) for node in nodes}
        self._prefixes = set(prefixes)
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._since: dict[tuple[str, str], float] = {}
        self.gaps: list[tuple[float, str, str]] = []
        self.samples = 0
        self.slowest = 0.0

    def __enter__(self) -> RouteWatch:
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._end.set()
        self._thread.join()
        self._settle(time.monotonic(), set())
        for one in self._sockets.values():
            one.close()

    def longest(self) -> float:
        """Seconds; 0.0 where nothing was missing in any sample."""
        return max((seconds for seconds, _node, _prefix in self.gaps), default=0.0)

    def missing(self) -> set[tuple[str, str]]:
        """What is absent now: pairs of node and prefix."""
        return set(self._since)

    def report(self) -> str:
        worst = ", ".join(f"{prefix} on {node} for {seconds:.2f} s" for seconds, node, prefix in sorted(self.gaps, reverse=True)[:4])
        return f"{self.samples} samples, at most {self.slowest:.2f} s apart; missing: {worst or 'nothing'}"

    def _run(self) -> None:
        last = time.monotonic()
        while not self._end.is_set():
            absent = {(name, prefix) for name, one in self._sockets.items() for prefix in self._prefixes - routes_of_bgp(one)}
            now = time.monotonic()
            self._settle(now, absent)
            self.samples += 1
            self.slowest = max(self.slowest, now - last)
            last = now
            self._end.wait(INTERVAL)

    def _settle(self, now: float, absent: set[tuple[str, str]]) -> None:
        """An absence counts from the first sample that shows it to the first that does not."""
        for name, prefix in set(self._since) - absent:
            self.gaps.append((now - self._since.pop((name, prefix)), name, prefix))
        for pair in absent:
            self._since.setdefault(pair, now)


def routes_of_bgp(netlink: socket.socket) -> set[str]:
    return {prefix for version in FAMILIES for prefix in _dump(netlink, version)}


def _open(namespace: str) -> socket.socket:
    """A netlink socket of another network namespace; the thread that opens it comes back to its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/thread-self/ns/net", "rb") as home, open(f"/run/netns/{namespace}", "rb") as there:
        if libc.setns(there.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns to {namespace}: {os.strerror(ctypes.get_errno())}")
        try:
            return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        finally:
            libc.setns(home.fileno(), CLONE_NEWNET)


def _dump(netlink: socket.socket, version: int) -> Iterable[str]:
    request = ROUTE.pack(version, 0, 0, 0, 0, 0, 0, 0, 0)
    netlink.send(HEADER.pack(HEADER.size + len(request), RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, 1, 0) + request)
    while True:
        data, at = netlink.recv(1 << 18), 0
        while at < len(data):
            length, kind, _flags, _sequence, _pid = HEADER.unpack_from(data, at)
            if kind in (NLMSG_DONE, NLMSG_ERROR):
                return
            if kind == RTM_NEWROUTE:
                yield from _prefix(data[at + HEADER.size:at + length], version)
            at += (length + 3) & ~3


def _prefix(message: bytes, version: int) -> Iterable[str]:
    _family, bits, _source, _tos, _table, protocol, _scope, _type, _flags = ROUTE.unpack_from(message)
    at = ROUTE.size
    while protocol == RTPROT_BGP and at + ATTRIBUTE.size <= len(message):
        length, kind = ATTRIBUTE.unpack_from(message, at)
        if kind == RTA_DST:
            yield f"{socket.inet_ntop(version, message[at + ATTRIBUTE.size:at + length])}/{bits}"
            return
        at += (max(length, ATTRIBUTE.size) + 3) & ~3
