# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook `verify`, on every vendor: silent where all is well, and it names what is wrong."""
from __future__ import annotations

import json

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.guests import exabgp, guest, sessions_of, up
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import received
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

PLAYBOOK = "virtual_appliance.routing.verify"


@pytest.fixture
def verified(site, tmp_path):
    """`verified()`: the exit status and the report of one run."""
    def look():
        done = site.ansible("-e", json.dumps({"verify_directory": str(tmp_path), "verify_retries": 0}), playbook=PLAYBOOK, check=False)
        return done.returncode, json.loads((tmp_path / "verify.json").read_text())

    return look


def named(report, severity):
    return {(finding["check"], finding["subject"]) for finding in report["findings"] if finding["severity"] == severity}


def test_a_healthy_network_has_no_finding(site, verified):
    site.settle()
    status, report = verified()
    assert (status, named(report, "error"), named(report, "warning")) == (0, set(), set())


def test_what_an_appliance_announces_and_may_not_is_named(site, verified):
    with guest(site, "dc1-f1", "web", 77) as owner, exabgp(owner, sessions_of(owner, site.anycast(4), "lab-web-key")) as peer:
        up(owner, 2)
        peer.announce("203.0.113.64/29")
        until(lambda: all("203.0.113.64/29" in received(node, owner.address[4]) for node in site.route_servers), 5, "it arrives")
        _status, report = verified()
    assert any(owner.address[4] in f"{finding['subject']} {finding['evidence']}" and "203.0.113.64/29" in finding["evidence"] for finding in report["findings"])


def test_a_route_server_without_its_sessions_is_an_error_and_its_appliances_are_warned(site, verified):
    server = site.node("rs1")
    server.stop_daemon("bgpd", kill=True)
    try:
        status, report = verified()
        assert status != 0
        assert "rs1" in {subject for _check, subject in named(report, "error")}
        assert {"web1", "web2", "edge1", "edge2"} <= {subject for check, subject in named(report, "error") | named(report, "warning") if check == "sessions"}
    finally:
        server.start_daemon("bgpd")
    site.settle()
