# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FRR behind a twin, whatever vendor's device it stands for: lines and their order, addresses, the daemons."""
from __future__ import annotations

from .daemons import FrrDaemons
from .lines import Line, commands
from .translation import Interface, Notes, Translation, Untranslated

__all__ = ["FrrDaemons", "Interface", "Line", "Notes", "Translation", "Untranslated", "commands"]
