# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions about each neighbor are a part of the one execution on the device, which finds the neighbors by itself; with a vtysh that only answers."""
from __future__ import annotations

import shutil
import subprocess

import pytest
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.change import Failure
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.dialects.frr import sessions
from ansible_collections.virtual_appliance.routing.plugins.plugin_utils.transports.vtysh import VtyshTransport

SHELLS = [["sh"], ["bash", "--posix"], ["busybox", "ash"]]
NEIGHBORS = """\
BGP neighbor is 10.255.1.11, remote AS 65000, local AS 65000, internal link
  BGP state = Established, up for 00:01:00
 For address family: IPv4 Unicast
  Outbound path policy configured
BGP neighbor is *10.1.1.11, remote AS 65000, local AS 65000, internal link
Hostname: web1
  BGP state = Established, up for 00:00:09
 For address family: IPv4 Unicast
  Inbound soft reconfiguration allowed
 For address family: IPv4 Labeled Unicast
  Inbound soft reconfiguration allowed
BGP neighbor is *10.1.1.12, remote AS 65000, local AS 65000, internal link
  BGP state = Idle
 For address family: IPv4 Unicast
  Inbound soft reconfiguration allowed
BGP neighbor is 2001:db8:1::11, remote AS 65000, local AS 65000, internal link
  BGP state = Established, up for 00:00:09
 For address family: IPv6 Unicast
  Inbound soft reconfiguration allowed
BGP neighbor on eth0: fe80::1, remote AS 65000, local AS 65000, internal link
  BGP state = Established, up for 00:00:09
 For address family: IPv4 Unicast
  Inbound soft reconfiguration allowed
"""
# As vtysh does: with -E it prints each command before its answer, and it ends at one that is refused.
VTYSH = """\
#!/bin/sh
echoing=
while [ "$#" -gt 0 ]; do
    if [ "$1" = -E ]; then echoing=1; shift; continue; fi
    if [ -n "$echoing" ]; then echo "rs1# $2"; fi
    case $2 in
    "! "*) ;;
    "show running-config no-header") echo "frr version 8.4.4" ;;
    "show daemons") echo " zebra bgpd" ;;
    "show bgp neighbors") cat {place}/neighbors ;;
    *"neighbors {refused} filtered-routes json") exit 1 ;;
    *routes\\ json) echo "{{\\"asked\\": \\"$2\\"}}" ;;
    *) echo "{{}}" ;;
    esac
    shift 2
done
"""


@pytest.fixture
def device(tmp_path):
    """`device(shell)`: a transport to a device with these neighbors; `device.executions` counts what ran there."""
    def reach(shell=("sh",), refused="nobody", neighbors=NEIGHBORS, path=""):
        program = tmp_path / "vtysh"
        program.write_text(VTYSH.format(place=tmp_path, refused=refused))
        program.chmod(0o755)
        (tmp_path / "neighbors").write_text(neighbors)
        executions.clear()

        def execute(script):
            executions.append(script)
            done = subprocess.run(list(shell), input=script, capture_output=True, text=True, check=False, timeout=60, env={"PATH": path or "/usr/bin:/bin"})
            return done.returncode, done.stdout, done.stderr

        return VtyshTransport(execute, str(program))

    executions: list[str] = []
    reach.executions = executions
    return reach


def read(transport):
    reading = transport.read({"summary": "show bgp summary json", **sessions.neighbor_queries()})
    assert not isinstance(reading, Failure), reading
    return {name: answer for name, answer in reading.facts.items() if name.startswith(("received", "filtered", "advertised"))}


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_each_neighbor_that_is_up_and_kept_is_asked_once_in_its_family_in_one_execution(device, shell):
    if shutil.which(shell[0]) is None:
        pytest.skip(f"no {shell[0]}")
    found = read(device(shell))
    assert {name: answer["asked"] for name, answer in found.items()} == {
        f"{kind} {family} {peer}": f"show bgp ipv{family} unicast neighbors {peer} {kind}-routes json"
        for kind in ("received", "filtered", "advertised") for family, peer in ((4, "10.1.1.11"), (6, "2001:db8:1::11"))}
    assert len(device.executions) == 1


def test_a_question_that_is_refused_has_no_answer_and_the_others_have_theirs(device):
    found = read(device(refused="10.1.1.11"))
    assert found["filtered 4 10.1.1.11"] is None
    assert len(found) == 6 and all(answer for name, answer in found.items() if name != "filtered 4 10.1.1.11")


@pytest.mark.parametrize("neighbors", ["", "% No BGP neighbors found\n", "BGP neighbor is $(touch x), remote AS 1\n"])
def test_without_a_neighbor_nobody_is_asked(device, neighbors):
    assert read(device(neighbors=neighbors)) == {}


def test_a_device_without_awk_is_read_all_the_same_and_the_neighbors_are_left_for_a_second_read(device, tmp_path):
    few = tmp_path / "bin"
    few.mkdir()
    for name in ("sh", "cat", "id", "uname", "ls", "rm", "mkdir", "sed"):
        (few / name).symlink_to(shutil.which(name))
    assert read(device(path=str(few))) == {}


def test_what_the_first_read_asks_is_what_a_second_one_would(device):
    found = {"sessions": [{"peer": "10.1.1.11", "dynamic": False, "keeps_received": [4]}, {"peer": "2001:db8:1::11", "dynamic": True, "keeps_received": [6]}]}
    assert set(sessions.prefix_queries(found)) <= set(read(device()))
