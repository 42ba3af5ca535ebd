# -*- coding: utf-8 -*-
# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Callable

from ..plugin_utils import report as pure
from ..plugin_utils.faults import Fault
from ..plugin_utils.filter_rim import received, refuse

FORMATS = {"html": pure.html_of, "markdown": pure.markdown_of}


def network_report(parts: dict[str, Any], format: str = "html", title: str = "", metric: str | None = None, area: str | None = None) -> str:
    wanted, shape = received(parts), received(format)
    made, faults = pure.report_of(wanted, received(title), received(metric), received(area))
    if not isinstance(shape, str) or shape not in FORMATS:
        faults.append(Fault("format", "there is no such format", f"write one of {', '.join(FORMATS)}", shape))
    refuse("network_report", faults)
    try:
        return FORMATS[shape](made) if made else ""
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        refuse("network_report", [Fault("report", f"a part is not as the filter or module returned it ({type(error).__name__}: {str(error)[:80]})",
                                        "pass on what they returned, whole, of this version of the collection")])
        raise


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"network_report": network_report}
