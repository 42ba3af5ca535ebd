# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device beside its declaration, on every vendor: lines that differ are named, keys are compared and never told."""
from __future__ import annotations

import json

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.declared import compared, declared_state
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects import LANGUAGES
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import appliance, base, changed, route_server
from netutils.password import encrypt_cisco_type7, encrypt_juniper_type9

RELEASES = {"frr": "8.4.4", "iosxe": "17.12.1", "junos": "24.4R1.9"}
FOREIGN = {
    "frr": "router ospf\nexit\n",
    "iosxe": "interface Loopback0\n ip address 10.255.1.1 255.255.255.255\n ipv6 address 2001:DB8:FE::1/128\nrouter ospf 1\nipv6 router ospf 1\n",
    "junos": "set interfaces lo0 unit 0 family inet address 10.255.1.1/32\nset protocols ospf area 0.0.0.0 interface ge-0/0/0.0\n",
}
STORED = {
    "frr": str,
    "iosxe": lambda key: f"7 {encrypt_cisco_type7(key)}",
    "junos": lambda key: f'"{encrypt_juniper_type9(key)}"',
}
WORD = {"frr": "password", "iosxe": "password", "junos": "authentication-key"}
vendors = pytest.mark.parametrize("language", LANGUAGES, ids=[language.name for language in LANGUAGES])


def other_key():
    domain = base()
    domain["pools"][0]["password"] = "another-web-key"
    return domain


def running(language, state):
    """A device that holds the state, its keys as it stores them."""
    dialect = language.dialect()
    text = dialect.target(state, Reading(FOREIGN[language.name], RELEASES[language.name], "")).text()
    for key in state.secrets:
        text = text.replace(f"{WORD[language.name]} {key}", f"{WORD[language.name]} {STORED[language.name](key)}")
    return FOREIGN[language.name] + text + "\n"


def beside(language, state, text, salt=""):
    return compared(language, Reading(text, RELEASES[language.name], ""), state, salt)


def states(answer):
    return {row["holder"]: row["state"] for row in answer["keys"]}


@vendors
@pytest.mark.parametrize("intent", ["no bfd", "three pools", "single hosts with a limit", "ebgp"])
def test_a_device_that_holds_its_declaration_differs_in_nothing(language, intent):
    state = route_server(changed(intent))
    answer = beside(language, state, running(language, state))
    assert (answer["missing"], answer["left_over"], answer["order_differs"], set(states(answer).values())) == ([], [], False, {"as declared"})


@vendors
def test_an_appliance_is_compared_too(language):
    state = appliance(base())
    answer = beside(language, state, running(language, state))
    assert (answer["missing"], answer["left_over"]) == ([], [])
    assert states(answer)["10.255.0.1"] == "as declared" and states(answer)["2001:db8:ff::2"] == "as declared"


@vendors
def test_lines_that_are_missing_and_left_over_are_named_by_themselves(language):
    small, large = route_server(changed("one pool")), route_server(base())
    answer = beside(language, large, running(language, small))
    assert any("VA-web-4" in line for line in answer["missing"]) and not any("VA-web-4" in line for line in answer["left_over"])
    answer = beside(language, small, running(language, large))
    assert any("VA-web-4" in line for line in answer["left_over"]) and not any("VA-web-4" in line for line in answer["missing"])


@vendors
def test_a_key_that_differs_is_told_as_such_and_not_as_a_line(language):
    state = route_server(base())
    text = running(language, route_server(other_key()))
    answer = beside(language, state, text)
    assert (answer["missing"], answer["left_over"]) == ([], [])
    assert states(answer)["VA-web-4"] == "differs" and states(answer)["VA-edge-4"] == "as declared"


@vendors
def test_a_key_that_is_missing_and_one_that_is_not_declared_are_told(language):
    state, keyless = route_server(base()), route_server(changed("no key"))
    assert states(beside(language, state, running(language, keyless)))["VA-web-4"] == "missing"
    assert states(beside(language, keyless, running(language, state)))["VA-web-4"] == "undeclared"


@pytest.mark.parametrize("name, stored", [("iosxe", "password 6 AbCdEfGhIjK"), ("junos", 'authentication-key "$8$aes256-gcm$hmac-sha2-256$100$abcdef"')])
def test_a_sealed_key_is_told_as_such(name, stored):
    language = next(one for one in LANGUAGES if one.name == name)
    state = route_server(base())
    clear = f"{WORD[name]} web-key"
    text = language.dialect().target(state, Reading(FOREIGN[name], RELEASES[name], "")).text()
    assert clear in text
    answer = beside(language, state, FOREIGN[name] + text.replace(clear, stored) + "\n", "salt")
    assert (states(answer)["VA-web-4"], answer["missing"], answer["left_over"]) == ("sealed", [], [])
    assert next(row["digest"] for row in answer["keys"] if row["holder"] == "VA-web-4") is None


def test_digests_of_all_vendors_agree_under_one_salt_and_under_no_other():
    state = route_server(base())
    found = {salt: {next(row["digest"] for row in beside(language, state, running(language, state), salt)["keys"] if row["holder"] == "VA-web-4")
                    for language in LANGUAGES} for salt in ("one", "another", "")}
    assert [len(digests) for digests in found.values()] == [1, 1, 1]
    assert found[""] == {None} and found["one"] != found["another"]


@vendors
def test_no_key_is_told_in_any_form(language):
    state = route_server(base())
    other = running(language, route_server(other_key()))
    for text in (running(language, state), other, FOREIGN[language.name]):
        told = json.dumps(beside(language, state, text, "salt"))
        assert "salt" not in told
        stored = {word for line in other.split("\n") if f" {WORD[language.name]} " in line for word in [line.split(f" {WORD[language.name]} ")[1].split()[-1]]}
        assert not [secret for secret in {*state.secrets, *route_server(other_key()).secrets, *stored} if secret.strip('"') in told]


@vendors
def test_ranges_are_read_as_they_are_declared(language):
    state = route_server(base())
    held = language.guards().listen_ranges(running(language, state))
    declared = beside(language, state, running(language, state))["listen_ranges"]
    assert sorted(map(str, held)) == sorted(map(str, declared))
    assert {"range": "10.1.0.0/16", "group": "VA-web-4"} in held and {"range": "2001:db8:1::/48", "group": "VA-web-6"} in held


@vendors
def test_single_hosts_are_ranges_of_one_address(language):
    state = route_server(changed("single hosts with a limit"))
    assert {"range": "10.1.0.5/32", "group": "VA-web-4"} in language.guards().listen_ranges(running(language, state))


@pytest.mark.parametrize("name, text, expected", [
    ("frr", "router bgp 65000\n bgp listen range 10.7.0.0/16 peer-group THEIRS\nexit\nrouter bgp 65001 vrf red\n bgp listen range 10.8.0.0/16 peer-group RED\n",
     [{"range": "10.7.0.0/16", "group": "THEIRS"}]),
    ("iosxe", "router bgp 65000\n bgp listen range 2001:DB8:7::/48 peer-group THEIRS\n neighbor 10.9.9.9 peer-group THEIRS\n",
     [{"range": "2001:db8:7::/48", "group": "THEIRS"}, {"range": "10.9.9.9/32", "group": "THEIRS"}]),
    ("junos", "set protocols bgp group THEIRS allow 10.7.0.0/16\nset protocols bgp group OFF allow 10.6.0.0/16\ndeactivate protocols bgp group OFF\n"
     "set protocols bgp group ALL dynamic-neighbor x allow all\n",
     [{"range": "10.7.0.0/16", "group": "THEIRS"}, {"range": "0.0.0.0/0", "group": "ALL"}, {"range": "::/0", "group": "ALL"}]),
])
def test_ranges_of_others_are_read_as_well(name, text, expected):
    language = next(one for one in LANGUAGES if one.name == name)
    assert language.guards().listen_ranges(text) == expected


def test_a_declaration_at_fault_is_told_by_its_faults():
    state, faults = declared_state({"domain": base(), "pool": "none-such", "prefixes": ["192.0.2.8/29"], "router_id": "192.0.2.8", "asn": None})
    assert state is None and [fault.path for fault in faults] == ["pool"]
