# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of all configuration modes, by the mode's name."""
from __future__ import annotations

from . import bgp, links, route_maps, system
from .model import Rule
from .sources import SOURCES

__all__ = ["CLOSING", "MODES", "PROMPTS", "Rule", "SOURCES"]

MODES: dict[str, tuple[Rule, ...]] = {
    "": system.GLOBAL,
    "archive": system.ARCHIVE,
    "archive-log": system.ARCHIVE_LOG,
    "bfd": system.BFD,
    "vrf": system.VRF,
    "vrf-af": system.VRF_AF,
    "interface": links.INTERFACE,
    "ospf": links.OSPF,
    "ospf6": links.OSPF6,
    "ospfv3": links.OSPFV3,
    "ospfv3-af": links.OSPFV3_AF,
    "isis": links.ISIS,
    "isis-af": links.ISIS_AF,
    "bgp": bgp.BGP,
    "bgp-af": bgp.BGP_AF,
    "bgp-vrf": bgp.BGP_VRF,
    "route-map": route_maps.ROUTE_MAP,
}

# What stands in the prompt's parentheses (the command references' examples; cisco.ios, terminal plugin).
PROMPTS = {
    "": "config", "archive": "config-archive", "archive-log": "config-archive-log-cfg", "bfd": "config-bfd", "vrf": "config-vrf", "vrf-af": "config-vrf-af",
    "interface": "config-if", "ospf": "config-router", "ospf6": "config-rtr", "ospfv3": "config-router", "ospfv3-af": "config-router-af",
    "isis": "config-router", "isis-af": "config-router-af", "bgp": "config-router", "bgp-af": "config-router-af", "bgp-vrf": "config-router-af",
    "route-map": "config-route-map",
}

# Modes whose section in `show running-config` ends with a line of its own (recorded).
CLOSING = {mode: "exit-address-family" for mode in ("bgp-af", "bgp-vrf", "vrf-af", "ospfv3-af", "isis-af")}
