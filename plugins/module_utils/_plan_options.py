# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument spec of the module that plans costs."""
from __future__ import annotations

ANYCAST_PLAN_MODULE = {
    "domain": {"type": "dict"},
    "topology": {"type": "dict"},
    "route_servers": {"type": "list", "elements": "raw"},
    "addresses": {"type": "list", "elements": "str"},
    "base": {"type": "int"},
    "metric": {"type": "str", "choices": ["ospf", "ospf_e1", "isis", "isis_narrow"]},
    "survive": {"type": "list", "elements": "str", "choices": ["route_server", "link", "router"]},
    "previous": {"type": "dict"},
    "path": {"type": "path"},
    "keep_costs": {"type": "bool", "default": False},
}
