# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The twin over NETCONF on 127.0.0.1, asked by ncclient and by a client of plain messages."""
from __future__ import annotations

import contextlib
import json
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytest.importorskip("asyncssh", reason="asyncssh, which the twin's server needs, is not installed")
pytest.importorskip("junoscfg", reason="junoscfg, whose schema the twin reads, is not installed")
etree = pytest.importorskip("lxml.etree", reason="lxml, with which the twin writes XML, is not installed")
manager = pytest.importorskip("ncclient.manager", reason="ncclient, with which this test asks, is not installed")
paramiko = pytest.importorskip("paramiko", reason="paramiko, with which this test logs in, is not installed")

from ansible_collections.virtual_appliance.routing.tests.lab.harness.waiting import until  # noqa: E402 - after the checks above
from lab.junos.faults import Faults  # noqa: E402
from lab.junos.server import Twin  # noqa: E402
from lab.twin_ssh import RunningTwin  # noqa: E402
from ncclient.operations import RPCError  # noqa: E402

FILES = Path(__file__).resolve().parents[2] / "roles/lab/files"
STARTUP = "set system host-name r1\nset routing-options autonomous-system 65000\nset protocols bgp group G type internal\n"
COMMITTED = '<get-configuration database="committed" format="set"/>'
CONFIRMED = "<commit-configuration><confirmed/><confirm-timeout>5</confirm-timeout></commit-configuration>"


def load(*lines):
    return f'<load-configuration action="set" format="text"><configuration-set>{chr(10).join(lines)}</configuration-set></load-configuration>'


class Asked:
    """An ncclient session; `ask` gives the reply as text, or what the device said against it."""

    def __init__(self, twin, user="admin", password="pw"):
        self.manager = manager.connect(host=twin.address, port=twin.port, username=user, password=password, hostkey_verify=False, allow_agent=False,
                                       look_for_keys=False, device_params={"name": "junos"}, timeout=60)

    def ask(self, rpc):
        try:
            return self.manager.rpc(rpc).data_xml
        except RPCError as fault:
            return str(fault)

    def close(self):
        with contextlib.suppress(Exception):
            self.manager.close_session()


@contextlib.contextmanager
def asking(**options):
    with RunningTwin(Twin(STARTUP, user="admin", password="pw", **options)) as twin:
        sessions = []

        def another():
            sessions.append(Asked(twin))
            return sessions[-1]

        yield twin, another
        for session in sessions:
            session.close()


def test_a_change_is_locked_loaded_checked_compared_and_committed():
    with asking() as (twin, another):
        session = another()
        assert "<ok/>" in session.ask("<lock-configuration/>")
        assert "<ok/>" in session.ask(load("set protocols bgp group G hold-time 30"))
        assert "<commit-check-success/>" in session.ask("<commit-configuration><check/></commit-configuration>")
        assert "[edit protocols bgp group G]\n+     hold-time 30;\n" in session.ask('<get-configuration compare="rollback" rollback="0" format="text"/>')
        assert "hold-time" not in session.ask(COMMITTED)
        assert "<commit-success/>" in session.ask("<commit-configuration><log>why</log></commit-configuration>")
        assert "<ok/>" in session.ask("<unlock-configuration/>")
        assert "set protocols bgp group G hold-time 30\n" in session.ask(COMMITTED)
        assert "<comment>why</comment>" in session.ask("<get-commit-information/>") and twin.device.holder is None


def test_the_operations_of_netconf_itself_do_the_same():
    with asking() as (twin, another):
        session = another()
        session.manager.lock("candidate")
        session.manager.edit_config(target="candidate", config=(
            '<config><configuration><protocols><bgp><group operation="delete"><name>G</name></group><group><name>H</name><type>internal</type>'
            "</group></bgp></protocols></configuration></config>"))
        session.manager.validate("candidate")
        session.manager.commit(confirmed=True, timeout="120")
        assert twin.device.history[0].rollback == 2
        session.manager.commit()
        session.manager.unlock("candidate")
        running = session.manager.get_config("running", filter=("subtree", "<configuration><protocols/></configuration>")).data_xml
        assert "<name>H</name>" in running and "<name>G</name>" not in running and "autonomous-system" not in running


def test_configuration_is_read_in_its_formats_and_filtered():
    with asking() as (_twin, another):
        session = another()
        wanted = "<configuration><protocols><bgp><group><name>G</name></group></bgp></protocols></configuration>"
        text = session.ask(f'<get-configuration format="text">{wanted}</get-configuration>')
        assert "protocols {\n    bgp {\n        group G {\n            type internal;\n        }\n    }\n}\n" in text and "host-name" not in text
        assert "<group><name>G</name><type>internal</type></group>" in session.ask(f"<get-configuration>{wanted}</get-configuration>")
        assert "does not print json" in session.ask('<get-configuration format="json"/>')


def test_a_lock_that_is_held_names_its_holder_and_ends_with_the_session():
    with asking() as (twin, another):
        first, second = another(), another()
        first.ask("<lock-configuration/>")
        first.ask(load("set system host-name gone"))
        assert "locked by:\n  admin terminal  (pid 1001) on since" in second.ask("<lock-configuration/>")
        assert "locked by" in second.ask(load("set system host-name mine"))
        first.close()
        until(lambda: twin.device.holder is None, "the lock is given back")
        assert not twin.device.dirty
        assert "<ok/>" in second.ask("<lock-configuration/>")


def test_a_dirty_candidate_cannot_be_locked_and_is_left_alone():
    with asking() as (twin, another):
        first, second = another(), another()
        first.ask(load("set system host-name theirs"))
        first.close()
        assert "configuration database modified" in second.ask("<lock-configuration/>")
        assert "host-name theirs" in second.ask('<get-configuration format="set"/>') and twin.device.dirty


def test_a_timed_commit_goes_back_when_nobody_confirms_it():
    with asking(minute=0.05) as (twin, another):
        session = another()
        session.ask(load("set system host-name r2"))
        assert "<commit-success/>" in session.ask(CONFIRMED)
        assert "rollback in 5mins" in session.ask("<get-commit-information/>") and "rollback pending" in session.ask("<get-commit-information/>")
        until(lambda: twin.device.pending is None, "the timer ends")
        assert "host-name r1" in session.ask(COMMITTED)


def test_it_stays_when_its_session_ends_and_goes_when_it_is_killed():
    with asking() as (twin, another):
        first, second = another(), another()
        first.ask(load("set system host-name r2"))
        first.ask(CONFIRMED)
        number = first.manager.session_id
        assert "invalid session-id" in second.ask("<kill-session><session-id>1</session-id></kill-session>")
        assert "host-name r2" in second.ask(COMMITTED)
        assert "<ok/>" in second.ask(f"<kill-session><session-id>{number}</session-id></kill-session>")
        assert "host-name r1" in second.ask(COMMITTED)
        until(lambda: list(twin.sessions) == [int(second.manager.session_id)], "the first session has ended")


def test_faults_of_a_load_and_of_a_commit_have_their_level_and_word():
    with asking() as (_twin, another):
        client = Plain(_twin)
        answer = client.ask(load("set protocols bgp group G alow 10.0.0.0/8"))
        fault = answer.find(".//{*}rpc-error")
        assert [fault.findtext(f"{{*}}{tag}") for tag in ("error-severity", "error-path", "error-message")] == [
            "error", "[edit protocols bgp group G]", "syntax error"]
        assert fault.findtext(".//{*}bad-element") == "alow" and answer.findtext(".//{*}load-error-count") == "1"
        client.ask(load("set protocols bgp group G import NOWHERE"))
        said = [each.text for each in client.ask("<commit-configuration/>").iter("{*}error-message")]
        assert said == ["Policy error: Policy NOWHERE referenced but not defined", "BGP: import list not applied", "configuration check-out failed"]
        client.close()


def test_a_faulty_message_is_answered_and_the_session_goes_on():
    with asking() as (twin, _another):
        client = Plain(twin)
        assert client.send("<rpc><unclosed></rpc>").findtext(".//{*}error-tag") == "malformed-message"
        assert "syntax error" in client.ask("<make-coffee/>").findtext(".//{*}error-message")
        assert client.ask("<get-software-information/>").findtext(".//{*}junos-version") == "23.4R2.13"
        client.close()


def test_an_rpc_is_answered_by_the_backend_after_the_commit_before_it():
    class Backend:
        def __init__(self):
            self.applied, self.lock = [], threading.Lock()

        def apply(self, committed):
            time.sleep(0.1)
            self.applied.append(committed)

        def answer(self, rpc):
            if rpc.tag == "get-broken-information":
                raise RuntimeError("no daemon")
            if rpc.tag != "get-bgp-summary-information":
                return None
            found = etree.Element("bgp-information")
            etree.SubElement(found, "group-count").text = str(self.applied[-1].count(" group "))
            return found

    backend = Backend()
    with asking(backend=backend) as (_twin, another):
        session = another()
        session.ask(load("set protocols bgp group H type internal"))
        session.ask("<commit-configuration/>")
        assert "<group-count>2</group-count>" in session.ask("<get-bgp-summary-information/>")
        assert "<group-count>2</group-count>" in session.ask('<command format="xml">show bgp summary</command>')
        assert "did not answer: RuntimeError" in session.ask("<get-broken-information/>")
        assert "syntax error" in session.ask("<get-nothing/>")
        assert backend.applied[0] == STARTUP


def test_faults_on_purpose_come_from_a_file_and_go_with_it(tmp_path):
    with asking(directory=tmp_path) as (twin, another):
        session = another()
        (tmp_path / "faults.json").write_text(json.dumps({"refuse_matching": "<validate|check", "refusal": "not now", "lose_matching": "hold-time"}))
        assert session.ask("<commit-configuration><check/></commit-configuration>") == "not now"
        session.ask(load("set protocols bgp group G hold-time 30", "set system host-name r2"))
        assert "r2" in twin.device.candidate.text() and "hold-time" not in twin.device.candidate.text()
        (tmp_path / "faults.json").unlink()
        assert "success" in session.ask("<commit-configuration><check/></commit-configuration>")


@pytest.mark.parametrize(("faults", "left"), [(Faults(cut_after=2), "host-name r2"), (Faults(reload_after=2), "host-name r2")], ids=["cut", "reload"])
def test_a_broken_path_leaves_what_was_committed(faults, left):
    with asking(faults=faults, reload_seconds=0.1) as (twin, another):
        session = another()
        session.ask(load("set system host-name r2"))
        with pytest.raises(Exception, match="."):
            session.manager.rpc("<commit-configuration/>")
        until(lambda: not twin.sessions, "the session has ended")
        assert left in twin.device.committed.text()

        def back():
            try:
                return left in another().ask(COMMITTED)
            except Exception:
                return False

        until(back, "the twin is back")


def test_keys_stand_in_files_of_their_owner_alone(tmp_path):
    with asking(directory=tmp_path) as (twin, another):
        another().ask(load("set protocols bgp group G authentication-key opensesame"))
        assert twin.transcript.names() == ["load-configuration"]
        assert "opensesame" in (tmp_path / "transcript.jsonl").read_text() and "opensesame" not in (tmp_path / "committed.set").read_text()
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("transcript.jsonl", "committed.set", "ssh_host_key")} == {0o600}


def test_a_wrong_password_does_not_come_in():
    with asking() as (twin, _another), pytest.raises(Exception, match="(?i)authentication"):
        Asked(twin, password="wrong")


def test_a_twin_boots_what_was_last_committed_unless_it_was_given_something_newer(tmp_path):
    (tmp_path / "start.set").write_text(STARTUP)
    (tmp_path / "password").write_text("pw\n")
    for renewed, shown in ((False, "host-name r1"), (False, "host-name r2"), (True, "host-name r1")):
        if renewed:
            (tmp_path / "start.set").write_text(STARTUP)
        process = subprocess.Popen(
            [sys.executable, "-m", "lab.junos", "--startup", tmp_path / "start.set", "--user", "admin", "--password-file", tmp_path / "password",
             "--directory", tmp_path / "r"], cwd=FILES, stdout=subprocess.PIPE, text=True)
        try:
            words = process.stdout.readline().split()
            session = Asked(Twin(address=words[2], port=int(words[4])))
            assert shown in session.ask(COMMITTED)
            session.ask(load("set system host-name r2"))
            assert "<commit-success/>" in session.ask("<commit-configuration/>")
            session.close()
        finally:
            process.terminate()
            assert process.wait(60) == 0


class Plain:
    """A client of plain messages over paramiko: what is on the wire."""

    def __init__(self, twin):
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        self.client.connect(twin.address, twin.port, "admin", "pw", look_for_keys=False, allow_agent=False, timeout=60)
        self.channel = self.client.get_transport().open_session()
        self.channel.invoke_subsystem("netconf")
        self.channel.settimeout(60)
        self.hello = self._read()

    def ask(self, rpc):
        return self.send(f'<rpc message-id="9" xmlns="urn:ietf:params:xml:ns:netconf:base:1.0">{rpc}</rpc>')

    def send(self, message):
        self.channel.sendall(message + "]]>]]>")
        return self._read()

    def _read(self):
        text = b""
        while b"]]>]]>" not in text:
            text += self.channel.recv(65536) or pytest.fail(f"the session ended: {text.decode()}")
        return etree.fromstring(text.split(b"]]>]]>")[0].strip())

    def close(self):
        self.client.close()


def test_the_hello_and_the_replies_are_those_of_junos():
    with asking() as (twin, _another):
        client = Plain(twin)
        listed = [each.text for each in client.hello.iter("{*}capability")]
        assert "urn:ietf:params:netconf:base:1.0" in listed and "http://xml.juniper.net/netconf/junos/1.0" in listed
        assert "urn:ietf:params:netconf:base:1.1" not in listed and client.hello.findtext("{*}session-id") == "1001"
        reply = client.ask("<get-software-information/>")
        assert reply.get("message-id") == "9" and reply.nsmap["junos"] == "http://xml.juniper.net/junos/23.4R2/junos"
        client.close()
