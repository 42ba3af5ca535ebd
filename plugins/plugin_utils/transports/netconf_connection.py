# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rim of the transport netconf: a session over the persistent connection of ansible.netcommon, which has ncclient behind it.

Facts of ansible.netcommon 8.2.0 (plugins/connection/netconf.py, plugins/plugin_utils/netconf_base.py) and ncclient 0.7.1 that this file is made of:

- The NETCONF session lives in a process of its own. Each call is one request on its socket. An option that a call sets there holds until the next task of
  the play, but ncclient takes its timeout once, when it connects, so it is set before the first RPC.
- `rpc` returns the reply, or raises with the XML of its errors, and of its warnings, too. `dispatch` raises with the message alone.
- A reply is read by lxml without its option huge_tree, so that a text of 10 MB (10,000,000 bytes) in one element is an error (libxml2,
  XML_MAX_TEXT_LENGTH); nothing in netcommon turns that on. A configuration in set format is one such text.
- A call that comes while ncclient is about to notice that its session ended waits for its whole timeout (transport/session.py: waiting RPCs hear of the
  end before `connected` changes), so nothing is sent after one has heard of it.
- What is raised there goes as a traceback to Ansible's log at -vvv. Hence `dispatch` for what holds a key.
- ncclient logs each request whole at the level INFO (transport/session.py, "Sending"), which is the level of Ansible's log file. ANSIBLE_LOG_FILTER
  takes names of loggers to leave out of it (ansible/utils/display.py). Received text it logs at DEBUG, which netcommon keeps out.
"""
from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Callable, Iterator, Mapping
from xml.etree import ElementTree

from ansible import constants
from ansible.errors import AnsibleConnectionFailure
from ansible.module_utils.connection import Connection, ConnectionError as NotConnected

from ..faults import Fault
from .netconf import NetconfTransport
from .netconf_words import Reply, reply

PATIENCE = 120
LOGGER = "ncclient.transport.session"
ENDED = ("unable to decode json", "socket path", "unable to connect to socket", "not connected", "session closed", "session close")
TOO_LONG = ("text node too long", "xml_parse_huge", "huge text node")
GONE = "The NETCONF session with the device ended."
SLOW = ("timed out", "command timeout triggered")


def unfit_for_netconf(connection: Any) -> Fault | None:
    if getattr(connection, "_socket_path", None):
        return None
    return Fault("ansible_connection", "this connection has no persistent session", "use ansible.netcommon.netconf, of ansible.netcommon 6 or newer")


@contextmanager
def open_netconf(action: Any, options: Mapping[str, Any], mask: Callable[[str], str] = lambda text: text) -> Iterator[NetconfTransport]:
    plugin = action._connection
    timeouts = {name: options[name] for name in ("rollback_timeout", "lock_timeout") if name in options}
    session = PersistentSession(plugin)
    transport = NetconfTransport(session, mask, logged_by="" if options.get("allow_logged_keys") else logged_by(plugin), **timeouts)
    try:
        yield transport
    finally:
        transport.close()
        session.close()


def logged_by(plugin: Any) -> str:
    """What writes each request into a log, with what to do about it; empty where nothing does."""
    if _option(plugin, "persistent_log_messages"):
        return "persistent_log_messages is on for this connection (ansible_persistent_log_messages: false turns it off)"
    filtered = any(LOGGER == name or LOGGER.startswith(f"{name}.") for name in constants.DEFAULT_LOG_FILTER or ())
    if constants.DEFAULT_LOG_PATH and not filtered:
        return "Ansible writes a log file (log_path), and ncclient writes each request into it (log_filter=ncclient, or ANSIBLE_LOG_FILTER, leaves it out)"
    return ""


class PersistentSession:
    """A `Session` over the NETCONF session that `plugin`, a connection plugin of the task, has to the device."""

    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin
        self._session = Connection(plugin._socket_path)
        self._reached = False
        self._patient = self._ended = False

    def call(self, rpc: str, discreet: bool = False) -> Reply:
        """Raises AnsibleConnectionFailure where the device cannot be reached at all: Ansible then calls the host unreachable."""
        if self._ended:
            return Reply(lost=GONE)
        try:
            if not self._reached:
                self._be_patient()
            said = self._session.dispatch(rpc) if discreet else self._session.rpc(rpc)
        except NotConnected as error:
            return self._refused(str(error), discreet)
        self._reached = True
        return _read(str(said))

    def close(self) -> None:
        if not self._patient:
            return
        self._patient = False
        try:
            self._session.set_option("persistent_command_timeout", _option(self._plugin, "persistent_command_timeout"))
        except NotConnected:  # the session is gone, and its options with it
            pass

    def _refused(self, text: str, discreet: bool) -> Reply:
        if "<rpc-error" in text or "rpc-error>" in text:
            self._reached = True
            return _read(text)
        lowered = text.lower()
        if not self._reached:
            if "required python library" in lowered:
                return Reply(lost=_sentence(text))
            raise AnsibleConnectionFailure(_sentence(text))
        if any(words in lowered for words in SLOW):
            return Reply(lost="The device did not answer in time.")
        if any(words in lowered for words in TOO_LONG):
            return Reply(lost="The device's answer is longer than 10 MB, which ncclient does not read over ansible.netcommon.")
        if discreet and not any(words in lowered for words in ENDED):
            return Reply(errors=(" ".join(text.split()),))
        self._ended = True
        return Reply(lost=GONE)

    def _be_patient(self) -> None:
        if (_option(self._plugin, "persistent_command_timeout") or 0) < PATIENCE:
            self._session.set_option("persistent_command_timeout", PATIENCE)
            self._patient = True


def _read(text: str) -> Reply:
    """An error's XML comes with what stood after it in the reply."""
    try:
        return reply(text[:text.rfind(">") + 1])
    except ElementTree.ParseError:
        return Reply(lost="The device's answer is no XML.")


def _sentence(text: str) -> str:
    return f"{' '.join(text.split()).rstrip('.')}."


def _option(plugin: Any, name: str) -> Any:
    try:
        return plugin.get_option(name)
    except KeyError:
        return None
