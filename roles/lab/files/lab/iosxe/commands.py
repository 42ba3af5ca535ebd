# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exec commands: which one a line means. Abbreviations are those that network_cli, cisco.ios and their users' playbooks send."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# command -> (name of the method of Session, privileged, keys of SOURCES)
COMMANDS: dict[str, tuple[str, bool, str]] = {
    "configure confirm": ("configure_confirm", True, "rollback-guide"),
    "configure revert now": ("configure_revert_now", True, "rollback-guide, revert-session"),
    "configure revert timer": ("configure_revert_timer", True, "rollback-guide, vendor facts 8"),
    "configure terminal": ("configure_terminal", True, "fundamentals"),
    "configure terminal revert timer": ("configure_terminal_revert_timer", True, "rollback-guide, revert-session, revert-session-2, nso"),
    "copy running-config startup-config": ("copy_running_startup", True, "recorded-save, fundamentals"),
    "disable": ("disable", False, "fundamentals"),
    "enable": ("enable", False, "security, cisco.ios"),
    "end": ("nothing", False, "fundamentals"),
    "exit": ("leave", False, "fundamentals"),
    "logout": ("leave", False, "fundamentals"),
    "quit": ("leave", False, "fundamentals"),
    "reload": ("reload", True, "fundamentals"),
    "show archive": ("show_archive", True, "recorded-archive, archive-blog"),
    "show archive config rollback timer": ("show_rollback_timer", True, "recorded-archive, archive-command, napalm"),
    "show privilege": ("show_privilege", False, "cisco.ios"),
    "show running-config": ("show_running", True, "recorded"),
    "show running-config interface": ("show_interface", True, "recorded-archive"),
    "show startup-config": ("show_startup", True, "fundamentals, recorded-save"),
    "show version": ("show_version", False, "recorded"),
    "terminal length": ("terminal_size", False, "cisco.ios, fundamentals"),
    "terminal monitor": ("terminal_monitor", False, "fundamentals"),
    "terminal no monitor": ("terminal_no_monitor", False, "fundamentals"),
    "terminal width": ("terminal_size", False, "cisco.ios, fundamentals"),
    "write": ("write_memory", True, "fundamentals"),
    "write memory": ("write_memory", True, "recorded-archive, fundamentals"),
}
SHORT_FIRST = {"conf": "configure", "config": "configure", "sh": "show", "wr": "write", "en": "enable", "term": "terminal"}
SHORT = {"t": "terminal", "term": "terminal", "run": "running-config", "running": "running-config",
         "start": "startup-config", "startup": "startup-config", "mem": "memory", "ver": "version", "int": "interface"}
BACKEND = ("show", "clear", "ping", "traceroute", "debug", "undebug")
RESETS = (("clear", "ip", "bgp"), ("clear", "bgp", "ipv4", "unicast"), ("clear", "bgp", "ipv6", "unicast"))  # bgp-command, bgp-guide
FIRST = tuple({command.split()[0] for command in COMMANDS} | set(BACKEND))


@dataclass(frozen=True)
class Command:
    method: str
    privileged: bool
    rest: tuple[str, ...]


def spelled(words: Sequence[str]) -> list[str]:
    return [SHORT_FIRST.get(word, word) for word in words[:1]] + [SHORT.get(word, word) for word in words[1:]]


def recognise(words: Sequence[str]) -> Command | None:
    """The longest command that the words begin with."""
    full = spelled(words)
    for length in range(len(words), 0, -1):
        found = COMMANDS.get(" ".join(full[:length]))
        if found is not None:
            return Command(*found[:2], tuple(words[length:]))
    return None


def resets(words: Sequence[str]) -> bool:
    """Whether BGP sessions are to be reset, all of them or those that are named. Where nothing routes there are none, and IOS has nothing to say."""
    return any(tuple(words[: len(start)]) == start and len(words) > len(start) for start in RESETS)


def known_words(words: Sequence[str]) -> int:
    """How many words some command begins with: the next one is where the caret goes."""
    full = spelled(words)
    starts = [command.split() for command in COMMANDS]
    return max((length for length in range(len(full) + 1) if any(start[:length] == full[:length] for start in starts)), default=0)


def incomplete(words: Sequence[str]) -> bool:
    full = spelled(words)
    return any(command.split()[: len(full)] == full for command in COMMANDS)


def ambiguous(word: str) -> bool:
    return sum(first.startswith(word) for first in FIRST) > 1
