# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one sequence for every module and vendor: read, compare, apply under a rollback timer, re-read, compare, confirm.

It knows no vendor and trusts no exit code: a change holds when the device's own configuration, read again, says so.
"""
from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from .change import Applied, Change, Failure, Reading
from .dialects.protocol import Configuration, Dialect, State, Transport
from .faults import sentence

ATTEMPTS = 3
LOOKS = (0.2, 0.5, 1.0)
MASK = "********"
Result = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What one reading of a device calls for."""

    reading: Reading
    before: Configuration
    target: Configuration
    change: Change
    warnings: tuple[str, ...]

    @property
    def idle(self) -> bool:
        return self.before == self.target


@dataclass(frozen=True)
class Settled:
    """What became of an applied change. `again`: another attempt may go better."""

    result: Result
    again: bool = False


class Masks:
    """Masks by structure what is configuration, and by the known secrets what a device says in its own words."""

    def __init__(self, dialect: Dialect, state: State) -> None:
        self._dialect = dialect
        self._secrets = sorted(state.secrets, key=len, reverse=True)

    def configuration(self, text: str) -> str:
        return self._dialect.mask(text)

    def speech(self, text: str) -> str:
        masked = self._dialect.mask(text)
        for secret in self._secrets:
            masked = masked.replace(secret, MASK)
        return masked


def converge(dialect: Dialect, transport: Transport, state: State, *, check_mode: bool = False, save: bool = True) -> Result:
    """Bring a device to `state`; the result is a module's, with every secret masked."""
    masks = Masks(dialect, state)
    failure: Failure | None = None
    told: list[str] = []
    for attempt in range(1, ATTEMPTS + 1):
        plan = _plan(dialect, transport, state)
        if isinstance(plan, Failure):
            return _failed(masks.speech(plan.why))
        result = _predicted(plan, masks)
        result["warnings"] += told
        if plan.idle or check_mode:
            return result
        applied = transport.apply(plan.reading, plan.change)
        if isinstance(applied, Applied):
            settled = _settle(dialect, transport, state, plan, applied, result, masks, save)
            if not settled.again or attempt == ATTEMPTS:
                return settled.result
            told.append("The device lost lines of the change without refusing any; it was put back and the change was sent again.")
            continue
        failure = applied
        if not failure.retry:
            break
    why = masks.speech(failure.why) if failure else ""
    return {**result, **_failed(why), "changed": False, "after": result["before"]}


def _plan(dialect: Dialect, transport: Transport, state: State) -> Plan | Failure:
    reading = transport.read(dialect.queries)
    if isinstance(reading, Failure):
        return reading
    faults = dialect.refusals(state, reading)
    if faults:
        return Failure(sentence(faults))
    before, target = dialect.owned(reading, state), dialect.target(state, reading)
    change = Change() if before == target else dialect.change(before, target, reading)
    return Plan(reading, before, target, change, (*reading.notes, *dialect.warnings(state, reading)))


def _settle(
    dialect: Dialect, transport: Transport, state: State, plan: Plan, applied: Applied, result: Result, masks: Masks, save: bool
) -> Settled:
    """Confirm what holds, put back what does not; `again` where the device is as it was and only lost what it was sent."""
    result["warnings"] += [masks.speech(note) for note in applied.notes]
    if applied.difference:
        result["diff"] = {"prepared": masks.speech(applied.difference)}
    after = _after(dialect, transport, state, plan, applied)
    if after == plan.target and not applied.complaints:
        failure = transport.confirm(save)
        if failure is None:
            return Settled(result)
        return Settled({**result, **_failed(masks.speech(failure.why)), **_found(dialect, transport, state, plan, masks)})
    why = _why(plan, after, applied, masks)
    undone = transport.roll_back()
    if isinstance(undone, Failure):
        back = f"It could not be put back: {masks.speech(undone.why)}"
        return Settled({**result, **_failed(f"{why}\n{back}"), **_found(dialect, transport, state, plan, masks)})
    restored = dialect.owned(replace(plan.reading, running=undone.running), state)
    if restored == plan.before and not undone.complaints:
        failed = {**result, **_failed(f"{why}\nThe device is as it was before."), "changed": False, "after": result["before"]}
        return Settled(failed, again=applied.lossy or not applied.complaints)
    words = "\n".join(masks.speech(complaint) for complaint in undone.complaints)
    back = f"It could not be put back completely, look at the device. {words}".rstrip()
    return Settled({**result, **_failed(f"{why}\n{back}"), "changed": restored != plan.before, "after": _lines(restored, masks)})


def _after(dialect: Dialect, transport: Transport, state: State, plan: Plan, applied: Applied) -> Configuration:
    """What the device holds after the change. One that said nothing against it gets some time to show it, in seconds: an interface's address, say,
    is shown when the kernel has told of it."""
    after = dialect.owned(replace(plan.reading, running=applied.running), state)
    for pause in () if applied.complaints else LOOKS:
        if after == plan.target:
            break
        time.sleep(pause)
        reading = transport.read({})
        if isinstance(reading, Failure):
            break
        after = dialect.owned(replace(plan.reading, running=reading.running), state)
    return after


def _found(dialect: Dialect, transport: Transport, state: State, plan: Plan, masks: Masks) -> Result:
    """What the device holds now, where a failure leaves that open."""
    reading = transport.read(dialect.queries)
    if isinstance(reading, Failure):
        return {"changed": True, "after": []}
    now = dialect.owned(reading, state)
    return {"changed": now != plan.before, "after": _lines(now, masks)}


def _why(plan: Plan, after: Configuration, applied: Applied, masks: Masks) -> str:
    wanted, held = (dict.fromkeys(configuration.statements()) for configuration in (plan.target, after))
    parts = ["The device did not take the change."]
    if applied.complaints:
        parts += ["It said:", *(f"  {masks.speech(complaint)}" for complaint in applied.complaints)]
    for heading, difference in (("Missing after it:", [line for line in wanted if line not in held]),
                                ("Left over after it:", [line for line in held if line not in wanted])):
        if difference:
            parts += [heading, *(f"  {masks.configuration(line)}" for line in difference)]
    return "\n".join(parts)


def _predicted(plan: Plan, masks: Masks) -> Result:
    before = _lines(plan.before, masks)
    after = before if plan.idle else _lines(plan.target, masks)
    return {
        "changed": not plan.idle,
        "before": before,
        "after": after,
        "commands": [masks.configuration(line) for line in (*plan.change.lines, *plan.change.refresh)],
        "diff": {"before": _text(before), "after": _text(after)},
        "warnings": [masks.speech(warning) for warning in plan.warnings],
    }


def _lines(configuration: Configuration, masks: Masks) -> list[str]:
    text = masks.configuration(configuration.text())
    return text.split("\n") if text else []


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _failed(why: str) -> Result:
    return {"failed": True, "changed": False, "msg": why}
