# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs of the modules that only read."""
from __future__ import annotations

from ._options import DOMAIN

READING = {
    "tolerate_unreachable": {"type": "bool", "default": False},
    "vtysh_command": {"type": "str", "default": "vtysh"},
}

BGP_SESSIONS_INFO_MODULE = {
    "destinations": {"type": "list", "elements": "str", "default": []},
    "blocks": {"type": "list", "elements": "str", "default": []},
    "prefixes": {"type": "bool", "default": True},
    "declared": {"type": "dict"},
    "salt": {"type": "str", "no_log": True},
    **READING,
}

# What a domain says of its paths; each must be given that is required there.
PATHS_OF_DOMAIN = {name: DOMAIN[name] for name in ("anycast_addresses", "route_servers", "fabric_peers", "igp")}

ANYCAST_PATHS_INFO_MODULE = {
    "domain": {"type": "dict"},
    "addresses": {"type": "list", "elements": "str", "default": []},
    **READING,
}
