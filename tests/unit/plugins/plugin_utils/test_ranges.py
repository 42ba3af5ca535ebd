# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ipaddress import ip_network
from random import Random
from time import process_time

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.ranges import ANONYMOUS, listen_ranges
from hypothesis import given, settings
from hypothesis import strategies as st

BASE = 10 << 24


def one(texts, **options):
    ranges, faults = listen_ranges(texts, **options)
    assert not faults, [str(fault) for fault in faults]
    return ranges[ANONYMOUS]


def many(*pools, **options):
    ranges, faults = listen_ranges(list(pools), **options)
    assert not faults, [str(fault) for fault in faults]
    return ranges


def faults_of(pools, **options):
    ranges, faults = listen_ranges(pools, **options)
    assert ranges == {}
    return faults


def addresses(texts):
    return {int(address) for text in texts for address in ip_network(text)}


@st.composite
def blocks(draw):
    """A block in 10.0.0.0/27."""
    length = draw(st.integers(27, 32))
    index = draw(st.integers(0, (1 << (length - 27)) - 1))
    return f"10.0.0.{index << (32 - length)}/{length}"


@given(st.lists(blocks(), max_size=8))
@settings(deadline=None)
def test_the_ranges_cover_what_was_declared_as_netaddr_merges_it(texts):
    netaddr = pytest.importorskip("netaddr")
    assert listen_ranges(texts)[0].get(ANONYMOUS, []) == [str(block) for block in netaddr.cidr_merge(texts)]


@given(st.lists(blocks(), min_size=1, max_size=6), st.lists(blocks(), max_size=4))
@settings(deadline=None)
def test_no_excluded_address_is_covered_and_every_other_one_is(texts, exclude):
    netaddr = pytest.importorskip("netaddr")
    ranges, faults = listen_ranges(texts, exclude=exclude)
    left = netaddr.IPSet(texts) - netaddr.IPSet(exclude)
    if not faults:
        assert ranges[ANONYMOUS] == [str(block) for block in left.iter_cidrs()]
    else:
        idle = any(not addresses([text]) & addresses(texts) for text in exclude)
        gone = any(not addresses([text]) - addresses(exclude) for text in texts)
        assert idle or gone


def by_the_rule(declared, forbidden, ceiling, network=BASE, length=27):
    """The documented rule, written down naively, over the block network/length."""
    inside = set(range(network, network + (1 << (32 - length))))
    if not inside & declared:
        return []
    if inside <= declared:
        return [(network, length)]
    half = 1 << (31 - length)
    halves = [set(range(start, start + half)) & declared for start in (network, network + half)]
    if all(halves) and len(inside - declared) <= ceiling and not inside & forbidden:
        return [(network, length)]
    return [found for start in (network, network + half) for found in by_the_rule(declared, forbidden, ceiling, start, length + 1)]


@given(
    st.sets(st.integers(0, 31), min_size=1, max_size=12),
    st.sets(st.integers(0, 31), max_size=3),
    st.sets(st.integers(0, 31), max_size=3),
    st.integers(0, 12),
)
@settings(max_examples=300, deadline=None)
def test_a_ceiling_widens_by_the_documented_rule(hosts, edge, holes, ceiling):
    edge = edge - hosts
    holes = {hole for hole in holes if not {hole, hole ^ 1} & edge and hole not in hosts and hole ^ 1 not in holes}
    web = {
        "name": "web",
        "hosts": [f"10.0.0.{host}" for host in hosts],
        "subnets": [f"10.0.0.{hole & ~1}/31" for hole in holes],
        "exclude": [f"10.0.0.{hole}" for hole in holes],
    }
    ranges = many(web, {"name": "edge", "subnets": ["10.9.0.0/24"], "hosts": [f"10.0.0.{host}" for host in edge]}, max_undeclared=ceiling)
    excluded = {BASE + hole for hole in holes}
    declared = {"web": {BASE + host for host in hosts | {hole ^ 1 for hole in holes}}, "edge": {BASE + host for host in edge}}
    for name, other in (("web", "edge"), ("edge", "web")):
        expected = by_the_rule(declared[name], declared[other] | excluded, ceiling)
        found = [ip_network(text) for text in ranges[name] if text.startswith("10.0.0.")]
        assert [(int(block.network_address), block.prefixlen) for block in found] == expected


def test_hosts_and_subnets_of_each_pool_become_its_fewest_ranges_ipv4_first():
    ranges = many(
        {"name": "web", "subnets": ["2001:db8:1::/64", "10.1.0.128/25", "10.1.0.0/25", "10.1.0.64/26"], "hosts": ["9.0.0.1"]},
        {"name": "edge", "hosts": ["10.9.0.3", "10.9.0.2", "10.9.0.2", "2001:db8::1"]},
    )
    assert ranges == {"web": ["9.0.0.1/32", "10.1.0.0/24", "2001:db8:1::/64"], "edge": ["10.9.0.2/31", "2001:db8::1/128"]}


def test_a_plain_list_is_one_pool():
    assert one(["10.0.0.1", "10.0.0.2/31"]) == ["10.0.0.1/32", "10.0.0.2/31"]
    assert listen_ranges([]) == ({}, [])


def test_an_exclusion_leaves_a_hole_that_no_ceiling_closes():
    pool = {"name": "web", "subnets": ["10.1.0.0/29"], "exclude": ["10.1.0.1"]}
    holed = ["10.1.0.0/32", "10.1.0.2/31", "10.1.0.4/30"]
    assert many(pool)["web"] == holed
    assert many(pool, max_undeclared=1000)["web"] == holed


def test_an_exclusion_of_one_pool_is_not_covered_by_another():
    web = {"name": "web", "subnets": ["10.1.0.0/30"], "exclude": ["10.1.0.1", "10.1.0.2", "10.1.0.3"]}
    edge = {"name": "edge", "hosts": ["10.1.0.2", "10.1.0.3"]}
    lone = {"name": "lone", "hosts": ["10.1.0.4"]}
    assert many(web, edge, lone, max_undeclared=100) == {"web": ["10.1.0.0/32"], "edge": ["10.1.0.2/31"], "lone": ["10.1.0.4/32"]}


def test_one_more_address_makes_one_range_of_three_hosts():
    hosts = ["10.0.0.1", "10.0.0.2", "10.0.0.3"]
    assert one(hosts, max_undeclared=1) == ["10.0.0.0/30"]
    assert one(hosts) == ["10.0.0.1/32", "10.0.0.2/31"]


def test_a_range_is_not_widened_where_that_saves_none():
    assert one(["10.0.0.1"], max_undeclared=1000) == ["10.0.0.1/32"]
    assert one(["10.0.0.0", "10.0.0.3"], max_undeclared=1000) == ["10.0.0.0/30"]


def test_no_ceiling_reaches_over_space_where_no_appliance_can_be():
    assert one(["126.255.255.255", "128.0.0.0"], max_undeclared=1 << 40) == ["126.255.255.255/32", "128.0.0.0/32"]


def test_the_order_of_the_input_does_not_matter():
    hosts = [f"10.0.{index // 256}.{index % 256}" for index in range(0, 3000, 3)]
    shuffled = Random(1).sample(hosts, len(hosts))
    assert one(hosts, max_undeclared=5) == one(shuffled, max_undeclared=5)


@pytest.mark.parametrize(
    "text, key, words",
    [
        ("169.254.1.0/24", "subnets", "link-local"),
        ("fe80::/64", "subnets", "link-local"),
        ("224.0.0.5", "hosts", "multicast"),
        ("ff02::1", "hosts", "multicast"),
        ("127.0.0.1", "hosts", "loopback"),
        ("::1", "hosts", "loopback"),
        ("::", "hosts", "unspecified"),
        ("0.0.0.0/0", "subnets", "unspecified"),
        ("0.1.2.3", "hosts", "unspecified"),
        ("255.255.255.255", "hosts", "broadcast"),
        ("10.0.0.1/24", "subnets", "10.0.0.0/24"),
        ("10.0.0.1", "subnets", "put it under hosts"),
        ("10.0.0.0/24", "hosts", "put it under subnets"),
        ("10.0.0", "hosts", "is not an IPv4 or IPv6 address"),
        ("web", "subnets", "is not an IPv4 or IPv6 address"),
        (10, "hosts", "not an address"),
        (None, "subnets", "not an address"),
    ],
)
def test_a_bad_address_is_a_fault_with_its_path(text, key, words):
    good = {"subnets": "10.1.0.0/24", "hosts": "10.2.0.1"}[key]
    faults = faults_of([{"name": "web", key: [good, text]}], path="domain.pools")
    assert [fault.path for fault in faults] == [f"domain.pools[0].{key}[1]"]
    assert words.lower() in str(faults[0]).lower()


def test_space_of_two_pools_is_refused_at_every_place_with_both_named():
    pools = [
        {"name": "web", "subnets": ["10.1.0.0/24", "10.2.0.0/24"]},
        {"name": "edge", "subnets": ["10.9.0.0/24", "10.2.0.0/16"], "hosts": ["10.1.0.7"]},
    ]
    faults = faults_of(pools)
    assert [fault.path for fault in faults] == ["pools[1].subnets[1]", "pools[1].hosts[0]"]
    assert "'edge' overlaps 10.2.0.0/24 of pool 'web' (pools[0].subnets[1])" in str(faults[0])
    assert "'edge' overlaps 10.1.0.0/24 of pool 'web' (pools[0].subnets[0])" in str(faults[1])


def test_an_address_excluded_from_one_pool_can_belong_to_another():
    ranges = many({"name": "web", "subnets": ["10.0.0.0/30"], "exclude": ["10.0.0.2/31"]}, {"name": "edge", "hosts": ["10.0.0.3"]})
    assert ranges == {"web": ["10.0.0.0/31"], "edge": ["10.0.0.3/32"]}


def test_an_exclusion_that_excludes_nothing_or_everything_is_refused():
    idle = faults_of([{"name": "web", "subnets": ["10.1.0.0/24"], "exclude": ["10.1.0.1", "10.2.0.1"]}])
    assert [fault.path for fault in idle] == ["pools[0].exclude[1]"]
    assert "'web'" in str(idle[0])
    whole = faults_of([{"name": "web", "subnets": ["10.1.0.0/24"], "hosts": ["10.2.0.1"], "exclude": ["10.2.0.0/16"]}])
    assert [fault.path for fault in whole] == ["pools[0].hosts[0]"]
    assert "pools[0].exclude[0]" in str(whole[0])


def test_faults_of_all_pools_come_at_once():
    pools = [
        {"name": "web", "subnet": ["10.1.0.0/24"], "subnets": "10.1.0.0/24"},
        {"name": "web", "hosts": ["10.3.0.1", "x"]},
        {"hosts": ["10.4.0.1"]},
        {"name": "empty", "subnets": []},
        "10.5.0.0/16",
    ]
    faults = faults_of(pools, max_undeclared=-1)
    assert sorted(fault.path for fault in faults) == [
        "max_undeclared", "pools[0].subnet", "pools[0].subnets", "pools[1].hosts[1]", "pools[1].name", "pools[2].name", "pools[3]", "pools[4]",
    ]
    assert "write 'subnets'" in str(next(fault for fault in faults if fault.path == "pools[0].subnet").instead)


@pytest.mark.parametrize("wrong", [None, "10.0.0.1", 5])
def test_what_is_no_list_is_a_fault(wrong):
    assert [fault.path for fault in faults_of(wrong)] == ["pools"]


@pytest.mark.parametrize("ceiling", [True, "1", 1.5, None])
def test_a_ceiling_that_is_no_number_is_a_fault(ceiling):
    assert [fault.path for fault in faults_of(["10.0.0.1"], max_undeclared=ceiling)] == ["max_undeclared"]


def test_pools_have_their_own_exclusions():
    assert [fault.path for fault in faults_of([{"name": "web", "subnets": ["10.1.0.0/24"]}], exclude=["10.1.0.1"])] == ["exclude"]


def test_many_hosts_take_a_third_of_the_time_of_netaddr_at_most():
    netaddr = pytest.importorskip("netaddr")
    random = Random(1)
    hosts = [f"10.{random.randrange(16)}.{random.randrange(256)}.{random.randrange(256)}" for index in range(30_000)]

    def least(function):
        """Processor time, the least of three: what other processes do at the same time does not count."""
        times = []
        for run in range(3):
            start = process_time()
            result = function()
            times.append(process_time() - start)
        return result, min(times)

    ours, our_time = least(lambda: one(hosts))
    theirs, their_time = least(lambda: netaddr.cidr_merge(hosts))
    assert ours == [str(block) for block in theirs]
    assert their_time >= 3 * our_time


def test_two_pools_that_share_many_hosts_are_refused_quickly():
    hosts = [f"10.0.{index // 128}.{index % 128 * 2}" for index in range(10_000)]
    start = process_time()
    faults = faults_of([{"name": "web", "hosts": hosts}, {"name": "edge", "hosts": hosts}])
    assert len(faults) == len(hosts)
    assert process_time() - start < 3
