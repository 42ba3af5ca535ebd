# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another FRR than the machine's: out of a Debian tree, run by the tree's own loader and libraries, in the machine's own file system.

The nodes see it where FRR always is (/usr/lib/frr, /usr/bin/vtysh, /usr/share/yang): boot.sh binds what is made here over these places.
"""
from __future__ import annotations

import shutil
from pathlib import Path

from .errors import LabError

ELF = b"\x7fELF"
WRAPPER = """#!/bin/sh
exec {loader} --library-path {libraries} {program} "$@"
"""


def install(tree: Path, place: Path) -> None:
    """Make `place` with the directory `lib`, the program `vtysh` and a link `yang`, all of the tree's FRR."""
    programs, vtysh = tree / "usr/lib/frr", tree / "usr/bin/vtysh"
    loaders = sorted((tree / "usr/lib").glob("*/ld-linux*.so.*"))
    if not programs.is_dir() or not vtysh.exists() or not loaders:
        raise LabError(f"{tree} holds no Debian with FRR (lab_frr_root); unpack one there (debootstrap) and install its package frr.")
    shutil.rmtree(place, ignore_errors=True)
    (place / "lib").mkdir(parents=True)
    libraries = f"{loaders[0].parent}:{loaders[0].parent / 'frr'}"
    for program in programs.iterdir():
        _bring(program, place / "lib" / program.name, loaders[0], libraries)
    _bring(vtysh, place / "vtysh", loaders[0], libraries)
    (place / "yang").symlink_to(tree / "usr/share/yang")


def _bring(program: Path, target: Path, loader: Path, libraries: str) -> None:
    with program.open("rb") as opened:
        compiled = opened.read(4) == ELF
    if compiled:
        target.write_text(WRAPPER.format(loader=loader, libraries=libraries, program=program))
        target.chmod(0o755)
    else:
        shutil.copy(program, target)
