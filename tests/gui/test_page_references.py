"""Calls into Qt must not use up the interpreter's references to None."""

from __future__ import annotations

import subprocess
import sys

_MANY_CALLS = """
import ui
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(100_000):
    thing.setObjectName("a")
print("alive")
"""


def test_a_hundred_thousand_calls_leave_the_interpreter_alive() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MANY_CALLS], capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-500:]
