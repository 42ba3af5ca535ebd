# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second run sends nothing; check mode sends nothing and predicts what the apply then sends; drift is found and mended. The same for every vendor:
a drift's lines are the device's own."""
from __future__ import annotations

import re

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.heard import heard_by
from ansible_collections.virtual_appliance.routing.tests.lab.harness.plays import play
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool

PASSWORD = re.compile(r"( (?:password|authentication-key) ).*")


def startup(site, node):
    """What is saved, and when it was."""
    return site.saved(node), site.vendor(node).startup_file.stat().st_mtime_ns


def ordered(text):
    """FRR shows a list that was made anew after the others; on IOS a changed list gets new sequence numbers."""
    return sorted(re.sub(r"(prefix-list \S+) seq \d+ ", r"\1 ", text).splitlines())


@pytest.fixture
def changed(domain):
    """Another domain: a bound, a subnet, a pool and a key more."""
    pool(domain, "web")["prefixes"][0]["lengths"] = "30-32"
    pool(domain, "web")["subnets"][0] = "10.1.0.0/17"
    domain["pools"].append({"name": "new", "subnets": ["10.66.0.0/16"], "password": "Another_key", "prefixes": [{"within": "203.0.113.0/24"}]})
    return domain


def test_a_second_run_changes_nothing_and_sends_nothing(site):
    members = (*site.route_servers, *site.appliances)
    before = {node.name: (site.running(node), startup(site, node)) for node in members}
    done = site.ansible("--diff")
    recaps = [line for line in done.stdout.splitlines() if " changed=" in line]
    assert len(recaps) == len(before)
    assert all(" changed=0 " in line and " failed=0 " in line for line in recaps), recaps
    assert {node.name: (site.running(node), startup(site, node)) for node in members} == before


@pytest.mark.parametrize("name", ["rs1", "rs2", "web1", "edge1"])
def test_no_configuration_is_sent_on_a_second_run(site, tmp_path, name):
    heard = heard_by(site.node(name))
    done = play(site, name, tmp_path, "--diff", **heard.options)
    assert done.code == 0, done.output
    assert (done.result["changed"], done.result["commands"]) == (False, [])
    assert (heard.lines, heard.clears) == ([], [])
    assert "\n+" not in done.output and "\n-" not in done.output


@pytest.mark.parametrize("name", ["rs1", "rs2"])
def test_check_mode_sends_nothing_and_predicts_the_commands_that_the_apply_sends(site, tmp_path, changed, name):
    node = site.node(name)
    heard = heard_by(node)
    running, saved = site.running(node), startup(site, node)
    try:
        predicted = play(site, name, tmp_path, "--check", "--diff", domain=changed, **heard.options)
        assert predicted.code == 0 and predicted.result["changed"], predicted.output
        assert (site.running(node), startup(site, node)) == (running, saved)
        assert (heard.lines, heard.clears) == ([], [])

        applied = play(site, name, tmp_path, "--diff", domain=changed, **heard.options)
        assert applied.code == 0 and applied.result["changed"], applied.output
        for key in ("commands", "before", "after", "diff"):
            assert applied.result[key] == predicted.result[key], key
        sent = [PASSWORD.sub(r"\1********", line) for line in heard.lines] + heard.clears
        assert [line.strip() for line in predicted.result["commands"]] == [line.strip() for line in sent]
        assert any("Another_key" in line for line in heard.lines)

        for line in SHOWN[node.plan.vendor]:
            assert re.sub(r"\s+", " ", line) in re.sub(r"[^\S\n]+", " ", predicted.output), line

        again = play(site, name, tmp_path, "--check", domain=changed, **heard.options)
        assert (again.result["changed"], again.result["commands"]) == (False, [])
    finally:
        site.apply(node, site.route_server_state(name))
    assert ordered(site.running(node)) == ordered(running)


SHOWN = {
    "frr": ("+ neighbor VA-new-4 password ********", "-ip prefix-list VA-web-4 permit 192.0.2.0/24 ge 29 le 32",
            "+ip prefix-list VA-web-4 permit 192.0.2.0/24 ge 30 le 32"),
    "junos": ("+set protocols bgp group VA-new-4 dynamic-neighbor APPLIANCES authentication-key ********",
              "-set policy-options policy-statement VA-web-4 term 192-0-2-0-24-29-32 from route-filter 192.0.2.0/24 prefix-length-range /29-/32",
              "+set policy-options policy-statement VA-web-4 term 192-0-2-0-24-30-32 from route-filter 192.0.2.0/24 prefix-length-range /30-/32"),
    "iosxe": ("+ neighbor VA-new-4 password ********", "-ip prefix-list VA-web-4 seq 5 permit 192.0.2.0/24 ge 29",
              "+ip prefix-list VA-web-4 seq 5 permit 192.0.2.0/24 ge 30"),
}
BGP = ("router bgp 65000",)
OF_GROUP, OF_NEIGHBOR = (*BGP, "neighbor VA-new-4 password some-other-key"), (*BGP, "neighbor 10.255.0.2 password some-other-key")
OTHER_KEY = {
    "group": {"frr": OF_GROUP, "iosxe": OF_GROUP,
              "junos": ("set protocols bgp group VA-new-4 dynamic-neighbor APPLIANCES authentication-key some-other-key",)},
    "neighbor": {"frr": OF_NEIGHBOR, "iosxe": OF_NEIGHBOR,
                 "junos": ("set protocols bgp group VA-RS-4 neighbor 10.255.0.2 authentication-key some-other-key",)},
}
DRIFTS = {
    "a removed line": {
        "frr": (*BGP, "address-family ipv4 unicast", "no neighbor VA-web-4 route-map VA-web-4-IN in"),
        "iosxe": (*BGP, "address-family ipv4", "no neighbor VA-web-4 route-map VA-web-4-IN in"),
        "junos": ("delete protocols bgp group VA-web-4 import VA-web-4-IN",),
    },
    "a removed range": {
        "frr": (*BGP, "no bgp listen range 2001:db8:1::/48 peer-group VA-web-6"),
        "iosxe": (*BGP, "no bgp listen range 2001:DB8:1::/48 peer-group VA-web-6"),
        "junos": ("delete protocols bgp group VA-web-6 dynamic-neighbor APPLIANCES allow 2001:db8:1::/48",),
    },
    "an added range": {
        "frr and iosxe": (*BGP, "bgp listen range 10.77.0.0/24 peer-group VA-web-4"),
        "junos": ("set protocols bgp group VA-web-4 dynamic-neighbor APPLIANCES allow 10.77.0.0/24",),
    },
    "an added neighbor": {
        "frr and iosxe": (*BGP, "neighbor 10.77.1.1 peer-group VA-web-4"),
        "junos": ("set protocols bgp group VA-web-4 neighbor 10.77.1.1",),
    },
    "a changed bound": {
        "frr": ("ip prefix-list VA-web-4 seq 5 permit 192.0.2.0/24 ge 24 le 32",),
        "iosxe": ("no ip prefix-list VA-web-4", "ip prefix-list VA-web-4 seq 5 permit 192.0.2.0/24 le 32"),
        "junos": ("set policy-options policy-statement VA-POOLS-4 term 192-0-2-0-24-29-32 from route-filter 192.0.2.0/24 orlonger",),
    },
    "an added bound": {
        "frr and iosxe": ("ipv6 prefix-list VA-web-6 seq 15 permit 2001:db8:bad::/48 ge 64 le 64",),
        "junos": ("set policy-options policy-statement VA-web-6 term BAD from route-filter 2001:db8:bad::/48 exact",
                  "set policy-options policy-statement VA-web-6 term BAD then accept"),
    },
    "a permitting entry": {
        "frr and iosxe": ("route-map VA-web-4-IN permit 5",),
        "junos": ("set policy-options policy-statement VA-web-4-IN term FIRST then accept",
                  "insert policy-options policy-statement VA-web-4-IN term FIRST before term DRAINED"),
    },
    "a changed preference": {
        "frr and iosxe": ("route-map VA-web-4-IN permit 20", "set local-preference 500"),
        "junos": ("set policy-options policy-statement VA-web-4-IN term ORDINARY then local-preference 500",),
    },
    "a changed cost": {
        "frr": ("interface lo", "ip ospf cost 500 10.255.0.1"),
        "iosxe": ("interface Loopback6500", "ip ospf cost 500"),
        "junos": ("set protocols ospf area 0.0.0.0 interface 10.255.0.1 metric 500",),
    },
    "a removed anycast address": {
        "frr": ("interface lo", "no ipv6 address 2001:db8:ff::2/128"),
        "iosxe": ("interface Loopback6501", "no ipv6 address 2001:DB8:FF::2/128"),
        "junos": ("delete interfaces lo0 unit 0 family inet6 address 2001:db8:ff::2/128",),
    },
    "a removed Loopback": {
        "iosxe": ("no interface Loopback6501",),
    },
    "a removed setting": {
        "frr": (*BGP, "no bgp minimum-holdtime"),
        "iosxe": ("router ospf 1", "no max-metric router-lsa"),
        "junos": ("delete protocols ospf overload",),
    },
    "a leftover prefix list": {
        "frr and iosxe": ("ip prefix-list VA-old-4 seq 5 permit 203.0.113.0/24",),
    },
    "a leftover route map": {
        "frr and iosxe": ("route-map VA-old-4-IN permit 10",),
        "junos": ("set policy-options policy-statement VA-old-4-IN then accept",),
    },
    "a leftover group": {
        "frr and iosxe": (*BGP, "neighbor VA-old-4 peer-group", "neighbor VA-old-4 remote-as 65000", "bgp listen range 10.78.0.0/24 peer-group VA-old-4"),
        "junos": ("set protocols bgp group VA-old-4 type internal",
                  "set protocols bgp group VA-old-4 dynamic-neighbor APPLIANCES allow 10.78.0.0/24"),
    },
    "a leftover BFD template": {
        "frr": ("bfd", "profile VA-OLD", "detect-multiplier 9"),
        "iosxe": ("bfd-template multi-hop VA-OLD", "interval min-tx 500 min-rx 500 multiplier 9"),
    },
}


@pytest.mark.parametrize("drift", DRIFTS)
def test_drift_is_found_and_mended(site, drift):
    node, state = site.node("rs1"), site.route_server_state("rs1")
    lines = next((lines for vendors, lines in DRIFTS[drift].items() if node.plan.vendor in vendors.split()), None)
    if lines is None:
        pytest.skip(f"no such thing on {node.plan.vendor}")
    before = site.running(node)
    site.configure(node, *lines)
    drifted = site.running(node)
    assert drifted != before

    found = site.attempt(node, state, check_mode=True, update_password="on_create")
    assert not found.get("failed"), found["msg"]
    assert found["changed"] and found["commands"]
    assert site.running(node) == drifted

    mended = site.apply(node, state, update_password="on_create")
    assert mended["commands"] == found["commands"]
    assert ordered(site.running(node)) == ordered(before)


def refused_twice(site, node, state):
    """Check mode and apply both refuse, send nothing, and show neither key."""
    drifted = site.running(node)
    for check_mode in (True, False):
        refused = site.attempt(node, state, check_mode=check_mode, update_password="on_create")
        assert refused.get("failed") and not refused["changed"]
        assert "some-other-key" not in refused["msg"] and not any(secret in refused["msg"] for secret in state.secrets)
        assert site.running(node) == drifted
    return refused["msg"]


def test_a_changed_key_of_a_group_is_reported_and_refused(site, changed):
    """The new pool has no appliance yet: FRR before 10.2.6 keeps the old key of every address that it has seen."""
    node, state = site.node("rs1"), site.route_server_state("rs1", changed)
    site.apply(node, state)
    try:
        before = site.running(node)
        site.configure(node, *OTHER_KEY["group"][node.plan.vendor])
        assert "VA-new-4" in refused_twice(site, node, state)
        site.apply(node, state, update_password="always")
        assert site.running(node) == before
    finally:
        site.apply(node, site.route_server_state("rs1"))


def test_a_changed_key_of_a_neighbor_is_reported_and_refused(site):
    node, state = site.node("web1"), site.appliance_state("web1")
    before = site.running(node)
    site.configure(node, *OTHER_KEY["neighbor"][node.plan.vendor])
    assert "10.255.0.2" in refused_twice(site, node, state)
    site.apply(node, state, update_password="always")
    assert site.running(node) == before
    site.settle("web1 is back")
