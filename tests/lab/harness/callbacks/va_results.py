# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes every task's result, one JSON line each, to the file that VA_RESULTS names: the same on every ansible-core."""
from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: va_results
type: notification
short_description: Results as JSON lines
description: [Results as JSON lines.]
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "va_results"
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, result, **more):
        line = {"host": result._host.get_name(), "result": result._result, **more}
        with open(os.environ["VA_RESULTS"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str) + "\n")

    def v2_runner_on_ok(self, result):
        self._write(result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._write(result)

    def v2_runner_on_unreachable(self, result):
        self._write(result)
