# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a cost is what it is, in one sentence."""
from __future__ import annotations

from collections.abc import Sequence

from .assign import FIRST, FREE, KEPT, RANK, SITE, TIE, Reason
from .reach import NONE


def sentence_for(server: str, address: str, cost: int, reason: Reason, names: Sequence[str], ranks: Sequence[Sequence[int]], position: int) -> str:
    """`names`: the route servers of the address, by column of the reason; `ranks`: by position of a route server."""
    rank = next(number for number, of_rank in enumerate(ranks) if position in of_rank)
    other = names[reason.other] if 0 <= reason.other < len(names) else "another"
    after = "" if reason.failure.kind == NONE else f" {reason.failure}"
    if reason.kind == FIRST:
        text = f"{server} announces {address} at {cost}, the base, as the first of its route servers"
    elif reason.kind == FREE:
        text = f"{server} announces {address} at {cost}, the lowest cost, since no router is as far from it as from another route server"
    elif reason.kind == TIE:
        shared = f"with {other}{after}" if reason.lost < 0 else f"with another route server once {names[reason.lost]} is lost"
        text = f"{server} announces {address} at {cost}: at {reason.below}, router {reason.router} would share its flows {shared}"
    elif reason.kind == RANK:
        text = f"{server} announces {address} at {cost}, just above the farthest way to {other} (from {reason.router}{after}), to stand in only for a lost one"
    elif reason.kind == SITE:
        text = f"{server} announces {address} at {cost}, the lowest that leaves router {reason.router} to {other} in its own site"
    elif reason.kind == KEPT:
        text = f"{server} announces {address} at {cost} as before: the cost still holds"
    else:
        raise ValueError(reason.kind)
    if rank and reason.kind not in (RANK, KEPT):
        text += f", in rank {rank + 1}"
    return text + "."
