# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module `anycast_paths_info`: where each router's packets to each anycast address go, by the network's own link-state database. It changes nothing."""
from __future__ import annotations

from ..module_utils._info_options import ANYCAST_PATHS_INFO_MODULE
from ..plugin_utils.action_rim import TaskAction
from ..plugin_utils.paths_task import option_faults, read_paths
from ..plugin_utils.reading_task import run_reading_task


class ActionModule(TaskAction):
    def result(self, task_vars):
        return run_reading_task(self, ANYCAST_PATHS_INFO_MODULE, task_vars, option_faults, read_paths)
