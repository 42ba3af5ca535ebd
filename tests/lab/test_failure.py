# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A route server that fails, and that returns: no prefix is missing from the fabric for long, or at all."""
from __future__ import annotations

import time

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import established, sessions
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import never, until
from ansible_collections.virtual_appliance.routing.tests.lab.harness.route_watch import RouteWatch

ADDRESS_A_4, ADDRESS_A_6 = "10.255.0.1", "2001:db8:ff::1"
FABRIC_SIDE = ("to-dc1-f1", "to-dc1-f2")


def links(server, state):
    for name in FABRIC_SIDE:
        server.run(["ip", "link", "set", name, state], check=True)


FAILURES = {
    "stopped": (lambda server: server.stop(), lambda server: server.start()),
    "cut_off": (lambda server: links(server, "down"), lambda server: links(server, "up")),
    "bgpd_killed": (lambda server: server.stop_daemon("bgpd", kill=True), lambda server: server.start_daemon("bgpd")),
}


def all_prefixes(site):
    return [prefix for node in site.appliances for prefix in node.plan.vars["appliance_prefixes"]]


def fabric_sessions_lost(site, server):
    """No fabric router has a session with the server's own address."""
    own = {server.plan.loopback_ipv4, server.plan.loopback_ipv6}
    return not any(own & established(node) for node in site.fabric)


@pytest.mark.parametrize("failure", FAILURES)
def test_no_prefix_is_missing_for_long_when_a_route_server_fails_and_none_when_it_returns(site, failure, record_property):
    server, (fail, mend), hold = site.node("rs1"), FAILURES[failure], site.domain["timers"]["hold"]
    with RouteWatch(site.fabric, all_prefixes(site)) as gone:
        fail(server)
        until(lambda: fabric_sessions_lost(site, server), "the fabric notices")
        never(lambda: gone.longest() >= hold, 3, "a prefix was missing for too long")
    print(f"{failure}: {gone.report()}")
    with RouteWatch(site.fabric, all_prefixes(site)) as back:
        mend(server)
        site.settle()
        until(lambda: not fabric_sessions_lost(site, server), "the fabric has it back", lambda: sessions(server))
        never(lambda: back.gaps, 3, "a prefix was missing")
    print(f"{failure}, returned: {back.report()}")
    record_property("longest gap", gone.longest())
    assert gone.longest() < hold, gone.report()
    assert not back.gaps, back.report()


def test_with_bgpd_dead_and_the_igp_alive_appliances_keep_the_session_to_the_other_address(site):
    """The address stays in the IGP and leads to a daemon that does not answer: the other address masks it."""
    server = site.node("rs1")
    nearest = site.node("web1")
    with RouteWatch(site.fabric, all_prefixes(site)) as watch:
        server.stop_daemon("bgpd", kill=True)
        until(lambda: fabric_sessions_lost(site, server), "the fabric notices")
        until(lambda: len(established(nearest)) == 2, "half of web1's sessions are gone", lambda: sessions(nearest))
        assert all(to_server(site.node("dc1-f1"), address) == {"to-rs1"} for address in (ADDRESS_A_4, ADDRESS_A_6))
        lost = {peer: state["state"] for peer, state in sessions(nearest).items() if state["state"] != "Established"}
        print(f"bgpd dead, IGP alive: the anycast address stays at rs1, web1 lost {lost}")
        assert set(lost) == {ADDRESS_A_4, ADDRESS_A_6}
        server.start_daemon("bgpd")
        site.settle()
    assert not watch.gaps, watch.report()


def test_a_restarted_route_server_injects_the_anycast_addresses_and_no_prefix_is_missing(site, record_property):
    """Measured, not judged: how long the address is there before the fabric sessions are."""
    server, router = site.node("rs1"), site.node("dc1-f1")
    seen = {}
    events = {
        "address IPv4": lambda: to_server(router, ADDRESS_A_4) == {"to-rs1"},
        "address IPv6": lambda: to_server(router, ADDRESS_A_6) == {"to-rs1"},
        "sessions": lambda: {node.plan.loopback_ipv4 for node in site.fabric} <= established(server),
    }

    def note():
        for name, happened in events.items():
            if name not in seen and happened():
                seen[name] = time.monotonic() - start
        return len(seen) == len(events)

    with RouteWatch(site.fabric, all_prefixes(site)) as watch:
        server.stop()
        until(lambda: fabric_sessions_lost(site, server), "the fabric notices")
        start = time.monotonic()
        server.start()
        until(note, "address and sessions are back", lambda: seen)
        site.settle()
    shown = ", ".join(f"{name} after {seconds:.1f} s" for name, seconds in sorted(seen.items(), key=lambda item: item[1]))
    record_property("boot", shown)
    print(f"boot: {shown}; {watch.report()}")
    assert not watch.gaps, watch.report()


def to_server(router, address):
    """The interfaces that lead from a fabric router to an address."""
    word = "ipv6" if ":" in address else "ip"
    answer = router.json(f"show {word} route {address} json") or {}
    return {hop.get("interfaceName") for routes in answer.values() for route in routes if route.get("selected") for hop in route["nexthops"]}
