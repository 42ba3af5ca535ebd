# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook `rotate_password` changes keys and no prefix is missing in any sample; `site` reports a changed key and refuses it."""
from __future__ import annotations

import re

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.route_watch import RouteWatch
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool

PLAYBOOKS = "virtual_appliance.routing"
ROTATED = "Kd7-rotated-key"


def all_prefixes(site):
    return [prefix for node in site.appliances for prefix in node.plan.vars["appliance_prefixes"]]


def keys(site, node):
    return set(re.findall(r"(?:neighbor \S+ password|authentication-key) (\S+)", site.running(node)))


def changed_hosts(done):
    recap = done.stdout.partition("PLAY RECAP")[2]
    return {name for name, count in re.findall(r"^(\S+).*changed=(\d+)", recap, re.MULTILINE) if count != "0"}


@pytest.fixture(scope="module")
def rotated(site):
    domain = site.changed()
    pool(domain, "web")["password"] = ROTATED
    return domain


@pytest.fixture
def members(site, rotated):
    """The devices that hold a key of the pool."""
    return [*site.route_servers, *(node for node in site.appliances if node.plan.pool == "web")]


def test_site_reports_a_changed_key_and_changes_nothing(site, rotated, members):
    before = [site.running(node) for node in members]
    done = site.ansible(playbook=f"{PLAYBOOKS}.site", domain=rotated, check=False)
    assert done.returncode != 0 and "rotate_password" in done.stdout
    assert ROTATED not in done.stdout + done.stderr
    assert [site.running(node) for node in members] == before


def test_keys_change_there_and_back_without_a_prefix_missing_in_one_sample(site, rotated, members, record_property):
    old = pool(site.domain, "web")["password"]
    for wanted, domain, gone in ((ROTATED, rotated, old), (old, site.domain, ROTATED)):
        site.settle("all sessions are up")
        with RouteWatch(site.fabric, all_prefixes(site)) as watch:
            done = site.ansible(playbook=f"{PLAYBOOKS}.rotate_password", domain=domain)
            site.settle("all sessions are up with the new key")
        print(watch.report())
        record_property("samples", watch.samples)
        assert not watch.gaps and watch.samples > 20, watch.report()
        assert [node.name for node in members if wanted not in keys(site, node) or gone in keys(site, node)] == []
        assert changed_hosts(done) == {node.name for node in members}
        assert wanted not in done.stdout and gone not in done.stdout


def test_a_rotation_to_the_keys_that_are_there_changes_nothing(site):
    before = [site.running(node) for node in (*site.route_servers, *site.appliances)]
    done = site.ansible(playbook=f"{PLAYBOOKS}.rotate_password", domain=site.domain)
    assert changed_hosts(done) == set()
    assert [site.running(node) for node in (*site.route_servers, *site.appliances)] == before
