# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RPCs: what each does to the device and what it answers. No network in here.

Sources by RPC: docs/docsite/rst/junos_twin.rst; those of configuration are described in the NETCONF and the Junos XML Protocol Developer Guides.
"""
from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from . import xml
from .configuration import Configuration
from .device import Client, Device, NotCommitted, Refused
from .faults import Faults
from .loading import SET, commands
from .messages import Body, committed, error, made, noted, ok, refused
from .operational import CommandFault, Operational
from .schema import SyntaxFault
from .text import read as read_text
from .text import show as show_text

DEFAULT_MINUTES, DEFAULT_SECONDS = 10, 600  # NETCONF guide, Commit the Candidate Configuration Only After Confirmation


class Rpcs:
    """The RPCs of one session. kill: ends a session by its number, False where there is none."""

    def __init__(self, device: Device, client: Client, kill: Callable[[int], bool] = lambda number: False):
        self.device, self.client, self._kill = device, client, kill
        self._operational = Operational(device)
        self._known: dict[str, Callable[[etree._Element], Body]] = {
            "lock": self._lock, "lock-configuration": self._lock, "unlock": self._unlock, "unlock-configuration": self._unlock,
            "open-configuration": self._open, "close-configuration": self._close, "load-configuration": self._load, "edit-config": self._edit,
            "get-configuration": self._get, "get-config": self._get_config, "validate": self._validate, "commit": self._commit,
            "commit-configuration": self._commit, "discard-changes": self._discard, "kill-session": self._kill_session, "close-session": self._end,
        }

    def answer(self, rpc: etree._Element, faults: Faults) -> Body | None:
        """rpc: without namespaces. None where the RPC is none of the device's own."""
        self._faults = faults
        known = self._known.get(rpc.tag)
        try:
            if known is not None:
                return known(rpc)
            return self._operational.answer(rpc)
        except Refused as fault:
            return [error(fault.said, fault.tag, holder=fault.holder)]
        except NotCommitted as fault:
            return [refused(fault.refusals, rpc.tag.startswith("commit") and rpc.find("check") is None)]
        except (SyntaxFault, CommandFault) as fault:
            return [error(fault.said, element=fault.element)]

    def _lock(self, rpc: etree._Element) -> Body:
        if rpc.find("target") is not None and rpc.find("target/candidate") is None:
            raise Refused("only the candidate configuration can be locked", "operation-not-supported")
        self.device.lock(self.client)
        return ok()

    def _unlock(self, rpc: etree._Element) -> Body:
        self.device.unlock(self.client)
        return ok()

    def _open(self, rpc: etree._Element) -> Body:
        if len(rpc):
            raise Refused(f"this twin has no {rpc[0].tag} configuration database", "operation-not-supported")
        return ok()

    def _close(self, rpc: etree._Element) -> Body:
        return ok()

    def _discard(self, rpc: etree._Element) -> Body:
        self.device.discard(self.client)
        return ok()

    def _end(self, rpc: etree._Element) -> Body:
        return ok()

    def _kill_session(self, rpc: etree._Element) -> Body:
        number = rpc.findtext("session-id", "").strip()
        if number == str(self.client.number) or not number.isdigit() or not self._kill(int(number)):
            raise Refused("invalid session-id", "invalid-value")
        return ok()

    def _load(self, rpc: etree._Element) -> Body:
        if rpc.get("rollback") is not None:
            self.device.load_rollback(self.client, self._number(rpc))
            return [made("load-configuration-results", *ok())]
        action = rpc.get("action", "merge")
        given = {name: rpc.find(name) for name in ("configuration-set", "configuration-text", "configuration")}
        if given["configuration-set"] is not None:
            if action != SET:
                raise Refused("configuration-set needs action=\"set\"")
            lines = [line for line in (given["configuration-set"].text or "").splitlines() if not self._faults.loses(line)]
            orders = commands("\n".join(lines))
        elif given["configuration-text"] is not None:
            orders = read_text(given["configuration-text"].text or "")
        elif given["configuration"] is not None:
            orders = xml.read(given["configuration"])
        else:
            raise Refused("this twin loads configuration-set, configuration-text and configuration", "operation-not-supported")
        notes = self.device.load(self.client, orders, action)
        results = made("load-configuration-results", *(noted(note) for note in notes))
        errors = sum(note.error for note in notes)
        results.append(made("load-error-count", str(errors)) if errors else made("ok"))
        return [results]

    def _edit(self, rpc: etree._Element) -> Body:
        given = rpc.find("config/configuration")
        text = rpc.find("config-text/configuration-text")
        if rpc.find("target/candidate") is None or (given is None and text is None):
            raise Refused("edit-config needs the target candidate and a configuration", "missing-element")
        default = rpc.findtext("default-operation", "merge")
        orders = xml.read(given) if given is not None else read_text(text.text or "")
        notes = self.device.load(self.client, orders, "override" if default == "replace" else "replace")
        return [noted(note) for note in notes] + ([] if any(note.error for note in notes) else ok())

    def _get(self, rpc: etree._Element) -> Body:
        form = rpc.get("format", "xml")
        if rpc.get("compare") == "rollback":
            if form not in ("xml", "text"):
                raise Refused(f"this twin compares as text, not as {form}", "operation-not-supported")
            said = self.device.compared(self._number(rpc))
            return [made("configuration-information", made("configuration-output", f"\n{said}"))]
        source = self.device.committed if rpc.get("database") == "committed" else self.device.candidate
        return [self._shown(xml.filtered(source, rpc.find("configuration")), form)]

    def _get_config(self, rpc: etree._Element) -> Body:
        source = self.device.committed if rpc.find("source/running") is not None else self.device.candidate
        return [made("data", xml.show(xml.filtered(source, rpc.find("filter/configuration"))))]

    def _shown(self, configuration: Configuration, form: str) -> etree._Element:
        if form == "set":
            return made("configuration-set", f"\n{configuration.text()}")
        if form == "text":
            return made("configuration-text", f"\n{show_text(configuration)}")
        if form == "xml":
            return xml.show(configuration)
        raise Refused(f"this twin does not print {form}", "operation-not-supported")

    def _validate(self, rpc: etree._Element) -> Body:
        self.device.check()
        return committed(check=True)

    def _commit(self, rpc: etree._Element) -> Body:
        if rpc.find("check") is not None:
            self.device.check()
            return committed(check=True)
        if rpc.find("at-time") is not None:
            raise Refused("this twin commits at once", "operation-not-supported")
        minutes, comment = 0.0, rpc.findtext("log", "").strip()
        if rpc.find("confirmed") is not None:
            given = rpc.findtext("confirm-timeout", "").strip()
            if rpc.tag == "commit-configuration":
                minutes = self._timeout(given, DEFAULT_MINUTES, 65535)
            else:
                minutes = self._timeout(given, DEFAULT_SECONDS, 65535 * 60) / 60
            comment = comment or f"commit confirmed, rollback in {minutes:g}mins"
        self.device.commit(self.client, comment, minutes)
        return committed(check=False)

    def _number(self, rpc: etree._Element) -> int:
        """Of a rollback: 0 to 49."""
        given = rpc.get("rollback", "0")
        if not given.isdigit():
            raise Refused(f"Invalid numeric value: '{given}'", "invalid-value")
        return int(given)

    def _timeout(self, given: str, default: int, most: int) -> float:
        if not given:
            return float(default)
        if not given.isdigit() or not 1 <= int(given) <= most:
            raise Refused(f"Invalid numeric value: '{given}'", "invalid-value")
        return float(given)
