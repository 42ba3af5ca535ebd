# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of intents that every dialect is held to: a base domain, and named changes of it."""
from __future__ import annotations

import copy
from typing import Any, Callable

from ansible_collections.virtual_appliance.routing.plugins.module_utils._options import APPLIANCE_MODULE, DOMAIN
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils import specification
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.intent import domain_intent
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.state import appliance_state, route_server_state

Options = dict[str, Any]
BASE: Options = {
    "asn": 65000,
    "anycast_addresses": [
        {"name": "a", "ipv4": "10.255.0.1", "ipv6": "2001:db8:ff::1"},
        {"name": "b", "ipv4": "10.255.0.2", "ipv6": "2001:db8:ff::2"},
    ],
    "route_servers": [
        {"name": "rs1", "router_id": "10.255.1.1", "ipv6": "2001:db8:fe::1"},
        {"name": "rs2", "router_id": "10.255.1.2", "ipv6": "2001:db8:fe::2"},
    ],
    "fabric_peers": [
        {"name": "f1", "ipv4": "10.255.1.11", "ipv6": "2001:db8:fe::11"},
        {"name": "f2", "ipv4": "10.255.1.12", "password": "fabric-key"},
    ],
    "infrastructure": ["10.254.0.0/16"],
    "igp": {"protocol": "ospf"},
    "cost_plan": {"igp_diameter": 100},
    "bfd": {},
    "pools": [
        {"name": "web", "subnets": ["10.1.0.0/16", "2001:db8:1::/48"], "password": "web-key",
         "prefixes": [{"within": "192.0.2.0/24", "lengths": "29-32"}, {"within": "2001:db8:100::/48", "lengths": 64}]},
        {"name": "edge", "subnets": ["10.2.1.0/24", "10.2.2.0/24"], "exclude": ["10.2.1.1"], "password": "edge-key", "advertise": "default",
         "prefixes": [{"within": "198.51.100.0/24", "lengths": "28-32"}]},
    ],
}


def base() -> Options:
    return copy.deepcopy(BASE)


def _web(**changes: Any) -> Callable[[Options], None]:
    return lambda domain: domain["pools"][0].update(changes)


def _domain(**changes: Any) -> Callable[[Options], None]:
    return lambda domain: domain.update(changes)


def _ebgp(domain: Options) -> None:
    domain["session"] = "ebgp"
    domain["pools"][0]["appliance_asns"] = [64512, 64513]
    domain["pools"][0]["prefixes"][0]["asn"] = 64513
    domain["pools"][1]["appliance_asns"] = [64520]


def _external(domain: Options) -> None:
    domain["igp"] = {"protocol": "ospf", "injection": {"ipv4": "external_1"}}


def _isis(domain: Options) -> None:
    domain["igp"] = {"protocol": "isis", "instance": "fabric", "level": 2}


def _three_pools(domain: Options) -> None:
    domain["pools"].append({"name": "lb", "subnets": ["10.3.1.0/24", "10.3.2.0/24", "2001:db8:3:1::/64", "2001:db8:3:2::/64"], "password": "lb-key",
                            "prefixes": [{"within": "203.0.113.0/24", "lengths": 32}, {"within": "2001:db8:300::/48", "lengths": "64-128"}]})


def _many_prefixes(domain: Options) -> None:
    domain["pools"][1]["prefixes"] = [{"within": f"198.51.{third}.{last}/32"} for third in range(100, 101) for last in range(1, 120, 2)]


INTENTS: dict[str, Callable[[Options], None]] = {
    "base": lambda domain: None,
    "wider bounds": _web(prefixes=[{"within": "192.0.2.0/24", "lengths": "28-32"}, {"within": "2001:db8:100::/48", "lengths": "64"}]),
    "other subnets": _web(subnets=["10.1.0.0/17", "10.5.0.0/16", "2001:db8:1::/48"]),
    "communities": _web(preference={"primary": "65000:1", "backup": "65000:2"}),
    "med": _web(preference={"med": [{"med": 5, "local_preference": 200}, {"med": 10, "local_preference": 90}]}),
    "single hosts with a limit": _web(subnets=None, hosts=["10.1.0.5", "2001:db8:1::5"], max_prefixes=3),
    "advisory limit": _web(max_prefixes=3, max_prefixes_enforcement="advisory"),
    "no key": _web(password=None, authentication="none"),
    "no bfd": _domain(bfd=None),
    "other timers": _domain(timers={"keepalive": 10, "hold": 30, "minimum_hold": 10}),
    "slow bfd": _domain(bfd={"interval": 1000, "multiplier": 4}),
    "many appliances": _web(max_appliances=500),
    "one pool": lambda domain: domain["pools"].pop(0),
    "three pools": _three_pools,
    "many prefixes": _many_prefixes,
    "ebgp": _ebgp,
    "external injection": _external,
    "IS-IS": _isis,
    "IS-IS at other costs": lambda domain: (_isis(domain), domain.update(cost_plan={"igp_diameter": 40})) and None,
    "explicit costs": lambda domain: (domain.update(cost_plan={"strategy": "explicit", "igp_diameter": 5}),
                                      domain["route_servers"][0].update(costs={"a": 50, "b": 90}),
                                      domain["route_servers"][1].update(costs={"a": 80, "b": 20})) and None,
    "an address for each server": lambda domain: (domain["route_servers"][0].update(addresses=["a"]),
                                                  domain["route_servers"][1].update(addresses=["b"])) and None,
}


def changed(name: str) -> Options:
    domain = base()
    INTENTS[name](domain)
    return domain


def faults_of(options: Options) -> list[str]:
    """What specification and intent say of a domain."""
    given, faults = specification.check(DOMAIN, options, "domain")
    if not faults:
        domain, faults = domain_intent(given)
    return [str(fault) for fault in faults]


def intent_of(options: Options) -> Any:
    given, faults = specification.check(DOMAIN, options, "domain")
    assert not faults, faults
    domain, faults = domain_intent(given)
    assert not faults, [str(fault) for fault in faults]
    return domain


def route_server(options: Options, name: str = "rs1", **more: Any) -> Any:
    interface = "any-{name}" if options["igp"]["protocol"] == "isis" else "lo"
    state, faults = route_server_state(intent_of(options), name, **{"anycast_interface": interface, **more})
    assert not faults, faults
    return state


def appliance(options: Options, **more: Any) -> Any:
    given = {"domain": options, "pool": "web", "prefixes": ["192.0.2.8/29", "2001:db8:100:1::/64"], "router_id": "192.0.2.8", **more}
    checked, faults = specification.check(APPLIANCE_MODULE, given)
    assert not faults, faults
    state, faults = appliance_state(intent_of(options), checked)
    assert not faults, [str(fault) for fault in faults]
    return state
