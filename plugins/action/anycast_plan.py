# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module `anycast_plan`: costs from the topology, saved and compared with the last ones. No device is asked."""
from __future__ import annotations

from ansible.utils.display import Display

from ..module_utils._plan_options import ANYCAST_PLAN_MODULE
from ..plugin_utils.action_rim import TaskAction
from ..plugin_utils.device_task import failed
from ..plugin_utils.faults import Fault
from ..plugin_utils.intent.plan_inputs import plan_inputs
from ..plugin_utils.plain import plain
from ..plugin_utils.planning import saved
from ..plugin_utils.planning.from_options import input_of, planned
from ..plugin_utils.progress import Told
from ..plugin_utils.specification import check

OWN = ("topology", "route_servers", "addresses", "base", "metric", "survive")
NEEDED = ("topology", "route_servers", "addresses")


class ActionModule(TaskAction):
    _requires_connection = False

    def result(self, task_vars):
        try:
            given = plain(self._task.args)
        except Exception as error:  # whatever the type, it is the user's input
            return failed([Fault("options", f"they cannot be read: {type(error).__name__}", "check the vault password and the variables in use")])
        options, faults = check(ANYCAST_PLAN_MODULE, given)
        arguments, found = _arguments(options)
        faults += found
        path = options["path"] and self._loader.path_dwim(options["path"])
        last, found = saved.load(path) if path else (None, [])
        faults += found
        if options["previous"] is not None or (options["keep_costs"] and last is not None):
            arguments["previous"] = last if options["previous"] is None else options["previous"]
        if arguments.keys() >= set(NEEDED):
            faults += [fault for fault in input_of(**arguments)[1] if fault not in faults]
        if faults:
            return failed(faults)
        plan, faults = planned(**arguments, progress=Told("anycast_plan", Display().display))
        if faults:
            return failed(faults)
        return self._compared(plan, last, path, options)

    def _compared(self, plan, last, path, options):
        before = last if path else _whole(options["previous"])
        found = saved.difference(before, plan)
        changed = bool(path) and not saved.same(last, plan, options["keep_costs"])
        if changed and not self._task.check_mode:
            try:
                saved.save(path, plan)
            except OSError as error:
                return failed([Fault("path", f"the plan cannot be saved: {error.strerror}", "write a path that can be written", path)])
        diff = found.pop("diff")
        return {"changed": changed, "plan": plan, **found, **({"path": path} if path else {}), **({"diff": diff} if self._task.diff else {})}


def _arguments(options):
    """What the planner takes, from a domain or from the options of their own."""
    own = {name: options[name] for name in OWN if options[name] is not None}
    if options["domain"] is None:
        return own, [Fault(name, "this option is required and missing", "write it, or domain") for name in NEEDED if name not in own]
    faults = [Fault(name, "the domain says this", "leave it out, or the domain", None) for name in own]
    arguments, found = plan_inputs(options["domain"])
    return arguments, faults + found


def _whole(previous):
    """A plan that was given, or its costs alone."""
    if not previous:
        return None
    if "costs" in previous and "breaches" in previous:
        return {"survives": [], **previous}
    return {"costs": previous.get("costs", previous), "breaches": [], "survives": []}
