# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BGP in IOS's words: the summary, the table and one entry of it. Pure: from FRR's JSON to text.

Formats: recorded `show ip bgp all` and `show ip bgp all neighbors` of IOS-XE 16.4 (batfish/lab-validation); genieparser ShowBgpAllSummary
golden_output1; the lines of dynamic neighbors from a CSR 1000V of 2021 and IOS 15 devices in public repositories, and Cisco's chapter "BGP Dynamic
Neighbors". The lines on memory are left out.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from .words import bgp_network, shown, uptime

JSON = Mapping[str, Any]
NOT_ACTIVE = "% BGP not active\n"
FAMILY_NAMES = {4: "IPv4 Unicast", 6: "IPv6 Unicast"}
ORIGINS = {"IGP": "i", "EGP": "e", "incomplete": "?"}
HEADING = "Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd"
LEGEND = """Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,
              r RIB-failure, S Stale, m multipath, b backup-path, f RT-Filter,
              x best-external, a additional-path, c RIB-compressed,
              t secondary path,
Origin codes: i - IGP, e - EGP, ? - incomplete
RPKI validation codes: V valid, I invalid, N Not found

     Network          Next Hop            Metric LocPrf Weight Path
"""


def summary(answer: JSON, ranges: Mapping[str, Sequence[str]], limit: int) -> str:
    """`ranges`: the listen ranges of each peer group of this family."""
    peers = answer.get("peers", {})
    lines = [f"BGP router identifier {answer['routerId']}, local AS number {answer['as']}"]
    lines.append(f"BGP table version is {version(answer)}, main routing table version {version(answer)}")
    lines += ["", HEADING]
    for address, peer in peers.items():
        lines += _summary_lines(address, peer, version(answer))
    dynamic = sum(1 for peer in peers.values() if peer.get("dynamicPeer"))
    if dynamic:
        lines.append("* Dynamically created based on a listen range command")
    if ranges:
        count = sum(len(prefixes) for prefixes in ranges.values())
        lines += [f"Dynamically created neighbors: {dynamic}, Subnet ranges: {count}", ""]
        for group, prefixes in ranges.items():
            lines += [f"BGP peergroup {group} listen range group members: ", *(f"  {shown(prefix)} " for prefix in prefixes), ""]
        lines.append(f"Total dynamically created neighbors: {dynamic}/({limit} max), Subnet ranges: {count}")
    return "\n".join(lines) + "\n"


def version(answer: JSON) -> int:
    return int(answer.get("tableVersion", 0)) + 1


def _summary_lines(address: str, peer: JSON, table: int) -> Iterator[str]:
    name = ("*" if peer.get("dynamicPeer") else "") + shown(address)
    up = peer.get("state") == "Established"
    age = uptime(peer.get("peerUptimeMsec", 0) / 1000) if peer.get("peerUptimeMsec") else "never"
    state = f"{peer.get('pfxRcd', 0):>9}" if up else f" {_idle(peer)}"
    rest = (f"{peer.get('version', 4)}{peer['remoteAs']:>13}{peer['msgRcvd']:>8}{peer['msgSent']:>8}{table if up else 1:>9}"
            f"{peer['inq']:>5}{peer['outq']:>5} {age:<8}{state}")
    if len(name) > 15:
        yield name
        name = ""
    yield f"{name:<16}{rest}"


def _idle(peer: JSON) -> str:
    state = str(peer.get("state", "Idle"))
    if "Admin" in state:
        return "Idle (Admin)"
    return "Idle (PfxCt)" if "PfxCt" in state else "Active" if state == "Connect" else state


def table_head(answer: JSON) -> str:
    """`answer` of `show bgp … json`, or of a neighbor's received or advertised routes, which names the same otherwise."""
    number = int(answer.get("tableVersion", answer.get("bgpTableVersion", 0))) + 1
    return f"BGP table version is {number}, local router ID is {answer.get('routerId', answer.get('bgpLocalRouterId', '0.0.0.0'))}\n{LEGEND}"


def table(answer: JSON) -> str:
    """`show ip bgp`, `show ip bgp neighbors A routes`."""
    lines: list[str] = []
    for network, paths in answer.get("routes", {}).items():
        ordered = sorted(paths, key=lambda path: not path.get("bestpath"))
        for index, path in enumerate(ordered):
            lines += _row("" if index else bgp_network(network), path, _next_hop(path))
    return table_head(answer) + "\n".join(lines) + "\n" if lines else ""


def neighbor_table(answer: JSON, key: str) -> str:
    """`show ip bgp neighbors A received-routes` and `advertised-routes`; `key` is FRR's name of the routes."""
    routes = answer.get(key, {})
    lines: list[str] = []
    for network, path in routes.items():
        flat = {"valid": "*" in path.get("appliedStatusSymbols", {}), "bestpath": ">" in path.get("appliedStatusSymbols", {})} | dict(path)
        flat["pathFrom"] = "internal" if "i" in path.get("appliedStatusSymbols", {}) else ""
        flat["origin"] = {"i": "IGP", "e": "EGP"}.get(path.get("bgpOriginCode", "?"), "incomplete")
        lines += _row(bgp_network(network), flat, path.get("nextHopGlobal") or path.get("nextHop", "0.0.0.0"))
    body = "\n".join(lines) + "\n" if lines else ""
    return (table_head(answer) + body if lines else "") + f"\nTotal number of prefixes {len(lines and routes)} \n"


def _next_hop(path: JSON) -> str:
    hops = path.get("nexthops") or [{}]
    used = next((hop for hop in hops if hop.get("scope") == "global"), hops[0])
    return used.get("ip", "0.0.0.0")


def _row(network: str, path: JSON, hop: str) -> Iterator[str]:
    internal = path.get("pathFrom") == "internal" and path.get("peerId") != "(unspec)"
    flags = f" {'*' if path.get('valid') else ' '}{'>' if path.get('bestpath') else ' '}{'i' if internal else ' '}"
    metric = path.get("metric", "")
    preference = path.get("locPrf", "") if path.get("weight") != 32768 else ""
    numbers = f"{metric:>10}{preference:>7}{path.get('weight', 0):>7} "
    ending = " ".join([*str(path.get("path", "")).split(), ORIGINS.get(str(path.get("origin")), "?")])
    first = f"{flags}  {network}"
    if len(network) > 16:
        yield first
        first = ""
    hop = shown(hop)
    if len(hop) > 15:
        yield f"{first:<23}{hop}"
        yield f"{'':<39}{numbers}{ending}"
    else:
        yield f"{first:<23}{hop:<16}{numbers}{ending}"


def entry(answer: JSON, softened: set[str]) -> str:
    """`show ip bgp PREFIX`. `softened`: the neighbors with inbound soft reconfiguration, whose paths are `received & used`."""
    paths = answer.get("paths", [])
    if not paths:
        return "% Network not in table\n"
    best = next((index for index, path in enumerate(paths, 1) if path.get("bestpath", {}).get("overall")), 0)
    lines = [f"BGP routing table entry for {shown(answer['prefix'])}, version {int(answer.get('version', 0)) + 1}",
             f"Paths: ({len(paths)} available, {f'best #{best}' if best else 'no best path'}, table default)"]
    lines += ["  Advertised to update-groups:", "     1         "] if answer.get("advertisedTo") else ["  Not advertised to any peer"]
    for path in paths:
        lines += _path_lines(path, softened)
    return "\n".join(lines) + "\n"


def _path_lines(path: JSON, softened: set[str]) -> Iterator[str]:
    peer = path.get("peer", {})
    words = [path.get("aspath", {}).get("string") or "Local"]
    words += ["(Received from a RR-client)"] if path.get("rxedFromRrClient") else []
    words += ["(received & used)"] if peer.get("peerId") in softened else []
    yield "  Refresh Epoch 1"
    yield f"  {', '.join(words)}"
    hops = path.get("nexthops") or [{}]
    hop = next((one for one in hops if one.get("scope") == "global"), hops[0])
    local = next((f" ({shown(one['ip'])})" for one in hops if one.get("scope") == "link-local"), "")
    metric = f" (metric {hop['metric']})" if hop.get("metric") else "" if hop.get("accessible", True) else " (inaccessible)"
    yield f"    {shown(hop.get('ip', '0.0.0.0'))}{local}{metric} from {shown(peer.get('peerId', '0.0.0.0'))} ({peer.get('routerId', '0.0.0.0')})"
    facts = [f"Origin {path.get('origin')}"]
    facts += [f"metric {path['metric']}"] if "metric" in path else []
    facts += [f"localpref {path.get('locPrf', 100)}"]
    facts += [f"weight {path['weight']}"] if path.get("weight") else []
    facts += ["valid"] if path.get("valid") else []
    facts += ["sourced, local"] if path.get("sourced") else [peer.get("type", "internal")]
    facts += ["best"] if path.get("bestpath", {}).get("overall") else []
    yield f"      {', '.join(facts)}"
    if path.get("community"):
        yield f"      Community: {path['community']['string']}"
    if path.get("originatorId"):
        yield f"      Originator: {path['originatorId']}, Cluster list: {', '.join(path.get('clusterList', {}).get('list', []))}"
    yield f"      rx pathid: 0, tx pathid: {'0x0' if path.get('bestpath', {}).get('overall') else '0'}"
    if path.get("lastUpdate"):
        yield f"      Updated on {datetime.fromtimestamp(path['lastUpdate']['epoch'], timezone.utc):%b %d %Y %H:%M:%S} UTC"
