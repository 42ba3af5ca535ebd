# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a virtual environment, build/venv-VERSION, for every ansible-core that this machine can run.

Tests that run on every core (tests/lab/test_secrets.py) take the environments that they find. A core without a fitting Python here
is named and left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
REQUIREMENTS = ROOT / "requirements" / "runtime.txt"


@dataclass(frozen=True)
class Core:
    version: str
    pythons: tuple[str, ...]


CORES = (
    Core("2.16.19", ("3.11", "3.12", "3.10")),
    Core("2.18.19", ("3.11", "3.12", "3.13")),
    Core("2.19.14", ("3.11", "3.12", "3.13")),
    Core("2.20.10", ("3.12", "3.13")),
    Core("2.21.5", ("3.13", "3.12")),
)


def runs(python: str | Path) -> bool:
    try:
        probe = subprocess.run([str(python), "-c", "import ensurepip, venv"], capture_output=True, check=False)
    except OSError:
        return False
    return probe.returncode == 0


def find_python(version: str) -> str | None:
    """A Python of that version: from the PATH, or from pyenv, whose PATH entries need not be active."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [shutil.which(f"python{version}"), *sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)]
    return next((str(candidate) for candidate in candidates if candidate and runs(candidate)), None)


def make_environment(core: Core, python: str) -> Path:
    environment = BUILD / f"venv-{core.version}"
    stamp = environment / ".requirements"
    wanted = f"{environment}\n{core.version}\n{REQUIREMENTS.read_text(encoding='utf-8')}"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted and runs(environment / "bin" / "python"):
        return environment
    print(f"Installing ansible-core {core.version} into {environment.relative_to(ROOT)}", flush=True)
    log = BUILD / "log" / f"pip-{core.version}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    commands = (
        [python, "-m", "venv", "--clear", str(environment)],
        [
            str(environment / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
            f"ansible-core=={core.version}", "-r", str(REQUIREMENTS),
        ],
    )
    with log.open("wb") as stream:
        for command in commands:
            if subprocess.call(command, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT):
                raise RuntimeError(
                    f"Could not fetch or install ansible-core {core.version}: the Python package index that pip is set up for "
                    f"must be reachable (log: {log.relative_to(ROOT)})."
                )
    stamp.write_text(wanted, encoding="utf-8")
    return environment


def prepare(core: Core) -> str:
    python = next((found for found in map(find_python, core.pythons) if found), None)
    if python is None:
        return f"left out: no Python {' or '.join(core.pythons)} here"
    try:
        make_environment(core, python)
    except RuntimeError as error:
        return f"FAILED: {error}"
    return "ready"


def main() -> int:
    outcomes = {core.version: prepare(core) for core in CORES}
    for version, outcome in outcomes.items():
        print(f"ansible-core {version:8}  {outcome}")
    return 1 if any(outcome.startswith("FAILED") for outcome in outcomes.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
