# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twins of IOS-XE over both of network_cli's SSH back ends, against `ios_command` and cisco.ios's modules."""
from __future__ import annotations

from pathlib import Path

import iosxe_peers
import twin_modules
from figures import Sheet
from twin_modules import Vendor
from twins import IOSXE

VENDOR = Vendor(
    title="IOS-XE",
    kind=IOSXE,
    read={"name": "Read", "cisco.ios.ios_command": {"commands": ["show running-config"]}},
    reader="ios_command",
    peers=iosxe_peers.PEER,
    peers_name="cisco.ios's modules",
    describe=iosxe_peers.describe,
    connections={back_end: {"ansible_network_cli_ssh_type": back_end} for back_end in ("libssh", "paramiko")},
    change=("configuration sessions", "configure terminal"),
    permitted=" permit 100.",
)


def measure(sheet: Sheet, directory: Path) -> None:
    twin_modules.measure(sheet, directory, VENDOR)
