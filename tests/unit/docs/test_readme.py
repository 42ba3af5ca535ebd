# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the READMEs show as an example is a sound domain."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.virtual_appliance.routing.plugins.filter.domain_faults import domain_faults

ROOT = Path(__file__).resolve().parents[3]
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
READMES = ("README.md", "roles/route_server/README.md")


def blocks(readme):
    return [yaml.safe_load(block) for block in BLOCK.findall((ROOT / readme).read_text(encoding="utf-8"))]


def domain_of(readme):
    domain = next(block["virtual_appliance_domain"] for block in blocks(readme) if "virtual_appliance_domain" in block)
    for pool in domain["pools"]:
        pool["password"] = "a-key-from-the-vault"
    return domain


@pytest.mark.parametrize("readme", READMES)
def test_the_domain_is_sound(readme):
    assert domain_faults(domain_of(readme)) == []


def test_the_inventory_names_route_servers_and_an_appliance_of_the_domain():
    domain = domain_of("README.md")
    children = next(block for block in blocks("README.md") if "all" in block)["all"]["children"]
    assert set(children["route_servers"]["hosts"]) == {server["name"] for server in domain["route_servers"]}
    appliance = children["appliances"]["hosts"]["web1"]
    options = {name.removeprefix("appliance_"): value for name, value in appliance.items() if name.startswith("appliance_")}
    assert domain_faults(domain, options) == []
