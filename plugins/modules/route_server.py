#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module; the action plugin of the same name does the work on the controller."""
from __future__ import annotations

DOCUMENTATION = r"""
module: route_server
short_description: Make a device an anycast BGP route server for virtual appliances
version_added: 1.0.0
author:
  - virtual_appliance.routing contributors (!UNKNOWN)
description:
  - Makes a device one of the route servers of a domain. It carries the anycast addresses, injects them into the IGP at the costs of the
    plan, accepts BGP sessions of appliances from the listen ranges of their pools, takes from each appliance what its pool permits and
    nothing else, and tells the fabric.
  - An appliance can then move to any subnet of its pool, in any site, without a change of configuration on any device.
  - The running configuration is read once. Only what differs is sent, then it is read back. Where the device did not take all of
    it, it is put back as it was and the task fails with the device's own words.
  - At no moment does a listen range exist without its key and its filters, or an anycast address before its session policy.
requirements:
  - FRR 8.4 or newer on the device, with C(zebra), C(bgpd) and the daemons of the IGP running, and C(bfdd) where the domain has BFD. Or IOS-XE
    16.3.1 or newer over C(ansible.netcommon.network_cli), or Junos 17.4R1 or newer over C(ansible.netcommon.netconf)
  - The IGP and the unique loopbacks of the device configured
  - The device's own port 179 and, with BFD, UDP port 4784 open to the pools
notes:
  - Instance-wide settings that the design needs, such as the router ID, the cluster ID, the minimum hold time, the listen limit and the stub
    router, are set where they are unset and never lowered. A value of somebody else's that cannot hold is an error. What the collection has
    set, it takes back with O(state=absent).
  - On FRR before 10.2.1 graceful restart is disabled for the whole BGP instance, because it cannot be for dynamic peers alone.
    Stale routes of a dead appliance would stay otherwise.
  - Deploy route servers one at a time. The playbook C(virtual_appliance.routing.site) does so, and goes on only when every appliance
    that had two sessions has two again.
  - Where FRR has C(log commands), keys are not sent, because they would be logged.
options:
  name:
    description: Which one of O(domain.route_servers[].name) this device is.
    type: str
    required: true
  anycast_interface:
    description:
      - The interface that holds the anycast addresses on FRR. On IOS-XE each has a Loopback of its own, so leave this out there.
      - On Junos they go on C(lo0.0). V(lo0.0) also hands over the statements of C(interface lo0.0) in OSPF, which would announce the anycast
        addresses at its metric. The collection gives the other addresses on it OSPF interfaces of their own, and puts the statements back on
        removal, for which V(lo0.0) must be written too.
      - With C({name}) in it, one interface for each address, V(any-{name}) is V(any-a) for the address named V(a). IS-IS needs that, because
        it has one metric an interface. The interfaces must be there and up, dummy devices for example, and hold nothing else.
      - With O(domain.igp.injection.ipv4=external_1) or O(domain.igp.injection.ipv6=external_1) it must not be in the IGP by itself,
        else the anycast addresses would be announced at the interface's own cost besides. Such an interface is refused.
    type: str
    default: lo
extends_documentation_fragment:
  - virtual_appliance.routing.attributes
  - virtual_appliance.routing.domain
  - virtual_appliance.routing.device
seealso:
  - module: virtual_appliance.routing.appliance
  - plugin: virtual_appliance.routing.anycast_costs
    plugin_type: filter
  - plugin: virtual_appliance.routing.listen_ranges
    plugin_type: filter
  - plugin: virtual_appliance.routing.prefix_bounds
    plugin_type: filter
"""

EXAMPLES = r"""
---
# group_vars/all/domain.yml: the domain, the same for every device. Keys come from a vault.
#
#   virtual_appliance_domain:
#     asn: 65000
#     anycast_addresses:
#       - {name: a, ipv4: 10.255.0.1, ipv6: "2001:db8:ff::1"}
#       - {name: b, ipv4: 10.255.0.2, ipv6: "2001:db8:ff::2"}
#     route_servers:
#       - {name: rs1, router_id: 10.255.1.1, ipv6: "2001:db8:fe::1"}
#       - {name: rs2, router_id: 10.255.1.2, ipv6: "2001:db8:fe::2"}
#     fabric_peers:
#       - {name: spine1, ipv4: 10.255.1.11, ipv6: "2001:db8:fe::11"}
#       - {name: spine2, ipv4: 10.255.1.12, ipv6: "2001:db8:fe::12"}
#     infrastructure: [10.255.0.0/16, "2001:db8:fe::/47"]
#     igp: {protocol: ospf}
#     cost_plan: {igp_diameter: 400}
#     bfd: {}
#     pools:
#       - name: web
#         subnets: [10.1.0.0/16, "2001:db8:1::/48"]
#         exclude: [10.1.0.1]
#         password: "{{ vault_web_password }}"
#         prefixes:
#           - {within: 192.0.2.0/24, lengths: 29-32}
#           - {within: "2001:db8:100::/48", lengths: 64}

- name: Make every host of the group a route server, one at a time
  hosts: route_servers
  gather_facts: false
  serial: 1
  tasks:
    - name: Carry the anycast addresses and accept the pools' appliances
      virtual_appliance.routing.route_server:
        domain: "{{ virtual_appliance_domain }}"
        name: "{{ inventory_hostname }}"

- name: Show what would change
  hosts: route_servers
  gather_facts: false
  tasks:
    - name: Predict the commands
      virtual_appliance.routing.route_server:
        domain: "{{ virtual_appliance_domain }}"
        name: "{{ inventory_hostname }}"
      check_mode: true
      diff: true
      register: plan

    - name: Print them
      ansible.builtin.debug:
        var: plan.commands

- name: A pool over EBGP, IS-IS and costs of one's own, written in place
  hosts: rs1
  gather_facts: false
  tasks:
    - name: Configure FRR that runs in a container
      virtual_appliance.routing.route_server:
        name: rs1
        vtysh_command: docker exec -i frr vtysh
        rollback_timeout: 120
        domain:
          asn: 65000
          session: ebgp
          anycast_addresses:
            - {name: a, ipv4: 10.255.0.1}
            - {name: b, ipv4: 10.255.0.2}
          route_servers:
            - {name: rs1, router_id: 10.255.1.1, costs: {a: 10, b: 500}}
            - {name: rs2, router_id: 10.255.1.2, costs: {a: 500, b: 10}}
          igp: {protocol: isis, instance: fabric, level: 2}
          cost_plan: {strategy: explicit, igp_diameter: 400}
          timers: {keepalive: 10, hold: 30}
          pools:
            - name: edge
              hosts: [10.2.0.10, 10.2.0.11]
              password: "{{ vault_edge_password }}"
              appliance_asns: [64512, 64513]
              prefixes:
                - {within: 198.51.100.0/25, lengths: [28, 32], asn: 64512}
                - {within: 198.51.100.128/25, lengths: 25-32, asn: 64513}
              max_prefixes: 20

- name: Retire a route server
  hosts: rs2
  gather_facts: false
  tasks:
    - name: Remove what the collection owns, and nothing else
      virtual_appliance.routing.route_server:
        domain: "{{ virtual_appliance_domain }}"
        name: rs2
        state: absent
"""

RETURN = r"""
before:
  description:
    - The configuration that the collection owned on the device before, one line an item, secrets masked.
    - Missing where the task failed before the device was read. So are the other values but RV(changed) and RV(msg).
  returned: when the device was read and can do what is asked
  type: list
  elements: str
  sample: []
after:
  description:
    - The same after the task. In check mode what it would be.
    - After a failure, what the device holds then.
  returned: when the device was read and can do what is asked
  type: list
  elements: str
  sample: ["interface lo", " ip address 10.255.0.1/32", " ip ospf area 0.0.0.0 10.255.0.1", " ip ospf cost 10 10.255.0.1"]
changed:
  description: Whether the configuration that the collection owns on the device was changed, or would be in check mode.
  returned: always
  type: bool
  sample: true
commands:
  description:
    - The lines sent, in the order they were sent in, secrets masked. In check mode the lines that would be sent.
    - The last are commands that make a changed policy effective on running sessions.
  returned: when the device was read and can do what is asked
  type: list
  elements: str
  sample: ["router bgp 65000", "neighbor VA-web-4 password ********", "bgp listen range 10.1.0.0/16 peer-group VA-web-4"]
diff:
  description:
    - RV(before) and RV(after) as text.
    - Of a change made on Junos it is the device's own comparison instead, which is held against the prediction before it is committed.
  returned: with C(--diff), when the device was read and can do what is asked
  type: dict
  contains:
    before:
      description: The lines of RV(before) as one text.
      returned: unless RV(diff.prepared) is
      type: str
    after:
      description: The lines of RV(after) as one text.
      returned: unless RV(diff.prepared) is
      type: str
    prepared:
      description: What C(show | compare) of the device shows of the change, secrets masked.
      returned: on Junos, when the change was made
      type: str
faults:
  description: What is wrong with the options, one sentence for each fault. Each names the path of the option, the value, and what to write instead.
  returned: when the options are at fault
  type: list
  elements: str
  sample:
    - "domain.pools[0].subnets[0] = '10.1.0.1/16': host bits are set. Write 10.1.0.0/16."
msg:
  description:
    - Why the task failed. All faults of the options at once, or what the device said in its own words and whether it is as it was before.
  returned: on failure
  type: str
  sample: "domain.asn = 65000: 'router bgp 65001' runs on the device. Write its ASN, or remove it from the device."
vendor:
  description: Whose dialect the device speaks, by its connection.
  returned: when the options are without fault
  type: str
  sample: frr
warnings:
  description: What holds less than it seems, and what an earlier run left behind on the device.
  returned: when the device was read and can do what is asked
  type: list
  elements: str
  sample: []
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.virtual_appliance.routing.plugins.module_utils._options import ROUTE_SERVER_MODULE


def main():
    module = AnsibleModule(argument_spec=ROUTE_SERVER_MODULE, supports_check_mode=True)
    module.fail_json(msg="This module runs on the controller through its action plugin: call it as virtual_appliance.routing.route_server in a task.")


if __name__ == "__main__":
    main()
