# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network that carries the anycast addresses, from the inventory or an export, as one model."""
from __future__ import annotations

from .model import BACKBONE, MAX_LINK_METRIC, Link, Network, Router, Topology, named
from .read_netbox import netbox_topology
from .read_yaml import outline, topology_of, yaml_topology

__all__ = ["BACKBONE", "MAX_LINK_METRIC", "Link", "Network", "Router", "Topology", "named", "netbox_topology", "outline", "topology_of", "yaml_topology"]
