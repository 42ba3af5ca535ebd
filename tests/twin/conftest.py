# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
from pathlib import Path

import pytest

FILES = Path(__file__).resolve().parents[2] / "roles" / "lab" / "files"
sys.path.insert(0, str(FILES))
for name in ("backend_changes", "mutations"):
    pytest.register_assert_rewrite(f"ansible_collections.virtual_appliance.routing.tests.twin.{name}")
