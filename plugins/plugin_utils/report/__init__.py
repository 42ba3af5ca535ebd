# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report of a network: the plan of its anycast costs, what is seen in it, what was verified. As HTML and as Markdown. Pure."""
from __future__ import annotations

from .markdown import markdown_of
from .model import Report, report_of
from .page import html_of

__all__ = ["Report", "html_of", "markdown_of", "report_of"]
