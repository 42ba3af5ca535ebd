# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from functools import lru_cache
from time import process_time

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.admission import fewest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.cidr import block_text
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.prefixes import (
    Bound,
    admitted,
    covers,
    in_order,
    meets,
    merged,
    overlaps,
    parse_lengths,
    prefix_bounds,
)
from hypothesis import given, settings
from hypothesis import strategies as st

SMALL = 4


@st.composite
def small_entries(draw, width=SMALL, low=0):
    """An entry (network, length, shortest, longest) in a universe of `width` bits."""
    length = draw(st.integers(low, width))
    network = draw(st.integers(0, (1 << length) - 1)) << (width - length)
    shortest = draw(st.integers(length, width))
    return network, length, shortest, draw(st.integers(shortest, width))


def denoted(entries, width=SMALL):
    """Every (network, length) that the entries admit, by enumeration."""
    return {
        (network | (index << (width - own)), own)
        for network, length, shortest, longest in entries
        for own in range(shortest, longest + 1)
        for index in range(1 << (own - length))
    }


def fewest_by_exhaustion(admitted_prefixes, width):
    """The least number of disjoint entries, by trying for every block every set of lengths it could cover."""

    @lru_cache(None)
    def full(network, length):
        return frozenset(
            own
            for own in range(length, width + 1)
            if all((network | (index << (width - own)), own) in admitted_prefixes for index in range(1 << (own - length)))
        )

    def runs(lengths):
        return sum(1 for own in lengths if own - 1 not in lengths)

    @lru_cache(None)
    def cost(network, length, above):
        free = sorted(full(network, length) - above)
        if length == width:
            return runs(set(free))
        best = None
        for chosen in range(1 << len(free)):
            here = {own for position, own in enumerate(free) if chosen >> position & 1}
            below = frozenset(own for own in above | here if own > length)
            if length in free and length not in here:
                continue
            halves = (network, network | (1 << (width - length - 1)))
            total = runs(here) + sum(cost(half, length + 1, below) for half in halves)
            best = total if best is None else min(best, total)
        return best

    return cost(0, 0, frozenset())


def written(bounds):
    return [" ".join([bound.prefix, *(f"{key} {bound.as_dict()[key]}" for key in ("ge", "le") if key in bound.as_dict())]) for bound in bounds]


def bounds_of(*entries):
    bounds, faults = prefix_bounds(list(entries))
    assert not faults
    return written(bounds)


@given(st.lists(small_entries(), max_size=8))
@settings(max_examples=300, deadline=None)
def test_the_entries_admit_exactly_what_the_input_permits_and_are_disjoint(entries):
    result = fewest(entries, SMALL)
    assert denoted(result) == denoted(entries)
    assert sum(len(denoted([entry])) for entry in result) == len(denoted(result))


@given(st.lists(small_entries(), max_size=8))
@settings(max_examples=150, deadline=None)
def test_no_smaller_number_of_disjoint_entries_admits_the_same(entries):
    assert len(fewest(entries, SMALL)) == fewest_by_exhaustion(frozenset(denoted(entries)), SMALL)


@given(st.lists(small_entries(), max_size=8))
@settings(max_examples=300, deadline=None)
def test_the_result_depends_on_the_permitted_prefixes_alone(entries):
    one_by_one = [(network, length, length, length) for network, length in denoted(entries)]
    result = fewest(entries, SMALL)
    assert fewest(one_by_one, SMALL) == result == fewest(result, SMALL) == sorted(result)


def nested(base_version, base, base_length, entry):
    network, length, shortest, longest = entry
    width = 32 if base_version == 4 else 128
    block = block_text(base_version, base | network << (width - base_length - SMALL), base_length + length)
    return {"within": block, "lengths": f"{base_length + shortest}-{base_length + longest}"}


@given(st.lists(small_entries(), min_size=1, max_size=6), st.sampled_from([(4, 10 << 24, 8), (4, 0, 28), (6, 0x20010DB8 << 96, 32), (6, 0, 124)]))
@settings(max_examples=200, deadline=None)
def test_bounds_written_as_input_again_give_themselves(entries, universe):
    bounds, faults = prefix_bounds([nested(*universe, entry) for entry in entries])
    assert not faults
    again, faults = prefix_bounds([{"within": b.prefix, "lengths": f"{b.ge or b.length}-{b.le or b.length}"} for b in bounds])
    assert again == bounds == sorted(bounds) == merged(reversed(bounds))
    assert admitted(bounds) == len(denoted(entries))


@pytest.mark.parametrize(
    "entries, expected",
    [
        (["192.0.2.0/24"], ["192.0.2.0/24"]),
        ([{"within": "192.0.2.0/24"}], ["192.0.2.0/24"]),
        ([{"within": "192.0.2.0/24", "lengths": "29-32"}], ["192.0.2.0/24 ge 29 le 32"]),
        ([{"within": "192.0.2.0/24", "lengths": "24-28"}], ["192.0.2.0/24 le 28"]),
        ([{"within": "192.0.2.0/24", "lengths": 25}], ["192.0.2.0/24 ge 25 le 25"]),
        ([{"within": "0.0.0.0/0", "lengths": "0-32"}], ["0.0.0.0/0 le 32"]),
        ([{"within": "2001:DB8:0::/48", "lengths": 64}], ["2001:db8::/48 ge 64 le 64"]),
        ([{"within": "10.0.0.0/8", "lengths": ["29-30", 31, "32"]}], ["10.0.0.0/8 ge 29 le 32"]),
        ([{"within": "10.0.0.0/8", "lengths": [24, "28-29"]}], ["10.0.0.0/8 ge 24 le 24", "10.0.0.0/8 ge 28 le 29"]),
    ],
)
def test_an_entry_is_written_in_canonical_form(entries, expected):
    assert bounds_of(*entries) == expected


def test_adjacent_siblings_become_their_parent():
    halves = [{"within": "192.0.2.0/25", "lengths": "25-32"}, {"within": "192.0.2.128/25", "lengths": "25-32"}]
    assert bounds_of(*halves) == ["192.0.2.0/24 ge 25 le 32"]
    assert bounds_of("192.0.2.0/25", "192.0.2.128/25") == ["192.0.2.0/24 ge 25 le 25"]
    assert bounds_of(*halves, "192.0.2.0/24") == ["192.0.2.0/24 le 32"]


def test_a_nested_block_keeps_only_the_lengths_that_the_outer_lacks():
    outer, inner = {"within": "192.0.2.0/24", "lengths": "25-28"}, {"within": "192.0.2.64/26", "lengths": "27-30"}
    assert bounds_of(outer, inner) == ["192.0.2.0/24 ge 25 le 28", "192.0.2.64/26 ge 29 le 30"]


def test_an_outer_block_is_split_where_that_saves_an_entry():
    outer, inner = {"within": "192.0.2.0/24", "lengths": "29-30"}, {"within": "192.0.2.0/25", "lengths": "28-31"}
    assert bounds_of(outer, inner) == ["192.0.2.0/25 ge 28 le 31", "192.0.2.128/25 ge 29 le 30"]


def test_ipv4_comes_first_and_addresses_sort_as_numbers():
    assert bounds_of("2001:db8::/32", "10.0.0.0/8", "9.0.0.0/8") == ["9.0.0.0/8", "10.0.0.0/8", "2001:db8::/32"]


def test_prefixes_as_text_are_put_in_that_order_once_each():
    given_as = ["2001:db8::/32", "10.0.0.0/16", "10.0.0.0/8", "9.0.0.0/8", "10.0.0.0/8", "2001:db8::/33"]
    assert in_order(given_as) == ["9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "2001:db8::/32", "2001:db8::/33"]


def test_a_single_entry_needs_no_list_and_an_empty_list_permits_nothing():
    assert prefix_bounds({"within": "192.0.2.0/24", "lengths": 32}) == ([Bound("192.0.2.0/24", 32, 32)], [])
    assert prefix_bounds("192.0.2.0/24") == ([Bound("192.0.2.0/24")], [])
    assert prefix_bounds([]) == ([], [])


@pytest.mark.parametrize(
    "entry, path, words",
    [
        ({"within": "192.0.2.1/24", "lengths": 32}, "entries[0].within", ["host bits", "192.0.2.0/24", "192.0.2.1/32"]),
        ("2001:db8::1/64", "entries[0]", ["host bits", "2001:db8::/64"]),
        ({"within": "192.0.2.0/24", "lengths": "16-32"}, "entries[0].lengths", ["cannot be shorter than /24", "24-32"]),
        ({"within": "192.0.2.0/24", "lengths": "29-33"}, "entries[0].lengths", ["longest length in IPv4 is 32", "29-32"]),
        ({"within": "192.0.2.0/24", "lengths": 64}, "entries[0].lengths", ["look like IPv6 lengths"]),
        ({"within": "2001:db8::/48", "lengths": "29-32"}, "entries[0].lengths", ["look like IPv4 lengths", "from 48 to 128"]),
        ({"within": "2001:db8::/48", "lengths": 129}, "entries[0].lengths", ["longest length in IPv6 is 128"]),
        ({"within": "192.0.2.0/24", "lengths": "32-29"}, "entries[0].lengths", ["reversed", "29-32"]),
        ({"within": "192.0.2.0/24", "lengths": []}, "entries[0].lengths", ["no length"]),
        ({"within": "192.0.2.0/24", "lengths": "29-"}, "entries[0].lengths", ["not a length", "29-32"]),
        ({"within": "192.0.2.0/24", "lengths": True}, "entries[0].lengths", ["not a length"]),
        ({"within": "192.0.2.0/24", "lengths": 29.5}, "entries[0].lengths", ["not a length"]),
        ({"within": "192.0.2.0/24", "lengths": [29, "x"]}, "entries[0].lengths[1]", ["not a length"]),
        ({"within": "192.0.2.0/24", "length": 32}, "entries[0].length", ["no such option", "'lengths'"]),
        ({"within": "192.0.2.0/24", "zzz": 32}, "entries[0].zzz", ["within, lengths"]),
        ({"lengths": 32}, "entries[0].within", ["missing"]),
        ({"within": 5}, "entries[0].within", ["not a prefix"]),
        ("192.0.2/24", "entries[0]", ["is not an IPv4 or IPv6 address"]),
        ("192.0.2.0/255.255.255.0", "entries[0]", ["after the slash"]),
        ("192.0.2.0/33", "entries[0]", ["beyond 32"]),
        ("192.0.2.0", "entries[0]", ["no prefix length", "192.0.2.0/32"]),
        ("web", "entries[0]", ["is not an IPv4 or IPv6 address"]),
        (7, "entries[0]", ["within: 192.0.2.0/24"]),
    ],
)
def test_bad_input_is_a_fault_with_path_reason_and_advice(entry, path, words):
    bounds, faults = prefix_bounds([entry])
    assert [fault.path for fault in faults] == [path]
    for word in words:
        assert word in str(faults[0])


def test_all_faults_come_at_once_under_the_given_path_and_good_entries_stay():
    entries = ["10.0.0.0/8", {"within": "192.0.2.0/24", "lengths": [33, "20-40"]}, "x"]
    bounds, faults = prefix_bounds(entries, "domain.pools[0].prefixes")
    assert written(bounds) == ["10.0.0.0/8"]
    base = "domain.pools[0].prefixes"
    assert [fault.path for fault in faults] == [f"{base}[1].lengths[0]", f"{base}[1].lengths[1]", f"{base}[2]"]


def test_lengths_are_read_as_ranges():
    assert parse_lengths([64, "56-60", "128"], 6) == ([(64, 64), (56, 60), (128, 128)], [])


@pytest.mark.parametrize("given_as, canonical", [((24, 28), (None, 28)), ((None, 32), (None, 32)), ((29, None), (29, 32)), ((None, 24), (None, None))])
def test_a_bound_reads_as_prefix_lists_do(given_as, canonical):
    bound = Bound("192.0.2.0/24", *given_as)
    assert (bound.ge, bound.le) == canonical


@pytest.mark.parametrize("wrong", [("192.0.2.1/24",), ("192.0.2.0/24", 23), ("192.0.2.0/24", 30, 29), ("192.0.2.0/24", None, 33)])
def test_a_bound_that_no_prefix_list_holds_cannot_be_made(wrong):
    with pytest.raises(ValueError):
        Bound(*wrong)


def test_a_bound_covers_the_prefixes_that_it_admits_and_no_other():
    bound = Bound("192.0.2.0/24", 29, 31)
    assert covers(bound, "192.0.2.8/29") and covers(bound, "192.0.2.254/31")
    for other in ("192.0.2.0/24", "192.0.2.1/32", "192.0.3.0/29", "::/29"):
        assert not covers(bound, other)


@given(small_entries(), small_entries())
@settings(deadline=None)
def test_bounds_overlap_where_some_prefix_is_in_both(one, other):
    bounds = [prefix_bounds(nested(4, 10 << 24, 8, entry))[0][0] for entry in (one, other)]
    assert overlaps(*bounds) == bool(denoted([one]) & denoted([other]))


def test_a_bound_meets_the_blocks_that_share_an_address_with_it():
    bound = Bound("192.0.2.0/24", 32, 32)
    assert meets(bound, "192.0.2.9") and meets(bound, "192.0.0.0/16")
    assert not meets(bound, "192.0.3.0/24") and not meets(bound, "2001:db8::/32")


def test_distinct_prefixes_are_counted_once():
    assert admitted([Bound("192.0.2.0/24", 29, 32)]) == 32 + 64 + 128 + 256
    assert admitted([Bound("192.0.2.0/24", 31, 32), Bound("192.0.2.0/25", 32, 32)]) == 128 + 256


def test_ten_thousand_blocks_take_less_than_a_second():
    entries = [{"within": block_text(4, (10 << 24) + (index << 10), 24), "lengths": ("29-32", "28", "25-30")[index % 3]} for index in range(10_000)]
    start = process_time()
    bounds, faults = prefix_bounds(entries)
    assert process_time() - start < 1
    assert len(bounds) == 10_000 and not faults


def test_a_deep_nest_of_many_ranges_stays_quick_disjoint_and_canonical():
    entries = [{"within": f"2001:db8::/{length}", "lengths": [length, min(128, length + 3 + length % 29)]} for length in range(32, 128)]
    start = process_time()
    bounds, faults = prefix_bounds(entries)
    assert process_time() - start < 5
    assert merged(bounds) == bounds
    assert not any(overlaps(one, other) for index, one in enumerate(bounds) for other in bounds[:index])
