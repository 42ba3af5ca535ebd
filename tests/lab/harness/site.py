# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab with the collection deployed on it, and the two ways to change it: ansible-playbook, and the engine directly."""
from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ansible_collections.virtual_appliance.routing.plugins.module_utils._options import APPLIANCE_MODULE, ROUTE_SERVER_MODULE
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils import intent, specification
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils import state as states

from .ribs import bfd_up, established, family, installed_of_all, neighbor, prefixes, sessions, told
from .vendors import vendor_of
from .waiting import until

REPOSITORY = Path(__file__).resolve().parents[3]
LAB = REPOSITORY / "roles" / "lab" / "files"
sys.path.insert(0, str(LAB))
from lab import Lab  # noqa: E402
from lab.topology import parse  # noqa: E402

Domain = dict[str, Any]
OUTSIDE = {name: {"ipv4": f"10.9.{index}.0/24", "ipv6": f"2001:db8:9:{index}::/64"}
           for index, name in enumerate(("dc1-f1", "dc1-f2", "dc2-f1", "dc2-f2"), 1)}
PLAYBOOK = [
    {"name": "Route servers", "hosts": "route_servers", "gather_facts": False, "serial": 1, "tasks": [
        {"name": "Deploy the route server", "virtual_appliance.routing.route_server": {
            "domain": "{{ virtual_appliance_domain }}", "name": "{{ inventory_hostname }}"}}]},
    {"name": "Appliances", "hosts": "appliances", "gather_facts": False, "tasks": [
        {"name": "Deploy the appliance", "virtual_appliance.routing.appliance": {
            "domain": "{{ virtual_appliance_domain }}", "pool": "{{ appliance_pool }}", "prefixes": "{{ appliance_prefixes }}",
            "router_id": "{{ appliance_router_id }}"}}]},
]


class Site:
    """`domain` is the topology's own; nothing here changes it. Besides the pools' subnets every fabric router has one named
    `outside` (10.9.N.0/24), which no pool of the domain has."""

    def __init__(self, directory: Path, topology: str = "two_sites") -> None:
        root = os.environ.get("VA_FRR_ROOT")
        self.lab = Lab(directory, python=sys.executable, **({"frr_root": root} if root else {}))
        self.source = _source(topology)
        self.topology = parse(self.source)
        self.domain: Domain = self.source["inventory_vars"]["all"]["virtual_appliance_domain"]
        self.directory = Path(directory)

    def up(self) -> None:
        self.lab.up(self.topology)
        self.lab.wait_converged()
        self.nodes = self.lab.nodes

    def changed(self) -> Domain:
        """A copy of the domain to change and deploy."""
        return copy.deepcopy(self.domain)

    # -- nodes -------------------------------------------------------------------------------------------------------

    def node(self, name: str) -> Any:
        return self.nodes[name]

    def with_role(self, role: str) -> list[Any]:
        return [self.nodes[plan.name] for plan in self.topology.with_role(role)]

    @property
    def fabric(self) -> list[Any]:
        return self.with_role("fabric")

    @property
    def route_servers(self) -> list[Any]:
        return self.with_role("route_server")

    @property
    def appliances_of_each_vendor(self) -> list[Any]:
        """The first of each; those of IOS-XE and Junos where the topology has some."""
        return list({node.plan.vendor: node for node in reversed(self.appliances)}.values())[::-1]

    @property
    def appliances(self) -> list[Any]:
        return self.with_role("appliance")

    def anycast(self, version: int | None = None, domain: Domain | None = None) -> list[str]:
        return [address[f"ipv{one}"] for address in (domain or self.domain)["anycast_addresses"] for one in (4, 6)
                if version in (None, one) and address.get(f"ipv{one}")]

    def address_of(self, node: Any, version: int) -> str:
        """The address that an appliance has on eth0 now."""
        devices = json.loads(node.run(["ip", "-j", f"-{version}", "addr", "show", "dev", "eth0", "scope", "global"], check=True).stdout)
        return next(item["local"] for device in devices for item in device.get("addr_info", ()))

    # -- devices in their own language -------------------------------------------------------------------------------

    def vendor(self, node: Any) -> Any:
        return vendor_of(node, self.directory / "ssh")

    def running(self, node: Any) -> str:
        return self.vendor(node).running()

    def saved(self, node: Any) -> str:
        """The configuration that the device starts with."""
        return self.vendor(node).saved()

    def configure(self, node: Any, *lines: str) -> None:
        """By hand; an AssertionError with the device's words where it refuses a line."""
        self.vendor(node).configure(lines)

    # -- the collection ----------------------------------------------------------------------------------------------

    def route_server_state(self, name: str, domain: Domain | None = None, **options: Any) -> Any:
        pattern = self.source["inventory_vars"].get("route_servers", {}).get("route_server_anycast_interface", "lo")
        given = _checked(ROUTE_SERVER_MODULE, {"domain": domain or self.domain, "name": name, "anycast_interface": pattern, **options})
        return _state(states.route_server_state(_intent(given), name, given["anycast_interface"], removed=given["state"] == "absent"))

    def appliance_state(self, name: str, domain: Domain | None = None, **options: Any) -> Any:
        own = self.topology.node(name).vars
        given = {key: own[f"appliance_{key}"] for key in ("pool", "prefixes", "router_id", "asn") if f"appliance_{key}" in own}
        given = _checked(APPLIANCE_MODULE, {"domain": domain or self.domain, **given, **options})
        return _state(states.appliance_state(_intent(given), given))

    def attempt(self, node: Any, state: Any, save: bool = True, update_password: str = "always", **options: Any) -> dict[str, Any]:
        """What the module would return, `failed` and all. `options`: those of the transport; `check_mode`."""
        check_mode = options.pop("check_mode", False)
        return self.vendor(node).attempt(state, update_password, options, check_mode=check_mode, save=save)

    def apply(self, node: Any, state: Any, **options: Any) -> dict[str, Any]:
        result = self.attempt(node, state, **options)
        assert not result.get("failed"), f"{node.name}: {result['msg']}"
        return result

    def deploy(self, domain: Domain | None = None, appliances: bool = True, save: bool = True) -> dict[str, dict[str, Any]]:
        """The domain on the route servers, one at a time, then on the appliances; the results by the nodes' names."""
        results = {node.name: self.apply(node, self.route_server_state(node.name, domain), save=save) for node in self.route_servers}
        if appliances:
            results |= _together(lambda node: self.apply(node, self.appliance_state(node.name, domain), save=save), self.appliances)
        return results

    def ansible(self, *arguments: str, playbook: str | Path | None = None, domain: Domain | None = None, check: bool = True,
                **environment: str) -> subprocess.CompletedProcess:
        """ansible-playbook over ssh; by default the modules on every route server and appliance."""
        place = self.directory / "ansible"
        place.mkdir(exist_ok=True)
        (place / "deploy.yml").write_text(json.dumps(PLAYBOOK))
        (place / "ansible.cfg").write_text("[defaults]\nhost_key_checking = true\n[ssh_connection]\npipelining = true\n")
        words = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", str(self.lab.inventory), str(playbook or place / "deploy.yml")]
        if domain is not None:
            (place / "domain.json").write_text(json.dumps({"virtual_appliance_domain": domain}))
            words += ["-e", f"@{place / 'domain.json'}"]
        settings = {"ANSIBLE_COLLECTIONS_PATH": str(REPOSITORY / "build" / "collections"), "ANSIBLE_CONFIG": str(place / "ansible.cfg"),
                    "ANSIBLE_HOME": str(place / "home"), "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8"}
        done = subprocess.run([*words, *arguments], capture_output=True, text=True, check=False, timeout=300, stdin=subprocess.DEVNULL,
                              env={**os.environ, **settings, **environment})
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    # -- the deployed state ------------------------------------------------------------------------------------------

    def unsettled(self) -> str:
        """What is missing until every session is up at both ends and every appliance's prefix is installed on every fabric router."""
        wanted: dict[str, set[str]] = {}
        served = {server.name: established(server) for server in self.route_servers}
        loopbacks = {address for node in (*self.fabric, *self.route_servers) for address in (node.plan.loopback_ipv4, node.plan.loopback_ipv6)}
        for server in self.route_servers:
            down = (loopbacks & set(sessions(server))) - served[server.name]
            if down:
                return f"{server.name} has no session with {', '.join(told(server, address) for address in sorted(down))}"
        for node in self.appliances:
            versions = {family(subnet) for pool in self.domain["pools"] if pool["name"] == node.plan.pool for subnet in pool["subnets"]}
            missing = {address for version in versions for address in self.anycast(version)} - established(node)
            if missing:
                return f"{node.name} has no session with {', '.join(told(node, address) for address in sorted(missing))}"
            for version in versions:
                own = self.address_of(node, version)
                having = [name for name, peers in served.items() if own in peers]
                if len(having) < len(self.anycast(version)):
                    return f"{own} of {node.name} is in session with {having}; {node.name} says {[told(node, one) for one in self.anycast(version)]}"
            wanted |= {prefix: {self.address_of(node, family(prefix))} for prefix in node.plan.vars["appliance_prefixes"]}
        for router in self.fabric:
            held = installed_of_all(router, 4) | installed_of_all(router, 6)
            late = [prefix for prefix, hops in wanted.items() if held.get(prefix) != hops]
            if late:
                return f"{router.name} has not installed {', '.join(f'{prefix} via {wanted[prefix]}' for prefix in late)}"
        return ""

    def in_force(self, condition: Callable[[], Any], what: str) -> None:
        """What the route servers were told holds when the module returns: it makes FRR and IOS-XE look at all routes again, and waits. Junos does that by
        itself after the commit (Junos OS Routing Policies User Guide, "import"), so there it may take a moment."""
        if any(node.plan.vendor == "junos" for node in self.route_servers):
            until(condition, what)
        else:
            assert condition(), what

    def settle(self, what: str = "all sessions are up again") -> None:
        """FRR doubles its wait for a session after each failure, up to 120 s (bgp_stop_with_error in bgpd/bgp_fsm.c), and a route server
        that has both addresses refuses an appliance's second session: that is how long the return of the other can take. Sessions of which
        one end has died, which last up to 180 s at the other (docs: frr), are ended after 30 s, as the role verify advises."""
        try:
            until(lambda: not self.unsettled(), what, deadline=30)
        except AssertionError:
            for node, address, why in self.half_dead():
                print(f"{node.name}: its session with {address} {why}; cleared")
                node.vtysh(f"clear bgp {address}")
            until(lambda: not self.unsettled(), what, lambda: f"{self.unsettled()}; half dead: {[(node.name, *rest) for node, *rest in self.half_dead()]}", 130)

    def half_dead(self) -> list[tuple[Any, str, str]]:
        """Node, peer and what is wrong, of the sessions that are up at one end only: one that the route server does not list (a defect of FRR's
        dynamic neighbors, seen on 8.4.4; verify's check `both_ends`), or that the appliance has elsewhere or not at all by now."""
        found = []
        for server in self.route_servers:
            listed = established(server)
            for node in self.appliances:
                for version in (4, 6):
                    own = self.address_of(node, version)
                    led_here = {address for address in established(node) & set(self.anycast(version))
                                if neighbor(node, address).get("remoteRouterId") == server.plan.loopback_ipv4}
                    if own not in listed:
                        found += [(node, address, "is up and its route server does not list it") for address in sorted(led_here)]
                    elif neighbor(server, own).get("hostLocal") not in led_here:
                        found.append((server, own, "is up and the appliance does not have it"))
        return found

    def lacks_bfd(self, appliance: Any) -> bool:
        """Its FRR is of a release on which the collection leaves BFD out (release.py)."""
        return not any("peerBfdInfo" in neighbor(appliance, address) for address in self.anycast(4))

    def bfd_is_up(self, appliance: Any) -> bool:
        """The appliance's sessions at its own end, and its addresses at the two route servers that hold them."""
        own = {self.address_of(appliance, version) for version in (4, 6)}
        return bfd_up(appliance) >= set(self.anycast()) and all(bfd_up(server) >= own for server in self.serving(self.address_of(appliance, 4)))

    def serving(self, address: str) -> list[Any]:
        """The route servers that are in session with an appliance's address: two, where the topology has more as well."""
        return [server for server in self.route_servers if address in established(server)]

    def foreign_prefixes(self) -> set[str]:
        """What the route servers hold besides the appliances' own prefixes."""
        own = {prefix for node in self.appliances for prefix in node.plan.vars["appliance_prefixes"]}
        return {prefix for node in self.route_servers for version in (4, 6) for prefix in prefixes(node, version)} - own

    def restore(self) -> None:
        """Everybody at home, every daemon running, the topology's domain deployed, all sessions up."""
        for node in self.appliances:
            subnet = self.topology.access_subnet(node.plan.at, node.plan.pool)
            if self._addresses(node) != {str(subnet.ipv4[node.plan.host])}:
                node.move(node.plan.at)
        for node in self.nodes.values():
            if not {"zebra", "bgpd", "bfdd"} <= set(node.daemons()):
                node.start()
        self.deploy()
        self.settle("the restored lab settles")
        until(lambda: not self.foreign_prefixes(), "prefixes of gone guests leave", self.foreign_prefixes)

    def _addresses(self, node: Any) -> set[str]:
        devices = json.loads(node.run(["ip", "-j", "-4", "addr", "show", "dev", "eth0"], check=True).stdout)
        return {item["local"] for device in devices for item in device.get("addr_info", ())}


def pool(domain: Domain, name: str) -> dict[str, Any]:
    return next(one for one in domain["pools"] if one["name"] == name)


def _source(topology: str) -> dict[str, Any]:
    import yaml

    text = (LAB / "topologies" / f"{topology}.yml").read_text(encoding="utf-8")
    source = yaml.safe_load(text)
    for name, subnet in OUTSIDE.items():
        if name in source["nodes"]:
            source["nodes"][name]["access"]["outside"] = subnet
    return source


def _checked(spec: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    options, faults = specification.check(spec, copy.deepcopy(dict(given)))
    return _without_faults(options, faults)


def _intent(options: Mapping[str, Any]) -> Any:
    return _without_faults(*intent.domain_intent(options["domain"]))


def _state(answer: tuple[Any, list]) -> Any:
    return _without_faults(*answer)


def _without_faults(value: Any, faults: Iterable[Any]) -> Any:
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    return value


def _together(work: Any, nodes: list[Any]) -> dict[str, Any]:
    with ThreadPoolExecutor(2) as workers:
        return dict(zip((node.name for node in nodes), workers.map(work, nodes)))


__all__ = ["OUTSIDE", "Domain", "Site", "pool"]
