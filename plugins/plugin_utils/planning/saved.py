# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan in a file, and what became of it: costs before and after, promises won and lost."""
from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..faults import Fault
from .compare import compare

KEPT = ("costs", "explanations", "breaches", "holds", "survives")
INSTEAD = "write the path of a plan that this module saved, or move the file away"


def load(path: str) -> tuple[dict[str, Any] | None, list[Fault]]:
    """The plan in a file, None where there is no file."""
    place = Path(path)
    if not place.parent.is_dir():
        return None, [Fault("path", f"there is no directory {place.parent}", "make it, or write another path", path)]
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, []
    except (OSError, ValueError) as error:
        return None, [Fault("path", f"this file cannot be read as a plan: {type(error).__name__}", INSTEAD, path)]
    sound = isinstance(found, dict) and set(KEPT) <= set(found) and _is_costs(found["costs"]) and _is_breaches(found["breaches"])
    return (found, []) if sound else (None, [Fault("path", "this file holds no plan", INSTEAD, path)])


def _is_costs(given: Any) -> bool:
    if not isinstance(given, dict) or not all(isinstance(of_server, dict) for of_server in given.values()):
        return False
    return all(isinstance(cost, int) and not isinstance(cost, bool) for of_server in given.values() for cost in of_server.values())


def _is_breaches(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(breach, dict) and isinstance(breach.get("text"), str) for breach in given)


def content(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What is saved of a plan: not the paths of every router, which the network has."""
    return {name: plan[name] for name in KEPT}


def same(saved: Mapping[str, Any] | None, plan: Mapping[str, Any], keep_costs: bool) -> bool:
    """Whether the plan says what is saved. A cost that is kept has another explanation than when it was found."""
    return saved is not None and all(saved[name] == plan[name] for name in KEPT if not (keep_costs and name == "explanations"))


def save(path: str, plan: Mapping[str, Any]) -> None:
    """All of it or nothing: the file before stays whole until the new one is."""
    fresh = f"{path}.{os.getpid()}.new"
    try:
        with open(fresh, "w", encoding="utf-8") as stream:
            json.dump(content(plan), stream, indent=1)
            stream.write("\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(fresh, path)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise


def difference(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> dict[str, Any]:
    """`changes` of costs, `lost` and `won`: promises that are broken now and were not, and the other way round, in words; `diff` for people."""
    was, becomes = (_broken(plan) for plan in (before or {}, after))
    return {
        "changes": compare((before or {}).get("costs", {}), after["costs"]),
        "lost": [text for text in becomes if before is not None and text not in was], "won": [text for text in was if text not in becomes],
        "diff": {"before": "" if before is None else text_of(before), "after": text_of(after), "before_header": "the last plan", "after_header": "this plan"},
    }


def _broken(plan: Mapping[str, Any]) -> dict[str, None]:
    return dict.fromkeys(f"{breach.get('promise')}: {breach['text']}" for breach in plan.get("breaches", ()))


def text_of(plan: Mapping[str, Any]) -> str:
    """A line a cost and a line a broken promise, in an order of their own, so that two plans can be compared line by line."""
    lines = [f"{server} announces {address} at {cost}" for server, of_server in sorted(plan["costs"].items()) for address, cost in sorted(of_server.items())]
    lines += [f"tried: the loss of any {kind.replace('_', ' ')}" for kind in plan["survives"]]
    lines += [f"not kept: {text}" for text in sorted(_broken(plan))]
    return "\n".join(lines) + "\n"
