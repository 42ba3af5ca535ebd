# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user means: the domain as frozen dataclasses, free of contradictions."""
from __future__ import annotations

from .compile import domain_intent
from .model import Domain, Pool, RouteServer

__all__ = ["Domain", "Pool", "RouteServer", "domain_intent"]
