# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on purpose: slow answers, a connection cut, a line refused, a reload in the middle.

They come from a constructor or, while the twin runs, from the file `faults.json` in its directory; a new file counts lines anew:

    {"delay": 0.2, "cut_after": 12, "refuse": 3, "refuse_matching": "password", "reload_after": 5}
"""
from __future__ import annotations

from dataclasses import dataclass

from .. import twin_faults


@dataclass
class Faults(twin_faults.Faults):
    """Lines are lines of configuration."""

    refusal: str = "% Invalid input detected at '^' marker."
