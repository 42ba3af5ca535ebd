# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of deployed twins as tasks of junipernetworks.junos: junos_bgp_global for what it gathers, junos_config for all the lines."""
from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playbooks import Playbooks
from twins import Twin

PEER = [{"name": "lines", "junipernetworks.junos.junos_config": {"lines": "{{ lines }}"}},
        {"name": "bgp_global", "junipernetworks.junos.junos_bgp_global": {"config": "{{ bgp_global }}", "state": "merged"}}]


def describe(playbooks: Playbooks, inventory: Path, sockets: Path, twins: Iterable[Twin]) -> str:
    """Leaves the state of every host beside the inventory, as the variables of `PEER`; how much of it is whose."""
    place = inventory.parent / "host_vars"
    place.mkdir(exist_ok=True)
    gather = [{"name": "Gather", "junipernetworks.junos.junos_bgp_global": {"state": "gathered"}, "register": "found"},
              {"name": "Keep", "ansible.builtin.copy": {
                  "content": "{{ found.gathered | to_json }}", "dest": f"{place}/{{{{ inventory_hostname }}}}.json", "mode": "0600"},
               "delegate_to": "localhost", "vars": {"ansible_connection": "local"}, "changed_when": False}]
    playbooks.run(playbooks.playbook("gather", *gather), inventory, sockets)
    said = ""
    for twin in twins:
        path = place / f"{twin.name}.json"
        gathered, lines = _mergeable(json.loads(path.read_text(encoding="utf-8"))), _ours(twin)
        path.write_text(json.dumps({"bgp_global": gathered, "lines": lines}), encoding="utf-8")
        said = f"{len(lines)} lines by junos_config, {len(gathered.get('groups') or ())} groups by junos_bgp_global"
    return said


def _mergeable(gathered: dict[str, Any]) -> dict[str, Any]:
    """Without import policies: junos_bgp_global 11.0.0 gathers the list as one string, and writes that as the name of a policy."""
    return {**gathered, "groups": [{name: value for name, value in group.items() if name != "import"} for group in gathered.get("groups") or ()]}


def _ours(twin: Twin) -> list[str]:
    """The collection's own lines as the twin holds them."""
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos.configuration import parse, written
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos.names import Names
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos.owned import owned_as_printed

    return [written(line) for line in owned_as_printed(parse(twin.saved()), Names("VA-"))]
