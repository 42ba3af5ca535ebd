# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of every module that configures a device: what it does there, and how carefully."""
from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  state:
    description:
      - V(present) makes the device what the other options say. Objects of the collection that they do not call for are removed.
      - V(absent) removes every object that the collection owns on the device, and the instance-wide settings that it made itself. All other
        configuration stays as it is.
      - The collection owns the objects whose names begin with O(domain.name_prefix), the listen ranges and neighbors of its peer groups, and
        the anycast addresses of the domain. It touches nothing else.
    type: str
    choices: [present, absent]
    default: present
  save:
    description:
      - Whether to write the configuration to the device's startup configuration after a change that holds.
      - Without it a restart of the device brings the earlier configuration back. FRR and IOS-XE save all of their running configuration,
        including lines that somebody else has entered and not saved. A Junos device has saved what it has committed.
    type: bool
    default: true
  rollback_timeout:
    description:
      - Seconds, from 5 to 3600, that a change may stand unconfirmed on the device. After that the device puts its earlier configuration
        back by itself, also when the controller died or the connection broke.
      - IOS-XE and Junos count whole minutes, at least 2. IOS-XE needs its configuration archive for that (C(archive), C(path bootflash:archive)).
      - The time must suffice to read the configuration back over this connection.
    type: int
    default: 60
  lock_timeout:
    description:
      - Seconds, from 0 to 3600, to wait for another run that is changing the same device.
      - When the time is over, the task fails and says who holds the device since when. Nothing is sent.
    type: int
    default: 30
  update_password:
    description:
      - What to do where the TCP MD5 key of a session or peer group on the device differs from the domain's.
      - V(on_create) sets keys that are missing and fails where a key differs, because a key that changes on one device alone cuts the
        sessions with all others.
      - V(always) replaces the key. The sessions that it guards go down until their other ends have it too. The playbook
        C(virtual_appliance.routing.rotate_password) does it in an order that keeps every prefix reachable.
    type: str
    choices: [on_create, always]
    default: on_create
  vtysh_command:
    description:
      - How to run C(vtysh) on the device, as one line of shell. FRR only.
      - For a daemon in a container write V(docker exec -i frr vtysh), for another instance V(vtysh -N red). A container needs the C(-i).
    type: str
    default: vtysh
  allow_logged_keys:
    description:
      - Whether to send lines with a key over a connection whose C(persistent_log_messages) is on. IOS-XE and Junos only.
      - Ansible then writes every line, with its key in clear, into its log. By default such a change is refused and nothing is sent.
    type: bool
    default: false
"""
