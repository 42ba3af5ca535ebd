# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each vendor's words are read back into the database that they were made of; whatever is not whole is refused."""
from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects import FRR, IOSXE, JUNOS, LANGUAGES
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state import ISIS, OSPF, OSPF3, audit_database
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.link_state.model import (
    BORDER, EXTERNAL, NETWORK, NSSA, PREFIXES, SUMMARY, Database, ExternalBody, Lsa, NetworkBody, PrefixesBody, SummaryBody,
)
from hypothesis import HealthCheck, given, settings

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state import formats
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.link_state.databases import database, domain_of
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.networks import networks

RECORDED = Path(__file__).parent / "recorded"
BRISK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
WRITERS = {
    ("frr", OSPF): formats.frr_ospf, ("frr", OSPF3): formats.frr_ospf3, ("frr", ISIS): formats.frr_isis,
    ("iosxe", OSPF): formats.ios_ospf, ("iosxe", OSPF3): formats.ios_ospf3, ("iosxe", ISIS): formats.ios_isis,
    ("junos", OSPF): formats.junos_ospf, ("junos", OSPF3): formats.junos_ospf3, ("junos", ISIS): formats.junos_isis,
}
LANGUAGE = {language.name: language for language in LANGUAGES}


def recorded(name):
    return Reading("", "8.4.4", "", json.loads((RECORDED / f"{name}.json").read_text())["facts"])


def read(vendor, said):
    return LANGUAGE[vendor].link_state().databases(Reading("", "", "", said))


def renamed(original):
    """As a vendor shows it that writes hostnames in place of system IDs."""
    names = original.names

    def name(identity):
        system, dot, number = identity.rpartition(".")
        return f"{names.get(system, system)}{dot}{number}"

    return {lsa._replace(router=names.get(lsa.router, lsa.router),
                         body=lsa.body._replace(neighbors=tuple((name(to), *rest) for to, *rest in lsa.body.neighbors))) for lsa in original.lsas}


@pytest.mark.parametrize(("vendor", "protocol"), WRITERS)
@given(network=networks())
@BRISK
def test_a_database_is_read_as_it_was_written(vendor, protocol, network):
    topology, servers = network
    costs = {server.name: dict.fromkeys(server.addresses, 10 + number) for number, server in enumerate(servers)}
    original = database(topology, costs, protocol)
    (found,), faults = read(vendor, WRITERS[vendor, protocol](original))
    assert not faults
    if protocol != ISIS:
        assert sorted(found.lsas) == sorted(original.lsas)
        assert found.router == original.router
        return
    lsas = {lsa._replace(body=lsa.body._replace(topologies=())) for lsa in found.lsas}
    expected = set(original.lsas) if vendor == "frr" else renamed(original)
    assert lsas == expected


MORE = (
    Lsa(NETWORK, "0.0.0.1", "10.9.0.1", "10.0.0.1", -5, 3, 1, NetworkBody(("10.0.0.1", "10.0.0.2"), 24)),
    Lsa(SUMMARY, "0.0.0.1", "10.255.0.1", "10.0.0.1", -5, 3, 1, SummaryBody("10.255.0.1/32", 77)),
    Lsa(BORDER, "0.0.0.1", "10.0.0.9", "10.0.0.1", -5, 3600, 1, SummaryBody("10.0.0.9", 7)),
    Lsa(EXTERNAL, "", "10.255.0.1", "10.0.0.9", -5, 3, 1, ExternalBody("10.255.0.1/32", 20, 2, "10.9.0.2")),
    Lsa(NSSA, "0.0.0.1", "10.255.0.1", "10.0.0.9", -5, 3, 1, ExternalBody("10.255.0.1/32", 20, 1, "10.9.0.2")),
)
MORE3 = (
    Lsa(SUMMARY, "0.0.0.1", "5", "10.0.0.1", -5, 3, 1, SummaryBody("2001:db8:ff::1/128", 77)),
    Lsa(EXTERNAL, "", "6", "10.0.0.9", -5, 3600, 1, ExternalBody("2001:db8:ff::1/128", 20, 2)),
    Lsa(PREFIXES, "0.0.0.1", "7", "10.0.0.9", -5, 3, 1, PrefixesBody("10.0.0.9%4", True, (("2001:db8::/64", 0),))),
)


@pytest.mark.parametrize(("vendor", "protocol"), [pair for pair in WRITERS if pair[1] != ISIS])
def test_every_kind_of_lsa_is_read(vendor, protocol):
    wanted = Database(protocol, MORE if protocol == OSPF else MORE3, "10.0.0.1")
    (found,), faults = read(vendor, WRITERS[vendor, protocol](wanted))
    assert not faults
    assert sorted(found.lsas, key=str) == sorted(wanted.lsas, key=str)


@pytest.mark.parametrize(("vendor", "protocol"), WRITERS)
def test_nothing_is_planned_on_output_that_was_cut_off(vendor, protocol):
    """Wherever the text ends: a fault, or still the whole network. Of IS-IS's text on IOS-XE, which counts nothing, the last LSP may be torn: then the link
    that it leaves with one end is named."""
    topology, servers = NETWORK_OF_FIVE
    original = database(topology, {"r0": {"a": 10}, "r4": {"a": 20}}, protocol)
    said = WRITERS[vendor, protocol](original)
    domain = domain_of(topology, {"r0": ("a",), "r4": ("a",)}, protocol)
    whole, _faults = audit_database(read(vendor, said)[0], domain)
    family = "ipv4" if protocol == OSPF else "ipv6"
    cut = 0
    for name, answer in said.items():
        if not isinstance(answer, str) or name == "isis names":
            continue
        for length in range(0, len(answer), 97):
            found, faults = read(vendor, {**said, name: answer[:length]})
            result, more = audit_database(found, domain) if not faults else ({}, faults)
            if more:
                cut += 1
                assert not result
            else:
                torn = vendor == "iosxe" and protocol == ISIS and result[family]["one_way"]
                assert torn or result[family]["topology"] == whole[family]["topology"], length
    assert cut > 5 or vendor == "frr" and protocol != ISIS  # the transport has decoded FRR's JSON


def test_a_router_lsa_with_less_in_it_than_it_says_is_refused():
    said = formats.frr_ospf(database(*NETWORK_OF_FIVE[:1], {}, OSPF))
    links = next(iter(said["ospf router"]["routerLinkStates"]["areas"].values()))[0]["routerLinks"]
    del links["link0"]
    found, faults = read("frr", said)
    assert not found
    assert "holds less than it says" in faults[0].why


@pytest.mark.parametrize("name", ["ospf router", "ospf3"])
def test_an_answer_that_frr_owed_and_did_not_give_is_a_fault(name):
    reading = recorded("frr_ospf_two_areas_from_dc2-f2")
    said = {**copy.deepcopy(reading.facts), name: None}
    assert [fault.path for fault in FRR.link_state().databases(Reading("", "", "", said))[1]] == [f"database.{name.split()[0]}"]


def test_protocols_that_do_not_run_are_passed_over():
    reading = Reading("", "", "", {"daemons": ["zebra"], "ospf router": None, "isis": None, "isis names": None})
    assert FRR.link_state().databases(reading) == ([], [])
    assert IOSXE.link_state().databases(Reading("", "", "", {"ospf router": "", "isis": None})) == ([], [])
    assert JUNOS.link_state().databases(Reading("", "", "", {"ospf": None, "isis": ""})) == ([], [])


@pytest.mark.parametrize("protocol", [OSPF, OSPF3, ISIS])
def test_junos_may_put_each_value_on_a_line_of_its_own(protocol):
    """As NETCONF replies do."""
    said = WRITERS["junos", protocol](database(NETWORK_OF_FIVE[0], {"r0": {"a": 10}}, protocol))
    wide = {name: re.sub(r">([^<>]+)<", ">\\n\\1\\n<", answer) for name, answer in said.items()}
    assert wide != said
    assert read("junos", wide) == read("junos", said)


IOS_ROUTER_LSA = """
            OSPF Router with ID (10.115.11.11) (Process ID 3)

                Router Link States (Area 11)

  Exception Flag: Announcing maximum link costs
  LS age: 8
  Options: (No TOS-capability, DC)
  LS Type: Router Links
  Link State ID: 10.115.11.11
  Advertising Router: 10.115.11.11
  LS Seq Number: 80000001
  Checksum: 0x1D1B
  Length: 48
  AS Boundary Router
  Number of Links: 2

    Link connected to: a Stub Network
     (Link ID) Network/subnet number: 10.4.1.1
     (Link Data) Network Mask: 255.255.255.255
      Number of MTID metrics: 2
       TOS 0 Metrics: 1
       MTID 32 Metrics: 1
       MTID 33 Metrics: 1

    Link connected to: another Router (point-to-point)
     (Link ID) Neighboring Router ID: 10.151.22.22
     (Link Data) Router Interface address: 0.0.0.14
      Number of MTID metrics: 0
       TOS 0 Metrics: 111
"""


def test_ios_xe_router_lsas_are_read_as_documented():
    """The form of genieparser's ShowIpOspfDatabaseRouter: metrics of other topologies, an unnumbered link, an area that is no address."""
    (found,), faults = read("iosxe", {"ospf router": IOS_ROUTER_LSA})
    assert not faults
    (lsa,) = found.lsas
    assert (found.process, lsa.area, lsa.sequence, lsa.body.prefixes) == ("3", "0.0.0.11", 1 - (1 << 31), (("10.4.1.1/32", 1),))
    assert [(one.to, one.cost, one.own) for one in lsa.body.adjacencies] == [("10.151.22.22", 111, "0.0.0.14")]


IOS_LSPS = """Tag 1:
IS-IS Level-1 Link State Database:
LSPID                 LSP Seq Num  LSP Checksum  LSP Holdtime/Rcvd      ATT/P/OL
r1.00-00            * 0x00000010   0x1378                1180/*         1/0/1  (1)
  Area Address: 49
  NLPID:        0xCC 0x8E
  Topology:     IPv4 (0x0)
                IPv6 (0x4002 ATT)
  Hostname: r1
  Metric: 10         IS-Extended r2.00
    Adjacency SID Value:19 F:0 B:0 V:1 L:1 S:0 P:0 Weight:0
    Interface IP Address: 100.0.0.1
    Admin. Weight: 150
  Metric: 12         IS (MT-IPv6) r2.00
  IP Address:   11.11.11.11
  Metric: 0          IP 11.11.11.11/32
    Prefix-attr: X:0 R:0 N:1
  IPv6 Address: 111::111
  Metric: 10         IPv6 (MT-IPv6) 100:1:1:1:1:1:1:0/112
R2.00-00              0x00000005   0x83C1                   0 (30)      0/0/0
  Metric: 10         IS R1.00
  Metric: 10         IP 12.12.12.0 255.255.255.0
"""


def test_ios_xe_lsps_are_read_as_documented():
    """The forms of genieparser's ShowIsisDatabaseVerbose: two topologies, traffic engineering between the lines, narrow metrics with masks."""
    (found,), faults = read("iosxe", {"isis": IOS_LSPS})
    assert not faults
    first, second = found.lsas if found.lsas[0].router == "r1" else found.lsas[::-1]
    assert (found.process, found.router, first.body.overloaded, first.body.topologies) == ("1", "r1", True, (0, 2))
    assert first.body.attached and not second.body.attached
    assert first.body.neighbors == (("r2.00", 10, 0), ("r2.00", 12, 2))
    assert [(one.prefix, one.cost, one.topology) for one in first.body.prefixes] == [("11.11.11.11/32", 0, 0), ("100:1:1:1:1:1:1:0/112", 10, 2)]
    assert (second.age, second.body.neighbors, second.body.prefixes[0].prefix) == (3600, (("R1.00", 10, 0),), "12.12.12.0/24")


@pytest.mark.parametrize("vendor", ["frr", "iosxe", "junos"])
@pytest.mark.parametrize("attached, overloaded", [(True, False), (False, True), (True, True)])
def test_the_attached_and_the_overload_bit_are_read(vendor, attached, overloaded):
    whole = database(NETWORK_OF_FIVE[0], {}, ISIS)
    lsas = tuple(lsa._replace(body=lsa.body._replace(attached=attached, overloaded=overloaded)) if lsa.router == whole.router else lsa for lsa in whole.lsas)
    (found,), faults = read(vendor, WRITERS[vendor, ISIS](replace(whole, lsas=lsas)))
    own = whole.names[whole.router]
    assert not faults and {(lsa.body.attached, lsa.body.overloaded) for lsa in found.lsas if lsa.router in (own, whole.router)
                           and lsa.id.startswith("00")} == {(attached, overloaded)}


def _network_of_five():
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.topology import Link, Network, Router, Topology, named

    links = [Link((f"r{one}", f"r{other}"), 3 + one, 4 + other) for one, other in ((0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (1, 3))]
    return Topology(tuple(Router(f"r{number}") for number in range(5)), named(links), (Network("lan", (("r0", 2), ("r2", 3), ("r4", 4))),)), ()


NETWORK_OF_FIVE = _network_of_five()
