"""A till that crashes with a card in its memory leaves no dump of it, and writes nothing of it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from kpay_desktop.simulation.cards import tracks
from tests.helpers.bank import wait_until
from tests.helpers.canary import Search
from tests.helpers.canary_cards import CARDS, canaries
from tests.helpers.display import ROOT, Display
from tests.helpers.real_till import STOP_S, WAIT_S, RealTill, profile_text

CARD = "F2"
READY, CONFIRM = "Tap, insert or swipe", "Check the card’s details"
CORE_PATTERN = Path("/proc/sys/kernel/core_pattern")
#: What ``prctl`` says of a process whose memory nobody may dump or read.
NOT_DUMPABLE = "0"
#: A program that lets the system dump it, and then crashes as a till may.
CARELESS = """
import os, resource, signal
_, most = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
os.kill(os.getpid(), signal.SIGSEGV)
"""
Tell = Callable[[str], None]


@cache
def search() -> Search:
    return Search(each for each in canaries() if each.name == "swipe")


def cores(*folders: Path) -> list[Path]:
    """Return what is, or calls itself, a dump of a process."""
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and (path.name.startswith("core") or path.read_bytes()[:4] == b"\x7fELF")
    ]


def careless_cores(folder: Path) -> int:
    """Return how many dumps a program that allows them leaves on this machine."""
    folder.mkdir()
    done = subprocess.run([sys.executable, "-c", CARELESS], cwd=folder, check=False, timeout=WAIT_S)
    assert done.returncode == -signal.SIGSEGV
    count = len(cores(folder))
    shutil.rmtree(folder)
    return count


def core_limits(pid: int) -> list[str]:
    """Return the soft and the hard limit for a process's core files."""
    limits = Path(f"/proc/{pid}/limits").read_text("ascii").splitlines()
    (line,) = (line for line in limits if line.startswith("Max core file size"))
    return line.split()[4:6]


@pytest.mark.parametrize("end", [signal.SIGSEGV, signal.SIGABRT])
def test_a_crash_with_a_card_in_memory_leaves_nothing(
    display: Display,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    end: signal.Signals,
    tell: Tell,
) -> None:
    cwd, temporary = tmp_path / "cwd", tmp_path / "tmp"
    for folder in (cwd, temporary):
        folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    # The bank, too, is started from the till's working directory.
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    profile = tmp_path / "till.toml"
    profile.write_text(profile_text(), "utf-8")
    till = RealTill(display, data, profile)
    with till:
        till.process.kill()
        till.process.wait(STOP_S)
        till.start((sys.executable, "-m", "tests.helpers.watched_till", str(cwd)))
        till.sign_in()
        till.keys("2", "8")
        till.charge(CARD)
        till.reaches(READY)
        typed = tracks(CARDS["swipe"]).typed
        till.display.activate(till.window)
        till.display.must("xdotool", "type", "--delay", "2", typed)
        till.reaches(CONFIRM)

        word = cwd / "dumpable"
        wait_until("the watcher", word.exists, WAIT_S)
        assert word.read_text("ascii") == NOT_DUMPABLE
        assert core_limits(till.process.pid) == ["0", "0"]
        till.process.send_signal(end)
        assert till.wait() == -end

    assert cores(cwd, temporary, data) == []
    found = search().below(cwd, temporary, data, without=[data / "bank"])
    assert found + search().file(till.errors) + search().store(data) == []
    pattern = CORE_PATTERN.read_text("ascii").strip()
    others = careless_cores(tmp_path / "careless")
    tell(f"crash by {end.name}, core_pattern {pattern!r}: no dump of the till, {others} of another")
