# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the twin's `show | compare` prints, and that the transport, whose author read other sources, reads the same from it."""
from __future__ import annotations

import random

import pytest

pytest.importorskip("junoscfg", reason="junoscfg, whose schema the twin reads, is not installed")
pytest.importorskip("lxml", reason="lxml, with which the twin writes XML, is not installed")

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports import netconf_compare  # noqa: E402 - after the checks above
from lab.junos import loading  # noqa: E402
from lab.junos.device import Client, Device  # noqa: E402

ME = Client(1, "admin", 0.0)
STARTUP = """\
set system host-name r1
set interfaces lo0 unit 0 family inet address 10.255.0.1/32
set policy-options policy-statement P term one from family inet
set policy-options policy-statement P term one then accept
set policy-options policy-statement P term two then reject
set routing-options autonomous-system 65000
set protocols bgp group G type internal
set protocols bgp group G import P
set protocols bgp group G neighbor 10.0.0.1 description north
set protocols ospf area 0.0.0.0 interface ge-0/0/0.0 metric 10
"""
LINES = (
    "set system host-name r2", "delete system host-name", "set interfaces lo0 unit 0 family inet address 10.255.1.1/32", "delete interfaces lo0",
    "set policy-options policy-statement P term one from route-filter 192.0.2.0/24 prefix-length-range /29-/32",
    "delete policy-options policy-statement P term one", "set policy-options policy-statement Q then reject", "set protocols bgp group G import Q",
    "set policy-options policy-statement P term two then accept", "set protocols bgp group G dynamic-neighbor apps allow 10.1.0.0/16",
    "delete protocols bgp group G import P", "set protocols bgp group G family inet unicast accepted-prefix-limit maximum 20",
    "set protocols bgp group G family inet unicast accepted-prefix-limit drop-excess 90", "delete protocols bgp group G", "delete protocols",
    "set protocols bgp group H type external", "set protocols bgp group H peer-as 65001", "set routing-options static route 0.0.0.0/0 discard",
    "set routing-options router-id 10.255.0.1", "delete protocols ospf area 0.0.0.0 interface ge-0/0/0.0 metric", "set protocols ospf export Q",
    "set protocols bgp group G neighbor 10.0.0.1 description south",
    'set protocols bgp group G neighbor 10.0.0.2 description "two; words { }"', "set protocols ospf area 0.0.0.0 interface lo0.0 passive",
)


def changed(*lines, startup=STARTUP):
    device = Device(startup)
    notes = device.load(ME, loading.commands("\n".join(lines)), loading.SET)
    assert [note for note in notes if note.error] == []
    return device


@pytest.mark.parametrize(("lines", "shown"), [
    (["set system host-name r2"], "[edit system]\n-   host-name r1;\n+   host-name r2;\n"),
    (["set snmp location here"], "[edit]\n+  snmp {\n+      location here;\n+  }\n"),
    (["delete system host-name"], "[edit]\n-  system {\n-      host-name r1;\n-  }\n"),
    (["set protocols bgp group G import Q"], "[edit protocols bgp group G]\n-     import P;\n+     import [ P Q ];\n"),
    (["set policy-options policy-statement P term zero then reject", "insert policy-options policy-statement P term zero before term two"],
     "[edit policy-options policy-statement P]\n     term one { ... }\n+    term zero {\n+        then reject;\n+    }\n"),
    (["insert policy-options policy-statement P term two before term one"],
     "[edit policy-options policy-statement P]\n!    term one { ... }\n"),
    (["deactivate protocols bgp group G"], "[edit protocols bgp]\n!    inactive: group G { ... }\n"),
    (["set system host-name r1"], ""),
], ids=["a leaf", "a new stanza", "a stanza gone", "a list of values", "into the middle", "moved", "deactivated", "nothing"])
def test_what_it_prints(lines, shown):
    assert changed(*lines).compared(0) == shown


@pytest.mark.parametrize("seed", range(40))
def test_the_transport_finds_its_prediction_in_it(seed):
    lines = random.Random(seed).sample(LINES, 6)  # noqa: S311 - a choice of cases
    device = changed(*lines)
    predicted = netconf_compare.predicted(STARTUP, lines)
    assert netconf_compare.differences(predicted, netconf_compare.shown(device.compared(0)), lambda text: text) == []


@pytest.mark.parametrize("seed", range(10))
def test_a_line_that_was_lost_is_found(seed):
    lines = random.Random(seed).sample(LINES[-7:-3], 2)  # noqa: S311 - a choice of cases
    device = changed(lines[0])
    predicted = netconf_compare.predicted(STARTUP, lines)
    assert netconf_compare.differences(predicted, netconf_compare.shown(device.compared(0)), lambda text: text)
