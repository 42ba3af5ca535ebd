# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What guards the sessions in a configuration of Junos: which addresses may open one, and which keys they need."""
from __future__ import annotations

import ipaddress
from typing import Iterable

from ...statements import Line
from . import keys as stored_keys
from .configuration import active, parse

Row = dict[str, str]
GROUP = ("set", "protocols", "bgp", "group")
START_BGP = "see whether rpd runs (show system processes extensive | match rpd), and run the playbook site, which configures protocols bgp"


def listen_ranges(running: str) -> list[Row]:
    return ranges_of(active(parse(running)))


def ranges_of(lines: Iterable[Line]) -> list[Row]:
    """Each range and its group, in the order of the lines; a neighbor of a group is a range of one address. `allow all` is both families' all."""
    found: dict[tuple[str, str], None] = {}
    for line in lines:
        if line[:4] != GROUP or len(line) < 7:
            continue
        if line[5] == "neighbor":
            found[str(ipaddress.ip_network(line[6])), line[4]] = None
        for word, value in ((line[5], line[6]), (line[7:8] and line[7], line[8:9] and line[8])):
            if word == "allow" and value:
                found.update({(block, line[4]): None for block in (("0.0.0.0/0", "::/0") if value == "all" else (_block(value),))})
    return [{"range": block, "group": group} for block, group in found]


def keys(lines: Iterable[Line]) -> dict[str, str | None]:
    """Group or neighbor → its key in clear, None where a master password seals it ($8$). `lines`: decoded."""
    found: dict[str, str | None] = {}
    for line in lines:
        if stored_keys.holds_key(line) and line[:4] == GROUP:
            holder = str(ipaddress.ip_address(line[6])) if line[5] == "neighbor" else line[4]
            found[holder] = None if stored_keys.is_sealed(line) else line[-1]
    return found


def _block(text: str) -> str:
    return str(ipaddress.ip_network(text, strict=False))
