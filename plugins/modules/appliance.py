#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the module; the action plugin of the same name does the work on the controller."""
from __future__ import annotations

DOCUMENTATION = r"""
module: appliance
short_description: Let a virtual appliance announce its prefixes to anycast BGP route servers
version_added: 1.0.0
author:
  - virtual_appliance.routing contributors (!UNKNOWN)
description:
  - Gives a virtual appliance static BGP sessions to the anycast addresses of a domain, over which it announces its own prefixes with its own
    address as next hop.
  - Nothing in its configuration names a site, a subnet or a physical router. It stays the same wherever the appliance runs.
  - It announces exactly O(prefixes) and accepts the default route or nothing, as its pool says. It can never become transit.
  - The running configuration is read once. Only what differs is sent, then it is read back. Where the device did not take all of
    it, it is put back as it was and the task fails with the device's own words.
requirements:
  - FRR 8.4 or newer on the device, with C(zebra) and C(bgpd) running, and C(bfdd) where the domain has BFD. Or IOS-XE 16.3.1 or newer over
    C(ansible.netcommon.network_cli), or Junos 17.4R1 or newer over C(ansible.netcommon.netconf)
  - An address inside the subnets of its pool, and a route to the anycast addresses (the default route suffices)
notes:
  - Instance-wide settings that the design needs, such as the router ID, next hop tracking through the default route and fast convergence, are
    set where they are unset and never lowered. A value of somebody else's that cannot hold is an error. What the collection has set, it
    takes back with O(state=absent).
  - The prefixes are announced whether the device has a route for them or not (C(no bgp network import-check)). A C(network) line that
    somebody else has written there is therefore an error.
  - An appliance that forwards IPv6 ignores router advertisements unless C(net.ipv6.conf.IFACE.accept_ra) is 2, and temporary IPv6 source addresses
    can fall outside of the pool's ranges. See O(interface).
  - Where FRR has C(log commands), keys are not sent, because they would be logged.
options:
  pool:
    description:
      - Which one of O(domain.pools[].name) this appliance belongs to. The pool gives the address families, the key, the permitted
        prefixes and the preferences.
    type: str
    required: true
  prefixes:
    description:
      - The prefixes that it announces, IPv4 and IPv6, as V(address/length) without host bits.
      - Each must be permitted by the pool, else the route servers would refuse it. Not more than O(domain.pools[].max_prefixes).
      - Required and checked with O(state=absent) too.
    type: list
    elements: str
    required: true
  router_id:
    description:
      - Its BGP router ID, an IPv4 address that no other appliance or route server has. It goes with the appliance, so it is best taken from
        its own prefixes and not from the subnet where it happens to run.
    type: str
    required: true
  asn:
    description:
      - Its ASN, one of O(domain.pools[].appliance_asns). With O(domain.session=ebgp) it can be left out where there is only one.
      - With O(domain.session=ibgp) it is the domain's, and best left out.
    type: int
  interface:
    description:
      - The interface whose address is the source of its sessions. By default the one that leads to the anycast addresses.
      - Name it where the appliance has several addresses, and with temporary IPv6 addresses.
    type: str
  preference:
    description:
      - Announces its prefixes with the pool's O(domain.pools[].preference.primary) or O(domain.pools[].preference.backup) community, for pairs of
        appliances that announce the same prefixes.
      - V(primary) gets LOCAL_PREF 200, V(backup) 50, all others 100.
    type: str
    choices: [primary, backup]
  med:
    description: Announces its prefixes with this MED, one of O(domain.pools[].preference.med[].med), which gives the LOCAL_PREF beside it there.
    type: int
  password_addresses:
    description:
      - The names of the anycast addresses (O(domain.anycast_addresses[].name)) whose sessions take a changed key now. The others keep the key that
        the device has. By default all take it.
      - For a rotation of keys, one address after the other, with O(update_password=always). The playbook
        C(virtual_appliance.routing.rotate_password) uses it.
    type: list
    elements: str
extends_documentation_fragment:
  - virtual_appliance.routing.attributes
  - virtual_appliance.routing.domain
  - virtual_appliance.routing.device
seealso:
  - module: virtual_appliance.routing.route_server
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

- name: Announce the prefixes of every appliance
  hosts: appliances
  gather_facts: false
  tasks:
    - name: Peer with the anycast addresses
      virtual_appliance.routing.appliance:
        domain: "{{ virtual_appliance_domain }}"
        pool: web
        router_id: 192.0.2.8
        prefixes:
          - 192.0.2.8/29
          - 2001:db8:100:1::/64

- name: An active and a standby firewall announce the same prefix
  hosts: firewalls
  gather_facts: false
  tasks:
    # needs shared: true and preference: {primary: "65000:200", backup: "65000:50"} in the pool
    - name: Announce the prefix, preferred from the first
      virtual_appliance.routing.appliance:
        domain: "{{ virtual_appliance_domain }}"
        pool: firewalls
        router_id: "{{ firewall_router_id }}"
        prefixes: [198.51.100.0/28]
        interface: eth0
        preference: "{{ 'primary' if inventory_hostname == 'fw1' else 'backup' }}"

- name: Move the sessions to one address to a new key
  hosts: appliances
  gather_facts: false
  tasks:
    - name: Take the new key towards the anycast address a, keep the old one towards the other
      virtual_appliance.routing.appliance:
        domain: "{{ virtual_appliance_domain }}"
        pool: web
        router_id: 192.0.2.8
        prefixes: [192.0.2.8/29, "2001:db8:100:1::/64"]
        update_password: always
        password_addresses: [a]

- name: Retire an appliance
  hosts: web1
  gather_facts: false
  tasks:
    - name: Remove its sessions and policies, and nothing else
      virtual_appliance.routing.appliance:
        domain: "{{ virtual_appliance_domain }}"
        pool: web
        router_id: 192.0.2.8
        prefixes: [192.0.2.8/29]
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
  sample: ["ip prefix-list VA-OWN-4 permit 192.0.2.8/29", "route-map VA-OWN-4 permit 10", " match ip address prefix-list VA-OWN-4"]
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
  sample: ["router bgp 65000", "neighbor 10.255.0.1 peer-group VA-RS-4", "neighbor 10.255.0.1 password ********"]
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
from ansible_collections.virtual_appliance.routing.plugins.module_utils._options import APPLIANCE_MODULE


def main():
    module = AnsibleModule(argument_spec=APPLIANCE_MODULE, supports_check_mode=True)
    module.fail_json(msg="This module runs on the controller through its action plugin: call it as virtual_appliance.routing.appliance in a task.")


if __name__ == "__main__":
    main()
