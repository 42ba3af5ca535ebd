# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges of a rendered IOS-XE route server that share no code with the renderer: each returns its objections, as sentences.

`filters`, `sessions`: the parsers of cisco.ios read the text, and what they read is held against the state. `references`: everything named is there,
and every listen range has a group that is keyed, filtered and active. `grammar`: each line is one of the forms in Cisco's command references.
"""
from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Any

from ansible_collections.cisco.ios.plugins.module_utils.network.ios.rm_templates.bgp_address_family import Bgp_address_familyTemplate
from ansible_collections.cisco.ios.plugins.module_utils.network.ios.rm_templates.prefix_lists import Prefix_listsTemplate
from ansible_collections.cisco.ios.plugins.module_utils.network.ios.rm_templates.route_maps import Route_mapsTemplate

IPV4, IPV6 = r"\d+\.\d+\.\d+\.\d+", r"[0-9A-F:]*:[0-9A-F:]*"
BLOCK = rf"(?:{IPV4}|{IPV6})/\d+"
NAME = r"[A-Za-z][A-Za-z0-9-]*"
PEER = rf"(?:{NAME}|{IPV4}|{IPV6})"
FORMS = {
    "": (r"router bgp \d+", r"router ospf \d+", r"ipv6 router ospf \d+", r"router isis \S+", r"interface Loopback\d+",
         rf"route-map {NAME} (?:permit|deny) \d+",
         rf"ip prefix-list {NAME} seq \d+ permit {IPV4}/\d+(?: ge \d+)?(?: le \d+)?",
         rf"ipv6 prefix-list {NAME} seq \d+ permit {IPV6}/\d+(?: ge \d+)?(?: le \d+)?",
         rf"ip community-list standard {NAME} permit (?:gshut|\d+:\d+)", r"ip as-path access-list \d+ permit \S+", rf"bfd-template multi-hop {NAME}",
         rf"bfd map ipv4 {IPV4}/\d+ {IPV4}/\d+ {NAME}", rf"bfd map ipv6 {IPV6}/\d+ {IPV6}/\d+ {NAME}", r"ipv6 unicast-routing"),
    "bfd-template": (r"interval min-tx \d+ min-rx \d+ multiplier \d+",),
    "interface": (r"description \S+", rf"ip address {IPV4} 255\.255\.255\.255", rf"ipv6 address {IPV6}/128", rf"ip ospf \d+ area {IPV4}", r"ip ospf cost \d+",
                  r"ipv6 enable", rf"ipv6 ospf \d+ area {IPV4}", r"ipv6 ospf cost \d+", r"(?:ip|ipv6) router isis \S+",
                  r"isis circuit-type (?:level-1|level-2-only)", r"isis metric \d+ level-[12]"),
    "router ospf": (r"max-metric router-lsa", rf"redistribute connected subnets route-map {NAME}"),
    "ipv6 router ospf": (r"max-metric router-lsa", rf"redistribute connected route-map {NAME}"),
    "router isis": (r"set-overload-bit",),
    "route-map": (r"description \S.*", r"match as-path \d+", rf"match community {NAME}", r"match metric \d+", rf"match ip address prefix-list {NAME}",
                  rf"match ipv6 address prefix-list {NAME}", rf"match ipv6 next-hop prefix-list {NAME}",
                  r"set ip next-hop peer-address", r"set local-preference \d+",
                  r"set metric \d+",
                  r"set metric-type type-1", r"set origin igp", r"set community (?:none|gshut)", r"set large-community none"),
    "router bgp": (rf"bgp (?:router-id|cluster-id) {IPV4}", r"no bgp default ipv4-unicast", r"bgp listen limit \d+",
                   rf"bgp listen range {BLOCK} peer-group {NAME}",
                   rf"neighbor {NAME} peer-group",
                   rf"neighbor (?:{IPV4}|{IPV6}) peer-group {NAME}", rf"neighbor {PEER} remote-as \d+(?: alternate-as(?: \d+){{1,5}})?",
                   rf"neighbor {PEER} password \S+", rf"neighbor {PEER} timers \d+ \d+(?: \d+)?", rf"neighbor {PEER} fall-over bfd multi-hop",
                   rf"neighbor {PEER} ebgp-multihop \d+", rf"neighbor {PEER} update-source \S+", rf"neighbor {PEER} ha-mode graceful-restart disable",
                   r"address-family ipv[46]"),
    "address-family": (rf"neighbor {PEER} (?:activate|route-reflector-client|default-originate)",
                       rf"neighbor {PEER} (?:send-community|soft-reconfiguration inbound)",
                       rf"neighbor {PEER} maximum-prefix \d+ (?:discard-extra|warning-only)",
                       rf"neighbor {PEER} route-map {NAME} (?:in|out)", r"exit-address-family"),
}
LISTED = re.compile(r"(ip|ipv6) prefix-list (\S+) seq \d+ permit ([^/]+)/(\d+)(?: ge (\d+))?(?: le (\d+))?")


def objections(text: str, state: Any) -> dict[str, list[str]]:
    """Judge → what it objects to; only those that do."""
    found = {"cisco.ios prefix lists and route maps": filters(text, state), "cisco.ios address families": sessions(text, state),
             "references": references(text, state), "grammar": grammar(text), "injection": injection(text, state)}
    return {judge: said for judge, said in found.items() if said}


def _rows(text: str) -> list[tuple[str, str]]:
    """(top-level line, line) of every line."""
    rows, head = [], ""
    for line in text.split("\n"):
        head = line if line and not line.startswith(" ") else head
        if line.strip():
            rows.append((head, line.strip()))
    return rows


def _bgp(text: str) -> list[str]:
    return [line for head, line in _rows(text) if head.startswith("router bgp ")]


def grammar(text: str) -> list[str]:
    said, family = [], False
    for head, line in _rows(text):
        section = "" if head == line else next((kind for kind in FORMS if kind and head.startswith(kind)), "?")
        if section == "router bgp":
            family = line.startswith("address-family ") or (family and line != "exit-address-family")
            section = "address-family" if (family and not line.startswith("address-family ")) or line == "exit-address-family" else section
        if not any(re.fullmatch(form, line) for form in FORMS.get(section, ())):
            said.append(f"no such command in '{section}': {line}")
        listed = LISTED.fullmatch(line)
        if listed:
            width = 32 if listed[1] == "ip" else 128
            length, ge, le = int(listed[4]), int(listed[5] or 0), int(listed[6] or 0)
            if (ge and not length < ge <= width) or (le and not max(length + 1, ge) <= le <= width) or (ge and le == width):
                said.append(f"not len < ge <= le, or not as IOS prints it: {line}")
    return said


def filters(text: str, state: Any) -> list[str]:
    rows = _rows(text)
    admits: dict[str, set] = {}
    for line in (line for head, line in rows if head == line and "prefix-list " in line):
        for item in _parsed(Prefix_listsTemplate, line).values():
            admits.setdefault(f"{item['afi']} {item['name']}", set()).update(map(_span, item["entries"]))
    maps: dict[str, dict] = {}
    for header in dict.fromkeys(head for head, line in rows if head.startswith("route-map ")):
        block = "\n".join([header, *(f" {line}" for head, line in rows if head == header != line)])
        for name, entries in _parsed(Route_mapsTemplate, block).items():
            maps.setdefault(name, {}).update(entries)
    said = []
    for group in state.groups:
        name = f"VA-{group.pool}-{group.family}"
        wanted = {(str(ipaddress.ip_network(bound.prefix)), bound.shortest, bound.longest) for one in group.admissions for bound in one.bounds}
        entries = [entry["entries"] for key, entry in maps.get(f"{name}-IN", {}).items() if key != "route_map"]
        found = set()
        for entry in entries:
            match, done, family = entry["match"], entry["set"], "ip" if group.family == 4 else "ipv6"
            accepted = match.get(family, {}).get("address", {})
            names = accepted.get("prefix_lists") or accepted.get("prefix_list") or ""
            for one in names if isinstance(names, list) else names.split():
                found |= admits.get(f"ipv{group.family} {one}", set())
            if not names or not match.get("as_path", {}).get("acls"):
                said.append(f"{name}-IN {entry['sequence']} accepts any prefix or any path")
            if entry["action"] != "permit" or done.get("metric", {}).get("metric_value") != 0 or not done.get("origin", {}).get("igp"):
                said.append(f"{name}-IN {entry['sequence']} keeps attributes of the appliance")
            drained = match.get("community", {}).get("name") == ["VA-GRACEFUL-SHUTDOWN"]
            if done.get("local_preference") is None or (done["local_preference"] == 0) != drained:
                said.append(f"{name}-IN {entry['sequence']} drains what is not drained, or the other way round")
            if not done.get("community", {}).get("gshut" if drained else "none"):
                said.append(f"{name}-IN {entry['sequence']} keeps communities")
            if not _forces_next_hop(text, f"{name}-IN", entry["sequence"], group, match, admits):
                said.append(f"{name}-IN {entry['sequence']} accepts a next hop that is not the appliance's")
        if found != wanted:
            said.append(f"{name}-IN admits {sorted(found)}, wanted {sorted(wanted)}")
        preferences = sorted(entry["set"].get("local_preference", -1) for entry in entries)
        wished = {0, 100, *(one for med, one in group.preference.med)}
        wished |= {value for value, asked in ((200, group.preference.primary), (50, group.preference.backup)) if asked}
        if set(preferences) != wished:
            said.append(f"{name}-IN gives LOCAL_PREF {preferences}")
    pools = {one for key, entry in maps.get("VA-POOLS-4", {}).items() if key != "route_map"
             for one in _listed_in(entry["entries"]["match"].get("ip", {}).get("address", {}))}
    if {name.rsplit("-AS", 1)[0] for name in pools} != {f"VA-{group.pool}-4" for group in state.groups if group.family == 4}:
        said.append(f"VA-POOLS-4 passes {sorted(pools)}")
    if [key for key in maps.get("VA-NOTHING", {}) if key != "route_map"] != ["deny_10"]:
        said.append("VA-NOTHING is not a denial")
    return said


@lru_cache(maxsize=None)
def _parsed(template: Any, block: str) -> dict:
    """What cisco.ios reads; a block at a time, as its parsers take seconds for a whole configuration."""
    return template(lines=block.split("\n")).parse()


def _listed_in(address: dict) -> list[str]:
    names = address.get("prefix_lists") or address.get("prefix_list") or []
    return names if isinstance(names, list) else names.split()


def _span(entry: dict) -> tuple[str, int, int]:
    network = ipaddress.ip_network(entry["prefix"])
    if "ge" not in entry and "le" not in entry:
        return str(network), network.prefixlen, network.prefixlen
    return str(network), entry.get("ge", network.prefixlen), entry.get("le", network.max_prefixlen)


def _forces_next_hop(text: str, name: str, sequence: int, group: Any, match: dict, admits: dict) -> bool:
    if group.family == 4:
        return (f"route-map {name} permit {sequence}", "set ip next-hop peer-address") in _rows(text)
    hosts = {(str(ipaddress.ip_network(block)), 128, 128) for block in group.ranges}
    return {span for one in _listed_in(match.get("ipv6", {}).get("next_hop", {})) for span in admits.get(f"ipv6 {one}", set())} == hosts


def sessions(text: str, state: Any) -> list[str]:
    lines, inside = [], False
    for line in text.split("\n"):
        inside = line.startswith("router bgp ") or (inside and line.startswith(" "))
        lines += [line] if inside else []
    parsed = Bgp_address_familyTemplate(lines=lines, module=None).parse().get("address_family", {})
    said = []
    for group in state.groups:
        name = f"VA-{group.pool}-{group.family}"
        found = parsed.get(f"ipv{group.family}__", {}).get("neighbors", {}).get(name, {})
        said_to = f"VA-DEFAULT-{group.family}" if group.advertise_default else "VA-NOTHING"
        said += [f"{name}: {what}" for what, right in (
            ("not active", found.get("activate") is True),
            ("no route reflector client of an IBGP route server, or one of another", bool(found.get("route_reflector_client")) != state.ebgp),
            ("another inbound map", {"in": True, "name": f"{name}-IN"} in found.get("route_maps", [])),
            ("another outbound map", {"out": True, "name": said_to} in found.get("route_maps", [])),
            ("a default route where there should be none, or none", bool(found.get("default_originate")) == group.advertise_default),
            ("another limit", _limit(text, name) == (group.limit, group.limit and ("discard-extra" if group.strict_limit else "warning-only"))),
        ) if not right]
    for peer in state.fabric:
        family = parsed.get(f"ipv{peer.family}__", {}).get("neighbors", {})
        held = {str(ipaddress.ip_address(key)) for key, one in family.items() if key[0].isdigit() and one.get("activate")}
        if peer.address not in held:
            said.append(f"{peer.name} is not active in IPv{peer.family}")
        group = family.get(f"VA-{'FABRIC' if peer.kind == 'fabric' else 'RS'}-{peer.family}", {})
        heard = "VA-NOTHING" if peer.kind == "fabric" else f"VA-POOLS-{peer.family}"
        if group.get("route_maps") != [{"in": True, "name": heard}, {"name": f"VA-POOLS-{peer.family}", "out": True}] or not group.get("send_community"):
            said.append(f"the group of {peer.name} filters otherwise, or sends no communities")
    return said


def _limit(text: str, name: str) -> tuple[int | None, str | None]:
    """cisco.ios 11.1.1 does not know `discard-extra`."""
    found = re.search(rf"^  neighbor {name} maximum-prefix (\d+) (\S+)$", text, re.MULTILINE)
    return (int(found[1]), found[2]) if found else (None, None)


def references(text: str, state: Any) -> list[str]:
    rows, bgp = _rows(text), _bgp(text)
    there = {("route-map", line.split()[1]) for head, line in rows if head == line and line.startswith("route-map ")}
    there |= {("prefix-list", line.split()[2]) for head, line in rows if head == line and "prefix-list " in line}
    there |= {("community", line.split()[3]) for head, line in rows if line.startswith("ip community-list ")}
    there |= {("as-path", line.split()[3]) for head, line in rows if line.startswith("ip as-path ")}
    there |= {("peer-group", line.split()[1]) for line in bgp if line.endswith(" peer-group")}
    there |= {("template", line.split()[2]) for head, line in rows if head == line and line.startswith("bfd-template ")}
    said = []
    for head, line in rows:
        words = line.split()
        named = [(kind, words[words.index(kind) + 1]) for kind in ("route-map", "prefix-list", "community", "as-path", "peer-group")
                 if kind in words[:-1] and head != line and words[0] in ("match", "neighbor", "bgp", "redistribute")]
        named += [("template", words[-1])] if line.startswith("bfd map ") else []
        said += [f"{kind} {name} is not there: {line}" for kind, name in named if (kind, name) not in there]
    ranges: dict[str, set[str]] = {}
    for line in bgp:
        if line.startswith("bgp listen range "):
            ranges.setdefault(line.split()[-1], set()).add(str(ipaddress.ip_network(line.split()[3])))
    mapped = {str(ipaddress.ip_network(line.split()[3])) for head, line in rows if line.startswith("bfd map ")}
    for group in state.groups:
        name = f"VA-{group.pool}-{group.family}"
        first, *others = group.remote_asns
        remote = f"neighbor {name} remote-as {first}" + (f" alternate-as {' '.join(map(str, others))}" if others else "")
        timers = f"neighbor {name} timers {state.timers.keepalive} {state.timers.hold} {state.timers.minimum_hold}"
        wanted = [remote, timers, f"neighbor {name} ha-mode graceful-restart disable"]
        wanted += [f"neighbor {name} password {group.password}"] if group.password else []
        wanted += [f"neighbor {name} fall-over bfd multi-hop"] if state.bfd else []
        wanted += [f"neighbor {name} ebgp-multihop 64"] if state.ebgp else []
        said += [f"'{line}' is missing" for line in wanted if line not in bgp]
        if ranges.get(name) != set(group.ranges):
            said.append(f"{name} listens on {sorted(ranges.get(name, ()))}, wanted {sorted(group.ranges)}")
        if state.bfd and not set(group.ranges) <= mapped:
            said.append(f"{name}: a range without a BFD map")
    patterns = {tuple(line.split()[-1] for head, line in rows if line.startswith(f"ip as-path access-list {number} "))
                for kind, number in there if kind == "as-path"}
    said += [] if state.ebgp or patterns == {("^$",)} else [f"the path lists are {sorted(patterns)}"]
    own = {f"^{asn}(_{asn})*$" for group in state.groups for asn in group.remote_asns}
    said += [f"the path list {pattern} lets transit in" for each in patterns for pattern in each if state.ebgp and pattern not in own]
    settings = [f"bgp router-id {state.router_id}", f"bgp cluster-id {state.cluster_id}", "no bgp default ipv4-unicast"]
    said += [f"'{line}' is missing" for line in settings if line not in bgp]
    keyed = {f"neighbor {peer.address.upper()} password {peer.password}" for peer in state.fabric if peer.password}
    said += [f"'{line}' is missing" for line in keyed if line not in bgp]
    return said


def injection(text: str, state: Any) -> list[str]:
    """Each anycast address on a Loopback of its own, with its cost."""
    rows = _rows(text)
    said = []
    for one in state.injections:
        wanted = f"ip address {one.address} 255.255.255.255" if one.family == 4 else f"ipv6 address {one.address.upper()}/128"
        heads = [head for head, line in rows if line == wanted]
        if len(heads) != 1:
            said.append(f"{one.address} stands on {heads or 'nothing'}")
            continue
        mine = [line for head, line in rows if head == heads[0]]
        if f"description VA-ANYCAST-{one.name}" not in mine:
            said.append(f"the Loopback of {one.name} is not marked as ours")
        joined = any(line.startswith("ip ospf ") and line.endswith(" area 0.0.0.0") for line in mine)
        if one.method == "intra_area" and (f"ip ospf cost {one.cost}" not in mine or not joined):
            said.append(f"{one.name} has another cost than {one.cost}, or is not in the area")
        if one.method == "external_1":
            name = f"VA-ANYCAST-{one.family}"
            entries = [head for head, line in rows if head.startswith(f"route-map {name} permit ") and line.endswith(f" {name}-{one.name}")]
            if len(entries) != 1 or not {(entries[0], f"set metric {one.cost}"), (entries[0], "set metric-type type-1")} <= set(rows):
                said.append(f"{one.name} is not redistributed as type 1 at {one.cost}")
            if not any(line.startswith("redistribute connected ") and line.endswith(f"route-map {name}") for head, line in rows):
                said.append(f"nothing redistributes {one.name}")
        joined = f"{'ip' if one.family == 4 else 'ipv6'} router isis fabric" in mine
        metric = [line for line in mine if line.startswith("isis metric ")] or ["isis metric 10 level-2"]
        if one.method == "isis" and (metric != [f"isis metric {one.cost} level-2"] or not joined or "isis circuit-type level-2-only" not in mine):
            said.append(f"{one.name} is not in IS-IS at {one.cost}")
    return said
