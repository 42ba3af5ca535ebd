# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two thousand permitted prefixes in one pool, on one node."""
from __future__ import annotations

from pathlib import Path

import machines
from domains import domain, domain_of_blocks
from figures import ROUNDS, Sheet, alternately, median, ratio, rounds_text
from playbooks import MODULE, RAW, Playbooks, sockets

COUNT = 2000
LIMIT, LIMIT_OF_A_RUN = 8, 1.25
ROUNDS_OF_APPLY = 3


def measure(sheet: Sheet, directory: Path) -> None:
    with machines.lab(directory / "lab", "twenty_nodes") as built, sockets() as place:
        playbooks = Playbooks(directory / "ansible", built.inventory)
        servers = machines.servers(built)
        host = servers[0]["name"]
        one = playbooks.inventory("one-prefix", domain(servers, 1))
        many = playbooks.inventory("many-prefixes", domain_of_blocks(servers, COUNT))
        books = {"re-run": playbooks.playbook("module", MODULE, hosts=host), "raw": playbooks.playbook("raw", RAW, hosts=host)}

        def apply() -> float:
            playbooks.run(books["re-run"], one, place)
            return playbooks.run(books["re-run"], many, place).seconds

        playbooks.run(books["raw"], many, place)
        taken = [apply() for _round in range(ROUNDS_OF_APPLY)]
        version = machines.release(built.nodes[host])
        sheet.add(f"{COUNT} permitted prefixes in one pool, FRR {version}: apply, whole playbook", median(taken), "s", LIMIT,
                  f"median of {ROUNDS_OF_APPLY}, each after a domain of one prefix")
        runs = alternately({name: lambda book=book: playbooks.run(book, many, place).seconds for name, book in books.items()}, ROUNDS)
        sheet.add(f"{COUNT} permitted prefixes in one pool, FRR {version}: re-run / raw", ratio(runs["re-run"], runs["raw"]), "x raw", LIMIT_OF_A_RUN,
                  rounds_text(runs, "re-run", "raw"))
