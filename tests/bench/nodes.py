# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twenty nodes over ssh: the module and the role against one `raw` read, without a change and with one."""
from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import machines
import peers
import whereabouts
from domains import domain
from figures import ROUNDS, Sheet, alternately, ratio, rounds_text
from playbooks import MODULE, RAW, ROLE, PlaybookFailed, Playbooks, sockets

POOLS = (2, 20, 200)
MANY = 200
ROUNDS_OF_MANY = 3
LIMITS = {"module": 1.25, "role": 1.4, "change": 2.5}
WORDS = {"module": "module, no change", "role": "role, no change", "change": "module, one prefix changed"}
FIRST_DEPLOYMENT = {**MODULE, "virtual_appliance.routing.route_server": {
    **MODULE["virtual_appliance.routing.route_server"], "rollback_timeout": 900}}


class Nodes:
    """The nodes with a domain of `pools` pools, in two variants: with and without a prefix more in one pool."""

    def __init__(self, playbooks: Playbooks, built: Any, pools: int) -> None:
        self.pools = pools
        self._playbooks = playbooks
        servers = machines.servers(built)
        self.variants = [playbooks.inventory(f"{pools}-pools-{word}", domain(servers, pools, extra_prefix=word == "more")) for word in ("less", "more")]
        self.books = {"raw": playbooks.playbook("raw", RAW), "module": playbooks.playbook("module", MODULE),
                      "role": playbooks.playbook("role", roles=(ROLE,)), "change": playbooks.playbook("change", MODULE),
                      "first": playbooks.playbook("first", FIRST_DEPLOYMENT)}
        self._now = itertools.cycle((0, 1))
        self.current = self.variants[next(self._now)]

    def deploy(self, place: Path) -> None:
        self._playbooks.run(self.books["first"], self.current, place)

    def run(self, what: str, place: Path) -> float:
        if what == "change":
            self.current = self.variants[next(self._now)]
        done = self._playbooks.run(self.books[what], self.current, place)
        if done.changed != (what in ("change", "raw")):
            raise PlaybookFailed(f"{what} with {self.pools} pools {'changed something' if done.changed else 'changed nothing'}")
        return done.seconds


def measure(sheet: Sheet, directory: Path) -> None:
    with machines.lab(directory / "lab", "twenty_nodes") as built, sockets() as warm:
        playbooks = Playbooks(directory / "ansible", built.inventory)
        sheet.say(f"{len(built.nodes)} nodes run, FRR {machines.release(next(iter(built.nodes.values())))}")
        for pools in POOLS:
            nodes = Nodes(playbooks, built, pools)
            try:
                nodes.deploy(warm)
                _measure_pools(sheet, nodes, warm)
                if pools != MANY:
                    peers.measure(sheet, playbooks, built, nodes, warm)
                else:
                    whereabouts.measure(sheet, built, domain(machines.servers(built), pools))
            except PlaybookFailed as failure:
                sheet.missing(f"{len(built.nodes)} nodes, {pools} pools", str(failure))


def _measure_pools(sheet: Sheet, nodes: Nodes, warm: Path) -> None:
    rounds = ROUNDS_OF_MANY if nodes.pools == MANY else ROUNDS
    for kind, run in (("warm", _over(nodes, warm)), ("cold", _afresh(nodes))):
        if kind == "warm":
            run("raw")
        taken = alternately({what: lambda what=what: run(what) for what in ("raw", *LIMITS)}, rounds)
        for what, limit in LIMITS.items():
            sheet.add(f"20 nodes, {nodes.pools} pools, {kind}: {WORDS[what]} / raw", ratio(taken[what], taken["raw"]), "x raw",
                      None if nodes.pools == MANY else limit, rounds_text(taken, what, "raw"))


def _over(nodes: Nodes, place: Path) -> Callable[[str], float]:
    return lambda what: nodes.run(what, place)


def _afresh(nodes: Nodes) -> Callable[[str], float]:
    def run(what: str) -> float:
        with sockets() as fresh:
            return nodes.run(what, fresh)

    return run
