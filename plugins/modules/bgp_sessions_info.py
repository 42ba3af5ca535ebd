#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module; the action plugin of the same name does the work on the controller."""
from __future__ import annotations

DOCUMENTATION = r"""
module: bgp_sessions_info
short_description: Read the BGP sessions, announced prefixes and routes of a device
version_added: 1.0.0
author:
  - virtual_appliance.routing contributors (!UNKNOWN)
description:
  - Reads the state of BGP on a device and returns it as plain data. It changes nothing.
  - One execution on FRR, where the device itself finds out which neighbors to ask (with C(awk); without it, one more). One session on IOS-XE and Junos, with
    a command or RPC for each question and one read more of the configuration where neighbors are asked for what they announced.
options:
  destinations:
    description: Addresses, such as the anycast addresses of a domain, to which the device's selected routes are wanted.
    type: list
    elements: str
    default: []
  blocks:
    description: Networks, such as the blocks of a pool, whose selected routes and those inside them are wanted.
    type: list
    elements: str
    default: []
  prefixes:
    description:
      - Whether to return, for each neighbor of which the device keeps what it received, which prefixes it announced and which were refused.
    type: bool
    default: true
  declared:
    description:
      - What the device is meant to be, as the options of M(virtual_appliance.routing.route_server) or, where it has a C(pool), of
        M(virtual_appliance.routing.appliance). RV(configuration) then says how its configuration differs.
      - Empty for a device that neither of them configures.
    type: dict
  salt:
    description:
      - A random text of this run. RV(configuration.keys) then has a digest of each key under it, by which keys of several devices can be compared.
      - Keep it out of sight. Whoever has it and a digest can try keys.
    type: str
extends_documentation_fragment:
  - virtual_appliance.routing.reading
  - virtual_appliance.routing.attributes
seealso:
  - module: virtual_appliance.routing.route_server
  - module: virtual_appliance.routing.appliance
"""

EXAMPLES = r"""
---
- name: Show which sessions of the route servers are not up
  hosts: route_servers
  gather_facts: false
  tasks:
    - name: Read the sessions
      virtual_appliance.routing.bgp_sessions_info:
        prefixes: false
      register: bgp

    - name: Name those that are down
      ansible.builtin.debug:
        msg: "{{ bgp.sessions | rejectattr('established') | map(attribute='peer') }}"
"""

RETURN = r"""
reachable:
  description: Whether the device was reached.
  returned: when the options are without fault
  type: bool
msg:
  description: Why the device could not be reached or read.
  returned: when it could not
  type: str
release:
  description: The release of the device's routing software, of FRR, IOS-XE or Junos.
  returned: success
  type: str
  sample: 8.4.4
vendor:
  description: The language that the device speaks.
  returned: success
  type: str
  sample: frr
fingerprint:
  description: A fingerprint of the running configuration. It is the same as long as nobody changes the configuration.
  returned: success
  type: str
speaks_bgp:
  description: Whether the device has a BGP instance that runs.
  returned: success
  type: bool
start_bgp:
  description: What to do on such a device where BGP does not run, as a sentence.
  returned: success
  type: str
keeps_stale_keys:
  description:
    - Whether this release keeps the TCP MD5 key of every address that ever had a session, so that a changed key needs a restart of C(bgpd).
  returned: success
  type: bool
asn:
  description: The ASN of the BGP instance, none where there is none.
  returned: success
  type: int
router_id:
  description: The router ID of the BGP instance, none where there is none.
  returned: success
  type: str
interfaces:
  description: The addresses of each interface, with their lengths.
  returned: success
  type: dict
  sample: {lo: [10.255.1.1/32]}
sessions:
  description: One entry a neighbor.
  returned: success
  type: list
  elements: dict
  contains:
    peer:
      description: The neighbor's address.
      type: str
    hostname:
      description: What the neighbor calls itself, where the device knows (FRR).
      type: str
    group:
      description: Its peer group.
      type: str
    dynamic:
      description: Whether it came from a listen range.
      type: bool
    state:
      description: The state of the session, V(Established) where it is up.
      type: str
    established:
      description: Whether it is up.
      type: bool
    local_address:
      description: The device's own address of the session.
      type: str
    peer_router_id:
      description: The neighbor's router ID.
      type: str
    peer_asn:
      description: The neighbor's ASN.
      type: int
    uptime_seconds:
      description: How long it is up.
      type: int
    last_reset:
      description: Why it was down the last time.
      type: str
    bfd:
      description: The state of BFD beside it, V(none) where there is none.
      type: str
    authenticated:
      description: Whether the device says that the session has TCP MD5, none where it does not say.
      type: bool
    keeps_received:
      description: The families whose announced prefixes the device keeps as they came, V(4) and V(6).
      type: list
      elements: int
    accepted_count:
      description: How many prefixes of the neighbor were accepted.
      type: int
    sent_count:
      description: How many prefixes were sent to the neighbor.
      type: int
    accepted:
      description: Which prefixes were accepted, where the device keeps them.
      type: list
      elements: str
    refused:
      description: Which prefixes were announced and refused, where the device keeps them.
      type: list
      elements: str
    announced:
      description: For each announced prefix its RV(ignore:next_hop) and RV(ignore:as_path) as they came, where the device keeps them.
      type: dict
    advertised:
      description: Which prefixes were sent to a neighbor that is configured by its address, where the device keeps what that one announces.
      type: list
      elements: str
listen_ranges:
  description: The ranges whose addresses may open a session, each with its RV(ignore:group). A configured neighbor is a range of one address.
  returned: success
  type: list
  elements: dict
  sample: [{range: 10.1.0.0/16, group: VA-web-4}]
configuration:
  description: How the configuration differs from O(declared). No key is in it.
  returned: with O(declared)
  type: dict
  contains:
    faults:
      description: What is wrong with O(declared). Nothing else is there then.
      type: list
      elements: str
    missing:
      description: Statements that the device does not have.
      type: list
      elements: str
    left_over:
      description: Statements of the collection's that are no longer called for.
      type: list
      elements: str
    order_differs:
      description: Whether the same statements stand in another order.
      type: bool
    refusals:
      description: Why the device would not take its configuration.
      type: list
      elements: str
    listen_ranges:
      description: The ranges that are called for, as in RV(listen_ranges).
      type: list
      elements: dict
    keys:
      description: >-
        For each group or neighbor with a key its RV(ignore:state), V(as declared), V(differs), V(missing), V(undeclared) or V(sealed), and with O(salt) the
        RV(ignore:digest) of the key.
      type: list
      elements: dict
paths:
  description: For each of O(destinations) the selected route, with RV(ignore:prefix), RV(ignore:protocol), RV(ignore:metric) and its next hops, or none.
  returned: success
  type: dict
routes:
  description: For each prefix inside O(blocks) the next hops of its selected route, as the routing protocol gave them.
  returned: success
  type: dict
  sample: {192.0.2.8/29: [10.1.1.11]}
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.virtual_appliance.routing.plugins.module_utils._info_options import BGP_SESSIONS_INFO_MODULE


def main():
    module = AnsibleModule(argument_spec=BGP_SESSIONS_INFO_MODULE, supports_check_mode=True)
    module.fail_json(msg="This module works on the controller. Call it by its full name, virtual_appliance.routing.bgp_sessions_info.")


if __name__ == "__main__":
    main()
