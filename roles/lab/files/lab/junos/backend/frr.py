# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FRR behind a Junos twin."""
from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from ...twin_frr import FrrDaemons, Line
from ...twin_frr.difference import POLICY
from .answer import Answers
from .translate import JunosTranslation, translate


class FrrBackend(FrrDaemons):
    """The backend of a twin (`apply`, `answer`)."""

    DEVICES = {f"ge-0/0/{number}": f"eth{number + 1}" for number in range(32)}

    @staticmethod
    def translate(configuration: str, devices: Mapping[str, str]) -> JunosTranslation:
        return translate(configuration, devices)

    def reevaluate(self, before: Sequence[Line], after: Sequence[Line]) -> None:
        """Junos holds routes against a changed policy once it is committed (Junos OS Routing Policies User Guide, "import")."""
        if {line for line in before if line[0].startswith(POLICY)} != {line for line in after if line[0].startswith(POLICY)}:
            self.vtysh(*(f"clear bgp {family} unicast * soft" for family in ("ipv4", "ipv6")))

    def answer(self, rpc: etree._Element) -> etree._Element | None:
        """Junos's reply to an operational RPC, without namespaces; None where it is not one of the backend's."""
        if self.translation is None:
            return None
        return Answers(self.translation, self.vtysh, self.present).answer(rpc)
