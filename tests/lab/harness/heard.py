# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device is told: configuration lines and exec commands, as they arrive there."""
from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

from .vtysh_wrapper import Wrapper

LEADING_OUT = ("end", "exit")


class FrrHeard:
    """Give `options` to the module: the commands then pass through a wrapper of vtysh."""

    def __init__(self, node: Any) -> None:
        self._wrapper = Wrapper(node)
        self.options = {"vtysh_command": self._wrapper.command}

    @property
    def lines(self) -> list[str]:
        return self._wrapper.lines

    @property
    def clears(self) -> list[str]:
        return self._wrapper.clears


class TwinHeard:
    """From the twin's transcript, which holds all that was sent to it."""

    def __init__(self, node: Any) -> None:
        self._path = node.directory / "twin" / "transcript.jsonl"
        self._before = len(self._entries())
        self.options: dict[str, str] = {}

    def _entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._path.read_text(encoding="utf-8").splitlines()]

    @property
    def _since(self) -> list[dict[str, Any]]:
        return self._entries()[self._before:]


class IosXeHeard(TwinHeard):
    @property
    def lines(self) -> list[str]:
        return [entry["line"] for entry in self._since if "(config" in entry["prompt"] and entry["line"] not in LEADING_OUT]

    @property
    def clears(self) -> list[str]:
        return [entry["line"] for entry in self._since if entry["line"].startswith("clear ")]


class JunosHeard(TwinHeard):
    @property
    def clears(self) -> list[str]:
        """Junos holds routes against a changed policy by itself."""
        return []

    @property
    def lines(self) -> list[str]:
        loads = [ElementTree.fromstring(entry["rpc"]) for entry in self._since if entry["name"] == "load-configuration"]
        return [line for load in loads for line in (load.findtext(".//configuration-set") or "").splitlines() if line.strip()]


HEARD = {"frr": FrrHeard, "iosxe": IosXeHeard, "junos": JunosHeard}


def heard_by(node: Any) -> Any:
    return HEARD[node.plan.vendor](node)
