# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dialect, transport and engine against the twin's device, in one process: every intent of the table is one commit that the device compares as predicted."""
from __future__ import annotations

import pytest

pytest.importorskip("lxml")
pytest.importorskip("junoscfg")

from lxml import etree
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Change
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos import JunosDialect
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.engine import converge
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.netconf import NetconfTransport
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.netconf_words import reply
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import INTENTS, appliance, changed, route_server

from lab.junos import messages
from lab.junos.device import Client, Device
from lab.junos.faults import Faults
from lab.junos.loading import commands
from lab.junos.rpcs import Rpcs

FOREIGN = """\
set version 24.4R1.9
set system host-name rs1
set interfaces ge-0/0/0 unit 0 family inet address 10.254.0.1/24
set interfaces lo0 unit 0 family inet address 10.255.1.1/32
set interfaces lo0 unit 0 family inet6 address 2001:db8:fe::1/128
set policy-options policy-statement FOREIGN term one from protocol static
set policy-options policy-statement FOREIGN term one then accept
set policy-options policy-statement LAST term one from protocol aggregate
set policy-options policy-statement LAST term one then accept
set protocols bgp group PEERS type external
set protocols bgp group PEERS import FOREIGN
set protocols bgp group PEERS authentication-key "$9$GmjkPz39pORz3cy"
set protocols bgp group PEERS peer-as 65099
set protocols bgp group PEERS neighbor 10.66.0.1
set protocols isis interface ge-0/0/0.0 point-to-point
set protocols isis level 2 wide-metrics-only
set protocols isis export FOREIGN
set protocols ospf area 0.0.0.0 interface ge-0/0/0.0
set protocols ospf area 0.0.0.0 interface 10.255.1.1 passive
set protocols ospf export FOREIGN
set protocols ospf export LAST
set protocols ospf3 area 0.0.0.0 interface ge-0/0/0.0
set protocols ospf3 export FOREIGN
set routing-options autonomous-system 65000
set routing-options static route 10.98.0.0/16 discard
"""


class Direct:
    """A session on a device of this process; its RPCs in `sent`."""

    def __init__(self, device):
        self._device = device
        self._rpcs = Rpcs(device, Client(1, "admin", 0.0))
        self.sent = []

    def call(self, rpc, discreet=False):
        element = etree.fromstring(rpc)
        self.sent.append(element.tag)
        return reply(messages.reply("1", self._rpcs.answer(element, Faults()), self._device.release).replace(messages.END, ""))


class NothingToSay(JunosDialect):
    """A dialect that sees a difference and knows no line against it."""

    def change(self, before, target, reading):
        return Change(commands=(("set protocols bgp group VA-web-4 type internal",),))


class OneLineMore(JunosDialect):
    """A dialect whose change does not lead where it should."""

    def change(self, before, target, reading):
        (lines,) = super().change(before, target, reading).commands
        return Change(commands=((*lines, "set policy-options policy-statement VA-astray then reject"),))


def run(device, state, dialect=JunosDialect, **options):
    """The result of a run, and the RPCs that it took."""
    session = Direct(device)
    result = converge(dialect(update_password="always"), NetconfTransport(session, JunosDialect().mask, lock_timeout=0), state, **options)
    return result, session.sent


def state_of(name):
    return route_server(changed(name), anycast_interface="lo")


@pytest.fixture(scope="module")
def device():
    return Device(FOREIGN)


@pytest.mark.parametrize("name", INTENTS)
def test_an_intent_is_predicted_made_confirmed_and_made_once(device, name):
    predicted, asked = run(device, state_of(name), check_mode=True)
    assert not predicted.get("failed"), predicted.get("msg")
    result, _sent = run(device, state_of(name))
    assert not result.get("failed"), result["msg"]
    assert all(result[key] == predicted[key] for key in ("changed", "before", "after", "commands")) and len(asked) == 3
    assert device.pending is None and device.holder is None and not device.dirty
    again, sent = run(device, state_of(name))
    assert not again["changed"] and not again.get("failed") and sent == asked


def test_the_last_intent_goes_and_what_was_there_before_is_as_it_was():
    device = Device(FOREIGN)
    before = device.committed.text()
    built, _sent = run(device, state_of(next(iter(INTENTS))))
    removed, _sent = run(device, route_server(changed(next(iter(INTENTS))), anycast_interface="lo", removed=True))
    assert built["changed"] and removed["changed"] and not removed.get("failed"), removed.get("msg")
    assert device.committed.text() == before


def test_an_appliance_comes_and_goes():
    device = Device(FOREIGN)
    before = device.committed.text()
    name = next(iter(INTENTS))
    for state in (appliance(changed(name)), appliance(changed(name), state="absent")):
        result, _sent = run(device, state)
        assert result["changed"] and not result.get("failed"), result.get("msg")
    assert device.committed.text() == before


def test_a_committed_change_that_leads_astray_is_rolled_back_with_the_keys_as_they_were_stored():
    device = Device(FOREIGN)
    first, *_others, last = INTENTS
    run(device, state_of(first))
    before = device.committed.text()
    result, sent = run(device, state_of(last), OneLineMore)
    assert result["failed"] and not result["changed"] and "VA-astray" in result["msg"] and "as it was before" in result["msg"]
    assert device.committed.text() == before and "$9$" in before and device.pending is None and device.holder is None
    assert sent.count("commit-configuration") >= 3


def test_a_key_that_somebody_deactivated_is_activated():
    device = Device(FOREIGN)
    name = next(iter(INTENTS))
    run(device, state_of(name))
    before = device.committed.text()
    somebody = Client(9, "somebody", 0.0)
    device.load(somebody, commands("deactivate protocols bgp group VA-web-4 dynamic-neighbor APPLIANCES authentication-key"), "set")
    device.commit(somebody)
    result, _sent = run(device, state_of(name))
    assert result["changed"] and not result.get("failed"), result.get("msg")
    assert device.committed.text() == before


def test_a_change_that_changes_nothing_is_not_left_to_wait():
    """The device would be closed to others until its time is over."""
    device = Device(FOREIGN)
    name = next(iter(INTENTS))
    run(device, state_of(name))
    somebody = Client(9, "somebody", 0.0)
    device.load(somebody, commands("set protocols bgp group VA-web-4 description theirs"), "set")
    device.commit(somebody)
    before = device.committed.text()
    result, _sent = run(device, state_of(name), NothingToSay)
    assert result["failed"] and "description theirs" in result["msg"]
    assert (device.committed.text(), device.pending, device.holder) == (before, None, None)
