# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""With the guard of the role injection_guard a route server is in the IGP only while it is in session with the fabric."""
from __future__ import annotations

import shutil
import threading
import time

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import established, sessions
from ansible_collections.virtual_appliance.routing.tests.lab.harness.route_watch import RouteWatch
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import REPOSITORY
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import PATIENCE, never, until

SCRIPT = REPOSITORY / "roles" / "injection_guard" / "files" / "injection-guard"
HOLD = 1


@pytest.fixture
def server(site):
    return site.node("rs1")


@pytest.fixture
def guard(server):
    """The guard on rs1; its process id as the node sees it."""
    place = server.directory / "tmp"
    shutil.copy2(SCRIPT, place / "injection-guard")
    with open(place / "guard.out", "wb") as output:
        process = server.popen(["sh", "-c", f"echo $$ >/tmp/guard.pid; exec /tmp/injection-guard lo VA- {HOLD}"], stdout=output, stderr=output)
    pid = until(lambda: (place / "guard.pid").exists() and (place / "guard.pid").read_text().strip(), "the guard starts")
    yield pid
    server.run(["kill", pid])
    process.wait(60)
    print((place / "guard.out").read_text())
    (place / "guard.pid").unlink()


def injected(site, server):
    """The anycast addresses that the kernel of the route server holds."""
    held = server.run(["ip", "-o", "address", "show", "dev", "lo"], check=True).stdout
    return {address for address in site.anycast() if f" {address}/" in held}


def ways_in(site, server):
    """The anycast addresses that dc1-f1 forwards to the server."""
    router, found = site.node("dc1-f1"), set()
    for address in site.anycast():
        answer = router.json(f"show {'ipv6' if ':' in address else 'ip'} route {address} json") or {}
        hops = {hop.get("interfaceName") for routes in answer.values() for route in routes if route.get("selected") for hop in route["nexthops"]}
        found |= {address} if f"to-{server.name}" in hops else set()
    return found


def in_session(site):
    """Whether a fabric router has a session with rs1; asked of the fabric, because rs1 may be starting."""
    own = {site.node("rs1").plan.loopback_ipv4, site.node("rs1").plan.loopback_ipv6}
    return any(own & established(node) for node in site.fabric)


def all_prefixes(site):
    return [prefix for node in site.appliances for prefix in node.plan.vars["appliance_prefixes"]]


def test_at_boot_the_addresses_are_injected_only_once_a_fabric_session_is_up(site, server, guard):
    nearest, early, samples = ways_in(site, server), [], 0
    assert nearest and injected(site, server) == set(site.anycast())
    with RouteWatch(site.fabric, all_prefixes(site)) as gone:
        server.stop()
        until(lambda: not ways_in(site, server), "the fabric notices", lambda: ways_in(site, server))
    assert gone.longest() < site.domain["timers"]["hold"], gone.report()
    with RouteWatch(site.fabric, all_prefixes(site)) as back:
        start = threading.Thread(target=server.start)
        start.start()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and ways_in(site, server) != nearest:
            there, up = ways_in(site, server), in_session(site)
            early += sorted(there) if not up else []
            samples += 1
        start.join()
        assert samples > 3 and early == []
        site.settle()
    assert not back.gaps, back.report()
    assert injected(site, server) == set(site.anycast())


def test_with_bgpd_dead_and_the_igp_alive_the_addresses_are_withdrawn(site, server, guard):
    """Both addresses lead to the other route server then, where each appliance has a session; the configuration knows nothing of it."""
    state, before = site.route_server_state("rs1"), server.running_config()
    with RouteWatch(site.fabric, all_prefixes(site)) as gone:
        server.stop_daemon("bgpd", kill=True)
        until(lambda: not injected(site, server), "the guard takes the addresses away", lambda: injected(site, server))
        until(lambda: not ways_in(site, server), "the fabric forgets the way", lambda: ways_in(site, server))
        never(lambda: [node.name for node in site.appliances if not established(node)], 3, "an appliance without a session")
    assert gone.longest() < site.domain["timers"]["hold"], gone.report()
    with RouteWatch(site.fabric, all_prefixes(site)) as back:
        server.start_daemon("bgpd")
        until(lambda: injected(site, server) == set(site.anycast()), "the guard gives the addresses back", lambda: sessions(server))
        site.settle()
    assert not back.gaps, back.report()
    assert server.running_config() == before
    assert not site.apply(server, state)["changed"]


def test_a_withheld_address_is_no_drift(site, server, guard):
    """All fabric links down: the addresses go after the hold time, and a run changes nothing and brings nothing back."""
    for link in ("to-dc1-f1", "to-dc1-f2"):
        server.run(["ip", "link", "set", link, "down"], check=True)
    try:
        until(lambda: not injected(site, server), "the guard takes the addresses away", lambda: sessions(server))
        assert not site.apply(server, site.route_server_state("rs1"))["changed"]
        assert not injected(site, server)
    finally:
        for link in ("to-dc1-f1", "to-dc1-f2"):
            server.run(["ip", "link", "set", link, "up"], check=True)
    until(lambda: injected(site, server) == set(site.anycast()), "the guard gives the addresses back", lambda: sessions(server))


def test_a_guard_that_is_told_to_end_puts_the_addresses_back(site, server, guard):
    server.stop_daemon("bgpd")
    until(lambda: not injected(site, server), "the guard takes the addresses away", lambda: injected(site, server))
    server.run(["kill", guard], check=True)
    until(lambda: server.run(["kill", "-0", guard]).returncode, "the guard ends")
    assert injected(site, server) == set(site.anycast())
