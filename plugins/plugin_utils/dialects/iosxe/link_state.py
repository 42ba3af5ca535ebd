# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IOS-XE's link-state databases: the commands, and who reads their answers."""
from __future__ import annotations

from ...change import Reading
from ...faults import Fault
from ...link_state.model import ISIS, OSPF, OSPF3, Database
from ...link_state.reading import gathered
from .link_state_isis import isis
from .link_state_ospf import ospf

KINDS = ("router", "network", "summary", "asbr-summary", "external", "nssa-external")
KINDS3 = ("router", "network", "inter-area prefix", "inter-area router", "external", "nssa-external", "prefix")


def queries(protocols: tuple[str, ...]) -> dict[str, str]:
    asked = {f"ospf {kind}": f"show ip ospf database {kind}" for kind in KINDS} if OSPF in protocols else {}
    if OSPF3 in protocols:
        asked |= {f"ospf3 {kind}": f"show ipv6 ospf database {kind}" for kind in KINDS3}
    if ISIS in protocols:
        asked["isis"] = "show isis database verbose"
    return asked


def databases(reading: Reading) -> tuple[list[Database], list[Fault]]:
    """Of the protocols that run; IOS prints nothing for one that does not."""
    return gathered({OSPF: lambda said: ospf(said, OSPF), OSPF3: lambda said: ospf(said, OSPF3), ISIS: isis}, reading.facts)
