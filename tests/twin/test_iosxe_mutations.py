# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gate for the judges of IOS-XE: each fault put into a rendered configuration must be caught by at least one of them; the kill table is printed.

Run with `-s` to see the table.
"""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe import IosXeDialect
from ansible_collections.virtual_appliance.routing.tests.twin.mutations import Gate
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import INTENTS, changed, route_server

pytest.importorskip("ansible_collections.cisco.ios.plugins.module_utils", reason="cisco.ios, one of the judges, is not installed")
from ansible_collections.virtual_appliance.routing.tests.twin.iosxe_judges import objections  # noqa: E402

# What is wrong: the intent it is put into, the text that is there, the text that takes its place (each once, at the first place).
FAULTS = {
    "ge off by one": ("base", "192.0.2.0/24 ge 29", "192.0.2.0/24 ge 28"),
    "le missing": ("base", " ge 64 le 64", " ge 64"),
    "le where ge should be": ("base", "192.0.2.0/24 ge 29", "192.0.2.0/24 le 29"),
    "ge equal to the length": ("wider bounds", "192.0.2.0/24 ge 28", "192.0.2.0/24 ge 24"),
    "le of the width behind a ge": ("base", "192.0.2.0/24 ge 29", "192.0.2.0/24 ge 29 le 32"),
    "another block": ("base", "permit 198.51.100.0/24", "permit 198.51.101.0/24"),
    "an entry that denies": ("base", "permit 198.51.100.0/24", "deny 198.51.100.0/24"),
    "an entry lost": ("many prefixes", "ip prefix-list VA-edge-4 seq 10 permit 198.51.100.3/32\n", ""),
    "a wrong keyword": ("base", "bgp listen range", "bgp listening range"),
    "a missing activate": ("base", "  neighbor VA-web-4 activate\n", ""),
    "a fabric peer not activated": ("base", "  neighbor 10.255.1.11 activate\n", ""),
    "a range without its group": ("base", " neighbor VA-web-4 peer-group\n", ""),
    "a range of another group": ("base", "10.1.0.0/16 peer-group VA-web-4", "10.1.0.0/16 peer-group VA-edge-4"),
    "a range lost": ("base", " bgp listen range 10.2.2.0/24 peer-group VA-edge-4\n", ""),
    "a range too wide": ("base", "listen range 10.1.0.0/16", "listen range 10.0.0.0/8"),
    "no key": ("base", " neighbor VA-web-4 password web-key\n", ""),
    "another pool's key": ("base", "VA-web-4 password web-key", "VA-web-4 password edge-key"),
    "a fabric peer without its key": ("base", " neighbor 10.255.1.12 password fabric-key\n", ""),
    "the wrong ASN": ("base", "VA-web-4 remote-as 65000", "VA-web-4 remote-as 65001"),
    "an alternate ASN lost": ("ebgp", "remote-as 64512 alternate-as 64513", "remote-as 64512"),
    "one hop only": ("ebgp", " neighbor VA-web-4 ebgp-multihop 64\n", ""),
    "transit let in": ("ebgp", "permit ^64520(_64520)*$", "permit ^64520"),
    "any path": ("base", " match as-path 500\n", ""),
    "a path list that matches all": ("base", "permit ^$", "permit .*"),
    "a path list of another number": ("base", "ip as-path access-list 500", "ip as-path access-list 499"),
    "no route reflector client": ("base", "  neighbor VA-web-4 route-reflector-client\n", ""),
    "a default route to a pool that asked for none": ("base", "  neighbor VA-web-4 activate\n",
                                                      "  neighbor VA-web-4 activate\n  neighbor VA-web-4 default-originate\n"),
    "no inbound map": ("base", "  neighbor VA-web-4 route-map VA-web-4-IN in\n", ""),
    "the map in the wrong direction": ("base", "VA-web-4-IN in", "VA-web-4-IN out"),
    "everything sent": ("base", "  neighbor VA-web-4 route-map VA-NOTHING out\n", ""),
    "a map that is not there": ("base", "VA-web-4 route-map VA-web-4-IN in", "VA-web-4 route-map VA-web-IN in"),
    "the denial permits": ("base", "route-map VA-NOTHING deny 10", "route-map VA-NOTHING permit 10"),
    "the next hop kept": ("base", " set ip next-hop peer-address\n", ""),
    "any IPv6 next hop": ("base", " match ipv6 next-hop prefix-list VA-web-6-NH\n", ""),
    "IPv6 next hops of another subnet": ("base", "VA-web-6-NH seq 5 permit 2001:DB8:1::/48 ge 128", "VA-web-6-NH seq 5 permit 2001:DB8::/32 ge 128"),
    "the IPv6 next hop set, which IOS refuses": ("base", " match ipv6 next-hop prefix-list VA-web-6-NH", " set ipv6 next-hop peer-address"),
    "LOCAL_PREF kept": ("base", " set local-preference 100\n", ""),
    "MED kept": ("base", " set metric 0\n", ""),
    "communities kept": ("base", " set community none\n", ""),
    "drained routes preferred": ("base", "set local-preference 0", "set local-preference 300"),
    "the preference of the other community": ("communities", "set local-preference 200", "set local-preference 50"),
    "a limit off by one": ("advisory limit", "maximum-prefix 3 ", "maximum-prefix 4 "),
    "a limit that tears down": ("single hosts with a limit", "maximum-prefix 3 discard-extra", "maximum-prefix 3 restart 1"),
    "no BFD": ("base", " neighbor VA-web-4 fall-over bfd multi-hop\n", ""),
    "BFD for one hop": ("base", "VA-web-4 fall-over bfd multi-hop", "VA-web-4 fall-over bfd"),
    "a BFD map without a template": ("base", "bfd-template multi-hop VA-BFD", "bfd-template single-hop VA-BFD"),
    "slow timers": ("base", "VA-web-4 timers 3 9 3", "VA-web-4 timers 30 90 3"),
    "graceful restart": ("base", " neighbor VA-web-4 ha-mode graceful-restart disable\n", ""),
    "an anycast address with a wide mask": ("base", "10.255.0.1 255.255.255.255", "10.255.0.1 255.255.255.0"),
    "the costs of the addresses swapped": ("base", "ip ospf cost 10", "ip ospf cost 111"),
    "an address outside the IGP": ("base", " ip ospf 1 area 0.0.0.0\n", ""),
    "type 2 instead of 1": ("external injection", "set metric-type type-1", "set metric-type type-2"),
    "everything connected redistributed": ("external injection", "subnets route-map VA-ANYCAST-4", "subnets"),
    "another metric in IS-IS": ("IS-IS", "isis metric 111 level-2", "isis metric 11 level-2"),
    "the fabric may announce": ("base", "VA-FABRIC-4 route-map VA-NOTHING in", "VA-FABRIC-4 route-map VA-POOLS-4 in"),
    "a pool that the fabric does not hear": ("base", " match ip address prefix-list VA-web-4\n", "\n"),
    "no router id": ("base", " bgp router-id 10.255.1.1\n", ""),
    "IPv4 active by default": ("base", " no bgp default ipv4-unicast\n", ""),
}


def rendered(name):
    state = route_server(changed(name), anycast_interface="lo")
    return IosXeDialect().target(state, Reading("", "17.15.1", "")).text() + "\n", state


GATE = Gate(FAULTS, rendered, objections)


@pytest.fixture(scope="module", autouse=True)
def kill_table():
    yield
    print(f"\n{GATE.table()}")


@pytest.mark.parametrize("name", INTENTS)
def test_no_judge_objects_to_what_is_rendered(name):
    assert objections(*rendered(name)) == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_caught(fault):
    assert GATE.caught_by(fault)


def test_the_gate_is_wide_enough():
    assert len(FAULTS) >= 25
