# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What guards the sessions of a `router bgp`, as FRR and IOS-XE both write it: which addresses may open one, and which keys they need."""
from __future__ import annotations

import ipaddress
from typing import Callable, Iterable

from .bgp_lines import is_address, subject
from .statements import Line


def listen_ranges(lines: Iterable[Line]) -> list[dict[str, str]]:
    """Each range and its group, in the order of the lines; a neighbor that stands in a group is a range of one address."""
    found = []
    for line in lines:
        words = line[1].split() if len(line) == 2 and line[0].startswith("router bgp ") and len(line[0].split()) == 3 else []
        if words[:3] == ["bgp", "listen", "range"] and words[4:5] == ["peer-group"]:
            found.append({"range": str(ipaddress.ip_network(words[3], strict=False)), "group": words[5]})
        elif words[:1] == ["neighbor"] and words[2:3] == ["peer-group"] and len(words) == 4 and is_address(words[1]):
            found.append({"range": str(ipaddress.ip_network(words[1])), "group": words[3]})
    return found


def keys(lines: Iterable[Line], is_sealed: Callable[[Line], bool] = lambda line: False) -> dict[str, str | None]:
    """Group or neighbor → its key in clear, None where nobody can read it."""
    found: dict[str, str | None] = {}
    for line in lines:
        name = subject(line)
        if name and line[-1].startswith(f"neighbor {name} password "):
            holder = str(ipaddress.ip_address(name)) if is_address(name) else name
            found[holder] = None if is_sealed(line) else line[-1].split(" password ", 1)[1]
    return found
