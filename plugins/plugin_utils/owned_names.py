# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the objects that the collection owns on a device of any vendor: the domain's prefix, then what the object is for."""
from __future__ import annotations

from dataclasses import dataclass

from .intent.model import Admission


@dataclass(frozen=True)
class OwnedNames:
    """Names that several vendors give; each adds those of objects that it alone has."""

    prefix: str

    def own(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def group(self, pool: str, family: int) -> str:
        return self.own(f"{pool}-{family}")

    @property
    def nothing(self) -> str:
        return self.own("NOTHING")

    @property
    def settings(self) -> str:
        return self.own("SETTINGS")

    @property
    def bfd(self) -> str:
        return self.own("BFD")

    @property
    def drained(self) -> str:
        return self.own("GRACEFUL-SHUTDOWN")

    def anycast(self, family: int) -> str:
        return self.group("ANYCAST", family)

    def pools(self, family: int) -> str:
        return self.group("POOLS", family)

    def default(self, family: int) -> str:
        return self.group("DEFAULT", family)


def bounds_name(group: str, admission: Admission) -> str:
    """The prefix list of an admission into a peer group."""
    return group if admission.asn is None else f"{group}-AS{admission.asn}"
