# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx configuration; tools/build_docs.py copies it beside the generated pages."""

from __future__ import annotations

project = "virtual_appliance.routing"
copyright = "virtual_appliance.routing contributors"  # noqa: A001 (Sphinx reads this name)
title = "virtual_appliance.routing"

extensions = ["sphinx_antsibull_ext"]
pygments_style = "ansible"
highlight_language = "YAML+Jinja"
html_theme = "alabaster"
html_show_sphinx = False
html_use_smartypants = True
html_use_modindex = False
html_use_index = False
html_copy_source = False
default_role = "any"

# Pages of Ansible itself and of other collections lie outside this site, and a build asks no other host for their index.
OURS = "ansible_collections.virtual_appliance.routing"
FOREIGN = ("action_plugins", "common_return_values")


def leave_foreign_references(_app, _env, node, content):
    """Shows references to Ansible's own pages as plain text; broken references to ours stay errors."""
    target = str(node.get("reftarget", ""))
    foreign = target in FOREIGN or (target.startswith("ansible_") and not target.startswith(OURS))
    return content if foreign else None


def setup(app):
    app.connect("missing-reference", leave_foreign_references)
