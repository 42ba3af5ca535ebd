# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The NETCONF session over Ansible's persistent connection, against a stand-in for the process at the other end of its socket."""
from __future__ import annotations

import pytest
from ansible.errors import AnsibleConnectionFailure
from ansible.module_utils.connection import ConnectionError as NotConnected
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports import netconf_connection as rim
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports import netconf_words as words
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.netconf_words import Reply

KEY = "k3y-of-web"
NAMESPACE = 'xmlns="urn:ietf:params:xml:ns:netconf:base:1.0" xmlns:junos="http://xml.juniper.net/junos/22.4R0/junos"'
ERROR = f"""<?xml version="1.0" encoding="UTF-8"?><rpc-error {NAMESPACE}>
<error-type>protocol</error-type><error-severity>error</error-severity><error-path>[edit protocols bgp group x]</error-path>
<error-info><bad-element>alow</bad-element></error-info><error-message>
syntax error
</error-message></rpc-error>
tail"""
WARNING = f"""<rpc-reply {NAMESPACE}><load-configuration-results><rpc-error><error-severity>warning</error-severity>
<error-message>statement not found</error-message></rpc-error><ok/></load-configuration-results></rpc-reply>"""


class Plugin:
    """The connection plugin of the task: what the user asked for."""

    _socket_path = "/run/session"

    def __init__(self, **options):
        self.options = {"persistent_command_timeout": 30, "persistent_log_messages": False, **options}

    def get_option(self, name):
        return self.options[name]


class Persistent:
    """The process with the NETCONF session: what it says to the next calls; an exception is what it reports."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent: list = []

    def set_option(self, name, value):
        self.sent.append((name, value))

    def rpc(self, text):
        return self._said("rpc", text)

    def dispatch(self, text):
        return self._said("dispatch", text)

    def _said(self, how, text):
        self.sent.append((how, text))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def opened(monkeypatch):
    def open_session(process, plugin=None):
        monkeypatch.setattr(rim, "Connection", lambda path: process)
        return rim.PersistentSession(plugin or Plugin())

    return open_session


OK = f"<rpc-reply {NAMESPACE}><ok/></rpc-reply>"


def test_an_answer_is_the_inner_xml_without_namespaces_and_without_ok(opened):
    process = Persistent(f'<?xml version="1.0" encoding="UTF-8"?><rpc-reply {NAMESPACE}><a junos:seconds="3"><b>1 &lt; 2</b></a><ok/></rpc-reply>')
    answer = opened(process).call("<x/>")
    assert answer == Reply('<a seconds="3"><b>1 &lt; 2</b></a>') and answer.text("b") == "1 < 2"


def test_an_error_is_told_with_its_place_and_its_word(opened):
    assert opened(Persistent(NotConnected(ERROR))).call("<x/>") == Reply(errors=("syntax error ([edit protocols bgp group x]: alow)",))


def test_a_warning_is_no_error_whether_it_is_returned_or_raised(opened):
    for answer in (WARNING, NotConnected(WARNING)):
        said = opened(Persistent(answer)).call("<x/>")
        assert (said.errors, said.warnings) == ((), ("statement not found",))


def test_what_holds_a_key_is_sent_so_that_an_error_shows_nothing_but_its_message(opened):
    process = Persistent(OK, NotConnected("\nsyntax error\n"))
    session = opened(process)
    session.call("<x/>")
    assert session.call("<load/>", discreet=True) == Reply(errors=("syntax error",)) and process.sent[-1] == ("dispatch", "<load/>")


def test_a_slow_device_is_waited_for_from_the_first_rpc_on_and_the_users_option_comes_back(opened):
    process = Persistent(OK, OK)
    session = opened(process)
    session.call("<x/>")
    session.call("<y/>")
    session.close()
    assert process.sent == [("persistent_command_timeout", 120), ("rpc", "<x/>"), ("rpc", "<y/>"), ("persistent_command_timeout", 30)]


def test_a_longer_patience_of_the_user_stays(opened):
    process = Persistent(OK)
    session = opened(process, Plugin(persistent_command_timeout=300))
    session.call("<x/>")
    session.close()
    assert process.sent == [("rpc", "<x/>")]


@pytest.mark.parametrize("said", ["Could not open socket to 10.0.0.1:830", "AuthenticationException('Authentication failed.')"])
def test_a_device_that_cannot_be_reached_makes_the_host_unreachable(opened, said):
    with pytest.raises(AnsibleConnectionFailure):
        opened(Persistent(NotConnected(said))).call("<x/>")


def test_a_missing_ncclient_is_a_sentence_and_no_unreachable_host(opened):
    said = "Failed to import the required Python library (ncclient) on host's Python /usr/bin/python3."
    assert "ncclient" in opened(Persistent(NotConnected(said))).call("<x/>").lost


@pytest.mark.parametrize("discreet", [False, True])
@pytest.mark.parametrize("said, told", [
    ("ncclient timed out while waiting for an rpc reply.", "did not answer in time"),
    ("command timeout triggered, timeout value is 120 secs.", "did not answer in time"),
    (f"Unable to decode JSON from response to rpc('{KEY}'). Received 'None'.", "session with the device ended"),
    ("Resource limit exceeded: Text node too long, try XML_PARSE_HUGE, line 77519, column 121 (<string>, line 77519)", "longer than 10 MB"),
    ("Not connected to NETCONF server", "session with the device ended"),
    ("Unexpected session close", "session with the device ended")])
def test_a_session_that_ends_in_the_middle_is_told_without_what_was_sent(opened, said, told, discreet):
    process = Persistent(OK, NotConnected(said))
    session = opened(process)
    session.call("<x/>")
    answer = session.call(f"<y>{KEY}</y>", discreet=discreet)
    assert told in answer.lost and KEY not in answer.lost


def test_nothing_is_sent_into_a_session_that_ended_and_more_into_one_that_was_slow(opened):
    process = Persistent(OK, NotConnected("Unexpected session close"), OK)
    session = opened(process)
    session.call("<x/>"), session.call("<y/>")
    assert "ended" in session.call("<unlock/>").lost and ("rpc", "<unlock/>") not in process.sent
    process = Persistent(OK, NotConnected("ncclient timed out while waiting for an rpc reply."), OK)
    session = opened(process)
    session.call("<x/>"), session.call("<y/>")
    assert session.call("<unlock/>").lost == "" and ("rpc", "<unlock/>") in process.sent


@pytest.mark.parametrize("path, leave_out, persistent, by", [
    (None, [], False, ""), ("/var/log/ansible.log", [], False, "log_filter"), ("/var/log/ansible.log", ["ncclient"], False, ""),
    ("/var/log/ansible.log", ["ncclient.operations"], False, "log_filter"), ("/var/log/ansible.log", ["nc"], False, "log_filter"),
    (None, [], True, "persistent_log_messages")])
def test_what_would_log_a_key_is_found(monkeypatch, path, leave_out, persistent, by):
    monkeypatch.setattr(rim.constants, "DEFAULT_LOG_PATH", path)
    monkeypatch.setattr(rim.constants, "DEFAULT_LOG_FILTER", leave_out)
    found = rim.logged_by(Plugin(persistent_log_messages=persistent))
    assert by in found and bool(found) == bool(by)


@pytest.mark.parametrize("allowed", [True, False])
def test_keys_in_a_log_can_be_allowed(monkeypatch, allowed):
    process = Persistent()
    monkeypatch.setattr(rim, "Connection", lambda path: process)

    class Action:
        _connection = Plugin(persistent_log_messages=True)

    options = {"rollback_timeout": 60, "lock_timeout": 30, "allow_logged_keys": allowed}
    with rim.open_netconf(Action(), options, lambda line: line.replace(KEY, "***")) as transport:
        assert (transport._unsendable([f"set x authentication-key {KEY}"]) is None) is allowed


def test_a_connection_without_a_persistent_session_is_refused_by_name():
    assert "ansible.netcommon.netconf" in str(rim.unfit_for_netconf(object())) and rim.unfit_for_netconf(Plugin()) is None


def test_the_release_is_that_of_the_first_routing_engine_or_of_the_oldest_format():
    several = words.reply(f"""<rpc-reply {NAMESPACE}><multi-routing-engine-results><multi-routing-engine-item><re-name>fpc0</re-name>
        <software-information><junos-version>17.4R1.16</junos-version></software-information></multi-routing-engine-item>
        </multi-routing-engine-results></rpc-reply>""")
    old = words.reply("""<rpc-reply><software-information><package-information><name>junos</name><comment>JUNOS Base OS boot [12.3R6.6]</comment>
        </package-information></software-information></rpc-reply>""")
    assert (words.release(several), words.release(old)) == ("17.4R1.16", "12.3R6.6")


def test_a_load_is_xml_whatever_the_lines_hold():
    assert "&lt;b&gt; &amp; c" in words.load(["set system login message \"<b> & c\""])
