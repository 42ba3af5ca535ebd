# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action plugin for the tests of a transport: the toy dialect's prefix lists (`lines`), and after them any configuration lines (`more`)."""
from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Change
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.device_task import failed, fitting_vendor
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.engine import converge
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.faults import Fault
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.plain import plain
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.toy_dialect import ToyDialect, ToyState


class MoreDialect(ToyDialect):
    def __init__(self, more):
        self._more = tuple(more)

    def change(self, before, target, reading):
        return Change(commands=(*super().change(before, target, reading).commands, self._more))


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        chosen = fitting_vendor(self, task_vars.get("ansible_network_os"))
        if isinstance(chosen, Fault):
            return failed([chosen])
        given = plain(self._task.args)
        dialect = MoreDialect(given.get("more", ()))
        options = {"rollback_timeout": 60, "lock_timeout": given.get("lock_timeout", 0), "allow_logged_keys": False}
        with chosen.open_transport(self, options, dialect.mask) as transport:
            return converge(dialect, transport, ToyState(tuple(given["lines"])), check_mode=self._task.check_mode)
