# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was applied is saved: a restart brings the same configuration and the same sessions back."""
from __future__ import annotations

import subprocess

import pytest

QUIET = {"capture_output": False, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
RESTARTS = {
    "FRR": lambda node: node.run(["/usr/lib/frr/frrinit.sh", "restart"], check=True, **QUIET),
    "the node": lambda node: node.restart(),
}


@pytest.mark.parametrize("restart", RESTARTS)
@pytest.mark.parametrize("name", ["rs1", "web1"])
def test_a_restart_brings_the_same_configuration_back(site, name, restart):
    node = site.node(name)
    before = site.running(node)
    pid = node.daemon_pid("bgpd")

    RESTARTS[restart](node)

    site.settle()
    assert node.daemon_pid("bgpd") != pid
    assert site.running(node) == before


@pytest.mark.parametrize("name", ["rs1", "web1"])
def test_a_run_without_save_leaves_the_startup_configuration(site, domain, name):
    """The counterpart: what is not saved is not there after a restart."""
    node = site.node(name)
    if node.plan.vendor == "junos":
        pytest.skip("Junos stores every commit")
    before, saved = site.running(node), site.saved(node)
    domain["timers"].update(keepalive=4, hold=12)
    state = site.route_server_state(name, domain) if name == "rs1" else site.appliance_state(name, domain)

    assert site.apply(node, state, save=False)["changed"]

    assert site.saved(node) == saved
    assert site.running(node) != before
    node.restart()
    site.settle()
    assert site.running(node) == before
