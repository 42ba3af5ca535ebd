# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from lab.iosxe import type7
from lab.iosxe.editor import Editor, prompt

ROUTER = "hostname R1\ninterface GigabitEthernet1\n ip address 10.0.0.1 255.255.255.0\n"
GROUP = ("router bgp 65000", "no bgp default ipv4-unicast", "neighbor APP peer-group", "neighbor APP remote-as 65000")


class Typist:
    def __init__(self, startup=ROUTER, release=(17, 12, 1)):
        self.editor = Editor(release)
        self.editor.load(startup)
        self.path = [self.editor.document.root]

    @property
    def prompt(self):
        return prompt("R1", self.path, True)

    def type(self, *lines):
        """What IOS printed, one text."""
        printed = ""
        for line in lines:
            answer = self.editor.type(self.path, line, len(self.prompt))
            self.path, printed = answer.path, printed + answer.text
        return printed

    def section(self, start):
        lines = self.editor.document.text().splitlines()
        first = lines.index(start)
        last = next(at for at in range(first + 1, len(lines)) if not lines[at].startswith(" "))
        return lines[first + 1:last]


@pytest.fixture
def r1():
    return Typist()


def test_ospf_on_an_interface_without_an_address_is_taken_with_a_word_and_ospfv3_is_not(r1):
    said = r1.type("interface Loopback6500", "ip ospf 1 area 0")
    assert said == "% OSPF will not operate on this interface until IP is configured on it"
    assert r1.type("ipv6 ospf 1 area 0") == "% OSPFv3: IPV6 is not enabled on this interface"
    assert r1.type("ip address 10.255.0.1 255.255.255.255", "ip ospf 1 area 1", "ipv6 enable", "ipv6 ospf 1 area 0") == ""
    assert r1.section("interface Loopback6500") == [" ip address 10.255.0.1 255.255.255.255", " ip ospf 1 area 1", " ipv6 enable", " ipv6 ospf 1 area 0"]


def test_a_short_hold_time_is_taken_with_a_warning(r1):
    r1.type(*GROUP)
    assert r1.type("neighbor APP timers 3 9 3") == "% Warning: A hold time of less than 20 seconds increases the chances of peer flapping"
    assert r1.type("neighbor APP timers 10 30") == "" and " neighbor APP timers 10 30" in r1.section("router bgp 65000")


def test_what_it_prints_has_the_frame_of_a_running_configuration(r1):
    lines = r1.editor.document.text().splitlines()
    assert lines[:2] == ["Building configuration...", ""]
    assert lines[2].startswith("Current configuration : ") and lines[4].startswith("! Last configuration change at ")
    assert "version 17.12" in lines and lines[-1] == "end"


@pytest.mark.parametrize(("typed", "shown"), [
    ("bgp listen range 10.1.2.3/16 peer-group APP", " bgp listen range 10.1.0.0/16 peer-group APP"),
    ("bgp listen range 2001:db8:1::/48 peer-group APP", " bgp listen range 2001:DB8:1::/48 peer-group APP"),
    ("bgp listen limit 50", " bgp listen limit 50"),
    ("bgp cluster-id 10.0.0.1", " bgp cluster-id 10.0.0.1"),
    ("neighbor APP remote-as 65101 alternate-as 65102 65103 65104 65105 65106", " neighbor APP remote-as 65101 alternate-as 65102 65103 65104 65105 65106 "),
    ("neighbor APP ebgp-multihop", " neighbor APP ebgp-multihop 255"),
    ("neighbor APP ebgp-multihop 10", " neighbor APP ebgp-multihop 10"),
    ("neighbor APP update-source loopback 6500", " neighbor APP update-source Loopback6500"),
    ("neighbor APP timers 10 30 9", " neighbor APP timers 10 30 9"),
    ("neighbor APP fall-over bfd multi-hop", " neighbor APP fall-over bfd multi-hop"),
    ("neighbor APP transport connection-mode passive", " neighbor APP transport connection-mode passive"),
    ("neighbor APP password s3cret", " neighbor APP password s3cret"),
    ("neighbor APP password 0 s3cret", " neighbor APP password s3cret"),
    ("neighbor APP password 6 aBcD^", " neighbor APP password 6 aBcD^"),
])
def test_lines_of_a_listen_range_group_are_shown_in_canonical_form(r1, typed, shown):
    assert r1.type(*GROUP, typed) == ""
    assert shown in r1.section("router bgp 65000")


@pytest.mark.parametrize("typed", [
    "activate", "route-reflector-client", "default-originate", "soft-reconfiguration inbound", "route-map IN in", "route-map OUT out", "prefix-list P in",
    "prefix-list P out", "maximum-prefix 20", "maximum-prefix 20 80 warning-only", "maximum-prefix 20 80 restart 5", "send-community both", "next-hop-self",
])
def test_policies_of_a_group_stand_in_the_address_family_until_their_no(r1, typed):
    assert r1.type(*GROUP, "address-family ipv4 unicast", f"neighbor APP {typed}") == ""
    assert f"  neighbor APP {typed}" in r1.section("router bgp 65000")
    assert r1.type(f"no neighbor APP {typed}") == ""
    assert f"  neighbor APP {typed}" not in r1.section("router bgp 65000")


def test_the_order_of_router_bgp_does_not_depend_on_the_order_of_typing(r1):
    lines = ("neighbor APP timers 10 30", "bgp listen range 10.2.0.0/16 peer-group APP", "bgp router-id 10.0.0.1", "neighbor 172.16.0.1 remote-as 65000",
             "neighbor 10.9.0.1 remote-as 65000", "neighbor 2001:db8::1 remote-as 65000", "address-family ipv6", "neighbor 2001:db8::1 activate", "exit",
             "address-family ipv4", "neighbor APP activate")
    assert r1.type(*GROUP, *lines) == ""
    assert r1.section("router bgp 65000") == [
        " bgp router-id 10.0.0.1", " bgp log-neighbor-changes", " bgp listen range 10.2.0.0/16 peer-group APP", " no bgp default ipv4-unicast",
        " neighbor APP peer-group", " neighbor APP remote-as 65000", " neighbor APP timers 10 30", " neighbor 10.9.0.1 remote-as 65000",
        " neighbor 2001:DB8::1 remote-as 65000", " neighbor 172.16.0.1 remote-as 65000", " !", " address-family ipv6", "  neighbor 2001:DB8::1 activate",
        " exit-address-family", " !", " address-family ipv4", "  neighbor APP activate", " exit-address-family"]


def test_a_group_takes_its_members_and_ranges_with_it(r1):
    r1.type(*GROUP, "bgp listen range 10.1.0.0/16 peer-group APP", "bgp listen range 10.2.0.0/16 peer-group APP", "neighbor WEB peer-group",
            "bgp listen range 10.3.0.0/16 peer-group WEB", "neighbor 10.9.9.9 peer-group APP", "address-family ipv4", "neighbor APP activate",
            "neighbor 10.9.9.9 activate", "neighbor WEB activate", "exit")
    assert r1.type("no neighbor APP peer-group") == ""
    assert r1.section("router bgp 65000") == [
        " bgp log-neighbor-changes", " bgp listen range 10.3.0.0/16 peer-group WEB", " no bgp default ipv4-unicast", " neighbor WEB peer-group", " !",
        " address-family ipv4", "  neighbor WEB activate", " exit-address-family"]


def test_two_ranges_of_one_group_and_of_two_live_side_by_side_and_go_one_by_one(r1):
    r1.type(*GROUP, "bgp listen range 10.1.0.0/16 peer-group APP", "bgp listen range 10.2.0.0/16 peer-group APP")
    assert r1.type("no bgp listen range 10.1.0.0/16 peer-group APP") == ""
    assert [line for line in r1.section("router bgp 65000") if "range" in line] == [" bgp listen range 10.2.0.0/16 peer-group APP"]


@pytest.mark.parametrize(("lines", "printed"), [
    (("router bgp 65000", "neighbor APP timers 10 30"), "% Specify remote-as or peer-group commands first"),
    (("router bgp 65000", "no neighbor APP timers 10 30"), "% Specify remote-as or peer-group commands first"),
    (("router bgp 65000", "exit", "router bgp 65001"), "BGP is already running; AS is 65000"),
    ((*GROUP, "address-family ipv4", "neighbor APP timers 10 30"), "% General session commands not allowed under the address family"),
    ((*GROUP, "neighbor 10.9.9.9 peer-group APP", "neighbor 10.9.9.9 route-map X out"), "% Invalid command for a peer-group member"),
    (("ip prefix-list P permit 192.0.2.0/24 ge 24",), "% Invalid prefix range for 192.0.2.0/24, make sure: len < ge-value <= le-value"),
    (("ip prefix-list P permit 192.0.2.0/24 ge 30 le 28",), "% Invalid prefix range for 192.0.2.0/24, make sure: len < ge-value <= le-value"),
    (("interface Loopback1", "ip address 10.0.0.1 255.255.255.255"), "% 10.0.0.1 overlaps with GigabitEthernet1"),
    (("router bgp",), "% Incomplete command."),
    ((*GROUP, "neighbor APP"), "% Incomplete command."),
    ((*GROUP, "neighbor APP remote-as"), "% Incomplete command."),
    ((*GROUP, "bgp listen range 10.1.0.0/16 peer-group APP", "no bgp listen range 10.1.0.0/16"), "% Incomplete command."),
])
def test_what_ios_refuses_it_refuses_in_ios_words(r1, lines, printed):
    before = r1.type(*lines[:-1]), r1.editor.document.text()
    assert before[0] == ""
    assert r1.type(lines[-1]) == printed
    assert r1.editor.document.text() == before[1]


@pytest.mark.parametrize(("lines", "column"), [
    (("frobnicate",), len("R1(config)#")),
    (("no frobnicate",), len("R1(config)#no ")),
    (("router bgp x",), len("R1(config)#router bgp ")),
    ((*GROUP, "neighbor APP alow"), len("R1(config-router)#neighbor APP ")),
    ((*GROUP, "neighbor APP timers 10 70000"), len("R1(config-router)#neighbor APP timers 10 ")),
    ((*GROUP, "bgp listen limit 10001"), len("R1(config-router)#bgp listen limit ")),
    ((*GROUP, "neighbor APP remote-as 1 alternate-as 2 3 4 5 6 7"), len("R1(config-router)#neighbor APP remote-as 1 alternate-as 2 3 4 5 6 ")),
    (("interface GigabitEthernet99",), len("R1(config)#interface ")),
    ((*GROUP, "address-family ipv4", "neighbor APP maximum-prefix 5 80 discard-extra"), len("R1(config-router-af)#neighbor APP maximum-prefix 5 80 ")),
])
def test_the_caret_stands_below_the_word_that_is_wrong(r1, lines, column):
    assert r1.type(*lines[:-1]) == ""
    assert r1.type(lines[-1]) == " " * column + "^\n% Invalid input detected at '^' marker.\n"


def test_discard_extra_came_with_17_13():
    newer = Typist(release=(17, 13, 1))
    assert newer.type(*GROUP, "address-family ipv4", "neighbor APP maximum-prefix 5 80 discard-extra") == ""


def test_prefix_lists_are_numbered_masked_and_sorted(r1):
    assert r1.type("ip prefix-list B permit 192.0.2.9/24 ge 28", "ip prefix-list B permit 198.51.100.0/24", "ip prefix-list A seq 7 deny 0.0.0.0/0 le 32",
                   "ip prefix-list B seq 3 permit 203.0.113.0/24", "ipv6 prefix-list C permit 2001:db8::1/48 le 64", "ip prefix-list A description none") == ""
    assert [line for line in r1.editor.document.text().splitlines() if "prefix-list" in line] == [
        "ip prefix-list A description none", "ip prefix-list A seq 7 deny 0.0.0.0/0 le 32", "ip prefix-list B seq 3 permit 203.0.113.0/24",
        "ip prefix-list B seq 5 permit 192.0.2.0/24 ge 28", "ip prefix-list B seq 10 permit 198.51.100.0/24",
        "ipv6 prefix-list C seq 5 permit 2001:DB8::/48 le 64"]
    r1.type("no ip prefix-list B seq 5", "no ip prefix-list B seq 10 permit 198.51.100.0/24", "no ip prefix-list A")
    assert [line for line in r1.editor.document.text().splitlines() if line.startswith("ip prefix-list")] == [
        "ip prefix-list B seq 3 permit 203.0.113.0/24"]


def test_route_maps_merge_matches_and_replace_sets(r1):
    r1.type("route-map RM", "match ip address prefix-list A", "match ip address prefix-list B", "set local-preference 50", "set local-preference 100",
            "set ip next-hop peer-address", "set community none", "set comm-list ALL delete", "match as-path 1", "match ipv6 next-hop prefix-list P6")
    assert r1.section("route-map RM permit 10") == [
        " match as-path 1", " match ip address prefix-list A B", " match ipv6 next-hop prefix-list P6", " set comm-list ALL delete", " set community none",
        " set ip next-hop peer-address", " set local-preference 100"]
    r1.type("no match ip address prefix-list A", "route-map RM deny 20", "no route-map RM permit 10")
    assert "route-map RM deny 20" in r1.editor.document.text() and "route-map RM permit 10" not in r1.editor.document.text()
    r1.type("no route-map RM")
    assert "route-map" not in r1.editor.document.text()


def test_service_password_encryption_hides_what_is_there_and_what_comes(r1):
    r1.type(*GROUP, "neighbor APP password first", "service password-encryption", "router bgp 65000", "neighbor WEB peer-group", "neighbor WEB password second")
    shown = {line.split()[1]: line.split()[-1] for line in r1.section("router bgp 65000") if " password 7 " in line}
    assert {name: type7.decode(hidden) for name, hidden in shown.items()} == {"APP": "first", "WEB": "second"}
    r1.type("no service password-encryption")
    assert " password 7 " in r1.editor.document.text()


def test_type_7_is_the_known_encoding():
    assert type7.encode("cisco", 2) == "02050D480809" and type7.decode("094F471A1A0A") == "cisco"


def test_no_with_a_keyword_of_redistribution_takes_the_keyword_and_alone_the_line(r1):
    r1.type("router ospf 1", "redistribute connected route-map ANYCAST subnets")
    assert r1.section("router ospf 1") == [" redistribute connected subnets route-map ANYCAST"]
    r1.type("no redistribute connected route-map ANYCAST")
    assert r1.section("router ospf 1") == [" redistribute connected subnets"]
    r1.type("no redistribute connected")
    assert r1.section("router ospf 1") == []


@pytest.mark.parametrize("lines", [
    ("interface Loopback6500", "description VA-ANYCAST-a", "ip address 10.255.0.1 255.255.255.255", "ip ospf 1 area 0", "ip ospf cost 100",
     "ipv6 address 2001:DB8:FF::1/128", "ipv6 ospf 1 area 0", "ipv6 ospf cost 100", "ip router isis", "isis metric 100 level-2"),
    ("router ospf 1", "router-id 10.0.0.1", "max-metric router-lsa", "passive-interface Loopback6500", "redistribute connected subnets route-map ANYCAST"),
    ("ipv6 router ospf 1", "router-id 10.0.0.1", "passive-interface Loopback6500", "redistribute connected route-map ANYCAST"),
    ("router ospfv3 1", "router-id 10.0.0.1", "address-family ipv6 unicast", "redistribute connected route-map ANYCAST"),
    ("router isis", "net 49.0001.0100.0000.0001.00", "is-type level-2-only", "metric-style wide", "passive-interface Loopback6500",
     "redistribute connected route-map ANYCAST"),
    ("bfd-template multi-hop VA", "interval min-tx 300 min-rx 300 multiplier 3"),
    ("archive", "path bootflash:rs-archive", "maximum 14", "write-memory"),
])
def test_modes_keep_the_lines_that_the_collection_sends_and_forget_them_after_no(r1, lines):
    before = r1.editor.document.body()
    assert r1.type(*lines) == ""
    shown = r1.editor.document.text()
    assert [line for line in lines if line not in shown] == []
    for line in reversed(lines[1:]):
        assert r1.type(f"no {line.partition(' route-map ')[0] if line.startswith('redistribute') else line}") == "", line
    r1.type(f"no {lines[0]}")
    assert r1.editor.document.body() == before


@pytest.mark.parametrize("line", [
    "bfd map ipv4 10.1.0.0/16 10.255.0.1/32 VA", "bfd map ipv6 2001:DB8:1::/48 2001:DB8:FF::1/128 VA", "ip as-path access-list 100 permit ^65101_",
    "ip community-list expanded ALL permit .*", "ip community-list standard ONE permit 65000:1", "ipv6 unicast-routing",
])
def test_global_lines_of_the_collection_are_kept_and_removed(r1, line):
    before = r1.editor.document.body()
    assert r1.type(line) == "" and line in r1.editor.document.text()
    assert r1.type(f"no {line}") == "" and r1.editor.document.body() == before


def test_ipv4_lines_move_into_the_address_family_when_it_comes(r1):
    r1.type("router bgp 65000", "neighbor 10.9.9.9 remote-as 65000", "neighbor 2001:db8::1 remote-as 65000", "neighbor 10.9.9.9 route-map X in",
            "network 192.168.1.0")
    assert " neighbor 10.9.9.9 route-map X in" in r1.section("router bgp 65000")
    r1.type("address-family ipv4")
    assert r1.section("router bgp 65000")[-6:] == [
        " address-family ipv4", "  network 192.168.1.0", "  neighbor 10.9.9.9 activate", "  neighbor 10.9.9.9 route-map X in",
        "  no neighbor 2001:DB8::1 activate", " exit-address-family"]


def test_lines_that_no_rule_knows_stay_in_a_startup_configuration_and_are_refused_when_typed():
    r1 = Typist(ROUTER + "flow exporter X\n destination 10.0.0.9\n")
    assert "flow exporter X\n destination 10.0.0.9\n" in r1.editor.document.text()
    assert "% Invalid input detected" in r1.type("flow exporter Y")


def test_a_mode_is_left_by_the_next_global_line(r1):
    r1.type("router bgp 65000", "address-family ipv4")
    assert r1.prompt == "R1(config-router-af)#"
    r1.type("exit-address-family")
    assert r1.prompt == "R1(config-router)#"
    r1.type("interface Loopback1")
    assert r1.prompt == "R1(config-if)#"
    r1.type("no router bgp 65000")
    assert r1.prompt == "R1(config)#"
