# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab comes up once, and goes without a trace, also when its start was interrupted."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FILES = Path(__file__).resolve().parents[2] / "roles" / "lab" / "files"
sys.path.insert(0, str(FILES))
from lab import Lab  # noqa: E402

TOPOLOGY = {
    "igp": "ospf",
    "nodes": {
        "f1": {
            "role": "fabric", "loopback_ipv4": "10.255.0.11", "loopback_ipv6": "2001:db8::11",
            "access": {"web": {"ipv4": "10.1.1.0/24", "ipv6": "2001:db8:1:1::/64"}},
        },
        "rs1": {"role": "route_server", "loopback_ipv4": "10.255.0.1", "loopback_ipv6": "2001:db8::1"},
        "web1": {"role": "appliance", "at": "f1", "pool": "web", "host": 11},
    },
    "links": [{"ends": ["rs1", "f1"]}],
}

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the lab needs Linux"),
    pytest.mark.skipif(sys.platform.startswith("linux") and os.geteuid() != 0, reason="the lab needs root (network namespaces)"),
    pytest.mark.skipif(not os.environ.get("VA_FRR_ROOT") and not Path("/usr/lib/frr/frrinit.sh").exists(), reason="FRR is not installed (Debian: frr)"),
]


@pytest.fixture(scope="module", autouse=True)
def pristine() -> None:
    """These tests build labs of their own, beside the one that the others share."""


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """Not built yet; its directory's name is its mark in the mounts of its processes."""
    planned = Lab(tmp_path / f"lifecycle-{os.getpid()}")
    (tmp_path / "small.json").write_text(json.dumps(TOPOLOGY))
    yield planned
    planned.down()


def engine(lab: Lab, *words: str) -> list[str]:
    root = os.environ.get("VA_FRR_ROOT")
    of_tree = ["--frr-root", root] if root and words[0] == "up" else []
    return [sys.executable, str(FILES / "lab"), *words, *of_tree, "--directory", str(lab.directory)]


def up(lab: Lab) -> list[str]:
    return engine(lab, "up", "--topology", str(lab.directory.parent / "small.json"))


def last_line(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()[0]


def traces(lab: Lab) -> list[str]:
    """Namespaces and devices of the lab, and processes that see one of its mounts (this one would see those left on the machine)."""
    found = [*lab.namespaces(), *(path.name for path in Path("/sys/class/net").iterdir() if path.name.startswith(lab.id))]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            mounts = (process / "mountinfo").read_text()
        except OSError:
            continue
        if f"/{lab.directory.name}/nodes/" in mounts:
            found.append(f"process {process.name}")
    return found


def test_up_and_down_change_something_once(lab: Lab) -> None:
    assert last_line(up(lab)) == "changed"
    assert lab.alive() and traces(lab)
    assert last_line(up(lab)) == "unchanged"
    assert last_line(engine(lab, "down")) == "changed"
    assert traces(lab) == []
    assert last_line(engine(lab, "down")) == "unchanged"


@pytest.mark.parametrize("moment", ["lab va", "links are up", "nodes run"])
def test_an_interrupted_start_leaves_nothing_behind_after_down(lab: Lab, moment: str) -> None:
    words = ["env", "--default-signal=INT", *up(lab)]  # a shell's background jobs ignore the signal, and so would this
    starting = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert any(line.startswith(moment) for line in starting.stdout)
    os.killpg(starting.pid, signal.SIGINT)
    said = starting.communicate(timeout=60)[1]
    assert starting.returncode == 130, said
    assert "Traceback" not in said
    assert last_line(engine(lab, "down")) == "changed"
    assert traces(lab) == []


def test_a_lab_comes_up_after_an_interrupted_start(lab: Lab) -> None:
    starting = subprocess.Popen(up(lab), stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert any(line.startswith("links are up") for line in starting.stdout)
    os.killpg(starting.pid, signal.SIGKILL)
    starting.wait(timeout=60)
    assert last_line(up(lab)) == "changed"
    assert lab.alive()
    assert set(lab.nodes["rs1"].daemons()) - {"mgmtd"} == {"bfdd", "bgpd", "ospf6d", "ospfd", "staticd", "watchfrr", "zebra"}


def test_down_leaves_another_lab_alone(lab: Lab, tmp_path: Path) -> None:
    other = Lab(tmp_path / f"other-{os.getpid()}")
    try:
        assert last_line(up(lab)) == "changed"
        assert last_line(engine(other, "up", "--topology", str(tmp_path / "small.json"))) == "changed"
        assert last_line(engine(lab, "down")) == "changed"
        assert other.alive()
        assert last_line(engine(other, "up", "--topology", str(tmp_path / "small.json"))) == "unchanged"
    finally:
        other.down()
    assert traces(other) == []
