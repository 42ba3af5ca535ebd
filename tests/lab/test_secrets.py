# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No key shows anywhere but in the configuration: output, logs, files, process lists, vtysh's history, on every ansible-core here."""
from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path

import pytest
from ansible_collections.virtual_appliance.routing.tests.lab.harness.site import pool
from ansible_collections.virtual_appliance.routing.tests.lab.harness.plays import Play, cores, module_task

KEY, FABRIC_KEY, LONG_KEY = "Zq8_hidden_Key81", "Xw5_hidden_Peer62", "Yv3_hidden_far_too_long_for_any_vendor"
SECRETS = [key.encode() for key in (KEY, FABRIC_KEY, LONG_KEY)]
PLACES = ("run", "log", "tmp", "var-tmp", "root")
INTERVAL = 0.02
REFUSING = """#!/bin/sh
case " $* " in
    *" -f "*) sed "s/ passive/ frobnicate/" /dev/stdin | vtysh "$@" ;;
    *) exec vtysh "$@" ;;
esac
"""


class Spy:
    """While it runs it looks at the command lines and environments of every process, and at what lies in the node's directories."""

    def __init__(self, node):
        self._node, self._end = node, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.found, self.rounds, self.vtyshs = set(), 0, 0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_problem):
        self._end.set()
        self._thread.join()
        self.found |= spilled(self._node)

    def _run(self):
        while not self._end.is_set():
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                text = content(path)
                self.vtyshs += b"vtysh" in text
                if any(secret in text + content(path.with_name("environ")) for secret in SECRETS):
                    self.found.add(f"process {text!r}")
            self.found |= spilled(self._node)
            self.rounds += 1
            self._end.wait(INTERVAL)


def content(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def spilled(node):
    """The node's files that hold a secret; not /etc/frr, where the configuration is."""
    files = (Path(top, name) for place in PLACES for top, _folders, names in os.walk(node.directory / place) for name in names)
    return {str(path) for path in files if path.is_file() and any(secret in content(path) for secret in SECRETS)}


@pytest.fixture(scope="module")
def vaulted(tmp_path_factory):
    """The domain's keys as inline vaults, and the file with the vault's password."""
    place = tmp_path_factory.mktemp("vault")
    password = place / "password"
    password.write_text("vault password of the test\n")

    def encrypt(key):
        program = cores()["venv"].with_name("ansible-vault")
        done = subprocess.run([str(program), "encrypt_string", "--vault-password-file", str(password), "--stdin-name", "key"], input=key,
                              capture_output=True, text=True, check=True)
        return done.stdout[done.stdout.index("$ANSIBLE_VAULT"):].split()

    return {key: encrypt(key) for key in (KEY, FABRIC_KEY, LONG_KEY)}, password


def with_vaults(tasks, vaults):
    """A playbook in YAML in which every key of `vaults` stands as an inline vault."""
    text = json.dumps([{"hosts": "rs1", "gather_facts": False, "vars": {f"key_{index}": key for index, key in enumerate(vaults)}, "tasks": tasks}])
    head = ["- hosts: rs1", "  gather_facts: false", "  vars:"]
    for index, (key, lines) in enumerate(vaults.items()):
        head += [f"    key_{index}: !vault |", *(f"      {line}" for line in lines)]
        text = text.replace(json.dumps(key), f'"{{{{ key_{index} }}}}"')
    return "\n".join([*head, f"  tasks: {json.dumps(json.loads(text)[0]['tasks'])}", ""])


def guarded(site):
    domain = site.changed()
    domain["pools"].append({"name": "new", "subnets": ["10.66.0.0/16"], "password": KEY, "prefixes": [{"within": "203.0.113.0/24"}]})
    domain["fabric_peers"].append({"name": "later", "ipv4": "10.255.1.99", "password": FABRIC_KEY})
    return domain


@pytest.fixture
def server(site):
    node = site.node("rs1")
    yield node
    site.apply(node, site.route_server_state("rs1"))


@pytest.mark.parametrize("core", cores())
def test_no_key_shows_anywhere(site, server, vaulted, tmp_path, core):
    vaults, password = vaulted
    refusing = server.directory / "tmp" / "va-refusing"
    refusing.write_text(REFUSING)
    refusing.chmod(0o755)
    good, long = guarded(site), guarded(site)
    pool(long, "new")["password"] = LONG_KEY
    unknown = guarded(site)
    pool(unknown, "new")["pasword"] = pool(unknown, "new").pop("password")
    tasks = [
        {**module_task(site, "rs1", domain=long), "ignore_errors": True},
        {**module_task(site, "rs1", domain=unknown), "ignore_errors": True},
        {**module_task(site, "rs1", domain=good, vtysh_command=f"/tmp/{refusing.name}"), "ignore_errors": True},
        {**module_task(site, "rs1", domain=good), "check_mode": True},
        {**module_task(site, "rs1", domain=good), "register": "deployed"},
        {"ansible.builtin.debug": {"var": "deployed"}},
        module_task(site, "rs1", domain=good, state="absent"),
    ]
    log = tmp_path / "ansible.log"
    with Spy(server) as spy:
        run = Play(site, "rs1", tmp_path, "-vvvv", "--diff", "--vault-password-file", str(password), playbook=with_vaults(tasks, vaults),
                   program=cores()[core], environment={"ANSIBLE_LOG_PATH": str(log)}).wait(240)
    print(f"{core}: {spy.rounds} looks, {spy.vtyshs} times at a vtysh")
    assert run.code == 0, run.output[-3000:]
    assert run.output.count("...ignoring") == 3, run.output
    assert "neighbor VA-new-4 password ********" in run.output
    assert log.stat().st_size > 1000
    texts = {"output": run.output.encode(), "log": content(log)}
    texts |= {str(path): content(path) for path in tmp_path.rglob("*") if path.is_file()}
    assert [name for name, text in texts.items() if any(secret in text for secret in SECRETS)] == []
    assert spy.rounds > 10 and spy.vtyshs > 0
    assert spy.found == set()


def test_the_key_is_where_it_belongs(site, server):
    """The counterpart: what the spy looks for is there to be found."""
    site.apply(server, site.route_server_state("rs1", guarded(site)))
    saved = content(server.directory / "etc-frr" / "frr.conf")
    assert SECRETS[0] in saved and SECRETS[1] in saved
    stray = server.directory / "tmp" / "stray"
    stray.write_bytes(SECRETS[0])
    try:
        assert spilled(server) == {str(stray)}
    finally:
        stray.unlink()


def test_a_device_that_logs_every_command_is_refused(site, server):
    """FRR would write the keys into its log."""
    server.vtysh("configure terminal", "log commands")
    try:
        before = server.running_config()
        for check_mode in (True, False):
            refused = site.attempt(server, site.route_server_state("rs1", guarded(site)), check_mode=check_mode)
            assert refused.get("failed") and "log commands" in refused["msg"]
            assert server.running_config() == before
    finally:
        server.vtysh("configure terminal", "no log commands")
    assert spilled(server) == set()


def test_cores_that_were_not_found_are_named():
    print("ansible-core: " + ", ".join(f"{name} ({path})" for name, path in cores().items()))
    assert all(path.exists() for path in cores().values())
