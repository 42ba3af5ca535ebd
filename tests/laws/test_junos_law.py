# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The law of the Junos dialect: what is owned after a change is what was rendered, for every pair of intents of the table, on a tree that is not ours."""
from __future__ import annotations

from functools import lru_cache

import pytest

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos import JunosDialect

from ansible_collections.virtual_appliance.routing.tests.laws import change_law
from ansible_collections.virtual_appliance.routing.tests.laws.junos_device import Device
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import INTENTS, appliance, base, changed, route_server

RELEASE = "24.4R1.9"
FOREIGN = """\
set system host-name rs1
set apply-macro OTHER note "kept by somebody else"
set interfaces ge-0/0/0 unit 0 family inet address 10.254.0.1/24
set interfaces lo0 unit 0 family inet address 10.255.1.1/32
set interfaces lo0 unit 0 family inet address 10.99.0.1/32
set interfaces lo0 unit 0 family inet6 address 2001:db8:fe::1/128
set policy-options policy-statement FOREIGN term one from protocol static
set policy-options policy-statement FOREIGN term one then accept
set policy-options policy-statement LAST term one from protocol aggregate
set policy-options policy-statement LAST term one then accept
set policy-options community FOREIGN members 65000:999
set policy-options as-path FOREIGN "65099 .*"
set protocols bgp group PEERS type external
set protocols bgp group PEERS import FOREIGN
set protocols bgp group PEERS authentication-key "$9$GmjkPz39pORz3cy"
set protocols bgp group PEERS peer-as 65099
set protocols bgp group PEERS allow 10.77.0.0/24
set protocols bgp group PEERS neighbor 10.66.0.1
set protocols isis interface ge-0/0/0.0 point-to-point
set protocols isis level 2 wide-metrics-only
set protocols isis export FOREIGN
set protocols ospf export FOREIGN
set protocols ospf export LAST
set protocols ospf area 0.0.0.0 interface ge-0/0/0.0
set protocols ospf area 0.0.0.0 interface 10.255.1.1 passive
set protocols ospf3 export FOREIGN
set protocols ospf3 area 0.0.0.0 interface ge-0/0/0.0
set routing-options autonomous-system 65000
set routing-options static route 10.98.0.0/16 discard
"""


@lru_cache(maxsize=None)
def state_of(name, **more):
    return route_server(changed(name), **{"anycast_interface": "lo", **more})


def reading(running, release=RELEASE):
    return Reading(running, release, "")


def loaded(running, change):
    device = Device(running)
    device.load(change.lines)
    return device.show()


def bring(running, state, release=RELEASE):
    """From whatever is there to the state; the running configuration after it, and the change."""
    return change_law.bring(JunosDialect(update_password="always"), reading(running, release), state, loaded)


def rows(running):
    return sorted(running.strip().split("\n"))


def exports(running, protocol):
    return [line.split()[-1] for line in running.split("\n") if line.startswith(f"set protocols {protocol} export ")]


@pytest.fixture(scope="module")
def built():
    """Each intent, built on a device with a large foreign configuration."""
    return {name: bring(FOREIGN, state_of(name))[0] for name in INTENTS}


def test_the_foreign_configuration_stands_as_a_device_shows_it():
    assert Device(FOREIGN).show() == FOREIGN


@pytest.mark.parametrize("name", INTENTS)
def test_a_second_run_changes_nothing(built, name):
    change_law.rests(JunosDialect(), reading(built[name]), state_of(name))


@pytest.mark.parametrize("name", INTENTS)
def test_what_is_owned_of_the_target_itself_is_the_target(name):
    change_law.is_its_own_target(JunosDialect(), reading(""), state_of(name))


@pytest.mark.parametrize("one", INTENTS)
def test_every_other_intent_is_one_change_away_and_leads_where_building_it_anew_leads(built, one):
    for other in INTENTS:
        after, change = bring(built[one], state_of(other))
        assert plain(after) == plain(built[other]), other


def plain(running):
    """Without the keys, which the device encodes anew at each load."""
    return rows("\n".join(line for line in running.split("\n") if "authentication-key" not in line))


@pytest.mark.parametrize("name", INTENTS)
def test_removal_leaves_exactly_the_foreign_configuration(built, name):
    after, change = bring(built[name], state_of(name, removed=True))
    assert rows(after) == rows(FOREIGN)
    assert exports(after, "ospf") == exports(FOREIGN, "ospf")


def test_our_export_policy_is_asked_before_those_of_others_and_they_keep_their_order(built):
    assert exports(built["external injection"], "ospf") == ["VA-ANYCAST-4", "FOREIGN", "LAST"]


def test_our_export_policy_comes_before_those_of_others_where_that_of_the_other_family_goes():
    """Before one that stays: what is gone is no place to insert at."""
    domain = changed("IS-IS")
    six = changed("IS-IS")
    for part in (*domain["anycast_addresses"], *domain["fabric_peers"]):
        part.pop("ipv6", None)
    for part in (*six["anycast_addresses"], *six["fabric_peers"]):
        part.pop("ipv4", None)
    six["fabric_peers"].pop()
    six["pools"].pop()
    domain["pools"][0].update(subnets=["10.1.0.0/16"], prefixes=[{"within": "192.0.2.0/24"}])
    six["pools"][0].update(subnets=["2001:db8:1::/48"], prefixes=[{"within": "2001:db8:100::/48"}])
    first, change = bring(FOREIGN, route_server(domain, anycast_interface="lo"))
    after, change = bring(first, route_server(six, anycast_interface="lo"))
    assert (exports(first, "isis"), exports(after, "isis")) == (["VA-ANYCAST-4", "FOREIGN"], ["VA-ANYCAST-6", "FOREIGN"])


def test_terms_of_an_inbound_policy_come_into_their_order_by_insertion(built):
    after, change = bring(built["base"], state_of("med"))
    terms = dict.fromkeys(line.split()[5] for line in after.split("\n") if line.startswith("set policy-options policy-statement VA-web-4-IN term "))
    assert list(terms) == ["DRAINED", "MED-5", "MED-10", "ORDINARY"]
    assert "insert policy-options policy-statement VA-web-4-IN term MED-5 before term ORDINARY" in change.lines


def test_terms_in_another_order_are_drift(built):
    device = Device(built["base"])
    device.load(["insert policy-options policy-statement VA-web-4-IN term ORDINARY before term DRAINED"])
    after, change = bring(device.show(), state_of("base"))
    assert change.lines == ["insert policy-options policy-statement VA-web-4-IN term DRAINED before term ORDINARY"]
    assert rows(after) == rows(built["base"])


@pytest.mark.parametrize("drift", [
    "delete protocols bgp group VA-web-4 hold-time",
    "set protocols bgp group VA-web-4 hold-time 90",
    "set protocols bgp group VA-web-4 description mine",
    "set protocols bgp group VA-web-4 dynamic-neighbor APPLIANCES allow 10.9.0.0/16",
    "set protocols bgp group VA-other type internal",
    "set policy-options policy-statement VA-web-4 term more then accept",
    "deactivate protocols bgp group VA-web-4",
    "deactivate protocols bgp group VA-web-4 hold-time",
    "deactivate protocols bgp group VA-web-4 dynamic-neighbor APPLIANCES authentication-key",
    "insert protocols bgp group VA-web-4 import VA-web-4-IN before VA-web-4",
    "delete policy-options community VA-COMMUNITIES",
    "delete protocols ospf area 0.0.0.0 interface 10.255.0.1 passive",
    "delete interfaces lo0 unit 0 family inet address 10.255.1.1/32 primary",
])
def test_drift_is_seen_and_mended(built, drift):
    device = Device(built["base"])
    device.load([drift])
    after, change = bring(device.show(), state_of("base"))
    assert change.commands
    assert rows(after) == rows(built["base"])


def test_lo0_that_is_handed_over_gives_its_addresses_interfaces_and_comes_back_on_removal():
    running = FOREIGN.replace("set protocols ospf area 0.0.0.0 interface 10.255.1.1 passive\n",
                              "set protocols ospf area 0.0.0.0 interface lo0.0 passive\nset protocols ospf area 0.0.0.0 interface lo0.0 metric 7\n")
    after, change = bring(running, state_of("base", anycast_interface="lo0.0"))
    for line in ("interface 10.255.1.1 passive", "interface 10.255.1.1 metric 7", "interface 10.99.0.1 metric 7", "interface 10.255.0.1 metric 10"):
        assert f"set protocols ospf area 0.0.0.0 {line}\n" in after
    assert "interface lo0.0" not in "\n".join(line for line in after.split("\n") if "apply-macro" not in line)
    assert bring(after, state_of("base", anycast_interface="lo0.0"))[1].commands == ()
    back, change = bring(after, state_of("base", anycast_interface="lo0.0", removed=True))
    assert rows(back) == rows(running)
    assert bring(back, state_of("base", anycast_interface="lo0.0", removed=True))[1].commands == ()


def test_an_appliance_holds_the_law_and_its_removal_leaves_the_foreign_configuration():
    running = FOREIGN
    for options in ({}, {"prefixes": ["192.0.2.16/29"]}, {}):
        running, change = bring(running, appliance(base(), **options))
        assert bring(running, appliance(base(), **options))[1].commands == ()
    running, change = bring(running, appliance(base(), state="absent"))
    assert rows(running) == rows(FOREIGN)


def test_single_hosts_are_passive_neighbors_where_dynamic_ones_take_no_key_and_become_dynamic_with_a_newer_release():
    domain = changed("single hosts with a limit")
    domain["pools"][0]["max_prefixes_enforcement"] = "advisory"
    domain["pools"].pop(1)
    state = route_server(domain)
    old, change = bring(FOREIGN, state, "18.4R3")
    assert "set protocols bgp group VA-web-4 passive\n" in old and "dynamic-neighbor" not in old
    assert "neighbor 10.1.0.5 authentication-key" in old
    new, change = bring(old, state)
    assert "dynamic-neighbor APPLIANCES allow 10.1.0.5/32" in new and "VA-web-4 neighbor" not in new
    assert not any("web-key" in line for line in change.lines)
