# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FRR behind a twin: the daemons of the network namespace that this process is in, kept at what the configuration means.

The lab's own way of starting FRR is used (frrinit.sh with /etc/frr/daemons, under watchfrr), so a node's daemons can be stopped and killed as on any node.
"""
from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..node import ENVIRONMENT, FRRINIT, QUIET, WATCHFRR
from ..waiting import wait_for
from .addresses import addressing, devices, forgotten
from .difference import difference
from .lines import Line, commands
from .translation import Translation

ALWAYS = ("bgpd", "bfdd")
HEAD = ["frr defaults traditional", "log file /var/log/frr/frr.log informational", "service integrated-vtysh-config"]
# Vendors keep the IPv6 addresses of an interface that goes down; Linux forgets them otherwise.
KEEP_ADDRESSES = "echo 1 > /proc/sys/net/ipv6/conf/all/keep_addr_on_down"


def exact(texts: list[str], wanted: Sequence[Line], before: Sequence[Line] = ()) -> list[str]:
    """The commands that lead to the wanted lines from those before, and those that keep FRR from its index of route maps: 8.4.4 takes a prefix out of it
    with the first of two entries of a prefix list, and the second then permits nothing (seen: seq 10 added, seq 5 of the same prefix removed)."""
    kept = _maps(wanted)
    changed = dict.fromkeys(text.split()[1] for text in texts if text.startswith("route-map "))
    return [*texts, *(f"no route-map {name} optimization" for name in changed if name in kept), *(f"no route-map {name}" for name in _maps(before) - kept)]


def _maps(lines: Sequence[Line]) -> set[str]:
    return {line[0].split()[1] for line in lines if line[0].startswith("route-map ")}


class FrrDaemons:
    """The half of a twin's backend that no vendor shapes (`apply`). A vendor's says what its configuration means (`translate`).

    `directory` holds what must outlive a restart of the twin, the lines that FRR was given, and in `backend.json`, written by the lab, defaults of the
    other arguments: `devices`, the Linux device of each interface by the vendor's name; `etc`, FRR's /etc/frr as this process sees it; `enter`, the words that
    lead into another namespace, as nsenter does.
    """

    DEVICES: Mapping[str, str] = {}
    MADE_DEVICES = ""  # how the names of devices begin that `apply` makes and takes away

    def __init__(self, directory: str | os.PathLike[str], devices: Mapping[str, str] | None = None, etc: str | os.PathLike[str] | None = None,
                 enter: Sequence[str] | None = None) -> None:
        self._directory = Path(directory)
        written = self._written()
        self._devices = dict(devices if devices is not None else written.get("devices", self.DEVICES))
        self._etc = Path(etc or written.get("etc", "/etc/frr"))
        self._enter = list(enter if enter is not None else written.get("enter", ()))
        self.translation: Translation | None = None
        self.refused = ""

    def _written(self) -> dict[str, Any]:
        try:
            return json.loads((self._directory / "backend.json").read_text())
        except OSError:
            return {}

    @staticmethod
    def translate(configuration: str, devices: Mapping[str, str]) -> Translation:
        """What the vendor's configuration means."""
        raise NotImplementedError

    def reevaluate(self, before: Sequence[Line], after: Sequence[Line]) -> None:
        """What a vendor does by itself with running sessions when lines have changed; nothing where an operator has to ask for it."""

    # -- what the twin calls -----------------------------------------------------------------------------------------

    def apply(self, configuration: str) -> None:
        """Lead FRR and the addresses to what the configuration means. What FRR refuses of it is in `refused`, keys masked."""
        wanted = self.translate(configuration, self._devices)
        before = self._applied() if self.alive() else None
        present = self.present()
        self._ip([*forgotten(wanted, present, self.MADE_DEVICES), *devices(wanted, present)])
        if before is None:
            self._start(wanted)
        else:
            self._reach_daemons(wanted)
            self._configure(exact(difference(before, wanted.lines), wanted.lines, before))
            self.reevaluate(before, wanted.lines)
        self._ip(addressing(wanted, self.present()))
        self.translation = wanted
        self._remember(wanted)

    # -- daemons -----------------------------------------------------------------------------------------------------

    def alive(self) -> bool:
        return {"zebra", "bgpd"} <= self._running()

    def _running(self) -> set[str]:
        """The daemons that vtysh reaches."""
        return set(self.vtysh("show daemons").split())

    def _start(self, wanted: Translation) -> None:
        self._execute(["sh", "-c", KEEP_ADDRESSES])
        self._execute([FRRINIT, "stop"])
        self._write_daemons(wanted.daemons)
        self._write("frr.conf", "\n".join(HEAD) + "\n")
        self._write("vtysh.conf", "service integrated-vtysh-config\n")
        self._execute([FRRINIT, "start"])
        needed = {"zebra", "staticd", *ALWAYS, *wanted.daemons}
        wait_for(lambda: needed <= self._running(), "FRR did not start", interval=0.05)
        self._configure(exact(commands(wanted.lines), wanted.lines))

    def _reach_daemons(self, wanted: Translation) -> None:
        """Start those that a new line needs; watchfrr learns of them when it starts again."""
        missing = [daemon for daemon in wanted.daemons if daemon not in self._running()]
        if not missing:
            return
        self._write_daemons(tuple(dict.fromkeys((*self._enabled(), *wanted.daemons))))
        self._execute([WATCHFRR, "stop", "watchfrr"])
        for daemon in missing:
            self._execute([WATCHFRR, "start", daemon])
        self._execute([FRRINIT, "start"])
        wait_for(lambda: set(missing) <= self._running(), f"{', '.join(missing)} did not start", interval=0.05)

    def _enabled(self) -> list[str]:
        text = (self._etc / "daemons").read_text()
        return [line.partition("=")[0] for line in text.splitlines() if line.endswith("=yes") and line.startswith(("ospf", "isis"))]

    def _write_daemons(self, igp: tuple[str, ...]) -> None:
        names = (*ALWAYS, *igp)
        lines = [f"{name}=yes" for name in names] + ["vtysh_enable=yes", 'watchfrr_options="--min-restart-interval=1 --max-restart-interval=2"']
        lines += [f'{name}_options="-A {"::1" if name == "ospf6d" else "127.0.0.1"}"' for name in ("staticd", *names)]
        self._write("daemons", "\n".join([*lines, 'zebra_options="-A 127.0.0.1 -s 90000000"']) + "\n")

    def _write(self, name: str, text: str) -> None:
        path = self._etc / name
        path.touch(mode=0o640)
        path.write_text(text)
        shutil.chown(path, "frr", "frr")

    def _execute(self, argv: list[str], **options: Any) -> subprocess.CompletedProcess:
        """A program in the twin's namespace; without a word of its output, or with it where `capture_output` is asked for."""
        settings: dict[str, Any] = {"text": True, "env": ENVIRONMENT, "timeout": 60} | (options if "capture_output" in options else QUIET | options)
        if "input" not in settings:
            settings["stdin"] = subprocess.DEVNULL
        return subprocess.run([*self._enter, *argv], check=False, **settings)

    # -- configuration -----------------------------------------------------------------------------------------------

    def vtysh(self, *texts: str) -> str:
        words = [word for text in texts for word in ("-c", text)]
        return self._execute(["vtysh", *words], capture_output=True).stdout

    def _configure(self, texts: list[str]) -> None:
        self.refused = ""
        if not texts:
            return
        done = self._execute(["vtysh", "-f", "/dev/stdin"], input="\n".join(texts) + "\n", capture_output=True)
        self.refused = "\n".join(line for line in (done.stdout + done.stderr).splitlines() if line.strip() and "password" not in line)

    def _applied(self) -> tuple[tuple[str, ...], ...] | None:
        try:
            return tuple(tuple(line) for line in json.loads((self._directory / "frr-lines.json").read_text()))
        except (OSError, ValueError):
            return None

    def _remember(self, wanted: Translation) -> None:
        """Also as the saved configuration, which a daemon that watchfrr brings back reads."""
        path = self._directory / "frr-lines.json"
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(wanted.lines))
        fresh.replace(path)
        self._write("frr.conf", "\n".join([*HEAD, *exact(commands(wanted.lines), wanted.lines)]) + "\n")

    # -- addresses ---------------------------------------------------------------------------------------------------

    def present(self) -> list[dict[str, Any]]:
        return json.loads(self._execute(["ip", "-j", "addr"], capture_output=True).stdout or "[]")

    def _ip(self, lines: list[str]) -> None:
        if lines:
            self._execute(["ip", "-force", "-batch", "-"], input="\n".join(lines) + "\n", capture_output=True)
