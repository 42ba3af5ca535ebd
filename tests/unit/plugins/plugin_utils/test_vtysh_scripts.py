# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Change
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.vtysh import VtyshTransport, sections
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.vtysh_scripts import apply_script


def test_a_shell_that_is_none_is_said():
    failure = VtyshTransport(lambda script: (1, "% Invalid input detected", "")).read({})
    assert "did not run a POSIX shell script" in failure.why and "% Invalid input" in failure.why


def test_sections_ignore_what_stands_before_the_first_marker():
    text = "motd n0nce?\nmotd\n\nn0nce ready\n\nvm# ! n0nce running\nvm# show run\nline\n\nn0nce end\n"
    assert {name: part.strip() for name, part in sections(text, "n0nce").items()} == {"ready": "", "running": "line", "end": ""}


def test_scripts_are_definitions_and_one_call():
    change = Change(commands=(("ip prefix-list VA-b seq 5 permit 10.0.1.0/24",),), undo=(("no ip prefix-list VA-b seq 5 permit 10.0.1.0/24",),))
    script = apply_script("", "vtysh", change)
    assert script.endswith("\nva_main\n")
