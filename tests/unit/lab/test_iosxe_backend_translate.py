# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IOS-XE's configuration becomes the FRR configuration that means the same, and what cannot is named."""
from __future__ import annotations


import pytest
from lab.iosxe.backend.translate import translate
from lab.iosxe.backend.tree import clear_text
from lab.twin_frr.difference import difference

DEVICES = {"GigabitEthernet1": "eth1", "GigabitEthernet2": "eth2"}
BGP = ("router bgp 65000\n no bgp default ipv4-unicast\n neighbor APP peer-group\n neighbor APP remote-as 65000\n{session}"
       " address-family ipv4\n  neighbor APP activate\n{family}")


def lines_of(text):
    translation = translate(text, DEVICES)
    return {" / ".join(line) for line in translation.lines}, {note.line: note.reason for note in translation.untranslated}


def bgp(session="", family="", more=""):
    def indented(text, depth):
        return "".join(f"{' ' * depth}{line}\n" for line in text.splitlines())
    return lines_of(BGP.format(session=indented(session, 1), family=indented(family, 2)) + more)


@pytest.mark.parametrize("words, key", [
    (["web-key"], "web-key"), (["0", "web-key"], "web-key"), (["7", "070C285F4D06"], "cisco"), (["7", "13061E010803"], "cisco"), (["6", "aGVsbG8"], None),
    (["7", "zz"], None),
])
def test_a_key_is_decoded_where_it_can_be(words, key):
    assert clear_text(words) == key


def test_a_key_that_cannot_be_decoded_is_noted_without_itself():
    lines, notes = bgp("neighbor APP password 6 SECRETVALUE")
    assert not any("password" in line for line in lines)
    assert any("cannot be decoded" in reason for reason in notes.values())
    assert "SECRETVALUE" not in str(notes)


@pytest.mark.parametrize("session, family, expected", [
    ("neighbor APP timers 10 30 20", "", ["neighbor APP timers 10 30", "bgp minimum-holdtime 20"]),
    ("neighbor APP ebgp-multihop 5", "", ["neighbor APP ebgp-multihop 5"]),
    ("neighbor APP transport connection-mode passive", "", ["neighbor APP passive"]),
    ("bgp listen range 10.1.0.0/16 peer-group APP\nbgp listen range 10.2.0.0/16 peer-group APP", "",
     ["bgp listen range 10.1.0.0/16 peer-group APP", "bgp listen range 10.2.0.0/16 peer-group APP"]),
    ("bgp graceful-restart", "", ["bgp graceful-restart"]),
    ("", "", ["bgp graceful-restart-disable", "no bgp ebgp-requires-policy"]),
])
def test_a_session_line_has_its_counterpart(session, family, expected):
    lines, notes = bgp(session, family)
    assert {f"router bgp 65000 / {line}" for line in expected} <= lines
    assert notes == {}


@pytest.mark.parametrize("family, expected", [
    ("neighbor APP maximum-prefix 20 80 warning-only", "neighbor APP maximum-prefix 20 80 warning-only"),
    ("neighbor APP default-originate", "neighbor APP default-originate"),
    ("neighbor APP send-community both", "neighbor APP activate"),
    ("network 192.0.2.0", "network 192.0.2.0/24"),
    ("network 10.1.2.0 mask 255.255.255.0 route-map X", "network 10.1.2.0/24 route-map X"),
    ("", "no neighbor APP send-community all"),
    ("neighbor APP send-community", "no neighbor APP send-community extended"),
    ("maximum-paths 4", "maximum-paths 4"),
])
def test_a_line_of_a_family_has_its_counterpart(family, expected):
    lines, notes = bgp("", family)
    assert f"router bgp 65000 / address-family ipv4 unicast / {expected}" in lines
    assert notes == {}


def test_what_is_only_near_is_noted():
    lines, notes = bgp("", "neighbor APP maximum-prefix 20 discard-extra")
    assert "router bgp 65000 / address-family ipv4 unicast / neighbor APP maximum-prefix 20 warning-only" in lines
    assert any("discard" in reason for reason in notes.values())


def test_alternate_ases_are_any_external_one_behind_a_filter():
    text = BGP.replace("remote-as 65000", "remote-as 65101 alternate-as 65102 65103").format(session="", family="")
    lines, notes = lines_of(text)
    assert {"router bgp 65000 / neighbor APP remote-as external", "bgp as-path access-list IOS-AS-APP permit ^(65101|65102|65103)_",
            "router bgp 65000 / address-family ipv4 unicast / neighbor APP filter-list IOS-AS-APP in"} <= lines
    assert notes == {}


def test_a_list_that_is_used_and_not_there_permits_everything_as_on_ios():
    lines, _notes = bgp("", "neighbor APP prefix-list NONE in\nneighbor APP prefix-list SOME out", "ip prefix-list SOME seq 5 permit 10.0.0.0/8 le 24\n")
    assert "ip prefix-list NONE seq 5 permit any" in lines
    assert "ip prefix-list SOME seq 5 permit any" not in lines
    lines, _notes = lines_of("route-map X permit 10\n match ipv6 address prefix-list GONE\n")
    assert "ipv6 prefix-list GONE seq 5 permit any" in lines


def test_alternatives_of_a_condition_become_entries():
    lines, notes = lines_of("ip prefix-list A seq 5 permit 10.0.0.0/8\nip prefix-list B seq 5 permit 11.0.0.0/8\n"
                            "route-map X permit 10\n match ip address prefix-list A B\n continue 20\nroute-map X deny 20\n")
    assert {"route-map X permit 10 / match ip address prefix-list A", "route-map X permit 20 / match ip address prefix-list B", "route-map X deny 30",
            "route-map X permit 10 / on-match goto 30", "route-map X permit 20 / on-match goto 30"} <= lines
    assert notes == {}


def test_an_entry_with_an_unknown_condition_admits_nothing_instead_of_everything():
    lines, notes = lines_of("route-map X permit 10\n match ip address ACL\n set metric 5\n")
    assert {line for line in lines if line.startswith("route-map")} == {"route-map X deny 10"}
    assert any("ACL" in line for line in notes)


BFD = "bfd-template multi-hop T\n interval min-tx 300 min-rx 500 multiplier 4\n"


def test_bfd_takes_the_template_that_the_map_gives():
    session = "bgp listen range 10.1.0.0/16 peer-group APP\nneighbor APP fall-over bfd multi-hop"
    lines, notes = bgp(session, "", BFD + "bfd map ipv4 10.1.0.0/16 10.255.0.1/32 T\n")
    assert {"router bgp 65000 / neighbor APP bfd profile T", "bfd / profile T / detect-multiplier 4", "bfd / profile T / transmit-interval 300",
            "bfd / profile T / receive-interval 500"} <= lines and notes == {}
    lines, notes = bgp(session, "", BFD + "bfd map ipv4 10.9.0.0/16 10.255.0.1/32 T\n")
    assert not any("neighbor APP bfd" in line for line in lines) and any("bfd map" in reason for reason in notes.values())


def test_network_lines_of_ospf_become_areas_of_interfaces():
    lines, notes = lines_of("interface GigabitEthernet1\n ip address 10.1.1.1 255.255.255.0\ninterface GigabitEthernet2\n ip address 10.2.1.1 255.255.255.0\n"
                            "interface Loopback1\n ip address 10.1.9.9 255.255.255.255\n ip ospf cost 70\n"
                            "router ospf 7\n network 10.1.0.0 0.0.255.255 area 3\n passive-interface GigabitEthernet1\n")
    assert {"interface eth1 / ip ospf area 0.0.0.3", "interface eth1 / ip ospf passive", "interface Loopback1 / ip ospf area 0.0.0.3",
            "interface Loopback1 / ip ospf cost 70", "interface Loopback1 / ip ospf passive", "interface eth1 / ip ospf cost 1"} <= lines
    assert not any(line.startswith("interface eth2") for line in lines) and notes == {}


def test_isis_and_its_redistribution():
    lines, notes = lines_of("interface Loopback1\n ip address 10.1.9.9 255.255.255.255\n ip router isis fab\n isis metric 50 level-2\n"
                            "router isis fab\n net 49.0001.0000.0000.0001.00\n is-type level-2-only\n metric-style wide\n set-overload-bit\n"
                            " redistribute connected route-map A level-2\n address-family ipv6\n  redistribute connected route-map B\n")
    assert {"interface Loopback1 / ip router isis fab", "interface Loopback1 / isis metric 50 level-2", "interface Loopback1 / isis passive",
            "router isis fab / redistribute ipv4 connected level-2 route-map A", "router isis fab / redistribute ipv6 connected level-2 route-map B",
            "router isis fab / set-overload-bit"} <= lines and notes == {}


def test_what_has_no_counterpart_is_named():
    _lines, notes = lines_of("router eigrp 1\n network 10.0.0.0\ninterface GigabitEthernet1\n ip helper-address 10.0.0.1\n"
                             "interface Serial0\n ip address 10.9.9.1 255.255.255.0\n")
    assert set(notes) == {"router eigrp 1", "interface GigabitEthernet1 / ip helper-address 10.0.0.1", "interface Serial0"}


def test_a_range_goes_before_the_key_of_its_group():
    before = translate(BGP.format(session=" neighbor APP password key\n bgp listen range 10.1.0.0/16 peer-group APP\n", family=""), DEVICES).lines
    after = translate("router bgp 65000\n no bgp default ipv4-unicast\n", DEVICES).lines
    sent = [line.strip() for line in difference(before, after)]
    assert sent.index("no bgp listen range 10.1.0.0/16 peer-group APP") < sent.index("no neighbor APP peer-group")
    assert difference(before, before) == []


def test_communities_have_frrs_names():
    lines, notes = lines_of("ip community-list standard G permit gshut\nroute-map X permit 10\n match community G\n set community gshut\n")
    assert {"bgp community-list standard G permit graceful-shutdown", "route-map X permit 10 / set community graceful-shutdown"} <= lines and notes == {}


def test_static_routes_keep_their_hops_and_distances():
    lines, notes = lines_of("interface GigabitEthernet1\n no ip address\nip route 10.98.0.0 255.255.0.0 Null0 254 name FOREIGN\n"
                            "ip route 10.97.0.0 255.255.0.0 GigabitEthernet1 10.1.1.9\nipv6 route 2001:DB8::/32 Null0\n")
    assert {"ip route 10.98.0.0/16 Null0 254", "ip route 10.97.0.0/16 10.1.1.9 eth1", "ipv6 route 2001:DB8::/32 Null0"} <= lines and notes == {}


def test_a_static_route_by_the_dhcp_gateway_is_left_to_the_nodes_default_route():
    lines, notes = lines_of("interface GigabitEthernet1\n ip address dhcp\nip route 10.255.0.1 255.255.255.255 GigabitEthernet1 dhcp\n")
    assert not any("10.255.0.1" in line for line in lines) and notes == {}
