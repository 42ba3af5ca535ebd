# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab of FRR routers in network namespaces on this machine."""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from .errors import LabError
from .laboratory import Lab
from .node import ENVIRONMENT
from .topology import load

TOPOLOGIES = Path(__file__).resolve().parent.parent / "topologies"


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    lab = Lab(given.directory, say=lambda line: print(line, flush=True), frr_root=getattr(given, "frr_root", None), python=getattr(given, "python", None))
    try:
        return given.action(lab, given)
    except LabError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; `down` clears what is there.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    directory = argparse.ArgumentParser(add_help=False)
    directory.add_argument("--directory", default="build/lab", help="where the lab keeps its files (build/lab)")
    parser = argparse.ArgumentParser(prog="lab", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, action, help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, parents=[directory])
        added.set_defaults(action=action)
        return added

    up = command("up", _up, "build the lab")
    up.add_argument("--topology", default="two_sites", help="a file, or the name of one that the role brings")
    up.add_argument("--frr-root", metavar="TREE", help="a Debian tree whose FRR the nodes run instead of the machine's")
    up.add_argument("--python", metavar="PROGRAM", help="the Python, with what the twins import, that runs them (this one)")
    up.add_argument("--allow-live-frr", action="store_true", help="start although the machine itself runs FRR")
    up.add_argument("--no-wait", action="store_true", help="do not wait until the IGP has converged")
    command("down", _down, "remove the lab")
    command("status", _status, "show the nodes and their daemons")
    execute = command("exec", _exec, "run a command in a node: exec NODE -- COMMAND")
    execute.add_argument("node")
    execute.add_argument("words", nargs="+")
    move = command("move", _move, "move an appliance to another router")
    move.add_argument("node")
    move.add_argument("--to", required=True, metavar="ROUTER")
    move.add_argument("--pool", help="into this pool's subnet; the appliance's own by default")
    move.add_argument("--keep-carrier", action="store_true", help="the appliance's interface stays up")
    unplug = command("unplug", _unplug, "take an appliance off its subnet")
    unplug.add_argument("node")
    unplug.add_argument("--keep-carrier", action="store_true", help="the appliance's interface stays up")
    plug = command("plug", _plug, "plug an appliance in again")
    plug.add_argument("node")
    plug.add_argument("--to", metavar="ROUTER")
    for verb in ("stop", "start"):
        command(verb, _daemons(verb), f"{verb} all of a node's FRR daemons").add_argument("node")
        one = command(f"{verb}-daemon", _daemons(f"{verb}_daemon"), f"{verb} one FRR daemon of a node")
        one.add_argument("node")
        one.add_argument("daemon")
        if verb == "stop":
            one.add_argument("--kill", action="store_true", help="with SIGKILL, as a crash")
    return parser


def _up(lab: Lab, given: argparse.Namespace) -> int:
    started = time.monotonic()
    named = TOPOLOGIES / f"{given.topology}.yml"
    path = named if "/" not in given.topology and named.exists() else Path(given.topology)
    changed = lab.up(load(path), given.allow_live_frr)
    print(f"nodes run ({time.monotonic() - started:.1f} s)")
    if changed and not given.no_wait:
        lab.wait_converged()
        print(f"the IGP has converged ({time.monotonic() - started:.1f} s)")
    print(f"inventory: {lab.inventory}")
    print(f"changed ({time.monotonic() - started:.1f} s)" if changed else "unchanged")
    return 0


def _down(lab: Lab, given: argparse.Namespace) -> int:
    print("changed" if lab.down() else "unchanged")
    return 0


def _status(lab: Lab, given: argparse.Namespace) -> int:
    nodes = lab.nodes
    report = {
        "id": lab.id,
        "directory": str(lab.directory),
        "alive": lab.alive(),
        "nodes": {name: {"address": node.address, "daemons": node.daemons()} for name, node in nodes.items()},
    }
    print(json.dumps(report, indent=2))
    return 0 if report["alive"] else 1


def _exec(lab: Lab, given: argparse.Namespace) -> int:
    environment = ENVIRONMENT | {"TERM": os.environ.get("TERM", "dumb")}
    return subprocess.run(lab.node(given.node).argv(given.words), env=environment, check=False).returncode


def _move(lab: Lab, given: argparse.Namespace) -> int:
    return _tell(lab.node(given.node).move(given.to, given.pool, given.keep_carrier))


def _plug(lab: Lab, given: argparse.Namespace) -> int:
    return _tell(lab.node(given.node).plug(given.to))


def _unplug(lab: Lab, given: argparse.Namespace) -> int:
    lab.node(given.node).unplug(given.keep_carrier)
    return 0


def _tell(addresses: tuple[str, str]) -> int:
    print(" ".join(addresses))
    return 0


def _daemons(method: str):
    def action(lab: Lab, given: argparse.Namespace) -> int:
        words = {name: value for name, value in vars(given).items() if name in ("daemon", "kill")}
        getattr(lab.node(given.node), method)(**words)
        return 0
    return action
