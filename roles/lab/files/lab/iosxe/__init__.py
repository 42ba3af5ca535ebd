# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A twin of a Cisco IOS-XE device: its command line over SSH, on a configuration tree that behaves as IOS's does."""
from __future__ import annotations

from .faults import Faults

__all__ = ["Backend", "Faults", "RunningTwin", "Twin"]


def __getattr__(name: str):
    """The server needs asyncssh; what reads and changes configurations does not."""
    if name in ("Backend", "RunningTwin", "Twin"):
        from . import server

        return getattr(server, name)
    raise AttributeError(name)
