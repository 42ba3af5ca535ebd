# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that route servers and appliances have in common."""
from __future__ import annotations

from ...intent.model import Bfd, Timers
from .configuration import Line
from .names import Names


def deny_all(names: Names) -> list[Line]:
    return [(f"route-map {names.nothing} deny 10",)]


def bfd_profile(bfd: Bfd, names: Names) -> list[Line]:
    """FRR hides the profile's defaults: multiplier 3, 300 ms both ways (seen on 8.4.4)."""
    profile: Line = ("bfd", f"profile {names.bfd}")
    lines: list[Line] = [profile]
    if bfd.multiplier != 3:
        lines.append((*profile, f"detect-multiplier {bfd.multiplier}"))
    if bfd.interval != 300:
        lines += [(*profile, f"transmit-interval {bfd.interval}"), (*profile, f"receive-interval {bfd.interval}")]
    return lines


def timers(timers_: Timers) -> str:
    return f"timers {timers_.keepalive} {timers_.hold}"
