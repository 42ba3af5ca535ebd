# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Injection costs from the topology, and what they promise."""
from __future__ import annotations

from .audit import AddressAudit, Audit, audit
from .compare import compare
from .failures import KINDS, OWN_SITE, Breach, Promises, every_breach
from .judge import judged
from .planner import Plan, Server, plan
from .reach import Failure, Reach

__all__ = ["KINDS", "OWN_SITE", "AddressAudit", "Audit", "Breach", "Failure", "Plan", "Promises",
           "Reach", "Server", "audit", "compare", "every_breach", "judged", "plan"]
