# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of reports: published topologies with route servers and their plans, a verified network, hostile names, drawn networks."""
from __future__ import annotations

import random
from typing import Any

import yaml
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.planning.from_options import planned
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.report import Report, report_of

from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.planning.networks import TOPOLOGIES, clos
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.verification.small_network import healthy
from ansible_collections.virtual_appliance.routing.tests.unit.plugins.plugin_utils.verification.small_network import verified as verify_devices

HOSTS = {"abilene": ("SNVAng", "LOSAng", "NYCMng", "WASHng"), "geant": ("uk1", "fr1", "de1", "at1"),
         "nobel_germany": ("Hannover", "Koeln", "Frankfurt", "Muenchen"),
         "polska": ("Warsaw", "Gdansk", "Wroclaw", "Krakow")}
SCRIPT = "</script x><script>window.ran = true</script><!--<script><img src=x onerror='window.ran = true'>"  # ends a script, begins another


def reported(parts: dict[str, Any], **options: Any) -> Report:
    made, faults = report_of(parts, **options)
    assert made and not faults, [str(fault) for fault in faults]
    return made


def planned_parts(topology: dict[str, Any], servers: list[Any], **options: Any) -> dict[str, Any]:
    plan, faults = planned(topology, servers, ["a", "b"], **{"metric": "isis", **options})
    assert not faults, [str(fault) for fault in faults]
    return {"topology": topology, "plan": plan}


def published_parts(name: str) -> dict[str, Any]:
    """A published topology with four stub route servers, rs1 to rs4."""
    topology = yaml.safe_load((TOPOLOGIES / f"{name}.yml").read_text(encoding="utf-8"))["topology"]
    for number, host in enumerate(HOSTS[name], 1):
        topology["routers"][f"rs{number}"] = dict(topology["routers"][host])
        topology["links"].append({"between": [f"rs{number}", host], "cost": 10})
    return planned_parts(topology, [f"rs{number}" for number in range(1, len(HOSTS[name]) + 1)])


def clos_parts(pods: int = 20, leaves: int = 18, spines: int = 6, cores: int = 12, servers: int = 8) -> dict[str, Any]:
    """A folded Clos network, every pod a site, with stub route servers at first leaves."""
    fabric = clos(pods, leaves, spines, cores)
    topology: dict[str, Any] = {"routers": {router.name: {"site": router.site} for router in fabric.routers},
                                "links": [{"between": list(link.ends), "cost": link.cost} for link in fabric.links]}
    for number in range(servers):
        pod = f"pod{number * pods // servers}"
        topology["routers"][f"rs{number + 1}"] = {"site": pod}
        topology["links"].append({"between": [f"rs{number + 1}", f"{pod}-leaf0"], "cost": 10})
    return planned_parts(topology, [f"rs{number + 1}" for number in range(servers)], survive=["route_server"])


def verified() -> dict[str, Any]:
    """A verified network in which web2 announces what it may not, and whose rs2 has lost a session with the fabric."""
    devices = healthy()
    seen = next(session for session in devices["rs2"]["facts"]["sessions"] if session["peer"] == "10.1.2.12")
    seen.update(refused=["203.0.113.0/24"])
    devices["rs2"]["facts"]["sessions"][0].update(state="Active", established=False)
    devices["web1"]["facts"]["sessions"][1].update(state="Connect", established=False)
    return verify_devices(devices)


def small_topology() -> dict[str, Any]:
    """The topology of the verified network."""
    return {"defaults": {"cost": 10}, "routers": {"f1": {"site": "east"}, "f2": {"site": "west"}, "rs1": {"site": "east"}, "rs2": {"site": "west"}},
            "links": [{"between": ["f1", "f2"]}, {"between": ["rs1", "f1"]}, {"between": ["rs2", "f2"]}]}


def hostile_parts() -> dict[str, Any]:
    """Every text that people or devices write tries to be markup."""
    parts = planned_parts({"routers": {SCRIPT: {"site": SCRIPT}, f"rs{SCRIPT}": {}, "rs2": {}, "rs3": {}},
                           "links": [{"between": [SCRIPT, name], "cost": 10, "name": f"to {name}"} for name in (f"rs{SCRIPT}", "rs2", "rs3")]},
                          [f"rs{SCRIPT}", "rs2", "rs3"])
    found = verified()
    for rows in (found["findings"], found["checks"]):
        for row in rows:
            row.update({key: SCRIPT for key in row if key not in ("severity", "result", "examined")})
    for row in found["appliances"]:
        row.update(name=SCRIPT, pool=SCRIPT)
        for session in row["sessions"]:
            session.update({"state": SCRIPT, "from": SCRIPT, "route_server": SCRIPT, "accepted": [SCRIPT], "refused": [SCRIPT]})
    return {**parts, "verification": found}


def drawn_parts(seed: int) -> dict[str, Any]:
    """A connected random network: costs by direction, parallel links, broadcast networks, overloaded and max-metric routers, route servers on the way of
    others or with one address, and for every third seed several areas."""
    chance = random.Random(seed)
    count = chance.randint(4, 12)
    wide = chance.choice([1, 3, 40])

    def cost() -> int:
        return chance.randint(1, wide)

    routers = {f"r{number}": {"site": chance.choice(["", "east", "west"]), "overloaded": chance.random() < 0.1, "max_metric": chance.random() < 0.1}
               for number in range(count)}
    ends = [(number, chance.randrange(number)) for number in range(1, count)]
    ends += [tuple(chance.sample(range(count), 2)) for _number in range(chance.randint(0, count))]
    areas = {number: f"0.0.0.{chance.randint(1, 2)}" if seed % 3 == 0 and number > count // 2 else "0.0.0.0" for number in range(count)}
    links = [{"between": [f"r{one}", f"r{other}"], "cost": [cost(), cost()], "area": max(areas[one], areas[other])} for one, other in ends]
    networks = []
    if chance.random() < 0.5:
        networks.append({"name": "lan", "routers": {f"r{number}": cost() for number in chance.sample(range(count), 3)}})
    servers = []
    for number in range(chance.randint(2, 4)):
        addresses = chance.choice([["a", "b"], ["a", "b"], ["a"], ["b"]]) if number else ["a", "b"]
        host = f"r{chance.randrange(count)}"
        if chance.random() < 0.5 and host not in [server["name"] for server in servers]:
            servers.append({"name": host, "addresses": addresses})
        else:
            routers[f"s{number}"] = {"overloaded": chance.random() < 0.5}
            links.append({"between": [f"s{number}", host], "cost": [cost(), cost()]})
            servers.append({"name": f"s{number}", "addresses": addresses})
    costs = {server["name"]: {address: chance.randint(1, 3 * wide) for address in server["addresses"]} for server in servers}
    return {"topology": {"routers": routers, "links": links, "networks": networks}, "plan": {"costs": costs}}
