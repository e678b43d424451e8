"""From the start of a process to the first paint: the till, and a bare window of the same size.

Each start is a process of its own that says when its first paint was done, on the clock that all
processes of a machine share. The till starts as it does on a counter: compiled, on data that was
there before.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import BenchError, Effort, Meter, race
from benchmarks.report import Row, Target, compare
from tools.environment import ROOT, Environment, Level, clean_environment

FIRST_PAINT = Target(ratio=2.0, ours_s=0.4)
RUN_SCRIPT = Target(added_s=0.3)
DEADLINE_S = 60.0


def run(effort: Effort, folder: Path) -> list[Row]:
    floor, ours = race(
        _first_paint("bare"),
        _first_paint("till", str(folder / "data")),
        rounds=effort.times(15),
        warm_up=1,
    )
    rows = [
        compare("start", "start to first paint", ("a bare QMainWindow", floor), ours, FIRST_PAINT)
    ]
    if Environment(ROOT).is_ready(Level.RUN):
        rows.append(_through_run_script(effort))
    else:
        print("run.py is left out: its environment is not set up", file=sys.stderr)
    return rows


def _through_run_script(effort: Effort) -> Row:
    """Return what run.py adds when there is nothing to set up."""
    environment = Environment(ROOT)
    # The interpreter that somebody types: the one the environment was made from.
    interpreter = str(getattr(sys, "_base_executable", "") or sys.executable)
    direct, through = race(
        _command([str(environment.python), "-m", "kpay_desktop", "--version"]),
        _command([interpreter, str(ROOT / "run.py"), "--version"]),
        rounds=effort.times(15),
    )
    row = compare(
        "start", "run.py --version, set up before", ("python -m …", direct), through, RUN_SCRIPT
    )
    return replace(row, target=f"{row.target} of its own")


def _first_paint(*arguments: str) -> Meter:
    command = [sys.executable, "-m", "benchmarks.first_paint", *arguments]

    def meter() -> float:
        began = time.monotonic()
        said = _run(command)
        try:
            return float(said.split()[-1]) - began
        except (ValueError, IndexError):
            raise BenchError("the window did not say when it was painted") from None

    return meter


def _command(command: list[str]) -> Meter:
    def meter() -> float:
        began = time.monotonic()
        _run(command)
        return time.monotonic() - began

    return meter


def _run(command: list[str]) -> str:
    # As people start it: a variable of a build machine must not keep it from its compiled code.
    environment = clean_environment(os.environ) | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    if done.returncode != 0:
        raise BenchError(f"{command[1:4]} ended with {done.returncode}: {done.stderr[-2_000:]}")
    return done.stdout
