#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module; the action plugin of the same name does the work on the controller."""
from __future__ import annotations

DOCUMENTATION = r"""
module: anycast_plan
short_description: Plan the IGP costs of anycast addresses, save the plan and compare it with the last
version_added: 1.1.0
author:
  - virtual_appliance.routing contributors (!UNKNOWN)
description:
  - Computes what the filter P(virtual_appliance.routing.anycast_plan#filter) computes, from a domain or from options of its own, and saves it.
  - With C(--diff) it shows the difference from the saved plan, a line for each cost and for each promise that does not hold.
  - A long computation tells every few seconds how far it is. Where it is interrupted, the saved plan stays as it was.
  - It runs on the controller and asks no device. Run it once, not on every host.
notes:
  - The costs depend on the options alone, unless O(keep_costs) is set. Only then are they other than those of a domain with C(strategy=nearest).
options:
  domain:
    description:
      - The domain, as in O(virtual_appliance.routing.route_server#module:domain), with a topology in its cost plan. Of that it takes everything else.
      - Either this or O(topology), O(route_servers) and O(addresses).
    type: dict
  topology:
    description: The network of the IGP, as the input of P(virtual_appliance.routing.anycast_plan#filter).
    type: dict
  route_servers:
    description: The names of the route servers, or dictionaries with C(name), C(addresses) and C(forwarding), as the filter takes them.
    type: list
    elements: raw
  addresses:
    description: The names of the anycast addresses, one or two.
    type: list
    elements: str
  base:
    description: The lowest cost, 10 by default.
    type: int
  metric:
    description: In which metric the costs must hold, V(ospf) by default.
    type: str
    choices: [ospf, ospf_e1, isis, isis_narrow]
  survive:
    description: After the loss of which single things the costs must still hold. All of them by default.
    type: list
    elements: str
    choices: [route_server, link, router]
  previous:
    description: An earlier plan, or its costs, to keep where they still hold and to compare with, where no O(path) is given.
    type: dict
  path:
    description:
      - The file of the saved plan, JSON, on the controller. It is written whole or not at all, and only where the plan is another.
      - Relative to the playbook. Without it nothing is saved.
    type: path
  keep_costs:
    description: Whether a cost of the saved plan is kept where it still holds, though a smaller one would do.
    type: bool
    default: false
extends_documentation_fragment:
  - virtual_appliance.routing.attributes
attributes:
  check_mode:
    support: full
    details:
      - The plan is computed and compared, and not saved.
  diff_mode:
    support: full
    details:
      - The difference is that from the saved plan.
  platform:
    support: full
    platforms: posix
    description: Target OS/families that can be operated against.
    details:
      - The controller. No device is asked.
  connection:
    support: none
    description: Uses the target's configured connection information to execute code on it.
    details:
      - It opens no connection.
  become:
    support: none
    description: Is usable alongside C(become) keywords.
    details:
      - It runs as the user who runs Ansible.
seealso:
  - plugin: virtual_appliance.routing.anycast_plan
    plugin_type: filter
  - module: virtual_appliance.routing.route_server
"""

EXAMPLES = r"""
---
- name: Plan the costs of a domain with strategy nearest and save them
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Compare with the last plan, save this one
      virtual_appliance.routing.anycast_plan:
        domain: "{{ virtual_appliance_domain }}"
        path: "{{ playbook_dir }}/anycast_plan.json"
      diff: true
      register: planned

    - name: Say which promises do not hold any more
      ansible.builtin.debug:
        var: planned.lost

- name: Plan without a domain, keep costs of the last plan
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Plan for the loss of route servers only
      virtual_appliance.routing.anycast_plan:
        topology: "{{ network }}"
        route_servers: [rs1, rs2, rs3, rs4]
        addresses: [a, b]
        metric: isis
        survive: [route_server]
        path: anycast_plan.json
        keep_costs: true
"""

RETURN = r"""
changed:
  description: Whether the saved plan was another, or there was none. Always false without O(path).
  returned: always
  type: bool
plan:
  description: The plan, as P(virtual_appliance.routing.anycast_plan#filter) returns it.
  returned: success
  type: dict
changes:
  description: Every cost that differs from the last plan, with C(route_server), C(address), C(before), C(after) and C(text).
  returned: success
  type: list
  elements: dict
lost:
  description: The promises that do not hold any more and did by the last plan, each with the reason.
  returned: success
  type: list
  elements: str
  sample: ["distinct: without route server rs1, e1, e2: only rs2 can be reached, and both addresses end there"]
won:
  description: The promises that hold now and did not by the last plan.
  returned: success
  type: list
  elements: str
path:
  description: The file of the saved plan.
  returned: with O(path)
  type: str
faults:
  description: What is wrong with the options, one sentence for each fault, all of them at once.
  returned: when the options are at fault
  type: list
  elements: str
msg:
  description: All faults as one text.
  returned: on failure
  type: str
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.virtual_appliance.routing.plugins.module_utils._plan_options import ANYCAST_PLAN_MODULE


def main():
    module = AnsibleModule(argument_spec=ANYCAST_PLAN_MODULE, supports_check_mode=True)
    module.fail_json(msg="This module runs on the controller through its action plugin: call it as virtual_appliance.routing.anycast_plan in a task.")


if __name__ == "__main__":
    main()
