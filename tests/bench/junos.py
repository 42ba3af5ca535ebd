# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twins of Junos over NETCONF, against `junos_command` and junipernetworks.junos's modules."""
from __future__ import annotations

from pathlib import Path

import junos_peers
import twin_modules
from figures import Sheet
from twin_modules import Vendor
from twins import JUNOS

VENDOR = Vendor(
    title="Junos",
    kind=JUNOS,
    read={"name": "Read", "junipernetworks.junos.junos_command": {"commands": ["show configuration"]}},
    reader="junos_command",
    peers=junos_peers.PEER,
    peers_name="junos_config and junos_bgp_global",
    describe=junos_peers.describe,
    connections={"NETCONF": {}},
    change=("loads", "load-configuration"),
    permitted=" policy-statement VA-pool0-4 term ",
)


def measure(sheet: Sheet, directory: Path) -> None:
    twin_modules.measure(sheet, directory, VENDOR)
