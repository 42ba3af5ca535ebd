# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the twin's rules come from. A rule names its sources by these keys; tests/unit/lab/test_iosxe_twin_rules.py checks that each does.

Recordings, transcripts and source code were read; a command reference or guide names the document that describes a command, and was not
read again page by page. docs/docsite/rst/iosxe_twin.rst says which behaviour has no witness.
"""
from __future__ import annotations

SOURCES = {
    "recorded": "Running configurations and show output of IOS-XE 16.4.1, public repository batfish/lab-validation (Apache-2.0)",
    "recorded-readme": "batfish/lab-validation, README of snapshot iosxe_undefined_route_map",
    "recorded-dynamic": "Running configurations with `bgp listen range` in public lab write-ups: a DMVPN lab (R14, R15, R18), a BGP lab (R1), "
                        "a leaf-spine lab (Core, with `service password-encryption`)",
    "recorded-ospfv3": "Running configuration of an IOL router (P1) with OSPFv3, IPv6 prefix lists and route maps in a public lab write-up",
    "recorded-console": "Console transcript of a router that refuses a second `router bgp`, in a public lab write-up",
    "recorded-archive": "Console transcript RT01 (IOL) of `show archive`, `show archive config rollback timer` and refused lines, public lab write-up",
    "recorded-save": "Running configurations with `! NVRAM config last updated at` and the dialogue of `copy run start` in public lab write-ups",
    "revert-session": "Byte Works, blog on configuration archives: terminal transcript of `configure terminal revert timer 1`",
    "revert-session-2": "Terminal transcript of `configure terminal revert timer 2` on bootflash in a public note",
    "archive-blog": "integrate.uk.com, IOS-XE Configuration Archive: terminal transcript with `show archive` and the commands of `archive`",
    "rollback-guide": "Cisco IOS XE 17, System Management Configuration Guide: Configuration Rollback Confirmed Change",
    "archive-command": "Cisco IOS Configuration Fundamentals Command Reference: archive, show archive, show archive config rollback timer",
    "napalm": "napalm, network driver ios: the words of `show archive config rollback timer` that it parses, and its test on a device",
    "nso": "Cisco NSO, network element driver cisco-ios: messages of the device that it knows",
    "fundamentals": "Cisco IOS Configuration Fundamentals Command Reference and guide, Using the Cisco IOS Command-Line Interface",
    "security": "Cisco IOS Security Command Reference: service password-encryption, enable secret, username",
    "bgp-guide": "Cisco IOS XE 16 and 17, IP Routing: BGP Configuration Guide",
    "bgp-command": "Cisco IOS IP Routing: BGP Command Reference",
    "bgp-yang": "Cisco-IOS-XE-bgp.yang of YangModels/yang, 16.5 to 17.18",
    "route-map-yang": "Cisco-IOS-XE-route-map.yang of YangModels/yang, 17.15.1: lists and single values of `match`, `set large-community` since 2020-11-01",
    "bfd-yang": "Cisco-IOS-XE-bfd.yang of YangModels/yang, 17.15.1: `bfd map` for IPv4 and IPv6 without VRF",
    "large-community": "Catalyst 9600, Cisco IOS XE 17.4, Routing Configuration Guide: Configuring BGP Large Community",
    "ip-config": "Cisco 78-11741-02, IP Configuration Guide: Configuring BGP, prefix lists (IPC-305, IPC-306)",
    "ip-command": "Cisco IOS IP Routing: Protocol-Independent Command Reference",
    "dhcp-gateway": "Cisco, DHCP: Statically Configured Routes Using a DHCP Gateway",
    "prefix-range": "A public tool's notes with the router's answer to a prefix list out of range",
    "ospf-command": "Cisco IOS IP Routing: OSPF Command Reference, and Cisco-IOS-XE-ospf.yang",
    "max-metric-guide": "Catalyst 9500, Cisco IOS XE 16.12, and Catalyst 9600, 17.16, Routing Configuration Guide: OSPFv3 Max-Metric Router LSA",
    "recorded-ipv6": "Console transcript of `ospfv3 1 ipv4 area 0` on an interface without IPv6, and of `ipv6 enable` before it, in a public lab write-up",
    "isis-command": "Cisco IOS IP Routing: IS-IS Command Reference",
    "ipv6-command": "Cisco IOS IPv6 Command Reference",
    "interface-command": "Cisco IOS Interface and Hardware Component Command Reference, and IP Addressing Services Command Reference",
    "bfd-guide": "Cisco IOS XE 16, IP Routing: BGP Configuration Guide, chapter 62, BFD - BGP Multihop Client Support; documentation of cisco.ios "
                 "ios_bfd_templates",
    "cisco.ios": "cisco.ios 11.1.1: cliconf and terminal plugins, and the device output in its modules' documentation",
    "genie": "genie: the refusals of IOS-XE that it watches for",
    "vendor facts 6": "The project's collected vendor facts, section 6: Dynamic neighbours",
    "vendor facts 7": "The project's collected vendor facts, section 7: Loopback cost",
    "vendor facts 8": "The project's collected vendor facts, section 8: Safe change",
}
