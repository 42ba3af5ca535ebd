#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module; the action plugin of the same name does the work on the controller."""
from __future__ import annotations

DOCUMENTATION = r"""
module: anycast_paths_info
short_description: Tell from the link-state database which route server each router reaches by each anycast address
version_added: 1.1.0
author:
  - virtual_appliance.routing contributors (!UNKNOWN)
description:
  - Reads the link-state database of the IGP from one router, OSPFv2 for IPv4, OSPFv3 for IPv6, or IS-IS for both. It changes nothing.
  - One router of an area knows the whole area, so one is asked for all. It need not be a route server.
  - Returns the network as a topology that P(virtual_appliance.routing.anycast_plan#filter) takes, for each anycast address and every router the
    nearest route server, the distance, the runner-up and its distance, and what is wrong. Routers that spread their flows over several route
    servers, strangers that announce an address, leftovers of route servers that are gone, an address that is announced as routes of different
    types, links that only one end announces.
  - A database that is not whole is an error, so that it cannot become a plan.
  - One execution on the device.
notes:
  - Of other areas and levels a database says only what area border routers announce of them. Their route servers are told apart as far as
    the costs tell. Ask an area border router to see all of its areas.
  - Routers have the names of the domain's route servers and fabric peers, whose router ID or loopback they announce, or the hostname in IS-IS, or
    else their router ID.
options:
  domain:
    description:
      - The domain of M(virtual_appliance.routing.route_server). Of it, C(anycast_addresses), C(route_servers), C(fabric_peers) and C(igp) are used.
      - One of O(domain) and O(addresses) is needed.
    type: dict
  addresses:
    description:
      - The anycast addresses, where there is no domain. Then nobody counts as a stranger, and nobody is missed.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - virtual_appliance.routing.reading
  - virtual_appliance.routing.attributes
seealso:
  - module: virtual_appliance.routing.bgp_sessions_info
  - plugin: virtual_appliance.routing.anycast_plan
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Find routers without exactly one nearest route server
  hosts: fabric
  gather_facts: false
  tasks:
    - name: Read the link-state database of one router
      virtual_appliance.routing.anycast_paths_info:
        domain: "{{ virtual_appliance_domain }}"
      register: found
      run_once: true

    - name: Say what is wrong
      ansible.builtin.debug:
        var: found.lines
      run_once: true

    - name: Plan the costs on the network as it is
      ansible.builtin.debug:
        msg: "{{ found.ipv4.topology | virtual_appliance.routing.anycast_plan(['rs1', 'rs2'], ['a', 'b'], previous=found.ipv4.costs) }}"
      run_once: true
"""

RETURN = r"""
reachable:
  description: Whether the device was reached.
  returned: when the options are without fault
  type: bool
msg:
  description: Why the device could not be reached or read, or what is wrong with its database.
  returned: when it could not
  type: str
release:
  description: The release of the device's software.
  returned: success
  type: str
lines:
  description: All findings of both families, each as a sentence, the worst of a family first.
  returned: success
  type: list
  elements: str
  sample:
    - "IPv4: r9 announces a (10.255.0.1) inside its area at 5 and is none of its route servers"
ipv4:
  description: What the database says of the IPv4 addresses.
  returned: when there are any
  type: dict
  contains: &family
    protocol:
      description: The protocol that was read, V(ospf), V(ospf3) or V(isis).
      type: str
    routers:
      description: How many routers there are.
      type: int
    metric:
      description: In which metric the costs are, as P(virtual_appliance.routing.anycast_plan#filter) takes it.
      type: str
    topology:
      description: The network, as P(virtual_appliance.routing.anycast_plan#filter) takes it.
      type: dict
    costs:
      description: From the router that injects to a dictionary from the address's name to the cost, as in a plan.
      type: dict
      sample: {rs1: {a: 10, b: 111}}
    paths:
      description:
        - As in a plan. For each of its C(addresses) the C(routers) with C(nearest), C(distance), C(runner_up), C(runner_up_distance), C(ends) and
          C(route_type), and the lists C(ecmp), C(captured) and C(cut_off); and C(same_server).
        - The distance by a route of external type 2 is its external cost.
        - C(route_type) is one of those of C(originators), or V(default) of a router that knows the address by no route but a border router's default one.
      type: dict
    originators:
      description: From the address's name to who announces it.
      type: dict
      contains:
        router:
          description: Its name.
          type: str
        router_id:
          description: Its router ID or system ID.
          type: str
        status:
          description:
            - V(expected) of a route server of the domain, V(foreign) of anybody else, V(stale) of a leftover that has reached its maximum age, V(unreachable)
              of one to which no router has a path, V(relayed) of an area border router.
          type: str
        route_type:
          description: V(intra_area), V(inter_area), V(external_1), V(external_2), V(level_1), V(level_2) or V(level_1_down).
          type: str
        cost:
          description: The cost that it announces.
          type: int
        area:
          description: The area, empty for the whole AS.
          type: str
        age:
          description: Seconds since the announcement; in IS-IS, what is missing of a lifetime of an hour.
          type: int
    one_way:
      description: Links that only one end announces, each with C(router), C(neighbor) and C(area).
      type: list
      elements: dict
    findings:
      description: What is wrong, the worst first.
      type: list
      elements: dict
      contains:
        check:
          description:
            - V(foreign), V(ecmp), V(mixed_route_types), V(captured), V(same_server), V(cut_off), V(missing), V(unreachable), V(stale), V(covering) or
              V(one_way).
          type: str
        address:
          description: The address's name, empty where it is not about one.
          type: str
        routers:
          description: The routers concerned.
          type: list
          elements: str
        text:
          description: The finding as a sentence.
          type: str
ipv6:
  description: What the database says of the IPv6 addresses.
  returned: when there are any
  type: dict
  contains: *family
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.virtual_appliance.routing.plugins.module_utils._info_options import ANYCAST_PATHS_INFO_MODULE


def main():
    module = AnsibleModule(argument_spec=ANYCAST_PATHS_INFO_MODULE, supports_check_mode=True)
    module.fail_json(msg="This module works on the controller. Call it by its full name, virtual_appliance.routing.anycast_paths_info.")


if __name__ == "__main__":
    main()
