"""How run.py hands over to the till, with a terminal and without one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest

from tools import commands
from tools.commands import CREATE_NO_WINDOW


def test_windows_waits_for_the_till_and_gives_its_answer() -> None:
    assert commands._become([sys.executable, "-c", "raise SystemExit(3)"], "win32") == 3


def test_a_start_without_a_terminal_opens_none(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def run(
        command: Sequence[str], *, check: bool, creationflags: int
    ) -> subprocess.CompletedProcess[bytes]:
        asked.append(creationflags)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    assert commands._become(["till"], "win32") == 0
    # What pythonw gives a program instead of a terminal.
    monkeypatch.setattr(sys, "stdout", None)
    assert commands._become(["till"], "win32") == 0

    assert asked == [0, CREATE_NO_WINDOW]
