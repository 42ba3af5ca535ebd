# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of objects that only Junos has, and the paths of statements that carry no name."""
from __future__ import annotations

import re

from ...cidr import WIDTH
from ...owned_names import OwnedNames
from ...prefixes import Bound
from ...statements import Line

INET = {4: "inet", 6: "inet6"}
OSPF = {4: "ospf", 6: "ospf3"}
DEFAULT = {4: "0.0.0.0/0", 6: "::/0"}
LOOPBACK = "lo0.0"
DYNAMIC = "APPLIANCES"
GROUP = ("set", "protocols", "bgp", "group")
POLICY = ("set", "policy-options", "policy-statement")


class Names(OwnedNames):
    def inbound(self, pool: str, family: int) -> tuple[str, str]:
        """The chain of import policies of a pool: which prefixes may pass, and what is rewritten of them."""
        return self.group(pool, family), f"{self.group(pool, family)}-IN"

    @property
    def records(self) -> str:
        """The macro that records which statements without a name are ours: a parameter a statement, its value the statement's path.

        A macro that no commit script reads does nothing (Junos OS Automation Scripting User Guide, "Create a Commit Script Macro").
        """
        return self.own("OWN")

    @property
    def loopback(self) -> str:
        """The macro that keeps the device's own statements on lo0.0 in OSPF while the collection stands in for them."""
        return self.own("LO0")

    @property
    def communities(self) -> str:
        return self.own("COMMUNITIES")

    @property
    def large_communities(self) -> str:
        return self.own("LARGE-COMMUNITIES")

    @property
    def extended_communities(self) -> str:
        return self.own("EXTENDED-COMMUNITIES")


def hyphened(text: str) -> str:
    """Letters, numbers and hyphens, of which names in policies are made (Routing Policies User Guide, `term`, `community`)."""
    return re.sub(r"[^A-Za-z0-9]", "-", text)


def bound_term(bound: Bound) -> str:
    return hyphened(f"{bound.prefix}-{bound.shortest}-{bound.longest}")


def route_filter(bound: Bound) -> Line:
    """Junos's words for a bound: the lengths from the prefix's own are `upto`, any others a range (vendor facts 4)."""
    if bound.ge is None and bound.le is None:
        return ("route-filter", bound.prefix, "exact")
    if bound.ge is None:
        return ("route-filter", bound.prefix, "upto", f"/{bound.longest}")
    return ("route-filter", bound.prefix, "prefix-length-range", f"/{bound.shortest}-/{bound.longest}")


def address_path(address: str, family: int) -> Line:
    """The statement of a host address on lo0.0."""
    return ("interfaces", "lo0", "unit", "0", "family", INET[family], "address", f"{address}/{WIDTH[family]}")


def static_route(prefix: str, family: int) -> Line:
    """IPv6 statics stand in their own table (Junos Protocol-Independent Routing Properties, `rib`)."""
    table = () if family == 4 else ("rib", "inet6.0")
    return ("routing-options", *table, "static", "route", prefix)
