# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend of a Junos twin on real FRR daemons: every commit leads FRR to just what a start with the new configuration gives, and two twins talk BGP."""
from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until
from ansible_collections.virtual_appliance.routing.tests.twin.backend_changes import ends_where_a_start_would, sends_nothing_again, swapped, without
from ansible_collections.virtual_appliance.routing.tests.twin.frr_machine import NEEDS_FRR, Machine, linked

pytest.importorskip("lxml")
from lab.junos.backend import FrrBackend  # noqa: E402
from lxml import etree  # noqa: E402

pytestmark = NEEDS_FRR
DEVICES = {"ge-0/0/0": "eth1"}
SERVER = Path(__file__).with_name("junos_backend_server.set").read_text()
APPLIANCE = Path(__file__).with_name("junos_backend_appliance.set").read_text()


@pytest.fixture(scope="module")
def machine():
    with closing(Machine(FrrBackend, DEVICES)) as one:
        yield one


def more(*lines: str):
    return lambda text: text + "".join(f"set {line}\n" for line in lines)


CHANGES = {
    "another key": swapped(("authentication-key web-key", "authentication-key other-key")),
    "other timers": swapped(("group WEB hold-time 9", "group WEB hold-time 30")),
    "a range less": without("allow 10.1"),
    "a range more": more("protocols bgp group WEB dynamic-neighbor APPS allow 10.5.0.0/16"),
    "another dynamic neighbor": more("protocols bgp group WEB dynamic-neighbor MORE allow 10.6.0.0/16",
                                     "protocols bgp group WEB dynamic-neighbor MORE authentication-key more-key"),
    "a group less": without("group WEB "),
    "a group deactivated": lambda text: text + "deactivate protocols bgp group WEB\n",
    "external with a list": lambda text: swapped(("group WEB type internal", "group WEB type external"))(without("cluster")(text))
    + "set protocols bgp group WEB peer-as-list APPS\nset policy-options as-list APPS members 65101-65103\nset protocols bgp group WEB multihop ttl 5\n",
    "other bounds": swapped(("/29-/32", "/28-/32")),
    "a term before": lambda text: text.replace("set policy-options policy-statement WEB-IN term ok from family inet\n", "".join(
        f"set policy-options policy-statement WEB-IN term bad {words}\n" for words in ("from route-filter 192.0.2.128/25 orlonger", "then reject"))
        + "set policy-options policy-statement WEB-IN term ok from family inet\n"),
    "an accept that rejects": swapped(("term ok then accept", "term ok then reject")),
    "other attributes": swapped(("then local-preference 100", "then metric 5"), ("then community delete ALL", "then community set ONE"),
                                ("members *:*", "members *:*\nset policy-options community ONE members 65000:7")),
    "a policy before another": swapped(("set protocols bgp group WEB import WEB-IN",
                                        "set protocols bgp group WEB import OTHER\nset protocols bgp group WEB import WEB-IN")),
    "a policy as a condition": lambda text: text.replace("term ok from as-path OWN", "term ok from policy OTHER") + "".join(
        f"set policy-options policy-statement OTHER {words}\n" for words in ("term two from route-filter 192.0.2.0/24 orlonger", "term two then accept")),
    "no import": without("group WEB import", "policy-statement WEB-IN"),
    "another AS path": swapped(('as-path OWN "()"', 'as-path OWN "65000 .*"')),
    "slower BFD": swapped(("minimum-interval 300", "minimum-interval 500")),
    "no BFD": without("bfd-liveness"),
    "another cost": swapped(("interface 10.255.0.1 metric 100", "interface 10.255.0.1 metric 200")),
    "one address less in OSPF": without("interface 10.255.0.1 "),
    "another address in OSPF": more("protocols ospf area 0.0.0.0 interface 10.255.0.9 passive", "protocols ospf area 0.0.0.0 interface 10.255.0.9 metric 40"),
    "lo0 by its name": lambda text: without("interface 10.255")(text) + "set protocols ospf area 0.0.0.0 interface lo0.0 passive\n",
    "no external route": without("ospf export", "ospf3 export"),
    "no OSPFv3": without("ospf3"),
    "no IGP": without("protocols ospf"),
    "IS-IS beside": more("interfaces lo0 unit 0 family iso address 49.0001.0102.5500.1001.00", "protocols isis level 1 disable",
                         "protocols isis level 2 wide-metrics-only", "protocols isis interface lo0.0 passive",
                         "protocols isis interface lo0.0 level 2 metric 50",
                         "protocols isis export EXT"),
    "no BGP": without("protocols bgp", "autonomous-system"),
    "another own AS": swapped(("autonomous-system 65000", "autonomous-system 65009")),
    "another router id": swapped(("router-id 10.255.1.1", "router-id 10.255.1.7")),
    "a neighbor with a filter": more("protocols bgp group FABRIC neighbor 10.255.1.12 export WEB-OUT"),
    "a neighbor less": without("neighbor 10.255.1.12"),
    "a limit that only warns": without("accepted-prefix-limit teardown"),
    "installed statics": lambda text: without("no-install")(text) + "set routing-options static route 198.51.100.0/24 next-hop 10.1.1.7\n",
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_ends_where_a_start_would(machine, name):
    assert ends_where_a_start_would(machine, SERVER, CHANGES[name](SERVER)) == ""


def test_what_stays_is_not_sent_again_also_by_a_new_twin(machine):
    sends_nothing_again(machine, SERVER)
    assert asked(machine.backend, "<get-bgp-summary-information/>").findtext("group-count") == "3"


def test_an_address_comes_and_goes_and_the_hosts_own_stay(machine):
    machine.backend.apply(SERVER)
    assert {("lo", "10.255.0.1/32"), ("lo", "2001:db8:ff::1/128")} <= machine.addresses()
    machine.backend.apply(without("address 10.255.0.1", "interface 10.255.0.1")(SERVER))
    assert ("lo", "10.255.0.1/32") not in machine.addresses()
    held = {info["local"] for device in machine.backend.present() if device["ifname"] == "lo" for info in device["addr_info"]}
    assert {"127.0.0.1", "::1"} <= held
    machine.backend.apply(SERVER)


@pytest.fixture(scope="module")
def pair():
    with linked(FrrBackend, DEVICES) as (one, other):
        one.backend.apply(SERVER)
        other.backend.apply(APPLIANCE)
        yield one.backend, other.backend


def asked(backend: FrrBackend, rpc: str) -> etree._Element:
    return backend.answer(etree.fromstring(rpc))


def destinations(backend: FrrBackend, options: str) -> set[str]:
    return {found.text for found in asked(backend, f"<get-route-information>{options}</get-route-information>").iter("rt-destination")}


def accepted(backend: FrrBackend, peer: str) -> str:
    return asked(backend, "<get-bgp-summary-information/>").findtext(f"bgp-peer[peer-address='{peer}']/bgp-rib/accepted-prefix-count", "")


FROM_IT = "<receive-protocol-name>bgp</receive-protocol-name><peer>10.1.1.11</peer><table>inet.0</table>"


def test_two_twins_exchange_what_the_policies_let_through(pair):
    server, appliance = pair
    until(lambda: accepted(server, "10.1.1.11") == "1", "the IPv4 session and its prefix")
    until(lambda: accepted(server, "2001:db8:1::11") == "1", "the IPv6 session and its prefix")
    assert destinations(server, FROM_IT) == {"192.0.2.9/32"}
    assert destinations(server, f"{FROM_IT}<hidden/>") == {"203.0.113.1/32"}
    assert destinations(server, "<advertising-protocol-name>bgp</advertising-protocol-name><neighbor>10.1.1.11</neighbor>") == {"0.0.0.0/0"}
    neighbor = asked(server, "<get-bgp-neighbor-information><neighbor-address>10.1.1.11</neighbor-address></get-bgp-neighbor-information>").find("bgp-peer")
    assert [neighbor.findtext(name) for name in ("peer-group", "peer-type", "peer-state", "peer-id", "active-holdtime")] == [
        "WEB", "Internal", "Established", "192.0.2.9", "9"]
    assert asked(server, "<get-bgp-summary-information/>").findtext("unconfigured-peer-count") == "2"
    route = asked(server, "<get-route-information><destination>192.0.2.9</destination><detail/></get-route-information>").find("route-table/rt")
    assert [route.findtext(name) for name in ("rt-destination", "rt-prefix-length", "rt-entry/protocol-name", "rt-entry/protocol-nh/to")] == [
        "192.0.2.9", "32", "BGP", "10.1.1.11"]
    told = asked(appliance, "<get-route-information><destination>0.0.0.0/0</destination><exact/></get-route-information>").find("route-table/rt/rt-entry")
    assert [told.findtext(name) for name in ("protocol-name", "preference", "learned-from", "as-path")] == ["BGP", "170", "10.255.0.1", "I"]


def test_ospf_announces_each_address_at_its_own_cost(pair):
    server, appliance = pair

    def found(address):
        return asked(appliance, f"<get-route-information><destination>{address}</destination></get-route-information>").find("route-table/rt/rt-entry")

    until(lambda: found("10.255.0.1") is not None and found("10.255.0.9") is not None and found("2001:db8:ff::1") is not None, "OSPF's routes")
    assert [(found(address).findtext("protocol-name"), found(address).findtext("preference"), found(address).findtext("metric"))
            for address in ("10.255.0.1", "10.255.1.1", "10.255.0.9", "2001:db8:ff::1")] == [
        ("OSPF", "10", "101"), ("OSPF", "10", "1"), ("OSPF", "150", "78"), ("OSPF3", "150", "101")]
    links = asked(server, "<get-ospf-database-information><router/><advertising-router>self</advertising-router><detail/></get-ospf-database-information>")
    assert {link.findtext("link-id"): link.findtext("metric") for link in links.iter("ospf-link") if link.findtext("link-type-name") == "Stub"} == {
        "10.255.0.1": "100", "10.255.1.1": "0", "10.1.1.0": "10"}
    outside = asked(appliance,
                    "<get-ospf3-database-information><external/><detail/></get-ospf3-database-information>").find("ospf3-database/ospf3-external-lsa")
    assert [outside.findtext(name) for name in ("ospf3-prefix", "metric", "type-value")] == ["2001:db8:ff::1/128", "100", "1"]


def test_a_changed_policy_acts_by_itself(pair):
    server, _appliance = pair
    until(lambda: accepted(server, "10.1.1.11") == "1", "the session")
    server.apply(SERVER.replace("/29-/32", "/29-/30"))
    until(lambda: accepted(server, "10.1.1.11") == "0", "the prefix goes")
    assert destinations(server, f"{FROM_IT}<hidden/>") == {"192.0.2.9/32", "203.0.113.1/32"}
    server.apply(SERVER)
    until(lambda: accepted(server, "10.1.1.11") == "1", "the prefix is back")
