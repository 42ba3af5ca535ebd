# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others have configured on a route server is never touched; a conflict with it is an error before anything is sent."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

SIZE = 40
HEAD = """
ip route 203.0.113.128/25 Null0
ipv6 route 2001:db8:f00d::/48 Null0
interface lo
 description foreign loopback
 ip address 10.250.0.1/32
 ip ospf area 0.0.0.0 10.250.0.1
 ip ospf cost 77 10.250.0.1
exit
interface lo1
 ip address 10.250.0.2/32
 ip ospf area 0.0.0.0
 ip ospf cost 42
 ip ospf passive
exit
bfd
 profile foreign
  detect-multiplier 5
  transmit-interval 700
 exit
exit
bgp as-path access-list FOREIGN seq 5 permit ^64999$
bgp community-list standard FOREIGN seq 5 permit 65000:999
bgp large-community-list standard FOREIGN seq 5 permit 65000:1:1
access-list FOREIGN seq 5 permit 10.240.0.0/16
route-map VACATION permit 10
 set metric 17
exit
ip prefix-list VACATION seq 5 permit 10.231.0.0/16
router ospf
 redistribute static metric 30 route-map FOREIGN-0
 passive-interface default-of-nobody
exit
"""
BGP = """
router bgp 65000
 no bgp default ipv4-unicast
 bgp bestpath as-path multipath-relax
 neighbor FOREIGN peer-group
 neighbor FOREIGN remote-as 64999
 neighbor FOREIGN description not ours
 neighbor FOREIGN ebgp-multihop 3
 neighbor FOREIGN password foreign-key
 neighbor FOREIGN timers 10 30
 neighbor FOREIGN-TWO peer-group
 neighbor FOREIGN-TWO remote-as external
 bgp listen range 10.251.0.0/16 peer-group FOREIGN
 bgp listen range 2001:db8:f0::/48 peer-group FOREIGN-TWO
@neighbors@
 address-family ipv4 unicast
  network 203.0.113.128/25 route-map FOREIGN-1
  redistribute static route-map FOREIGN-0
  neighbor FOREIGN activate
  neighbor FOREIGN route-map FOREIGN-2 in
  neighbor FOREIGN route-map FOREIGN-3 out
@activations@
 exit-address-family
 address-family ipv6 unicast
  neighbor FOREIGN-TWO activate
  neighbor FOREIGN-TWO prefix-list FOREIGN6 out
 exit-address-family
exit
"""


def foreign_text():
    lines = [HEAD.strip()]
    for index in range(SIZE):
        lines += [f"ip prefix-list FOREIGN-{index} seq {5 * (n + 1)} permit 10.{200 + n}.{index}.0/24 le 32" for n in range(3)]
        lines += [f"route-map FOREIGN-{index} permit {10 * (n + 1)}\n match ip address prefix-list FOREIGN-{index}\n set local-preference {n}\nexit"
                  for n in range(2)]
    lines.append("ipv6 prefix-list FOREIGN6 seq 5 permit 2001:db8:f0::/48 le 64")
    neighbors = [f" neighbor 10.252.0.{n} remote-as {64900 + n}\n neighbor 10.252.0.{n} description foreign {n}" for n in range(1, 20)]
    activations = [f"  neighbor 10.252.0.{n} activate\n  neighbor 10.252.0.{n} route-map FOREIGN-{n} in" for n in range(1, 20)]
    bgp = BGP.strip().replace("@neighbors@", "\n".join(neighbors)).replace("@activations@", "\n".join(activations))
    return "\n".join([*lines, bgp]).replace(" passive-interface default-of-nobody\n", "") + "\n"


def lines_in_place(text):
    """Every line with the blocks that it stands in, in the text's order; not the lines that only end blocks."""
    found, blocks = [], []
    for line in text.split("\n"):
        words = line.strip()
        if not words or words in ("!", "exit", "exit-address-family", "end"):
            continue
        depth = len(line) - len(line.lstrip())
        blocks = [block for block in blocks if block[0] < depth] + [(depth, words)]
        found.append(tuple(word for _depth, word in blocks))
    return found


def is_subsequence(part, whole):
    rest = iter(whole)
    return all(line in rest for line in part)


@pytest.fixture(scope="module")
def emptied(site):
    """rs1 without the collection's configuration; deployed again after the module."""
    node = site.node("rs1")
    saved = (node.directory / "etc-frr" / "frr.conf").read_text()
    site.apply(node, site.route_server_state("rs1", state="absent"))
    yield node
    node.stop()
    (node.directory / "etc-frr" / "frr.conf").write_text(saved)
    node.start()
    until(lambda: "bgpd" in node.daemons(), "FRR is back")
    site.apply(node, site.route_server_state("rs1"))


@pytest.fixture
def bare(site, emptied):
    """The same for each test, which may add BGP to it."""
    original = emptied.running_config()
    yield emptied
    site.apply(emptied, site.route_server_state("rs1", state="absent"), save=False)
    for line in emptied.running_config().splitlines():
        if line.startswith("router bgp "):
            emptied.vtysh("configure terminal", f"no {line}")
    assert emptied.running_config() == original


def load(node, text):
    """From a file: of a pipe FRR 10's vtysh, which forks a child a daemon, gives each of them a part."""
    (node.directory / "tmp" / "foreign.conf").write_text(text)
    done = node.run(["vtysh", "-f", "/tmp/foreign.conf"])
    assert done.returncode == 0 and "%" not in done.stdout, done.stdout + done.stderr


def test_removal_leaves_what_stood_there_before_where_nothing_foreign_was(site, bare):
    original = bare.running_config()
    assert site.apply(bare, site.route_server_state("rs1"))["changed"]
    assert site.apply(bare, site.route_server_state("rs1", state="absent"))["changed"]
    assert bare.running_config() == original


def test_foreign_neighbors_keep_their_activation_when_the_default_family_is_switched_off(site, bare):
    """`no bgp default ipv4-unicast` is one of the settings that the design needs; FRR then writes down what was implied."""
    load(bare, "router bgp 65000\n neighbor 10.252.0.1 remote-as 64901\nexit\n")
    original = bare.running_config()
    site.apply(bare, site.route_server_state("rs1"))
    assert bare.json("show bgp neighbors 10.252.0.1 json")["10.252.0.1"]["addressFamilyInfo"].keys() == {"ipv4Unicast"}
    site.apply(bare, site.route_server_state("rs1", state="absent"))
    assert bare.running_config() == original


CONFLICTS = {
    "bgp router-id 9.9.9.9": "9.9.9.9",
    "bgp cluster-id 9.9.9.8": "9.9.9.8",
    "bgp minimum-holdtime 1": "minimum-holdtime",
    "bgp listen limit 5": "listen limit",
}


@pytest.mark.parametrize("line", CONFLICTS)
def test_a_conflicting_setting_of_somebody_else_is_an_error_before_anything_is_sent(site, bare, line):
    load(bare, f"router bgp 65000\n {line}\nexit\n")
    before = bare.running_config()
    for check_mode in (True, False):
        refused = site.attempt(bare, site.route_server_state("rs1"), check_mode=check_mode)
        assert refused.get("failed") and not refused["changed"], "it was not refused"
        assert CONFLICTS[line] in refused["msg"]
        assert bare.running_config() == before


@pytest.mark.parametrize("line", ["bgp minimum-holdtime 6", "bgp listen limit 5000"])
def test_a_stricter_setting_of_somebody_else_stays(site, bare, line):
    load(bare, f"router bgp 65000\n {line}\nexit\n")
    original = bare.running_config()
    site.apply(bare, site.route_server_state("rs1"))
    assert f" {line}\n" in bare.running_config()
    site.apply(bare, site.route_server_state("rs1", state="absent"))
    assert bare.running_config() == original


def test_another_as_number_is_an_error_before_anything_is_sent(site, bare):
    load(bare, "router bgp 64999\n bgp router-id 10.255.1.1\nexit\n")
    before = bare.running_config()
    refused = site.attempt(bare, site.route_server_state("rs1"))
    assert refused.get("failed") and "64999" in refused["msg"]
    assert bare.running_config() == before


def test_an_overlapping_foreign_listen_range_is_an_error_before_anything_is_sent(site, bare):
    load(bare, "router bgp 65000\n neighbor FOREIGN peer-group\n neighbor FOREIGN remote-as 64999\n"
               " bgp listen range 10.1.2.0/24 peer-group FOREIGN\nexit\n")
    before = bare.running_config()
    refused = site.attempt(bare, site.route_server_state("rs1"))
    assert refused.get("failed") and "10.1.2.0/24" in refused["msg"]
    assert bare.running_config() == before


def test_a_large_foreign_configuration_is_the_same_through_deploy_change_and_removal(site, domain, emptied):
    load(emptied, foreign_text())
    original = emptied.running_config()
    assert original.count("FOREIGN") > 300
    foreign = lines_in_place(original)

    assert site.apply(emptied, site.route_server_state("rs1"))["changed"]
    deployed = emptied.running_config()
    assert [line for line in foreign if line not in lines_in_place(deployed)] == []
    assert is_subsequence(foreign, lines_in_place(deployed))
    assert not site.apply(emptied, site.route_server_state("rs1"))["changed"]

    pool(domain, "web")["prefixes"][0]["lengths"] = "30-32"
    domain["pools"].pop()
    domain["bfd"] = None
    assert site.apply(emptied, site.route_server_state("rs1", domain))["changed"]
    assert is_subsequence(foreign, lines_in_place(emptied.running_config()))

    assert site.apply(emptied, site.route_server_state("rs1", domain, state="absent"))["changed"]
    assert emptied.running_config() == original
