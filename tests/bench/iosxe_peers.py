# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of deployed twins as tasks of cisco.ios: its resource modules for what they know, ios_config for the rest."""
from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playbooks import Playbooks, Task
from twins import Twin

RESOURCES = ("prefix_lists", "route_maps", "bgp_address_family")
OPENERS = ("router ", "route-map ", "address-family ")
Line = tuple[str, ...]
PEER = [*({"name": resource, f"cisco.ios.ios_{resource}": {"config": f"{{{{ {resource} }}}}", "state": "merged"}} for resource in RESOURCES),
        {"name": "rest", "cisco.ios.ios_config": {"src": "{{ rest }}"}}]


def describe(playbooks: Playbooks, inventory: Path, sockets: Path, twins: Iterable[Twin]) -> str:
    """Gathers the state of every host in the inventory, and leaves it beside the inventory as the variables of `PEER`; how much of it is whose."""
    place = inventory.parent / "host_vars"
    place.mkdir(exist_ok=True)
    playbooks.run(playbooks.playbook("gather", *_gathering(place)), inventory, sockets)
    said = ""
    for twin in twins:
        path = place / f"{twin.name}.json"
        gathered: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        rest = place.parent / f"{twin.name}.cfg"
        rendered = gathered.pop("rendered")
        left = _rest(twin, rendered)
        rest.write_text("".join(f"{line}\n" for line in left), encoding="utf-8")
        path.write_text(json.dumps({**gathered, "rest": str(rest)}), encoding="utf-8")
        said = f"{len(rendered)} lines by resource modules, {len(left)} by ios_config"
    return said


def _gathering(place: Path) -> list[Task]:
    tasks: list[Task] = []
    for resource in RESOURCES:
        module, facts = f"cisco.ios.ios_{resource}", f"{{{{ {resource}_found.gathered }}}}"
        tasks += [{"name": f"Gather {resource}", module: {"state": "gathered"}, "register": f"{resource}_found"},
                  {"name": f"Render {resource}", module: {"state": "rendered", "config": facts}, "register": f"{resource}_rendered"}]
    found = ", ".join(f"'{resource}': {resource}_found.gathered" for resource in RESOURCES)
    lines = " + ".join(f"{resource}_rendered.rendered" for resource in RESOURCES)
    return [*tasks, {"name": "Keep", "ansible.builtin.copy": {
        "content": f"{{{{ {{{found}, 'rendered': {lines}}} | to_json }}}}", "dest": f"{place}/{{{{ inventory_hostname }}}}.json", "mode": "0600"},
        "delegate_to": "localhost", "vars": {"ansible_connection": "local"}, "changed_when": False}]


def _rest(twin: Twin, rendered: Iterable[str]) -> list[str]:
    """The collection's own lines on a twin but for those that the resource modules render."""
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe.configuration import commands, numbered, parse
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe.names import Names
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe.owned import owned_as_printed

    known = set(_in_context(rendered))
    running = parse(twin.saved())
    ours = list(owned_as_printed(running, Names("VA-")))
    return commands(numbered(line for line in ours if line not in known))


def _in_context(rendered: Iterable[str]) -> Iterable[Line]:
    """Commands as they are typed one after another → each with the contexts that it stands in."""
    inside: Line = ()
    for text in rendered:
        if text.startswith(OPENERS):
            inside = (*(inside[:1] if text.startswith("address-family ") else ()), text.removesuffix(" unicast"))
            yield inside
        elif text == "exit-address-family":
            inside = inside[:1]
        else:
            yield (text,) if text.startswith(("ip prefix-list ", "ipv6 prefix-list ")) else (*inside, text)
