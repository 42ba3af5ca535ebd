# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the IOS-XE dialect renders, refuses, keeps secret, and in which order it sends; and that its parser reads what real devices printed."""
from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from netutils.password import encrypt_cisco_type7

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe import IosXeDialect, keys
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe.canonical import canonical
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe.configuration import commands, parse
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe.release import release

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import appliance, base, changed, route_server

BGP = "router bgp 65000"
DEVICE = """\
interface Loopback0
 ip address 10.255.1.1 255.255.255.255
 ipv6 address 2001:DB8:FE::1/128
router ospf 1
 router-id 10.255.1.1
ipv6 router ospf 1
 router-id 10.255.1.1
"""
RECORDED = Path(os.environ.get("VA_SHARED") or Path(__file__).parents[5] / "shared") / "recorded" / "iosxe"
CONFIGURATIONS = sorted(RECORDED.glob("*/*/show_running-config.txt"))


def server(name="base", **more):
    return route_server(changed(name), **{"anycast_interface": "lo", **more})


def reading(running="", version="17.15.1"):
    return Reading(running, version, "")


def faults(state, running=DEVICE, version="17.15.1", **options):
    return "\n".join(map(str, IosXeDialect(**options).refusals(state, reading(running, version))))


def built(state, running=DEVICE, **options):
    dialect = IosXeDialect(**options)
    return running + dialect.target(state, reading(running)).text() + "\n"


def sent(before, state, **options):
    dialect = IosXeDialect(**options)
    read = reading(before)
    return dialect.change(dialect.owned(read, state), dialect.target(state, read), read)


def test_an_appliance_is_rendered_as_ios_prints_it():
    state = appliance(base(), prefixes=["192.0.2.8/29", "2001:db8:100:1::/64"], interface="GigabitEthernet1")
    text = IosXeDialect().target(state, reading()).text().split("\n")
    for line in ("ip route 192.0.2.8 255.255.255.248 Null0 254 name VA-OWN", "ipv6 route 2001:DB8:100:1::/64 Null0 254 name VA-OWN",
                 "  network 192.0.2.8 mask 255.255.255.248 route-map VA-ORIGIN", "  network 2001:DB8:100:1::/64 route-map VA-ORIGIN",
                 " neighbor VA-RS-4 update-source GigabitEthernet1", " neighbor 10.255.0.1 peer-group VA-RS-4", " neighbor 10.255.0.1 password web-key",
                 "  neighbor 2001:DB8:FF::1 activate", "  neighbor VA-RS-4 next-hop-self", "  neighbor VA-RS-4 route-map VA-OWN-4 out"):
        assert line in text


def test_several_asns_become_alternates_and_hops_and_type_1_is_redistributed():
    text = IosXeDialect().target(server("ebgp"), reading()).text()
    assert " neighbor VA-web-4 remote-as 64512 alternate-as 64513\n" in text and " neighbor VA-web-4 ebgp-multihop 64\n" in text
    assert "route-reflector-client" not in text
    text = IosXeDialect().target(server("external injection"), reading()).text()
    assert "router ospf 1\n redistribute connected subnets route-map VA-ANYCAST-4\n" in text and " set metric-type type-1\n" in text


@pytest.mark.parametrize(("printed", "meant"), [
    (("ip prefix-list VA-x seq 15 permit 10.0.0.0/8 ge 28 le 32",), ("ip prefix-list VA-x permit 10.0.0.0/8 ge 28",)),
    (("ipv6 prefix-list VA-x seq 5 permit 2001:db8:0:0::/32",), ("ipv6 prefix-list VA-x permit 2001:DB8::/32",)),
    (("ip community-list standard VA-x permit 4259840001",), ("ip community-list standard VA-x permit 65000:1",)),
    (("ip community-list standard VA-x permit 65535:0",), ("ip community-list standard VA-x permit gshut",)),
    (("interface Loopback6500", "ip ospf 1 area 0"), ("interface Loopback6500", "ip ospf 1 area 0.0.0.0")),
    (("router ospf 1", "redistribute connected route-map VA-A"), ("router ospf 1", "redistribute connected subnets route-map VA-A")),
    ((BGP, "address-family ipv4 unicast", "neighbor VA-x maximum-prefix 3 75"), (BGP, "address-family ipv4", "neighbor VA-x maximum-prefix 3")),
    ((BGP, "neighbor VA-x password 7 121A0C041104"), (BGP, "neighbor VA-x password cisco")),
])
def test_one_form_stands_for_all_that_ios_prints(printed, meant):
    assert canonical(printed) == meant
    assert canonical(meant) == meant


@pytest.mark.parametrize(("text", "numbers", "letter"), [("17.12.1a", (17, 12, 1), "a"), ("16.09.03", (16, 9, 3), ""), ("03.16.05.S", (3, 16, 5), "")])
def test_releases_are_read_as_show_version_writes_them(text, numbers, letter):
    found = release(text)
    assert (found.numbers, found.letter) == (numbers, letter)


def test_what_is_no_release_is_none():
    assert release("Fuji") is None


@pytest.mark.parametrize(("state", "version", "words"), [
    (server, "16.2.1", "upgrade to 16.3.1"),
    (lambda: server("single hosts with a limit"), "17.12.1", "17.13.1"),
    (server, "3.5.2", "upgrade to 3.6.0"),
])
def test_a_release_too_old_for_an_option_is_refused_with_the_release_that_can(state, version, words):
    assert words.lower() in faults(state(), version=version).lower()
    assert faults(state()) == ""


@pytest.mark.parametrize(("extra", "words"), [
    ("router bgp 65099\n", "router bgp 65099"),
    ("router ospf 2\n router-id 1.1.1.1\n", "several OSPF processes"),
    ("router bgp 65000\n bgp router-id 1.1.1.1\n", "'bgp router-id 1.1.1.1' stands"),
    ("router bgp 65000\n bgp listen limit 3\n bgp listen range 10.1.4.0/24 peer-group X\n", "overlaps 10.1.4.0/24"),
    ("router bgp 65000\n neighbor 10.255.1.11 remote-as 65000\n", "configures the neighbor f1 already"),
    ("interface GigabitEthernet2\n ip address 10.1.0.1 255.255.255.0\n ip ospf 1 area 0\n", "no link-state protocol"),
    ("interface GigabitEthernet2\n ip address 10.1.0.1 255.255.255.0\n", "would answer for both"),
    ("interface Loopback7\n ip address 10.255.0.1 255.255.255.255\n", "Loopback7 has the anycast address a"),
    ("router bgp 65000\n neighbor 10.9.9.9 remote-as 1\n neighbor 10.9.9.9 route-map VA-mine in\n", "under its name prefix"),
    ("archive\n log config\n  logging enable\n", "hidekeys"),
    ("router ospfv3 7\n address-family ipv6 unicast\n  passive-interface default\n", "'router ospfv3 7' has no router-id"),
    ("router ospf 1\n router-id 10.255.0.2\n", "the router-id of 'router ospf 1' is the anycast address b"),
    ("router bgp 65000\n neighbor 10.9.9.9 remote-as 1\n", "10.9.9.9 of 'router bgp 65000' are active in IPv4 only because"),
])
def test_a_clash_with_the_device_is_refused(extra, words):
    assert words in faults(server(), DEVICE + extra)


def test_an_address_that_ospf_would_announce_by_itself_is_refused():
    covered = DEVICE.replace("router ospf 1\n", "router ospf 1\n network 10.255.0.0 0.0.255.255 area 0\n")
    assert "covers the anycast address a" in faults(server("external injection"), covered)
    isis = covered + "router isis fabric\n metric-style wide\n"
    assert "covers the anycast address a" in faults(server("IS-IS"), isis)
    assert faults(server(), covered) == ""


def test_a_passive_default_in_is_is_and_a_default_cost_that_is_moved_are_refused():
    assert "at metric 0" in faults(server("IS-IS"), DEVICE + "router isis fabric\n metric-style wide\n passive-interface default\n")
    assert "'metric 20' in 'router isis fabric' changes it" in faults(server("IS-IS"), DEVICE + "router isis fabric\n metric-style wide\n metric 20\n")
    assert faults(server("IS-IS"), DEVICE + "router isis fabric\n metric-style wide\n") == ""
    domain = changed("explicit costs")
    domain["route_servers"][0]["costs"]["a"] = 1
    moved = DEVICE.replace("router ospf 1\n", "router ospf 1\n auto-cost reference-bandwidth 100000\n")
    state = route_server(domain, anycast_interface="lo")
    assert "'auto-cost reference-bandwidth 100000' in 'router ospf 1' changes it" in faults(state, moved) and faults(state) == ""


def test_neighbors_that_say_that_they_are_active_are_no_obstacle_and_a_router_id_that_resets_them_is_told():
    foreign = DEVICE + ("router bgp 65000\n neighbor 10.9.9.9 remote-as 1\n neighbor 2001:DB8::9 remote-as 1\n address-family ipv4\n"
                        "  neighbor 10.9.9.9 activate\n  no neighbor 2001:DB8::9 activate\n exit-address-family\n")
    assert faults(server(), foreign) == ""
    assert any("resets them all" in warning for warning in IosXeDialect().warnings(server(), reading(foreign)))
    assert not any("resets" in warning for warning in IosXeDialect().warnings(server(), reading(DEVICE)))


def test_an_anycast_address_in_bgp_is_told():
    bgp = "router bgp 65000\n bgp router-id 10.255.1.1\n address-family ipv4\n  {}\n exit-address-family\n"
    for line, words in (("redistribute connected", "the anycast addresses into BGP"), ("network 10.255.0.1 mask 255.255.255.255", "address a into BGP"),
                        ("network 10.9.0.0 mask 255.255.0.0", None)):
        told = "\n".join(IosXeDialect().warnings(server(), reading(DEVICE + bgp.format(line))))
        assert words in told if words else told == ""


def test_a_missing_igp_a_missing_loopback_and_a_foreign_interface_option_are_refused():
    said = faults(server(anycast_interface="any-{name}"), "hostname rs1\n")
    for words in ("'router ospf' is missing", "no interface of the device has this address", "a Loopback of its own"):
        assert words in said


def test_more_than_five_alternates_are_refused():
    domain = changed("ebgp")
    domain["pools"][1]["appliance_asns"] = list(range(64520, 64527))
    assert "takes 6 a listen range" in faults(route_server(domain, anycast_interface="lo"))


@pytest.mark.parametrize("key", ["what?", "1key", "x" * 26])
def test_a_key_that_ios_cannot_take_is_refused_and_not_shown(key):
    state = server()
    state = replace(state, groups=(replace(state.groups[0], password=key), *state.groups[1:]))
    said = faults(state)
    assert "password" in said and key not in said


def test_a_passive_interface_towards_appliances_speaks_no_igp():
    running = DEVICE.replace("router ospf 1\n", "router ospf 1\n passive-interface default\n network 10.1.0.0 0.0.255.255 area 0\n")
    said = faults(server("an address for each server"), running + "interface GigabitEthernet2\n ip address 10.1.0.1 255.255.255.0\n")
    assert said == ""


def test_keys_stored_as_type_7_are_compared_in_clear():
    state = server()
    running = built(state)
    stored = running.replace("password web-key", f"password 7 {encrypt_cisco_type7('web-key', 5)}")
    assert stored != running
    assert sent(stored, state).commands == () and faults(state, stored) == ""
    other = running.replace("password web-key", f"password 7 {encrypt_cisco_type7('other-key', 5)}")
    assert "differs from the key" in faults(state, other) and "other-key" not in faults(state, other)


def test_without_netutils_keys_of_type_7_are_a_fault(monkeypatch):
    monkeypatch.setattr(keys, "_decoder", lambda: None)
    keys.in_clear.cache_clear()
    state = server()
    said = faults(state, built(state).replace("password web-key", "password 7 0822455D0A16"))
    keys.in_clear.cache_clear()
    assert "netutils" in said


def test_a_key_of_type_6_is_kept_and_said_so_and_replaced_when_told():
    state = server()
    sealed = built(state).replace("VA-web-4 password web-key", "VA-web-4 password 6 ABCdef_ghi")
    assert sent(sealed, state).commands == () and faults(state, sealed) == ""
    assert any("type 6" in warning and "VA-web-4" in warning for warning in IosXeDialect().warnings(state, reading(sealed)))
    dialect = IosXeDialect(update_password="always")
    before = reading(sealed)
    change = dialect.change(dialect.owned(before, state), dialect.target(state, before), before)
    assert change.lines == [BGP, " neighbor VA-web-4 password web-key"]
    assert dialect.owned(reading(sealed.replace("ABCdef_ghi", "another_one")), state) == dialect.target(state, before)
    assert dialect.owned(before, state) != dialect.target(state, before)


def test_no_key_is_shown():
    state = server()
    dialect = IosXeDialect()
    text = dialect.target(state, reading()).text() + "\nneighbor X password 7 0822455D0A16\n% Invalid input: neighbor Y password 6 SEALED"
    masked = dialect.mask(text)
    assert not any(secret in masked for secret in (*state.secrets, "0822455D0A16", "SEALED"))
    assert not any(secret in "\n".join(sent(built(state), server(removed=True)).lines) for secret in state.secrets)


def positions(lines, *wanted):
    stripped = [line.strip() for line in lines]
    return [stripped.index(line) for line in wanted]


def test_a_range_opens_behind_key_and_filters_and_the_address_comes_last():
    lines = sent(DEVICE, server()).lines
    order = positions(lines, "ip prefix-list VA-web-4 seq 5 permit 192.0.2.0/24 ge 29", "route-map VA-web-4-IN permit 10", "neighbor VA-web-4 password web-key",
                      "neighbor VA-web-4 route-map VA-web-4-IN in", "bgp listen range 10.1.0.0/16 peer-group VA-web-4", "neighbor VA-web-4 activate",
                      "ip address 10.255.0.1 255.255.255.255")
    assert order == sorted(order)


def test_a_removal_goes_the_other_way_round():
    lines = sent(built(server()), server(removed=True)).lines
    order = positions(lines, "no interface Loopback6500", "no neighbor VA-web-4 activate", "no bgp listen range 10.1.0.0/16 peer-group VA-web-4",
                      "no neighbor VA-web-4 peer-group", "no route-map VA-web-4-IN", "no ip prefix-list VA-web-4")
    assert order == sorted(order)


def test_a_list_never_runs_empty_and_entries_get_new_numbers():
    lines = sent(built(server()), server("wider bounds")).lines
    assert positions(lines, "ip prefix-list VA-web-4 seq 10 permit 192.0.2.0/24 ge 28", "no ip prefix-list VA-web-4 seq 5 permit 192.0.2.0/24 ge 29") == [0, 1]


def test_a_group_that_loses_all_its_ranges_is_closed_meanwhile():
    lines = sent(built(server()), server("other subnets")).lines
    order = positions(lines, "no neighbor VA-web-4 activate", "no bgp listen range 10.1.0.0/16 peer-group VA-web-4",
                      "bgp listen range 10.5.0.0/16 peer-group VA-web-4", "neighbor VA-web-4 activate")
    assert order == sorted(order)


def test_an_inbound_map_denies_while_it_grows_and_running_sessions_are_refreshed():
    change = sent(built(server()), server("med"))
    order = positions(change.lines, "route-map VA-web-4-IN deny 1", "route-map VA-web-4-IN permit 30", "no route-map VA-web-4-IN deny 1")
    assert order == sorted(order)
    assert "clear ip bgp peer-group VA-web-4 soft in" in change.refresh


def test_a_match_of_an_entry_that_stays_is_replaced_behind_the_denying_entry():
    domain = changed("med")
    domain["pools"][0]["preference"] = {"med": [{"med": 7, "local_preference": 200}, {"med": 10, "local_preference": 90}]}
    lines = sent(built(server("med")), route_server(domain, anycast_interface="lo")).lines
    order = positions(lines, "route-map VA-web-4-IN deny 1", "no match metric 5", "match metric 7", "no route-map VA-web-4-IN deny 1")
    assert order == sorted(order)


def test_a_map_for_the_fabric_grows_behind_an_entry_that_denies_and_its_entries_keep_their_numbers():
    running = built(server("one pool"))
    lines = sent(running, server()).lines
    guarded, grown, opened = positions(lines, "route-map VA-POOLS-4 deny 19", "route-map VA-POOLS-4 permit 20", "no route-map VA-POOLS-4 deny 19")
    assert guarded < grown < opened and lines[grown + 1] == " match ip address prefix-list VA-web-4"
    assert "route-map VA-POOLS-4 permit 10" not in lines
    domain = base()
    domain["pools"].pop(1)
    lines = sent(built(server(), running=DEVICE), route_server(domain, anycast_interface="lo")).lines
    assert "no route-map VA-POOLS-4 permit 10" in lines
    assert not any("POOLS" in line for line in lines if line != "no route-map VA-POOLS-4 permit 10")


def test_a_map_for_the_igp_never_lets_all_connected_routes_through():
    one = changed("external injection")
    one["route_servers"][0]["addresses"] = ["b"]
    one["route_servers"][1]["addresses"] = ["a"]
    lines = sent(built(route_server(one, anycast_interface="lo")), server("external injection")).lines
    order = positions(lines, "route-map VA-ANYCAST-4 deny 19", "route-map VA-ANYCAST-4 permit 20", "match ip address prefix-list VA-ANYCAST-4-a",
                      "no route-map VA-ANYCAST-4 deny 19", "ip address 10.255.0.1 255.255.255.255")
    assert order == sorted(order) and "route-map VA-ANYCAST-4 permit 10" not in lines


def test_lists_of_as_paths_are_made_and_taken_away_whole():
    domain = changed("ebgp")
    running = built(route_server(domain, anycast_interface="lo"))
    domain["pools"][0]["appliance_asns"] = [64512, 64513, 64514]
    lines = sent(running, route_server(domain, anycast_interface="lo")).lines
    listed = [line for line in lines if "as-path access-list" in line]
    numbers = {line.removeprefix("no ").split()[3] for line in listed}
    made = [line for line in listed if not line.startswith("no ")]
    assert len(numbers) == 2 and len(made) == 3 and len({line.split()[3] for line in made}) == 1
    assert [line for line in listed if line.startswith("no ")] == [f"no ip as-path access-list {(numbers - {made[0].split()[3]}).pop()}"]


def test_the_address_family_of_ospfv3_is_the_same_with_and_without_unicast():
    running = DEVICE.replace("ipv6 router ospf 1\n router-id 10.255.1.1\n", "router ospfv3 1\n router-id 10.255.1.1\n address-family ipv6 unicast\n"
                             "  max-metric router-lsa\n exit-address-family\n")
    lines = sent(running, server()).lines
    assert "  redistribute connected route-map VA-ANYCAST-6" in lines and "  max-metric router-lsa" not in lines


def test_an_address_stands_before_ospf_and_the_area_comes_last():
    domain = changed("base")
    domain["igp"] = {"protocol": "ospf", "injection": {"ipv6": "intra_area"}}
    lines = sent(DEVICE, route_server(domain, anycast_interface="lo")).lines
    first = lines.index("interface Loopback6500", lines.index("interface Loopback6500") + 1)
    assert lines[first + 1:first + 7] == [
        " ip address 10.255.0.1 255.255.255.255", " ipv6 address 2001:DB8:FF::1/128", " ip ospf cost 10", " ipv6 ospf cost 10",
        " ip ospf 1 area 0.0.0.0", " ipv6 ospf 1 area 0.0.0.0"]


def test_a_group_that_is_made_anew_has_its_asn_before_all_else():
    lines = sent(built(server()), server("ebgp")).lines
    order = positions(lines, "no neighbor VA-web-4 peer-group", "neighbor VA-web-4 peer-group", "neighbor VA-web-4 remote-as 64512 alternate-as 64513",
                      "neighbor VA-web-4 password web-key", "neighbor VA-web-4 activate")
    assert order == sorted(order)


def test_a_loopback_that_is_ours_keeps_its_number():
    running = built(server()).replace("interface Loopback6500", "interface Loopback42")
    assert sent(running, server()).commands == ()
    assert "interface Loopback42" in "\n".join(sent(running, server("explicit costs")).lines)


def test_a_banner_is_one_line_and_hides_nothing_behind_it():
    running = "banner motd ^C\nrouter bgp 1\n neighbor VA-x peer-group\n^C\n!\nhostname a\n"
    assert [line[-1].split("\n")[0] for line in parse(running)] == ["banner motd ^C", "hostname a"]


@pytest.mark.skipif(not CONFIGURATIONS, reason="no recorded configurations beside the repository (shared/recorded/iosxe)")
@pytest.mark.parametrize("path", CONFIGURATIONS, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_every_recorded_configuration_is_read_and_printed_back(path):
    text = path.read_text()
    parsed = parse(text)
    printed = "\n".join(commands(parsed))
    assert parse(printed) == parsed
    wanted = dict.fromkeys(row.strip() for row in text.split("\n") if row.strip() and not row.strip().startswith("!") and row.strip() != "end")
    assert set(wanted) <= {row.strip() for row in printed.split("\n")}
    assert IosXeDialect().owned(reading(text), server()).lines == {}
