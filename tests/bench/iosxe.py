# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten twins of IOS-XE over ssh: the module against one `ios_command` and against cisco.ios's modules, 500 prefixes in one session, the twins themselves."""
from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import iosxe_peers
from domains import domain, domain_of_blocks
from figures import FASTER, ROUNDS, Sheet, alternately, median, ratio, rounds_text
from nodes import FIRST_DEPLOYMENT
from playbooks import MODULE, PlaybookFailed, Playbooks, Task, sockets
from twins import BACK_ENDS, Twin, inventory, servers, twins

COUNT = 10
MANY, FEW = 20, 2  # the modules of cisco.ios take minutes for many
LIMIT, TIMES_FASTER = 1.2, 3
ROUNDS_OF_PEERS = 2
PREFIXES, ROUNDS_OF_APPLY = 500, 3
START_LIMIT, MEMORY_LIMIT = 2, 60
COMMAND: Task = {"name": "Read", "cisco.ios.ios_command": {"commands": ["show running-config"]}}
NAMES = {COMMAND["name"]: "ios_command", MODULE["name"]: "module"}


class Measured:
    """The twins over one of network_cli's SSH back ends."""

    def __init__(self, sheet: Sheet, directory: Path, running: Sequence[Twin], back_end: str, place: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        hosts = directory / "hosts.yml"
        hosts.write_text(json.dumps(inventory(running, ansible_network_cli_ssh_type=back_end)))
        self.sheet, self.running, self.back_end, self.place = sheet, running, back_end, place
        self.playbooks = Playbooks(directory / "ansible", hosts)
        self.servers = [twin.server for twin in running]
        self.books = {"first": self.playbooks.playbook("first", FIRST_DEPLOYMENT), "ios_command": self.playbooks.playbook("ios_command", COMMAND),
                      "module": self.playbooks.playbook("module", MODULE), "cisco.ios": self.playbooks.playbook("peer", *iosxe_peers.PEER)}
        self.both = self.playbooks.playbook("both", *[COMMAND, MODULE] * (ROUNDS + 1))

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
    with twins(directory / "twins", wanted) as running, sockets() as place:
        starts = [twin.started for twin in running]
        computed = median([twin.computed for twin in running])
        sheet.add("an IOS-XE twin: start", max(starts), "s", START_LIMIT, f"worst of {COUNT}, median {median(starts):.2f} s, of them {computed:.2f} s of CPU")
        for back_end in BACK_ENDS:
            measured = Measured(sheet, directory / back_end, running, back_end, place)
            _against_peers(measured, _against_a_read(measured, FEW))
            _many_prefixes(measured)
        _against_a_read(measured, MANY)
        memory = [twin.memory for twin in running]
        sheet.add("an IOS-XE twin: resident memory after all this", max(memory), "MB", MEMORY_LIMIT, f"worst of {COUNT}, median {median(memory):.1f} MB")


def _against_a_read(measured: Measured, pools: int) -> Path:
    """The inventory, whose state the twins then have."""
    given = measured.inventory_of(f"{pools}-pools", domain(measured.servers, pools))
    measured.deploy(given)
    words = f"{COUNT} IOS-XE twins, {pools} pools, {measured.back_end}"
    taken = alternately({what: lambda what=what: measured.idle(what, given) for what in ("ios_command", "module")})
    measured.sheet.add(f"{words}: module, no change / ios_command", ratio(taken["module"], taken["ios_command"]), "x", LIMIT,
                       rounds_text(taken, "module", "ios_command"))
    tasks: dict[str, list[float]] = {name: [] for name in NAMES.values()}
    for name, seconds in measured.playbooks.durations(measured.both, given, measured.place)[2:]:
        tasks[NAMES[name]].append(seconds)
    measured.sheet.add(f"{words}: the same as tasks of one play, connected", ratio(tasks["module"], tasks["ios_command"]), "x", LIMIT,
                       rounds_text(tasks, "module", "ios_command"))
    return given


def _against_peers(measured: Measured, given: Path) -> None:
    """Both find the state as it should be: the peers' tasks are made of it."""
    name = f"{COUNT} IOS-XE twins, {FEW} pools, {measured.back_end}: module against cisco.ios's modules, no change"
    try:
        shares = iosxe_peers.describe(measured.playbooks, given, measured.place, measured.running)
        taken = alternately({what: lambda what=what: measured.idle(what, given) for what in ("module", "cisco.ios")}, ROUNDS_OF_PEERS)
    except PlaybookFailed as failure:
        measured.sheet.missing(name, str(failure))
        return
    measured.sheet.add(name, ratio(taken["cisco.ios"], taken["module"]), FASTER, TIMES_FASTER,
                       f"{rounds_text(taken, 'module', 'cisco.ios')}; {shares}")


def _many_prefixes(measured: Measured) -> None:
    """One twin, from a domain of one prefix to one of many, and back for the next round."""
    twin = measured.running[0]
    book = measured.playbooks.playbook("prefixes", MODULE, hosts=twin.name)
    one = measured.inventory_of("one-prefix", domain(measured.servers, 1))
    many = measured.inventory_of("many-prefixes", domain_of_blocks(measured.servers, PREFIXES))
    taken, sessions, complete = [], [], True
    for _round in range(ROUNDS_OF_APPLY):
        measured.playbooks.run(book, one, measured.place)
        before = len(twin.typed())
        taken.append(measured.playbooks.run(book, many, measured.place).seconds)
        sessions.append(sum(line.startswith("configure terminal") for line in twin.typed(before)))
        complete = complete and twin.saved().count(" permit 100.") == PREFIXES
    words = f"{PREFIXES} permitted prefixes on an IOS-XE twin, {measured.back_end}"
    measured.sheet.add(f"{words}: configuration sessions", max(sessions), "sessions", 1,
                       f"worst of {ROUNDS_OF_APPLY}; {'all saved' if complete else 'PREFIXES ARE MISSING'}", complete)
    measured.sheet.add(f"{words}: apply, whole playbook", median(taken), "s", None, f"median of {ROUNDS_OF_APPLY}, each after a domain of one prefix")
