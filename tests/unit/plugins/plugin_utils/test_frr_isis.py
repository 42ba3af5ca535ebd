# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Injection into IS-IS on FRR: an interface for each anycast address, at its metric."""
from __future__ import annotations

import copy

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr import FrrDialect
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.offline import device_state

DOMAIN = {
    "asn": 65000,
    "anycast_addresses": [{"name": "a", "ipv4": "10.255.0.1", "ipv6": "2001:db8:ff::1"}, {"name": "b", "ipv4": "10.255.0.2", "ipv6": "2001:db8:ff::2"}],
    "route_servers": [
        {"name": "rs1", "router_id": "10.255.1.1", "ipv6": "2001:db8:fe::1"},
        {"name": "rs2", "router_id": "10.255.1.2", "ipv6": "2001:db8:fe::2"},
    ],
    "fabric_peers": [{"name": "core1", "ipv4": "10.255.1.11"}],
    "igp": {"protocol": "isis", "instance": "fabric", "level": 2},
    "cost_plan": {"igp_diameter": 100},
    "pools": [{"name": "web", "subnets": ["10.1.0.0/16"], "password": "a-key", "prefixes": [{"within": "192.0.2.0/24"}]}],
}
RUNNING = "frr version 8.4.4\nrouter isis fabric\n net 49.0001.0102.5500.3001.00\nexit\n"
RECORD = "ip prefix-list VA-ANYCAST-4-a seq 5 permit 10.255.0.1/32\n"
BOTH_UP = {"any-a": {"status": "up"}, "any-b": {"status": "up"}}


def state(interface="any-{name}", name="rs1", **igp):
    domain = copy.deepcopy(DOMAIN)
    domain["igp"] |= igp
    found, faults = device_state({"domain": domain, "name": name, "anycast_interface": interface})
    assert not faults, faults
    return found


def reading(running=RUNNING, **interfaces):
    return Reading(running, "8.4.4", "", {"interfaces": interfaces or BOTH_UP})


def lines(made, interface, running=RUNNING):
    return [line[1] for line in FrrDialect().target(made, reading(running)) if line[0] == f"interface {interface}"]


def refused(made, **interfaces):
    return [fault for fault in FrrDialect().refusals(made, reading(**interfaces)) if fault.path == "anycast_interface"]


def test_each_address_has_its_interface_at_its_metric():
    assert set(lines(state(), "any-b")) == {"ip router isis fabric", "ipv6 router isis fabric", "isis circuit-type level-2-only", "isis passive",
                                            "isis metric 111", "ip address 10.255.0.2/32", "ipv6 address 2001:db8:ff::2/128"}


def test_frrs_own_metric_which_it_does_not_show_is_not_written():
    assert "isis metric" not in " ".join(lines(state(), "any-a"))


def test_level_1_says_so():
    assert "isis circuit-type level-1" in lines(state(level=1), "any-a")


@pytest.mark.parametrize("release, faults", [("8.4.4", 1), ("10.0.3", 1), ("10.1", 0), ("10.3", 0)])
def test_a_metric_that_a_restart_would_lose_is_refused(release, faults):
    found = [fault for fault in FrrDialect().refusals(state(), Reading(RUNNING, release, "", {"interfaces": BOTH_UP})) if fault.path == "domain.cost_plan"]
    assert len(found) == faults
    assert all("b (111)" in fault.why and "10.1" in fault.instead for fault in found)


def test_nothing_is_redistributed():
    assert not any("redistribute" in line[-1] for line in FrrDialect().target(state(), reading()))


def test_one_interface_for_both_addresses_is_refused_with_what_to_write():
    fault, = refused(state("lo"), lo={"status": "up"})
    assert "one metric an interface" in fault.why and "any-{name}" in fault.instead


@pytest.mark.parametrize("interfaces, words", [
    ({"any-a": {"status": "up"}}, "any-b is missing"),
    ({"any-a": {"status": "up"}, "any-b": {"status": "down"}}, "any-b is down"),
    ({"any-a": {"status": "up"}, "any-b": {"status": "up", "addresses": ["192.0.2.1/24"]}}, "192.0.2.1/24 is on any-b too"),
])
def test_an_interface_that_cannot_serve_is_refused(interfaces, words):
    fault, = refused(state(), **interfaces)
    assert words in fault.why


def test_interfaces_that_are_up_and_hold_nothing_else_are_accepted():
    assert refused(state(), **{"any-a": {"status": "up", "addresses": ["10.255.0.1/32", "fe80::1/64"]}, "any-b": {"status": "up"}}) == []


def test_is_is_lines_of_an_interface_are_owned_once_its_address_is_recorded():
    text = RUNNING + "interface any-a\n ip address 10.255.0.1/32\n ip router isis fabric\n isis metric 50\n isis hello-interval 3\nexit\n"
    before = [line[-1] for line in FrrDialect().owned(reading(text), state())]
    after = [line[-1] for line in FrrDialect().owned(reading(text + RECORD), state())]
    assert before == ["ip address 10.255.0.1/32"]
    assert after[:3] == ["ip address 10.255.0.1/32", "ip router isis fabric", "isis metric 50"] and "isis hello-interval 3" not in after


@pytest.mark.parametrize("interface, address", [("any-a", "ip address 192.0.2.1/24"), ("lo", "ip address 10.255.0.2/32")])
def test_is_is_lines_of_an_interface_that_is_not_ours_alone_are_foreign(interface, address):
    text = RUNNING + RECORD + f"interface {interface}\n ip address 10.255.0.1/32\n {address}\n ip router isis fabric\nexit\n"
    assert not any("isis" in line[-1] for line in FrrDialect().owned(reading(text), state(interface)))


def test_an_address_that_an_earlier_run_put_elsewhere_is_moved():
    text = RUNNING + RECORD + "interface lo\n ip address 10.255.0.1/32\n ip address 10.255.1.1/32\nexit\n"
    found = FrrDialect().owned(reading(text), state())
    commands = [line.strip() for step in FrrDialect().change(found, FrrDialect().target(state(), reading(text)), reading(text)).commands for line in step]
    assert commands.index("no ip address 10.255.0.1/32") < commands.index("ip address 10.255.0.1/32")
    assert "no ip address 10.255.1.1/32" not in commands


def test_a_changed_metric_is_one_line():
    dialect, made = FrrDialect(), state()
    target = dialect.target(made, reading())
    before = type(target)((*line[:-1], line[-1].replace("isis metric 111", "isis metric 99")) for line in target)
    assert [line.strip() for step in dialect.change(before, target, reading()).commands for line in step if "isis" in line] == ["isis metric 111"]
