# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Junos's configuration becomes the FRR configuration that means the same, and what cannot is named."""
from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

pytest.importorskip("lxml", reason="lxml, which the Junos twin imports, is not installed")
from lab.junos.backend import filters, paths  # noqa: E402
from lab.junos.backend.statements import parse  # noqa: E402
from lab.junos.backend.translate import translate  # noqa: E402
from lab.junos.type9 import encode  # noqa: E402
from lab.twin_frr.difference import difference  # noqa: E402

DEVICES = {"ge-0/0/0": "eth1", "ge-0/0/1": "eth2"}
BASE = ("interfaces lo0 unit 0 family inet address 10.255.1.1/32", "routing-options autonomous-system 65000")
SHARED = Path(os.environ.get("VA_SHARED", Path(__file__).resolve().parents[4] / "shared"))
RECORDED = sorted((SHARED / "recorded/junos").glob("**/show_configuration_*_display_set.txt"))


def translated(*lines: str):
    return translate("".join(f"set {line}\n" for line in (*BASE, *lines)), DEVICES)


def lines_of(*lines: str):
    translation = translated(*lines)
    return [" / ".join(line) for line in translation.lines], {note.line: note.reason for note in translation.untranslated}


def group(*words: str, more: tuple[str, ...] = ()):
    return lines_of("protocols bgp group G type internal", *(f"protocols bgp group G {word}" for word in words), *more)


@pytest.mark.parametrize("words, expected", [
    (["neighbor 10.0.0.1"], ["neighbor 10.0.0.1 remote-as 65000", "neighbor 10.0.0.1 timers 30 90"]),
    (["hold-time 9", "neighbor 10.0.0.1"], ["neighbor 10.0.0.1 timers 3 9"]),
    (["hold-time 9", "neighbor 10.0.0.1 hold-time 30"], ["neighbor 10.0.0.1 timers 10 30"]),
    (["neighbor 10.0.0.1 passive"], ["neighbor 10.0.0.1 passive"]),
    (["allow 10.1.0.0/16", "allow 10.2.0.0/16"],
     ["neighbor G peer-group", "bgp listen range 10.1.0.0/16 peer-group G", "bgp listen range 10.2.0.0/16 peer-group G", "bgp listen limit 5000"]),
    (["dynamic-neighbor D allow 10.1.0.0/16", "dynamic-neighbor D peer-limit 7"], ["neighbor G.D peer-group", "bgp listen limit 7"]),
    (["minimum-hold-time 3", "neighbor 10.0.0.1"], ["bgp minimum-holdtime 3"]),
    (["cluster 10.255.1.1", "neighbor 10.0.0.1"],
     ["bgp cluster-id 10.255.1.1", "address-family ipv4 unicast / neighbor 10.0.0.1 route-reflector-client"]),
    (["graceful-restart disable", "neighbor 10.0.0.1"], ["bgp graceful-restart-disable"]),
    (["family inet unicast prefix-limit maximum 5", "neighbor 10.0.0.1"], ["address-family ipv4 unicast / neighbor 10.0.0.1 maximum-prefix 5 warning-only"]),
    (["family inet unicast prefix-limit maximum 5", "family inet unicast prefix-limit teardown 80", "neighbor 10.0.0.1"],
     ["address-family ipv4 unicast / neighbor 10.0.0.1 maximum-prefix 5 80"]),
    (["family inet unicast prefix-limit maximum 5", "family inet unicast prefix-limit teardown 80 idle-timeout 2", "neighbor 10.0.0.1"],
     ["address-family ipv4 unicast / neighbor 10.0.0.1 maximum-prefix 5 80 restart 2"]),
    (["bfd-liveness-detection minimum-interval 300", "bfd-liveness-detection multiplier 4", "neighbor 10.0.0.1"],
     ["neighbor 10.0.0.1 bfd", "neighbor 10.0.0.1 bfd profile JUNOS-300-300-4"]),
    (["neighbor 2001:db8::1"], ["address-family ipv6 unicast / neighbor 2001:db8::1 activate"]),
    (["family inet unicast", "family inet6 unicast", "neighbor 10.0.0.1"], ["address-family ipv6 unicast / neighbor 10.0.0.1 activate"]),
])
def test_a_session_has_its_counterpart(words, expected):
    lines, notes = group(*words)
    assert {f"router bgp 65000 / {line}" for line in expected} <= set(lines)
    assert notes == {}


def test_a_restarting_neighbor_of_a_range_is_not_helped_where_the_others_are():
    lines, notes = group("graceful-restart disable", "allow 10.1.0.0/16",
                         more=("protocols bgp group F type internal", "protocols bgp group F neighbor 10.0.0.1"))
    assert {"router bgp 65000 / bgp graceful-restart-disable", "router bgp 65000 / neighbor 10.0.0.1 graceful-restart-helper"} <= set(lines)
    lines, notes = group("neighbor 10.0.0.1 graceful-restart disable", "neighbor 10.0.0.2")
    assert "router bgp 65000 / neighbor 10.0.0.1 graceful-restart-disable" in lines and notes == {}
    assert "router bgp 65000 / bgp graceful-restart-disable" not in lines


@pytest.mark.parametrize("words, expected", [
    (["peer-as 65101"], ["neighbor 10.0.0.1 remote-as 65101"]),
    (["peer-as 65101", "multihop ttl 5"], ["neighbor 10.0.0.1 ebgp-multihop 5"]),
    (["peer-as 65101", "multihop"], ["neighbor 10.0.0.1 ebgp-multihop 64"]),
    (["peer-as-list APPS"], ["neighbor 10.0.0.1 remote-as external", "address-family ipv4 unicast / neighbor 10.0.0.1 filter-list JUNOS-AS-10.0.0.1 in"]),
])
def test_an_external_session_has_its_counterpart(words, expected):
    lines, notes = lines_of("protocols bgp group X type external", "protocols bgp group X neighbor 10.0.0.1", "policy-options as-list APPS members 65101-65103",
                            *(f"protocols bgp group X {word}" for word in words))
    assert {f"router bgp 65000 / {line}" for line in expected} <= set(lines)
    assert notes == {}
    if "peer-as-list APPS" in words:
        assert "bgp as-path access-list JUNOS-AS-10.0.0.1 permit ^(65101|65102|65103)_" in lines


@pytest.mark.parametrize("stored, shown", [("web-key", "web-key"), (encode("web-key"), "web-key")], ids=["clear", "$9$"])
def test_a_key_is_decoded_where_it_can_be(stored, shown):
    lines, notes = group(f'neighbor 10.0.0.1 authentication-key "{stored}"')
    assert f"router bgp 65000 / neighbor 10.0.0.1 password {shown}" in lines and notes == {}


def test_a_key_that_cannot_be_decoded_is_noted_without_itself():
    lines, notes = group('neighbor 10.0.0.1 authentication-key "$8$SECRETVALUE"')
    assert not any("password" in line for line in lines)
    assert list(notes.values()) == ["a key that cannot be decoded"] and "SECRETVALUE" not in str(notes)


def test_what_a_session_has_and_frr_has_not_is_named_without_secrets():
    _lines, notes = group("neighbor 10.0.0.1 out-delay 5", "neighbor 10.0.0.1 authentication-key-chain SECRETCHAIN",
                          "family inet unicast accepted-prefix-limit maximum 5", "family inet unicast accepted-prefix-limit drop-excess 80")
    assert "protocols bgp group G neighbor 10.0.0.1 out-delay 5" in notes
    assert any("drop-excess" in line and "so they come in" in reason for line, reason in notes.items())


# -- policies ------------------------------------------------------------------------------------------------------------


def policy(*terms: str, use: str = "import", more: tuple[str, ...] = ()):
    lines, notes = group("neighbor 10.0.0.1", f"{use} P", more=(*(f"policy-options policy-statement P {term}" for term in terms), *more))
    name = f"{'in' if use == 'import' else 'out'}-4-P"
    entries: list[tuple[str, set[str]]] = []
    for line in lines:
        header, _slash, text = line.partition(" / ")
        if header.startswith(f"route-map {name} "):
            if not text:
                entries.append((header.removeprefix(f"route-map {name} "), set()))
            else:
                entries[-1][1].add(text)
    return entries, lines, notes


def test_a_term_that_accepts_ends_and_the_default_follows():
    entries, _lines, notes = policy("term a from route-filter 192.0.2.0/24 exact", "term a then local-preference 200", "term a then accept")
    assert entries == [("permit 10", {"match ip address prefix-list P-a-4", "set local-preference 200"}), ("permit 20", set())]
    assert notes == {}


def test_a_term_without_an_end_goes_on_with_the_next_and_keeps_its_change():
    entries, _lines, _notes = policy("term a then metric 5", "term b from as-path E", "term b then reject", more=('policy-options as-path E "()"',))
    assert entries == [("permit 10", {"set metric 5", "on-match goto 20"}), ("deny 20", {"match as-path E"}), ("permit 30", set())]


def test_next_policy_leaves_the_policy():
    lines, _notes = group("neighbor 10.0.0.1", "import P", "import Q", more=(
        "policy-options policy-statement P term a from local-preference 7", "policy-options policy-statement P term a then next policy",
        "policy-options policy-statement P term b then reject", "policy-options policy-statement Q term c then accept"))
    assert "route-map in-4-P-Q permit 10 / on-match goto 30" in lines
    assert [line for line in lines if re.fullmatch(r"route-map in-4-P-Q \w+ \d+", line)] == [
        "route-map in-4-P-Q permit 10", "route-map in-4-P-Q deny 20", "route-map in-4-P-Q permit 30", "route-map in-4-P-Q permit 40"]


def test_a_term_of_the_other_family_is_no_entry():
    entries, _lines, _notes = policy("term a from family inet6", "term a then reject", "term b from route-filter 2001:db8::/32 orlonger", "term b then reject")
    assert entries == [("permit 10", set())]


def test_an_unnamed_last_term_counts():
    entries, _lines, _notes = policy("then reject")
    assert entries == [("deny 10", set()), ("permit 20", set())]


def test_several_values_of_a_condition_are_alternatives():
    entries, _lines, _notes = policy("term a from neighbor 10.0.0.1", "term a from neighbor 10.0.0.2", "term a from metric 7", "term a then reject")
    assert entries[:2] == [("deny 10", {"match peer 10.0.0.1", "match metric 7"}), ("deny 20", {"match peer 10.0.0.2", "match metric 7"})]


@pytest.mark.parametrize("words", ["from rib other.inet.0", "from tag 7", 'from policy "( Q && R )"', "from community EXT", "from as-path ODD"])
def test_a_term_whose_condition_has_no_counterpart_is_left_out_and_named(words):
    entries, _lines, notes = policy(f"term a {words}", "term a then reject", more=(
        "policy-options community EXT members target:65000:1", "policy-options as-path ODD \"[65000 65001]\""))
    assert entries == [("permit 10", set())]
    assert bool(notes) == (words != "from rib other.inet.0")


def test_patterns_of_every_extended_community_take_all_of_them_away_and_one_alone_is_named():
    every = [f"policy-options community EXT members {member}" for member in ("target:*:*", "origin:*:*", "0x*:*:*")]
    entries, _lines, notes = policy("term a then community delete EXT", "term a then accept", more=tuple(every))
    assert entries[0] == ("permit 10", {"set extcommunity none"}) and notes == {}
    entries, _lines, notes = policy("term a then community delete EXT", "term a then accept", more=(every[0],))
    assert entries[0] == ("permit 10", set()) and len(notes) == 1


def test_a_policy_as_a_condition_matches_where_it_accepts():
    entries, lines, notes = policy(
        "term a from policy Q", "term a from metric 7", "term a then local-preference 50", "term a then accept", "term b then reject", more=(
            "policy-options policy-statement Q term hosts from route-filter 192.0.2.0/24 prefix-length-range /32-/32",
            "policy-options policy-statement Q term hosts then reject",
            "policy-options policy-statement Q term all from route-filter 192.0.2.0/24 orlonger", "policy-options policy-statement Q term all then accept",
            "policy-options policy-statement Q then reject"))
    assert entries == [
        ("permit 10", {"match ip address prefix-list Q-hosts-4", "on-match goto 50"}),
        ("permit 20", {"match ip address prefix-list Q-all-4", "on-match goto 40"}),
        ("permit 30", {"on-match goto 50"}), ("permit 40", {"match metric 7", "set local-preference 50"}), ("deny 50", set()), ("permit 60", set())]
    assert notes == {}


def test_an_export_tells_protocols_apart_by_their_tags():
    entries, lines, _notes = policy("term a from protocol direct", "term a then accept", "term b from protocol bgp", "term b from metric 7",
                                    "term b then reject",
                                    use="export")
    assert entries == [
        ("permit 10", {"match tag 1"}), ("permit 20", {"match tag 1", "on-match goto 50"}), ("permit 30", {"match tag 2", "on-match goto 50"}),
        ("deny 40", {"match metric 7"}), ("deny 50", {"match tag 1"}), ("deny 60", {"match tag 2"}), ("permit 70", set())]
    assert "router bgp 65000 / address-family ipv4 unicast / redistribute connected route-map JUNOS-direct" in lines
    assert "route-map JUNOS-direct permit 10 / set tag 1" in lines
    assert not any("redistribute static" in line for line in lines)


def test_without_an_export_only_bgps_own_routes_go_out():
    entries, lines, _notes = policy("then accept")
    assert [line for line in lines if line.startswith("route-map out-4-default ")] == [
        "route-map out-4-default deny 10", "route-map out-4-default deny 10 / match tag 1", "route-map out-4-default deny 20",
        "route-map out-4-default deny 20 / match tag 2", "route-map out-4-default permit 30"]
    assert entries == [("permit 10", set()), ("permit 20", set())]
    assert not any("redistribute" in line for line in lines)


def test_an_interface_stands_for_its_direct_routes():
    entries, lines, _notes = policy("term a from interface lo0.0", "term a then accept", use="export")
    assert entries[0] == ("permit 10", {"match tag 1", "match ip address prefix-list P-a-4"})
    assert "ip prefix-list P-a-4 seq 1 permit 10.255.1.1/32" in lines


@pytest.mark.parametrize("then, use, expected", [
    ("next-hop peer-address", "import", {"set ip next-hop peer-address"}), ("next-hop self", "export", {"set ip next-hop peer-address"}),
    ("next-hop 10.0.0.7", "export", {"set ip next-hop 10.0.0.7"}), ("origin igp", "import", {"set origin igp"}),
    ("preference 99", "import", {"set distance 99"}),
    ('as-path-prepend "65000 65000"', "export", {"set as-path prepend 65000 65000"}), ("community add ONE", "import", {"set community 65000:1 additive"}),
    ("community set TWO", "import", {"set community 65000:2 65000:3", "set large-community none"}),
    ("community delete ANY", "import", {"set comm-list ANY-deleted delete"}),
    ("community add BIG", "import", {"set large-community 65000:1:2 additive"}), ("metric 7", "import", {"set metric 7"}),
])
def test_an_action_has_its_counterpart(then, use, expected):
    entries, _lines, notes = policy(f"term a then {then}", "term a then accept", use=use, more=(
        "policy-options community ONE members 65000:1", "policy-options community TWO members 65000:2", "policy-options community TWO members 65000:3",
        "policy-options community ANY members *:*", "policy-options community BIG members large:65000:1:2"))
    assert entries[0] == ("permit 10", expected) and notes == {}


def test_additions_of_one_term_go_together():
    entries, _lines, _notes = policy("term a then community add ONE", "term a then community add TWO", "term a then accept", more=(
        "policy-options community ONE members 65000:1", "policy-options community TWO members 65000:2"))
    assert entries[0] == ("permit 10", {"set community 65000:1 65000:2 additive"})


# -- prefixes and paths --------------------------------------------------------------------------------------------------


def listed(*route_filters: str) -> list[str]:
    found = []
    for text in route_filters:
        words = text.split()
        network = filters.prefix(words[0])
        found.append((network, filters.lengths(network, tuple(words[1:]))))
    return [line[0].removeprefix("ip prefix-list L seq ") for line in filters.prefix_list("L", 4, found)]


@pytest.mark.parametrize("words, entry", [
    ("exact", "permit 192.0.2.0/24"), ("orlonger", "permit 192.0.2.0/24 le 32"), ("longer", "permit 192.0.2.0/24 ge 25 le 32"),
    ("upto /28", "permit 192.0.2.0/24 le 28"), ("prefix-length-range /29-/32", "permit 192.0.2.0/24 ge 29 le 32"),
    ("prefix-length-range /24-/26", "permit 192.0.2.0/24 le 26"), ("prefix-length-range /28-/28", "permit 192.0.2.0/24 ge 28 le 28"),
])
def test_a_match_type_lets_its_lengths_through(words, entry):
    assert listed(f"192.0.2.0/24 {words}") == [f"1 {entry}"]


def test_the_longest_prefix_decides_alone():
    """Juniper, "Walkup for Route Filters Overview": 10.1.0.0/24 is in neither range, though 10.0.0.0/8 would take it."""
    assert listed("10.0.0.0/8 upto /24", "10.1.0.0/16 prefix-length-range /28-/30") == [
        "1 permit 10.1.0.0/16 ge 28 le 30", "2 deny 10.1.0.0/16 le 32", "3 permit 10.0.0.0/8 le 24"]


def test_a_list_of_nothing_matches_nothing():
    assert listed() == ["1 deny any"]


PATHS = {
    '()': ([""], ["65101"]), "65101": (["65101"], ["", "65101 65101", "651011"]), "65101+": (["65101", "65101 65101"], ["", "65101 65102"]),
    "65101 .*": (["65101", "65101 7 8"], ["7 65101"]), ".{1,2}": (["7", "7 8"], ["", "7 8 9"]), "(65101|65102)*": (["", "65102 65101"], ["65103"]),
    "65101-65103": (["65102"], ["65104"]), ".* 65102 .*": (["65102", "1 65102 2"], ["1 651020 2"]),
}


@pytest.mark.parametrize("expression", PATHS)
def test_an_as_path_expression_means_whole_numbers_and_the_whole_path(expression):
    converted = paths.as_path(expression).replace("_", r"(?:^|[,{}() ]|$)")
    matching, other = PATHS[expression]
    assert [path for path in (*matching, *other) if re.search(converted, path)] == matching


@pytest.mark.parametrize("expression", ["[1 2]", "1-99999", "!65101"])
def test_an_as_path_expression_without_a_counterpart_is_none(expression):
    assert paths.as_path(expression) is None


@pytest.mark.parametrize("member, expression", [("*:*", ".*"), ("65000:*", "_65000:[0-9]+_"), ("^65000:1.*$", "_65000:1[0-9]*_"),
                                                ("large:65000:*:*", "_65000:[0-9]+:[0-9]+_"), ("target:65000:1", None)])
def test_a_community_pattern_has_its_counterpart(member, expression):
    assert paths.community(member) == expression


# -- interfaces, IGPs, statics -------------------------------------------------------------------------------------------


def test_ospf_costs_stand_by_interface_or_by_address():
    lines, notes = lines_of(
        "interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/31", "protocols ospf area 0 interface ge-0/0/0.0 interface-type p2p",
        "protocols ospf area 0 interface 10.255.1.1 passive", "protocols ospf area 0 interface 10.255.1.1 metric 40")
    assert {"interface eth1 / ip ospf area 0.0.0.0", "interface eth1 / ip ospf cost 1", "interface eth1 / ip ospf network point-to-point",
            "interface lo / ip ospf area 0.0.0.0 10.255.1.1", "interface lo / ip ospf cost 40 10.255.1.1",
            "router ospf / distance ospf intra-area 10 inter-area 10 external 150"} <= set(lines)
    assert notes == {}


def test_an_ospf_interface_that_is_not_there_is_named():
    _lines, notes = lines_of("protocols ospf area 0 interface ge-0/0/7.0", "protocols ospf area 0 interface 10.9.9.9")
    assert set(notes) == {"protocols ospf … interface ge-0/0/7.0", "protocols ospf … interface 10.9.9.9"}


def test_an_overloaded_ospfv3_router_keeps_its_own_routes():
    lines, _notes = lines_of("interfaces ge-0/0/0 unit 0 family inet6 address 2001:db8::1/64", "protocols ospf3 overload",
                             "protocols ospf3 area 0 interface ge-0/0/0.0", "protocols ospf3 area 0 interface lo0.0")
    assert "interface eth1 / ipv6 ospf6 cost 65535" in lines and "interface lo / ipv6 ospf6 cost 1" in lines
    assert not any("stub-router" in line for line in lines)


def test_an_export_into_an_igp_brings_in_what_it_can_accept():
    lines, notes = lines_of(
        "protocols ospf export E", "protocols ospf area 0 interface lo0.0", "policy-options policy-statement E term a from protocol direct",
        "policy-options policy-statement E term a then external type 1", "policy-options policy-statement E term a then metric 5",
        "policy-options policy-statement E term a then accept")
    assert "router ospf / redistribute connected route-map ospf-4-direct-E" in lines and not any("redistribute static" in line for line in lines)
    assert {"route-map ospf-4-direct-E permit 10 / set metric 5", "route-map ospf-4-direct-E permit 10 / set metric-type type-1",
            "route-map ospf-4-direct-E deny 20"} <= set(lines)
    assert notes == {}


def test_isis_has_its_levels_metrics_and_timers():
    lines, notes = lines_of(
        "interfaces lo0 unit 0 family iso address 49.0001.0102.5500.1001.00", "interfaces ge-0/0/0 unit 0 family iso",
        "interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/31", "protocols isis level 1 disable", "protocols isis level 2 wide-metrics-only",
        "protocols isis interface ge-0/0/0.0 point-to-point", "protocols isis interface ge-0/0/0.0 level 2 metric 7",
        "protocols isis interface ge-0/0/0.0 level 2 hello-interval 1", "protocols isis interface ge-0/0/0.0 level 2 hold-time 4",
        "protocols isis interface lo0.0 passive")
    assert {"router isis JUNOS / is-type level-2-only", "router isis JUNOS / metric-style wide", "router isis JUNOS / net 49.0001.0102.5500.1001.00",
            "interface eth1 / isis metric 7", "interface eth1 / isis network point-to-point", "interface eth1 / isis hello-multiplier 4",
            "interface lo / isis metric 0", "interface lo / isis passive"} <= set(lines)
    assert notes == {}


def test_statics_keep_junoss_preference_and_one_that_is_not_installed_only_feeds_bgp():
    lines, notes = lines_of(
        "routing-options static route 198.51.100.0/24 next-hop 10.0.0.9", "routing-options static route 192.0.2.0/24 discard",
        "routing-options rib inet6.0 static route 2001:db8::/32 reject", "routing-options static route 0.0.0.0/0 discard",
        "routing-options static route 0.0.0.0/0 no-install", "protocols bgp group G type internal", "protocols bgp group G neighbor 10.0.0.1",
        "protocols bgp group G export P", "policy-options policy-statement P term a from protocol static",
        "policy-options policy-statement P term a then accept")
    assert {"ip route 198.51.100.0/24 10.0.0.9 5", "ip route 192.0.2.0/24 Null0 5", "ipv6 route 2001:db8::/32 reject 5"} <= set(lines)
    assert not any(line.startswith("ip route 0.0.0.0/0") for line in lines)
    assert "router bgp 65000 / address-family ipv4 unicast / network 0.0.0.0/0 route-map JUNOS-static" in lines
    assert notes == {}


def test_what_is_deactivated_counts_as_absent():
    text = "set protocols bgp group G type internal\nset protocols bgp group G neighbor 10.0.0.1\ndeactivate protocols bgp group G\n"
    assert parse(text).at("protocols").names() == []


def test_addresses_from_elsewhere_are_left_alone():
    translation = translated("interfaces ge-0/0/0 unit 0 family inet dhcp", "interfaces ge-0/0/0 unit 0 family inet6 dhcpv6-client client-type autoconfig")
    found = {one.name: one for one in translation.interfaces}
    assert found["ge-0/0/0.0"].dynamic == {4, 6} and found["ge-0/0/0.0"].device == "eth1" and translation.untranslated == ()


def test_an_interface_without_a_device_is_named():
    _lines, notes = lines_of("interfaces ge-0/0/9 unit 0 family inet address 10.9.9.1/24", "interfaces ge-0/0/0 unit 5 family inet address 10.9.8.1/24")
    assert set(notes) == {"interfaces ge-0/0/9 unit 0", "interfaces ge-0/0/0 unit 5"}


# -- changes -------------------------------------------------------------------------------------------------------------


def change(before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
    return [line.strip() for line in difference(translated(*before).lines, translated(*after).lines)]


OSPF = ("interfaces lo0 unit 0 family inet address 10.255.0.1/32", "protocols ospf area 0 interface 10.255.1.1 passive",
        "protocols ospf area 0 interface 10.255.0.1 metric 40")


def test_one_addresss_cost_changes_and_goes_alone():
    assert change(OSPF, (*OSPF[:2], "protocols ospf area 0 interface 10.255.0.1 metric 50")) == ["interface lo", "ip ospf cost 50 10.255.0.1", "exit"]
    gone = change(OSPF, OSPF[:2])
    assert "no ip ospf cost 40 10.255.0.1" in gone and "no ip ospf area 0.0.0.0 10.255.0.1" in gone and not any("10.255.1.1" in line for line in gone)


def test_equal_configurations_differ_in_nothing():
    assert change(OSPF, OSPF) == []


@pytest.mark.skipif(not RECORDED, reason=f"no recordings of Junos below {SHARED}: set VA_SHARED to the folder that holds recorded/junos")
def test_every_recorded_configuration_is_read():
    devices = {f"{kind}-0/0/{number}": f"{kind}{number}" for kind in ("ge", "xe") for number in range(9)}
    spoken = [translate(path.read_text(), devices) for path in RECORDED]
    assert sum(bool(one.peerings) for one in spoken) > 15
