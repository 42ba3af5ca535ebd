# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures: how they are measured, held against their targets, shown and written."""
from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROUNDS = 5
Work = Callable[[], float]  # does it, and returns the seconds that it took


@dataclass(frozen=True)
class Figure:
    """`target` is the most that `value` may be, the least for a unit of `times faster`; None for a figure that only informs.
    `holds` is None then, and False for a value that could not be measured. `runs` says how it was measured."""

    name: str
    value: float | None
    unit: str
    target: float | None
    holds: bool | None
    runs: str


FASTER = "times faster"


class Sheet:
    """Figures as they come: a line for people each, and a file that is whole after each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._figures: list[Figure] = []
        self._began = time.monotonic()
        path.parent.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, value: float | None, unit: str, target: float | None, runs: str, holds: bool = True) -> None:
        """`holds`: what else must be true for the figure to hold."""
        shown = None if value is None else float(f"{value:.3g}") if abs(value) < 100 else round(value, 1)
        judged = None if target is None else holds and meets(value, unit, target)
        self._figures.append(Figure(name, shown, unit, target, judged, runs))
        self._write()
        print(f"[{self._clock()}] {row(self._figures[-1])}  ({runs})", flush=True)

    def missing(self, name: str, why: str, needed: bool = True) -> None:
        """A figure that could not be measured fails where it is needed."""
        self._figures.append(Figure(name, None, "", None, False if needed else None, why))
        self._write()
        print(f"[{self._clock()}] {name}: could not be measured: {why}", flush=True)

    def say(self, text: str) -> None:
        print(f"[{self._clock()}] {text}", flush=True)

    @property
    def holds(self) -> bool:
        return all(figure.holds is not False for figure in self._figures)

    def table(self) -> str:
        failed = sum(figure.holds is False for figure in self._figures)
        judged = sum(figure.holds is not None for figure in self._figures)
        closing = f"{judged - failed} of {judged} targets hold; {len(self._figures) - judged} figures have none. {self._clock()} in all."
        return "\n".join(["", *map(row, self._figures), "", closing])

    def _clock(self) -> str:
        minutes, seconds = divmod(round(time.monotonic() - self._began), 60)
        return f"{minutes:2d}:{seconds:02d}"

    def _write(self) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps({"figures": [asdict(figure) for figure in self._figures]}, indent=1) + "\n", encoding="utf-8")
        fresh.replace(self._path)


def meets(value: float | None, unit: str, target: float) -> bool:
    if value is None:
        return False
    return value >= target if unit == FASTER else value <= target


def row(figure: Figure) -> str:
    value = "-" if figure.value is None else f"{figure.value:g}"
    target = "" if figure.target is None else f"{'>=' if figure.unit == FASTER else '<='} {figure.target:g}"
    verdict = {True: "holds", False: "FAILS", None: ""}[figure.holds]
    return f"{figure.name:<78} {value:>8} {figure.unit:<12} {target:>8} {verdict:<5}".rstrip()


def timed(work: Callable[[], Any]) -> Work:
    def run() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return run


def alternately(works: Mapping[str, Work], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds of each work by its name, all of them once in every round; an even round goes backwards."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        order = list(works) if number % 2 == 0 else list(reversed(works))
        for name in order:
            taken[name].append(works[name]())
    return taken


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the ratios of paired runs."""
    return statistics.median(one / other for one, other in zip(above, below))


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def rounds_text(taken: Mapping[str, Sequence[float]], *names: str) -> str:
    """How figures of several works were measured: the medians, for a reader who wants seconds."""
    count = len(next(iter(taken.values())))
    parts = ", ".join(f"{name} {median(taken[name]):.2f} s" for name in names)
    return f"{count} paired runs; medians: {parts}" if count > 1 else f"one paired run: {parts}"
