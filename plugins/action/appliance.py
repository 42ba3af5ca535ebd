# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module `appliance`: a device announces its own prefixes to the route servers of the domain, or ceases to."""
from __future__ import annotations

from ..module_utils._options import APPLIANCE_MODULE
from ..plugin_utils.action_rim import TaskAction
from ..plugin_utils.device_task import run_device_task
from ..plugin_utils.state import appliance_state


class ActionModule(TaskAction):
    def result(self, task_vars):
        return run_device_task(self, APPLIANCE_MODULE, appliance_state, task_vars)
