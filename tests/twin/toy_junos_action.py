# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action plugin for the tests of the transport to Junos: the toy dialect's prefix lists (`lines`), and after them any configuration lines (`more`)."""
from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.device_task import failed
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.engine import converge
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.plain import plain
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.netconf_connection import open_netconf, unfit_for_netconf
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.toy_dialect import ToyState
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.toy_junos_dialect import ToyJunosDialect


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        unfit = unfit_for_netconf(self._connection)
        if unfit:
            return failed([unfit])
        given = plain(self._task.args)
        dialect = ToyJunosDialect(tuple(given.get("more", ())))
        options = {"rollback_timeout": 60, "lock_timeout": given.get("lock_timeout", 0), "allow_logged_keys": given.get("allow_logged_keys", False)}
        with open_netconf(self, options, dialect.mask) as transport:
            return converge(dialect, transport, ToyState(tuple(given["lines"])), check_mode=self._task.check_mode)
