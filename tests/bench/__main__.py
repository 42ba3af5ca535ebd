# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python tests/bench` is `python tests/bench/run.py`."""
from __future__ import annotations

import sys

from run import main

sys.exit(main(sys.argv[1:]))
