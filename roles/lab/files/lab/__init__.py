# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fabric of network namespaces with real FRR daemons and a real sshd in each."""
from __future__ import annotations

from .errors import LabError
from .laboratory import Lab
from .node import Node
from .topology import Topology, load

__all__ = ["Lab", "LabError", "Node", "Topology", "load"]
