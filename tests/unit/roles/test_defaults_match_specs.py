# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a role says of its inputs (meta/argument_specs.yml) is what it does with them (defaults, tasks, module options)."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ansible_collections.virtual_appliance.routing.plugins.module_utils._options import APPLIANCE_MODULE, ROUTE_SERVER_MODULE

ROLES = Path(__file__).resolve().parents[3] / "roles"
NAMES = sorted(path.parent.parent.name for path in ROLES.glob("*/meta/argument_specs.yml"))
MODULES = {"appliance": APPLIANCE_MODULE, "route_server": ROUTE_SERVER_MODULE}
SOURCE = re.compile(r"{{ groups\['(\w+)'\]|{{ lookup\(.*\) }}/([\w/]+)|{{ (\w+)")


def options_of(role: str) -> dict:
    specs = yaml.safe_load((ROLES / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
    return {name: rule for entry in specs.values() for name, rule in (entry.get("options") or {}).items()}


def defaults_of(role: str) -> dict:
    path = ROLES / role / "defaults" / "main.yml"
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}


def templated(value: object) -> bool:
    return isinstance(value, str) and "{{" in value


def test_every_role_with_tasks_declares_its_inputs():
    with_tasks = sorted(path.parent.parent.name for path in ROLES.glob("*/tasks/main.yml"))
    assert with_tasks == NAMES
    assert set(MODULES) <= set(NAMES)


@pytest.mark.parametrize("role", NAMES)
def test_inputs_with_a_default_are_the_same_in_defaults_and_specs(role):
    options, defaults = options_of(role), defaults_of(role)
    assert set(defaults) <= set(options), "a default that the specs do not know"
    declared = {name: rule["default"] for name, rule in options.items() if "default" in rule}
    assert declared == {name: value for name, value in defaults.items() if not templated(value)}


@pytest.mark.parametrize("role", NAMES)
def test_the_description_names_where_a_computed_default_comes_from(role):
    """A variable, a group or a path below the caller's directory.

    The specs themselves are templated, so they carry no template: a domain would be computed twice in every run.
    """
    options = options_of(role)
    for name, value in defaults_of(role).items():
        if templated(value):
            source = next(filter(None, SOURCE.match(value).groups()))
            assert source in str(options[name]["description"]), (name, source)


@pytest.mark.parametrize("role", NAMES)
def test_a_required_input_has_no_default(role):
    assert not [name for name, rule in options_of(role).items() if rule.get("required") and name in defaults_of(role)]


@pytest.mark.parametrize("role", NAMES)
def test_inputs_bear_the_name_of_their_role(role):
    assert not [name for name in options_of(role) if not name.startswith(f"{role}_")]


@pytest.mark.parametrize("role", sorted(MODULES))
def test_inputs_are_the_options_of_the_module_and_their_rules(role):
    options, module = options_of(role), MODULES[role]
    assert set(options) == {f"{role}_{name}" for name in module}
    for name, rule in module.items():
        declared = options[f"{role}_{name}"]
        for key in ("type", "elements", "choices", "default"):
            assert declared.get(key) == rule.get(key), (name, key)
        from_variable = templated(defaults_of(role).get(f"{role}_{name}"))
        assert declared.get("required", False) == (rule.get("required", False) and not from_variable), name


@pytest.mark.parametrize("role", sorted(MODULES))
def test_the_role_is_one_task_that_passes_every_input_on(role):
    tasks = yaml.safe_load((ROLES / role / "tasks" / "main.yml").read_text(encoding="utf-8"))
    assert len(tasks) == 1
    assert set(tasks[0]) == {"name", f"virtual_appliance.routing.{role}", "register"}
    assert tasks[0]["register"] == f"{role}_result"
    options, defaults = options_of(role), defaults_of(role)
    for name, value in tasks[0][f"virtual_appliance.routing.{role}"].items():
        given = f"{role}_{name}"
        may_be_missing = given not in defaults and not options.pop(given).get("required")
        assert value == f"{{{{ {given}{' | default(omit)' if may_be_missing else ''} }}}}"
        options.pop(given, None)
    assert not options, "inputs that no task uses"
