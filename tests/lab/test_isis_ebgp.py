# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IS-IS in the fabric, three route servers, multihop EBGP to the appliances: deployed by the playbook `site` in a lab of its own."""
from __future__ import annotations

import re

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import destinations, established, onward
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import Site
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

PLAYBOOKS = "virtual_appliance.routing"


@pytest.fixture(scope="module", autouse=True)
def pristine():
    """The lab that the other tests share is not touched."""


@pytest.fixture(scope="module")
def three(machine, tmp_path_factory):
    built = Site(tmp_path_factory.mktemp("three"), "three_servers_isis_ebgp")
    try:
        built.up()
        built.ansible(playbook=f"{PLAYBOOKS}.site")
        built.settle("the deployed lab settles")
        yield built
    finally:
        built.lab.down()


def test_every_fabric_router_sends_every_prefix_to_its_appliance(three):
    assert three.unsettled() == ""
    assert three.foreign_prefixes() == set()


@pytest.mark.parametrize("version", [4, 6])
def test_every_fabric_router_reaches_one_route_server_by_each_address_and_two_by_both(three, version):
    for router in three.fabric:
        ends = [destinations(three.nodes, router.name, address) for address in three.anycast(version)]
        assert [len(names) for names in ends] == [1, 1], (router.name, ends)
        assert len(set.union(*ends)) == 2, (router.name, ends)


def test_the_third_route_server_takes_over_an_address_whose_first_is_gone(three):
    """Nearest for nothing while all three live; then the order of the costs decides."""
    router = three.fabric[0]
    address = three.anycast(4)[0]
    first, = destinations(three.nodes, router.name, address)
    three.node(first).stop()
    try:
        until(lambda: not any(first in (onward(node, address) or []) for node in three.fabric), 40, "the fabric forgets the way")
        assert len(destinations(three.nodes, router.name, address) - {first}) == 1
        until(lambda: all(established(node) for node in three.appliances), 40, "every appliance has a session")
    finally:
        three.node(first).start()
    until(lambda: destinations(three.nodes, router.name, address) == {first}, 60, "the first has the address again (lsp-gen-interval is 30 s)")
    three.settle()


def test_a_second_run_changes_nothing(three):
    said = three.ansible(playbook=f"{PLAYBOOKS}.site").stdout
    recap = said.partition("PLAY RECAP")[2]
    assert re.findall(r"changed=(\d+)", recap) and set(re.findall(r"(?:changed|failed|unreachable)=(\d+)", recap)) == {"0"}, recap


def test_verify_finds_nothing(three, tmp_path):
    said = three.ansible("-e", f"verify_directory={tmp_path}", playbook=f"{PLAYBOOKS}.verify", check=False)
    assert said.returncode == 0, said.stdout[-3000:]
    assert (tmp_path / "verify.json").exists()
