"""A second opinion: the same faults by strace, which shares nothing with the guard.

It starts the till cold and counts a call anew in each thread, so that its n-th is not the guard's.
"""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.faults import day_cashier
from tests.faults.ears import Job
from tests.faults.guard import LONGEST_RUN_S, Ended, Plan, Way
from tests.faults.places import PLAIN_NAMES, Call

ROOT = Path(__file__).resolve().parents[2]
WAYS = frozenset({Way.ONCE, Way.KILL})
# One name stands for all the forms of a call; strace is to fail whichever is used.
_FORMS = {
    plain: [plain, *(form for form, of in PLAIN_NAMES.items() if of == plain)]
    for plain in PLAIN_NAMES.values()
}
_DESCRIPTOR = re.compile(r"(\w+)\(\d+<([^>]*)>")
_BY_NAME = re.compile(r'(\w+)\((?:AT_FDCWD[^,]*, )?"([^"]+)"')


def why_not() -> str:
    """Return why strace cannot be asked here; an empty text if it can."""
    return "" if shutil.which("strace") else "strace is not installed"


def work(
    job: Job, plan: Plan | None, trace: Path, react: Callable[[str, str], None]
) -> tuple[list[tuple[str, str]], Ended, str]:
    """Run a job under strace; return its words, how it ended, and its errors.

    ``trace`` gets every call that strace was asked for, ``react`` hears the words as they come.
    """
    options = _fault(job, plan) if plan is not None else ["-y", "-e", "trace=%file,%desc"]
    till = [sys.executable, "-m", "tests.faults.strace", json.dumps(dataclasses.asdict(job))]
    errors = trace.with_suffix(".stderr")
    words = []
    with (
        errors.open("wb") as stderr,
        subprocess.Popen(
            ["strace", "-f", "-qq", "-o", str(trace), *options, *till],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=stderr,
        ) as process,
    ):
        watchdog = threading.Timer(LONGEST_RUN_S, process.kill)
        watchdog.start()
        for line in process.stdout or ():
            word, text = json.loads(line)
            words.append((word, text))
            react(word, text)
        # strace ends as its program does, by the same signal.
        code = process.wait()
        is_late = not watchdog.is_alive()
        watchdog.cancel()
        watchdog.join()
    ended = Ended(code, {}, plan is not None and _has_struck(plan, code, trace), is_late)
    return words, ended, errors.read_text("utf-8", "replace")


def _has_struck(plan: Plan, code: int, trace: Path) -> bool:
    if plan.way is Way.KILL:
        return code == -signal.SIGKILL
    return "(INJECTED)" in trace.read_text("utf-8", "replace")


def _fault(job: Job, plan: Plan) -> list[str]:
    names = ",".join(_FORMS.get(plan.call.name, [plan.call.name]))
    what = "signal=SIGKILL" if plan.way is Way.KILL else f"error={errno.errorcode[plan.error]}"
    path = [] if plan.call.is_line else ["-P", str(Path(job.data, plan.call.target).resolve())]
    return ["-e", f"trace={names}", *path, "-e", f"inject={names}:{what}:when={plan.nth}"]


def calls_in(trace: Path, data: Path) -> set[Call]:
    """Return which calls a trace of everything has made in the data folder."""
    root = str(data.resolve())
    found = set()
    for line in trace.read_text("utf-8", "replace").splitlines():
        for name, path in (*_DESCRIPTOR.findall(line), *_BY_NAME.findall(line)):
            if path == root or path.startswith(f"{root}/"):
                found.add(Call(PLAIN_NAMES.get(name, name), path[len(root) + 1 :] or "."))
    return found


def main(arguments: Sequence[str]) -> int:
    """Be the till of a run: a job in JSON, and what is told on standard output, line by line."""

    def send(words: tuple[str, str]) -> None:
        os.write(1, json.dumps(words).encode() + b"\n")

    return day_cashier.main(Job(**json.loads(arguments[0])), send)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
