# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change of a route server that breaks off at each of its RPCs, on the twin over real NETCONF: the device ends with the old or the new configuration, and
nothing of anybody else's is lost."""
from __future__ import annotations

import contextlib
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

pytest.importorskip("asyncssh", reason="asyncssh, which the twin's server needs, is not installed")
pytest.importorskip("lxml", reason="lxml, with which the twin writes XML, is not installed")
pytest.importorskip("junoscfg", reason="junoscfg, whose schema the twin reads, is not installed")
pytest.importorskip("ncclient", reason="ncclient, with which this test logs in, is not installed")

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos import JunosDialect, keys  # noqa: E402 - after the checks above
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos.configuration import parse  # noqa: E402
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.engine import converge  # noqa: E402
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports import netconf_words as words  # noqa: E402
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.netconf import NetconfTransport  # noqa: E402
from ansible_collections.virtual_appliance.routing.tests.lab.harness.junos_session import NcclientSession  # noqa: E402
from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until  # noqa: E402
from ansible_collections.virtual_appliance.routing.tests.unit.lab.test_junos_twin_dialect import STARTUP  # noqa: E402
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.domains import base, route_server  # noqa: E402
from lab.junos.faults import Faults  # noqa: E402
from lab.junos.server import Twin  # noqa: E402
from lab.twin_ssh import HOST_KEY, RunningTwin  # noqa: E402

MINUTE = 3.0
"""Seconds of a minute of the commit's timer, which is set to two: more than a change takes on a busy machine."""
IDLE = 1.0
"""Seconds until a connection whose controller died ends by itself (persistent_connect_timeout of ansible.netcommon, by default 30)."""
AT_ONCE = 6
THEIRS = "set system location floor 3"
READ = ["get-software-information", "get-configuration", "get-commit-information"]
CONFIRMS = 14
"""The number of the RPC that confirms, of the 16 of a change."""


class Gone(Exception):
    """The controller was killed."""


class Dying(NcclientSession):
    """A controller that is killed before its RPC number `last`; `connection`: the process that holds the connection with it."""

    last, connection, sent = 10**9, True, ()

    def call(self, rpc, discreet=False):
        if len(self.sent) + 1 == self.last:
            if self.connection:
                self.cut()
            raise Gone
        self.sent = (*self.sent, rpc)
        return super().call(rpc, discreet)

    def cut(self):
        self._manager._session.close()


class Meddled(NcclientSession):
    """`meddle` happens before the first RPC that is `at`."""

    at, meddle = "", staticmethod(lambda: None)

    def call(self, rpc, discreet=False):
        if rpc == self.at:
            self.at = ""
            self.meddle()
        return super().call(rpc, discreet)


def changed_domain():
    """A bound, a subnet and a pool with its key more, another hold time."""
    domain = base()
    domain["pools"][0]["prefixes"][0]["lengths"] = "28-32"
    domain["pools"][0]["subnets"][0] = "10.1.0.0/17"
    domain["timers"] = {"keepalive": 5, "hold": 15}
    domain["pools"].append({"name": "new", "subnets": ["10.68.0.0/16", "10.69.0.0/16"], "password": "new-pool-key", "prefixes": [{"within": "203.0.113.0/24"}]})
    return domain


OLD_STATE, NEW_STATE = (route_server(domain, anycast_interface="lo") for domain in (base(), changed_domain()))


def login(twin, kind=NcclientSession):
    return kind(twin.address, "admin", "pw", twin.port)


def attempt(session, state=NEW_STATE, **options):
    dialect = JunosDialect(update_password="always")
    return converge(dialect, NetconfTransport(session, dialect.mask, lock_timeout=options.pop("lock_timeout", 30)), state, **options)


def bring(twin, state=NEW_STATE, **options):
    with login(twin) as session:
        return attempt(session, state, **options)


def by_another(twin, *rpcs):
    with login(twin) as session:
        return [session.call(rpc) for rpc in rpcs]


def meaning(text):
    """The lines with their keys in clear: Junos stores a key anew at each load."""
    return [keys.in_clear(line) for line in parse(text)]


def at_rest(twin):
    return twin.device.pending is None and twin.device.holder is None and not twin.device.dirty


@dataclass(frozen=True)
class Outline:
    """The committed configuration before and after the change, and the RPCs of its run."""

    before: str
    after: str
    sent: tuple[str, ...]
    host_key: str


@pytest.fixture(scope="module")
def outline(tmp_path_factory):
    place = tmp_path_factory.mktemp("outline")
    with RunningTwin(Twin(STARTUP, user="admin", password="pw", minute=MINUTE, directory=place)) as twin:
        assert not bring(twin, OLD_STATE).get("failed")
        before = twin.device.committed.text()
        with login(twin, Dying) as session:
            result = attempt(session)
            sent = session.sent
        assert result["changed"] and not result.get("failed"), result.get("msg")
        return Outline(before, twin.device.committed.text(), sent, str(place / HOST_KEY))


@pytest.fixture
def start(outline, tmp_path_factory):
    """A twin with the configuration before the change."""

    def started():
        place = tmp_path_factory.mktemp("twin")
        shutil.copy(outline.host_key, place / HOST_KEY)
        return RunningTwin(Twin(outline.before, user="admin", password="pw", minute=MINUTE, directory=place, reload_seconds=0.1))

    return started


def each(start, numbers, check):
    """`check(number, twin)` on a twin of its own for each number, some at once; what did not hold, by number."""
    def one(number):
        with start() as twin:
            return check(number, twin)

    with ThreadPoolExecutor(AT_ONCE) as workers:
        return {number: wrong for number, wrong in zip(numbers, workers.map(one, numbers), strict=True) if wrong}


def wrong_afterwards(outline, number, twin):
    """What is not as it should be after a change that ended around its RPC `number`: where it rests, and what the next run makes of it."""
    waits = twin.device.pending is not None
    with login(twin) as session:
        foreseen = attempt(session, check_mode=True)
    if waits and twin.device.pending is not None and "waits for its confirmation" not in " ".join(foreseen["warnings"]):
        return f"the next run does not say that a change waits: {foreseen}"
    until(lambda: at_rest(twin), f"the twin's rest after RPC {number}")
    found = twin.device.committed.text()
    if found != outline.before and (number < CONFIRMS or meaning(found) != meaning(outline.after)):
        return "neither the old nor the confirmed new configuration"
    result = bring(twin)
    if result.get("failed") or meaning(twin.device.committed.text()) != meaning(outline.after) or not at_rest(twin):
        return f"the next run: {result.get('msg')}"
    return "" if result["changed"] == (found == outline.before) else "the next run does not say what it did"


def test_a_change_is_sixteen_rpcs_of_which_check_mode_sends_the_first_three_alone(outline, start):
    assert len(outline.sent) == 16 and outline.sent[CONFIRMS - 1] == words.COMMIT
    with start() as twin:
        assert bring(twin, check_mode=True)["changed"]
        assert [name for name in twin.transcript.names() if name != "close-session"] == READ and at_rest(twin)
        assert "lock" not in "".join(entry.rpc for entry in twin.transcript.entries) and "candidate" not in "".join(
            entry.rpc for entry in twin.transcript.entries)


@pytest.mark.parametrize("connection", [True, False], ids=["with its connection", "alone"])
def test_a_controller_killed_before_any_rpc_leaves_the_old_or_the_new_configuration_and_the_next_run_ends_it(outline, start, connection):
    def check(number, twin):
        session = login(twin, Dying)
        session.last, session.connection = number, connection
        with contextlib.suppress(Gone):
            attempt(session)
        idle = threading.Timer(IDLE, session.cut)
        idle.start()
        try:
            return wrong_afterwards(outline, number - 1, twin)
        finally:
            idle.join()

    assert each(start, range(1, len(outline.sent) + 1), check) == {}


def attempt_with(twin, **faults):
    """The result of a change during which the session or the device ends."""
    twin.faults = Faults(**faults)
    with login_of_cut(twin) as session:
        result = attempt(session)
    twin.faults = Faults()
    return result


def test_a_session_cut_after_any_rpc_is_told_and_leaves_the_old_or_the_new_configuration(outline, start):
    def check(number, twin):
        result = attempt_with(twin, cut_after=number)
        if number < len(outline.sent) and not (result.get("failed") and "session with the device ended" in result["msg"]):
            return f"the run did not tell: {result}"
        return wrong_afterwards(outline, number, twin)

    assert each(start, range(1, len(outline.sent) + 1), check) == {}


def test_a_device_that_restarts_after_any_rpc_has_the_old_or_the_new_configuration(outline, start):
    def check(number, twin):
        result = attempt_with(twin, reload_after=number)
        until(lambda: not twin.reloading, "the twin listens again")
        if number < len(outline.sent) and not result.get("failed"):
            return "the run did not notice"
        return wrong_afterwards(outline, number, twin)

    assert each(start, range(4, len(outline.sent) + 1), check) == {}


@contextlib.contextmanager
def login_of_cut(twin):
    """A session that cannot say goodbye."""
    session = login(twin, Dying)
    try:
        yield session
    finally:
        with contextlib.suppress(Exception):
            session.cut()


def test_any_rpc_that_is_refused_is_told_and_the_old_configuration_is_back_at_once(outline, start):
    """From the lock on; what is refused while reading is another test's. A refused unlock harms nothing: the lock ends with the session."""
    def check(number, twin):
        twin.faults = Faults(refuse=number, refusal="not now")
        result = bring(twin)
        twin.faults = Faults()
        until(lambda: twin.device.holder is None, "the lock is given back")
        if number == len(outline.sent):
            return "" if not result.get("failed") and meaning(twin.device.committed.text()) == meaning(outline.after) else f"{result}"
        told = result.get("failed") and "not now" in result["msg"]
        if number > CONFIRMS - 3:
            return "" if told or result.get("failed") else f"{result}"
        return "" if told and twin.device.committed.text() == outline.before and at_rest(twin) else f"{number}: {result}"

    assert each(start, range(4, len(outline.sent) + 1), check) == {}


def test_a_confirmation_that_comes_too_late_is_told_and_the_next_run_applies(outline, start):
    with start() as twin:
        with login(twin, Meddled) as session:
            session.at, session.meddle = words.COMMIT, lambda: until(lambda: twin.device.pending is None, "the timer ends")
            result = attempt(session)
        assert result["failed"] and not result["changed"] and "was not confirmed in time" in result["msg"], result
        assert twin.device.committed.text() == outline.before and at_rest(twin)
        again = bring(twin)
        assert again["changed"] and not again.get("failed") and meaning(twin.device.committed.text()) == meaning(outline.after)


def test_a_commit_of_somebody_else_between_reading_and_locking_is_kept_and_the_device_read_again(outline, start):
    with start() as twin:
        with login(twin, Meddled) as session:
            session.at, session.meddle = words.LOCK, lambda: by_another(twin, words.load([THEIRS]), words.COMMIT)
            result = attempt(session)
        assert result["changed"] and not result.get("failed"), result
        assert twin.transcript.names().count("get-software-information") == 2 and THEIRS in twin.device.committed.lines()
        without = "\n".join(line for line in twin.device.committed.lines() if line != THEIRS)
        assert sorted(meaning(without)) == sorted(meaning(outline.after))


@pytest.mark.parametrize("rpcs", [(words.load([THEIRS]), words.COMMIT), (words.CHECK,)], ids=["a commit", "a check"])
def test_what_somebody_else_commits_or_checks_while_a_change_waits_confirms_it_and_is_kept(outline, start, rpcs):
    with start() as twin:
        session = login(twin, Dying)
        session.last = CONFIRMS
        with contextlib.suppress(Gone):
            attempt(session)
        until(lambda: twin.device.holder is None, "the lock ends with the session")
        assert twin.device.pending is not None
        by_another(twin, *rpcs)
        assert twin.device.pending is None
        result = bring(twin)
        assert not result["changed"] and not result.get("failed") and result["warnings"] == []
        assert (THEIRS in twin.device.committed.lines()) == (len(rpcs) == 2)
        assert sorted(meaning(twin.device.committed.text().replace(f"{THEIRS}\n", ""))) == sorted(meaning(outline.after))


def test_what_somebody_else_left_in_the_candidate_while_a_change_waited_is_named_and_kept(outline, start):
    with start() as twin:
        session = login(twin, Dying)
        session.last = CONFIRMS
        with contextlib.suppress(Gone):
            attempt(session)
        until(lambda: twin.device.holder is None, "the lock ends with the session")
        with login(twin) as other:
            other.call(words.load([THEIRS]))
            until(lambda: twin.device.pending is None, "the timer ends")
            assert twin.device.committed.text() == outline.before
            result = bring(twin, lock_timeout=0)
            assert result["failed"] and "not committed" in result["msg"] and THEIRS in twin.device.candidate.lines()
            other.call(words.DISCARD)
        assert bring(twin)["changed"]


def test_the_difference_of_a_change_is_what_the_device_compares_and_no_key_stands_in_it(outline, start):
    with start() as twin:
        foreseen = bring(twin, check_mode=True)
        made = bring(twin)
        shown = made["diff"]["prepared"]
        assert "+    group VA-new-4 {" in shown and "authentication-key ********" in shown and "$9$" not in shown and "new-pool-key" not in str(made)
        assert "-     hold-time 9;\n+     hold-time 15;" in shown
        assert (foreseen["before"], foreseen["after"], foreseen["commands"]) == (made["before"], made["after"], made["commands"])
