# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module has in common that only reads a device. It stands before the fragment `attributes`: the first that says something holds."""
from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
requirements:
  - FRR 8.4 or newer on the device and C(vtysh), IOS-XE over C(ansible.netcommon.network_cli), or Junos over C(ansible.netcommon.netconf)
options:
  tolerate_unreachable:
    description: Whether a device that cannot be reached is a result, with RV(reachable) false and RV(msg), and not a failure of the host.
    type: bool
    default: false
  vtysh_command:
    description: How to run C(vtysh) on a device with FRR, as one line of shell, such as V(docker exec -i frr vtysh).
    type: str
    default: vtysh
attributes:
  check_mode:
    support: full
    details: []
  diff_mode:
    support: N/A
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
    details:
      - It changes nothing.
"""
