# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Junos dialect renders, refuses and keeps secret; and that its parser reads what real devices printed."""
from __future__ import annotations

import os
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from netutils.password import encrypt_juniper_type9

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos import JunosDialect, keys
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos.configuration import (
    Configuration, active, arranged, parse, words, written)
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos.names import route_filter
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos.release import release
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.prefixes import Bound

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import appliance, base, changed, route_server

RELEASE = "24.4R1.9"
DEVICE = """\
set interfaces lo0 unit 0 family inet address 10.255.1.1/32
set interfaces lo0 unit 0 family inet6 address 2001:db8:fe::1/128
set protocols isis interface ge-0/0/0.0
set protocols isis level 2 wide-metrics-only
set protocols ospf area 0.0.0.0 interface ge-0/0/0.0
set protocols ospf3 area 0.0.0.0 interface ge-0/0/0.0
"""
WEB = "set protocols bgp group VA-web-4"
RECORDED = Path(os.environ.get("VA_SHARED") or Path(__file__).parents[5] / "shared") / "recorded" / "junos"
CONFIGURATIONS = sorted(path for path in RECORDED.glob("**/*.txt") if "display_set" in path.name)


def server(name="base", **more):
    return route_server(changed(name), **{"anycast_interface": "lo", **more})


def reading(running="", version=RELEASE):
    return Reading(running, version, "")


def faults(state, running=DEVICE, version=RELEASE, **options):
    return "\n".join(map(str, JunosDialect(**options).refusals(state, reading(running, version))))


def lines(state, running=DEVICE, version=RELEASE):
    return JunosDialect().target(state, reading(running, version)).text().split("\n")


def built(state, running=DEVICE):
    return running + "\n".join(lines(state, running)) + "\n"


def sent(before, state, version=RELEASE, **options):
    dialect = JunosDialect(**options)
    read = reading(before, version)
    return dialect.change(dialect.owned(read, state), dialect.target(state, read), read)


@pytest.mark.parametrize(("bound", "written_as"), [
    (Bound("192.0.2.0/24", None, None), "192.0.2.0/24 exact"),
    (Bound("192.0.2.0/24", None, 28), "192.0.2.0/24 upto /28"),
    (Bound("192.0.2.0/24", 26, 28), "192.0.2.0/24 prefix-length-range /26-/28"),
    (Bound("2001:db8::/32", 48, None), "2001:db8::/32 prefix-length-range /48-/128"),
])
def test_bounds_are_route_filters_of_the_kind_that_fits(bound, written_as):
    assert " ".join(route_filter(bound)) == f"route-filter {written_as}"


def test_each_permitted_block_has_a_term_of_its_own():
    found = [line for line in lines(server("many prefixes")) if "VA-edge-4 term " in line and "route-filter" in line]
    assert len(found) == len({line.split()[5] for line in found}) == 60


def test_a_dynamic_group_bears_its_key_beside_its_ranges_and_never_on_the_group():
    text = lines(server())
    for line in ("type internal", "cluster 10.255.1.1", "hold-time 9", "dynamic-neighbor APPLIANCES allow 10.1.0.0/16",
                 "dynamic-neighbor APPLIANCES authentication-key web-key", "dynamic-neighbor APPLIANCES peer-limit 16", "export VA-NOTHING"):
        assert f"{WEB} {line}" in text
    assert not any(line.startswith((f"{WEB} allow", f"{WEB} authentication-key", f"{WEB} local-address")) for line in text)


def test_a_server_with_one_address_binds_its_sessions_to_it():
    text = lines(server("an address for each server"))
    assert f"{WEB} local-address 10.255.0.1" in text
    assert "set protocols bgp group VA-web-6 local-address 2001:db8:ff::1" in text


def test_several_asns_are_a_list_and_external_sessions_have_hops():
    text = lines(server("ebgp"))
    for line in (f"{WEB} peer-as-list VA-web-4", "set policy-options as-list VA-web-4 members 64513", f"{WEB} multihop ttl 64",
                 f"{WEB} enforce-first-as", "set protocols bgp group VA-edge-4 peer-as 64520", 'set policy-options as-path VA-AS64512 "64512+"'):
        assert line in text
    assert not any(" cluster " in line for line in text)


def test_a_limit_drops_what_is_too_much_or_only_logs():
    path = f"{WEB} family inet unicast"
    assert f"{path} accepted-prefix-limit drop-excess 80" in lines(server("single hosts with a limit"))
    advisory = lines(server("advisory limit"))
    assert f"{path} accepted-prefix-limit maximum 3" in advisory and f"{path} accepted-prefix-limit drop-excess 80" not in advisory
    assert path in lines(server())


def test_a_default_route_is_made_where_the_device_has_none_of_its_own():
    route = "set routing-options static route 0.0.0.0/0"
    assert {f"{route} discard", f"{route} no-install", f"{route} preference 254"} <= set(lines(server()))
    own = f"{route} next-hop 10.254.0.2\n"
    assert not any(line.startswith(route) for line in lines(server(), DEVICE + own))
    assert not any("static route" in line for line in lines(server(), DEVICE + own))


def test_settings_that_stand_are_nobodys_and_those_that_are_set_are_recorded():
    text = lines(server(), DEVICE + "set routing-options router-id 10.255.1.1\n")
    assert not any("router-id" in line for line in text)
    assert 'set apply-macro VA-OWN overload-4 "protocols ospf overload"' in text and "set protocols ospf overload" in text
    assert "set protocols bgp precision-timers" in text
    assert "set protocols bgp precision-timers" not in lines(server("other timers"))


def test_an_appliance_announces_its_own_prefixes_and_nothing_else():
    state = appliance(base(), interface="ge-0/0/1.0")
    running = ("set interfaces ge-0/0/1 unit 0 family inet address 10.1.0.9/24\nset interfaces ge-0/0/1 unit 0 family inet6 address 2001:db8:1::9/64\n"
               "set routing-options static route 192.0.2.8/29 next-hop 10.9.9.9\n")
    text = lines(state, running)
    group = "set protocols bgp group VA-RS-4"
    for line in (f"{group} local-address 10.1.0.9", f"{group} neighbor 10.255.0.1 authentication-key web-key", f"{group} export VA-OWN-4",
                 "set policy-options policy-statement VA-OWN-4 term 192-0-2-8-29 from route-filter 192.0.2.8/29 exact",
                 "set policy-options policy-statement VA-OWN-4 then reject", "set routing-options rib inet6.0 static route 2001:db8:100:1::/64 discard"):
        assert line in text
    assert not any(line.startswith("set routing-options static route 192.0.2.8/29") for line in text)
    assert "no interface of this name has an IPv4 address" in faults(appliance(base(), interface="ge-0/0/7.0"), running)


@pytest.mark.parametrize(("text", "numbers"), [
    ("22.4R3-S2.11", (22, 4, 3)), ("23.4R1.9-EVO", (23, 4, 1)), ("15.1X49-D170", (15, 1, 0)), ("17.4R1", (17, 4, 1))])
def test_releases_are_read_as_devices_write_them(text, numbers):
    assert release(text).numbers == numbers


@pytest.mark.parametrize("text", ["", "Evolved", "24", "12.3.R4"])
def test_what_is_no_release_is_none(text):
    assert release(text) is None


@pytest.mark.parametrize(("name", "version", "words_"), [
    ("base", "15.1X49-D170", "upgrade to 17.4R1"),
    ("base", "18.4R3", "19.1R1 does"),
    ("ebgp", "20.1R1", "20.2R1 takes a list"),
    ("single hosts with a limit", "21.1R3", "upgrade to 21.2R1"),
])
def test_a_release_too_old_for_an_option_is_refused_with_the_release_that_can(name, version, words_):
    assert words_.lower() in faults(server(name), version=version).lower()
    assert faults(server(name)) == ""


def test_a_release_that_cannot_limit_peers_is_told_of():
    assert "max_appliances is not enforced" in JunosDialect().warnings(server(), reading(DEVICE, "22.4R3"))[0]
    assert JunosDialect().warnings(server(), reading(DEVICE)) == []
    assert not any("peer-limit" in line for line in lines(server(), version="22.4R3"))


@pytest.mark.parametrize(("extra", "said"), [
    ("set routing-options autonomous-system 65099", "'routing-options autonomous-system 65099' stands"),
    ("set routing-options router-id 1.1.1.1", "'routing-options router-id 1.1.1.1' stands"),
    ("set interfaces lo0 unit 0 family inet address 10.9.9.9/32 primary", "primary' stands"),
    ("set protocols ospf overload timeout 600", "'protocols ospf overload timeout 600' stands"),
    ("set interfaces lo0 unit 0 family inet address 10.255.0.1/32", "lo0.0 has the anycast address a"),
    ("set protocols ospf area 0.0.0.0 interface lo0.0 passive", "lo0.0 is in OSPF"),
    ("set protocols ospf3 area 0.0.0.0 interface lo0.0 passive", "lo0.0 is in OSPFv3"),
    ("set protocols ospf area 0.0.0.0 interface all", "'interface all' stands"),
    ("set protocols bgp group X allow 10.1.4.0/24", "listens on 10.1.4.0/24"),
    ("set protocols bgp group X allow all", "listens on all"),
    ("set protocols bgp group X dynamic-neighbor Y allow 10.1.0.0/8", "listens on 10.1.0.0/8"),
    ("set protocols bgp group X neighbor 10.1.7.7", "has the neighbor 10.1.7.7"),
    ("set protocols bgp group X neighbor 10.255.1.11 peer-as 65000", "has the neighbor f1"),
    ("set protocols bgp group X import VA-mine", "under its name prefix"),
    ("set interfaces ge-0/0/2 unit 0 family inet address 10.1.0.1/16", "would answer for both"),
    ("set interfaces ge-0/0/2 unit 0 family inet address 10.1.0.1/16\nset protocols ospf area 0.0.0.0 interface ge-0/0/2.0", "no link-state protocol"),
])
def test_a_clash_with_the_device_is_refused(extra, said):
    assert said in faults(server(), f"{DEVICE}{extra}\n")
    assert faults(server()) == ""


def test_what_is_deactivated_is_in_nobodys_way_but_not_above_ours():
    running = f"{DEVICE}set protocols ospf area 0.0.0.0 interface lo0.0 passive\ndeactivate protocols ospf area 0.0.0.0 interface lo0.0\n"
    assert faults(server(), running) == ""
    assert "activate protocols bgp' there" in faults(server(), built(server()) + "deactivate protocols bgp\n")
    assert "unprotect protocols' there" in faults(server(removed=True), built(server()) + "protect protocols\n")


@pytest.mark.parametrize("mark", [
    "deactivate protocols bgp", "deactivate policy-options", "deactivate protocols ospf3 export", "protect interfaces lo0", "deactivate routing-options static",
    "deactivate interfaces lo0 unit 0 family inet address 10.255.0.1/32", "deactivate routing-options static route 0.0.0.0/0",
    "deactivate routing-options router-id",
])
def test_nothing_is_written_below_what_is_deactivated_or_protected(mark):
    """On a device that has nothing of ours yet."""
    assert f"'{mark}' stands on the device" in faults(server(), f"{DEVICE}{mark}\n")
    assert faults(server(removed=True), f"{DEVICE}{mark}\n") == ""


GROUPED = DEVICE.replace("set interfaces", "set groups BASE interfaces").replace("set protocols", "set groups BASE protocols") + "set apply-groups BASE\n"
LO0_IN_GROUP = DEVICE + "set groups G protocols ospf area <*> interface lo0.0 passive\n"
UNIT = DEVICE + "set interfaces ge-0/0/2 unit 0\n"


@pytest.mark.parametrize(("running", "said"), [
    (GROUPED, ""),
    (GROUPED.replace("set apply-groups", "deactivate apply-groups BASE\nset apply-groups"), "'protocols ospf' is missing"),
    (GROUPED.replace("set apply-groups BASE", ""), "lo0.0 does not have the address"),
    (GROUPED + "set interfaces lo0 apply-groups-except BASE\n", "lo0.0 does not have the address"),
    (GROUPED + "set groups BASE routing-options autonomous-system 65099\n", "autonomous-system 65099' stands"),
    (GROUPED + "set groups BASE routing-options autonomous-system 65099\nset routing-options autonomous-system 65000\n", ""),
    (GROUPED + "set groups BASE routing-options autonomous-system 65000\nset routing-options autonomous-system 65099\n", "autonomous-system 65099' stands"),
    (f"{LO0_IN_GROUP}set apply-groups G\n", "the configuration group G puts lo0.0 into 'protocols ospf'"),
    (f"{LO0_IN_GROUP}set protocols bgp apply-groups G\n", ""),
    (f"{LO0_IN_GROUP}set protocols apply-groups G\n", "G puts lo0.0 into"),
    (f"{DEVICE}set groups G protocols ospf area <*> interface <*> metric 5\nset apply-groups G\n", ""),
    (f"{UNIT}set groups G interfaces <ge-*> unit <*> family inet address 10.1.0.1/16\nset apply-groups G\n", "would answer for both"),
    (f"{UNIT}set groups G interfaces <xe-*> unit <*> family inet address 10.1.0.1/16\nset apply-groups G\n", ""),
])
def test_what_configuration_groups_give_counts_as_written(running, said):
    assert said in faults(server(), running) if said else faults(server(), running) == ""


def test_a_wildcard_of_a_group_that_means_ours_is_not_taken_for_a_clash():
    running = built(server()) + "set groups G protocols bgp group <*> neighbor <*> description theirs\nset apply-groups G\n"
    assert faults(server(), running) == ""
    assert sent(running, server()).commands == ()


def test_lo0_that_a_group_puts_into_ospf_cannot_be_handed_over():
    """Deleting what is written would leave what is inherited."""
    state = server(anycast_interface="lo0.0")
    written_too = "set protocols ospf area 0.0.0.0 interface lo0.0 passive\n"
    wildcard = "set groups G protocols ospf area 0.0.0.0 interface <lo*> metric 3\n"
    assert "Take lo0.0 out of the group" in faults(state, f"{LO0_IN_GROUP}set apply-groups G\n")
    assert "Take lo0.0 out of the group" in faults(state, f"{LO0_IN_GROUP}{written_too}set apply-groups G\n")
    assert faults(state, f"{DEVICE}{written_too}{wildcard}set apply-groups G\n") == ""


def test_an_as_number_in_dotted_notation_is_the_same_number():
    domain = changed("base")
    domain["asn"] = 4200000001
    state = route_server(domain, anycast_interface="lo")
    assert faults(state, f"{DEVICE}set routing-options autonomous-system 64086.59905\nset routing-options autonomous-system loops 2\n") == ""
    assert "autonomous-system 64086.59906' stands" in faults(state, f"{DEVICE}set routing-options autonomous-system 64086.59906\n")


@pytest.mark.parametrize(("name", "running", "said"), [
    ("base", "set system host-name rs1\n", ("'protocols ospf' is missing", "'protocols ospf3' is missing", "lo0.0 does not have the address 10.255.1.1/32")),
    ("IS-IS", DEVICE.replace("set protocols isis level 2 wide-metrics-only\n", ""), ("wide-metrics-only' is missing",)),
    ("IS-IS", DEVICE + "set protocols isis interface lo0.0 passive\n", ("lo0.0 is in IS-IS",)),
])
def test_an_igp_that_does_not_fit_is_refused(name, running, said):
    assert all(words_ in faults(server(name), running) for words_ in said)


def test_keepalives_that_junos_does_not_send_another_interface_and_ospfv3_costs_by_address_are_refused():
    state = server()
    assert "third of the hold time" in faults(replace(state, timers=replace(state.timers, keepalive=5, hold=30)))
    assert "go on lo0.0" in faults(server(anycast_interface="any-{name}"))
    assert "write external_1" in faults(replace(state, injections=tuple(replace(one, method="intra_area") for one in state.injections))).lower()


@pytest.mark.parametrize("key", ["$9$abc", "two words", 'quo"te'])
def test_a_key_that_junos_would_misread_is_refused_and_not_shown(key):
    state = server()
    said = faults(replace(state, groups=(replace(state.groups[0], password=key), *state.groups[1:])))
    assert "password" in said and key not in said


def stored(running, key="web-key", as_=None):
    return running.replace(f"authentication-key {key}", f'authentication-key "{as_ or encrypt_juniper_type9(key)}"')


def test_keys_stored_as_type_9_are_compared_in_clear():
    state = server()
    running = stored(built(state))
    assert running.count("$9$") == 2
    assert sent(running, state).commands == () and faults(state, running) == ""
    other = built(state).replace("VA-web-4 dynamic-neighbor APPLIANCES authentication-key web-key",
                                 f'VA-web-4 dynamic-neighbor APPLIANCES authentication-key "{encrypt_juniper_type9("other")}"')
    said = faults(state, other)
    assert "the key of VA-web-4 differs from the key" in said and "other" not in said.replace("another", "") and "$9$" not in said
    assert faults(state, other, update_password="always") == ""
    assert sent(other, state, update_password="always").lines == [f"{WEB} dynamic-neighbor APPLIANCES authentication-key web-key"]


def test_a_key_that_the_device_holds_goes_back_in_the_devices_own_form():
    state = server()
    running = "".join(f"{line}\n" for line in stored(built(state)).split("\n") if line and not line.startswith("set protocols bgp group VA-web-6 "))
    own = next(shlex.split(line)[-1] for line in running.split("\n") if line.startswith(f"{WEB} dynamic-neighbor APPLIANCES authentication-key"))
    lines_ = sent(running, state).lines
    assert f'set protocols bgp group VA-web-6 dynamic-neighbor APPLIANCES authentication-key "{own}"' in lines_
    assert not any("web-key" in line for line in lines_)


def test_without_netutils_stored_keys_are_a_fault(monkeypatch):
    state = server()
    running = stored(built(state))
    monkeypatch.setattr(keys, "_decoder", lambda: None)
    assert "netutils" in faults(state, running)
    assert "netutils" not in faults(state, built(state))


def test_a_sealed_key_is_kept_and_said_so_and_replaced_when_told():
    state = server()
    sealed = stored(built(state), as_="$8$aes256-gcm$hmac-sha2-256$100$abc")
    assert sent(sealed, state).commands == () and faults(state, sealed) == ""
    assert any("$8$" in warning and "VA-web-4" in warning for warning in JunosDialect().warnings(state, reading(sealed)))
    dialect = JunosDialect(update_password="always")
    before = reading(sealed)
    change = dialect.change(dialect.owned(before, state), dialect.target(state, before), before)
    assert f"{WEB} dynamic-neighbor APPLIANCES authentication-key web-key" in change.lines and len(change.lines) == 2
    assert dialect.owned(reading(sealed.replace("$abc", "$xyz")), state) == dialect.target(state, before)
    assert dialect.owned(before, state) != dialect.target(state, before)


def test_a_neighbor_whose_turn_in_a_rotation_comes_later_keeps_its_key():
    old, new = base(), base()
    new["pools"][0]["password"] = "new-key"
    running = stored(built(appliance(old), ""))
    state = appliance(new, password_addresses=["a"])
    lines_ = sent(running, state, update_password="always").lines
    assert "set protocols bgp group VA-RS-4 neighbor 10.255.0.1 authentication-key new-key" in lines_
    assert not any("10.255.0.2" in line for line in lines_)


def test_no_key_is_shown():
    state = server()
    text = JunosDialect().target(state, reading()).text()
    text += ('\n[edit]\n+   authentication-key "$9$abc.def"; ## SECRET-DATA\n<authentication-key>web-key</authentication-key>\nbad value $8$x$y'
             '\nset protocols bgp group X authentication-key "with spaces in it"')
    masked = JunosDialect().mask(text)
    assert not any(secret in masked for secret in (*state.secrets, "abc.def", "$8$x", "spaces"))
    assert "authentication-key ********" in masked
    assert not any(secret in "\n".join(sent(stored(built(state)), server(removed=True)).lines) for secret in (*state.secrets, "$9$"))


def test_a_removal_takes_whole_objects_and_ends_at_what_is_ours():
    lines_ = sent(built(server()), server(removed=True)).lines
    assert all(line.startswith("delete ") for line in lines_)
    for line in ("delete protocols bgp group VA-web-4", "delete policy-options policy-statement VA-web-4-IN", "delete apply-macro VA-OWN",
                 "delete interfaces lo0 unit 0 family inet address 10.255.0.1/32", "delete interfaces lo0 unit 0 family inet address 10.255.1.1/32 primary",
                 "delete protocols ospf area 0.0.0.0 interface 10.255.0.1", "delete protocols ospf3 export VA-ANYCAST-6"):
        assert line in lines_
    assert not any(line.endswith(("lo0 unit 0", "10.255.1.1/32", "protocols bgp", "protocols ospf")) for line in lines_)


def test_a_value_that_stands_once_is_replaced_without_a_deletion():
    assert "delete protocols bgp precision-timers" in sent(built(server()), server("other timers")).lines
    changed_ = sent(built(server()), server("slow bfd")).lines
    assert changed_ and all(line.startswith("set ") for line in changed_)


def test_words_and_quotes_go_there_and_back():
    line = words(r'set policy-options as-path X "65099 .*" description "a \"quoted\" \\ word"')
    assert line[4:] == ("65099 .*", "description", 'a "quoted" \\ word')
    assert words(written(line)) == line
    assert [each[-1] for each in parse("set protocols bgp export [ A B ]\n")] == ["A", "B"]
    assert list(active(parse("set a b c\nset a d\ndeactivate a b\n"))) == [("set", "a", "d")]


def test_lines_stand_in_one_order_but_terms_of_inbound_policies_in_their_own():
    once = arranged(parse(built(server())))
    assert arranged(once) == once
    unordered = [line for line in once if not line[3].endswith("-IN") and line[-2] != "import"]
    assert Configuration(reversed(unordered)) == Configuration(unordered)
    assert Configuration(reversed(once)) != Configuration(once)
    chain = [line for line in once if line[:6] == tuple(WEB.split()) + ("import",)]
    assert Configuration(chain) != Configuration(reversed(chain))


@pytest.mark.skipif(not CONFIGURATIONS, reason="no recorded configurations beside the repository (shared/recorded/junos)")
@pytest.mark.parametrize("path", CONFIGURATIONS, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_every_recorded_configuration_is_read_and_printed_back(path):
    text = path.read_text()
    wanted = [shlex.split(row) for row in text.replace("\r", "").split("\n") if row.startswith(("set ", "deactivate "))]
    assert [list(words(written(line))) for line in parse(text)] == [row for number, row in enumerate(wanted) if row not in wanted[:number]]
    assert JunosDialect().owned(reading(text), server()).lines == {}
