# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook `verify`, on every vendor: silent where all is well, and it names what is wrong."""
from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr import sessions
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.vtysh import VtyshTransport
from ansible_collections.virtual_appliance.routing.tests.lab.harness.guests import exabgp, guest, sessions_of, up
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import advertised, installed, received
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

PLAYBOOK = "virtual_appliance.routing.verify"
BGP = ("router bgp 65000",)
MORE = {"name": "new", "subnets": ["10.79.0.0/24"], "password": "lab-new-key", "prefixes": [{"within": "203.0.113.128/25", "lengths": 32}]}
OTHER_KEY = {
    "frr": (*BGP, "neighbor VA-new-4 password some-other-key"),
    "iosxe": (*BGP, "neighbor VA-new-4 password some-other-key"),
    "junos": ("set protocols bgp group VA-new-4 dynamic-neighbor APPLIANCES authentication-key some-other-key",),
}
WIDER = {
    "frr": (*BGP, "bgp listen range 10.77.0.0/24 peer-group VA-web-4"),
    "iosxe": (*BGP, "bgp listen range 10.77.0.0/24 peer-group VA-web-4"),
    "junos": ("set protocols bgp group VA-web-4 dynamic-neighbor APPLIANCES allow 10.77.0.0/24",),
}
CARRYING = (*BGP, "address-family ipv4 unicast", "network 0.0.0.0/0", "no neighbor VA-RS-4 route-map VA-OWN-4 out")


@pytest.fixture
def verified(site, tmp_path):
    """`verified()`: the exit status and the report of one run, and what it printed."""
    def look(*arguments, **options):
        wanted = json.dumps({"verify_directory": str(tmp_path), "verify_retries": 0})
        done = site.ansible("-e", wanted, *arguments, playbook=PLAYBOOK, check=False, ANSIBLE_SHOW_CUSTOM_STATS="1", **options)
        return done.returncode, json.loads((tmp_path / "verify.json").read_text()), done.stdout + done.stderr

    return look


def named(report, severity):
    return {(finding["check"], finding["subject"]) for finding in report["findings"] if finding["severity"] == severity}


def evidence(report, check):
    return " ".join(finding["evidence"] for finding in report["findings"] if finding["check"] == check)


def not_made(report):
    return {check["name"] for check in report["checks"] if check["result"] == "not checked"}


def test_a_healthy_network_has_no_finding(site, verified):
    site.settle()
    status, report, said = verified()
    assert (status, named(report, "error"), named(report, "warning"), not_made(report)) == (0, set(), set(), set()), said
    assert '"verify_errors": 0' in said.replace("'", '"')


def test_all_of_a_route_server_is_read_in_one_execution(site):
    node, executions = site.node("rs1"), []
    if node.plan.vendor != "frr":
        pytest.skip("one session, and a command for each question, on the others")

    def execute(script):
        executions.append(script)
        done = node.run(["sh"], input=script, timeout=120)
        return done.returncode, done.stdout, done.stderr

    reading = VtyshTransport(execute).read({**sessions.queries(site.anycast(), ["10.1.0.0/16"]), **sessions.neighbor_queries()})
    asked = sessions.prefix_queries(sessions.facts(reading))
    assert asked and set(asked) <= set(reading.facts) and len(executions) == 1
    told = {session["peer"]: session.get("accepted") for session in sessions.with_prefixes(sessions.facts(reading), reading.facts)["sessions"]}
    web = site.node("web1")
    assert told[site.address_of(web, 4)] == [prefix for prefix in web.plan.vars["appliance_prefixes"] if ":" not in prefix]


def test_what_is_outside_the_limit_is_said_and_nothing_is_guessed(site, verified):
    status, report, said = verified("--limit", "rs1,web1")
    assert (status, named(report, "error"), named(report, "warning")) == (0, set(), set()), said
    assert "rs2" in next(finding["subject"] for finding in report["findings"] if finding["check"] == "devices")
    assert {"nearest_route_server", "fabric_routes"} <= not_made(report)


def test_what_an_appliance_announces_and_may_not_is_named_with_the_reason(site, verified):
    with guest(site, "dc1-f1", "web", 77) as owner, exabgp(owner, sessions_of(owner, site.anycast(4), "lab-web-key")) as peer:
        up(owner, 2)
        peer.announce("203.0.113.64/29")
        peer.announce("192.0.2.72/29", "as-path [ 64999 ]")
        wanted = {"203.0.113.64/29", "192.0.2.72/29"}
        until(lambda: all(wanted <= received(node, owner.address[4]) for node in site.serving(owner.address[4])), "they arrive")
        _status, report, _said = verified()
    assert owner.address[4] in evidence(report, "refused_prefixes")
    assert "203.0.113.64/29 (outside the blocks of pool web" in evidence(report, "refused_prefixes")
    assert "192.0.2.72/29 (its AS path 64999 shows that it was learned elsewhere)" in evidence(report, "refused_prefixes")
    assert ("transit", owner.address[4]) in named(report, "warning")


def test_changes_by_hand_are_named_and_no_key_is_told(site, verified, deploy, domain, tmp_path):
    domain["pools"].append(MORE)
    deploy(domain)
    first, second = site.node("rs1"), site.node("rs2")
    site.configure(first, *WIDER[first.plan.vendor])
    site.configure(second, *OTHER_KEY[second.plan.vendor])
    try:
        status, report, said = verified("-vvv", "--check", domain=domain)
        assert status != 0
        assert named(report, "error") == {("listen_ranges", "rs1"), ("configuration", "rs1"), ("equal_keys", "rs2")}
        assert "10.77.0.0/24" in evidence(report, "listen_ranges") and "10.77.0.0/24" in evidence(report, "configuration")
        assert "which rs1" in evidence(report, "equal_keys")
        failures = {(case.get("classname"), case.get("name")) for case in ElementTree.parse(tmp_path / "verify.xml").iter("testcase")
                    if case.find("failure") is not None}
        assert failures == {("verify.listen_ranges", "rs1"), ("verify.configuration", "rs1"), ("verify.equal_keys", "rs2")}
        told = said + (tmp_path / "verify.json").read_text() + (tmp_path / "verify.xml").read_text()
        assert not [key for key in ("some-other-key", "lab-new-key", "lab-web-key", "lab-edge-key") if key in told]
    finally:
        for node in (first, second):
            site.apply(node, site.route_server_state(node.name, domain))


def test_a_prefix_whose_next_hop_only_the_default_route_leads_to_is_named(site, verified):
    """FRR does not install such a prefix unless it is told to, so a fabric router here lacks it as well."""
    web, far = site.node("web1"), site.node("dc2-f2")
    hop, subnet = site.address_of(web, 4), str(site.topology.access_subnet(web.plan.at, web.plan.pool).ipv4)
    neighbor = next(one["ip"] for one in far.json("show ip route 10.255.1.11 json")["10.255.1.11/32"][0]["nexthops"])
    prefix = next(prefix for prefix in web.plan.vars["appliance_prefixes"] if ":" not in prefix)
    far.vtysh("configure terminal", f"ip route 0.0.0.0/0 {neighbor}", f"ip prefix-list NOT-THERE permit {subnet}", "route-map NOT-THERE deny 10",
              "match ip address prefix-list NOT-THERE", "exit", "route-map NOT-THERE permit 20", "exit", "ip protocol ospf route-map NOT-THERE")
    try:
        until(lambda: not installed(far, prefix), "the prefix has no specific route any more")
        status, report, said = verified()
        assert status != 0 and ("next_hops", "dc2-f2") in named(report, "error"), said
        assert {subject for _check, subject in named(report, "error")} == {"dc2-f2"}
        assert f"the next hop {hop} of {prefix} is resolved by the default route 0.0.0.0/0 alone" in evidence(report, "next_hops")
    finally:
        far.vtysh("configure terminal", "no ip protocol ospf", f"no ip route 0.0.0.0/0 {neighbor}", "no route-map NOT-THERE", "no ip prefix-list NOT-THERE")
    site.settle()


def test_an_appliance_that_carries_on_what_it_was_told_is_named(site, verified):
    edge = site.node("edge1")
    if edge.plan.vendor != "frr":
        pytest.skip("the lines are FRR's")
    site.configure(edge, *CARRYING)
    try:
        until(lambda: "0.0.0.0/0" in advertised(edge, site.anycast(4)[0]), "it announces the default route")
        _status, report, _said = verified()
        assert {("transit", "edge1"), ("configuration", "edge1")} <= named(report, "error")
        assert "0.0.0.0/0" in evidence(report, "refused_prefixes")
    finally:
        site.apply(edge, site.appliance_state("edge1"))


def test_a_route_server_without_its_sessions_is_an_error_and_its_appliances_are_warned(site, verified):
    server = site.node("rs1")
    server.stop_daemon("bgpd", kill=True)
    try:
        status, report, _said = verified()
        assert status != 0
        assert "rs1" in {subject for _check, subject in named(report, "error")}
        assert {"web1", "web2", "edge1", "edge2"} <= {subject for check, subject in named(report, "error") | named(report, "warning") if check == "sessions"}
    finally:
        server.start_daemon("bgpd")
    site.settle()
