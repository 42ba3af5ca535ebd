# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten twins of a vendor: the module against one task that reads, and against the vendor's own modules; 500 prefixes in one change; the twins themselves."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domains import domain, domain_of_blocks
from figures import FASTER, ROUNDS, Sheet, alternately, median, ratio, rounds_text
from nodes import FIRST_DEPLOYMENT
from playbooks import MODULE, PlaybookFailed, Playbooks, Task, sockets
from twins import Kind, Twin, inventory, servers, twins

COUNT = 10
MANY, FEW = 20, 2  # the vendors' modules take minutes for many
LIMIT, TIMES_FASTER = 1.2, 3
ROUNDS_OF_PEERS = 2
PREFIXES, ROUNDS_OF_APPLY = 500, 3
START_LIMIT, MEMORY_LIMIT = 2, 60


@dataclass(frozen=True)
class Vendor:
    """What differs between the vendors.

    `read`: the task whose time is the measure, `reader` its module's short name. `peers`: tasks that hold the state by the vendor's own modules, called
    `peers_name`; `describe` leaves their variables beside an inventory. `connections`: variables of each way to connect, by its name. `change`: what one
    change is called, and which of the things that a twin received begins one. `permitted`: what each permitted prefix leaves in the saved configuration.
    """

    title: str
    kind: Kind
    read: Task
    reader: str
    peers: Sequence[Task]
    peers_name: str
    describe: Callable[[Playbooks, Path, Path, Iterable[Twin]], str]
    connections: Mapping[str, Mapping[str, str]]
    change: tuple[str, str]
    permitted: str


class Measured:
    """The twins over one way to connect."""

    def __init__(self, sheet: Sheet, directory: Path, vendor: Vendor, connection: str, running: Sequence[Twin], place: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        hosts = directory / "hosts.yml"
        hosts.write_text(json.dumps(inventory(running, **vendor.connections[connection])))
        self.sheet, self.vendor, self.running, self.place = sheet, vendor, running, place
        self.words = f"{vendor.title} twins, {connection}"
        self.playbooks = Playbooks(directory / "ansible", hosts)
        self.servers = [twin.server for twin in running]
        self.books = {"first": self.playbooks.playbook("first", FIRST_DEPLOYMENT), vendor.reader: self.playbooks.playbook("read", vendor.read),
                      "module": self.playbooks.playbook("module", MODULE), vendor.peers_name: self.playbooks.playbook("peer", *vendor.peers)}

    def inventory_of(self, name: str, given: dict[str, Any]) -> Path:
        return self.playbooks.inventory(name, given)

    def deploy(self, given: Path) -> None:
        self.playbooks.run(self.books["first"], given, self.place)

    def idle(self, what: str, given: Path) -> float:
        done = self.playbooks.run(self.books[what], given, self.place)
        if done.changed:
            raise PlaybookFailed(f"{what} changed something")
        return done.seconds

    def connected(self, given: Path, works: Mapping[str, Sequence[Task]], rounds: int) -> dict[str, list[float]]:
        """Seconds of each work's tasks in one play, by the work's name, without the first round, which connects."""
        book = self.playbooks.playbook("connected", *[task for tasks in works.values() for task in tasks] * (rounds + 1))
        seconds = iter([seconds for _name, seconds in self.playbooks.durations(book, given, self.place)])
        taken: dict[str, list[float]] = {name: [] for name in works}
        for _round in range(rounds + 1):
            for name, tasks in works.items():
                taken[name].append(sum(next(seconds) for _task in tasks))
        return {name: each[1:] for name, each in taken.items()}


def measure(sheet: Sheet, directory: Path, vendor: Vendor) -> None:
    wanted = servers(COUNT)
    with twins(directory / "twins", wanted, vendor.kind) as running, sockets() as place:
        starts = [twin.started for twin in running]
        computed = median([twin.computed for twin in running])
        sheet.add(f"a twin of {vendor.title}: start", max(starts), "s", START_LIMIT,
                  f"worst of {COUNT}, median {median(starts):.2f} s, of them {computed:.2f} s of CPU")
        for connection in vendor.connections:
            measured = Measured(sheet, directory / connection, vendor, connection, running, place)
            _against_peers(measured, _against_a_read(measured, FEW))
            _many_prefixes(measured)
        _against_a_read(measured, MANY)
        memory = [twin.memory for twin in running]
        sheet.add(f"a twin of {vendor.title}: resident memory after all this", max(memory), "MB", MEMORY_LIMIT,
                  f"worst of {COUNT}, median {median(memory):.1f} MB")


def _against_a_read(measured: Measured, pools: int) -> Path:
    """The inventory, whose state the twins then have."""
    given = measured.inventory_of(f"{pools}-pools", domain(measured.servers, pools))
    measured.deploy(given)
    reader = measured.vendor.reader
    words = f"{COUNT} {measured.words}, {pools} pools"
    taken = alternately({what: lambda what=what: measured.idle(what, given) for what in (reader, "module")})
    measured.sheet.add(f"{words}: module, no change / {reader}", ratio(taken["module"], taken[reader]), "x", LIMIT, rounds_text(taken, "module", reader))
    tasks = measured.connected(given, {reader: [measured.vendor.read], "module": [MODULE]}, ROUNDS)
    measured.sheet.add(f"{words}: the same as tasks of one play, connected", ratio(tasks["module"], tasks[reader]), "x", LIMIT,
                       rounds_text(tasks, "module", reader))
    return given


def _against_peers(measured: Measured, given: Path) -> None:
    """Both find the state as it should be: the peers' tasks are made of it."""
    vendor = measured.vendor
    name = f"{COUNT} {measured.words}, {FEW} pools: module against {vendor.peers_name}, no change"
    try:
        shares = vendor.describe(measured.playbooks, given, measured.place, measured.running)
        taken = alternately({what: lambda what=what: measured.idle(what, given) for what in ("module", vendor.peers_name)}, ROUNDS_OF_PEERS)
        tasks = measured.connected(given, {"module": [MODULE], vendor.peers_name: vendor.peers}, ROUNDS_OF_PEERS)
    except PlaybookFailed as failure:
        measured.sheet.missing(name, str(failure))
        return
    for what, seconds in (("whole playbooks", taken), ("as tasks of one play, connected", tasks)):
        measured.sheet.add(f"{name}, {what}", ratio(seconds[vendor.peers_name], seconds["module"]), FASTER, TIMES_FASTER,
                           f"{rounds_text(seconds, 'module', vendor.peers_name)}; {shares}")


def _many_prefixes(measured: Measured) -> None:
    """One twin, from a domain of one prefix to one of many, and back for the next round."""
    twin, (unit, beginning) = measured.running[0], measured.vendor.change
    book = measured.playbooks.playbook("prefixes", MODULE, hosts=twin.name)
    one = measured.inventory_of("one-prefix", domain(measured.servers, 1))
    many = measured.inventory_of("many-prefixes", domain_of_blocks(measured.servers, PREFIXES))
    taken, changes, complete = [], [], True
    for _round in range(ROUNDS_OF_APPLY):
        measured.playbooks.run(book, one, measured.place)
        before = len(twin.typed())
        taken.append(measured.playbooks.run(book, many, measured.place).seconds)
        changes.append(sum(typed.startswith(beginning) for typed in twin.typed(before)))
        complete = complete and twin.saved().count(measured.vendor.permitted) >= PREFIXES
    words = f"{PREFIXES} permitted prefixes, {measured.words}"
    measured.sheet.add(f"{words}: {unit}", max(changes), unit, 1,
                       f"worst of {ROUNDS_OF_APPLY}; {'all saved' if complete else 'PREFIXES ARE MISSING'}", complete)
    measured.sheet.add(f"{words}: apply, whole playbook", median(taken), "s", None, f"median of {ROUNDS_OF_APPLY}, each after a domain of one prefix")
