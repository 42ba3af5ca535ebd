# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of twins by the vendor's name in a topology."""
from __future__ import annotations

from .iosxe_node import IOSXE
from .junos_node import JUNOS
from .topology import Topology
from .twin_node import TwinKind

KINDS: dict[str, TwinKind] = {"iosxe": IOSXE, "junos": JUNOS}


def kinds_of(topology: Topology) -> list[TwinKind]:
    """Each kind that the topology has, once."""
    return [kind for vendor, kind in KINDS.items() if any(node.vendor == vendor for node in topology.nodes)]
