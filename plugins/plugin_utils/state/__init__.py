# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Device state: what one device must be, in words that no vendor owns."""
from __future__ import annotations

from .appliance import appliance_state
from .model import ApplianceState, RouteServerState
from .route_server import route_server_state

__all__ = ["ApplianceState", "RouteServerState", "appliance_state", "route_server_state"]
