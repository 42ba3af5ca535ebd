# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module `route_server`: a device becomes, or ceases to be, a route server of the domain."""
from __future__ import annotations

from ..module_utils._options import ROUTE_SERVER_MODULE
from ..plugin_utils.action_rim import TaskAction
from ..plugin_utils.device_task import run_device_task
from ..plugin_utils.state import route_server_state


class ActionModule(TaskAction):
    def result(self, task_vars):
        return run_device_task(self, ROUTE_SERVER_MODULE, _state, task_vars)


def _state(domain, options):
    return route_server_state(domain, options["name"], options["anycast_interface"], removed=options["state"] == "absent")
