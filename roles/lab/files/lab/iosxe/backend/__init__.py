# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The BGP and IGP that a twin's running configuration means, run by FRR daemons, and their state in IOS-XE's words."""
from __future__ import annotations

from ...twin_frr import Translation
from .frr import FrrBackend
from .translate import translate

__all__ = ["FrrBackend", "Translation", "translate"]
