# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of IOS-XE: what an answer means, and what is said to the user of it."""
from __future__ import annotations

import re
from collections import Counter
from typing import Sequence

HEADINGS = re.compile(
    r"Building configuration\.\.\.|Current configuration ?: \d+ bytes|! (Last configuration change|NVRAM config last updated|No configuration change since) .*")
SYSLOG = re.compile(r"%[A-Z0-9_]+(-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+:")
PERCENT = re.compile(r"\s*%")
WITHOUT_PERCENT = re.compile(
    r"command rejected|command authorization failed|\berror:|^error\b|invalid input|(incomplete|ambiguous) command|bad mask|"
    r"password/key will be truncated|hardware_not_supported|cannot modify internally generated|configuration mode is locked|^aborted", re.IGNORECASE)
INFORMATION = re.compile(
    r"not all config may be removed and may reappear after|peergroups are automatically activated when parameters are configured|"
    r"all bgp sessions must be reset to take the new|hold time of less than 20 seconds increases|ospf will not operate on this interface until ip is",
    re.IGNORECASE)
SAVE_QUESTIONS = (r"\[confirm\]", r"\[no\]: ?$")
NO_ARCHIVE = (
    "The configuration archive of the device is not enabled, and without it IOS-XE cannot put a change back by itself; nothing was sent. Configure it "
    "once, in configuration mode: `archive`, `path bootflash:archive` (flash: where there is no bootflash:), `maximum 14`.")


def canonical(text: str) -> str:
    """A running configuration without headings and surrounding blank lines, LF only, one LF at its end."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(line for line in lines if not HEADINGS.fullmatch(line)).strip("\n") + "\n"


def statements(running: str) -> list[str]:
    """Its lines without the bare `!` between them: a note of the last change, once there is one, brings a further one with it."""
    return [line for line in running.split("\n") if line.strip() != "!"]


def differing(one: str, other: str) -> int:
    """How many lines are in one of the two only. In any order: what IOS restores it may show in the order of its making."""
    count = Counter(statements(one))
    count.subtract(statements(other))
    return sum(map(abs, count.values()))


def release(text: str) -> str | None:
    """`17.12.04` of `Cisco IOS XE Software, Version 17.12.04`; of older images the version of IOS itself."""
    match = re.search(r"IOS[ -]XE Software, Version (\S+)", text) or re.search(r"\bIOS\b.*, Version ([^\s,]+)", text)
    return match[1].rstrip(",") if match else None


def privilege(text: str) -> int | None:
    match = re.search(r"Current privilege level is (\d+)", text)
    return int(match[1]) if match else None


def unprivileged(level: int | None) -> str:
    has = "is not in privileged mode" if level is None else f"has privilege level {level}"
    return (
        f"The login user {has} on the device, and level 15 is needed: set ansible_become to true, ansible_become_method to "
        "ansible.netcommon.enable, and give the enable secret as ansible_become_password; or give the user privilege 15.")


def refusals(text: str) -> list[str]:
    """The lines of an answer that say no: `%` at the start, or the words that IOS has without it.

    Sources: the error patterns of cisco.ios 11.1.1 (plugins/terminal/ios.py) and of Cisco's NSO driver for IOS, and IOS's answers
    that neither matches (`% Specify remote-as or peer-group commands first`). Not meant are log messages (`%SYS-5-CONFIG_I:`; Cisco, System
    Message Guide) and what IOS only tells (the driver's list of warnings), such as `% Not all config may be removed and may
    reappear after reactivating the sub-interface`, and `% Warning: A hold time of less than 20 seconds increases the chances of peer flapping` (BGP
    Command Reference, neighbor timers).
    """
    said = [line.strip() for line in text.split("\n") if line.strip(" ^")]
    return [line for line in said if (PERCENT.match(line) or WITHOUT_PERCENT.search(line)) and not SYSLOG.search(line) and not INFORMATION.search(line)]


def refused(text: str) -> bool:
    """Whether a show or exec command was answered by a refusal: its first word, as configuration may hold such words further down."""
    first = next((line for line in text.split("\n") if line.strip(" ^")), "")
    return bool(refusals(first))


def complaint(line: str, text: str) -> tuple[str, ...]:
    """IOS's words, then the line that they are about, the line last (whoever masks it needs its end)."""
    said = refusals(text)
    return (f"{' / '.join(said)} The line was: {line.strip()}",) if said else ()


def in_context(lines: Sequence[str], number: int) -> str:
    """A line after those that it stands in, as their indentation tells."""
    found = [lines[number].strip()]
    depth = _indentation(lines[number])
    for line in reversed(lines[:number]):
        if _indentation(line) < depth:
            depth = _indentation(line)
            found.insert(0, line.strip())
    return " / ".join(found)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def short(text: str) -> str:
    return " ".join(text.split())[:300] or "it said nothing"


def without_archive(text: str) -> bool:
    """`Archive feature not enabled` (show archive), `%Turn config archive on before using Rollback Confirmed Change` (configure)."""
    return bool(re.search(r"archive.*not.enabled|turn config archive on", text, re.IGNORECASE))


def nothing_pending(text: str) -> bool:
    """`%No Rollback Confirmed Change pending` (cisco.ios 11.1.1 plugins/cliconf/ios.py)."""
    return "no rollback confirmed change pending" in text.lower()


def held(timer: str, waited: int) -> str:
    return (
        f"Another change waits for its confirmation on the device: {_who(timer)} (waited {waited} s; nothing was sent). When the timer ends, the device puts "
        "that change back; who made it can end it before by `configure confirm` or `configure revert now`.")


def notes(timer: str) -> tuple[str, ...]:
    if "Timer value" not in timer:
        return ()
    return (f"A change waits for its confirmation on the device: {_who(timer)}. What was read may go back to what it was before.",)


def _who(timer: str) -> str:
    """`timer`: what `show archive config rollback timer` says (Cisco IOS Configuration Fundamentals Command Reference)."""
    found = {name: match[1].strip() for name, match in (
        (name, re.search(rf"{name}[^:\n]*: (.+)", timer)) for name in ("Time configured", "Timer value", "User")) if match}
    return (
        f"by {found.get('User', 'an unnamed user')}, since {found.get('Time configured', 'an unknown time')}, "
        f"with a timer of {found.get('Timer value', 'an unknown length')}")


def logged(keys: int) -> str:
    return (
        f"persistent_log_messages is on for this connection, so Ansible would write {keys} line{'s' if keys > 1 else ''} with a key in clear into its log; "
        "nothing was sent. Turn it off (ansible_persistent_log_messages: false), or set allow_logged_keys to true.")
