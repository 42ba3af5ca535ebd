# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The law of a dialect, held on real FRR daemons: what is owned after a change is what was rendered, for every pair of intents of the table.

Each change is undone once by its `undo`, and once by its `rebuild` from half the change: both lead back, line for line.
"""
from __future__ import annotations

import re

import pytest

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Failure
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr import FrrDialect
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.vtysh import VtyshTransport

from ansible_collections.virtual_appliance.routing.tests.laws.frr_sandbox import Sandbox, why_not
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import INTENTS, appliance, base, changed, route_server

FOREIGN = """
interface lo
 ip address 10.255.1.1/32
 ip ospf area 0.0.0.0 10.255.1.1
exit
ip prefix-list FOREIGN seq 5 permit 10.0.0.0/8
route-map FOREIGN permit 10
 match ip address prefix-list FOREIGN
exit
router bgp 65000
 bgp log-neighbor-changes
 no bgp default ipv4-unicast
 neighbor PEERS peer-group
 neighbor PEERS remote-as external
 neighbor PEERS password foreign-key
 neighbor 10.66.0.1 peer-group PEERS
 bgp listen range 10.77.0.0/24 peer-group PEERS
 address-family ipv4 unicast
  neighbor PEERS activate
  neighbor PEERS route-map FOREIGN in
 exit-address-family
exit
router ospf
 ospf router-id 10.255.1.1
exit
router ospf6
 ospf6 router-id 10.255.1.1
exit
router isis fabric
 net 49.0001.0102.5500.1001.00
 is-type level-2-only
exit
bfd
 profile FOREIGN
  transmit-interval 900
 exit
exit
"""


@pytest.fixture(scope="module")
def device():
    reason = why_not()
    if reason:
        pytest.skip(reason)
    machine = Sandbox(("zebra", "staticd", "bgpd", "ospfd", "ospf6d", "isisd", "bfdd"))
    machine.configure(FOREIGN)
    yield machine
    machine.close()


def _reading(device, dialect):
    reading = VtyshTransport(device.execute).read(dialect.queries)
    assert not isinstance(reading, Failure), reading
    return reading


def _send(device, steps):
    for step in steps:
        device.configure("\n".join(step) + "\n")


def _bring(device, state):
    """From whatever is there to the state; the change that led there."""
    dialect = FrrDialect(update_password="always")
    reading = _reading(device, dialect)
    before, target = dialect.owned(reading, state), dialect.target(state, reading)
    change = dialect.change(before, target, reading)
    _send(device, change.commands)
    after = dialect.owned(_reading(device, dialect), state)
    assert after.lines.keys() == target.lines.keys()
    return change


@pytest.mark.parametrize("name", INTENTS)
def test_what_is_owned_after_a_change_is_what_was_rendered(device, name):
    _bring(device, route_server(changed(name)))
    change = _bring(device, route_server(changed(name)))
    assert change.commands == ()


@pytest.mark.parametrize("name", [name for name in INTENTS if name != "base"])
def test_the_undo_of_a_change_leads_back_line_for_line(device, name):
    _bring(device, route_server(base()))
    before = device.running()
    change = _bring(device, route_server(changed(name)))
    _send(device, change.undo)
    assert _unordered(device.running()) == _unordered(before)


@pytest.mark.parametrize("name", ["ebgp", "one pool", "single hosts with a limit", "external injection", "IS-IS", "no bfd"])
def test_the_rebuild_leads_back_from_half_a_change(device, name):
    _bring(device, route_server(base()))
    before = device.running()
    dialect = FrrDialect(update_password="always")
    reading, state = _reading(device, dialect), route_server(changed(name))
    change = dialect.change(dialect.owned(reading, state), dialect.target(state, reading), reading)
    _send(device, change.commands[: len(change.commands) // 2])
    _send(device, change.rebuild)
    assert _unordered(device.running()) == _unordered(before)


def test_removal_leaves_exactly_the_foreign_configuration(device):
    _bring(device, route_server(base(), removed=True))
    foreign = _without_empty_interfaces(device.running())
    assert "VA-" not in foreign and "neighbor PEERS password foreign-key" in foreign
    for name in ("base", "ebgp", "single hosts with a limit", "IS-IS"):
        _bring(device, route_server(changed(name)))
        _bring(device, route_server(changed(name), removed=True))
        assert _without_empty_interfaces(device.running()) == foreign


def test_an_appliance_holds_the_law_and_its_removal_leaves_the_foreign_configuration(device):
    _bring(device, route_server(base(), removed=True))
    foreign = device.running()
    for options in ({}, {"prefixes": ["192.0.2.16/29"]}, {"interface": "lo"}, {"router_id": "192.0.2.9"}):
        _bring(device, appliance(base(), **options))
    _bring(device, appliance(base(), state="absent"))
    assert device.running() == foreign


def test_every_pair_of_a_few_intents_is_one_change_away(device):
    few = ("base", "ebgp", "no bfd", "an address for each server", "IS-IS")
    for name in _walk(few):
        _bring(device, route_server(changed(name)))


def _walk(names):
    """A way from name to name that takes every ordered pair of them once."""
    for index, name in enumerate(names):
        yield name
        for other in names[index + 2:]:
            yield from (other, name)
    yield from names[-2::-1]


def _unordered(running):
    """FRR prints its lists in the order of their creation, and all entries of ours are permits: neither order means anything."""
    return sorted(re.sub(r" seq [0-9]+ ", " ", line) for line in _without_empty_interfaces(running).splitlines())


def _without_empty_interfaces(running):
    """FRR keeps the empty block of an interface that lines once stood in, and nothing removes it while the interface is there."""
    return re.sub(r"^interface \S+\nexit\n!\n", "", running, flags=re.MULTILINE)
