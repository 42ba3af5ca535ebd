# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""cisco.ios's own modules against twins, unchanged, through both SSH back ends of network_cli."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

asyncssh = pytest.importorskip("asyncssh", reason="asyncssh, which the twin's server needs, is not installed")
pytest.importorskip("paramiko", reason="paramiko, one of network_cli's back ends, is not installed")
pytest.importorskip("pylibsshext", reason="ansible-pylibssh, one of network_cli's back ends, is not installed")

from lab.iosxe.server import Twin  # noqa: E402 - after the checks above
from lab.twin_ssh import RunningTwin  # noqa: E402

PLAYBOOK = shutil.which("ansible-playbook", path=str(Path(sys.executable).parent)) or shutil.which("ansible-playbook")
STARTUP = """\
hostname {name}
archive
 path bootflash:rs
router bgp 65000
 no bgp default ipv4-unicast
 neighbor APP peer-group
 neighbor APP remote-as 65000
"""
PREFIX_LISTS = [
    {"afi": "ipv4", "prefix_lists": [{"name": "A", "description": "text", "entries": [
        {"action": "permit", "prefix": "192.0.2.0/24", "sequence": 5, "ge": 28}]}]},
    {"afi": "ipv6", "prefix_lists": [{"name": "B", "entries": [{"action": "permit", "prefix": "2001:DB8::/32", "sequence": 5, "le": 64}]}]},
]
ROUTE_MAPS = [{"route_map": "RM", "entries": [
    {"sequence": 10, "action": "permit", "match": {"ip": {"address": {"prefix_lists": ["A"]}}}, "set": {"local_preference": 100}}]}]
FAMILIES = {"as_number": "65000", "address_family": [{"afi": "ipv4", "neighbors": [
    {"neighbor_address": "APP", "activate": True, "route_maps": [{"name": "RM", "in": True}]}]}]}
LOOPBACK = {"parents": ["interface Loopback6500"], "lines": ["description anycast", "ip address 10.255.0.1 255.255.255.255"]}
RESULTS = ", ".join(f"'{name}': {name}" for name in (
    "loopback", "loopback_again", "lists", "lists_again", "maps", "maps_again", "families", "families_again", "facts", "timed", "confirmed", "refused"))


def task(module, register, **options):
    return {f"cisco.ios.{module}": options, "register": register}


PLAY = [{"hosts": "all", "gather_facts": False, "tasks": [
    task("ios_config", "loopback", save_when="modified", **LOOPBACK),
    task("ios_config", "loopback_again", **LOOPBACK),
    task("ios_prefix_lists", "lists", state="merged", config=PREFIX_LISTS),
    task("ios_prefix_lists", "lists_again", state="overridden", config=PREFIX_LISTS),
    task("ios_route_maps", "maps", state="merged", config=ROUTE_MAPS),
    task("ios_route_maps", "maps_again", state="merged", config=ROUTE_MAPS),
    task("ios_bgp_address_family", "families", state="merged", config=FAMILIES),
    task("ios_bgp_address_family", "families_again", state="merged", config=FAMILIES),
    task("ios_facts", "facts", gather_subset="min", gather_network_resources=["prefix_lists", "route_maps", "bgp_address_family"]),
    {**task("ios_config", "timed", lines=["ip domain name example.org"]), "vars": {"ansible_ios_commit_confirm_timeout": 2}},
    task("ios_command", "confirmed", commands=["show archive config rollback timer", "configure confirm", "show archive config rollback timer"]),
    {**task("ios_config", "refused", lines=["frobnicate"]), "ignore_errors": True},
    {"ansible.builtin.copy": {"dest": "{{ result_file }}", "mode": "0600", "content": f"{{{{ {{ {RESULTS} }} | to_json }}}}"},
     "delegate_to": "localhost", "vars": {"ansible_connection": "local", "ansible_become": False}},
]}]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """(results by task, twin) by back end, of one run over a twin for each."""
    if PLAYBOOK is None:
        pytest.skip("ansible-playbook is not installed beside this Python")
    place = tmp_path_factory.mktemp("play")
    (place / "play.json").write_text(json.dumps(PLAY))
    twins = {name: Twin(STARTUP.format(name=name), user="admin", password="pw", enable_secret="en", directory=place / name)
             for name in ("paramiko", "libssh")}
    with RunningTwin(twins["paramiko"]), RunningTwin(twins["libssh"]):
        hosts = {name: {
            "ansible_port": twin.port, "ansible_network_cli_ssh_type": name, "result_file": str(place / f"{name}.json")} for name, twin in twins.items()}
        (place / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts, "vars": {
            "ansible_host": "127.0.0.1", "ansible_user": "admin", "ansible_password": "pw", "ansible_connection": "ansible.netcommon.network_cli",
            "ansible_network_os": "cisco.ios.ios", "ansible_become": True, "ansible_become_method": "enable", "ansible_become_password": "en",
            "ansible_python_interpreter": sys.executable}}}))
        environment = {**os.environ, "ANSIBLE_HOST_KEY_CHECKING": "False", "ANSIBLE_HOME": str(place / "home"), "ANSIBLE_LOCAL_TEMP": str(place / "tmp"),
                       "ANSIBLE_DEPRECATION_WARNINGS": "False", "ANSIBLE_PERSISTENT_CONTROL_PATH_DIR": str(place / "pc"), "LC_ALL": "C.UTF-8"}
        run = subprocess.run(
            [PLAYBOOK, "-i", place / "hosts.json", place / "play.json"], env=environment, capture_output=True, text=True, timeout=240, check=False)
        assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]
        yield {name: (json.loads((place / f"{name}.json").read_text()), twin) for name, twin in twins.items()}


@pytest.fixture(params=["paramiko", "libssh"])
def one(request, played):
    return played[request.param]


@pytest.mark.parametrize("name", ["loopback", "lists", "maps", "families"])
def test_a_module_changes_once_and_never_again(one, name):
    results, _twin = one
    assert (results[name]["changed"], results[f"{name}_again"]["changed"]) == (True, False)


def test_what_the_modules_wrote_is_in_the_running_configuration(one):
    running = one[1].device.running
    assert [line for line in (
        " description anycast", " ip address 10.255.0.1 255.255.255.255", "ip prefix-list A description text",
        "ip prefix-list A seq 5 permit 192.0.2.0/24 ge 28",
        "ipv6 prefix-list B seq 5 permit 2001:DB8::/32 le 64", "route-map RM permit 10", " match ip address prefix-list A", " set local-preference 100",
        "  neighbor APP activate", "  neighbor APP route-map RM in") if line not in running.splitlines()] == []
    assert "interface Loopback6500" in one[1].device.startup


def test_facts_are_read_from_it(one):
    facts = one[0]["facts"]["ansible_facts"]
    assert facts["ansible_net_version"] == "17.12.01" and facts["ansible_net_hostname"] in ("paramiko", "libssh")
    assert facts["ansible_network_resources"]["prefix_lists"] == PREFIX_LISTS
    assert facts["ansible_network_resources"]["bgp_address_family"]["address_family"][0]["neighbors"][0]["neighbor_address"] == "APP"


def test_a_timed_change_waits_for_its_confirmation(one):
    results, twin = one
    assert results["timed"]["changed"] and "Timer value: 2 min" in results["confirmed"]["stdout"][0]
    assert results["confirmed"]["stdout"][2] == "%No Rollback Confirmed Change pending"
    assert "ip domain name example.org" in twin.device.running


def test_a_line_that_ios_does_not_know_fails_the_task(one):
    assert one[0]["refused"]["failed"] and "Invalid input detected" in one[0]["refused"]["msg"]
