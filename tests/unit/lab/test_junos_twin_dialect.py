# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialect of the collection on the twin: every intent of the shared table is loaded, passes the commit check, is what is owned afterwards, is what the
device's own comparison was predicted to show, and can be removed exactly."""
from __future__ import annotations

import pytest

pytest.importorskip("junoscfg", reason="junoscfg, whose schema the twin reads, is not installed")
pytest.importorskip("lxml", reason="lxml, with which the twin writes XML, is not installed")

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading  # noqa: E402 - after the checks above
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos import JunosDialect  # noqa: E402
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports import netconf_compare  # noqa: E402
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import INTENTS, changed, route_server  # noqa: E402

from lab.junos import loading, type9  # noqa: E402
from lab.junos.device import Client, Device  # noqa: E402

RELEASE = "24.4R1.9"
ME = Client(1, "admin", 0.0)
STARTUP = """\
set version 24.4R1.9
set system host-name rs1
set interfaces ge-0/0/0 unit 0 family inet address 10.254.0.1/24
set interfaces lo0 unit 0 family inet address 10.255.1.1/32
set interfaces lo0 unit 0 family inet6 address 2001:db8:fe::1/128
set policy-options policy-statement FOREIGN term one from protocol static
set policy-options policy-statement FOREIGN term one then accept
set policy-options policy-statement LAST term one then accept
set routing-options router-id 10.255.1.1
set routing-options autonomous-system 65000
set routing-options static route 10.98.0.0/16 discard
set protocols bgp group PEERS type external
set protocols bgp group PEERS import FOREIGN
set protocols bgp group PEERS peer-as 65099
set protocols bgp group PEERS neighbor 10.66.0.1 authentication-key foreign-key
set protocols isis interface ge-0/0/0.0 point-to-point
set protocols isis level 2 wide-metrics-only
set protocols isis export FOREIGN
set protocols ospf area 0.0.0.0 interface ge-0/0/0.0
set protocols ospf area 0.0.0.0 interface 10.255.1.1 passive
set protocols ospf export FOREIGN
set protocols ospf export LAST
set protocols ospf3 area 0.0.0.0 interface ge-0/0/0.0
set protocols ospf3 export FOREIGN
"""


@pytest.mark.parametrize("name", INTENTS)
def test_an_intent_is_taken_and_taken_away(name):
    device = Device(STARTUP)
    before = device.committed.lines()
    state = route_server(changed(name))
    faults = JunosDialect().refusals(state, _reading(device))
    if faults:
        pytest.skip(f"Junos cannot: {faults[0]}")
    assert _bring(device, state)
    assert _bring(device, state) == ()
    _bring(device, route_server(changed(name), removed=True))
    assert sorted(device.committed.lines()) == sorted(before)


def test_one_intent_follows_another_on_one_device():
    device = Device(STARTUP)
    for name in INTENTS:
        state = route_server(changed(name))
        if not JunosDialect().refusals(state, _reading(device)):
            _bring(device, state)
    _bring(device, route_server(changed("base"), removed=True))
    assert _plain(device) == _plain(Device(STARTUP))


def test_keys_are_stored_encoded_and_read_back():
    device = Device(STARTUP)
    state = route_server(changed("base"))
    _bring(device, state)
    stored = [line.split('"')[1] for line in device.committed.lines() if "authentication-key" in line and " VA-" in line]
    clear = {type9.decode(key) for key in stored}
    assert stored and all(key not in device.committed.text() for key in clear)


def _bring(device, state):
    dialect, reading = JunosDialect(update_password="always"), _reading(device)
    owned, target = dialect.owned(reading, state), dialect.target(state, reading)
    commands = dialect.change(owned, target, reading).commands
    lines = [line for step in commands for line in step]
    assert device.load(ME, loading.commands("\n".join(lines)), loading.SET) == []
    device.check()
    said = netconf_compare.shown(device.compared(0))
    assert netconf_compare.differences(netconf_compare.predicted(reading.running, lines), said, dialect.mask) == []
    device.commit(ME)
    assert dialect.owned(_reading(device), state).statements() == target.statements()
    return commands


def _reading(device):
    return Reading(device.committed.text(), RELEASE, "", {name: None for name in JunosDialect().queries})


def _plain(device):
    return sorted(line for line in device.committed.lines() if "authentication-key" not in line)
