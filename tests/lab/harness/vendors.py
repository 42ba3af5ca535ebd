# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the behaviour tests need of each vendor: the engine on a node, its configuration, and typing into it by hand."""
from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Failure, Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr import FrrDialect
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.iosxe import IosXeDialect
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos import JunosDialect
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.engine import converge
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports import netconf_words
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.netconf import NetconfTransport
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.network_cli import NetworkCliTransport
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.network_cli_words import canonical, statements
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.vtysh import VtyshTransport
from netutils.password import decrypt_juniper_type9

from .ios_terminal import SshTerminal
from .junos_session import NcclientSession

USER = "admin"


class Frr:
    name = "frr"

    def __init__(self, node: Any, keys: Path) -> None:
        self._node = node

    def _execute(self, script: str) -> tuple[int, str, str]:
        done = self._node.run(["sh"], input=script, timeout=120)
        return done.returncode, done.stdout, done.stderr

    def attempt(self, state: Any, update_password: str, options: dict[str, Any], **how: Any) -> dict[str, Any]:
        return converge(FrrDialect(update_password=update_password), VtyshTransport(self._execute, run_owner="behaviour tests", **options), state, **how)

    def read(self, queries: Mapping[str, str]) -> Reading | Failure:
        """What the device answers to the dialect's queries."""
        return VtyshTransport(self._execute).read(queries)

    def running(self) -> str:
        return self._node.running_config()

    @property
    def startup_file(self) -> Path:
        return self._node.directory / "etc-frr" / "frr.conf"

    def saved(self) -> str:
        return self.startup_file.read_text()

    def configure(self, lines: tuple[str, ...]) -> None:
        self._node.vtysh("configure terminal", *lines)


class IosXe:
    name = "iosxe"

    def __init__(self, node: Any, keys: Path) -> None:
        self._node, self._password = node, keys / "iosxe_password"

    def _terminal(self) -> SshTerminal:
        return SshTerminal(self._node.address, USER, self._password.read_text().strip())

    def attempt(self, state: Any, update_password: str, options: dict[str, Any], **how: Any) -> dict[str, Any]:
        dialect = IosXeDialect(update_password=update_password)
        with self._terminal() as terminal:
            return converge(dialect, NetworkCliTransport(terminal, dialect.mask, **options), state, **how)

    def read(self, queries: Mapping[str, str]) -> Reading | Failure:
        with self._terminal() as terminal:
            return NetworkCliTransport(terminal, str).read(queries)

    def running(self) -> str:
        """Without the lines that tell when it changed."""
        with self._terminal() as terminal:
            return "\n".join(statements(canonical(terminal.send("show running-config").text)))

    @property
    def startup_file(self) -> Path:
        return self._node.directory / "twin" / "startup-config"

    def saved(self) -> str:
        return "\n".join(statements(canonical(self.startup_file.read_text())))

    def configure(self, lines: tuple[str, ...]) -> None:
        with self._terminal() as terminal:
            for line in ("configure terminal", *lines, "end"):
                answer = terminal.send(line)
                assert "%" not in answer.text, f"{line}: {answer.text}"


class Junos:
    name = "junos"

    def __init__(self, node: Any, keys: Path) -> None:
        self._node, self._password = node, keys / "junos_password"

    def _session(self) -> NcclientSession:
        return NcclientSession(self._node.address, USER, self._password.read_text().strip())

    def attempt(self, state: Any, update_password: str, options: dict[str, Any], **how: Any) -> dict[str, Any]:
        dialect = JunosDialect(update_password=update_password)
        with self._session() as session:
            return converge(dialect, NetconfTransport(session, dialect.mask, **options), state, **how)

    def read(self, queries: Mapping[str, str]) -> Reading | Failure:
        with self._session() as session:
            return NetconfTransport(session, str).read(queries)

    def running(self) -> str:
        """The committed configuration as set lines, its keys in clear: a key that is loaded again is stored with another salt."""
        with self._session() as session:
            return _in_clear(netconf_words.canonical(session.call(netconf_words.COMMITTED).text("configuration-set") or ""))

    @property
    def startup_file(self) -> Path:
        return self._node.directory / "twin" / "committed.set"

    def saved(self) -> str:
        """Every commit is stored."""
        return _in_clear(self.startup_file.read_text())

    def configure(self, lines: tuple[str, ...]) -> None:
        with self._session() as session:
            for rpc in (netconf_words.load(lines), "<commit-configuration/>"):
                answer = session.call(rpc)
                assert not answer.errors and not answer.lost, (answer.errors, answer.lost)


def _in_clear(text: str) -> str:
    return re.sub(r'"(\$9\$[^"]+)"', lambda stored: decrypt_juniper_type9(stored[1]), text)


VENDORS = {vendor.name: vendor for vendor in (Frr, IosXe, Junos)}


def vendor_of(node: Any, keys: Path) -> Any:
    return VENDORS[node.plan.vendor](node, keys)
