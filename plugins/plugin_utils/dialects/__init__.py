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


@dataclass(frozen=True)
class Language:
    """A vendor's dialect. `release`: the release that a text names, or None. `sessions`: gives the vendor's module of that name, which reads what
    bgp_sessions_info tells."""

    name: str
    dialect: Callable[..., Any]
    release: Callable[[str], Any]
    sessions: Callable[[], Any]


def _iosxe(**options: Any) -> Any:
    from .iosxe import IosXeDialect

    return IosXeDialect(**options)


def _iosxe_release(text: str) -> Any:
    from .iosxe.release import release

    return release(text)


def _iosxe_sessions() -> Any:
    from .iosxe import sessions as read

    return read


def _junos(**options: Any) -> Any:
    from .junos import JunosDialect

    return JunosDialect(**options)


def _junos_release(text: str) -> Any:
    from .junos.release import release

    return release(text)


def _junos_sessions() -> Any:
    from .junos import sessions as read

    return read


# FRR is imported at once: a run pays for it once, its workers nothing. Others are imported where they are spoken.
FRR = Language("frr", FrrDialect, frr_release, lambda: sessions)
IOSXE = Language("iosxe", _iosxe, _iosxe_release, _iosxe_sessions)
JUNOS = Language("junos", _junos, _junos_release, _junos_sessions)
LANGUAGES = (FRR, IOSXE, JUNOS)
