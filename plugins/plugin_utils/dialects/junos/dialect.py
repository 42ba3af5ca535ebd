# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Junos dialect: owned lines of a reading, the target of a state, and the change between them."""
from __future__ import annotations

from functools import lru_cache
from typing import Mapping

from ...change import Change, Reading
from ...faults import Fault
from ...state.model import ApplianceState, RouteServerState
from ...statements import Line
from . import appliance, exports, keys, loopback, order, refusals, route_server, settings
from .configuration import Configuration, parse
from .names import GROUP, Names
from .owned import Ownership, owned_as_printed
from .release import OLDEST, Release, named, release
from .surroundings import Surroundings, surroundings

State = RouteServerState | ApplianceState
UNREAD = Release((999, 0, 0))


class JunosDialect:
    """`update_password`: `on_create` refuses a key that differs from the device's, `always` replaces it.

    A key sealed by a master password (`$8$`) cannot be read. One that stood before a change of ours is kept, or replaced with `always`; one that
    appears where a change has just sent a key is that key. So an instance serves one device and one run.
    """

    name = "junos"
    queries: Mapping[str, str] = {}

    def __init__(self, update_password: str = "on_create"):
        self.update_password = update_password
        self._sent: dict[Line, tuple[Line, Line | None]] = {}

    def refusals(self, state: State, reading: Reading) -> list[Fault]:
        """What this device, or Junos at all, cannot do of the state; nothing is sent where there is one."""
        version = release(reading.release)
        if version is None or not version.supported:
            return [Fault("device", f"it runs Junos {reading.release}, the oldest release that this was made for is {named(OLDEST)}",
                          f"upgrade to {named(OLDEST)} or newer")]
        running, around = parse(reading.running), _around(reading, state)
        printed = _printed(reading.running, state.name_prefix, loopback.handed_over(state))
        faults = refusals.of_surroundings(running, printed.values(), around, state)
        if state.removed:
            return faults
        unread = keys.missing_decoder(printed.values())
        if unread:
            return faults + unread
        device = refusals.Device(running, around, version)
        if isinstance(state, RouteServerState):
            faults += refusals.of_route_server(state, device)
        else:
            faults += refusals.of_appliance(state, device)
        faults += settings.resolve(_settings(state), around, Names(state.name_prefix))[1]
        faults += refusals.of_marks(running, printed.values(), lambda: self.target(state, reading))
        held = self.owned(reading, state)
        return faults + refusals.of_keys(self._kept(state, held), self._rendered(state, reading), held, self.update_password)

    def warnings(self, state: State, reading: Reading) -> list[str]:
        version = release(reading.release)
        if state.removed or version is None:
            return []
        told = refusals.advice(state, version)
        if isinstance(state, RouteServerState):
            told += exports.warnings(state, parse(reading.running))
        sealed = sorted(keys.shown(line) for line in self.owned(reading, state) if keys.is_sealed(line))
        if sealed and self.update_password != "always":
            told.append(f"the key of {', '.join(sealed)} is sealed with the device's master password ($8$), so it cannot be compared: it is kept, whether it "
                        "is the options' key or not; update_password: always replaces it")
        return told

    def owned(self, reading: Reading, state: State) -> Configuration:
        lines = _printed(reading.running, state.name_prefix, loopback.handed_over(state))
        return Configuration(map(self._as_sent, lines), _ownership(reading, state).covers)

    def target(self, state: State, reading: Reading) -> Configuration:
        around = _around(reading, state)
        if state.removed:
            return Configuration(loopback.restored(state, around))
        lines = settings.resolve(_settings(state), around, Names(state.name_prefix))[0]
        kept = self._kept(state, self.owned(reading, state))
        rendered = (kept.get(keys.owner(line), line) if keys.holds_key(line) else line for line in self._rendered(state, reading))
        return Configuration([*lines, *rendered])

    def change(self, before: Configuration, target: Configuration, reading: Reading) -> Change:
        held = {keys.owner(line): line for line in before if keys.holds_key(line)}
        for line in target:
            if keys.holds_key(line) and line not in before:
                self._sent[keys.owner(line)] = (line, held.get(keys.owner(line)))
        running = parse(reading.running)
        return order.change(before, target, running, keys.stored_forms(running))

    def mask(self, text: str) -> str:
        return keys.masked(text)

    def _as_sent(self, line: Line) -> Line:
        """The line that a change sent where the device now holds a sealed key that was not there before it."""
        sent = self._sent.get(keys.owner(line)) if keys.is_sealed(line) else None
        return sent[0] if sent and line != sent[1] else line

    def _kept(self, state: State, held: Configuration) -> dict[Line, Line]:
        """Keys that nobody can read stay unless they are to be replaced; neighbors whose turn in a key rotation comes later keep what they have."""
        names = Names(state.name_prefix)
        frozen = {(*GROUP, names.group("RS", neighbor.family), "neighbor", neighbor.address)
                  for neighbor in getattr(state, "neighbors", ()) if neighbor.password_frozen}
        return {keys.owner(line): line for line in held if keys.holds_key(line)
                and (keys.owner(line) in frozen or (keys.is_sealed(line) and self.update_password != "always"))}

    def _rendered(self, state: State, reading: Reading) -> list[Line]:
        around = _around(reading, state)
        if isinstance(state, RouteServerState):
            return route_server.render(state, release(reading.release) or UNREAD, around)
        return appliance.render(state, around)


def _settings(state: State) -> dict[str, Line]:
    return settings.of_route_server(state) if isinstance(state, RouteServerState) else settings.of_appliance(state)


def _ownership(reading: Reading, state: State) -> Ownership:
    return Ownership(parse(reading.running), Names(state.name_prefix), loopback.handed_over(state))


def _around(reading: Reading, state: State) -> Surroundings:
    return _surroundings(reading.running, state.name_prefix)


@lru_cache(maxsize=8)
def _surroundings(running: str, name_prefix: str) -> Surroundings:
    return surroundings(parse(running), Names(name_prefix))


@lru_cache(maxsize=8)
def _printed(running: str, name_prefix: str, loopback_too: bool) -> dict[Line, Line]:
    """Our lines with their keys in clear → as the device prints them."""
    return {keys.in_clear(line): line for line in owned_as_printed(parse(running), Names(name_prefix), loopback_too)}
