# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The topology file: YAML (or JSON) to dataclasses, with every contradiction named at once. Pure."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address
from itertools import islice
from pathlib import Path
from typing import Any

from .errors import LabError

GROUPS = {"fabric": "fabric", "route_server": "route_servers", "appliance": "appliances"}
VENDORS = ("frr", "iosxe", "junos")
IGPS = ("ospf", "isis", "none")
LONGEST_INTERFACE_NAME = 15
HIGHEST_COST = 65534
NAME = re.compile(r"[a-z][a-z0-9-]{0,11}")
LOOPBACK = re.compile(r"[a-z][a-z0-9-]{0,14}")
RESERVED_NAMES = ("hv",)
KEYS = {"igp", "asn", "nodes", "links", "link_network", "inventory_vars"}
NODE_KEYS = {"role", "site", "loopback_ipv4", "loopback_ipv6", "access", "loopbacks", "at", "pool", "host", "vars", "vendor"}


@dataclass(frozen=True)
class Subnet:
    """An access subnet of a fabric router; the router has its first address."""

    pool: str
    ipv4: IPv4Network
    ipv6: IPv6Network

    @property
    def gateway_ipv4(self) -> str:
        return str(self.ipv4[1])

    @property
    def gateway_ipv6(self) -> str:
        return str(self.ipv6[1])


@dataclass(frozen=True)
class Node:
    name: str
    role: str
    site: str = ""
    loopback_ipv4: str = ""
    loopback_ipv6: str = ""
    loopbacks: tuple[str, ...] = ()
    access: tuple[Subnet, ...] = ()
    at: str = ""
    pool: str = ""
    host: int = 0
    vars: Mapping[str, Any] = field(default_factory=dict)
    vendor: str = "frr"

    def subnet(self, pool: str) -> Subnet | None:
        return next((subnet for subnet in self.access if subnet.pool == pool), None)


@dataclass(frozen=True)
class Link:
    a: str
    b: str
    network: IPv4Network
    cost: int = 10


@dataclass(frozen=True)
class Topology:
    igp: str
    asn: int
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    inventory_vars: Mapping[str, Mapping[str, Any]]
    source: Mapping[str, Any]

    def node(self, name: str) -> Node:
        for node in self.nodes:
            if node.name == name:
                return node
        raise LabError(f"The lab has no node named {name}; its nodes are {', '.join(n.name for n in self.nodes)}.")

    def with_role(self, role: str) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.role == role)

    def links_of(self, name: str) -> Iterator[tuple[Link, str, str]]:
        """Each link of a node, with the neighbor's name and the node's own address with its mask."""
        for link in self.links:
            if name == link.a:
                yield link, link.b, f"{link.network[0]}/31"
            elif name == link.b:
                yield link, link.a, f"{link.network[1]}/31"

    def connected_with(self, name: str) -> set[str]:
        """The node itself and all that links lead to."""
        found, ahead = {name}, [name]
        while ahead:
            neighbors = {neighbor for _link, neighbor, _address in self.links_of(ahead.pop())} - found
            found |= neighbors
            ahead += neighbors
        return found

    def access_subnet(self, router: str, pool: str) -> Subnet:
        subnet = self.node(router).subnet(pool)
        if subnet is None:
            raise LabError(f"{router} offers no access subnet for the pool {pool}; add it under nodes.{router}.access.")
        return subnet


def load(path: Path) -> Topology:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LabError(f"The topology file {path} cannot be read: {error.strerror}.") from error
    return parse(_decode(text, path))


def _decode(text: str, path: Path) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_distinct)
    except ValueError:
        pass
    try:
        import yaml
    except ImportError as error:
        raise LabError(f"{path} is YAML and this Python has no PyYAML; install it, or give JSON.") from error

    class Loader(yaml.SafeLoader):
        """It refuses a key that a mapping has already; PyYAML itself would drop the first."""

        def construct_mapping(self, node, deep=False):
            _distinct([(key.value, None) for key, _value in node.value])
            return super().construct_mapping(node, deep)

    try:
        return yaml.load(text, Loader)
    except yaml.YAMLError as error:
        raise LabError(f"{path} is not valid YAML: {error}") from error


def _distinct(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    names = [name for name, _value in pairs]
    for name in names:
        if names.count(name) > 1:
            raise LabError(f"{name}: this key stands twice in one mapping of the topology; rename or remove one of the two.")
    return dict(pairs)


def parse(source: Any) -> Topology:
    """The topology in a decoded file, or one LabError with every fault on a line of its own."""
    if not isinstance(source, Mapping) or not isinstance(source.get("nodes"), Mapping):
        raise LabError("nodes: a topology is a mapping with at least `nodes`, a mapping of names to nodes.")
    faults: list[str] = []
    nodes = tuple(_node(name, given, faults) for name, given in source["nodes"].items())
    links = tuple(_links(source, faults))
    igp = source.get("igp", "ospf")
    if igp not in IGPS:
        faults.append(f"igp: {igp} is not known; write one of {', '.join(IGPS)}.")
    asn = _number(source, "asn", 65000, "asn", faults)
    for key in sorted(set(source) - KEYS):
        faults.append(f"{key}: no such key of a topology; its keys are {', '.join(sorted(KEYS))}.")
    faults.extend(_contradictions(nodes, links))
    if faults:
        raise LabError("\n".join(faults))
    return Topology(igp, asn, nodes, links, source.get("inventory_vars") or {}, source)


def _number(given: Mapping[str, Any], key: str, default: int, where: str, faults: list[str]) -> int:
    value = given.get(key, default)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    faults.append(f"{where}: {value} is no whole number.")
    return default


def _node(name: Any, given: Any, faults: list[str]) -> Node:
    where = f"nodes.{name}"
    if not isinstance(given, Mapping):
        faults.append(f"{where}: a node is a mapping with at least `role`.")
        return Node(str(name), "")
    if not NAME.fullmatch(str(name)) or name in RESERVED_NAMES:
        faults.append(f"{where}: {name} cannot name a node; use up to 12 lower-case letters, digits and dashes, not `hv`.")
    if given.get("role") not in tuple(GROUPS):
        faults.append(f"{where}.role: {given.get('role')} is not known; write one of {', '.join(GROUPS)}.")
    vendor = given.get("vendor", "frr")
    if vendor not in VENDORS or (vendor != "frr" and given.get("role") == "fabric"):
        faults.append(f"{where}.vendor: {vendor} is not known here; write one of {', '.join(VENDORS)}, and frr for a fabric router.")
    for key in sorted(set(given) - NODE_KEYS):
        faults.append(f"{where}.{key}: no such key of a node.")
    return Node(
        name=str(name),
        role=given.get("role", ""),
        site=given.get("site", ""),
        loopback_ipv4=_address(given, "loopback_ipv4", where, faults),
        loopback_ipv6=_address(given, "loopback_ipv6", where, faults),
        loopbacks=tuple(_loopbacks(given, where, faults)),
        access=tuple(_access(given.get("access") or {}, where, faults)),
        at=given.get("at", ""),
        pool=given.get("pool", ""),
        host=_number(given, "host", 0, f"{where}.host", faults),
        vars=given.get("vars") or {},
        vendor=str(vendor),
    )


def _address(given: Mapping[str, Any], key: str, where: str, faults: list[str]) -> str:
    value = given.get(key, "")
    if not value:
        return ""
    try:
        address = ip_address(value)
    except ValueError:
        faults.append(f"{where}.{key}: {value} is no address.")
        return ""
    if address.version != int(key[-1]):
        faults.append(f"{where}.{key}: {value} is an address of the other family.")
    return str(address)


def _loopbacks(given: Mapping[str, Any], where: str, faults: list[str]) -> Iterator[str]:
    names = given.get("loopbacks") or []
    if not isinstance(names, list):
        faults.append(f"{where}.loopbacks: write a list of names of devices.")
        return
    for name in names:
        if isinstance(name, str) and LOOPBACK.fullmatch(name):
            yield name
        else:
            faults.append(f"{where}.loopbacks: {name} cannot name a device; use up to {LONGEST_INTERFACE_NAME} lower-case letters, digits and dashes.")


def _access(given: Any, where: str, faults: list[str]) -> Iterator[Subnet]:
    if not isinstance(given, Mapping):
        faults.append(f"{where}.access: write a mapping of pools to subnets.")
        return
    for pool, subnet in given.items():
        if len(f"acc-{pool}") > LONGEST_INTERFACE_NAME:
            faults.append(f"{where}.access.{pool}: a pool's name has at most 11 characters here (interface acc-NAME).")
        try:
            yield Subnet(pool, IPv4Network(subnet["ipv4"]), IPv6Network(subnet["ipv6"]))
        except (ValueError, KeyError, TypeError) as error:
            faults.append(f"{where}.access.{pool}: write one `ipv4` and one `ipv6` network without host bits ({error}).")


def _links(source: Mapping[str, Any], faults: list[str]) -> Iterator[Link]:
    links = source.get("links") or []
    if not isinstance(links, list):
        faults.append("links: write a list of `{ends: [NODE, NODE], cost: 10}`.")
        return
    pairs = _link_networks(source.get("link_network", "10.254.0.0/20"), len(links), faults)
    for index, (given, network) in enumerate(zip(links, pairs)):
        ends = given.get("ends") if isinstance(given, Mapping) else None
        if not isinstance(ends, list) or len(ends) != 2:
            faults.append(f"links[{index}]: write `ends: [NODE, NODE]` and, where it is not 10, `cost`.")
            continue
        cost = _number(given, "cost", 10, f"links[{index}].cost", faults)
        if not 1 <= cost <= HIGHEST_COST:
            faults.append(f"links[{index}].cost: {cost} is no IGP cost; write a number from 1 to {HIGHEST_COST}.")
        yield Link(str(ends[0]), str(ends[1]), network, cost)


def _link_networks(given: Any, count: int, faults: list[str]) -> list[IPv4Network]:
    """A /31 for each link."""
    try:
        block = IPv4Network(given)
    except ValueError as error:
        faults.append(f"link_network: {given} is no IPv4 network without host bits ({error}).")
        return []
    if block.num_addresses < 2 * count:
        faults.append(f"link_network: {given} is too small for {count} links; give each two addresses.")
    return list(islice(block.subnets(new_prefix=31), count)) if block.prefixlen < 32 else []


def _contradictions(nodes: tuple[Node, ...], links: tuple[Link, ...]) -> Iterator[str]:
    by_name = {node.name: node for node in nodes}
    seen: set[frozenset[str]] = set()
    for index, link in enumerate(links):
        ends = frozenset((link.a, link.b))
        for end in sorted(ends - set(by_name)):
            yield f"links[{index}].ends: there is no node {end}."
        if len(ends) == 1 or ends in seen:
            yield f"links[{index}].ends: {link.a} and {link.b}: one link joins two different nodes, once."
        seen.add(ends)
    for node in nodes:
        if node.role == "appliance":
            yield from _appliance_faults(node, by_name)
        elif any(node.name in (link.a, link.b) for link in links) and not (node.loopback_ipv4 and node.loopback_ipv6):
            yield f"nodes.{node.name}: a node with links needs loopback_ipv4 and loopback_ipv6."
    yield from _repeated(nodes)


def _appliance_faults(node: Node, by_name: Mapping[str, Node]) -> Iterator[str]:
    if not node.at:
        return
    router = by_name.get(node.at)
    if router is None or router.subnet(node.pool) is None:
        yield f"nodes.{node.name}.at: {node.at} is no node that offers an access subnet for the pool {node.pool!r}."
    if not 2 <= node.host <= 250:
        yield f"nodes.{node.name}.host: {node.host} is no host number; write one from 2 to 250, the same in every subnet."


def _repeated(nodes: tuple[Node, ...]) -> Iterator[str]:
    owners: dict[str, str] = {}
    for node in nodes:
        for address in (node.loopback_ipv4, node.loopback_ipv6):
            if address and owners.setdefault(address, node.name) != node.name:
                yield f"nodes.{node.name}: the loopback {address} belongs to {owners[address]} already."
    hosts: dict[tuple[str, int], str] = {}
    for node in nodes:
        if node.at and hosts.setdefault((node.pool, node.host), node.name) != node.name:
            yield f"nodes.{node.name}.host: {node.host} belongs to {hosts[node.pool, node.host]} of the same pool already."
