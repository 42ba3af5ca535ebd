# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten twins of Junos over NETCONF: the module against one `junos_command` and against junipernetworks.junos's modules, 500 prefixes, the twins themselves."""
from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import junos_peers
from domains import domain, domain_of_blocks
from figures import FASTER, ROUNDS, Sheet, alternately, median, ratio, rounds_text
from nodes import FIRST_DEPLOYMENT
from playbooks import MODULE, PlaybookFailed, Playbooks, Task, sockets
from twins import JUNOS, Twin, inventory, servers, twins

COUNT = 10
MANY, FEW = 20, 2
LIMIT, TIMES_FASTER = 1.2, 3
ROUNDS_OF_PEERS = 2
PREFIXES, ROUNDS_OF_APPLY = 500, 3
START_LIMIT, MEMORY_LIMIT = 2, 60
COMMAND: Task = {"name": "Read", "junipernetworks.junos.junos_command": {"commands": ["show configuration"]}}
NAMES = {COMMAND["name"]: "junos_command", MODULE["name"]: "module"}


class Measured:
    def __init__(self, sheet: Sheet, directory: Path, running: Sequence[Twin], place: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        hosts = directory / "hosts.yml"
        hosts.write_text(json.dumps(inventory(running)))
        self.sheet, self.running, self.place = sheet, running, place
        self.playbooks = Playbooks(directory / "ansible", hosts)
        self.servers = [twin.server for twin in running]
        self.books = {"first": self.playbooks.playbook("first", FIRST_DEPLOYMENT), "junos_command": self.playbooks.playbook("junos_command", COMMAND),
                      "module": self.playbooks.playbook("module", MODULE), "junipernetworks.junos": self.playbooks.playbook("peer", *junos_peers.PEER)}
        self.both = self.playbooks.playbook("both", *[COMMAND, MODULE] * (ROUNDS + 1))
        self.all = self.playbooks.playbook("all", *[MODULE, *junos_peers.PEER] * (ROUNDS_OF_PEERS + 1))

    def inventory_of(self, name: str, given: dict[str, Any]) -> Path:
        return self.playbooks.inventory(name, given)

    def deploy(self, given: Path) -> None:
        self.playbooks.run(self.books["first"], given, self.place)

    def idle(self, what: str, given: Path) -> float:
        done = self.playbooks.run(self.books[what], given, self.place)
        if done.changed:
            raise PlaybookFailed(f"{what} changed something")
        return done.seconds


def measure(sheet: Sheet, directory: Path) -> None:
    wanted = servers(COUNT)
    with twins(directory / "twins", wanted, JUNOS) as running, sockets() as place:
        starts = [twin.started for twin in running]
        computed = median([twin.computed for twin in running])
        sheet.add("a Junos twin: start", max(starts), "s", START_LIMIT, f"worst of {COUNT}, median {median(starts):.2f} s, of them {computed:.2f} s of CPU")
        measured = Measured(sheet, directory / "netconf", running, place)
        _against_peers(measured, _against_a_read(measured, FEW))
        _many_prefixes(measured)
        _against_a_read(measured, MANY)
        memory = [twin.memory for twin in running]
        sheet.add("a Junos twin: resident memory after all this", max(memory), "MB", MEMORY_LIMIT, f"worst of {COUNT}, median {median(memory):.1f} MB")


def _against_a_read(measured: Measured, pools: int) -> Path:
    """The inventory, whose state the twins then have."""
    given = measured.inventory_of(f"{pools}-pools", domain(measured.servers, pools))
    measured.deploy(given)
    words = f"{COUNT} Junos twins, {pools} pools"
    taken = alternately({what: lambda what=what: measured.idle(what, given) for what in ("junos_command", "module")})
    measured.sheet.add(f"{words}: module, no change / junos_command", ratio(taken["module"], taken["junos_command"]), "x", LIMIT,
                       rounds_text(taken, "module", "junos_command"))
    tasks: dict[str, list[float]] = {name: [] for name in NAMES.values()}
    for name, seconds in measured.playbooks.durations(measured.both, given, measured.place)[2:]:
        tasks[NAMES[name]].append(seconds)
    measured.sheet.add(f"{words}: the same as tasks of one play, connected", ratio(tasks["module"], tasks["junos_command"]), "x", LIMIT,
                       rounds_text(tasks, "module", "junos_command"))
    return given


def _against_peers(measured: Measured, given: Path) -> None:
    """Both find the state as it should be: the peers' tasks are made of it."""
    name = f"{COUNT} Junos twins, {FEW} pools: module against junos_config and junos_bgp_global, no change"
    try:
        shares = junos_peers.describe(measured.playbooks, given, measured.place, measured.running)
        taken = alternately({what: lambda what=what: measured.idle(what, given) for what in ("module", "junipernetworks.junos")}, ROUNDS_OF_PEERS)
        seconds = [seconds for _name, seconds in measured.playbooks.durations(measured.all, given, measured.place)[3:]]
    except PlaybookFailed as failure:
        measured.sheet.missing(name, str(failure))
        return
    tasks = {"module": seconds[::3], "junipernetworks.junos": [sum(pair) for pair in zip(seconds[1::3], seconds[2::3])]}
    measured.sheet.add(f"{name}, as tasks of one play, connected", ratio(tasks["junipernetworks.junos"], tasks["module"]), FASTER, TIMES_FASTER,
                       f"{rounds_text(tasks, 'module', 'junipernetworks.junos')}; {shares}")
    measured.sheet.add(f"{name}, whole playbooks", ratio(taken["junipernetworks.junos"], taken["module"]), FASTER, None,
                       f"{rounds_text(taken, 'module', 'junipernetworks.junos')}; most of each is Ansible's start and that of its connections")


def _many_prefixes(measured: Measured) -> None:
    """One twin, from a domain of one prefix to one of many, and back for the next round."""
    twin = measured.running[0]
    book = measured.playbooks.playbook("prefixes", MODULE, hosts=twin.name)
    one = measured.inventory_of("one-prefix", domain(measured.servers, 1))
    many = measured.inventory_of("many-prefixes", domain_of_blocks(measured.servers, PREFIXES))
    taken, loads, complete = [], [], True
    for _round in range(ROUNDS_OF_APPLY):
        measured.playbooks.run(book, one, measured.place)
        before = len(twin.typed())
        taken.append(measured.playbooks.run(book, many, measured.place).seconds)
        loads.append(twin.typed(before).count("load-configuration"))
        complete = complete and twin.saved().count(" policy-statement VA-pool0-4 term ") >= PREFIXES
    words = f"{PREFIXES} permitted prefixes on a Junos twin"
    measured.sheet.add(f"{words}: loads", max(loads), "loads", 1, f"worst of {ROUNDS_OF_APPLY}; {'all committed' if complete else 'PREFIXES ARE MISSING'}",
                       complete)
    measured.sheet.add(f"{words}: apply, whole playbook", median(taken), "s", None, f"median of {ROUNDS_OF_APPLY}, each after a domain of one prefix")
