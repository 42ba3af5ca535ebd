# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Junos's answers tell of sessions, prefixes and routes: XML with the elements of recorded and documented outputs."""
from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Reading
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr import sessions as frr_sessions
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.junos import sessions

REPOSITORY = Path(__file__).resolve().parents[4]
SHARED = Path(os.environ.get("VA_SHARED", REPOSITORY.parent / "shared"))
RECORDED = sorted((SHARED / "recorded/junos").glob("*/*/show_bgp_neighbor_*_display_json.txt"))
RUNNING = """set version 22.4R3-S2.11
set routing-options router-id 10.255.1.1
set routing-options autonomous-system 65000
set protocols bgp group fabric neighbor 10.1.1.2
set protocols bgp group fabric neighbor 10.1.1.20
set protocols bgp group VA-web-4 dynamic-neighbor r allow 10.1.0.0/16
"""


def peer(address, local, group, state, families=("inet.0",), bfd=("disabled", "down"), error="None", port=True):
    ribs = "".join(
        f"<bgp-rib><name>{table}</name><bgp-rib-state>BGP restart is complete</bgp-rib-state><active-prefix-count>2</active-prefix-count>"
        "<received-prefix-count>3</received-prefix-count><accepted-prefix-count>2</accepted-prefix-count><suppressed-prefix-count>0</suppressed-prefix-count>"
        "<advertised-prefix-count>1</advertised-prefix-count></bgp-rib>" for table in families)
    up = f"<peer-id>{address if ':' not in address else '10.9.9.9'}</peer-id><local-id>10.255.1.1</local-id>" if state == "Established" else ""
    ports = ("+179", "+61554") if port else ("", "")
    return (
        f'<bgp-peer style="detail"><peer-address>{address}{ports[0]}</peer-address><peer-as>65000</peer-as><local-address>{local}{ports[1]}</local-address>'
        f"<local-as>65000</local-as><peer-group>{group}</peer-group><peer-cfg-rti>master</peer-cfg-rti><peer-type>Internal</peer-type>"
        f"<peer-state>{state}</peer-state><peer-flags>Sync</peer-flags><last-state>OpenConfirm</last-state><last-event>RecvKeepAlive</last-event>"
        f"<last-error>{error}</last-error><flap-count>0</flap-count>{up}<bgp-bfd><bfd-configuration-state>{bfd[0]}</bfd-configuration-state>"
        f"<bfd-operational-state>{bfd[1]}</bfd-operational-state></bgp-bfd>{ribs if state == 'Established' else ''}</bgp-peer>")


NEIGHBORS = "<bgp-information>" + peer("10.1.1.2", "10.255.1.1", "fabric", "Established", ("inet.0", "inet6.0", "bgp.l3vpn.0")) + peer(
    "10.1.5.11", "10.255.0.1", "VA-web-4", "Established", bfd=("enabled", "up"), error="Cease") + peer(
    "2001:db8:1::11", "2001:db8:ff::1", "VA-web-6", "Established", ("inet6.0",)) + peer(
    "10.1.1.20", "10.255.1.1", "fabric", "Active", port=False, bfd=("enabled", "down")) + "</bgp-information>"
SUMMARY = """<bgp-information><group-count>3</group-count><peer-count>4</peer-count>
<bgp-peer style="terse" heading="Peer"><peer-address>10.1.1.2</peer-address><peer-as>65000</peer-as><elapsed-time seconds="4060">1:07:40</elapsed-time>
<peer-state format="Establ">Established</peer-state></bgp-peer>
<bgp-peer><peer-address>10.1.1.20</peer-address><elapsed-time seconds="12">12</elapsed-time><peer-state>Active</peer-state></bgp-peer></bgp-information>"""
INTERFACES = """<interface-information style="terse"><physical-interface><name>ge-0/0/0</name><oper-status>up</oper-status><logical-interface>
<name>
ge-0/0/0.0
</name><filter-information/><address-family><address-family-name>inet</address-family-name><interface-address><ifa-local emit="emit">
10.1.1.1/31
</ifa-local></interface-address></address-family><address-family><address-family-name>inet6</address-family-name><interface-address>
<ifa-local>2001:db8:1::1/64</ifa-local></interface-address><interface-address><ifa-local>fe80::1/64</ifa-local></interface-address></address-family>
</logical-interface></physical-interface><physical-interface><name>lo0</name><logical-interface><name>lo0.0</name><address-family>
<address-family-name>inet</address-family-name><interface-address><ifa-local>10.255.1.1</ifa-local><ifa-destination>0/0</ifa-destination></interface-address>
</address-family><address-family><address-family-name>iso</address-family-name><interface-address><ifa-local>49.0001.0102</ifa-local></interface-address>
</address-family></logical-interface></physical-interface></interface-information>"""


def table(name, *routes):
    return f"<route-information><route-table><table-name>{name}</table-name>{''.join(routes)}</route-table></route-information>"


def route(destination, protocol, *hops, metric="", length="", tag="*", protocol_hop=""):
    nexthops = "".join(f"<nh><selected-next-hop/><to>{to}</to><via>{via}</via></nh>" if to else f"<nh><via>{via}</via></nh>" for to, via in hops)
    indirect = f"<protocol-nh><to>{protocol_hop}</to></protocol-nh>" if protocol_hop else ""
    return (
        f"<rt><rt-destination>{destination}</rt-destination>{f'<rt-prefix-length>{length}</rt-prefix-length>' if length else ''}"
        f"<rt-entry><active-tag>{tag}</active-tag><protocol-name>{protocol}</protocol-name><preference>10</preference>"
        f"{f'<metric>{metric}</metric>' if metric else ''}{nexthops}{indirect}</rt-entry></rt>")


ANSWERS = {
    "neighbors": NEIGHBORS, "summary": SUMMARY, "interfaces": INTERFACES,
    "to 10.255.0.2": table("inet.0", route("10.255.0.0", "Static", ("", "lo0.0"), length="16"),
                           route("10.255.0.2", "OSPF", ("10.1.1.0", "ge-0/0/0.0"), metric="11", length="32")),
    "to 10.255.0.1": table("inet.0", route("10.255.0.1", "Direct", ("", "lo0.0"), length="32")),
    "to 2001:db8:ff::2": table("inet6.0"),
    "inside 192.0.2.0/24": table(
        "inet.0", route("192.0.2.8", "BGP", ("10.1.1.0", "ge-0/0/0.0"), length="29", protocol_hop="10.1.5.11"),
        route("192.0.2.16", "BGP", ("10.1.1.0", "ge-0/0/0.0"), length="29", tag="", protocol_hop="10.1.5.12")),
}


def read(answers=None, running=RUNNING):
    return sessions.facts(Reading(running, "22.4R3-S2.11", "f00", ANSWERS if answers is None else answers))


def by_peer(found):
    return {session["peer"]: session for session in found["sessions"]}


def test_the_shape_is_that_of_the_other_vendors():
    empty = frr_sessions.facts(Reading("", "8.4.4", "", {"neighbors": {"10.0.0.1": {"bgpState": "Idle"}}}))
    found = read()
    assert set(found) == set(empty) and set(found["sessions"][0]) == set(empty["sessions"][0])


def test_every_query_is_one_rpc():
    asked = sessions.queries(["10.255.0.1", "2001:db8:ff::1"], ["192.0.2.0/24"])
    assert set(asked) == {"neighbors", "summary", "interfaces", "to 10.255.0.1", "to 2001:db8:ff::1", "inside 192.0.2.0/24"}
    tables = {name: ElementTree.fromstring(rpc).findtext("table") for name, rpc in asked.items()}
    assert tables["to 10.255.0.1"] == tables["inside 192.0.2.0/24"] == "inet.0" and tables["to 2001:db8:ff::1"] == "inet6.0"


def test_the_instance_is_told_by_the_configuration():
    found = read()
    assert (found["asn"], found["router_id"], found["speaks_bgp"], found["keeps_stale_keys"]) == (65000, "10.255.1.1", True, False)
    assert read(running="set routing-options autonomous-system 1.10\n")["asn"] == 65546


def test_the_instance_is_told_by_a_configuration_group():
    running = RUNNING.replace("set routing-options", "set groups BASE routing-options") + "set apply-groups BASE\n"
    told = read(running=running)
    assert (told["asn"], told["router_id"], told["speaks_bgp"]) == (65000, "10.255.1.1", True)


def test_without_bgp_there_is_nothing_of_it():
    found = read({"neighbors": None, "summary": None, "interfaces": INTERFACES}, running="set system host-name r1\n")
    assert (found["asn"], found["router_id"], found["speaks_bgp"], found["sessions"]) == (None, None, False, [])


def test_addresses_stand_at_their_logical_interface_with_a_length():
    assert read()["interfaces"] == {"ge-0/0/0.0": ["10.1.1.1/31", "2001:db8:1::1/64", "fe80::1/64"], "lo0.0": ["10.255.1.1/32"]}


def test_a_session_is_told_without_ports():
    fabric = by_peer(read())["10.1.1.2"]
    assert fabric == {
        "peer": "10.1.1.2", "hostname": None, "group": "fabric", "dynamic": False, "state": "Established", "established": True, "local_address": "10.255.1.1",
        "peer_router_id": "10.1.1.2", "peer_asn": 65000, "uptime_seconds": 4060, "last_reset": None, "bfd": "none", "authenticated": None,
        "keeps_received": [4, 6], "accepted_count": 6, "sent_count": 3}


def test_a_neighbor_that_the_configuration_does_not_name_is_dynamic():
    found = by_peer(read())
    assert {address for address, session in found.items() if session["dynamic"]} == {"10.1.5.11", "2001:db8:1::11"}
    assert found["2001:db8:1::11"]["local_address"] == "2001:db8:ff::1" and found["2001:db8:1::11"]["keeps_received"] == [6]


def test_a_session_of_another_routing_instance_is_none_of_ours():
    other = peer("10.7.7.7", "10.7.7.1", "THEIRS", "Established").replace("<peer-cfg-rti>master<", "<peer-cfg-rti>CUSTOMER<")
    told = by_peer(read({**ANSWERS, "neighbors": NEIGHBORS.replace("</bgp-information>", f"{other}</bgp-information>")}))
    assert told.keys() == by_peer(read()).keys() != set()


def test_a_neighbor_is_found_in_a_group_whose_name_has_a_blank():
    told = by_peer(read(running=RUNNING.replace("group fabric", 'group "the fabric"')))
    assert (told["10.1.1.2"]["dynamic"], told["10.1.5.11"]["dynamic"]) == (False, True)


def test_bfd_and_the_last_error_are_told():
    found = by_peer(read())
    assert (found["10.1.5.11"]["bfd"], found["10.1.5.11"]["last_reset"], found["10.1.1.20"]["bfd"]) == ("up", "Cease", "down")


def test_a_session_that_is_down_has_no_uptime_and_nothing_received():
    down = by_peer(read())["10.1.1.20"]
    assert (down["state"], down["established"], down["uptime_seconds"], down["keeps_received"], down["peer_router_id"]) == ("Active", False, 0, [], None)


@pytest.mark.parametrize("address, wanted", [
    ("10.255.0.2", {"prefix": "10.255.0.2/32", "protocol": "ospf", "metric": 11, "nexthops": [{"address": "10.1.1.0", "interface": "ge-0/0/0.0"}]}),
    ("10.255.0.1", {"prefix": "10.255.0.1/32", "protocol": "connected", "metric": 0, "nexthops": [{"address": None, "interface": "lo0.0"}]}),
    ("2001:db8:ff::2", None)])
def test_the_longest_active_route_to_an_address_counts(address, wanted):
    assert read()["paths"][address] == wanted


def test_routes_have_the_next_hop_that_bgp_gave_and_only_active_ones_count():
    assert read()["routes"] == {"192.0.2.8/29": ["10.1.5.11"]}


def test_a_route_of_another_table_is_no_route():
    answers = {**ANSWERS, "to 10.255.0.1": table("cust.inet.0", route("10.255.0.1", "BGP", ("10.0.0.1", "x"), length="32"))}
    assert read(answers)["paths"]["10.255.0.1"] is None


def test_what_a_neighbor_announced_is_asked_for_by_family_and_what_is_hidden_was_refused():
    found = read()
    asked = sessions.prefix_queries(found)
    assert set(asked) == {f"{kind} {name}" for kind in ("accepted", "hidden") for name in ("4 10.1.1.2", "6 10.1.1.2", "4 10.1.5.11", "6 2001:db8:1::11")} | {
        "advertised 4 10.1.1.2", "advertised 6 10.1.1.2"}
    assert ElementTree.fromstring(asked["hidden 4 10.1.5.11"]).find("hidden") is not None
    told = by_peer(sessions.with_prefixes(found, {
        "accepted 4 10.1.5.11": table("inet.0", route("192.0.2.16/29", "BGP"), route("192.0.2.8/29", "BGP", tag="")),
        "hidden 4 10.1.5.11": table("inet.0", route("198.51.100.0/24", "BGP", tag="")), "hidden 4 10.1.1.2": None}))
    assert told["10.1.5.11"]["accepted"] == ["192.0.2.8/29", "192.0.2.16/29"] and told["10.1.5.11"]["refused"] == ["198.51.100.0/24"]
    assert told["10.1.1.2"]["accepted"] == [] and "accepted" not in told["10.1.1.20"]


def told_route(prefix, hop, path):
    return (f"<rt><rt-destination>{prefix}</rt-destination><rt-entry><protocol-name>BGP</protocol-name><nh><to>{hop}</to></nh>"
            f"<as-path>{path}</as-path></rt-entry></rt>")


def test_what_a_neighbor_announced_is_told_with_next_hop_and_path_and_what_a_configured_one_was_told():
    found = read()
    told = by_peer(sessions.with_prefixes(found, {
        "accepted 4 10.1.5.11": table("inet.0", told_route("192.0.2.16/29", "10.1.5.11", "I")),
        "hidden 4 10.1.5.11": table("inet.0", told_route("198.51.100.0/24", "10.1.5.99", "64512 64999 I")),
        "advertised 4 10.1.1.2": table("inet.0", told_route("192.0.2.16/29", "Self", "I"))}))
    assert told["10.1.5.11"]["announced"] == {"192.0.2.16/29": {"next_hop": "10.1.5.11", "as_path": ""},
                                              "198.51.100.0/24": {"next_hop": "10.1.5.99", "as_path": "64512 64999"}}
    assert (told["10.1.5.11"]["advertised"], told["10.1.1.2"]["advertised"]) == (None, ["192.0.2.16/29"])


@pytest.mark.parametrize("options, authenticated", [("Preference LocalAddress AuthKey Refresh", True), ("Preference Refresh", False), (None, None)])
def test_whether_a_session_has_a_key_is_told_by_its_options(options, authenticated):
    said = f"<bgp-option-information><bgp-options>{options}</bgp-options></bgp-option-information>" if options else ""
    neighbors = NEIGHBORS.replace("<flap-count>0</flap-count>", f"<flap-count>0</flap-count>{said}")
    assert {session["authenticated"] for session in read({**ANSWERS, "neighbors": neighbors})["sessions"]} == {authenticated}


def as_element(tag, content):
    """One element of `| display json`, where each is a list of objects with `data`, or `[null]` for it, and further elements, as Junos has it in XML."""
    element = ElementTree.Element(tag)
    element.text = content["data"] if isinstance(content.get("data"), str) else None
    element.extend([as_element(name, item) for name, items in content.items() if name not in ("attributes", "data") for item in items])
    return element


@pytest.mark.skipif(not RECORDED, reason=f"no recordings of Junos below {SHARED}: set VA_SHARED to the folder that holds recorded/junos")
@pytest.mark.parametrize("path", RECORDED, ids=[f"{path.parent.parent.name}/{path.parent.name}" for path in RECORDED])
def test_every_recorded_neighbor_is_read(path):
    recorded, _end = json.JSONDecoder().raw_decode(path.read_text(encoding="utf-8").lstrip())
    root = as_element("answer", recorded)
    configuration = path.with_name("show_configuration_|_display_set.txt").read_text(encoding="utf-8")
    found = read({"neighbors": "".join(ElementTree.tostring(child, encoding="unicode") for child in root), "summary": None, "interfaces": None}, configuration)
    peers = list(root.iter("bgp-peer"))
    assert len(found["sessions"]) == len(peers) > 0
    for peer_element, session in zip(peers, found["sessions"]):
        assert peer_element.findtext("peer-address").startswith(session["peer"]) and "+" not in session["peer"]
        assert session["established"] == (peer_element.findtext("peer-state") == "Established") and not session["dynamic"]
        assert session["accepted_count"] == sum(int(count.text) for count in peer_element.iter("accepted-prefix-count"))
        assert session["keeps_received"] == ([4] if session["established"] else []) and session["bfd"] == "none"
