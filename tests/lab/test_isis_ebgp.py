# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IS-IS in the fabric, three route servers, multihop EBGP to the appliances: deployed by the playbook `site` in a lab of its own."""
from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ribs import accepted, destinations, established, onward
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import Site
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until

PLAYBOOKS = "virtual_appliance.routing"


@pytest.fixture(scope="module", autouse=True)
def pristine():
    """The lab that the other tests share is not touched."""


@pytest.fixture(scope="module")
def three(machine, tmp_path_factory):
    given = os.environ.get("VA_LAB_DIRECTORY")
    built = Site(Path(f"{given}-three") if given else tmp_path_factory.mktemp("three"), "three_servers_isis_ebgp")
    try:
        built.up()
        built.ansible(playbook=f"{PLAYBOOKS}.site")
        built.settle("the deployed lab settles")
        yield built
    finally:
        if not os.environ.get("VA_LAB_KEEP"):
            built.lab.down()


def lsp(router, server):
    """What a fabric router holds of a route server's link state PDU: its sequence number, and its prefixes with their metrics."""
    shown = router.vtysh(f"show isis database detail {server}.00-00")
    number = re.search(r"\.00-00 +\d+ +0x([0-9a-f]+)", shown)
    prefixes = re.findall(r"Reachability: (\S+/\d+) \(Metric: (\d+)\)", shown)
    return {"sequence": int(number[1], 16) if number else 0, "prefixes": set(prefixes)}


def test_every_fabric_router_sends_every_prefix_to_its_appliance(three):
    assert three.unsettled() == ""
    assert three.foreign_prefixes() == set()


@pytest.mark.parametrize("version", [4, 6])
def test_every_fabric_router_reaches_one_route_server_by_each_address_and_two_by_both(three, version):
    for router in three.fabric:
        ends = [destinations(three.nodes, router.name, address) for address in three.anycast(version)]
        assert [len(names) for names in ends] == [1, 1], (router.name, ends)
        assert len(set.union(*ends)) == 2, (router.name, ends)


def test_the_next_route_server_takes_over_the_address_of_one_that_is_gone(three):
    """The order of the costs decides; every appliance has all its sessions again, and its prefixes are accepted there."""
    router, address = three.fabric[0], three.anycast(4)[0]
    first, = destinations(three.nodes, router.name, address)
    three.node(first).stop()
    try:
        until(lambda: not any(first in (onward(node, address) or []) for node in three.fabric), f"{address} leads elsewhere")
        second, = destinations(three.nodes, router.name, address)
        own = {node: three.address_of(node, 4) for node in three.appliances}
        until(lambda: all(established(node) >= set(three.anycast()) for node in own), "every appliance has all its sessions")
        until(lambda: all(accepted(three.node(second), peer) for peer in own.values()), f"{second} has their prefixes")
    finally:
        three.node(first).start()
    until(lambda: destinations(three.nodes, router.name, address) == {first}, f"{address} leads to {first} again")
    three.settle()


def test_a_second_run_changes_nothing(three):
    said = three.ansible(playbook=f"{PLAYBOOKS}.site").stdout
    recap = said.partition("PLAY RECAP")[2]
    assert re.findall(r"changed=(\d+)", recap) and set(re.findall(r"(?:changed|failed|unreachable)=(\d+)", recap)) == {"0"}, recap


def test_verify_finds_nothing(three, tmp_path):
    said = three.ansible("-e", f"verify_directory={tmp_path}", playbook=f"{PLAYBOOKS}.verify", check=False)
    assert said.returncode == 0, said.stdout[-3000:]
    assert (tmp_path / "verify.json").exists()


def test_changed_costs_take_effect(three):
    router, domain = three.fabric[0], three.changed()
    before = {server.name: lsp(router, server.name)["prefixes"] for server in three.route_servers}
    domain["cost_plan"]["igp_diameter"] += 5
    three.deploy(domain, appliances=False)
    try:
        until(lambda: ("10.255.0.2/32", "62") in lsp(router, "rs1")["prefixes"], "the fabric hears of the changed cost", lambda: lsp(router, "rs1"))
    finally:
        three.deploy(appliances=False)
    until(lambda: {name: lsp(router, name)["prefixes"] for name in before} == before, "the costs are what they were")


def test_one_interface_for_two_addresses_is_refused_and_nothing_is_changed(three):
    server = three.node("rs1")
    before = server.running_config()
    refused = three.attempt(server, three.route_server_state("rs1", anycast_interface="lo"))
    assert refused["failed"] and not refused["changed"] and "any-{name}" in refused["msg"]
    assert server.running_config() == before


def test_removal_leaves_the_interfaces_without_is_is(three):
    server = three.node("rs1")
    try:
        three.apply(server, three.route_server_state("rs1", state="absent"))
        left = server.running_config()
        assert "VA-" not in left
        assert "10.255.0.1" not in left
        assert not re.search(r"interface any-.\n .*isis", left), left
    finally:
        three.apply(server, three.route_server_state("rs1"))
        three.settle()


def test_a_restarted_route_server_injects_its_addresses_again(three):
    """isisd before 10.4 does not where a route map chooses what is redistributed (FRR issue 13304), so its own, new LSP must have them."""
    router, address = three.fabric[0], three.anycast(4)[0]
    first, = destinations(three.nodes, router.name, address)
    before = lsp(router, first)
    assert f"{address}/32" in dict(before["prefixes"])
    three.node(first).restart()
    until(lambda: lsp(router, first)["sequence"] > before["sequence"] + 1, "the route server speaks for itself", lambda: lsp(router, first))
    three.settle()
    assert lsp(router, first)["prefixes"] == before["prefixes"]
