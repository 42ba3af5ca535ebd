# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release of FRR can do."""
from __future__ import annotations

import re
from dataclasses import dataclass

OLDEST = (8, 4, 0)


@dataclass(frozen=True)
class Release:
    numbers: tuple[int, int, int]

    @property
    def text(self) -> str:
        return ".".join(map(str, self.numbers))

    @property
    def supported(self) -> bool:
        return self.numbers >= OLDEST

    @property
    def group_graceful_restart(self) -> bool:
        """Graceful restart by peer group reaches dynamic peers (FRR commit 0a85b1ba04: 10.2.1)."""
        return self.numbers >= (10, 2, 1)

    @property
    def enforces_first_as(self) -> bool:
        """An EBGP path must begin with the peer's own ASN unless the configuration says otherwise (FRR release notes: 10.0)."""
        return self.numbers >= (10, 0, 0)

    @property
    def resolves_via_default(self) -> bool:
        """Next hops resolve through the default route unless the configuration says otherwise (FRR pull request 14162: 9.1)."""
        return self.numbers >= (9, 1, 0)

    @property
    def keeps_wide_metrics(self) -> bool:
        """An IS-IS metric above 63 on an interface is there after a restart; before, the whole interface loses IS-IS, because its lines come
        before those of the instance (FRR issue 13818, pull request 15791: 10.1; seen on 8.4.4, and well on 10.3)."""
        return self.numbers >= (10, 1, 0)

    @property
    def retries_without_bfd(self) -> bool:
        """A session whose BFD is down is tried again. From 10.2.0 it was not, which a route server never mends: it starts BFD with the
        session only (FRR pull requests 18562 and 18681, issue 18742: corrected after 10.2.2 and 10.3.0; seen on Debian's 10.3)."""
        fixed = {(10, 2): 3, (10, 3): 1}
        return self.numbers[2] >= fixed.get(self.numbers[:2], 0)

    @property
    def forgets_keys(self) -> bool:
        """A dynamic peer's own TCP MD5 key is removed with the peer (FRR commit 2d53b65b75)."""
        fixed = {(10, 2): 6, (10, 3): 4, (10, 4): 3, (10, 5): 2}
        branch = self.numbers[:2]
        return branch >= (10, 6) or self.numbers[2] >= fixed.get(branch, 1000)


def release(text: str) -> Release | None:
    """`8.4.4`, `10.3`, `10.3.1-dev`: the first three numbers; None where there are none."""
    match = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return Release((int(match[1]), int(match[2]), int(match[3] or 0))) if match else None
