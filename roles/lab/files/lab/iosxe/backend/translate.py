# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An IOS-XE running configuration as the FRR configuration that means the same, with the addresses of its interfaces. Pure."""
from __future__ import annotations

from collections.abc import Mapping

from ...twin_frr import Line, Notes, Translation
from . import igp, policies
from .bgp import Bgp
from .interfaces import interfaces
from .tree import Node, ipv4_network, parse

# Lines that no routing daemon needs: management, services, and what the tree holds of them.
QUIET = ("version ", "service ", "no service ", "hostname ", "boot-", "no aaa ", "aaa ", "username ", "enable ", "ip domain", "no ip domain", "domain ",
         "subscriber ", "multilink ", "license ", "diagnostic ", "spanning-tree ", "redundancy", "virtual-service ", "ip forward-protocol ", "ip http ",
         "no ip http ", "ip ssh ", "ip scp ", "ip tftp ", "control-plane", "line ", "platform ", "no platform ", "memory ", "archive", "banner ", "crypto ",
         "no crypto ", "call-home", "ip cef", "ip routing", "ipv6 unicast-routing", "clock ", "ntp ", "logging ", "no logging ", "snmp-server ", "login ",
         "transceiver ", "process-max-time ", "ip bgp-community ", "ip name-server ", "key config-key ", "password encryption ", "bfd-template ", "bfd map ",
         "mmi ", "no mmi ", "vtp ", "cdp ", "no cdp ", "lldp ", "netconf", "restconf", "tftp-server ", "ip access-list ", "no ip source-route",
         "ip source-route",
         "alias ", "event ", "file ", "configuration mode ", "parser ", "transport ", "telnet ", "no telnet ", "ip finger", "scheduler ", "exception ",
         "vrf definition ", "sdm ", "switch ", "system ", "stack-", "vlan ", "policy-map ", "class-map ", "no errdisable", "errdisable ", "dot1x ", "ip arp ")
TRANSLATED = ("interface ", "router ospf", "router isis", "router bgp ", "ipv6 router ospf ", "router ospfv3 ", "route-map ", "ip prefix-list ",
              "ipv6 prefix-list ", "ip as-path access-list ", "ip community-list ", "ip large-community-list ", "ip extcommunity-list ",
              "ip route ", "ipv6 route ")


def translate(running: str, devices: Mapping[str, str]) -> Translation:
    """`devices`: the Linux device of each interface that is no Loopback, by IOS's name (`GigabitEthernet1`: `eth1`)."""
    top, notes = parse(running), Notes()
    found = interfaces(top, devices, notes)
    by_name = {name: interface.device for name, interface in found.items()}
    lists = policies.policies(top, by_name, notes)
    routing = [*igp.ospf(top, found, notes), *igp.ospfv3(top, found, notes), *igp.isis(top, found, notes)]
    speakers = [node for node in top if node.words[:2] == ["router", "bgp"]]
    bgp = [line for node in speakers for line in Bgp(node, top, found, notes).lines()]
    for node in top:
        if not node.text.startswith((*QUIET, *TRANSLATED)) and node.words[0] not in ("interface",):
            notes.add(node.text)
    lines = [*lists, *policies.undefined_lists([*lists, *bgp]), *_statics(top, by_name, notes), *routing, *bgp]
    hostname = next((node.words[1] for node in top if node.words[0] == "hostname"), "")
    return Translation(tuple(dict.fromkeys(lines)), tuple(found.values()), tuple(dict.fromkeys(notes.untranslated)), hostname,
                       speakers[0].words[2] if speakers else "")


def _statics(top: list[Node], devices: Mapping[str, str], notes: Notes) -> list[Line]:
    lines: list[Line] = []
    for node in top:
        words = node.words
        if words[:2] == ["ip", "route"] and words[2] != "vrf" and len(words) >= 5:
            prefix, rest = str(ipv4_network(words[2], words[3])), words[4:]
        elif words[:2] == ["ipv6", "route"] and words[2] != "vrf":
            prefix, rest = words[2], words[3:]
        else:
            if words[1:2] == ["route"]:
                notes.add(node.text)
            continue
        if "dhcp" in rest:
            continue  # its gateway is the one of the node's default route
        if "name" in rest[:-1]:
            at = rest.index("name")
            rest = rest[:at] + rest[at + 2:]
        hops = [devices.get(word, word) for word in rest if word in devices or "." in word or ":" in word or word == "Null0"]
        distance = [word for word in rest if word.isdigit()]
        if len(hops) + len(distance) != len(rest):
            notes.add(node.text)
            continue
        lines.append((" ".join([words[0], "route", prefix, *hops[::-1], *distance]),))
    return lines
