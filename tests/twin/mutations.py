# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gate for judges: faults put into rendered configurations, and which judges object to each."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class Gate:
    """`faults`: what is wrong → the intent it is put into, the text that is there, the text that takes its place once, at the first place.

    `rendered`: an intent's text and state. `objections`: what each judge that objects says of a text and its state.
    """

    def __init__(self, faults: Mapping[str, tuple[str, str, str]], rendered: Callable[[str], tuple[str, Any]],
                 objections: Callable[[str, Any], Mapping[str, Any]]) -> None:
        self._faults, self._rendered, self._objections = faults, rendered, objections
        self._caught: dict[str, list[str]] = {}

    def caught_by(self, fault: str) -> list[str]:
        intent, right, wrong = self._faults[fault]
        text, state = self._rendered(intent)
        assert right in text, f"the fault has no place any more: {right}"
        self._caught[fault] = list(self._objections(text.replace(right, wrong, 1), state))
        return self._caught[fault]

    def table(self) -> str:
        """A line for each fault, with the judges that caught it."""
        width = max(map(len, self._faults))
        return "\n".join(f"{fault:{width}}  {', '.join(self._caught.get(fault) or ['SURVIVED'])}" for fault in self._faults)
