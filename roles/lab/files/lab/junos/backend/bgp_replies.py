# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BGP's sessions in Junos's XML. Pure: from FRR's JSON to elements.

Names and order: recorded `show bgp neighbor | display json` of 17.4R1 and 25.4R1 (batfish/lab-validation); for the summary public
`show bgp summary | display xml` of 15.1X53 and later, with `unconfigured-peer-count` where neighbors came by a range.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from .replies import JSON, TABLES, elapsed, put, put_all

FAMILY_KEYS = {4: "ipv4Unicast", 6: "ipv6Unicast"}
NLRI = {4: "inet-unicast", 6: "inet6-unicast"}
ESTABLISHED = "Established"


@dataclass(frozen=True)
class Counts:
    """Of a neighbor in one table: the prefixes that came, passed the import, are active, and were sent."""

    received: int = 0
    accepted: int = 0
    active: int = 0
    sent: int = 0


@dataclass(frozen=True)
class Peering:
    """What the configuration says of a session. `name`: FRR's name of the neighbor or of the peer group."""

    name: str
    group: str
    description: str = ""
    imports: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    families: tuple[int, ...] = ()
    hold: int = 90
    local_address: str = ""
    cluster: str = ""
    authenticated: bool = False
    bfd: bool = False


@dataclass(frozen=True)
class Neighbor:
    address: str
    said: JSON
    peering: Peering
    counts: Mapping[int, Counts] = field(default_factory=dict)

    @property
    def established(self) -> bool:
        return self.said.get("bgpState") == ESTABLISHED

    @property
    def seconds(self) -> int:
        """Since the session came up, or went down."""
        return int(self.said.get("bgpTimerUpMsec" if self.established else "lastResetTimerMsecs", 0)) // 1000


def peering_of(address: str, said: JSON, peerings: Mapping[str, Peering]) -> Peering:
    found = peerings.get(address) or peerings.get(said.get("peerGroup", ""))
    return found or Peering(address, said.get("peerGroup", ""))


def summary(neighbors: Iterable[Neighbor], groups: int) -> etree._Element:
    neighbors = list(neighbors)
    reply = etree.Element("bgp-information")
    dynamic = sum("peerSubnetRangeGroup" in one.said for one in neighbors)
    put_all(reply, {"group-count": groups, "peer-count": len(neighbors), "down-peer-count": sum(not one.established for one in neighbors),
                    "unconfigured-peer-count": dynamic or None})
    for family in (4, 6):
        counts = [one.counts[family] for one in neighbors if family in one.counts]
        if counts:
            _table(reply, TABLES[family], counts)
    for one in neighbors:
        peer = put(reply, "bgp-peer", style="terse")
        _terse(peer, one)
    return reply


def _table(reply: etree._Element, name: str, counts: list[Counts]) -> None:
    rib = put(reply, "bgp-rib", style="brief")
    received = sum(one.received for one in counts)
    put_all(rib, {"name": name, "total-prefix-count": received, "received-prefix-count": received, "accepted-prefix-count": sum(one.accepted for one in counts),
                  "active-prefix-count": sum(one.active for one in counts), "suppressed-prefix-count": 0, "history-prefix-count": 0, "damped-prefix-count": 0,
                  "pending-prefix-count": 0})


def _terse(peer: etree._Element, one: Neighbor) -> None:
    said, stats = one.said, one.said.get("messageStats", {})
    put_all(peer, {"peer-address": one.address, "peer-as": said["remoteAs"], "input-messages": stats.get("totalRecv", 0),
                   "output-messages": stats.get("totalSent", 0), "route-queue-count": stats.get("depthOutq", 0),
                   "flap-count": said.get("connectionsDropped", 0)})
    put(peer, "elapsed-time", elapsed(one.seconds), seconds=str(one.seconds))
    put_all(peer, {"description": one.peering.description or None})
    put(peer, "peer-state", said["bgpState"])
    for family, counts in one.counts.items() if one.established else ():
        rib = put(peer, "bgp-rib", style="terse")
        put_all(rib, {"name": TABLES[family], "active-prefix-count": counts.active, "received-prefix-count": counts.received,
                      "accepted-prefix-count": counts.accepted, "suppressed-prefix-count": 0})


def neighbors_information(neighbors: Iterable[Neighbor], interfaces: Mapping[str, str]) -> etree._Element:
    """`interfaces`: the logical interface that leads straight to an address."""
    reply = etree.Element("bgp-information")
    for one in neighbors:
        _detail(put(reply, "bgp-peer", style="detail"), one, interfaces)
    return reply


def _detail(peer: etree._Element, one: Neighbor, interfaces: Mapping[str, str]) -> None:
    said, peering, stats = one.said, one.peering, one.said.get("messageStats", {})
    local = said.get("hostLocal") or peering.local_address
    put_all(peer, {
        "peer-address": one.address + (f"+{said['portForeign']}" if "portForeign" in said else ""), "peer-as": said["remoteAs"],
        "local-address": (local + (f"+{said['portLocal']}" if "portLocal" in said else "")) or None, "local-as": said["localAs"],
        "description": peering.description or None, "peer-group": peering.group or None, "peer-cfg-rti": "master", "peer-fwd-rti": "master",
        "peer-type": "Internal" if said.get("nbrInternalLink") else "External", "peer-state": said["bgpState"], "last-error": _error(said)})
    _options(put(peer, "bgp-option-information"), peering, not said.get("nbrInternalLink"))
    put(peer, "flap-count", said.get("connectionsDropped", 0))
    put(peer, "elapsed-time", one.seconds, seconds=str(one.seconds))
    if one.established:
        put_all(peer, {"peer-id": said["remoteRouterId"], "local-id": said["localRouterId"], "active-holdtime": said["bgpTimerHoldTimeMsecs"] // 1000,
                       "keepalive-interval": said["bgpTimerKeepAliveIntervalMsecs"] // 1000})
    bfd = put(peer, "bgp-bfd")
    put_all(bfd, {"bfd-configuration-state": "enabled" if peering.bfd else "disabled",
                  "bfd-operational-state": "up" if said.get("peerBfdInfo", {}).get("status") == "Up" else "down"})
    put_all(peer, {"local-interface-name": interfaces.get(one.address), "nlri-type-peer": " ".join(NLRI[family] for family in peering.families) or None})
    if not one.established:
        return
    put(peer, "nlri-type-session", " ".join(NLRI[family] for family in one.counts))
    for family, counts in one.counts.items():
        rib = put(peer, "bgp-rib", style="detail")
        put_all(rib, {"name": TABLES[family], "bgp-rib-state": "BGP restart is complete", "send-state": "in sync", "active-prefix-count": counts.active,
                      "received-prefix-count": counts.received, "accepted-prefix-count": counts.accepted, "suppressed-prefix-count": 0,
                      "advertised-prefix-count": counts.sent})
    put_all(peer, {"last-received": said.get("bgpTimerLastRead", 0) // 1000, "last-sent": said.get("bgpTimerLastWrite", 0) // 1000,
                   "input-messages": stats.get("totalRecv", 0), "input-updates": stats.get("updatesRecv", 0),
                   "input-refreshes": stats.get("routeRefreshRecv", 0),
                   "output-messages": stats.get("totalSent", 0), "output-updates": stats.get("updatesSent", 0),
                   "output-refreshes": stats.get("routeRefreshSent", 0)})


def _options(options: etree._Element, peering: Peering, external: bool) -> None:
    """The words of `bgp-options` are those of Juniper's show bgp neighbor, as far as the backend knows them."""
    words = {"LocalAddress": peering.local_address, "AuthKey": peering.authenticated, "Cluster": peering.cluster, "PeerAS": external, "Refresh": True,
             "BfdEnabled": peering.bfd}
    put_all(options, {"export-policy": " ".join(peering.exports) or None, "import-policy": " ".join(peering.imports) or None,
                      "address-families": " ".join(NLRI[family] for family in peering.families) or None, "local-address": peering.local_address or None,
                      "bgp-options": " ".join(word for word, holds in words.items() if holds), "holdtime": peering.hold, "preference": 170})


def _error(said: JSON) -> str:
    """Junos's words for the kind of the last notification (RFC 4271, 4.5)."""
    reason = str(said.get("lastNotificationReason", "")).partition("/")[0]
    return {"": "None", "Hold Timer Expired": "Hold Timer Expired Error", "OPEN Message Error": "Open Message Error"}.get(reason, reason)
