# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies of others before ours in the IGP's export list: which of them decide about an anycast address, and what is said of it."""
from __future__ import annotations

import pytest

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos import JunosDialect
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import changed, route_server

THEIRS = "set policy-options policy-statement FOREIGN"


def told(*policy, order=("FOREIGN", "VA-ANYCAST-4"), protocol="ospf", intent="external injection", more=()):
    """The warnings where the lines of the policy FOREIGN stand on the device; `order`: the export list."""
    lines = [*more, *(f"{THEIRS} {line}" for line in policy), *(f"set protocols {protocol} export {name}" for name in order)]
    return JunosDialect().warnings(route_server(changed(intent), anycast_interface="lo"), Reading("\n".join(lines), "24.4R1", ""))


DECIDING = {
    "no condition": (["then accept"], "accepts 10.255.0.1"),
    "its own kind": (["term a from protocol direct", "term a then accept"], "accepts 10.255.0.1"),
    "one of its kinds": (["term a from protocol static", "term a from protocol direct", "term a then reject"], "rejects 10.255.0.1"),
    "a block around it": (["term a from route-filter 10.255.0.0/16 orlonger", "term a then accept"], "accepts 10.255.0.1"),
    "its own prefix": (["term a from route-filter 10.255.0.1/32 exact", "term a then accept"], "accepts 10.255.0.1"),
    "up to hosts": (["term a from route-filter 10.0.0.0/8 upto /32", "term a then accept"], "accepts 10.255.0.1"),
    "its own interface": (["term a from interface lo0.0", "term a then reject"], "rejects 10.255.0.1"),
    "a condition that is not read": (["term a from tag 7", "term a then accept"], "accepts 10.255.0.1"),
    "behind a term that decides nothing": (["term a then metric 5", "term b from protocol direct", "term b then accept"], "accepts 10.255.0.1"),
    "behind terms of other routes": (["term a from protocol static", "term a then reject", "then reject"], "rejects 10.255.0.1"),
}
LEAVING = {
    "another protocol": ["term a from protocol static", "term a then accept"],
    "another block": ["term a from route-filter 10.9.0.0/16 orlonger", "term a then accept"],
    "shorter prefixes": ["term a from route-filter 10.0.0.0/8 upto /24", "term a then accept"],
    "a range without hosts": ["term a from route-filter 10.0.0.0/8 prefix-length-range /24-/28", "term a then accept"],
    "the block alone": ["term a from route-filter 10.255.0.0/16 exact", "term a then accept"],
    "IPv6": ["term a from family inet6", "term a then accept"],
    "another interface": ["term a from interface ge-0/0/0.0", "term a then accept"],
    "one kind holds and another does not": ["term a from protocol direct", "term a from route-filter 10.9.0.0/16 exact", "term a then accept"],
    "no decision": ["term a then metric 5"],
    "the next policy": ["term a from protocol direct", "term a then next policy", "then accept"],
}


@pytest.mark.parametrize(("policy", "said"), DECIDING.values(), ids=DECIDING)
def test_a_policy_that_decides_first_is_named_with_what_it_does_and_what_to_write(policy, said):
    (warning,) = told(*policy)
    assert "FOREIGN stands before VA-ANYCAST-4 in 'protocols ospf export'" in warning and said in warning
    assert "insert protocols ospf export VA-ANYCAST-4 before FOREIGN" in warning


@pytest.mark.parametrize("policy", LEAVING.values(), ids=LEAVING)
def test_a_policy_that_leaves_the_addresses_to_the_next_is_not(policy):
    assert told(*policy) == []


@pytest.mark.parametrize("order", [("VA-ANYCAST-4", "FOREIGN"), ("FOREIGN",)], ids=["ours is first", "ours will be put first"])
def test_ours_before_it_is_asked_first(order):
    assert told("then accept", order=order) == []


def test_a_policy_that_nobody_can_read_may_decide():
    assert "may accept or reject 10.255.0.1" in told()[0]


def test_a_policy_that_is_deactivated_in_the_list_is_not_asked():
    assert told("then accept", more=("deactivate protocols ospf export FOREIGN",)) == []


def test_a_prefix_list_is_looked_up():
    listed = ["term a from prefix-list HOSTS", "term a then reject"]
    assert told(*listed, more=("set policy-options prefix-list HOSTS 10.255.0.1/32",)) != []
    assert told(*listed, more=("set policy-options prefix-list HOSTS 10.255.0.0/16",)) == []
    longer = ["term a from prefix-list-filter HOSTS orlonger", "term a then reject"]
    assert told(*longer, more=("set policy-options prefix-list HOSTS 10.255.0.0/16",)) != []


def test_each_igp_has_its_list():
    assert "'protocols isis export'" in told("then accept", protocol="isis", intent="IS-IS")[0]
    (warning,) = told("then accept", order=("FOREIGN", "VA-ANYCAST-6"), protocol="ospf3")
    assert "'protocols ospf3 export'" in warning and "accepts 2001:db8:ff::1" in warning


def test_addresses_that_are_interfaces_of_their_own_need_no_policy():
    assert told("then accept", intent="base", order=("FOREIGN", "VA-ANYCAST-4")) == []
