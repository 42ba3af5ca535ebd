# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All or nothing: a device that does not take a change is put back, a controller that dies leaves one of two states, two never mix."""
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until
from ansible_collections.virtual_appliance.routing.tests.lab.harness.plays import Play
from ansible_collections.virtual_appliance.routing.tests.lab.harness.vtysh_wrapper import Wrapper

NEW = {"subnets": ["10.66.0.0/16"], "prefixes": [{"within": "203.0.113.0/24"}]}
ROLLBACK = 5


@pytest.fixture
def server(site):
    """rs1; as it was deployed after the test."""
    node = site.node("rs1")
    yield node
    site.apply(node, site.route_server_state("rs1"))


@pytest.fixture
def changed(domain):
    """A pool more, a pool's subnet narrower: a change of several steps, sessions stay."""
    pool(domain, "web")["subnets"][0] = "10.1.0.0/17"
    domain["pools"].append({"name": "new", "password": "new-key", **NEW})
    return domain


def locks(node):
    """What a run leaves in the node's /run/frr while it holds the device."""
    return [path.name for path in (node.directory / "run" / "frr").glob("virtual_appliance.*") if path.is_dir()]


ALTERED = {
    "dropped": ("grep -v 'neighbor VA-new-4 route-map VA-new-4-IN in';", ["neighbor VA-new-4 route-map VA-new-4-IN in"]),
    "altered": ("sed 's/permit 203.0.113.0.24/permit 203.0.112.0\\/23/';", ["203.0.113.0/24"]),
    "a line refused": ("sed 's/ neighbor VA-new-4 passive/ neighbor VA-new-4 frobnicate/';", ["neighbor VA-new-4 frobnicate", "Unknown command"]),
    "a value refused": ("sed 's#^ bgp listen range 10.66.0.0/16# bgp listen range 10.1.64.0/18#';", ["is attached to peer-group VA-web-4"]),
}


@pytest.mark.parametrize("fault", ALTERED)
def test_a_device_that_does_not_take_a_change_is_put_back_and_its_words_are_told(site, server, changed, fault):
    filter, words = ALTERED[fault]
    wrapper = Wrapper(server, filter=filter)
    before, saved = server.running_config(), (server.directory / "etc-frr" / "frr.conf").read_bytes()
    failed = site.attempt(server, site.route_server_state("rs1", changed), vtysh_command=wrapper.command)
    assert failed.get("failed") and not failed["changed"]
    assert all(said in failed["msg"] for said in words), failed["msg"]
    assert "new-key" not in failed["msg"]
    assert "as it was before" in failed["msg"]
    assert server.running_config() == before
    assert (server.directory / "etc-frr" / "frr.conf").read_bytes() == saved
    assert locks(server) == []


def after_step(wrapper, count):
    return lambda: len(wrapper.steps) >= count


def test_a_killed_controller_leaves_the_old_or_the_new_state_and_no_lock(site, server, changed, tmp_path):
    """Killed in every step of the change; the steps take their time so that the moment can be met."""
    old = server.running_config()
    steps = len(steps_of(site, server, changed))
    assert steps > 3
    site.apply(server, site.route_server_state("rs1"))
    for step in range(1, steps + 1):
        wrapper = Wrapper(server, pause=0.7)
        run = Play(site, "rs1", tmp_path / str(step), domain=changed, vtysh_command=wrapper.command, rollback_timeout=ROLLBACK)
        until(after_step(wrapper, step), f"step {step} is under way", lambda: wrapper.steps)
        run.kill()
        assert locks(server)
        until(lambda: not locks(server), "the device lets go", lambda: locks(server))
        assert server.running_config() == old, f"killed in step {step} of {steps}"
    saved = (server.directory / "etc-frr" / "frr.conf").read_text()
    assert "VA-new" not in saved


def steps_of(site, node, domain):
    """The steps in which the change is sent, seen once."""
    wrapper = Wrapper(node)
    site.apply(node, site.route_server_state("rs1", domain), vtysh_command=wrapper.command, save=False)
    return wrapper.steps


def test_the_next_run_tells_of_a_change_that_was_undone(site, server, changed, tmp_path):
    wrapper = Wrapper(server, pause=0.5)
    run = Play(site, "rs1", tmp_path, domain=changed, vtysh_command=wrapper.command, rollback_timeout=ROLLBACK)
    until(after_step(wrapper, 1), "the first step is under way")
    run.kill()
    until(lambda: not locks(server), "the device lets go", lambda: locks(server))
    result = site.apply(server, site.route_server_state("rs1"), vtysh_command=wrapper.command)
    assert not result["changed"]
    assert any("not confirmed in time" in warning for warning in result["warnings"]), result["warnings"]


def variant(site, name):
    """The domain with one pool more."""
    domain = site.changed()
    domain["pools"].append({"name": name, "password": f"{name}-key", **NEW})
    return domain


def test_two_controllers_take_turns_and_nothing_interleaves(site, server, tmp_path):
    wrapper = Wrapper(server, pause=0.5)
    runs = {name: Play(site, "rs1", tmp_path / name, domain=variant(site, name), vtysh_command=wrapper.command) for name in ("one", "two")}
    for run in runs.values():
        run.wait()
    for name, run in runs.items():
        assert run.code == 0, run.output
        assert run.result["changed"]
    running = server.running_config()
    ends = [name for name in runs if f"VA-{name}-4" in running]
    assert len(ends) == 1, ends
    last = site.apply(server, site.route_server_state("rs1", variant(site, ends[0])))
    assert not last["changed"], last["commands"]
    turns = [next((name for name in runs if f"VA-{name}-4" in " ".join(step)), "") for step in wrapper.steps]
    first = ends[0] == "one" and "two" or "one"
    adds = [index for index, step in enumerate(wrapper.steps) if any(f" neighbor VA-{first}-4 peer-group" == line for line in step)]
    others = [index for index, name in enumerate(turns) if name == ends[0]]
    assert adds and others and max(adds) < min(others)
    assert locks(server) == []


def test_a_second_controller_that_may_not_wait_is_told_who_holds_the_device(site, server, tmp_path):
    wrapper = Wrapper(server, pause=2)
    first = Play(site, "rs1", tmp_path / "one", domain=variant(site, "one"), vtysh_command=wrapper.command)
    until(after_step(wrapper, 1), "the first run is in the middle of its change")
    second = Play(site, "rs1", tmp_path / "two", domain=variant(site, "two"), vtysh_command=wrapper.command, lock_timeout=0).wait()
    assert first.running, "the first run was over too early to say anything"
    assert second.code != 0 and "Another run holds the device" in second.result["msg"], second.output
    assert "nothing was sent" in second.result["msg"]
    first.wait()
    assert first.code == 0, first.output
    assert "VA-one-4" in server.running_config() and "VA-two-4" not in server.running_config()
