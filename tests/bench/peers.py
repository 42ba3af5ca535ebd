# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same state by other means: a template with frr-reload.py, and `command` for each line. Slow, so once, or for a tenth of the lines."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from figures import Sheet
from playbooks import PlaybookFailed, Playbooks, Task

RELOAD = "/usr/lib/frr/frr-reload.py"
FEW = 2
TENTH = 10


def measure(sheet: Sheet, playbooks: Playbooks, built: Any, nodes: Any, place: Path) -> None:
    """After the collection's own figures: the nodes hold the state, so the peers, too, find nothing to change."""
    try:
        _reload(sheet, playbooks, built, nodes, place)
        if nodes.pools == FEW:
            _line_by_line(sheet, playbooks, built, nodes, place)
    except PlaybookFailed as failure:
        sheet.missing(f"20 nodes, {nodes.pools} pools, warm: peer", str(failure), needed=False)


def _reload(sheet: Sheet, playbooks: Playbooks, built: Any, nodes: Any, place: Path) -> None:
    for name, node in built.nodes.items():
        (playbooks.directory / f"{name}.conf").write_text(node.running_config().partition("Current configuration:\n")[2])
    template: Task = {"name": "Template", "ansible.builtin.template": {
        "src": f"{playbooks.directory}/{{{{ inventory_hostname }}}}.conf", "dest": "/etc/frr/peer.conf", "mode": "0600"}}
    reload: Task = {"name": "Reload", "ansible.builtin.command": f"{RELOAD} --reload /etc/frr/peer.conf", "changed_when": False}
    _against_raw(sheet, playbooks, nodes, place, "template and frr-reload.py, no change", [template, reload], 1, "once")


def _line_by_line(sheet: Sheet, playbooks: Playbooks, built: Any, nodes: Any, place: Path) -> None:
    commands = _commands([node.running_config() for node in built.nodes.values()])
    chosen = commands[::TENTH]
    task: Task = {"name": "Line", "ansible.builtin.command": {"argv": "{{ item }}"}, "loop": chosen, "changed_when": False, "no_log": True}
    _against_raw(sheet, playbooks, nodes, place, "command for each line, no change", [task], len(commands) / len(chosen),
                 f"once, for {len(chosen)} of {len(commands)} lines")


def _against_raw(sheet: Sheet, playbooks: Playbooks, nodes: Any, place: Path, what: str, tasks: list[Task], factor: float, runs: str) -> None:
    book = playbooks.playbook(f"peer-{nodes.pools}", *tasks)
    raw = nodes.run("raw", place)
    taken = playbooks.run(book, nodes.current, place).seconds * factor
    sheet.add(f"20 nodes, {nodes.pools} pools, warm, peer: {what} / raw", taken / raw, "x raw", None, f"{runs}: {taken:.1f} s, raw {raw:.2f} s")


def _commands(running: list[str]) -> list[list[str]]:
    """vtysh with each line of the collection's policies and groups that all nodes have, in its context."""
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr.configuration import parse

    first, *others = [parse(text) for text in running]
    lines = [line for line in first if "VA-" in line[-1] and all(line in other for other in others)]
    return [["vtysh", *(word for text in ("configure terminal", *line) for word in ("-c", text))] for line in lines]
