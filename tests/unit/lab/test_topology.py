# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A topology file is understood, or refused with a sentence for each fault."""
from __future__ import annotations

import copy
import json

import pytest
from lab import LabError, load
from lab.topology import parse

SMALL = {
    "igp": "ospf",
    "nodes": {
        "f1": {
            "role": "fabric", "loopback_ipv4": "10.255.0.11", "loopback_ipv6": "2001:db8::11",
            "access": {"web": {"ipv4": "10.1.1.0/24", "ipv6": "2001:db8:1:1::/64"}},
        },
        "rs1": {"role": "route_server", "loopback_ipv4": "10.255.0.1", "loopback_ipv6": "2001:db8::1"},
        "web1": {"role": "appliance", "at": "f1", "pool": "web", "host": 11},
    },
    "links": [{"ends": ["rs1", "f1"], "cost": 20}],
}


def changed(*path_and_value):
    *path, last, value = path_and_value
    source = copy.deepcopy(SMALL)
    place = source
    for step in path:
        place = place[step]
    place[last] = value
    return source


def faults_of(source):
    with pytest.raises(LabError) as refused:
        parse(source)
    return str(refused.value).splitlines()


def test_a_sound_topology_becomes_nodes_and_links_with_addresses():
    topology = parse(SMALL)
    assert [node.name for node in topology.nodes] == ["f1", "rs1", "web1"]
    assert [(link.cost, neighbor, address) for link, neighbor, address in topology.links_of("f1")] == [(20, "rs1", "10.254.0.1/31")]
    assert topology.node("f1").subnet("web").gateway_ipv6 == "2001:db8:1:1::1"
    assert topology.asn == 65000


@pytest.mark.parametrize("source, where, words", [
    ([], "nodes", "mapping"),
    ({"links": []}, "nodes", "mapping"),
    (changed("igp", "rip"), "igp", "rip is not known; write one of ospf, isis, none"),
    (changed("asn", "many"), "asn", "many is no whole number"),
    (changed("node", {}), "node", "no such key of a topology"),
    (changed("nodes", "f1", None), "nodes.f1", "a node is a mapping"),
    (changed("nodes", "f1", "loopbacks", "any-a"), "nodes.f1.loopbacks", "write a list"),
    (changed("nodes", "f1", "loopbacks", ["any a"]), "nodes.f1.loopbacks", "cannot name a device"),
    (changed("nodes", "Router 1", {"role": "appliance"}), "nodes.Router 1", "cannot name a node"),
    (changed("nodes", "hv", {"role": "appliance"}), "nodes.hv", "cannot name a node"),
    (changed("nodes", "rs1", "role", "spine"), "nodes.rs1.role", "spine is not known"),
    (changed("nodes", "rs1", "role", ["fabric"]), "nodes.rs1.role", "is not known"),
    (changed("nodes", "rs1", "loopback", "10.0.0.1"), "nodes.rs1.loopback", "no such key of a node"),
    (changed("nodes", "rs1", "loopback_ipv4", "10.255.0.300"), "nodes.rs1.loopback_ipv4", "10.255.0.300 is no address"),
    (changed("nodes", "rs1", "loopback_ipv4", "2001:db8::5"), "nodes.rs1.loopback_ipv4", "the other family"),
    (changed("nodes", "rs1", "loopback_ipv4", "10.255.0.11"), "nodes.rs1", "10.255.0.11 belongs to f1 already"),
    (changed("nodes", "rs1", "loopback_ipv6", ""), "nodes.rs1", "a node with links needs loopback_ipv4 and loopback_ipv6"),
    (changed("nodes", "f1", "access", ["web"]), "nodes.f1.access", "a mapping of pools to subnets"),
    (changed("nodes", "f1", "access", "web", "ipv4", "10.1.1.5/24"), "nodes.f1.access.web", "without host bits"),
    (changed("nodes", "f1", "access", "a-very-long-pool", {"ipv4": "10.9.0.0/24", "ipv6": "2001:db8:9::/64"}),
     "nodes.f1.access.a-very-long-pool", "at most 11 characters"),
    (changed("nodes", "web1", "at", "f2"), "nodes.web1.at", "f2 is no node that offers an access subnet"),
    (changed("nodes", "web1", "pool", "edge"), "nodes.web1.at", "the pool 'edge'"),
    (changed("nodes", "web1", "host", 1), "nodes.web1.host", "from 2 to 250"),
    (changed("nodes", "web1", "host", "eleven"), "nodes.web1.host", "eleven is no whole number"),
    (changed("nodes", "web2", {"role": "appliance", "at": "f1", "pool": "web", "host": 11}), "nodes.web2.host", "11 belongs to web1"),
    (changed("links", "rs1-f1"), "links", "write a list"),
    (changed("links", ["rs1-f1"]), "links[0]", "ends: [NODE, NODE]"),
    (changed("links", 0, "ends", ["rs1"]), "links[0]", "ends: [NODE, NODE]"),
    (changed("links", 0, "ends", ["rs1", "f9"]), "links[0].ends", "there is no node f9"),
    (changed("links", 0, "ends", ["rs1", "rs1"]), "links[0].ends", "two different nodes"),
    (changed("links", [{"ends": ["rs1", "f1"]}, {"ends": ["f1", "rs1"]}]), "links[1].ends", "once"),
    (changed("links", 0, "cost", 65535), "links[0].cost", "from 1 to 65534"),
    (changed("links", 0, "cost", "cheap"), "links[0].cost", "cheap is no whole number"),
    (changed("link_network", "10.254.0.1/20"), "link_network", "without host bits"),
    (changed("link_network", "10.254.0.0/32"), "link_network", "too small for 1 links"),
])
def test_a_fault_is_named_with_its_place(source, where, words):
    assert any(line.startswith(f"{where}: ") and words in line for line in faults_of(source)), faults_of(source)


def test_all_faults_are_named_at_once():
    source = changed("igp", "rip")
    source["nodes"]["web1"]["at"] = "f2"
    source["links"][0]["ends"] = ["rs1", "f9"]
    assert {line.split(": ")[0] for line in faults_of(source)} >= {"igp", "nodes.web1.at", "links[0].ends"}


@pytest.mark.parametrize("name, text", [
    ("twice.yml", "nodes:\n  f1: {role: fabric}\n  f1: {role: appliance}\n"),
    ("twice.json", '{"nodes": {"f1": {"role": "fabric"}, "f1": {"role": "appliance"}}}'),
])
def test_a_node_that_stands_twice_is_refused(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(LabError, match="f1: this key stands twice"):
        load(path)


def test_json_is_read_like_yaml(tmp_path):
    path = tmp_path / "lab.json"
    path.write_text(json.dumps(SMALL))
    assert load(path) == parse(SMALL)


@pytest.mark.parametrize("text, words", [("nodes: [", "not valid YAML"), (None, "cannot be read")])
def test_an_unreadable_file_is_named(tmp_path, text, words):
    path = tmp_path / "broken.yml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(LabError, match=words) as refused:
        load(path)
    assert str(path) in str(refused.value)


def test_a_node_knows_what_links_lead_to():
    source = changed("nodes", "rs2", {"role": "route_server", "loopback_ipv4": "10.255.0.2", "loopback_ipv6": "2001:db8::2"})
    topology = parse(source)
    assert topology.connected_with("rs1") == {"rs1", "f1"}
    assert topology.connected_with("rs2") == {"rs2"}


def test_a_missing_node_or_subnet_is_named_with_what_there_is():
    with pytest.raises(LabError, match="no node named rs9; its nodes are f1, rs1, web1"):
        parse(SMALL).node("rs9")
    with pytest.raises(LabError, match="f1 offers no access subnet for the pool edge"):
        parse(SMALL).access_subnet("f1", "edge")
