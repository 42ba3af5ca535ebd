# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs of the modules, composed from shared blocks.

The one definition of every option's type, default and choices. The modules build their AnsibleModule from it (so that
documentation and spec are held together by the sanity tests), the action plugins validate with it, see
`plugin_utils/specification.py`.
"""
from __future__ import annotations

TIMERS = {
    "keepalive": {"type": "int", "default": 3},
    "hold": {"type": "int", "default": 9},
    "connect": {"type": "int", "default": 1},
    "minimum_hold": {"type": "int", "default": 3},
}

BFD = {
    "interval": {"type": "int", "default": 300},
    "multiplier": {"type": "int", "default": 3},
}

ANYCAST_ADDRESS = {
    "name": {"type": "str", "required": True},
    "ipv4": {"type": "str"},
    "ipv6": {"type": "str"},
}

ROUTE_SERVER = {
    "name": {"type": "str", "required": True},
    "router_id": {"type": "str", "required": True},
    "ipv6": {"type": "str"},
    "cluster_id": {"type": "str"},
    "site": {"type": "str"},
    "addresses": {"type": "list", "elements": "str"},
    "costs": {"type": "dict"},
}

FABRIC_PEER = {
    "name": {"type": "str", "required": True},
    "ipv4": {"type": "str"},
    "ipv6": {"type": "str"},
    "password": {"type": "str", "no_log": True},
}

INJECTION = {
    "ipv4": {"type": "str", "choices": ["intra_area", "external_1"]},
    "ipv6": {"type": "str", "choices": ["intra_area", "external_1"]},
}

IGP = {
    "protocol": {"type": "str", "required": True, "choices": ["ospf", "isis"]},
    "area": {"type": "str", "default": "0.0.0.0"},
    "level": {"type": "int", "default": 2, "choices": [1, 2]},
    "instance": {"type": "str"},
    "injection": {"type": "dict", "options": INJECTION},
}

COST_PLAN = {
    "strategy": {"type": "str", "default": "ordered", "choices": ["ordered", "explicit", "nearest"]},
    "igp_diameter": {"type": "int"},
    "base": {"type": "int", "default": 10},
    "topology": {"type": "dict"},
    "survive": {"type": "list", "elements": "str", "choices": ["route_server", "link", "router"]},
}

PREFIX = {
    "within": {"type": "str", "required": True},
    "lengths": {"type": "raw"},
    "asn": {"type": "int"},
}

MED_LEVEL = {
    "med": {"type": "int", "required": True},
    "local_preference": {"type": "int", "required": True},
}

PREFERENCE = {
    "primary": {"type": "str"},
    "backup": {"type": "str"},
    "med": {"type": "list", "elements": "dict", "options": MED_LEVEL},
}

POOL = {
    "name": {"type": "str", "required": True},
    "subnets": {"type": "list", "elements": "str"},
    "hosts": {"type": "list", "elements": "str"},
    "exclude": {"type": "list", "elements": "str"},
    "authentication": {"type": "str", "default": "md5", "choices": ["md5", "none"]},
    "password": {"type": "str", "no_log": True},
    "appliance_asns": {"type": "list", "elements": "int"},
    "prefixes": {"type": "list", "elements": "dict", "required": True, "options": PREFIX},
    "max_appliances": {"type": "int", "default": 16},
    "max_prefixes": {"type": "int"},
    "max_prefixes_enforcement": {"type": "str", "default": "strict", "choices": ["strict", "advisory"]},
    "advertise": {"type": "str", "default": "nothing", "choices": ["nothing", "default"]},
    "shared": {"type": "bool", "default": False},
    "preference": {"type": "dict", "options": PREFERENCE},
}

DOMAIN = {
    "asn": {"type": "int", "required": True},
    "session": {"type": "str", "default": "ibgp", "choices": ["ibgp", "ebgp"]},
    "name_prefix": {"type": "str", "default": "VA-"},
    "redundancy": {"type": "int", "default": 2, "choices": [1, 2]},
    "anycast_addresses": {"type": "list", "elements": "dict", "required": True, "options": ANYCAST_ADDRESS},
    "route_servers": {"type": "list", "elements": "dict", "required": True, "options": ROUTE_SERVER},
    "fabric_peers": {"type": "list", "elements": "dict", "options": FABRIC_PEER},
    "infrastructure": {"type": "list", "elements": "str"},
    "igp": {"type": "dict", "required": True, "options": IGP},
    "cost_plan": {"type": "dict", "required": True, "options": COST_PLAN},
    "timers": {"type": "dict", "options": TIMERS},
    "bfd": {"type": "dict", "options": BFD},
    "pools": {"type": "list", "elements": "dict", "required": True, "options": POOL},
}

DEVICE = {
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "save": {"type": "bool", "default": True},
    "rollback_timeout": {"type": "int", "default": 60},
    "lock_timeout": {"type": "int", "default": 30},
    "update_password": {"type": "str", "default": "on_create", "choices": ["on_create", "always"], "no_log": False},
    "vtysh_command": {"type": "str", "default": "vtysh"},
    "allow_logged_keys": {"type": "bool", "default": False, "no_log": False},
}

ROUTE_SERVER_MODULE = {
    "domain": {"type": "dict", "required": True, "options": DOMAIN},
    "name": {"type": "str", "required": True},
    "anycast_interface": {"type": "str", "default": "lo"},
    **DEVICE,
}

APPLIANCE_MODULE = {
    "domain": {"type": "dict", "required": True, "options": DOMAIN},
    "pool": {"type": "str", "required": True},
    "prefixes": {"type": "list", "elements": "str", "required": True},
    "router_id": {"type": "str", "required": True},
    "asn": {"type": "int"},
    "interface": {"type": "str"},
    "preference": {"type": "str", "choices": ["primary", "backup"]},
    "med": {"type": "int"},
    "password_addresses": {"type": "list", "elements": "str", "no_log": False},
    **DEVICE,
}
