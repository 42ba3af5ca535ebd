# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a chain of policies stands, and what its terms share: the options that they name, the lists that they become. Pure."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...twin_frr import Line, Notes
from .interfaces import Interface
from .statements import Statements

TAGS = {"direct": 1, "static": 2, "ospf": 3, "ospf3": 4, "isis": 5}
STEP = 10


@dataclass(frozen=True)
class Use:
    """Where a chain stands. `sources`: the protocols whose routes come to it; `to`: the protocol that they go to or, at an import, come from."""

    name: str
    family: int
    sources: tuple[str, ...]
    to: str = "bgp"
    imports: bool = False


class Policy:
    """What all terms are translated with: `policy-options`, the interfaces, the lists that they need and the notes."""

    def __init__(self, options: Statements, interfaces: Mapping[str, Interface], notes: Notes) -> None:
        self.options, self.interfaces, self._notes = options, interfaces, notes
        self.lists: dict[Line, None] = {}

    def add(self, lines: Iterable[Line]) -> None:
        self.lists.update(dict.fromkeys(lines))

    def note(self, label: str, words: Iterable[str], reason: str = "no counterpart in FRR's route maps; the term is left out") -> None:
        self._notes.add(f"policy-options policy-statement {label} {' '.join(words)}", reason)

    def note_line(self, line: str, reason: str) -> None:
        self._notes.add(f"policy-options {line}", reason)


def frr_name(community: str) -> str:
    """A well-known community in FRR's words."""
    return "local-AS" if community == "no-export-subconfed" else community
