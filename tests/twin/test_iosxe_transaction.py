# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change of a route server that breaks off at each of its steps, on the twin over real SSH: the device ends with the old or the new configuration."""
from __future__ import annotations

import contextlib
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

pytest.importorskip("asyncssh", reason="asyncssh, which the twin's server needs, is not installed")
pytest.importorskip("paramiko", reason="paramiko, with which this test logs in, is not installed")

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe import IosXeDialect  # noqa: E402 - after the checks above
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.engine import converge  # noqa: E402
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.network_cli import NetworkCliTransport  # noqa: E402
from ansible_collections.virtual_appliance.routing.tests.lab.harness.ios_terminal import SshTerminal  # noqa: E402
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until  # noqa: E402
from ansible_collections.virtual_appliance.routing.tests.unit.lab.test_iosxe_twin_dialect import STARTUP  # noqa: E402
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import base, route_server  # noqa: E402
from lab.iosxe.faults import Faults  # noqa: E402
from lab.iosxe.server import Twin  # noqa: E402
from lab.twin_ssh import RunningTwin  # noqa: E402

MINUTE = 3.0
"""Seconds of a minute of the revert timer, which is set to two: more than a change takes on a busy machine."""
AT_ONCE = 10
NEW = "new-pool-key"


class Gone(Exception):
    """The controller was killed."""


class Dying(SshTerminal):
    """A controller that is killed before it sends its command number `last`; `connection`: the process that holds the connection with it."""

    last, connection, sent = 10**9, True, ()

    def send(self, command, questions=()):
        if len(self.sent) + 1 == self.last:
            if self.connection:
                self._client.close()
            raise Gone
        self.sent = (*self.sent, command)
        return super().send(command, questions)


class NoDaemons:
    """What stands behind the twin here: it takes every configuration and every `clear`."""

    def apply(self, running):
        return None

    def show(self, command):
        return "" if command.startswith("clear ") else None


def changed_domain():
    """A bound, a subnet and a pool with its key more."""
    domain = base()
    domain["pools"][0]["prefixes"][0]["lengths"] = "28-32"
    domain["pools"][0]["subnets"][0] = "10.1.0.0/17"
    domain["pools"].append({"name": "new", "subnets": ["10.66.0.0/16", "10.67.0.0/16"], "password": NEW, "prefixes": [{"within": "203.0.113.0/24"}]})
    return domain


OLD_STATE, NEW_STATE = route_server(base()), route_server(changed_domain())


def running_twin(directory, startup):
    return RunningTwin(Twin(startup, user="admin", password="pw", minute=MINUTE, release="17.13.1", directory=directory, backend=NoDaemons()))


def login(twin, kind=SshTerminal):
    return kind(twin.address, "admin", "pw", twin.port)


def bring(twin, state):
    with login(twin) as terminal:
        return attempt(terminal, state)


def attempt(terminal, state):
    dialect = IosXeDialect(update_password="always")
    return converge(dialect, NetworkCliTransport(terminal, dialect.mask, lock_timeout=30), state)


def configuration(twin):
    return re.sub(r"(?m)^!.*\n", "", twin.device.running.split(" bytes\n", 1)[1])


def come_to_rest(twin):
    until(lambda: twin.device.pending is None, "the revert timer ends")


@dataclass(frozen=True)
class Outline:
    """The startup configuration with the base domain, the configuration before and after the change, its lines, and every command of its run."""

    startup: str
    before: str
    after: str
    lines: list[str]
    sent: tuple[str, ...]


@pytest.fixture(scope="module")
def outline(tmp_path_factory):
    with running_twin(tmp_path_factory.mktemp("base"), STARTUP) as twin:
        assert not bring(twin, OLD_STATE).get("failed")
        startup = twin.device.startup.split(" bytes\n", 1)[1]
    with running_twin(tmp_path_factory.mktemp("outline"), startup) as twin:
        before = configuration(twin)
        with login(twin, Dying) as terminal:
            result = attempt(terminal, NEW_STATE)
            sent = terminal.sent
        assert result["changed"] and not result.get("failed"), result.get("msg")
        return Outline(startup, before, configuration(twin), [line for line in result["commands"] if not line.startswith("clear ")], sent)


def each(outline, numbers, check, tmp_path_factory):
    """`check(number, twin)` on a twin of its own for each number, some at once; what did not hold, by number."""
    def one(number):
        with running_twin(tmp_path_factory.mktemp("twin"), outline.startup) as twin:
            return check(number, twin)

    with ThreadPoolExecutor(AT_ONCE) as workers:
        return {number: wrong for number, wrong in zip(numbers, workers.map(one, numbers)) if wrong}


def test_a_connection_that_is_cut_after_any_line_leaves_the_old_configuration(outline, tmp_path_factory):
    before, lines = outline.before, outline.lines

    def check(number, twin):
        twin.faults = Faults(cut_after=number)
        result = bring(twin, NEW_STATE)
        twin.faults = Faults()
        come_to_rest(twin)
        return "" if result.get("failed") and configuration(twin) == before else f"{result.get('msg')}"

    assert each(outline, range(1, len(lines) + 1), check, tmp_path_factory) == {}


def test_any_line_that_is_refused_is_named_and_the_old_configuration_is_back_at_once(outline, tmp_path_factory):
    before, lines = outline.before, outline.lines

    def check(number, twin):
        twin.faults = Faults(refuse=number)
        result = bring(twin, NEW_STATE)
        named = lines[number - 1].strip() in result["msg"] and "% Invalid input" in result["msg"] and NEW not in result["msg"]
        return "" if result.get("failed") and named and configuration(twin) == before and twin.device.pending is None else result["msg"]

    assert each(outline, range(1, len(lines) + 1), check, tmp_path_factory) == {}


def test_a_reload_after_any_line_brings_the_old_configuration(outline, tmp_path_factory):
    before, lines = outline.before, outline.lines

    def check(number, twin):
        twin.reload_seconds = 0.1
        twin.faults = Faults(reload_after=number)
        result = bring(twin, NEW_STATE)
        until(lambda: configuration(twin) == before, f"the old configuration after a reload at line {number}")
        return "" if result.get("failed") else "the run did not notice"

    assert each(outline, range(1, len(lines) + 1, 3), check, tmp_path_factory) == {}


@pytest.mark.parametrize("connection", [True, False], ids=["with its connection", "alone"])
def test_a_controller_killed_before_any_command_leaves_the_old_or_the_new_configuration_and_the_next_run_ends_it(outline, tmp_path_factory, connection):
    before, after, sent = outline.before, outline.after, outline.sent

    def check(number, twin):
        with contextlib.suppress(Gone):
            terminal = login(twin, Dying)
            terminal.last, terminal.connection = number, connection
            attempt(terminal, NEW_STATE)
        come_to_rest(twin)
        found = configuration(twin)
        if found not in (before, after):
            return "neither the old nor the new configuration"
        if found == after and not any(command == "configure confirm" for command in terminal.sent):
            return "the new configuration without a confirmation"
        result = bring(twin, NEW_STATE)
        return "" if not result.get("failed") and configuration(twin) == after else f"the next run: {result.get('msg')}"

    assert sent[-1].startswith("write") and len(sent) > 40
    assert each(outline, range(1, len(sent) + 1), check, tmp_path_factory) == {}
