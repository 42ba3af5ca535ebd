# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the time of one run without a change goes: each stage on its own, for one device."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import machines
from domains import Domain
from figures import ROUNDS, Sheet, alternately, median, timed


def measure(sheet: Sheet, built: Any, given: Domain) -> None:
    """`built`: a lab whose route servers have the domain deployed already, but for a prefix."""
    node = built.nodes[machines.servers(built)[0]["name"]]
    works, size = _stages(node, given)
    taken = alternately({name: timed(work) for name, work in works.items()}, ROUNDS)
    for name in works:
        sheet.add(f"where it goes, {len(given['pools'])} pools, one device: {name}", median(taken[name]) * 1000, "ms", None, f"median of {ROUNDS}; {size}")


def _stages(node: Any, given: Domain) -> tuple[dict[str, Callable[[], Any]], str]:
    from ansible_collections.virtual_appliance.routing.plugins.module_utils._options import ROUTE_SERVER_MODULE
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils import intent, plain, specification, state
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr import FrrDialect
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr.configuration import parse
    from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.vtysh import VtyshTransport

    dialect = FrrDialect()
    transport = VtyshTransport(lambda script: _shell(node, script), run_owner="benchmark")
    templated = _templating(given)
    raw = templated()
    options, faults = specification.check(ROUTE_SERVER_MODULE, {"domain": plain.plain(raw), "name": node.name})
    assert not faults, faults[0]
    reading = transport.read(dialect.queries)
    compiled = intent.domain_intent(options["domain"])[0]
    target_state = state.route_server_state(compiled, node.name)[0]

    def parsed() -> None:
        parse.cache_clear()
        parse(reading.running)

    return {
        "templating of the domain": templated,
        "plain values": lambda: plain.plain(raw),
        "check of the options": lambda: specification.check(ROUTE_SERVER_MODULE, {"domain": raw, "name": node.name}),
        "compile to intent and state": lambda: state.route_server_state(intent.domain_intent(options["domain"])[0], node.name),
        "read of the device, on it": lambda: transport.read(dialect.queries),
        "parse of the reading": parsed,
        "refusals of the device": lambda: dialect.refusals(target_state, reading),
        "owned lines, target, compare": lambda: dialect.owned(reading, target_state) == dialect.target(target_state, reading),
    }, f"{len(reading.running) // 1024} KiB running configuration"


def _shell(node: Any, script: str) -> tuple[int, str, str]:
    done = node.run(["sh"], input=script)
    return done.returncode, done.stdout, done.stderr


def _templating(given: Domain) -> Callable[[], Any]:
    """What ansible-core does with a task's `domain: "{{ virtual_appliance_domain }}"`."""
    import json

    from ansible.parsing.dataloader import DataLoader
    from ansible.template import Templar

    loader = DataLoader()
    variables = loader.load(json.dumps({"virtual_appliance_domain": given}))
    argument = loader.load(json.dumps("{{ virtual_appliance_domain }}"))
    try:
        from ansible.template import trust_as_template
    except ImportError:  # ansible-core before 2.19 trusts everything
        return lambda: Templar(loader, variables=variables).template(argument)
    argument = trust_as_template(argument)
    return lambda: Templar(loader, variables=variables).template(argument)
