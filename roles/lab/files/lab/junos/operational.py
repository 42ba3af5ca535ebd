# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operational RPCs and commands that the device answers itself: who it is, its history, and `show configuration`."""
from __future__ import annotations

import time

from lxml import etree

from . import xml
from .configuration import Configuration
from .device import MODEL, Device
from .messages import Body, made
from .schema import SyntaxFault, schema
from .text import block
from .words import split

COMMANDS = {  # CLI command -> its RPC (Junos: `| display xml rpc`)
    "show version": "get-software-information",
    "show chassis hardware": "get-chassis-inventory",
    "show system commit": "get-commit-information",
    "show bgp summary": "get-bgp-summary-information",
    "show bgp neighbor": "get-bgp-neighbor-information",
    "show ospf database": "get-ospf-database-information",
    "show ospf3 database": "get-ospf3-database-information",
    "show ospf neighbor": "get-ospf-neighbor-information",
    "show bfd session": "get-bfd-session-information",
    "show interfaces terse": "get-interface-information",
    "show route": "get-route-information",
}


class CommandFault(Exception):
    def __init__(self, element: str, said: str = "syntax error, expecting <command>"):
        super().__init__(said)
        self.element, self.said = element, said


class Operational:
    def __init__(self, device: Device):
        self._device = device

    def answer(self, rpc: etree._Element) -> Body | None:
        """None where the device does not know the RPC: it is the backend's, or nobody's."""
        if rpc.tag == "command":
            return self._command((rpc.text or "").strip(), rpc.get("format", "xml"))
        if rpc.tag == "get-software-information":
            return [self._software()]
        if rpc.tag == "get-chassis-inventory":
            return [made("chassis-inventory", made("chassis", name="Chassis", serial_number=self._serial(), description=MODEL.upper()))]
        if rpc.tag == "get-commit-information":
            return [self._commits()]
        return None

    def _command(self, command: str, form: str) -> Body | None:
        words, *pipes = [part.strip() for part in command.split("|")]
        for pipe in pipes:
            if pipe in ("display set", "display xml"):
                form = pipe.split()[1]
            elif pipe != "no-more":
                raise CommandFault(pipe)
        if words == "show configuration" or words.startswith("show configuration "):
            return [self._configuration(words.split()[2:], form)]
        if form == "text" and words == "show version":
            return [made("output", f"\nHostname: {self._device.hostname}\nModel: {MODEL}\nJunos: {self._device.release}\n")]
        if form == "xml" and words in COMMANDS:
            return self.answer(etree.Element(COMMANDS[words]))
        if words not in COMMANDS:
            raise CommandFault(words.split()[-1] if words else "")
        return None

    def _configuration(self, words: list[str], form: str) -> etree._Element:
        """<configuration-set> for `set` (junipernetworks.junos waits for it), <configuration-output> for text."""
        committed = self._device.committed
        nodes = [committed.root]
        if words:
            try:
                nodes = committed.find(schema().read(words, partial=True)[0])
            except SyntaxFault as fault:
                raise CommandFault(fault.element) from fault
        start = ("set", *(word for node in nodes[1:] for word in node.step.words))
        lines = [line for line in committed.lines() if nodes and tuple(split(line))[:len(start)] == start]
        if form == "xml":
            return xml.show(Configuration.of(lines))
        if form == "set":
            return made("configuration-set", "".join(f"\n{line}" for line in lines) + "\n")
        said = "".join(f"{line}\n" for line in block(nodes[-1], "")) if nodes else ""
        return made("configuration-information", made("configuration-output", f"\n{said}"))

    def _software(self) -> etree._Element:
        """As recorded in `show version | display json` of 25.4R1."""
        return made("software-information", host_name=self._device.hostname, product_model=MODEL, product_name=MODEL, junos_version=self._device.release)

    def _serial(self) -> str:
        return "VM" + "".join(f"{ord(letter):02X}" for letter in self._device.hostname)[:10].ljust(10, "0")

    def _commits(self) -> etree._Element:
        """<commit-history> entries; the one that waits has <commit-confirmed> (replies of 24.4R2 in the tests of Juniper's junos-mcp-server)."""
        found = etree.Element("commit-information")
        for number, commit in enumerate(self._device.history):
            entry = made("commit-history", sequence_number=str(number), user=commit.user, client=commit.client)
            date = made("date-time", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(commit.at)))
            date.set("seconds", str(int(commit.at)))
            entry.append(date)
            if commit.comment:
                entry.append(made("comment", commit.comment))
            if number == 0 and self._device.pending is not None:
                entry.append(made("commit-confirmed", "rollback pending"))
            found.append(entry)
        return found
