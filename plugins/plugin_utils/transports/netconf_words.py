# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of Junos over NETCONF: requests, what a reply means, and what is said to the user of it."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Sequence
from xml.etree import ElementTree
from xml.sax.saxutils import escape

SOFTWARE = "<get-software-information/>"
COMMITTED = '<get-configuration database="committed" format="set"/>'
CANDIDATE = '<get-configuration database="candidate" format="set"/>'
COMPARE = '<get-configuration compare="rollback" rollback="0" format="text"/>'
COMMITS = "<get-commit-information/>"
LOCK = "<lock-configuration/>"
UNLOCK = "<unlock-configuration/>"
CHECK = "<commit-configuration><check/></commit-configuration>"
COMMIT = "<commit-configuration/>"
DISCARD = "<discard-changes/>"
PREVIOUS = '<load-configuration rollback="1"/>'
OLDEST = (15, 1)
CONFIGURATION_VERBS = ("set ", "deactivate ", "protect ")


@dataclass(frozen=True)
class Reply:
    """What a device answered to an RPC, as text of the reply's inner XML without namespaces.

    `errors`, `warnings`: its own words. `lost`: why there is no answer, as a sentence; nothing else is set then.
    """

    inner: str = ""
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    lost: str = ""

    def text(self, tag: str) -> str | None:
        """The text of the first element of that name; None where there is none."""
        return next((element.text or "" for element in self._root().iter(tag)), None)

    def elements(self, tag: str) -> list[ElementTree.Element]:
        return list(self._root().iter(tag))

    def _root(self) -> ElementTree.Element:
        return ElementTree.fromstring(f"<answer>{self.inner}</answer>")


def reply(text: str) -> Reply:
    """A `Reply` of an rpc-reply or of an rpc-error alone. Junos puts errors at the top, and into `commit-results` or `load-configuration-results`."""
    root = ElementTree.fromstring(text)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
            for name in [name for name in element.attrib if name.startswith("{")]:
                element.set(name.rpartition("}")[2], element.attrib.pop(name))
    errors: list[str] = []
    warnings: list[str] = []
    for fault in root.iter("rpc-error"):
        severity = fault.findtext("error-severity", "error").strip()
        (warnings if severity == "warning" else errors).append(_sentence(fault))
    inner = "" if root.tag == "rpc-error" else "".join(
        ElementTree.tostring(child, encoding="unicode").strip() for child in root if child.tag not in ("ok", "rpc-error"))
    return Reply(inner, tuple(dict.fromkeys(errors)), tuple(dict.fromkeys(warnings)))


def load(lines: Sequence[str]) -> str:
    """Junos XML Protocol Developer Guide, load-configuration: `action="set"` takes configuration mode commands as text."""
    return f'<load-configuration action="set" format="text"><configuration-set>{escape(chr(10).join(lines))}</configuration-set></load-configuration>'


def commit_confirmed(minutes: int) -> str:
    """`confirm-timeout` of commit-configuration counts minutes, 1 to 65535 (same guide, Commit the Candidate Configuration Only After Confirmation)."""
    return f"<commit-configuration><confirmed/><confirm-timeout>{minutes}</confirm-timeout></commit-configuration>"


def canonical(text: str) -> str:
    """A configuration in set format: its lines without what surrounds them, one LF after each."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    return "".join(f"{line}\n" for line in lines if line.startswith(CONFIGURATION_VERBS))


def release(software: Reply) -> str | None:
    """`junos-version`, of the first routing engine where several answer; older releases have it in the comment of the package `junos`."""
    version = software.text("junos-version")
    if version:
        return version.strip()
    packages = software.elements("package-information")
    comments = [package.findtext("comment", "") for package in packages if "junos" in package.findtext("name", "")]
    found = [match[1] for match in (re.search(r"\[([^\]]+)\]", comment) for comment in comments) if match]
    return found[0] if found else None


def prints_set_format(text: str) -> bool:
    """Since 15.1 (Junos XML Protocol Developer Guide, Specify the Output Format for Configuration Data)."""
    match = re.match(r"(\d+)\.(\d+)", text)
    return match is not None and (int(match[1]), int(match[2])) >= OLDEST


def too_old(text: str) -> str:
    return f"The device runs Junos {text}, which does not return its configuration as set lines over NETCONF; upgrade to {OLDEST[0]}.{OLDEST[1]} or newer."


def pending(commits: Reply) -> str | None:
    """Who made the commit that waits for its confirmation; None where none waits.

    While it waits, entry 0 has `<commit-confirmed>rollback pending</commit-confirmed>`; its comment `commit confirmed, rollback in 5mins` stays for ever
    (replies of Junos 24.4R2 kept in the tests of Juniper's junos-mcp-server, which also guard against a commit check, as that confirms it like a commit).
    """
    for entry in commits.elements("commit-history"):
        if entry.findtext("sequence-number", "").strip() == "0" and entry.find("commit-confirmed") is not None:
            told = {tag: (entry.findtext(tag) or "").strip() for tag in ("user", "date-time", "comment")}
            return f"by {told['user'] or 'an unnamed user'}, {told['date-time'] or 'at an unknown time'} ({told['comment'] or 'commit confirmed'})"
    return None


def locked_by(errors: Sequence[str]) -> str | None:
    """`configuration database locked by: user terminal (pid PID) on since ...` (NETCONF Developer Guide, Terminate a NETCONF Session)."""
    return next((match[1].strip() for match in (re.search(r"locked by:?\s*(.+)", error, re.DOTALL) for error in errors) if match), None)


def left_dirty(errors: Sequence[str]) -> bool:
    """A candidate with uncommitted changes cannot be locked (same guide, Lock and Unlock the Candidate Configuration): `configuration database modified`."""
    return any("configuration database modified" in error for error in errors)


DIRTY = (
    "Somebody left changes in the candidate configuration of the device that are not committed, so it cannot be locked; nothing was sent and nothing of theirs "
    "is lost. See them with `show | compare` in configuration mode, then `commit` or `rollback 0` them.")

CHANGED_UNDER_LOCK = (
    "The device gave the lock although its candidate configuration is not the committed one, against Junos's documentation; nothing was sent. Such changes go "
    "with the lock: see `show system commit` and who else configures the device.")


def held(who: str, waited: int) -> str:
    return f"The configuration of the device is locked by {who} (waited {waited} s; nothing was sent)."


def waits(who: str, waited: int) -> str:
    return (
        f"Another change waits for its confirmation on the device: {who} (waited {waited} s; nothing was sent, as a commit or a check would confirm it). "
        "When its time ends the device puts that change back; who made it can end it before by `commit`, or by `rollback 1` and `commit`.")


def notes(who: str | None) -> tuple[str, ...]:
    return () if who is None else (
        f"A change waits for its confirmation on the device: {who}. What was read may go back to what it was before.",)


def logged(keys: int, by: str) -> str:
    return (
        f"{by}, so {keys} line{'s' if keys > 1 else ''} with a key would stand in clear in Ansible's log; nothing was sent. Change that, or set "
        "allow_logged_keys to true.")


def unforeseen(found: Sequence[str]) -> str:
    return f"The device's own comparison is not what was predicted: {'. '.join(found)}."


def short(text: str) -> str:
    return " ".join(text.split())[:300] or "it said nothing"


def _sentence(fault: ElementTree.Element) -> str:
    message = " ".join((fault.findtext("error-message") or "").split()) or "an error without a message"
    element = " ".join((fault.findtext("error-info/bad-element") or "").split())
    path = " ".join((fault.findtext("error-path") or "").split())
    where = ": ".join(part for part in (path, element) if part)
    return f"{message} ({where})" if where else message
