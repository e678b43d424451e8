"""A till and a bank that crash for good leave nothing of their memory on the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 90.0
LIMIT = "Max core file size"


def start(arguments: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start the program where cores may be as large as the machine allows."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = 'ulimit -c unlimited 2>/dev/null || ulimit -c "$(ulimit -H -c)"; exec "$@"'
    with (folder / "errors").open("wb") as errors:
        return subprocess.Popen(
            ["sh", "-c", command, "sh", sys.executable, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )


def core_limit(pid: int) -> list[str]:
    """Return the soft and hard limit of a process's cores, as the system tells them."""
    for line in Path(f"/proc/{pid}/limits").read_text("ascii").splitlines():
        if line.startswith(LIMIT):
            return line.removeprefix(LIMIT).split()[:2]
    return []


def crash(process: subprocess.Popen[bytes], is_up: Path) -> int:
    """Let a process that is at work run into a fault of memory; return how it ended."""
    deadline = time.monotonic() + WAIT_S
    while not is_up.exists():
        assert process.poll() is None, "it ended by itself"
        assert time.monotonic() < deadline, "it did not come up"
        time.sleep(0.05)
    if Path("/proc/self/limits").exists():
        assert core_limit(process.pid) == ["0", "0"]
    os.kill(process.pid, signal.SIGSEGV)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stdin is not None:
        process.stdin.close()
    assert os.WTERMSIG(status) == signal.SIGSEGV
    return status


@pytest.mark.parametrize(
    ("command", "up"),
    [
        (["-m", "kpay_desktop", "--data", "data"], "data/store.db"),
        (["-m", "kpay_desktop", "bank", "--data", "data"], "data/credentials/card_host.toml"),
        (
            ["-m", "kpay_desktop.simulation.bank", "--data", "data"],
            "data/credentials/card_host.toml",
        ),
    ],
    ids=["till", "bank", "bank alone"],
)
def test_a_crash_leaves_no_core(command: list[str], up: str, tmp_path: Path) -> None:
    status = crash(start(command, tmp_path), tmp_path / up)
    assert not os.WCOREDUMP(status)
    assert not [path.name for path in tmp_path.rglob("core*")]
