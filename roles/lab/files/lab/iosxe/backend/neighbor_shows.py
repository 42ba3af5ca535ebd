# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`show ip bgp neighbors` in IOS's words. Pure: from FRR's JSON to text.

Format: recorded `show ip bgp all neighbors` of IOS-XE 16.4 (batfish/lab-validation) up to the TCP connection, whose inner state FRR does not have and
which is left out from `Connection tableid` on; the part of an address family after genieparser's ShowIpBgpNeighbors; a dynamic neighbor's lines after
Cisco's chapter "BGP Dynamic Neighbors".
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .words import shown, uptime

JSON = Mapping[str, Any]
FAMILY_KEYS = {4: "ipv4Unicast", 6: "ipv6Unicast"}
FAMILY_NAMES = {4: "IPv4 Unicast", 6: "IPv6 Unicast"}
COUNTS = (("Opens", "opens"), ("Notifications", "notifications"), ("Updates", "updates"), ("Keepalives", "keepalives"), ("Route Refresh", "routeRefresh"),
          ("Total", "total"))


def neighbor(address: str, peer: JSON, family: int, table: int) -> str:
    """`peer`: FRR's `show bgp neighbors A json` of this neighbor; `table`: the version of the BGP table."""
    return "\n".join([*_session(address, peer), *_family(address, peer, family, table), *_connection(peer)]) + "\n"


def _session(address: str, peer: JSON) -> Iterator[str]:
    up = peer["bgpState"] == "Established"
    star = "*" if peer.get("peerSubnetRangeGroup") else ""
    internal = bool(peer.get("nbrInternalLink"))
    yield f"BGP neighbor is {star}{shown(address)},  remote AS {peer['remoteAs']}, {'internal' if internal else 'external'} link"
    if peer.get("nbrDesc"):
        yield f" Description: {peer['nbrDesc']}"
    if peer.get("peerGroup"):
        yield f" Member of peer-group {peer['peerGroup']} for session parameters"
    if peer.get("peerSubnetRangeGroup"):
        yield f" Belongs to the subnet range group: {shown(peer['peerSubnetRangeGroup'])}"
    bfd = peer.get("peerBfdInfo")
    if bfd:
        yield " Fall over configured for session"
        yield f" BFD is configured. BFD peer is {bfd.get('status', 'Down')}. Using BFD to detect fast fallover"
    yield f"  BGP version 4, remote router ID {peer.get('remoteRouterId', '0.0.0.0')}"
    state = "Active" if peer["bgpState"] == "Connect" else peer["bgpState"]
    yield f"  BGP state = {state}" + (f", up for {uptime(peer['bgpTimerUpMsec'] / 1000)}" if up else "")
    if up:
        read, written = (uptime(peer.get(key, 0) / 1000) for key in ("bgpTimerLastRead", "bgpTimerLastWrite"))
        yield (f"  Last read {read}, last write {written}, hold time is {peer['bgpTimerHoldTimeMsecs'] // 1000}, "
               f"keepalive interval is {peer['bgpTimerKeepAliveIntervalMsecs'] // 1000} seconds")
        yield "  Neighbor sessions:"
        yield "    1 active, is not multisession capable (disabled)"
        yield "  Neighbor capabilities:"
        yield "    Route refresh: advertised and received(new)"
        yield "    Four-octets ASN Capability: advertised and received"
        for key, value in peer.get("neighborCapabilities", {}).get("multiprotocolExtensions", {}).items():
            name = next((FAMILY_NAMES[family] for family, word in FAMILY_KEYS.items() if word == key), key)
            yield f"    Address family {name}: {_both(value)}"
        yield "    Enhanced Refresh Capability: advertised and received"
    else:
        yield "  Neighbor sessions:"
        yield "    0 active, is not multisession capable (disabled)"
    yield from _messages(peer)


def _both(value: JSON) -> str:
    if value.get("advertisedAndReceived"):
        return "advertised and received"
    return "received" if value.get("received") else "advertised"


def _messages(peer: JSON) -> Iterator[str]:
    stats = peer.get("messageStats", {})
    yield "  Message statistics:"
    yield f"    InQ depth is {stats.get('depthInq', 0)}"
    yield f"    OutQ depth is {stats.get('depthOutq', 0)}"
    yield ""
    yield f"{'Sent':>29}{'Rcvd':>11}"
    for label, key in COUNTS:
        yield f"    {label + ':':<16}{stats.get(key + 'Sent', 0):>9}{stats.get(key + 'Recv', 0):>11}"
    yield "  Do log neighbor state changes (via global configuration)"
    yield f"  Default minimum time between advertisement runs is {0 if peer.get('nbrInternalLink') else 30} seconds"
    yield ""


def _family(address: str, peer: JSON, family: int, table: int) -> Iterator[str]:
    facts = peer.get("addressFamilyInfo", {}).get(FAMILY_KEYS[family])
    if facts is None:
        return
    up = peer["bgpState"] == "Established"
    yield f" For address family: {FAMILY_NAMES[family]}"
    yield f"  Session: {shown(address)}"
    yield f"  BGP table version {table}, neighbor version {table if up else 1}/{0 if up else table}"
    yield "  Output queue size : 0"
    if facts.get("routeReflectorClient"):
        yield "  Route-Reflector Client"
    if facts.get("peerGroupMember"):
        yield f"  {facts['peerGroupMember']} peer-group member"
    if facts.get("inboundSoftConfigPermit"):
        yield "  Inbound soft reconfiguration allowed"
    if facts.get("defaultOriginate") or facts.get("defaultSent"):
        yield "  Default information originate, default sent" if facts.get("defaultSent") else "  Default information originate, default not sent"
    for key, words in (("incomingUpdatePrefixFilterList", "Incoming update prefix filter list is {}"),
                       ("outgoingUpdatePrefixFilterList", "Outgoing update prefix filter list is {}"),
                       ("routeMapForIncomingAdvertisements", "Route map for incoming advertisements is {}"),
                       ("routeMapForOutgoingAdvertisements", "Route map for outgoing advertisements is {}")):
        if facts.get(key):
            yield f"  {words.format(facts[key])}"
    yield f"{'Sent':>33}{'Rcvd':>11}"
    yield f"  Prefix activity:{'----':>15}{'----':>11}"
    yield f"    Prefixes Current:{facts.get('sentPrefixCounter', 0):>12}{facts.get('acceptedPrefixCounter', 0):>11}"
    if facts.get("prefixAllowedMax"):
        warning = " (warning-only)" if facts.get("prefixAllowedMaxWarning") else ""
        yield f"  Maximum prefixes allowed {facts['prefixAllowedMax']}{warning}"
        yield f"  Threshold for warning message {facts.get('prefixAllowedWarningThresh', 75)}%"
    yield ""


def _connection(peer: JSON) -> Iterator[str]:
    yield f"  Connections established {peer.get('connectionsEstablished', 0)}; dropped {peer.get('connectionsDropped', 0)}"
    if peer.get("connectionsDropped"):
        yield f"  Last reset {uptime(peer.get('lastResetTimerMsecs', 0) / 1000)}, due to {peer.get('lastResetDueTo', 'unknown')}"
    else:
        yield "  Last reset never"
    if peer.get("externalBgpNbrMaxHopsAway", 1) > 1:
        yield f"  External BGP neighbor may be up to {peer['externalBgpNbrMaxHopsAway']} hops away."
    yield "  Transport(tcp) path-mtu-discovery is enabled"
    yield "  Graceful-Restart is disabled"
    if peer["bgpState"] == "Established":
        yield "Connection state is ESTAB, I/O status: 1, unread input bytes: 0"
        yield f"Local host: {shown(peer['hostLocal'])}, Local port: {peer['portLocal']}"
        yield f"Foreign host: {shown(peer['hostForeign'])}, Foreign port: {peer['portForeign']}"
        yield f"Option Flags: nagle, path mtu capable{', md5' if peer.get('authenticationEnabled') else ''}"
    else:
        yield "  No active TCP connection"
