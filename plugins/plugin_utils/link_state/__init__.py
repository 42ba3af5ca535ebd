# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network's own link-state database: one form for every vendor and protocol, and what it says of the anycast addresses."""
from __future__ import annotations

from .audit import audit_database
from .model import ISIS, OSPF, OSPF3, Database

__all__ = ["ISIS", "OSPF", "OSPF3", "Database", "audit_database"]
