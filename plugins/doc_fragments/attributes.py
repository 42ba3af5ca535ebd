# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds of every module of this collection."""
from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details:
      - Nothing is sent. RV(commands), RV(before) and RV(after) are exactly those of the run that applies the change.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
    support: full
    details:
      - The difference is that of the configuration the collection owns on the device, secrets masked. Of a change made on Junos it is the
        device's own comparison.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
      - This assumes that the system controlled/queried by the module has not changed in a relevant way.
    support: full
  platform:
    description: Target OS/families that can be operated against.
    support: full
    platforms: posix
    details:
      - Devices that run FRR 8.4 or newer. They need C(vtysh) and a POSIX shell, no Python.
      - Devices that run IOS-XE 16.3.1 or newer, over C(ansible.netcommon.network_cli).
      - Devices that run Junos 17.4R1 or newer, over C(ansible.netcommon.netconf).
  action:
    description: Indicates this has a corresponding action plugin so some parts of the options can be executed on the controller.
    support: full
    details:
      - All of it runs on the controller. A device shows its running configuration and takes commands.
  async:
    description: Supports being used with the C(async) keyword.
    support: none
  become:
    description: Is usable alongside C(become) keywords.
    support: full
  connection:
    description: Uses the target's configured connection information to execute code on it.
    support: full
    details:
      - Any connection that pipes a script to a shell, such as P(ansible.builtin.ssh#connection), P(ansible.builtin.local#connection)
        or that of a container. A connection that cannot, such as P(ansible.builtin.paramiko_ssh#connection), is refused by name.
      - IOS-XE is reached over P(ansible.netcommon.network_cli#connection) with C(ansible_network_os=cisco.ios.ios).
      - A host whose C(ansible_network_os) names another vendor is refused, so that nobody's own machine is configured by mistake.
  delegation:
    description: Can be used in conjunction with C(delegate_to) and related keywords.
    support: full
  action_group:
    description: Use C(group/virtual_appliance.routing.routing) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - virtual_appliance.routing.routing
"""
