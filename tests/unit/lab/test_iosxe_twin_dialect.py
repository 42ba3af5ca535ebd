# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialect of the collection on the twin: every intent of the shared table is taken, is what is owned afterwards, and can be removed exactly."""
from __future__ import annotations

import re

import pytest

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe import IosXeDialect
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import INTENTS, appliance, base, changed, route_server

from lab.iosxe.device import Device

HOLD_TIME = "% Warning: A hold time of less than 20 seconds increases the chances of peer flapping"
STARTUP = """\
hostname rs1
archive
 path bootflash:rs
ipv6 unicast-routing
interface Loopback0
 ip address 10.255.1.1 255.255.255.255
 ipv6 address 2001:DB8:FE::1/128
interface GigabitEthernet1
 ip address 10.254.0.1 255.255.255.0
router ospf 1
 router-id 10.255.1.1
router isis fabric
 net 49.0001.0102.5500.1001.00
 metric-style wide
router bgp 65000
 no bgp default ipv4-unicast
 neighbor PEERS peer-group
 neighbor PEERS remote-as 65009
 neighbor PEERS password foreign-key
 bgp listen range 10.77.0.0/24 peer-group PEERS
 address-family ipv4
  neighbor PEERS activate
  neighbor PEERS route-map FOREIGN in
 address-family ipv6
ipv6 router ospf 1
 router-id 10.255.1.1
ip prefix-list FOREIGN seq 5 permit 10.0.0.0/8
route-map FOREIGN permit 10
 match ip address prefix-list FOREIGN
"""


@pytest.mark.parametrize("encryption", ["", "service password-encryption\n"], ids=["clear", "type 7"])
@pytest.mark.parametrize("name", INTENTS)
def test_an_intent_is_taken_and_taken_away(name, encryption):
    device = Device(encryption + STARTUP, release="17.13.1")
    before = _unstamped(device.document.body())
    state = route_server(changed(name))
    faults = IosXeDialect().refusals(state, _reading(device))
    if faults:
        pytest.skip(f"IOS-XE cannot: {faults[0]}")
    _bring(device, state)
    assert _bring(device, state) == ()
    _bring(device, route_server(changed(name), removed=True))
    assert _unstamped(device.document.body()) == before


def test_one_intent_after_the_other_is_taken_there_and_back():
    device = Device(STARTUP, release="17.13.1")
    for name in (*INTENTS, *reversed(INTENTS)):
        _bring(device, route_server(changed(name), anycast_interface="lo"))


@pytest.mark.parametrize("igp", ["ipv6 router ospf 1", "router ospfv3 1"])
def test_an_address_joins_ospfv3_inside_the_area(igp):
    device = Device(STARTUP.replace("ipv6 router ospf 1\n router-id 10.255.1.1\n", f"{igp}\n router-id 10.255.1.1\n"), release="17.13.1")
    domain = changed("base")
    domain["igp"] = {"protocol": "ospf", "injection": {"ipv6": "intra_area"}}
    _bring(device, route_server(domain))
    assert _bring(device, route_server(domain)) == ()
    assert " ospf cost 111\n" in device.running or " ospfv3 cost 111\n" in device.running


def test_an_appliance_is_taken_and_taken_away():
    device = Device(STARTUP.replace("router bgp 65000\n no bgp default ipv4-unicast\n", "router bgp 65000\n"), release="17.13.1")
    before = _unstamped(device.document.body())
    _bring(device, appliance(base()))
    assert "Null0 254 name VA-OWN" in device.running
    _bring(device, appliance(base(), state="absent"))
    assert _unstamped(device.document.body()) == before


def _bring(device, state):
    dialect, reading = IosXeDialect(update_password="always"), _reading(device)
    commands = dialect.change(dialect.owned(reading, state), dialect.target(state, reading), reading).commands
    keys = ()
    for line in (line for step in commands for line in step):
        answer = device.configure(keys, line, 0, "admin")
        assert answer.text in ("", HOLD_TIME), line
        keys = tuple(node.key for node in answer.path[1:])
    after = _reading(device)
    assert dialect.owned(after, state) == dialect.target(state, after)
    return commands


def _reading(device):
    body = device.running.split(" bytes\n", 1)[1]
    return Reading(re.sub(r"(?m)^! (Last|NVRAM) .*\n", "", body), device.release, "", {name: None for name in IosXeDialect().queries})


def _unstamped(text):
    return re.sub(r"(?m)^! .*$", "", text)
