# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A `Session` of the netconf transport without Ansible: one NETCONF session to a Junos twin, by ncclient."""
from __future__ import annotations

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.netconf_words import Reply, reply
from lxml import etree
from ncclient import manager
from ncclient.operations import RaiseMode, RPCError
from ncclient.transport.errors import TransportError
from ncclient.xml_ import NCElement, to_ele

PORT = 830
SECONDS = 60


class NcclientSession:
    """Use it as a context; `password` is that of the twin's user."""

    def __init__(self, address: str, user: str, password: str, port: int = PORT) -> None:
        self._manager = manager.connect(host=address, port=port, username=user, password=password, hostkey_verify=False, look_for_keys=False,
                                        allow_agent=False, device_params={"name": "junos"}, timeout=SECONDS)
        self._manager.raise_mode = RaiseMode.NONE
        self._ended = ""

    def __enter__(self) -> NcclientSession:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._manager.close_session()

    def call(self, rpc: str, discreet: bool = False) -> Reply:
        if self._ended:  # as PersistentSession does, and for its reason
            return Reply(lost=self._ended)
        try:
            answer = self._manager.dispatch(to_ele(rpc))
        except RPCError as error:
            return reply(error.xml if isinstance(error.xml, str) else etree.tostring(error.xml, encoding="unicode"))
        except TransportError as error:
            self._ended = f"The NETCONF session with the device ended: {error}."
            return Reply(lost=self._ended)
        text = answer.tostring if isinstance(answer, NCElement) else answer.xml
        return reply(text.decode() if isinstance(text, bytes) else text)
