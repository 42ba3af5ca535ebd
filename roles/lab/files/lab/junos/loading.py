# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loading: orders of any format, carried out on a candidate configuration."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from . import releases, type9
from .configuration import Configuration
from .schema import Path, SyntaxFault, schema
from .text import Order
from .words import split

MERGE, REPLACE, OVERRIDE, UPDATE, SET = "merge", "replace", "override", "update", "set"
NOT_FOUND = "warning: statement not found"  # junipernetworks.junos, PyEZ and public clients wait for these words
ENCODED = ("$9$", "$8$")


@dataclass(frozen=True)
class Note:
    """Something that Junos says of one statement. path: the level, as `[edit ...]`. element: the word at fault."""

    said: str
    path: str = ""
    element: str = ""
    error: bool = True


class Encoder:
    """How secrets are kept. master: as `$8$`, of which this twin knows the form alone (Juniper: Master Password for Configuration Encryption)."""

    def __init__(self, master: bool = False):
        self._master = master
        self._kept = 0

    def kept(self, clear: str) -> str:
        if clear.startswith(ENCODED):
            return clear
        if self._master:
            self._kept += 1
            return f"$8$aes256-gcm$hmac-sha2-256$100$twin{self._kept:08d}$AAAAAAAAAAAAAAAA$BBBBBBBBBBBBBBBBBBBBBB$CCCCCCCC"
        return type9.encode(clear)


def commands(text: str) -> Iterator[Order]:
    """The configuration mode commands of <configuration-set>, a line each. `insert` is left as one order with all its words."""
    for line in text.splitlines():
        words = split(line.strip())
        if words and not words[0].startswith("#"):
            yield (words[0], tuple(words[1:]))


class Loader:
    def __init__(self, candidate: Configuration, release: str, encoder: Encoder, action: str = MERGE):
        self.candidate = candidate
        self._release, self._encoder, self._action = release, encoder, action
        self._verbs = {name: getattr(self, f"_{name}") for name in ("set", "open", "delete", "replace", "deactivate", "activate", "insert")}

    def load(self, orders: Iterable[Order]) -> list[Note]:
        """Carry out what can be; what Junos would say of the rest. Statements before and after one at fault are loaded (CLI: `load complete (1 errors)`)."""
        notes: list[Note] = []
        given = iter(orders)
        if self._action in (OVERRIDE, UPDATE):
            self.candidate.root = Configuration().root
        while True:
            try:
                verb, words = next(given)
            except StopIteration:
                return notes
            except (SyntaxFault, ValueError) as fault:
                return [*notes, _note(fault)]
            try:
                if verb not in self._verbs:
                    raise SyntaxFault((), verb, "unknown command")
                if not words and verb != "delete":
                    raise SyntaxFault((), verb, "missing argument")
                note = self._verbs[verb](words)
                notes += [note] if note is not None else []
            except SyntaxFault as fault:
                notes.append(_note(fault))

    def _set(self, words: tuple[str, ...]) -> Note | None:
        for path in schema().read(words):
            self._put(path)
        return None

    def _open(self, words: tuple[str, ...]) -> Note | None:
        self._put(schema().read(words, partial=True)[0])
        return None

    def _put(self, path: Path) -> None:
        fault = releases.fault(path, self._release)
        if fault is not None:
            raise SyntaxFault(*fault)
        if path[-1].secret and path[-1].names:
            path = (*path[:-1], replace(path[-1], names=(self._encoder.kept(path[-1].names[0]),)))
        self.candidate.put(path)

    def _delete(self, words: tuple[str, ...]) -> Note | None:
        found = [self.candidate.remove(path) for path in schema().read(words, partial=True)]
        return None if any(found) else Note(NOT_FOUND, error=False)

    def _replace(self, words: tuple[str, ...]) -> Note | None:
        """The mark `replace:` says nothing unless the action is to replace (NETCONF guide: Replace Elements in Configuration Data)."""
        if self._action == REPLACE:
            self.candidate.remove(schema().read(words, partial=True)[0])
        return None

    def _deactivate(self, words: tuple[str, ...]) -> Note | None:
        return self._activation(words, True)

    def _activate(self, words: tuple[str, ...]) -> Note | None:
        return self._activation(words, False)

    def _activation(self, words: tuple[str, ...], inactive: bool) -> Note | None:
        nodes = self.candidate.find(schema().read(words, partial=True)[0])
        if not nodes:
            return Note(NOT_FOUND, error=False)
        nodes[-1].inactive = inactive
        return None

    def _insert(self, words: tuple[str, ...]) -> Note | None:
        """`insert PATH before|after ELEMENT` (CLI User Guide: Insert a New Identifier in a Configuration)."""
        at = max((index for index, word in enumerate(words) if word in ("before", "after")), default=0)
        if at == 0 or at + 1 == len(words):
            raise SyntaxFault(words, words[-1] if words else "insert", "missing argument")
        path = schema().read(words[:at], partial=True)[0]
        beside = words[at + 1:]
        tag = path[-1].tag
        identity = (tag, *(beside[1:] if beside[0] == tag and len(beside) > 1 else beside))
        return None if self.candidate.move(path, words[at] == "after", identity) else Note(NOT_FOUND, error=False)


def _note(fault: Exception) -> Note:
    if isinstance(fault, SyntaxFault):
        return Note(fault.said, f"[edit{''.join(f' {word}' for word in fault.path)}]", fault.element)
    return Note(str(fault))
