# Copyright (c) 2026, virtual_appliance.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs stages one after the other, those of a lane two at a time, shows progress, keeps each stage's log and sums up.

usage: tools/run_stages.py STAGE-OR-GROUP...
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from stages import BIN, ROOT, Stage, choose

LOGS = ROOT / "build" / "log"
EMPTY_CONFIGURATION = ROOT / "build" / "ansible.cfg"
TAIL_LINES = 60
HEARTBEAT_SECONDS = 60.0
LANE_WIDTH = 2
FAULTS_SHOWN = 8
FAULT_WIDTH = 240
SAME_REASON = 100
PYTEST_FAULT = re.compile(r"^(FAILED|ERROR) \S+::")
PYTEST_CLOSING_LINE = re.compile(r"^(=+ )?\d+ (passed|failed|skipped|error|errors|xfailed|deselected)\b.* in [\d.]+s.*$|^no tests ran in .*$")


@dataclass(frozen=True)
class Outcome:
    stage: Stage
    passed: bool
    seconds: float
    remark: str


RUNNING: dict[str, subprocess.Popen[bytes]] = {}


def say(text: str) -> None:
    print(text, flush=True)


def environment_of(stage: Stage) -> dict[str, str]:
    # The caller's own Ansible configuration must not decide what the tests of this repository do.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_") and name != "PYTHONPATH"}
    return {
        **kept,
        "PATH": f"{BIN}{os.pathsep}{kept.get('PATH', os.defpath)}",
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "build" / "collections"),
        "ANSIBLE_CONFIG": str(EMPTY_CONFIGURATION),
        "ANSIBLE_NOCOLOR": "true",
        "NO_COLOR": "1",
        # pytest cuts the reason of a failure at the terminal's width.
        "COLUMNS": "300",
        **stage.environment,
    }


def last_line(log: Path) -> str:
    with log.open("rb") as stream:
        stream.seek(max(0, log.stat().st_size - 4096))
        lines = [line.strip() for line in stream.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:110] if lines else ""


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the stage's own process group: first asked, then made."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.wait(timeout=20)
            return
        except subprocess.TimeoutExpired:
            continue


def run_command(command: tuple[str, ...], stage: Stage, log: Path) -> int:
    started = time.monotonic()
    with log.open("ab") as stream:
        stream.write(f"$ {' '.join(command)}\n".encode())
        stream.flush()
        process = RUNNING[stage.name] = subprocess.Popen(
            command, cwd=stage.directory, env=environment_of(stage), stdin=subprocess.DEVNULL,
            stdout=stream, stderr=subprocess.STDOUT, start_new_session=True,
        )
        try:
            while True:
                try:
                    return process.wait(timeout=HEARTBEAT_SECONDS)
                except subprocess.TimeoutExpired:
                    say(f"      ... {stage.name}, {time.monotonic() - started:.0f} s: {last_line(log)}")
        except BaseException:
            stop(process)
            raise
        finally:
            RUNNING.pop(stage.name, None)


def remark_of(log: Path) -> str:
    """The closing line of the last pytest run in the log, if there was one."""
    closing = ""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if PYTEST_CLOSING_LINE.match(line.strip()):
            closing = line.strip("= \n")
    return closing


def run_stage(stage: Stage) -> Outcome:
    log = LOGS / f"{stage.name}.log"
    log.write_text("", encoding="utf-8")
    if stage.needs and not (stage.directory / stage.needs).exists():
        log.write_text(f"{stage.needs} is missing.\n", encoding="utf-8")
        return Outcome(stage, False, 0.0, f"{stage.needs} is missing")
    started = time.monotonic()
    passed = all(run_command(command, stage, log) == 0 for command in stage.commands)
    remark = remark_of(log)
    # A run that skipped everything proved nothing.
    proved = not remark or "passed" in remark
    return Outcome(stage, passed and proved, time.monotonic() - started, remark)


def show_failure(stage: Stage) -> None:
    log = LOGS / f"{stage.name}.log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    left_out = max(0, len(lines) - TAIL_LINES)
    if left_out:
        say(f"      | ({left_out} lines above these are in {log.relative_to(ROOT)})")
    for line in lines[-TAIL_LINES:]:
        say(f"      | {line}")


def run_all(stages: list[Stage]) -> list[Outcome]:
    def run_one(numbered: tuple[int, Stage]) -> Outcome:
        number, stage = numbered
        say(f"[{number}/{len(stages)}] {stage.title} ...")
        outcome = run_stage(stage)
        if not outcome.passed:
            show_failure(stage)
        said = f"      {outcome.remark}\n" if outcome.remark else ""
        say(f"{said}[{number}/{len(stages)}] {stage.title} {'ok' if outcome.passed else 'FAILED'} ({outcome.seconds:.0f} s)")
        return outcome

    outcomes: list[Outcome] = []
    for lane, members in groupby(enumerate(stages, start=1), key=lambda numbered: numbered[1].lane):
        if not lane:
            outcomes += map(run_one, members)
            continue
        with ThreadPoolExecutor(LANE_WIDTH) as workers:
            running = [workers.submit(run_one, numbered) for numbered in members]
            try:
                outcomes += [one.result() for one in running]
            except BaseException:
                workers.shutdown(wait=False, cancel_futures=True)
                for process in list(RUNNING.values()):
                    stop(process)
                raise
    return outcomes


def faults_of(stage: Stage) -> list[str]:
    """What pytest's short summary names, a line for each reason: said last, where a reader of a long log looks first."""
    log = LOGS / f"{stage.name}.log"
    tests: dict[str, list[str]] = {}
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if PYTEST_FAULT.match(line):
            test, _dash, reason = line.partition(" - ")
            tests.setdefault(reason[:SAME_REASON], []).append(test)
    rows = [f"{stage.name}: {named[0]}{f' and {len(named) - 1} more' if len(named) > 1 else ''}: {reason}"[:FAULT_WIDTH] for reason, named in tests.items()]
    return rows[:FAULTS_SHOWN] + [f"{stage.name}: {len(rows) - FAULTS_SHOWN} other reasons in {log.relative_to(ROOT)}"] * (len(rows) > FAULTS_SHOWN)


def summary(outcomes: list[Outcome]) -> list[str]:
    width = max(len(outcome.stage.title) for outcome in outcomes)
    rows = [
        f"{outcome.stage.title:{width}}  {'passed' if outcome.passed else 'FAILED':6}  {outcome.seconds:5.0f} s"
        f"  build/log/{outcome.stage.name}.log{'  ' + outcome.remark if outcome.remark else ''}"
        for outcome in outcomes
    ]
    passed = sum(outcome.passed for outcome in outcomes)
    faults = [fault for outcome in outcomes if not outcome.passed for fault in faults_of(outcome.stage)]
    return ["", *rows, "", f"{passed} passed, {len(outcomes) - passed} failed", *faults]


def main(names: list[str]) -> int:
    try:
        stages = choose(names or ["all"])
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    LOGS.mkdir(parents=True, exist_ok=True)
    EMPTY_CONFIGURATION.write_text("[defaults]\n", encoding="utf-8")
    signal.signal(signal.SIGTERM, lambda *_arguments: sys.exit(143))
    # A shell starts what runs in its background deaf to SIGINT, and a stage that is deaf to it leaves its lab behind when it is ended.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        outcomes = run_all(stages)
    except KeyboardInterrupt:
        say("Interrupted; the stage that ran was ended. Its log is under build/log/.")
        return 130
    say("\n".join(summary(outcomes)))
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
