# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain builtins at the rim: no tag, no vault object, no proxy passes this point.

ansible-core 2.19 and later deliver tagged subclasses of str, int and dict, older cores AnsibleUnicode and
AnsibleVaultEncryptedUnicode (decrypted by str()). Applying `plain` twice yields the same result as applying it once.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

EXACT = {str, int, float, bool, type(None)}


def plain(value: Any) -> Any:
    """The same value made of exact builtins (dict, list, str, int, float, bool, None)."""
    if type(value) in EXACT:
        return value
    if isinstance(value, str):
        return "".join(str(value))
    if isinstance(value, (dict, Mapping)):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "surrogateescape")
    if isinstance(value, (list, Sequence, Set)):
        return [plain(item) for item in value]
    return "".join(str(value))
