# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gate for the judges of Junos: each fault put into a rendered configuration must be caught by at least one of them; the kill table is printed.

Run with `-s` to see the table.
"""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos import JunosDialect
from ansible_collections.virtual_appliance.routing.tests.twin.mutations import Gate
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import INTENTS, changed, route_server

pytest.importorskip("junoscfg", reason="junoscfg, one of the judges, is not installed")
from ansible_collections.virtual_appliance.routing.tests.twin.junos_judges import objections  # noqa: E402

WEB, POLICY = "set protocols bgp group VA-web-4", "set policy-options policy-statement"
DRAINED = f"{POLICY} VA-web-4-IN term DRAINED"
IN, FIRST = f"{POLICY} VA-web-4-IN term ORDINARY", f"{POLICY} VA-web-4-IN term DRAINED from community VA-GRACEFUL-SHUTDOWN\n"
BLOCK, HEARD = f"{POLICY} VA-web-4 term 192-0-2-0-24-29-32", f"{POLICY} VA-POOLS-4 term 192-0-2-0-24-29-32"
# What is wrong: the intent it is put into, the text that is there, the text that takes its place (each once, at the first place).
FAULTS = {
    "a range off by one": ("base", "prefix-length-range /29-/32", "prefix-length-range /28-/32"),
    "a range that ends early": ("base", "prefix-length-range /29-/32", "prefix-length-range /29-/31"),
    "a range backwards": ("base", "prefix-length-range /29-/32", "prefix-length-range /32-/29"),
    "a range without its slashes": ("base", "prefix-length-range /29-/32", "prefix-length-range 29-32"),
    "upto where there is a shortest": ("base", "prefix-length-range /29-/32", "upto /32"),
    "orlonger where there is a longest": ("base", "prefix-length-range /64-/64", "orlonger"),
    "exact made longer": ("many prefixes", "route-filter 198.51.100.1/32 exact", "route-filter 198.51.100.0/31 orlonger"),
    "another block": ("base", "route-filter 198.51.100.0/24", "route-filter 198.51.101.0/24"),
    "a block of 99 bits": ("base", "route-filter 198.51.100.0/24", "route-filter 198.51.100.0/99"),
    "a block lost": ("many prefixes", f"{POLICY} VA-edge-4 term 198-51-100-3-32-32-32 then next policy\n", ""),
    "a wrong keyword in a filter": ("base", "prefix-length-range", "prefix-length-rang"),
    "a wrong action": ("base", "term ORDINARY then accept", "term ORDINARY then acept"),
    "bounds that accept all": ("base", f"{POLICY} VA-web-4 then reject\n", f"{POLICY} VA-web-4 then accept\n"),
    "no final reject inbound": ("base", f"{POLICY} VA-web-4 then reject\n", ""),
    "no bounds asked": ("base", f"{BLOCK} from route-filter 192.0.2.0/24 prefix-length-range /29-/32\n", ""),
    "a block accepted as it comes": ("base", f"{BLOCK} then next policy", f"{BLOCK} then accept"),
    "a block let on to the next term": ("base", f"{BLOCK} then next policy", f"{BLOCK} then next term"),
    "a policy that is not there": ("base", "import VA-web-4-IN", "import VA-web-IN"),
    "another pool's filter": ("base", f"{WEB} import VA-web-4\n", f"{WEB} import VA-edge-4\n"),
    "no filter": ("base", f"{WEB} import VA-web-4\n", ""),
    "nothing rewritten": ("base", f"{WEB} import VA-web-4-IN\n", ""),
    "the chain turned round": ("base", f"{WEB} import VA-web-4\n{WEB} import VA-web-4-IN\n", f"{WEB} import VA-web-4-IN\n{WEB} import VA-web-4\n"),
    "everything sent": ("base", f"{WEB} export VA-NOTHING\n", ""),
    "the denial accepts": ("base", f"{POLICY} VA-NOTHING then reject", f"{POLICY} VA-NOTHING then accept"),
    "a default route to a pool that asked for none": ("base", f"{WEB} export VA-NOTHING", f"{WEB} export VA-DEFAULT-4"),
    "no default route": ("base", "export VA-DEFAULT-4", "export VA-NOTHING"),
    "a default route with its own next hop": ("base", f"{POLICY} VA-DEFAULT-4 term DEFAULT then next-hop self\n", ""),
    "any path": ("base", f"{BLOCK} from as-path VA-LOCAL\n", ""),
    "a path list that matches all": ("base", 'as-path VA-LOCAL "()"', 'as-path VA-LOCAL ".*"'),
    "no ASN repeated": ("ebgp", '"64520+"', "64520"),
    "an ASN lost from the paths": ("ebgp", f"{POLICY} VA-web-6 term 2001-db8-100---48-64-64 from as-path VA-AS64513\n", ""),
    "an ASN lost from the list": ("ebgp", "set policy-options as-list VA-web-4 members 64513\n", ""),
    "the wrong ASN": ("ebgp", "peer-as 64520", "peer-as 64521"),
    "an ASN that is none": ("ebgp", "peer-as 64520", "peer-as private"),
    "internal instead of external": ("ebgp", f"{WEB} type external", f"{WEB} type internal"),
    "a type that is none": ("base", f"{WEB} type internal", f"{WEB} type outernal"),
    "one hop only": ("ebgp", f"{WEB} multihop ttl 64\n", ""),
    "any first ASN": ("ebgp", f"{WEB} enforce-first-as\n", ""),
    "the next hop kept": ("base", f"{IN} then next-hop peer-address\n", ""),
    "the next hop is the server": ("base", f"{IN} then next-hop peer-address", f"{IN} then next-hop self"),
    "LOCAL_PREF kept": ("base", f"{IN} then local-preference 100\n", ""),
    "MED kept": ("base", f"{IN} then metric 0\n", ""),
    "origin kept": ("base", f"{IN} then origin igp\n", ""),
    "communities kept": ("base", f"{IN} then community delete VA-COMMUNITIES\n", ""),
    "large communities kept": ("base", f"{IN} then community delete VA-LARGE-COMMUNITIES\n", ""),
    "extended communities kept": ("base", f"{IN} then community delete VA-EXTENDED-COMMUNITIES\n", ""),
    "extended communities kept of what is drained": ("base", f"{DRAINED} then community delete VA-EXTENDED-COMMUNITIES\n", ""),
    "large communities kept of what is drained": ("base", f"{DRAINED} then community delete VA-LARGE-COMMUNITIES\n", ""),
    "route targets kept": ("base", "set policy-options community VA-EXTENDED-COMMUNITIES members target:*:*\n", ""),
    "sites of origin kept": ("base", "set policy-options community VA-EXTENDED-COMMUNITIES members origin:*:*\n", ""),
    "numbered extended communities kept": ("base", "set policy-options community VA-EXTENDED-COMMUNITIES members 0x*:*:*\n", ""),
    "drained routes preferred": ("base", "DRAINED then local-preference 0", "DRAINED then local-preference 300"),
    "the mark of draining lost": ("base", "term DRAINED then community set VA-GRACEFUL-SHUTDOWN\n", "term DRAINED then community delete VA-COMMUNITIES\n"),
    "the preference of the other community": ("communities", "local-preference 200", "local-preference 50"),
    "terms in the wrong order": ("base", FIRST, f"{IN} then accept\n{FIRST}"),
    "a term in front that accepts all": ("base", FIRST, f"{POLICY} VA-web-4-IN term EARLY then accept\n{FIRST}"),
    "a range lost": ("base", "set protocols bgp group VA-edge-4 dynamic-neighbor APPLIANCES allow 10.2.2.0/24\n", ""),
    "a range too wide": ("base", "allow 10.1.0.0/16", "allow 10.0.0.0/8"),
    "a range of the group, which bears no key": ("base", f"{WEB} dynamic-neighbor APPLIANCES allow", f"{WEB} allow"),
    "a wrong keyword for a range": ("base", "APPLIANCES allow", "APPLIANCES alow"),
    "no key": ("base", f"{WEB} dynamic-neighbor APPLIANCES authentication-key web-key\n", ""),
    "another pool's key": ("base", "APPLIANCES authentication-key web-key", "APPLIANCES authentication-key edge-key"),
    "the key on the group": ("base", f"{WEB} dynamic-neighbor APPLIANCES authentication-key", f"{WEB} authentication-key"),
    "a fabric peer without its key": ("base", " authentication-key fabric-key", ""),
    "a fabric peer lost": ("base", "set protocols bgp group VA-FABRIC-4 neighbor 10.255.1.11\n", ""),
    "too many peers": ("many appliances", "peer-limit 500", "peer-limit 5000"),
    "no cluster": ("base", f"{WEB} cluster 10.255.1.1\n", ""),
    "a limit off by one": ("advisory limit", "maximum 3", "maximum 4"),
    "a limit that tears down": ("single hosts with a limit", "accepted-prefix-limit drop-excess 80", "accepted-prefix-limit teardown 80"),
    "a limit without its number": ("single hosts with a limit", "accepted-prefix-limit maximum 3", "accepted-prefix-limit maximum"),
    "no BFD": ("base", f"{WEB} bfd-liveness-detection", "set protocols bgp group VA-edge-4 bfd-liveness-detection"),
    "BFD for one hop": ("base", f"{WEB} bfd-liveness-detection session-mode multihop", f"{WEB} bfd-liveness-detection session-mode single-hop"),
    "a BFD interval out of range": ("base", "minimum-interval 300", "minimum-interval 999999"),
    "slow timers": ("base", f"{WEB} hold-time 9", f"{WEB} hold-time 90"),
    "a hold time that Junos refuses": ("base", f"{WEB} hold-time 9", f"{WEB} hold-time 2"),
    "any hold time accepted": ("base", f"{WEB} minimum-hold-time 3\n", ""),
    "graceful restart": ("base", f"{WEB} graceful-restart disable\n", ""),
    "an anycast address with a wide mask": ("base", "family inet address 10.255.0.1/32\n", "family inet address 10.255.0.1/24\n"),
    "the unique address not preferred": ("base", "set interfaces lo0 unit 0 family inet address 10.255.1.1/32 preferred\n", ""),
    "the costs of the addresses swapped": ("base", "interface 10.255.0.1 metric 10", "interface 10.255.0.1 metric 111"),
    "an address outside the IGP": ("base", "set protocols ospf area 0.0.0.0 interface 10.255.0.1 passive\n", ""),
    "type 2 instead of 1": ("external injection", "then external type 1", "then external type 2"),
    "everything direct exported": ("external injection", f"{POLICY} VA-ANYCAST-4 term a from route-filter 10.255.0.1/32 exact\n", ""),
    "nothing exported": ("external injection", "set protocols ospf export VA-ANYCAST-4\n", ""),
    "both levels of IS-IS": ("IS-IS", f"{POLICY} VA-ANYCAST-4 term a to level 2\n", ""),
    "another metric in IS-IS": ("IS-IS", f"{POLICY} VA-ANYCAST-4 term a then metric 10\n", f"{POLICY} VA-ANYCAST-4 term a then metric 11\n"),
    "transit across the server": ("base", "set protocols ospf overload\n", ""),
    "the fabric may announce": ("base", "set protocols bgp group VA-FABRIC-4 import VA-NOTHING", "set protocols bgp group VA-FABRIC-4 import VA-POOLS-4"),
    "a pool that the fabric does not hear": ("base", f"{HEARD} then accept\n", ""),
    "the IGP's routes into BGP": ("base", f"{HEARD} from protocol bgp\n", ""),
    "the fabric from the anycast address": ("base", "VA-FABRIC-4 local-address 10.255.1.1", "VA-FABRIC-4 local-address 10.255.0.1"),
    "no router id": ("base", "set routing-options router-id 10.255.1.1\n", ""),
}


def rendered(name):
    state = route_server(changed(name), anycast_interface="lo")
    return JunosDialect().target(state, Reading("", "24.4R1", "")).text() + "\n", state


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
