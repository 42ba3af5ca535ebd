# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogue of Junos around a change, in memory: lock, load, check, comparison, confirmed commit, rollback. A configuration is flat set lines.

Its words are those that the transport's docstrings cite; that it keeps a configuration as Junos does is the twin's task, not this one's.
"""
from __future__ import annotations

import re
from xml.etree import ElementTree

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.netconf_words import Reply, reply

LOST = Reply(lost="The NETCONF session with the device ended.")
LOCKED = "\nconfiguration database locked by:\n  olga terminal p0 (pid 32260) on since 2026-11-21 11:04:06 UTC, idle 00:04:48\n      exclusive\n"


def failure(message: str, severity: str = "error", element: str = "") -> str:
    info = f"<error-info><bad-element>{element}</bad-element></error-info>" if element else ""
    return f"<rpc-error><error-severity>{severity}</error-severity>{info}<error-message>{message}</error-message></rpc-error>"


class ScriptedJunos:
    """`answers`: the inner XML that it says to an RPC of that name instead. `cut_at`: the session ends there. `refuse`: a load with this text fails,
    quoting it. `slips`: lines that a load adds of its own."""

    def __init__(self, *lines: str, release: str = "22.4R3-S2.11"):
        self.lines = [f"set version {release}", *lines]
        self.candidate = list(self.lines)
        self.history: list[list[str]] = []
        self.release = release
        self.answers: dict[str, str] = {}
        self.cut_at = self.refuse = ""
        self.slips: list[str] = []
        self.locked_by = ""
        self.waiting: dict | None = None
        self.minutes = 0
        self.sent: list[str] = []
        self.discreet: list[str] = []
        self.heard: list[str] = []

    def call(self, rpc: str, discreet: bool = False) -> Reply:
        element = ElementTree.fromstring(rpc)
        name = _name(element)
        self.sent.append(name)
        if discreet:
            self.discreet.append(name)
        if self.cut_at in (name, "everything"):
            self.cut_at = "everything"
            return LOST
        inner = self.answers.get(name) or self._said(name, element)
        if discreet and "<rpc-error>" in inner:
            return Reply(errors=tuple(re.findall("<error-message>(.*?)</error-message>", inner, re.DOTALL)))
        return reply(f'<rpc-reply xmlns="urn:ietf:params:xml:ns:netconf:base:1.0" xmlns:junos="http://xml.juniper.net/junos/22.4R0/junos">{inner}</rpc-reply>')

    def commits_elsewhere(self, *lines: str) -> None:
        self.lines += lines
        self.candidate = list(self.lines)

    def goes_back(self) -> None:
        """What the device does by itself when the time to confirm is over."""
        self.history.insert(0, self.lines)
        self.lines, self.waiting = list(self.history[1]), None
        self.candidate = list(self.lines)

    def _said(self, name: str, element: ElementTree.Element) -> str:
        kinds = {
            "software": lambda: f"<software-information><host-name>r1</host-name><junos-version>{self.release}</junos-version></software-information>",
            "committed": lambda: _configuration(self.lines),
            "candidate": lambda: _configuration(self.candidate),
            "compare": lambda: f"<configuration-information><configuration-output>{self._comparison()}</configuration-output></configuration-information>",
            "commits": self._commits,
            "lock": self._lock,
            "unlock": self._unlock,
            "load": lambda: self._load(element.findtext("configuration-set", "").split("\n")),
            "rollback 1": self._previous,
            "check": lambda: _results("commit-check-success"),
            "commit confirmed": lambda: self._commit(element.findtext("confirm-timeout")),
            "commit": lambda: self._commit(None),
            "discard": self._discard,
        }
        return kinds.get(name, lambda: failure("syntax error", element=element.tag))()

    def _lock(self) -> str:
        if self.locked_by:
            return failure(LOCKED)
        if self.candidate != self.lines:
            return failure("configuration database modified")
        self.locked_by = "me"
        return "<ok/>"

    def _unlock(self) -> str:
        self.locked_by = ""
        return self._discard()

    def _discard(self) -> str:
        self.candidate = list(self.lines)
        return "<ok/>"

    def _load(self, lines: list[str]) -> str:
        for line in [*lines, *self.slips]:
            self.heard.append(line)
            if self.refuse and self.refuse in line:
                found = failure("syntax error", element=line.split()[-1])
                return f"<load-configuration-results>{found}<load-error-count>1</load-error-count></load-configuration-results>"
            verb, _blank, rest = line.partition(" ")
            if verb == "delete":
                kept = [held for held in self.candidate if not f"{held} ".startswith(f"set {rest} ")]
                if kept == self.candidate:
                    return f"<load-configuration-results>{failure('statement not found', 'warning')}</load-configuration-results>"
                self.candidate = kept
            elif line not in self.candidate:
                self.candidate.append(line)
        return "<load-configuration-results><ok/></load-configuration-results>"

    def _comparison(self) -> str:
        gone = [("-", line) for line in self.lines if line not in self.candidate]
        said = []
        for sign, line in [*gone, *(("+", line) for line in self.candidate if line not in self.lines)]:
            _verb, top, rest = line.split(" ", 2)
            said += [f"[edit {top}]", f"{sign}    {rest};"]
        return "\n" + "".join(f"{text}\n" for text in said)

    def _commit(self, minutes: str | None) -> str:
        if minutes is None:
            self.waiting = None
        else:
            self.minutes = int(minutes)
            self.waiting = {"user": "admin", "date-time": "2026-11-21 22:03:43 UTC", "comment": f"commit confirmed, rollback in {minutes}mins"}
        if self.candidate != self.lines:
            self.history.insert(0, self.lines)
            self.lines = list(self.candidate)
        return _results("commit-success")

    def _previous(self) -> str:
        self.candidate = list(self.history[0])
        return "<load-configuration-results><ok/></load-configuration-results>"

    def _commits(self) -> str:
        told = "".join(f"<{tag}>{text}</{tag}>" for tag, text in (self.waiting or {"user": "root"}).items())
        marker = "<commit-confirmed>rollback pending</commit-confirmed>" if self.waiting else ""
        return f"<commit-information><commit-history><sequence-number>0</sequence-number>{told}{marker}</commit-history></commit-information>"


def _configuration(lines: list[str]) -> str:
    return f"<configuration-set>\n{chr(10).join(lines)}\n</configuration-set>"


def _results(said: str) -> str:
    return f"<commit-results><routing-engine><name>re0</name><{said}/></routing-engine></commit-results><ok/>"


def _name(element: ElementTree.Element) -> str:
    if element.tag == "get-configuration":
        return "compare" if element.get("compare") else element.get("database", "candidate")
    if element.tag == "load-configuration":
        return "rollback 1" if element.get("rollback") == "1" else "load"
    if element.tag == "commit-configuration":
        return "check" if element.find("check") is not None else "commit confirmed" if element.find("confirmed") is not None else "commit"
    names = {"get-software-information": "software", "get-commit-information": "commits", "lock-configuration": "lock", "unlock-configuration": "unlock",
             "discard-changes": "discard"}
    return names.get(element.tag, element.tag)
