# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Junos's XML replies are made, and how Junos writes times and networks in them. Pure."""
from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any

from lxml import etree

JSON = Mapping[str, Any]
DAY = 86400
TABLES = {4: "inet.0", 6: "inet6.0"}
ORIGINS = {"IGP": "I", "EGP": "E", "incomplete": "?", "i": "I", "e": "E", "?": "?"}


def put(parent: etree._Element, tag: str, text: object = None, **attributes: str) -> etree._Element:
    """A new child; without text it is empty."""
    child = etree.SubElement(parent, tag, attributes)
    if text not in (None, ""):
        child.text = str(text)
    return child


def put_all(parent: etree._Element, leaves: Mapping[str, object]) -> None:
    """A child for each, in their order, but for those that are None."""
    for tag, text in leaves.items():
        if text is not None:
            put(parent, tag, text)


def elapsed(seconds: float) -> str:
    """As of a session: `44`, `3:16`, `8:46:07`, `6d 8:46:07`, `35w5d 23:41:41` (recorded neighbors; public `show bgp summary | display xml`)."""
    whole = int(seconds)
    days, rest = divmod(whole, DAY)
    hours, minutes, left = rest // 3600, rest % 3600 // 60, rest % 60
    if not days and not hours:
        return f"{minutes}:{left:02d}" if minutes else str(left)
    return _days(days) + f"{hours}:{minutes:02d}:{left:02d}"


def age(seconds: float) -> str:
    """As of a route: `00:55:24`, `222w4d 09:25:28` (public `show route | display xml` of 12.1 and later)."""
    days, rest = divmod(int(seconds), DAY)
    return _days(days) + f"{rest // 3600:02d}:{rest % 3600 // 60:02d}:{rest % 60:02d}"


def _days(days: int) -> str:
    weeks, left = divmod(days, 7)
    return (f"{weeks}w" if weeks else "") + (f"{left}d" if left or weeks else "") + (" " if days else "")


def path(text: str, origin: str) -> str:
    """An AS path as in a route: `65101 I`, `I`."""
    return f"{text} {ORIGINS.get(origin, '?')}".strip()


def version(prefix: str) -> int:
    return ip_network(prefix, strict=False).version
