# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of `make test` and what each runs: data for run_stages.py."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Stage:
    name: str
    title: str
    commands: tuple[tuple[str, ...], ...]
    directory: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)
    needs: str = ""
    """A path without which there is nothing to run yet: the stage then fails, naming it."""
    lane: str = ""
    """Neighbors in the table with one lane run two at a time: labs wait more than they work."""


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(BIN / name), *arguments)


def script(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, str(ROOT / "tools" / name), *arguments)


def pytest(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "pytest", "--color=no", *arguments)


def lab_environment() -> dict[str, str]:
    """FRR=trixie runs the labs on the FRR of another Debian release, unpacked under build/."""
    release = os.environ.get("FRR", "")
    root = {"VA_FRR_ROOT": str(ROOT / "build" / release)} if release else {}
    return {"VA_LAB_DIRECTORY": str(ROOT / "build" / "lab-tests"), **root}


# Of the behaviour tests those that ask nothing of FRR's own; where a lab has twins, these run.
BEHAVIOUR = ("sessions", "outbound", "nearest", "admission_bounds", "admission_change", "admission_rewrite", "admission_preference", "admission_ebgp",
             "move", "idempotence", "failure", "restart", "injection")


def on_twins(topology: str, *names: str) -> Stage:
    """The table of behaviour in a lab with twins."""
    short = topology.removeprefix("two_sites_").replace("_", "-")
    return Stage(f"lab-{short}", f"behaviour in {topology}", (pytest("-v", *(f"tests/lab/test_{name}.py" for name in names)),),
                 environment={"VA_LAB_DIRECTORY": str(ROOT / "build" / f"lab-{short}"), "VA_LAB_TOPOLOGY": topology}, needs="tests/lab", lane="labs")


STAGES = (
    Stage("headers", "SPDX headers, no paths of one machine", (script("check_headers.py"),)),
    Stage("lint", "ansible-lint, profile production", (tool("ansible-lint", "--offline", "--nocolor", "-q"),)),
    Stage("changelog", "changelog fragments", (tool("antsibull-changelog", "lint"),)),
    Stage("units", "unit tests", (pytest("tests/unit", "-n", "2", "--dist", "worksteal", "-q"),), needs="tests/unit"),
    Stage("laws", "the laws, for every pair, loss and kill", (pytest("tests/laws", "-n", "2", "--dist", "worksteal", "-q"),), needs="tests/laws"),
    Stage("sanity", "ansible-test sanity", (script("ansible_test.py", "sanity"),)),
    Stage("ansible-units", "ansible-test units", (script("ansible_test.py", "units"),), needs="tests/unit"),
    Stage("docs", "documentation, no warnings", (script("build_docs.py"),)),
    Stage("cores", "every ansible-core that fits a Python here", (script("core_matrix.py"),)),
    Stage("lab", "behaviour of real daemons", (pytest("tests/lab", "-v"),), environment=lab_environment(), needs="tests/lab", lane="labs"),
    on_twins("three_vendors", "sessions", "outbound", "nearest", "admission_bounds", "move", "failure", "rotation", "verify"),
    on_twins("two_sites_iosxe_servers", *BEHAVIOUR),
    on_twins("two_sites_junos_servers", *BEHAVIOUR),
    Stage("molecule", "molecule scenarios", (script("run_molecule.py"),), lane="labs"),
    Stage("browser", "the report in Chromium", (pytest("tests/browser", "-q"),), needs="tests/browser", lane="labs"),
    Stage("twin", "the twins over SSH and NETCONF", (pytest("tests/twin", "-v", "-n", "2", "--dist", "loadfile"),), needs="tests/twin"),
)

GROUPS = {
    "fast": ("headers", "lint", "changelog", "units"),
    "all-lint": ("headers", "lint", "changelog"),
    "all-sanity": ("sanity",),
    "all-units": ("units", "ansible-units"),
    "all": tuple(stage.name for stage in STAGES),
}


def choose(names: list[str]) -> list[Stage]:
    """The stages of the given names and groups, in the order of the table."""
    known = {stage.name for stage in STAGES}
    wanted: set[str] = set()
    for name in names:
        if name not in known and name not in GROUPS:
            raise ValueError(f"No stage or group is called {name}. Stages: {', '.join(sorted(known))}. Groups: {', '.join(GROUPS)}.")
        wanted.update(GROUPS.get(name, (name,)))
    return [stage for stage in STAGES if stage.name in wanted]
