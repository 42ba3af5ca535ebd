# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report means for a run: whether it fails, and by which checks. Pure."""
from __future__ import annotations

from typing import Any, Mapping

from .model import ERROR, WARNING

FAIL_ON = {"error": (ERROR,), "warning": (ERROR, WARNING), "never": ()}


def failing_checks(report: Mapping[str, Any], fail_on: str) -> list[str]:
    """The checks with a finding of that severity or worse. `fail_on`: error, warning or never."""
    failing = {finding["check"] for finding in report["findings"] if finding["severity"] in FAIL_ON[fail_on]}
    return [check["name"] for check in report["checks"] if check["name"] in failing]
