# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module `route_server`: a device becomes, or ceases to be, a route server of the domain."""
from __future__ import annotations

from ansible.plugins.action import ActionBase

from ..module_utils._options import ROUTE_SERVER_MODULE
from ..plugin_utils.device_task import run_device_task
from ..plugin_utils.intent import domain_intent
from ..plugin_utils.state import route_server_state


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_async = False
    _supports_diff = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        if result.get("failed") or result.get("skipped"):
            return result
        return {**result, **run_device_task(self, ROUTE_SERVER_MODULE, _state, task_vars or {})}


def _state(options):
    domain, faults = domain_intent(options["domain"])
    if domain is None:
        return None, faults
    return route_server_state(domain, options["name"], options["anycast_interface"], removed=options["state"] == "absent")
