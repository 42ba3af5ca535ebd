# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BGP. Ranks follow the recorded configurations; where a pair of lines was never recorded, the order of the vendor's examples."""
from __future__ import annotations

from .model import peer_order, rule

PEERS = 50  # rank of all lines of neighbors: they stand together by peer (recorded)


def _peer_place(rank: int):
    return lambda names, document: (*peer_order(names, document), rank)


def _session(written: str, sources: str, rank: int, **more):
    """A command of the session: it exists once, whatever the address family."""
    return rule(f"neighbor {{peer}} {written}", sources, PEERS, order=_peer_place(rank), action=more.pop("action", "session"), **more)


def _policy(written: str, sources: str, rank: int, **more):
    """A command of one address family."""
    return rule(f"neighbor {{peer}} {written}", sources, PEERS, order=_peer_place(100 + rank), action=more.pop("action", "policy"), **more)


GROUP = "recorded, bgp-command"

SESSIONS = (
    _session("peer-group", GROUP, 1, action="peer_group", key="neighbor {peer} peer-group"),
    _session("remote-as ~ {asn} [alternate-as {alternate:asn}+5]", "recorded, recorded-dynamic, bgp-guide, cisco.ios, vendor facts 6", 2,
             action="remote_as", also="neighbor {peer}"),
    _session("peer-group {group:word}", GROUP, 3, action="join_group", key="neighbor {peer} peer-group"),
    _session("local-as ~ {asn} [no-prepend] [replace-as] [dual-as]", "bgp-command", 4),
    _session("description ~ {line}", "bgp-command", 5),
    _session("shutdown", "bgp-command", 6),
    _session("password ~ [{encryption:0-7}] {secret:word}", "bgp-command, security, recorded-dynamic, vendor facts 6", 7, action="password"),
    _session("ebgp-multihop ~ [{ttl:1-255}]", "bgp-command, recorded-dynamic", 8, action="ebgp_multihop"),
    _session("ttl-security hops ~ {1-254}", "bgp-command", 9),
    _session("transport connection-mode ~ (active | passive)", "bgp-command", 11),
    _session("transport path-mtu-discovery ~ [disable]", "bgp-command", 12),
    _session("update-source ~ {interface}", "recorded, bgp-command", 13),
    _session("timers ~ {0-65535} {0-65535} [{0-65535}]", "recorded, bgp-command", 14, action="timers"),
    _session("fall-over bfd ~ [(single-hop | multi-hop)] [check-control-plane-failure] [strict-mode]", "bgp-command, bfd-guide, bgp-yang", 15),
    _session("ha-mode graceful-restart ~ [disable]", "bgp-command, vendor facts 6", 16),
)

POLICIES = (
    _policy("activate", "recorded, recorded-dynamic, bgp-guide", 1, action="activate"),
    _policy("send-community ~ [(both | standard | extended)]", "recorded, bgp-command", 2),
    _policy("weight ~ {0-65535}", "bgp-command", 3),
    _policy("remove-private-as", "bgp-command", 4),
    _policy("route-reflector-client", "bgp-command, vendor facts 6", 5),
    _policy("next-hop-self ~ [all]", "bgp-command", 6),
    _policy("next-hop-unchanged", "bgp-command", 6),
    _policy("default-originate ~ [route-map {map:word}]", "recorded, bgp-command", 7),
    _policy("allowas-in ~ [{1-10}]", "recorded, bgp-command", 8),
    _policy("soft-reconfiguration inbound", "recorded, bgp-command", 9),
    _policy("prefix-list {list:word} {direction:in_or_out}", "recorded-dynamic, bgp-command", 10, key="neighbor {peer} prefix-list {direction}",
            action="by_direction"),
    _policy("route-map {list:word} {direction:in_or_out}", "recorded, bgp-command, recorded-readme", 11, key="neighbor {peer} route-map {direction}",
            action="by_direction"),
    _policy("filter-list {list:1-500} {direction:in_or_out}", "recorded-dynamic, bgp-command", 12, key="neighbor {peer} filter-list {direction}",
            action="by_direction"),
    _policy("maximum-prefix ~ {limit:1-2147483647} [{threshold:1-100}] [(restart {minutes:1-65535} | warning-only | discard-extra)]",
            "bgp-command, bgp-yang, vendor facts 6", 13, action="maximum_prefix"),
)

NETWORKS = (
    rule("network {ipv4} [mask {mask}] [route-map {map:word}]", "recorded, bgp-command", 30, action="flat"),
    rule("network {prefix6} [route-map {map:word}]", "recorded-dynamic, bgp-command", 30, action="flat"),
    rule("aggregate-address {ipv4} {mask} ~ [as-set] [summary-only]", "bgp-command", 25, action="flat"),
    rule("redistribute connected ~ [metric {metric:0-4294967295}] [route-map {map:word}]", "recorded, bgp-command, ip-command", 35,
         action="redistribution"),
    rule("redistribute static ~ [metric {metric:0-4294967295}] [route-map {map:word}]", "bgp-command, ip-command", 36, action="redistribution"),
    rule("redistribute ospf {number:1-65535} ~ [match {match:line}]", "bgp-command", 37, action="flat"),
    rule("redistribute eigrp {number:1-65535} ~ [route-map {map:word}]", "recorded, bgp-command", 37, action="flat"),
    rule("maximum-paths ibgp ~ {1-32}", "bgp-command", 91, action="flat"),
    rule("maximum-paths eibgp ~ {1-32}", "recorded-dynamic, bgp-command", 91, action="flat"),
    rule("maximum-paths ~ {1-32}", "recorded-dynamic, bgp-command", 90, action="flat"),
)

BGP = (
    rule("bgp router-id ~ {ipv4}", "recorded, bgp-command", 10),
    rule("bgp cluster-id ~ {cluster:cluster_id}", "bgp-command, vendor facts 6", 11),
    rule("bgp log-neighbor-changes", "recorded", 12, keep_no=True),
    rule("bgp listen range {range:prefix} peer-group {group:word}", "recorded-dynamic, bgp-guide, vendor facts 6", 13, key="bgp listen range {range}"),
    rule("bgp listen limit ~ {limit:1-10000}", "recorded-dynamic, bgp-guide, bgp-yang", 14, action="listen_limit"),
    rule("bgp bestpath as-path multipath-relax", "recorded-dynamic", 15),
    rule("bgp graceful-restart", "bgp-command", 16),
    rule("bgp default ipv4-unicast", "recorded-dynamic, bgp-command", 20, keep_no=True, hidden=True),
    rule("timers bgp ~ {0-65535} {0-65535} [{0-65535}]", "bgp-command", 21),
    *NETWORKS,
    *SESSIONS,
    *POLICIES,
    rule("address-family (ipv4 | ipv6) [(unicast | multicast)]", "recorded, recorded-dynamic, bgp-command", 120, opens="bgp-af", lead=(" !",),
         action="family"),
    rule("address-family (ipv4 | ipv6) [unicast] vrf {vrf:word}", "recorded, bgp-command", 121, opens="bgp-vrf", lead=(" !",), action="family"),
)

BGP_AF = (*NETWORKS, *POLICIES, *SESSIONS)
BGP_VRF = (rule("bgp router-id ~ {ipv4}", "recorded, bgp-command", 10), *NETWORKS, *SESSIONS, *POLICIES)
