# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that route servers and appliances have in common."""
from __future__ import annotations

from ...intent.model import Bfd, Timers
from ...state.model import EBGP_HOPS
from ...statements import Line
from .names import GROUP, POLICY, Names


def statements(policy: str, term: str, *words: Line) -> list[Line]:
    return [(*POLICY, policy, "term", term, *word) for word in words]


def final(policy: str, action: str) -> Line:
    """The unnamed term, which stands behind all others ("Routing Policy Overview": the final action is defined in an unnamed term)."""
    return (*POLICY, policy, "then", action)


def nothing(names: Names) -> list[Line]:
    return [final(names.nothing, "reject")]


def session(group: str, remote_asns: tuple[int, ...], external: bool, timers: Timers) -> list[Line]:
    """What every group has; `peer-as-list` where there are several ASNs (vendor facts 2)."""
    words: list[Line] = [("type", "external" if external else "internal"), ("hold-time", str(timers.hold))]
    if external:
        words += [("multihop", "ttl", str(EBGP_HOPS))]
        words += [("peer-as", str(remote_asns[0]))] if len(remote_asns) == 1 else [("peer-as-list", group)]
    return [(*GROUP, group, *word) for word in words]


def bfd(group: str, bfd_: Bfd) -> list[Line]:
    """`interval` is in milliseconds there too (vendor facts 12)."""
    path = (*GROUP, group, "bfd-liveness-detection")
    return [(*path, "minimum-interval", str(bfd_.interval)), (*path, "multiplier", str(bfd_.multiplier)), (*path, "session-mode", "multihop")]


def filters(group: str, heard: tuple[str, ...], said: str) -> list[Line]:
    return [*((*GROUP, group, "import", policy) for policy in heard), (*GROUP, group, "export", said)]
