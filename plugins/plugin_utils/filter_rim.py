# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a filter meets Jinja: plain data in, one AnsibleFilterError with every fault out."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Iterable

from ansible.errors import AnsibleFilterError

from .faults import Fault, sentence
from .plain import plain


def received(value: Any) -> Any:
    """`value` as exact builtins; what `map` and `select` yield is a list."""
    return plain(list(value) if isinstance(value, Iterator) else value)


def refuse(name: str, faults: Iterable[Fault]) -> None:
    found = list(faults)
    if found:
        raise AnsibleFilterError(f"{name}: {sentence(found)}")
