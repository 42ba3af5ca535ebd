# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The databases that twins show are those of the FRR behind them: each dialect reads out of them what FRR's dialect reads out of FRR's."""
from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects import FRR, IOSXE, JUNOS
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state import ISIS, OSPF, OSPF3, audit_database
from lab.iosxe.backend import database_shows
from lab.iosxe.backend.show import answer as ios_answer
from lab.junos.backend import isis_replies, ospf_replies
from lab.junos.backend.answer import Answers
from lxml import etree

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state.test_recorded import ISIS_LAB, LAB
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state.test_readers import recorded

OSPF_CASES = ("frr_ospf_two_areas_from_dc2-f2", "frr_ospf_backbone_from_dc1-f1")
ISIS_CASES = ("frr_isis_single_topology", "frr_isis_multi_topology", "frr_isis_narrow_metrics")
COMMANDS = {command: name for protocols in ((OSPF,), (OSPF3,), (ISIS,)) for name, command in FRR.link_state().queries(protocols).items()}


class Translation:
    interfaces = ()
    lines = ()


def vtysh_of(facts: Mapping):
    """A vtysh that gives the recorded answers."""
    def run(*commands):
        said = [facts.get(COMMANDS[command if command in COMMANDS else command.removesuffix(" json")]) for command in commands]
        return "\n".join(one if isinstance(one, str) else json.dumps(one or {}) for one in said)
    return run


def ios(facts, protocols):
    vtysh = vtysh_of(facts)
    said = {name: ios_answer(command, Translation(), vtysh, dict) for name, command in IOSXE.link_state().queries(protocols).items()}
    return IOSXE.link_state().databases(Reading("", "", "", said))


def junos(facts, protocols):
    answers = Answers(Translation(), vtysh_of(facts), list)
    said = {}
    for name, rpc in JUNOS.link_state().queries(protocols).items():
        said[name] = etree.tostring(answers.answer(etree.fromstring(rpc))).decode()
    return JUNOS.link_state().databases(Reading("", "", "", said))


@pytest.mark.parametrize("twin", [ios, junos])
@pytest.mark.parametrize("name", OSPF_CASES)
def test_a_twin_s_ospf_databases_are_those_of_its_frr(twin, name):
    reading = recorded(name)
    expected, _faults = FRR.link_state().databases(reading)
    found, faults = twin(reading.facts, (OSPF, OSPF3))
    assert not faults
    for mine, theirs in zip(found, expected):
        assert (mine.protocol, mine.router) == (theirs.protocol, theirs.router)
        assert sorted(map(str, mine.lsas)) == sorted(map(str, theirs.lsas))
    assert len(found) == len(expected) == 2


@pytest.mark.parametrize("twin", [ios, junos])
@pytest.mark.parametrize("name", ISIS_CASES)
def test_a_twin_s_is_is_database_means_what_its_frr_s_means(twin, name):
    reading = recorded(name)
    domain = {**ISIS_LAB, "route_servers": [{**server, "router_id": "0.0.0.0"} for server in ISIS_LAB["route_servers"]]}
    expected, _faults = audit_database(FRR.link_state().databases(reading)[0], domain)
    databases, faults = twin(reading.facts, (ISIS,))
    assert not faults
    found, faults = audit_database(databases, domain)
    assert not faults
    for family in ("ipv4", "ipv6"):
        assert found[family]["topology"]["routers"] == expected[family]["topology"]["routers"]
        assert found[family]["costs"] == expected[family]["costs"]
        for address, paths in expected[family]["paths"]["addresses"].items():
            assert found[family]["paths"]["addresses"][address]["routers"] == paths["routers"]


def test_the_forms_are_those_that_were_recorded():
    facts = recorded("frr_ospf_two_areas_from_dc2-f2").facts
    text = database_shows.database(facts["ospf network"], "network", "1")
    assert "\t\tNet Link States (Area 0)\n" in text
    assert "  Link State ID: 10.254.0.1 (address of Designated Router)\n" in text
    assert "\tAttached Router: 10.255.1.11\n" in text
    reply = ospf_replies.database({"network": facts["ospf network"]}, ospf_replies.Wanted(detail=True))
    assert [element.text for element in reply.iter("attached-router")] == ["10.255.1.11", "10.255.1.12"]
    isis = isis_replies.database(recorded("frr_isis_multi_topology").facts["isis"], "", True)
    assert {element.text for element in isis.iter("isis-topology-id")} == {"IPV4 Unicast", "IPV6 Unicast"}
    assert audit_database(FRR.link_state().databases(recorded("frr_ospf_two_areas_from_dc2-f2"))[0], LAB)[1] == []
