# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of the machine, run with their failure turned into a sentence."""
from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterable, Sequence

from .errors import LabError


def run(argv: Sequence[str], text: str | None = None, check: bool = True) -> subprocess.CompletedProcess[str]:
    stdin = {"stdin": subprocess.DEVNULL} if text is None else {"input": text}
    done = subprocess.run(list(argv), capture_output=True, text=True, check=False, **stdin)
    if check and done.returncode:
        words = (done.stderr or done.stdout).strip() or f"exit status {done.returncode}"
        raise LabError(f"`{shlex.join(argv)}` failed: {words}")
    return done


def ip(*words: str, netns: str | None = None, check: bool = True) -> str:
    where = ["-n", netns] if netns else []
    return run(["ip", *where, *words], check=check).stdout


def ip_batch(lines: Iterable[str], netns: str | None = None) -> None:
    text = "".join(f"{line}\n" for line in lines)
    if text:
        where = ["-n", netns] if netns else []
        run(["ip", *where, "-batch", "-"], text=text)
