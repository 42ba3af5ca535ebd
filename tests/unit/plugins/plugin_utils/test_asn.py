# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.asn import asplain


@pytest.mark.parametrize("text, number", [("65000", 65000), ("4200000000", 4200000000), ("1.10", 65546), ("64086.59904", 4200000000), ("0.65000", 65000)])
def test_an_asn_is_read_in_either_notation(text, number):
    assert asplain(text) == number


@pytest.mark.parametrize("text", ["", "1.", "1.2.3", "AS1"])
def test_what_is_no_asn_is_refused(text):
    with pytest.raises(ValueError):
        asplain(text)
