# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an action plugin meets Ansible."""
from __future__ import annotations

from typing import Any, Mapping

from ansible.plugins.action import ActionBase


class TaskAction(ActionBase):
    """An action that makes its `result` on the controller, unless Ansible itself has failed or skipped the task."""

    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        if result.get("failed") or result.get("skipped"):
            return result
        return {**result, **self.result(task_vars or {})}

    def result(self, task_vars: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError
