# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A healthy network of two route servers, two fabric routers and two appliances, as facts; tests break a copy of it."""
from __future__ import annotations

import copy
from typing import Any

from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.offline import sound_domain
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.verification import Device, verify

DOMAIN = {
    "asn": 65000,
    "anycast_addresses": [{"name": "a", "ipv4": "10.255.0.1"}, {"name": "b", "ipv4": "10.255.0.2"}],
    "route_servers": [{"name": "rs1", "router_id": "10.255.1.1"}, {"name": "rs2", "router_id": "10.255.1.2"}],
    "fabric_peers": [{"name": "f1", "ipv4": "10.255.1.11"}, {"name": "f2", "ipv4": "10.255.1.12"}],
    "igp": {"protocol": "ospf"},
    "cost_plan": {"igp_diameter": 100},
    "pools": [{"name": "web", "subnets": ["10.1.0.0/16"], "password": "a-key", "prefixes": [{"within": "192.0.2.0/24", "lengths": "28-32"}]}],
}
PREFIXES = {"10.1.1.11": "192.0.2.0/29", "10.1.2.12": "192.0.2.8/29"}
ADDRESSES = {"a": "10.255.0.1", "b": "10.255.0.2"}
SOUND_DATABASE = {"ipv4": {"routers": 4, "paths": {"addresses": {"a": {}, "b": {}}}, "findings": []}}
DIGEST = "of-a-key"
SERVERS = {"a": ("rs1", "10.255.1.1"), "b": ("rs2", "10.255.1.2")}


def session(peer: str, local: str, router_id: str = "", **more: Any) -> dict[str, Any]:
    return {"peer": peer, "hostname": "", "state": "Established", "established": True, "local_address": local, "peer_router_id": router_id,
            "last_reset": "", "bfd": "up", "accepted_count": 0, "sent_count": 0, **more}


def facts(interfaces: dict[str, str], sessions: list[dict], paths: dict | None = None, routes: dict | None = None) -> dict[str, Any]:
    return {"release": "8.4.4", "speaks_bgp": True, "asn": 65000, "interfaces": {name: [text] for name, text in interfaces.items()},
            "sessions": sessions, "paths": paths or {}, "routes": routes or {}}


def configuration(*holders: str) -> dict[str, Any]:
    """What the module compared: as declared, a key for each holder."""
    return {"refusals": [], "missing": [], "left_over": [], "order_differs": False, "listen_ranges": [{"range": "10.1.0.0/16", "group": "VA-web-4"}],
            "keys": [{"holder": holder, "state": "as declared", "digest": DIGEST} for holder in holders]}


def path(address: str, *hops: str) -> dict[str, Any]:
    return {"prefix": f"{address}/32", "protocol": "ospf", "metric": 10, "nexthops": [{"address": hop, "interface": "to"} for hop in hops]}


def healthy() -> dict[str, dict[str, Any]]:
    """Device name → what `Device` takes. rs1 hangs on f1, rs2 on f2, web1 behind f1, web2 behind f2."""
    return copy.deepcopy({
        "rs1": _server("rs1", "a", "10.255.1.1", "10.255.1.2", "10.254.1.0"),
        "rs2": _server("rs2", "b", "10.255.1.2", "10.255.1.1", "10.254.2.0"),
        "f1": _router("10.255.1.11", {"to-rs1": "10.254.1.1/31", "to-f2": "10.254.0.0/31"}, "10.254.1.0", "10.254.0.1"),
        "f2": _router("10.255.1.12", {"to-rs2": "10.254.2.1/31", "to-f1": "10.254.0.1/31"}, "10.254.0.0", "10.254.2.0"),
        "web1": _appliance("10.1.1.11"),
        "web2": _appliance("10.1.2.12"),
    })


def _server(name: str, address: str, own: str, other: str, link: str) -> dict[str, Any]:
    sessions = [session(peer, own, sent_count=len(PREFIXES)) for peer in ("10.255.1.11", "10.255.1.12", other)]
    sessions += [session(peer, ADDRESSES[address], group="VA-web-4", authenticated=True, accepted=[prefix], accepted_count=1, refused=[],
                         announced={prefix: {"next_hop": peer, "as_path": ""}}, advertised=None) for peer, prefix in PREFIXES.items()]
    interfaces = {"lo": f"{own}/32", "a": "10.255.0.1/32", "b": "10.255.0.2/32", "link": f"{link}/31"}
    return {"role": "route_server", "server": name, "facts": {
        **facts(interfaces, sessions), "router_id": own, "listen_ranges": [{"range": "10.1.0.0/16", "group": "VA-web-4"}],
        "configuration": configuration("VA-web-4")}}


def _router(own: str, links: dict[str, str], to_a: str, to_b: str) -> dict[str, Any]:
    default = {"prefix": "0.0.0.0/0", "protocol": "ospf", "metric": 10, "nexthops": []}
    paths = {"10.255.0.1": path("10.255.0.1", to_a), "10.255.0.2": path("10.255.0.2", to_b), "10.1.0.0": default}
    routes = {prefix: [peer] for peer, prefix in PREFIXES.items()} | {"10.1.1.0/24": [], "10.1.2.0/24": []}
    return {"role": "fabric", "facts": facts({"lo": f"{own}/32", **links}, [], paths, routes)}


def _appliance(own: str) -> dict[str, Any]:
    sessions = [session(ADDRESSES[name], own, router_id, authenticated=True, accepted=[], refused=[], announced={}, advertised=[PREFIXES[own]])
                for name, (_server, router_id) in SERVERS.items()]
    return {"role": "appliance", "pool": "web", "prefixes": (PREFIXES[own],), "facts": {
        **facts({"eth0": f"{own}/24"}, sessions), "configuration": configuration(*ADDRESSES.values())}}


def verified(devices: dict[str, dict[str, Any]], domain: dict[str, Any] | None = None) -> dict[str, Any]:
    intent, faults = sound_domain(domain or DOMAIN)
    assert not faults, faults
    return verify(intent, [Device(name, **values) for name, values in devices.items()], SOUND_DATABASE)


def found(report: dict[str, Any], check: str) -> list[tuple[str, str]]:
    """Severity and subject of each finding of a check."""
    return [(finding["severity"], finding["subject"]) for finding in report["findings"] if finding["check"] == check]


def drop(device: dict[str, Any], peer: str) -> None:
    """The session with `peer` goes down."""
    for one in device["facts"]["sessions"]:
        if one["peer"] == peer:
            one.update(established=False, state="Active")
