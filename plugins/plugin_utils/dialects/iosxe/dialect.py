# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The IOS-XE dialect: owned lines of a reading, the target of a state, and the change between them."""
from __future__ import annotations

from functools import lru_cache
from typing import Mapping

from ...bgp_lines import subject
from ...change import Change, Reading
from ...declared_settings import Setting, resolve
from ...faults import Fault
from ...state.model import ApplianceState, RouteServerState
from ...statements import Line, Statements
from . import appliance, keys, order, refusals, route_server, settings
from .canonical import canonical
from .configuration import Configuration, highest_numbers, parse
from .names import Names, written
from .owned import owned_as_printed
from .release import IPV6_DYNAMIC_NEIGHBORS, OLDEST, Release, named, release
from .surroundings import Surroundings, surroundings

State = RouteServerState | ApplianceState
UNREAD = Release((999, 0, 0))
PRINTED_BY_IOS = {"bgp log-neighbor-changes"}


class IosXeDialect:
    """`update_password`: `on_create` refuses a key that differs from the device's, `always` replaces it.

    A key of type 6 cannot be read. One that stood before a change of ours is kept, or replaced with `always`; one that appears where a change
    has just sent a key is that key. So an instance serves one device and one run.
    """

    name = "iosxe"
    queries: Mapping[str, str] = {}

    def __init__(self, update_password: str = "on_create"):
        self.update_password = update_password
        self._sent: dict[str, tuple[Line, Line | None]] = {}

    def refusals(self, state: State, reading: Reading) -> list[Fault]:
        """What this device, or IOS-XE at all, cannot do of the state; nothing is sent where there is one."""
        version = release(reading.release)
        if version is None or not version.supported:
            return [Fault("device", f"it runs IOS-XE {reading.release}, the oldest release that listens for neighbors is {named(OLDEST)} "
                          f"(for IPv6 {named(IPV6_DYNAMIC_NEIGHBORS)})", f"upgrade to {named(IPV6_DYNAMIC_NEIGHBORS)} or newer")]
        running = parse(reading.running)
        printed = _printed(reading.running, state.name_prefix)
        foreign_users = refusals.of_foreign_users(running, printed.values(), state.name_prefix)
        if state.removed:
            return foreign_users
        unread = keys.missing_decoder(list(printed.values()))
        if unread:
            return unread
        device = refusals.Device(running, self.owned(reading, state), frozenset(printed.values()), version, _around(reading, state))
        if isinstance(state, RouteServerState):
            faults = refusals.of_route_server(state, device)
        else:
            faults = refusals.of_appliance(state, device)
        faults += resolve(self._settings(state, reading), running, Names(state.name_prefix).settings)[1]
        return faults + foreign_users + refusals.of_keys(state, device, self._rendered(state, reading), self.update_password)

    def warnings(self, state: State, reading: Reading) -> list[str]:
        version = release(reading.release)
        if state.removed or version is None:
            return []
        mine = self.owned(reading, state)
        told = refusals.advice(state, version, parse(reading.running))
        sealed = sorted(subject(line) or "" for line in mine if keys.is_sealed(line))
        if sealed and self.update_password != "always":
            told.append(f"the key of {', '.join(sealed)} is stored as type 6, which nobody can read: it is kept, whether it is the options' key or not; "
                        "update_password: always replaces it")
        return told

    def owned(self, reading: Reading, state: State) -> Configuration:
        printed = _printed(reading.running, state.name_prefix)
        mine = Configuration(self._as_sent(line) for line in printed)
        return _without_shared_blocks(parse(reading.running), mine, set(printed.values())) if state.removed else mine

    def target(self, state: State, reading: Reading) -> Configuration:
        if state.removed:
            return Configuration()
        lines, conflicts = resolve(self._settings(state, reading), parse(reading.running), Names(state.name_prefix).settings)
        held = self.owned(reading, state)
        rendered = self._with_kept_keys(self._rendered(state, reading), state, held)
        return Configuration([*lines, *rendered]).in_order_of(held)

    def change(self, before: Statements, target: Statements, reading: Reading) -> Change:
        held = {subject(line): line for line in before if " password " in line[-1]}
        for line in target:
            if " password " in line[-1] and line not in before:
                self._sent[subject(line) or ""] = (line, held.get(subject(line)))
        running = parse(reading.running)
        printed = {canonical(line): line for line in running if len(line) == 1}
        return order.change(before, target, printed, highest_numbers(running))

    def mask(self, text: str) -> str:
        return keys.masked(text)

    def _as_sent(self, line: Line) -> Line:
        """The line that a change sent where the device now holds a key of type 6 that was not there before it."""
        sent = self._sent.get(subject(line) or "") if keys.is_sealed(line) else None
        return sent[0] if sent and line != sent[1] else line

    def _with_kept_keys(self, rendered: list[Line], state: State, held: Configuration) -> list[Line]:
        """Keys that nobody can read stay unless they are to be replaced; neighbors whose turn in a key rotation comes later keep what they have."""
        frozen = {written(neighbor.address) for neighbor in getattr(state, "neighbors", ()) if neighbor.password_frozen}
        kept = {subject(line): line for line in held if " password " in line[-1]
                and (subject(line) in frozen or (keys.is_sealed(line) and self.update_password != "always"))}
        return [kept.get(subject(line), line) if " password " in line[-1] else line for line in rendered]

    def _settings(self, state: State, reading: Reading) -> list[Setting]:
        if isinstance(state, RouteServerState):
            return settings.of_route_server(state, _around(reading, state))
        return settings.of_appliance(state)

    def _rendered(self, state: State, reading: Reading) -> list[Line]:
        if isinstance(state, RouteServerState):
            return route_server.render(state, release(reading.release) or UNREAD, _around(reading, state))
        return appliance.render(state)


def _around(reading: Reading, state: State) -> Surroundings:
    return _surroundings(reading.running, state.name_prefix)


@lru_cache(maxsize=8)
def _surroundings(running: str, name_prefix: str) -> Surroundings:
    return surroundings(parse(running), Names(name_prefix))


@lru_cache(maxsize=8)
def _printed(running: str, name_prefix: str) -> dict[Line, Line]:
    """Our lines in canonical form → as the device prints them."""
    return {canonical(line): line for line in owned_as_printed(parse(running), Names(name_prefix))}


def _without_shared_blocks(running: Configuration, mine: Configuration, printed: set[Line]) -> Configuration:
    """On removal a block that the collection opened stays where foreign lines stand in it by now; what IOS prints by itself is nobody's."""
    shared = {line[:1] for line in running if len(line) > 1 and line not in printed and line[-1] not in PRINTED_BY_IOS
              and not line[-1].startswith("address-family ")}
    return Configuration(line for line in mine if not (len(line) == 1 and line in shared and line[0].startswith("router ")))
