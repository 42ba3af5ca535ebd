# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialects, one folder a vendor; `vendors` says which connection leads to which."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

from .frr import FrrDialect, sessions
from .frr.release import release as frr_release
from .iosxe import IosXeDialect
from .iosxe.release import release as iosxe_release


@dataclass(frozen=True)
class Language:
    """A vendor's dialect. `release`: the release that a text names, or None. `sessions`: the vendor's module of that name, which reads what
    bgp_sessions_info tells, or None. All is imported at once: a run pays for it once, a worker nothing."""

    name: str
    dialect: Callable[..., Any]
    release: Callable[[str], Any]
    sessions: Any = None


FRR = Language("frr", FrrDialect, frr_release, sessions)
IOSXE = Language("iosxe", IosXeDialect, iosxe_release)
LANGUAGES = (FRR, IOSXE)
