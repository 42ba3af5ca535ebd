# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree of Junos 24.4 out of the package junoscfg: 14 MB of JSON, which take more than a second to read.

So what was read is kept where Python keeps what it compiled, beside this file in `__pycache__` (or where PYTHONPYCACHEPREFIX says): half a megabyte, for the
same file of the same package only. Where nothing can be written there, each twin reads the JSON anew.
"""
from __future__ import annotations

import json
import marshal
import os
from contextlib import suppress
from importlib.util import cache_from_source, find_spec
from pathlib import Path

FORMAT = 1  # of what is kept; another number, another reading


def read() -> dict:
    """Equal nodes are one dict, which takes 4 MB instead of 140. ModuleNotFoundError where there is no junoscfg."""
    source = _source()
    stamp = _stamp(source)
    found = _kept(stamp)
    if found is None:
        found = _shared(source)
        _keep(stamp, found)
    return found


def _source() -> Path:
    found = find_spec("junoscfg")  # not imported: its converters need more than its data
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("the twin of Junos needs the Python package junoscfg", name="junoscfg")
    return Path(found.submodule_search_locations[0]) / "validate" / "data" / "junos-structure-tree.json"


def _stamp(source: Path) -> tuple:
    status = source.stat()
    return FORMAT, str(source), status.st_size, status.st_mtime_ns


def _place() -> Path:
    compiled = Path(cache_from_source(__file__))
    return compiled.with_name(f"{compiled.stem}.tree")


def _kept(stamp: tuple) -> dict | None:
    try:
        with _place().open("rb") as file:
            held, tree = marshal.load(file)
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return tree if held == stamp else None


def _keep(stamp: tuple, tree: dict) -> None:
    """Whole or not at all: twins start at once, and each may write it."""
    place = _place()
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            marshal.dump((stamp, tree), file)
        fresh.replace(place)
    except OSError:
        with suppress(OSError):
            fresh.unlink()


def _shared(source: Path) -> dict:
    known: dict[tuple, dict] = {}

    def share(pairs: list[tuple[str, object]]) -> dict:
        node = dict(pairs)
        if any(isinstance(value, list) for value in node.values()):
            return node
        return known.setdefault(tuple((name, id(value) if isinstance(value, dict) else value) for name, value in pairs), node)

    with source.open(encoding="utf-8") as file:
        return json.load(file, object_pairs_hook=share)
