# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A vtysh in a node's /tmp that writes down what it is given, may take its time, and may alter the configuration on its way to FRR."""
from __future__ import annotations

from typing import Any

NAME = "va-vtysh"
SCRIPT = r"""#!/bin/sh
for word; do
    case $word in clear*) printf '%s\n' "$word" >>/tmp/@name@.cleared ;; esac
done
case " $* " in
    *" -f "*)
        text=$(cat /dev/stdin)
        @sample@
        printf '%s\n%s\n' "$text" '--' >>/tmp/@name@.sent
        sleep @pause@
        printf '%s\n' "$text" | { @filter@ } >/tmp/@name@.step
        vtysh "$@" </tmp/@name@.step ;;
    *) exec vtysh "$@" ;;
esac
"""


SAMPLE = r"{ vtysh -c 'show running-config'; printf '\f'; } >>/tmp/@name@.samples"


class Wrapper:
    """`command` is for the option vtysh_command. `filter`: a shell command that a step's text passes through before FRR has it. `sampling`: the
    running configuration is kept before each step."""

    def __init__(self, node: Any, filter: str = "cat;", pause: float = 0, sampling: bool = False) -> None:
        self._place = node.directory / "tmp"
        self.sampling = sampling
        self.command = f"/tmp/{NAME}"
        for name in (".sent", ".cleared", ".samples"):
            (self._place / f"{NAME}{name}").unlink(missing_ok=True)
        path = self._place / NAME
        path.write_text(SCRIPT.replace("@filter@", filter).replace("@pause@", str(pause))
                        .replace("@sample@", SAMPLE if sampling else ":").replace("@name@", NAME))
        path.chmod(0o755)

    @property
    def steps(self) -> list[list[str]]:
        """What was sent to be configured, step by step."""
        path = self._place / f"{NAME}.sent"
        text = path.read_text() if path.exists() else ""
        return [step.strip("\n").split("\n") for step in text.split("\n--\n") if step.strip()]

    @property
    def lines(self) -> list[str]:
        return [line for step in self.steps for line in step]

    @property
    def clears(self) -> list[str]:
        path = self._place / f"{NAME}.cleared"
        return path.read_text().splitlines() if path.exists() else []

    @property
    def samples(self) -> list[str]:
        path = self._place / f"{NAME}.samples"
        return [text for text in (path.read_text() if path.exists() else "").split("\f") if text]
