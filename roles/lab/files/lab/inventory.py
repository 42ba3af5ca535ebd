# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab as an Ansible inventory. Pure, but for the dump."""
from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .topology import GROUPS, Node, Topology
from .twins import KINDS


def inventory(topology: Topology, addresses: Mapping[str, str], keys: Path) -> dict[str, Any]:
    groups: dict[str, Any] = {group: {"hosts": {}} for group in GROUPS.values()}
    for node in topology.nodes:
        groups[GROUPS[node.role]]["hosts"][node.name] = _host(node, addresses[node.name], keys)
    given = dict(topology.inventory_vars)
    everybody = _connection(keys) | dict(given.pop("all", {}))
    for group, variables in given.items():
        groups.setdefault(group, {})["vars"] = variables
    return {"all": {"vars": everybody, "children": groups}}


def _host(node: Node, address: str, keys: Path) -> dict[str, Any]:
    host: dict[str, Any] = {"ansible_host": address, "lab_node": node.name, **(KINDS[node.vendor].variables(keys) if node.vendor in KINDS else {})}
    if node.loopback_ipv4:
        host |= {"lab_loopback_ipv4": node.loopback_ipv4, "lab_loopback_ipv6": node.loopback_ipv6}
    if node.site:
        host["lab_site"] = node.site
    return host | dict(node.vars)


def _connection(keys: Path) -> dict[str, Any]:
    options = [f"UserKnownHostsFile={keys / 'known_hosts'}", "StrictHostKeyChecking=yes", "IdentitiesOnly=yes"]
    return {
        "ansible_user": "root",
        "ansible_ssh_private_key_file": str(keys / "id_ed25519"),
        "ansible_ssh_common_args": " ".join(f"-o '{option}'" for option in options),
    }


def write(path: Path, content: Mapping[str, Any]) -> None:
    """YAML where PyYAML is present; JSON, which is YAML too, where it is not."""
    try:
        import yaml
    except ImportError:
        path.write_text(json.dumps(content, indent=2) + "\n")
    else:
        plain = json.loads(json.dumps(content))
        path.write_text("---\n" + yaml.safe_dump(plain, sort_keys=False, width=120))
