# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of questions that a device leaves unanswered."""
from __future__ import annotations

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.sessions_task import without_unanswered

FOUND = {"sessions": [{"peer": "10.1.1.11", "accepted": [], "refused": []}, {"peer": "10.1.1.12", "accepted": ["192.0.2.8/29"], "refused": []}]}
ASKED = {"received 4 10.1.1.11": "…", "filtered 4 10.1.1.11": "…", "received 4 10.1.1.12": "…"}


def test_a_neighbor_whose_prefixes_were_not_told_has_unknown_ones_instead_of_none():
    first, second = without_unanswered(FOUND, ASKED, {"received 4 10.1.1.11": {}, "received 4 10.1.1.12": {}})["sessions"]
    assert (first["accepted"], first["refused"], first["advertised"]) == (None, None, None)
    assert second == FOUND["sessions"][1]


def test_an_empty_answer_is_an_answer():
    assert without_unanswered(FOUND, ASKED, dict.fromkeys(ASKED, "")) == FOUND
