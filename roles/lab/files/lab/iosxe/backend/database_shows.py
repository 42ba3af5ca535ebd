# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Link-state databases in IOS's words. Pure: from FRR's answers to text.

Formats: genieparser's recorded outputs of ShowIpOspfDatabaseRouter, …Network, …Summary, …External and of ShowIsisDatabaseVerbose (IOS-XE); of OSPFv3 "IP
Routing: OSPF Configuration Guide" and public outputs of `show ipv6 ospf database router`, `prefix` and `inter-area prefix`. OSPFv3's external, NSSA and
inter-area-router LSAs have no witness; they stand as those of version 2, with a prefix. FRR's IS-IS is asked for text, since its JSON of 8.4 is not whole.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address
from typing import Any

JSON = Mapping[str, Any]
ASKED = {"router": "routerLinkStates", "network": "networkLinkStates", "summary": "summaryLinkStates", "asbr-summary": "asbrSummaryLinkStates",
         "external": "asExternalLinkStates", "nssa-external": "nssaExternalLinkStates"}
TITLES = {"router": "Router", "network": "Net", "summary": "Summary Net", "asbr-summary": "Summary ASB", "external": "Type-5 AS External",
          "nssa-external": "Type-7 AS External"}
TYPES = {"router": "Router Links", "network": "Network Links", "summary": "Summary Links(Network)", "asbr-summary": "Summary Links(AS Boundary Router)",
         "external": "AS External Link", "nssa-external": "AS External Link"}
IDENTITIES = {"network": " (address of Designated Router)", "summary": " (summary Network Number)", "asbr-summary": " (AS Boundary Router address)",
              "external": " (External Network Number )", "nssa-external": " (External Network Number )"}
ASKED3 = {"router": "Router", "network": "Network", "inter-area prefix": "Inter-Prefix", "inter-area router": "Inter-Router", "external": "AS-External",
          "nssa-external": "NSSA", "prefix": "Intra-Prefix"}
TITLES3 = {"router": "Router", "network": "Net", "inter-area prefix": "Inter Area Prefix", "inter-area router": "Inter Area Router",
           "external": "Type-5 AS External", "nssa-external": "Type-7 AS External", "prefix": "Intra Area Prefix"}
TYPES3 = {"router": "Router Links", "network": "Network Links", "inter-area prefix": "Inter Area Prefix Links", "inter-area router": "Inter Area Router Links",
          "external": "AS External Link", "nssa-external": "AS External Link", "prefix": "Intra-Area-Prefix-LSA"}


def _area(area: str) -> str:
    return area.rpartition(".")[2] if area.startswith("0.0.0.") else area


# -- version 2 -----------------------------------------------------------------------------------------------------------


def database(answer: JSON, kind: str, process: str) -> str:
    """`kind`: one of `ASKED`; `answer`: FRR's to `show ip ospf database KIND json`."""
    if "routerId" not in answer:
        return ""
    lines = ["", f"            OSPF Router with ID ({answer['routerId']}) (Process ID {process})", ""]
    states = answer.get(ASKED[kind], {})
    for area, lsas in (states.get("areas", {}) if isinstance(states, Mapping) else {"": states}).items():
        if lsas:
            lines += [f"\t\t{TITLES[kind]} Link States" + (f" (Area {_area(area)})" if area else ""), ""]
        for one in lsas:
            lines += [*_head(one, kind), *_body(one, kind), ""]
    return "\n".join(lines) + "\n"


def _head(one: JSON, kind: str) -> Iterator[str]:
    yield f"  LS age: {_age(one['lsaAge'])}"
    yield f"  Options: (No TOS-capability, DC{'' if kind in ('router', 'network') else ', Upward'})"
    yield f"  LS Type: {TYPES[kind]}"
    yield f"  Link State ID: {one['linkStateId']}{IDENTITIES.get(kind, '')}"
    yield f"  Advertising Router: {one['advertisingRouter']}"
    yield f"  LS Seq Number: {str(one['lsaSeqNumber']).upper()}"
    yield f"  Checksum: 0x{int(one['checksum'], 16):X}"
    yield f"  Length: {one['length']}"


def _age(seconds: int) -> str:
    return str(seconds) if seconds < 3600 else f"MAXAGE({seconds})"


def _body(one: JSON, kind: str) -> Iterator[str]:
    if kind == "router":
        yield from _links(one)
    elif kind == "network":
        yield f"  Network Mask: /{one['networkMask']}"
        yield from (f"\tAttached Router: {router}" for router in one.get("attchedRouters", {}))
    elif kind in ("summary", "asbr-summary"):
        yield f"  Network Mask: /{one['networkMask']}"
        yield f"\tMTID: 0 \tMetric: {one['tos0Metric']} "
    else:
        yield from _external(one)


def _links(one: JSON) -> Iterator[str]:
    if one.get("asbr"):
        yield "  AS Boundary Router"
    yield f"  Number of Links: {one['numOfLinks']}"
    yield ""
    for link in one.get("routerLinks", {}).values():
        kind = link["linkType"]
        if kind == "Stub Network":
            yield "    Link connected to: a Stub Network"
            yield f"     (Link ID) Network/subnet number: {link['networkAddress']}"
            yield f"     (Link Data) Network Mask: {link['networkMask']}"
        elif "point-to-point" in kind:
            yield "    Link connected to: another Router (point-to-point)"
            yield f"     (Link ID) Neighboring Router ID: {link['neighborRouterId']}"
            yield f"     (Link Data) Router Interface address: {link['routerInterfaceAddress']}"
        else:
            yield "    Link connected to: a Transit Network"
            yield f"     (Link ID) Designated Router address: {link.get('designatedRouterAddress', '')}"
            yield f"     (Link Data) Router Interface address: {link.get('routerInterfaceAddress', '')}"
        yield "      Number of MTID metrics: 0"
        yield f"       TOS 0 Metrics: {link['tos0Metric']}"
        yield ""


def _external(one: JSON) -> Iterator[str]:
    yield f"  Network Mask: /{one['networkMask']}"
    first = str(one.get("metricType", "")).startswith("E1")
    yield f"\tMetric Type: {'1 (Comparable directly to link state metric)' if first else '2 (Larger than any link state path)'}"
    yield "\tMTID: 0 "
    yield f"\tMetric: {one['metric']} "
    yield f"\tForward Address: {one.get('forwardAddress', '0.0.0.0')}"
    yield f"\tExternal Route Tag: {one.get('externalRouteTag', one.get('routeTag', 0))}"


# -- version 3 -----------------------------------------------------------------------------------------------------------


def database3(answer: JSON, kind: str, router_id: str, process: str) -> str:
    """`kind`: one of `ASKED3`; `answer`: FRR's to `show ipv6 ospf6 database detail json`."""
    if not router_id:
        return ""
    lines = ["", f"            OSPFv3 Router with ID ({router_id}) (Process ID {process})", ""]
    scopes = answer.get("asScopedLinkStateDb" if kind == "external" else "areaScopedLinkStateDb", ())
    for scope in scopes:
        lsas = [one for one in scope.get("lsa", ()) if one["type"] == ASKED3[kind]]
        if lsas:
            lines += [f"\t\t{TITLES3[kind]} Link States" + (f" (Area {_area(scope['areaId'])})" if "areaId" in scope else ""), ""]
        for one in lsas:
            lines += [*_head3(one, kind), *_body3(one, kind), ""]
    return "\n".join(lines) + "\n"


def _head3(one: JSON, kind: str) -> Iterator[str]:
    yield "  Routing Bit Set on this LSA"
    yield f"  LS age: {_age(one['age'])}"
    if kind in ("router", "network"):
        bits = one.get("options", "").split("|")
        yield f"  Options: ({', '.join(word for bit, word in (('V6', 'V6-Bit'), ('E', 'E-Bit'), ('R', 'R-bit')) if bit in bits)}, DC-Bit)"
    yield f"  LS Type: {TYPES3[kind]}"
    yield f"  Link State ID: {_number(one['linkStateId'])}{' (Interface ID of Designated Router)' if kind == 'network' else ''}"
    yield f"  Advertising Router: {one['advertisingRouter']}"
    yield f"  LS Seq Number: {one['lsSequenceNumber']:08X}"
    yield f"  Checksum: 0x{one['checksum']:X}"
    yield f"  Length: {one['length']}"


def _body3(one: JSON, kind: str) -> Iterator[str]:
    if kind == "router":
        yield f"  Number of Links: {len(one.get('lsaDescription', ()))}"
        for link in one.get("lsaDescription", ()):
            transit = link["type"] == "Transit-Network"
            yield ""
            yield f"    Link connected to: {'a Transit Network' if transit else 'another Router (point-to-point)'}"
            yield f"      Link Metric: {link['metric']}"
            yield f"      Local Interface ID: {_number(link['interfaceId'])}"
            yield f"      Neighbor {'(DR) ' if transit else ''}Interface ID: {_number(link['neighborInterfaceId'])}"
            yield f"      Neighbor {'(DR) ' if transit else ''}Router ID: {link['neighborRouterId']}"
    elif kind == "network":
        yield from (f"\tAttached Router: {router}" for router in one.get("attachedRouter", ()))
    elif kind == "prefix":
        yield f"  Referenced LSA Type: {2002 if one['reference'] == 'Network' else 2001}"
        yield f"  Referenced Link State ID: {_number(one['referenceId'])}"
        yield f"  Referenced Advertising Router: {one['referenceAdv']}"
        yield f"  Number of Prefixes: {one['numberOfPrefix']}"
        for prefix in one.get("prefix", ()):
            yield from _prefix(prefix["prefix"], f", Metric: {prefix['metric']}")
    elif kind == "inter-area router":
        yield f"  Metric: {one['metric']} "
        yield f"  Destination Router ID: {one.get('destination', one.get('routerId', ''))}"
    elif kind == "inter-area prefix":
        yield f"  Metric: {one['metric']} "
        yield from _prefix(one["prefix"])
    else:
        yield from _prefix(one["prefix"])
        second = "E" in one.get("bits", "")
        yield f"  Metric Type: {'2 (Larger than any link state path)' if second else '1 (Comparable directly to link state metric)'}"
        yield f"  Metric: {one['metric']} "
        if one.get("forwardingAddressPresent"):
            yield f"  Forward Address: {one['forwardingAddress'].upper()}"


def _prefix(prefix: str, more: str = "") -> Iterator[str]:
    address, _slash, length = prefix.partition("/")
    yield f"  Prefix Address: {address.upper()}"
    yield f"  Prefix Length: {length}, Options: None{more}"


def _number(identity: str) -> int:
    return int(IPv4Address(identity))


# -- IS-IS ---------------------------------------------------------------------------------------------------------------

HEAD = re.compile(r"^(\S+\.[0-9a-f]{2}-[0-9a-f]{2}) +(\* +)?\d+ +0x([0-9a-f]{8}) +0x([0-9a-f]{4}) +(\d+|\(\d+\)) +(\d/\d/\d)$")
REACH = re.compile(r"^  (Extended|MT|IS) Reachability: (\S+)\.(\S\S) \(Metric: (\d+)\)")
NETWORK = re.compile(r"^  (|Extended |MT )(IP|IPv6) Reachability: (\S+) \(Metric: (\d+)\)")
WORDS = {"Extended": "IS-Extended", "MT": "IS (MT-IPv6)", "IS": "IS"}


def isis(answer: str, names: Mapping[str, str]) -> str:
    """`answer`: FRR's to `show isis database detail`; `names`: system ID → hostname."""
    lines = []
    several = False
    for line in answer.splitlines():
        head, reach, network = HEAD.match(line), REACH.match(line), NETWORK.match(line)
        if line.startswith("Area "):
            lines += ["", f"Tag {line[5:-1]}:"]
        elif line.startswith("IS-IS Level-"):
            lines += [line.replace("link-state database", "Link State Database"),
                      "LSPID                 LSP Seq Num  LSP Checksum  LSP Holdtime/Rcvd      ATT/P/OL"]
        elif head:
            several = False
            name, own, sequence, checksum, left, bits = head.groups()
            lifetime = f"{left.strip('()')}/{'*' if own else left}"
            lines.append(f"{name:<20}{'*' if own else ' '} 0x{sequence.upper()}   0x{checksum.upper()}{lifetime:>24}         {bits}")
        elif line.startswith("  MT Router Info: "):
            lines.append(f"{'                ' if several else '  Topology:     '}{'IPv6 (0x2)' if 'ipv6' in line else 'IPv4 (0x0)'} ")
            several = True
        elif line.startswith("  Area Address: ") or line.startswith("  Hostname: "):
            lines.append(line)
        elif reach:
            lines.append(f"  Metric: {reach[4]:<10} {WORDS[reach[1]]} {names.get(reach[2], reach[2])}.{reach[3]}")
        elif network:
            mt = " (MT-IPv6)" if network[1] == "MT " else ""
            lines.append(f"  Metric: {network[4]:<10} {network[2]}{mt} {network[3].upper()}")
    return "\n".join(lines) + "\n" if lines else ""


def hostnames(answer: str) -> dict[str, str]:
    """System ID → hostname, of FRR's `show isis hostname`."""
    return dict(re.findall(r"^ *(?:\d|\*) +([0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}) +(\S+)", answer, re.MULTILINE))
