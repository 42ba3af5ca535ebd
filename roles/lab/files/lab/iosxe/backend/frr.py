# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FRR behind an IOS-XE twin."""
from __future__ import annotations

from collections.abc import Mapping

from ...twin_frr import FrrDaemons, Translation
from .interface_shows import links
from .show import answer
from .translate import translate


class FrrBackend(FrrDaemons):
    """The backend of a twin (`apply`, `show`)."""

    DEVICES = {f"GigabitEthernet{number}": f"eth{number}" for number in range(1, 33)}
    MADE_DEVICES = "Loopback"

    @staticmethod
    def translate(configuration: str, devices: Mapping[str, str]) -> Translation:
        return translate(configuration, devices)

    def show(self, command: str) -> str | None:
        """IOS's answer to a show or clear command; None where it is not one of the backend's."""
        if self.translation is None:
            return None
        return answer(command, self.translation, self.vtysh, lambda: links(self.present()))
