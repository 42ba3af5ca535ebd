# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The law of the IOS-XE dialect: what is owned after a change is what was rendered, for every pair of intents of the table, by hier_config's word."""
from __future__ import annotations

from functools import lru_cache

import pytest

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe import IosXeDialect
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe.configuration import parse
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe.names import Names
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe.owned import owned_as_printed

from ansible_collections.virtual_appliance.routing.tests.laws import change_law
from ansible_collections.virtual_appliance.routing.tests.laws.iosxe_device import applied
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import INTENTS, appliance, base, changed, route_server

RELEASE = "17.15.1"
FOREIGN = """\
hostname rs1
!
bfd-template multi-hop FOREIGN
 interval min-tx 900 min-rx 900 multiplier 3
ipv6 unicast-routing
!
interface Loopback0
 ip address 10.255.1.1 255.255.255.255
 ip ospf 1 area 0
 ipv6 address 2001:DB8:FE::1/128
 ipv6 ospf 1 area 0
!
interface Loopback6501
 description somebody else's
 ip address 10.99.0.1 255.255.255.255
!
interface GigabitEthernet1
 ip address 10.254.0.1 255.255.255.0
 ip ospf 1 area 0
!
router ospf 1
 router-id 10.255.1.1
 redistribute static subnets
!
router isis fabric
 net 49.0001.0102.5500.1001.00
 is-type level-2-only
 metric-style wide
!
router bgp 65000
 bgp log-neighbor-changes
 bgp listen range 10.77.0.0/24 peer-group PEERS
 neighbor PEERS peer-group
 neighbor PEERS remote-as 65099
 neighbor PEERS password 7 0822455D0A16
 neighbor 10.66.0.1 remote-as 65098
 !
 address-family ipv4
  network 10.99.0.1 mask 255.255.255.255
  neighbor PEERS activate
  neighbor PEERS route-map FOREIGN in
  neighbor 10.66.0.1 activate
  neighbor 10.66.0.1 route-map FOREIGN out
 exit-address-family
!
ip as-path access-list 500 permit ^65099$
ip community-list standard FOREIGN permit 65000:999
ip route 10.98.0.0 255.255.0.0 Null0 254 name FOREIGN
!
ip prefix-list FOREIGN seq 5 permit 10.0.0.0/8
ip prefix-list FOREIGN seq 10 permit 172.16.0.0/12 le 24
ipv6 router ospf 1
 router-id 10.255.1.1
!
route-map FOREIGN permit 10
 match ip address prefix-list FOREIGN
 match as-path 500
 set community 65000:999
!
end
"""


@lru_cache(maxsize=None)
def state_of(name):
    return route_server(changed(name), anycast_interface="lo")


def reading(running):
    return Reading(running, RELEASE, "")


def bring(running, state):
    """From whatever is there to the state; the running configuration after it, and the change."""
    return change_law.bring(IosXeDialect(update_password="always"), reading(running), state, lambda running, change: applied(running, change.commands))


@lru_cache(maxsize=2)
def foreign(running):
    """What the collection does not own, in no order; an address family that stands empty means nothing."""
    parsed = parse(running)
    ours = set(owned_as_printed(parsed, Names("VA-")))
    return {line for line in parsed if line not in ours and not line[-1].startswith("address-family ")}


@pytest.fixture(scope="module")
def built():
    """Each intent, built on a device with a large foreign configuration."""
    return {name: bring(FOREIGN, state_of(name))[0] for name in INTENTS}


@pytest.mark.parametrize("name", INTENTS)
def test_a_second_run_changes_nothing_and_renders_the_same(built, name):
    change_law.rests(IosXeDialect(), reading(built[name]), state_of(name))


@pytest.mark.parametrize("name", INTENTS)
def test_what_is_owned_of_the_target_itself_is_the_target(name):
    change_law.is_its_own_target(IosXeDialect(), reading(""), state_of(name))


@pytest.mark.parametrize("one", INTENTS)
def test_every_other_intent_is_one_change_away_and_nothing_foreign_is_touched(built, one):
    for other in INTENTS:
        after, change = bring(built[one], state_of(other))
        assert foreign(after) == foreign(FOREIGN), other


@pytest.mark.parametrize("name", INTENTS)
def test_removal_leaves_exactly_the_foreign_configuration(built, name):
    after, change = bring(built[name], route_server(changed(name), anycast_interface="lo", removed=True))
    assert foreign(after) == foreign(FOREIGN)
    assert "VA-" not in after


def test_an_appliance_holds_the_law_and_its_removal_leaves_the_foreign_configuration():
    running = FOREIGN
    for options in ({}, {"prefixes": ["192.0.2.16/29"]}, {"interface": "GigabitEthernet1"}, {}):
        running, change = bring(running, appliance(base(), **options))
        assert bring(running, appliance(base(), **options))[1].commands == ()
    running, change = bring(running, appliance(base(), state="absent"))
    assert foreign(running) == foreign(FOREIGN)
    assert "VA-" not in running


def test_a_removal_where_the_collection_opened_the_bgp_process_takes_it_away():
    empty = ("interface Loopback0\n ip address 10.255.1.1 255.255.255.255\n ipv6 address 2001:DB8:FE::1/128\n"
             "router ospf 1\n router-id 10.255.1.1\nipv6 router ospf 1\n router-id 10.255.1.1\n")
    running, change = bring(empty, state_of("base"))
    running = running.replace("router bgp 65000\n", "router bgp 65000\n  bgp log-neighbor-changes\n")
    running, change = bring(running, route_server(base(), anycast_interface="lo", removed=True))
    assert foreign(running) == foreign(empty)
    assert "router bgp" not in running
