# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The labs that are measured on."""
from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from domains import Server
from playbooks import REPOSITORY

LAB = REPOSITORY / "roles" / "lab" / "files"
sys.path.insert(0, str(LAB))
sys.path.insert(0, str(REPOSITORY / "build" / "collections"))


def frr_root() -> str:
    """The tree with another FRR, where FRR=RELEASE or VA_FRR_ROOT asks for one."""
    release = os.environ.get("FRR", "")
    return os.environ.get("VA_FRR_ROOT") or (str(REPOSITORY / "build" / release) if release else "")


@contextmanager
def lab(directory: Path, topology: str) -> Iterator[Any]:
    from lab import Lab, load

    root = frr_root()
    built = Lab(directory, **({"frr_root": root} if root else {}))
    try:
        built.up(load(LAB / "topologies" / f"{topology}.yml"))
        yield built
    finally:
        built.down()


def servers(built: Any) -> list[Server]:
    return [{"name": plan.name, "router_id": plan.loopback_ipv4, "ipv6": plan.loopback_ipv6} for plan in built.topology.with_role("route_server")]


def release(node: Any) -> str:
    return node.vtysh("show version").split()[1]
