# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The FRR dialect: owned lines of a reading, the target of a state, and the change between them."""
from __future__ import annotations

import re
from functools import lru_cache
from typing import Mapping

from ...change import Change, Reading
from ...declared_settings import Setting, resolve
from ...faults import Fault
from ...state.model import ApplianceState, RouteServerState
from . import appliance, order, refusals, route_server
from .configuration import Configuration, Line, parse
from .names import Names
from .owned import owned
from .release import OLDEST, Release, release

State = RouteServerState | ApplianceState
PASSWORD = re.compile(r"(neighbor \S+ password )\S+")
UNREAD = Release((999, 0, 0))


class FrrDialect:
    """`update_password`: `on_create` refuses a key that differs from the device's, `always` replaces it."""

    name = "frr"
    queries: Mapping[str, str] = {
        "interfaces": "show interface brief json",
    }

    def __init__(self, update_password: str = "on_create"):
        self.update_password = update_password

    def refusals(self, state: State, reading: Reading) -> list[Fault]:
        """What this device, or FRR at all, cannot do of the state; nothing is sent where there is one."""
        version = release(reading.release)
        if version is None or not version.supported:
            oldest = ".".join(map(str, OLDEST[:2]))
            return [Fault("device", f"it runs FRR {reading.release}, the oldest release that can do this is {oldest}", f"upgrade FRR to {oldest} or newer")]
        if state.removed:
            return []
        running = parse(reading.running)
        mine = self.owned(reading, state)
        device = refusals.Device(running, mine, reading.facts, version)
        if isinstance(state, RouteServerState):
            faults = refusals.of_route_server(state, device)
        else:
            faults = refusals.of_appliance(appliance.possible(state, version), device)
        faults += resolve(self._settings(state, version), running, Names(state.name_prefix).settings)[1]
        faults += refusals.of_keys(state, device, self._rendered(state, version), self.update_password)
        return faults

    def warnings(self, state: State, reading: Reading) -> list[str]:
        version = release(reading.release)
        if state.removed or version is None:
            return []
        if isinstance(state, RouteServerState):
            return refusals.advice(state)
        return [appliance.without_bfd(state, version)] if state != appliance.possible(state, version) else []

    def owned(self, reading: Reading, state: State) -> Configuration:
        running = parse(reading.running)
        injections = state.injections if isinstance(state, RouteServerState) else ()
        mine = _owned(reading.running, state.name_prefix, frozenset((one.address, state.interface_of(one.name)) for one in injections))
        return _without_shared_blocks(running, mine) if state.removed else mine

    def target(self, state: State, reading: Reading) -> Configuration:
        if state.removed:
            return Configuration()
        version = release(reading.release) or UNREAD
        lines, conflicts = resolve(self._settings(state, version), parse(reading.running), Names(state.name_prefix).settings)
        rendered = self._rendered(state, version)
        held = self.owned(reading, state)
        if isinstance(state, ApplianceState):
            rendered = _with_frozen_keys(rendered, state, held)
        return Configuration([*lines, *rendered]).in_order_of(held)

    def change(self, before: Configuration, target: Configuration, reading: Reading) -> Change:
        return order.change(before, target)

    def mask(self, text: str) -> str:
        return PASSWORD.sub(r"\1********", text)

    def _settings(self, state: State, version: Release) -> list[Setting]:
        if isinstance(state, RouteServerState):
            return route_server.settings(state, version)
        return appliance.settings(appliance.possible(state, version), version)

    def _rendered(self, state: State, version: Release) -> list[Line]:
        if isinstance(state, RouteServerState):
            return route_server.render(state, version)
        return appliance.render(appliance.possible(state, version))


@lru_cache(maxsize=4)
def _owned(running: str, name_prefix: str, addresses: frozenset[tuple[str, str]]) -> Configuration:
    return owned(parse(running), Names(name_prefix), addresses)


def _without_shared_blocks(running: Configuration, mine: Configuration) -> Configuration:
    """On removal a block that the collection opened stays where foreign lines stand in it by now."""
    shared = {line[:1] for line in running if len(line) > 1 and line not in mine and not _inside(line, mine)}
    return Configuration(line for line in mine if not (len(line) == 1 and line in shared and line[0].startswith(("router ", "bfd"))))


def _inside(line: Line, mine: Configuration) -> bool:
    return line[-1].startswith("address-family ") or any(line[:depth] in mine for depth in range(2, len(line)))


def _with_frozen_keys(rendered: list[Line], state: ApplianceState, mine: Configuration) -> list[Line]:
    """Neighbors whose turn in a key rotation comes later keep the key that the device has."""
    frozen = {f"neighbor {neighbor.address} password " for neighbor in state.neighbors if neighbor.password_frozen}
    held = {head: line for line in mine for head in frozen if line[-1].startswith(head)}
    return [next((held[head] for head in held if line[-1].startswith(head)), line) for line in rendered]
