# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal over Ansible's persistent connection, against a stand-in for the process at the other end of its socket."""
from __future__ import annotations

import pytest
from ansible.errors import AnsibleConnectionFailure
from ansible.module_utils.connection import ConnectionError as NotConnected
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports import network_cli_connection as rim
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.network_cli import Answer

KEY = "k3y-of-web"
DEFAULTS = {"persistent_buffer_read_timeout": 0.1, "persistent_command_timeout": 30, "terminal_stderr_re": None, "single_user_mode": False,
            "persistent_log_messages": False}


class Context:
    become = False
    become_pass = None


class Plugin:
    """The connection plugin of the task: what the user asked for."""

    _socket_path = "/run/session"

    def __init__(self, **options):
        self.options = {**DEFAULTS, **options}
        self._play_context = Context()

    def get_option(self, name):
        return self.options[name]


class Session:
    """The process with the SSH session: `answers` by command; an exception is what it reports."""

    def __init__(self, prompt="\nR1#", **answers):
        self.prompt = prompt
        self.answers = answers
        self.options: dict = {}
        self.sent: list = []

    def get_prompt(self):
        if isinstance(self.prompt, Exception):
            raise self.prompt
        return self.prompt

    def set_option(self, name, value):
        self.options[name] = value

    def send_command(self, command, strip_prompt, **asked):
        assert strip_prompt is False
        self.sent.append((command, self.options.get("persistent_buffer_read_timeout", 0.1), asked))
        answer = self.answers.get(command.split()[0], "R1#")
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def opened(monkeypatch):
    def open_terminal(session, plugin=None):
        monkeypatch.setattr(rim, "Connection", lambda path: session)
        return rim.PersistentTerminal(plugin or Plugin())

    return open_terminal


def test_an_answer_comes_apart_into_text_and_prompt(opened):
    terminal = opened(Session(show="one\r\ntwo\nR1(config-router)#"))
    assert terminal.send("show x") == Answer("one\ntwo", "R1(config-router)#") and terminal.send("show x").configuring


def test_an_answer_without_a_prompt_is_of_a_session_that_ended(opened):
    assert opened(Session(show="None")).send("show x").lost


def test_while_it_lasts_ansibles_error_patterns_are_off_and_a_slow_device_is_waited_for(opened):
    session = Session()
    terminal = opened(session)
    terminal.send("show x")
    assert session.options == {"terminal_stderr_re": [{"pattern": "(?!)"}], "persistent_command_timeout": 120}
    terminal.close()
    assert session.options == {"terminal_stderr_re": None, "persistent_command_timeout": 30}


def test_a_longer_patience_of_the_user_stays(opened):
    session = Session()
    opened(session, Plugin(persistent_command_timeout=300)).send("show x")
    assert "persistent_command_timeout" not in session.options


def test_lines_do_not_wait_for_more_but_those_that_look_like_a_prompt(opened):
    session = Session()
    terminal = opened(session)
    terminal.send("show x")
    with terminal.hurry():
        for line in ("a", "description to rs2>", "b"):
            terminal.send(line)
    terminal.send("end")
    assert [pause for _command, pause, _asked in session.sent] == [0.1, 0, 0.1, 0, 0.1]


def test_questions_are_answered_with_return_and_the_single_user_cache_is_passed_by(opened):
    session = Session()
    opened(session).send("write memory", questions=("[confirm]",))
    opened(session, Plugin(single_user_mode=True)).send("show x")
    assert [asked for _command, _pause, asked in session.sent] == [{"prompt": ["[confirm]"], "answer": [""]}, {"prompt": ["(?!)"], "answer": [""]}]


def test_an_unprivileged_prompt_asks_for_the_enable_secret_and_nothing_is_sent(opened):
    session = Session(prompt="\nR1>")
    answer = opened(session).send("show privilege")
    assert answer.lost and "ansible_become_password" in answer.text and session.sent == []


@pytest.mark.parametrize("said, become", [
    ("failed to elevate privilege to enable mode, still at level [1]", True), ("command timeout triggered, timeout value is 30 secs.", True)])
def test_a_wrong_or_missing_enable_secret_is_named(opened, said, become):
    plugin = Plugin()
    plugin._play_context.become = become
    assert "enable secret" in opened(Session(prompt=NotConnected(said)), plugin).send("show privilege").text


@pytest.mark.parametrize("said", ["ssh connection failed: refused", "command timeout triggered, timeout value is 30 secs."])
def test_a_device_that_cannot_be_reached_makes_the_host_unreachable(opened, said):
    with pytest.raises(AnsibleConnectionFailure):
        opened(Session(prompt=NotConnected(said))).send("show privilege")


@pytest.mark.parametrize("said", [
    f"Unable to decode JSON from response to send_command(command='neighbor G password {KEY}'). Received 'None'.",
    f"timeout value 30 seconds reached while trying to send command: b'neighbor G password {KEY}'"])
def test_a_session_that_ends_in_the_middle_is_told_without_the_line(opened, said):
    session = Session()
    terminal = opened(session)
    terminal.send("show x")
    session.answers["neighbor"] = NotConnected(said)
    answer = terminal.send(f"neighbor G password {KEY}")
    assert answer.lost and answer.text and KEY not in answer.text


@pytest.mark.parametrize("logged, allowed, refused", [(True, False, True), (True, True, False), (False, False, False)])
def test_keys_are_refused_where_ansible_logs_them_unless_that_is_allowed(monkeypatch, logged, allowed, refused):
    monkeypatch.setattr(rim, "Connection", lambda path: Session())

    class Action:
        _connection = Plugin(persistent_log_messages=logged)

    options = {"rollback_timeout": 60, "lock_timeout": 30, "allow_logged_keys": allowed}
    with rim.open_network_cli(Action(), options, lambda line: line.replace(KEY, "***")) as transport:
        assert (transport._unsendable([f"neighbor G password {KEY}"]) is not None) is refused
