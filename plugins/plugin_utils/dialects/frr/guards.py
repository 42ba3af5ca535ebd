# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What guards the sessions in a configuration of FRR: which addresses may open one, and which keys they need."""
from __future__ import annotations

from typing import Iterable

from ... import bgp_guards
from ...statements import Line
from .configuration import parse

START_BGP = "start bgpd (bgpd=yes in /etc/frr/daemons, then systemctl restart frr), and look into its log"


def listen_ranges(running: str) -> list[dict[str, str]]:
    return bgp_guards.listen_ranges(parse(running))


def ranges_of(lines: Iterable[Line]) -> list[dict[str, str]]:
    return bgp_guards.listen_ranges(lines)


def keys(lines: Iterable[Line]) -> dict[str, str | None]:
    """FRR shows its keys in clear."""
    return bgp_guards.keys(lines)
